"""Meetings, matches, contacts, goals and the like: what a draft says of them."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.drafting.plan import TablePlan
from evalkit.drafting.record_forms import RecordForm
from evalkit.drafting.text import LEAVE_OUT, Option, Page, flow, scalar
from evalkit.drafting.words import is_called, lexicon, name_in, said
from evalkit.frames import Column
from evalkit.intake.record_rules import RECORD_KINDS
from evalkit.intake.sentences import danish_meaning

__all__ = ["ask_rows", "records"]


def ask_rows(page: Page, plan: TablePlan) -> None:
    """Ask what a table is of which nothing can be made."""
    options = [Option(name, said(f"rows_{name}", page.language)) for name in RECORD_KINDS]
    options.append(Option(LEAVE_OUT, said("rows_nothing", page.language)))
    key = f"{plan.key}/rows"
    if plan.persons and plan.dates and any(is_called(n, "attended") for n in plan.columns):
        page.note(4, "long_register")
    page.ask(4, "rows", key, sentence="ask_rows", options=options, file=plan.key)


def records(page: Page, plan: TablePlan, form: RecordForm, *, activities: Sequence[str]) -> None:
    """Write what the rows of a table are.

    Parameters
    ----------
    page : Page
        The draft.
    plan : TablePlan
        The table.
    form : RecordForm
        Which long table its rows are, and by which columns.
    activities : sequence of str
        The activities that other files of the delivery have registers of.
    """
    if form.zero_one:
        page.note(4, "zero_one", columns=_listed(form.zero_one))
    if form.left:
        sentence = "left_facts" if form.kind.has_facts else "left"
        page.note(4, sentence, columns=_listed(form.left))
    page.put(4, f"{form.table}:")
    if form.person is not None:
        page.put(6, f"person: {scalar(form.person)}")
    for column in form.kind.own:
        if column.name in ("group", "count") or (column.name == "case" and form.person):
            continue
        if column.name in form.kind.words:
            _word(page, plan, form, column=column, activities=activities)
        else:
            _column(page, plan, form, column=column)
    if form.facts:
        page.put(6, "facts:")
        for name, header in form.facts.items():
            page.put(8, f"{name}: {scalar(header)}")
    if form.groups:
        page.put(6, f"groups: {flow(form.groups)}")
    elif form.table == "headcounts":
        key = f"{plan.key}/headcounts/groups"
        page.ask(6, "groups", key, sentence="ask_groups", options=[], typed="{{{}}}")


def _listed(headers: Sequence[str]) -> str:
    return ", ".join(map(scalar, headers))


def _column(page: Page, plan: TablePlan, form: RecordForm, *, column: Column) -> None:
    """Write which column of the file fills one of the table, or ask."""
    if column.name in form.columns:
        page.put(6, f"{column.name}: {scalar(form.columns[column.name])}")
    elif column.name in form.unsure:
        _ask_which(page, plan, form, column=column, option=column.name)


def _ask_which(
    page: Page, plan: TablePlan, form: RecordForm, *, column: Column, option: str
) -> None:
    options = [Option(scalar(header)) for header in form.unsure[column.name]]
    if not column.required:
        options.append(Option(LEAVE_OUT))
    meaning = column.meaning
    if page.language == "da":
        meaning = danish_meaning(form.table, column.name)
    page.ask(
        6, option, f"{plan.key}/{form.table}/{column.name}", sentence="ask_column",
        options=options, typed="" if options else "{}", file=plan.key, meaning=meaning,
    )  # fmt: skip


def _word(
    page: Page, plan: TablePlan, form: RecordForm, *, column: Column, activities: Sequence[str]
) -> None:
    """Write the column that says a word row by row, or the word for all rows, or ask for it."""
    name = column.name
    if name in form.columns:
        page.put(6, f"{name}_column: {scalar(form.columns[name])}")
    elif name in form.unsure:
        _ask_which(page, plan, form, column=column, option=f"{name}_column")
    elif name in form.words:
        page.put(6, f"{name}: {scalar(form.words[name])}")
    elif column.required or name == "kind":
        words = activities if name == "activity" else _kinds(plan, form)
        options = [Option(word) for word in words]
        if not column.required:
            options.append(Option(LEAVE_OUT, said("no_kind", page.language)))
        sentence = f"ask_{name}_{form.table}"
        key = f"{plan.key}/{form.table}/{name}"
        page.ask(6, name, key, sentence=sentence, options=options, typed="{}", file=plan.key)


def _kinds(plan: TablePlan, form: RecordForm) -> list[str]:
    """Return words for what meetings or contacts are: the one the file is called first."""
    part = f"{form.table[:-1]}_kinds"
    rule = plan.table.rule
    called = name_in(part, rule.sheet or rule.name.rpartition(".")[0], whole=False)
    return sorted(lexicon(part), key=lambda word: word != called)
