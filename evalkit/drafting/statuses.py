"""Spells in a status: what a draft says of them."""

from __future__ import annotations

from evalkit.drafting.plan import SpellForm, TablePlan
from evalkit.drafting.readings import person
from evalkit.drafting.text import Page, scalar

__all__ = ["statuses"]


def statuses(page: Page, plan: TablePlan, form: SpellForm) -> None:
    """Write what is a spell; what it is about is asked where no column says it."""
    page.note(4, "spells_complete")
    page.put(4, "statuses:")
    person(page, plan, 6)
    if form.domain is not None:
        page.put(6, f"domain_column: {scalar(form.domain)}")
    else:
        key = f"{plan.key}/domain"
        page.ask(6, "domain", key, sentence="ask_domain", options=[], typed="{}")
    page.put(6, f"status: {scalar(form.status)}")
    page.put(6, f"started: {scalar(form.started)}")
    if form.ended is not None:
        page.put(6, f"ended: {scalar(form.ended)}")
