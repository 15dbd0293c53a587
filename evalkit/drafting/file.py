"""One file of a drafted profile: how it is written, its columns, and what is made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from evalkit.drafting.attendance import activity, attendance
from evalkit.drafting.column_seen import FEWEST_ROWS, PERSONAL, ColumnSeen
from evalkit.drafting.plan import TablePlan
from evalkit.drafting.readings import is_left_out, own_scales, person, readings, waves_asked
from evalkit.drafting.records import ask_rows, records
from evalkit.drafting.statuses import statuses
from evalkit.drafting.text import LEAVE_OUT, Option, Page, flow, scalar
from evalkit.drafting.words import families, is_called, lexicon, said
from evalkit.privacy.scan import says_who

__all__ = ["date_options", "file_entry"]

_GENDERED = ("text", "choice", "whole")
# The types of columns that are not read, and the comment that says why.
_IGNORED = (*PERSONAL, "free_text", "several", "other_date", "empty")
_FINISHED = {"surveyxact": "statoverall_4", "qualtrics": "Finished"}
_MOST_GENDERS = 4
_ZERO_ONE = '{"1": "yes", "0": "no"}'

Forms = Mapping[tuple[str, str], tuple[str, ...]]


def file_entry(
    page: Page, plan: TablePlan, used: Sequence[TablePlan], *, forms: Forms, usual: Sequence[str]
) -> None:
    """Write the entry of one table."""
    _written(page, plan)
    page.put(4, "columns:")
    ignored = _columns(page, plan, forms=forms, usual=tuple(usual))
    if ignored:
        page.put(4, "ignore: [")
        for reason, names in ignored.items():
            page.note(6, f"ignored_{reason}")
            page.put_list(6, names)
        page.put(6, "]")
    if any(name.startswith("[") for name in plan.columns):
        page.note(4, "no_header")
    if plan.enrols:
        _enrolments(page, plan)
    if plan.days:
        attendance(page, plan)
    if plan.spells:
        statuses(page, plan, plan.spells)
    if plan.record:
        activities = [activity(one) for one in used if one.days]
        records(page, plan, plan.record, activities=activities)
    if not plan.is_used:
        ask_rows(page, plan)
    readings(page, plan, waves_asked(page, used))


def _written(page: Page, plan: TablePlan) -> None:
    """Write how the file is written."""
    table, rule = plan.table, plan.table.rule
    page.put(2, f"- file: {scalar(rule.sheet or rule.name)}")
    if rule.sheet:
        page.put(4, f"match: {scalar(rule.name)}")
    page.put(4, f"format: {rule.format}")
    if rule.sheet:
        page.put(4, f"sheet: {scalar(rule.sheet)}")
    if rule.format in ("csv", "surveyxact") and not rule.sheet:
        if table.is_ascii and rule.encoding == "utf-8":
            page.note(4, "encoding_unseen")
        page.put(4, f"encoding: {rule.encoding}")
        separator = "tab" if rule.separator == "\t" else f'"{rule.separator}"'
        page.put(4, f"separator: {separator}")
    if rule.labels:
        page.put(4, f"labels: {scalar(rule.labels)}")
    _header(page, plan)
    for header, words in table.totals.items():
        page.put(4, f"not_data: {{{scalar(header)}: {flow(words)}}}")
    column = _FINISHED.get(table.system)
    if column in plan.columns:
        page.put(4, "finished:")
        page.put(6, f"column: {column}")
        page.put(6, 'is: "1"')
        options = [
            Option("keep", said("finished_keep", page.language)),
            Option("set aside", said("finished_aside", page.language)),
        ]
        page.ask(6, "else", f"{plan.key}/finished", sentence="ask_finished", options=options)


def _header(page: Page, plan: TablePlan) -> None:
    table, rule = plan.table, plan.table.rule
    rows = rule.header_rows
    if table.joined is not None:
        both = [rows[0] - 1, rows[0]]
        options = [
            Option(str(rows[0]), said("header_one", page.language)),
            Option(str(both), said("header_two", page.language)),
        ]
        key = f"{plan.key}/header_row"
        page.ask(4, "header_row", key, sentence="ask_header", options=options, row=rows[0])
    elif len(rows) > 1:
        page.note(4, "header_joined")
        page.put(4, f"header_row: {list(rows)}")
    elif rows != (1,):
        page.note(4, "header_below", count=rows[0] - 1)
        page.put(4, f"header_row: {rows[0]}")
    if rule.skip_below_header:
        page.put(4, f"skip_below_header: {rule.skip_below_header}")


def _columns(
    page: Page, plan: TablePlan, *, forms: Forms, usual: tuple[str, ...]
) -> dict[str, list[str]]:
    """Write the columns that are read; return the others by why they are not."""
    items = {
        header
        for group in plan.groups
        if not is_left_out(page, plan, group)
        for header in group.items.values()
    }
    left_out = {
        header
        for group in plan.groups
        if is_left_out(page, plan, group)
        for header in group.items.values()
    }
    for scale in own_scales(plan):
        if page.answers.get(f"{scale.key}/better") == LEAVE_OUT:
            left_out |= set(scale.headers)
        else:
            items |= set(scale.headers)
    if plan.long:
        items.add(plan.long.value)
    ignored: dict[str, list[str]] = {}
    for name, seen in plan.columns.items():
        reason = _reason(plan, seen, left_out)
        if name in plan.days or name in items or name.startswith("["):
            continue
        if reason:
            ignored.setdefault(reason, []).append(name)
        else:
            _column(page, plan, seen, forms=forms, usual=usual)
    return ignored


def _reason(plan: TablePlan, seen: ColumnSeen, left_out: set[str]) -> str:
    """Return why a column is not read, "" when it is."""
    name, system = seen.name, plan.table.system
    is_about = seen.type in ("date", "serial", "cpr") or seen.means
    reason = ""
    if name in plan.persons or name in plan.keys:
        reason = ""
    elif any(map(says_who, plan.table.labels.get(name, {}).values())):
        reason = "name"
    elif name in lexicon("survey_fields").get(system, ()):
        reason = "email" if seen.type == "email" else "survey_field"
    elif seen.type in _IGNORED:
        reason = seen.type
    elif name in left_out:
        reason = "run"
    elif system == "qualtrics" and not is_about and name != _FINISHED[system]:
        reason = "unused"
    return reason


def _column(
    page: Page, plan: TablePlan, seen: ColumnSeen, *, forms: Forms, usual: tuple[str, ...]
) -> None:
    name, kind = seen.name, _type(plan, seen)
    words = plan.table.labels.get(name, {})
    if kind == "whole" and is_called(name, "gender") and len(seen.counts) <= _MOST_GENDERS:
        _coded_gender(page, plan, name)
        return
    if plan.record and name in plan.record.zero_one:
        page.put(6, f"{scalar(name)}: {{type: choice, values: {_ZERO_ONE}}}")
        return
    parts = [f"type: {'date' if kind == 'serial' else kind}"]
    if kind == "code" and seen.width:
        parts.append(f"width: {seen.width}")
    if kind == "choice":
        parts.append(f"values: {flow(_meanings(plan, seen, words.values()))}")
    if name in _dating(plan):
        parts.append("required: true")
    _remarks(page, seen, kind)
    found = forms.get((plan.key, name), ())
    if len(found) == 1 and found != usual:
        parts.append(f"dates: {found[0]}")
    if len(found) < 2 or found == usual:
        page.put(6, f"{scalar(name)}: {{{', '.join(parts)}}}")
        return
    page.put(6, f"{scalar(name)}:")
    for part in parts:
        page.put(8, part)
    options = date_options(found, page.language)
    alike = [one for (key, one), other in forms.items() if key == plan.key and other == found]
    columns = ", ".join(map(scalar, alike))
    key = f"{plan.key}/{found[0]}/dates"
    page.ask_once(8, "dates", key, sentence="ask_dates", options=options, columns=columns)


def _type(plan: TablePlan, seen: ColumnSeen) -> str:
    """Return the type of a column: what was seen, or what its use asks for."""
    name, kind = seen.name, seen.type
    is_finished = name == _FINISHED.get(plan.table.system)
    # With no sure person any of these may be it, and a key is kept letter by letter.
    may_be_key = not (plan.record or plan.persons) and kind == "whole"
    if name in plan.keys or may_be_key:
        kind = "code" if kind in ("whole", "number", "choice", "text", "name") else kind
    # A new site next quarter is no fault.
    if kind == "choice" and (is_called(name, "site") or is_called(name, "reason")):
        kind = "text"
    if is_finished:
        return "text"
    if plan.long and name == plan.long.item:
        kind = "text"
    is_labelled = plan.table.labels.get(name) and kind in ("whole", "choice", "text")
    return "choice" if is_labelled else kind


def _meanings(plan: TablePlan, seen: ColumnSeen, labels: Iterable[str]) -> Mapping[str, str]:
    """Return what the words of a column mean; themselves, where nobody knows more."""
    listed = list(labels) or list(seen.values)
    for part in ("yes_no", *(("genders",) if is_called(seen.name, "gender") else ())):
        for family in families(part):
            if set(listed) <= set(family):
                return family
    if plan.record and not seen.means:
        return {word: plan.record.meaning(seen.name, word) for word in listed}
    return seen.means or {word: word for word in listed}


def _coded_gender(page: Page, plan: TablePlan, name: str) -> None:
    """Ask what the numbers for gender mean."""
    page.put(6, f"{scalar(name)}:")
    page.put(8, "type: choice")
    options = [
        Option('{"1": woman, "2": man, "3": other}'),
        Option('{"1": man, "2": woman, "3": other}'),
        Option('{"0": woman, "1": man}'),
        Option('{"0": man, "1": woman}'),
    ]
    key = f"{plan.key}/{name}/values"
    page.ask(
        8, "values", key, sentence="ask_values", options=options, typed="{{{}}}",
        columns=scalar(name),
    )  # fmt: skip


def date_options(forms: Sequence[str], language: str) -> list[Option]:
    """Return the date forms to choose between; "?" is one that evalkit has no name for."""
    found = []
    for form in forms:
        if form != "?":
            first = {"d": "form_day", "m": "form_month"}.get(form[0], "form_year")
            found.append(Option(form, said(first, language)))
    return found


def _remarks(page: Page, seen: ColumnSeen, kind: str) -> None:
    if kind == "serial":
        page.note(6, "serial")
    if kind == "cpr":
        page.note(6, "cpr")
    if kind == "text" and seen.rare and seen.distinct <= 12:
        page.note(6, "rare_words", fewest=FEWEST_ROWS)
    if seen.misfits and kind in ("date", "whole", "number"):
        page.note(6, "misfits", count=seen.misfits)
    if seen.type == "name" and kind == "code":
        page.note(6, "names_as_keys")
    if is_called(seen.name, "gender") and any(len(word) == 1 for word in seen.means):
        page.note(6, "gender_letters")


def _dating(plan: TablePlan) -> set[str]:
    """Return the columns that a reading without a wave may be dated by: they are required."""
    from evalkit.drafting.readings import dates_of

    has_groups = any(group.candidates and not group.wave for group in plan.groups)
    if not (has_groups or plan.scales or plan.long):
        return set()
    options = dates_of(plan, "")
    if plan.table.system == "qualtrics":
        return {name for name in options if name == "RecordedDate"} or set(options)
    return set(options)


def _enrolments(page: Page, plan: TablePlan) -> None:
    """Write who takes part, from when to when, and what is known of them."""
    page.put(4, "enrolments:")
    person(page, plan, 6)
    dates = list(plan.dates)
    started = plan.called("started", ("date", "serial"))
    if plan.table.system == "qualtrics" or len(started) != 1:
        options = [Option(scalar(name)) for name in dates]
        sentence = "ask_started" if dates else "ask_no_date"
        page.ask(6, "started", f"{plan.key}/started", sentence=sentence, options=options)
        started = []
    else:
        page.put(6, f"started: {scalar(started[0])}")
    ended = [name for name in plan.called("ended", ("date", "serial")) if name not in started]
    others = [name for name in dates if name not in started]
    if plan.table.system != "qualtrics" and len(ended) == 1:
        page.put(6, f"ended: {scalar(ended[0])}")
    elif others and started:
        options = [*(Option(scalar(name)) for name in others), Option(LEAVE_OUT)]
        page.ask(6, "ended", f"{plan.key}/ended", sentence="ask_ended", options=options)
    _background(page, plan)


def _background(page: Page, plan: TablePlan) -> None:
    born = plan.called("born", ("date", "whole")) or plan.called("cpr", ("cpr",))
    if not born:
        born = [name for name, seen in plan.columns.items() if seen.type == "cpr"]
    if born:
        page.note(6, "born")
        page.put(6, f"born: {scalar(born[0])}")
    for option, kind in (("site", "site"), ("exit_reason", "reason")):
        found = plan.called(kind, ("text", "choice"))
        if len(found) == 1:
            page.put(6, f"{option}: {scalar(found[0])}")
        elif found:
            options = [*(Option(scalar(name)) for name in found), Option(LEAVE_OUT)]
            page.ask(6, option, f"{plan.key}/{option}", sentence=f"ask_{option}", options=options)
        if option == "exit_reason" and found:
            page.note(6, "completed")
    gender = [
        n for n in plan.columns if plan.columns[n].type in _GENDERED and is_called(n, "gender")
    ]
    age = [] if born else plan.called("age", ("whole",))
    background = {"gender": gender[0]} if gender else {}
    background |= {"age_at_start": age[0]} if age else {}
    if background:
        page.put(6, f"background: {flow(background)}")
