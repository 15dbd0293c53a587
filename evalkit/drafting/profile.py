"""From what was seen in an export to a drafted profile: what is certain, and questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from evalkit.definition_files import LANGUAGES
from evalkit.drafting.column_seen import ColumnSeen
from evalkit.drafting.file import date_options, file_entry
from evalkit.drafting.plan import TablePlan, date_forms, plans
from evalkit.drafting.readings import Scale, is_left_out, own_scales, waves_asked
from evalkit.drafting.tables import SeenDelivery, SeenTable
from evalkit.drafting.text import (
    FOLLOWS,
    LEAVE_OUT,
    OPEN_LIST,
    Draft,
    Option,
    Page,
    flow,
    scalar,
    titles,
)
from evalkit.drafting.words import lexicon, plain, said
from evalkit.errors import InputError, did_you_mean

__all__ = ["draft_profile"]


def draft_profile(
    delivery: SeenDelivery, *, language: str = "en", answers: Mapping[str, str] | None = None
) -> Draft:
    """Write a draft of a profile.

    Parameters
    ----------
    delivery : SeenDelivery
        What `evalkit.drafting.tables.tables` saw.
    language : {"da", "en"}
        Of the comments and questions.
    answers : mapping, optional
        Key of a question to the YAML that answers it; "" leaves out what is asked about.

    Returns
    -------
    Draft
        With the answers in their places; answers may bring further questions.

    Raises
    ------
    InputError
        When the language is another.
    """
    if language not in LANGUAGES:
        raise InputError(f"`language` is {language!r}. {did_you_mean(language, LANGUAGES)}")
    page = Page(language, dict(answers or {}))
    tables = [_as_answered(table, page.answers) for table in delivery.tables]
    rows = {table.key: page.answers.get(f"{table.key}/rows") for table in tables}
    made = plans(tables, chosen={key: name for key, name in rows.items() if name})
    used = [plan for plan in made if plan.is_used]
    forms = date_forms(made)
    page.note(0, "head")
    for finding in delivery.left_out:
        page.note(0, "not_read", sentence=finding.message(language))
    if delivery.hidden:
        page.note(0, "hidden", count=delivery.hidden)
    name = _name(delivery.name)
    page.put(0, f"profile: {name}")
    stem = delivery.name.replace("_", " ")
    options = [Option(titles(stem), said("as_the_file", language))]
    typed = "{{da: {0}, en: {0}}}"
    page.ask(0, "title", "title", sentence="ask_title", options=options, typed=typed)
    page.put(0, f"programme: {name}")
    _locale(page, used)
    usual = _dates(page, forms)
    _missing(page, used)
    if any(plan.keys or plan.enrols for plan in used):
        page.note(0, "person_keys")
    _waves(page, used)
    page.put(0, "")
    scales = [scale for plan in used for scale in own_scales(plan)]
    _scales(page, scales)
    page.put(0, "files:")
    for plan in made:
        if plan.is_used or rows[plan.key] != LEAVE_OUT:
            file_entry(page, plan, used, forms=forms, usual=usual)
            page.put(0, "")
    for plan in made:
        if not plan.is_used and rows[plan.key] == LEAVE_OUT:
            page.note(0, "not_used", name=plan.key)
    if not any(plan.enrols for plan in used):
        page.note(0, "nobody_enrolled")
        if any(plan.record and plan.record.asks_for_enrolled for plan in used):
            page.note(0, "nobody_enrolled_records")
    while page.lines[-1] == "":
        page.lines.pop()
    return page.draft()


def _as_answered(table: SeenTable, answers: Mapping[str, str]) -> SeenTable:
    """Return a table by the header rows that were chosen."""
    answer = answers.get(f"{table.key}/header_row")
    is_joined = table.joined is not None and answer not in (None, str(table.rule.header_row))
    return table.joined if is_joined and table.joined is not None else table


def _name(text: str) -> str:
    words = "_".join(filter(None, (plain(word) for word in text.replace("_", " ").split())))
    return words if words[:1].isalpha() else f"p_{words}".rstrip("_")


def _locale(page: Page, used: Sequence[TablePlan]) -> None:
    read = [seen for plan in used for seen in _read_columns(plan)]
    marks = {mark for seen in read for mark in seen.marks}
    sure = marks - {"either"}
    options = [
        Option("da", said("locale_da", page.language)),
        Option("en", said("locale_en", page.language)),
    ]
    if len(sure) == 1:
        page.put(0, f"locale: {sure.pop()}")
    elif marks:
        names = [scalar(seen.name) for seen in read if seen.marks]
        sentence = "ask_locale_both" if sure else "ask_locale"
        columns = ", ".join(names[:6])
        page.ask(0, "locale", "locale", sentence=sentence, options=options, columns=columns)
    else:
        page.note(0, "locale_unseen")
        page.put(0, "locale: da")


def _read_columns(plan: TablePlan) -> list[ColumnSeen]:
    """Return the columns whose numbers matter: of a survey only the items."""
    items = {header for group in plan.groups for header in group.items.values()}
    is_survey = plan.table.system == "qualtrics"
    return [seen for name, seen in plan.columns.items() if not is_survey or name in items]


def _dates(page: Page, forms: Mapping[tuple[str, str], tuple[str, ...]]) -> tuple[str, ...]:
    """Write the usual date form; return the forms it stands for: one, or those asked about."""
    certain = Counter(found[0] for found in forms.values() if len(found) == 1)
    if certain:
        usual = certain.most_common(1)[0][0]
        page.put(0, f"dates: {usual}")
        return (usual,)
    if not forms:
        page.note(0, "dates_real")
        page.put(0, "dates: yyyy-mm-dd")
        return ("yyyy-mm-dd",)
    asked = Counter(forms.values()).most_common(1)[0][0]
    names = [name for (_, name), found in forms.items() if found == asked]
    columns = ", ".join(map(scalar, dict.fromkeys(names)))
    options = date_options(asked, page.language)
    page.ask(0, "dates", "dates", sentence="ask_dates", options=options, columns=columns)
    return asked


def _missing(page: Page, used: Sequence[TablePlan]) -> None:
    seen = [one for plan in used for name, one in plan.columns.items() if name not in plan.days]
    words = list(dict.fromkeys(word for one in seen for word in one.missing))
    unsure = list(dict.fromkeys(word for one in seen for word in one.perhaps_missing))
    if unsure:
        columns = ", ".join(scalar(one.name) for one in seen if one.perhaps_missing)
        options = [Option(flow([*words, *unsure])), Option(flow(words) if words else "[]")]
        facts = {"words": flow(unsure), "columns": columns}
        page.ask(
            0, "missing", "missing", sentence="ask_missing", options=options, typed="[{}]",
            open_as=OPEN_LIST, **facts,
        )  # fmt: skip
    elif words:
        page.put(0, f"missing: {flow(words)}")


def _waves(page: Page, used: Sequence[TablePlan]) -> None:
    order = list(lexicon("waves"))
    names = [
        group.wave
        for plan in used
        for group in plan.groups
        if group.wave and not is_left_out(page, plan, group)
    ]
    names += [wave for plan in used for waves in (plan.totals or {}).values() for wave in waves]
    keys = waves_asked(page, used)
    if not names and not keys:
        return
    answered = [page.answers[key] for key in keys if page.answers.get(key)]
    found = list(dict.fromkeys([*names, *answered]))
    found.sort(key=lambda name: order.index(name) if name in order else len(order))
    if all(key in page.answers for key in keys):
        if found:
            page.put(0, f"waves: {flow(found)}")
        return
    page.ask(
        0, "waves", "waves", sentence="ask_waves", typed="[{}]", open_as=FOLLOWS,
        options=[Option(flow(["before", "after"]))],
    )  # fmt: skip


def _scales(page: Page, scales: Sequence[Scale]) -> None:
    kept = [scale for scale in scales if page.answers.get(f"{scale.key}/better") != ""]
    if not kept:
        return
    page.put(0, "instruments:")
    better = [Option(word, said(f"better_{word}", page.language)) for word in ("higher", "lower")]
    for scale in {scale.name: scale for scale in kept}.values():
        page.put(2, f"{scale.name}:")
        page.put(4, f"title: {titles(scale.title)}")
        columns = scalar(scale.title)
        leave = Option("", said("no_scale", page.language))
        page.ask(
            4, "better", f"{scale.key}/better", sentence="ask_better",
            options=[*better, leave], columns=columns,
        )  # fmt: skip
        page.put(4, "codes:")
        for end in ("lowest", "highest"):
            page.ask(
                6, end, f"{scale.key}/{end}", sentence=f"ask_{end}", options=[], typed="#",
                columns=columns,
            )  # fmt: skip
        if not scale.is_whole:
            page.put(6, "whole: false")
    page.put(0, "")
