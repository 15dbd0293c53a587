"""The readings of a drafted profile: which instrument, when, how its answers are coded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.drafting.instruments import Coding, Group, coding
from evalkit.drafting.plan import TablePlan
from evalkit.drafting.text import LEAVE_OUT, Option, Page, flow, scalar
from evalkit.drafting.words import lexicon, plain, said, wave_of, words_of
from evalkit.instruments.instrument import Instrument, instrument

__all__ = [
    "Scale",
    "instrument_key",
    "is_left_out",
    "is_no_scale",
    "own_scales",
    "readings",
    "wave_key",
    "waves_asked",
]


@dataclass(frozen=True)
class Scale:
    """A scale of the profile's own: its name, and the columns that are readings of it."""

    key: str
    name: str
    title: str
    headers: tuple[str, ...]
    waves: Mapping[str, str]
    is_whole: bool


def own_scales(plan: TablePlan) -> list[Scale]:
    """Return the scales that are only a number."""
    found = []
    for name, waves in (plan.totals or {}).items():
        headers = tuple(waves.values())
        title = " ".join(_without_wave(headers[0]))
        is_whole = all(plan.columns[header].type == "whole" for header in headers)
        found.append(Scale(f"{plan.key}/{name}", name, title, headers, waves, is_whole))
    for header in plan.scales:
        name = "_".join(words_of(header)) or "scale"
        name = name if name[0].isalpha() else f"s_{name}"
        is_whole = plan.columns[header].type == "whole"
        found.append(Scale(f"{plan.key}/{name}", name, header, (header,), {"": header}, is_whole))
    return found


def _without_wave(header: str) -> list[str]:
    """Return a header's own words without the one that names the wave."""
    words = header.replace("_", " ").split()
    return [word for word in words if wave_of(f"x {word}")[0] == ""]


def instrument_key(plan: TablePlan, group: Group) -> str:
    """Return the key of the question which instrument a group is."""
    return f"{plan.key}/{group.stem}{group.wave and '_' + group.wave}/instrument"


def wave_key(plan: TablePlan, group: Group) -> str:
    """Return the key of the question which wave a group is."""
    return f"{plan.key}/{group.stem}/wave"


def is_left_out(page: Page, plan: TablePlan, group: Group) -> bool:
    """Whether nothing is made of a group of columns."""
    answer = page.answers.get(instrument_key(plan, group))
    return not group.candidates or answer == LEAVE_OUT


def waves_asked(page: Page, used: Sequence[TablePlan]) -> list[str]:
    """Return the keys of the questions which wave something is.

    They are asked where other readings have waves, which a profile wants of all or of none, and
    where two readings could not be told apart.
    """
    kept = [
        (plan, [group for group in plan.groups if not is_left_out(page, plan, group)])
        for plan in used
    ]
    twice = [
        wave_key(plan, one) for plan, groups in kept for one in groups if _is_twice(one, groups)
    ]
    if not twice and not any(plan.totals or any(g.wave for g in groups) for plan, groups in kept):
        return []
    keys = []
    for plan, groups in kept:
        keys += [wave_key(plan, group) for group in groups if not group.wave]
        keys += [
            f"{scale.key}/wave" for scale in own_scales(plan)
            if "" in scale.waves and not is_no_scale(page, scale)
        ]  # fmt: skip
        keys += [f"{plan.key}/long/wave"] if plan.long else []
    return keys


def _is_twice(group: Group, groups: Sequence[Group]) -> bool:
    others = [one for one in groups if one is not group and one.wave == group.wave]
    return any(set(one.candidates) & set(group.candidates) for one in others)


def is_no_scale(page: Page, scale: Scale) -> bool:
    """Whether somebody said that a column of numbers is no scale."""
    return page.answers.get(f"{scale.key}/better") == LEAVE_OUT


def readings(page: Page, plan: TablePlan, waves: Sequence[str]) -> None:
    """Write what a table has readings of; `waves` are the keys of questions which wave."""
    groups = [group for group in plan.groups if not is_left_out(page, plan, group)]
    scales = [one for one in own_scales(plan) if not is_no_scale(page, one)]
    if not (groups or scales or plan.long):
        return
    page.put(4, "readings:")
    for group in groups:
        _group(page, plan, group, waves=waves)
    for scale in scales:
        for wave, header in scale.waves.items():
            page.put(6, f"- instrument: {scale.name}")
            if not wave:
                _wave(page, f"{scale.key}/wave", waves, columns=scalar(header))
            _place(page, plan, wave)
            page.put(8, f"items: {flow({'total': header})}")
    if plan.long is not None:
        _long(page, plan, waves)


def _group(page: Page, plan: TablePlan, group: Group, *, waves: Sequence[str]) -> None:
    name = _which(page, plan, group)
    _wave(page, wave_key(plan, group), waves, columns=_columns(group))
    _place(page, plan, group.wave)
    by_item = group.headers(name)
    is_counted = all(item.rpartition("_")[2].isdigit() for item in by_item)
    if is_counted and list(by_item) == list(instrument(name).item_names):
        page.put(8, "items: [" + ", ".join(map(_quoted, by_item.values())) + "]")
    else:
        page.put(8, "items:")
        for item, header in by_item.items():
            page.put(10, f"{item}: {_quoted(header)}")
    _answers(page, plan, group, name=name)


def _wave(page: Page, key: str, waves: Sequence[str], *, columns: str) -> None:
    if key in waves:
        options = [Option(wave) for wave in lexicon("waves")]
        page.ask(
            8, "wave", key, sentence="ask_wave", options=options, typed="{}", columns=columns
        )  # fmt: skip


def _quoted(header: str) -> str:
    return scalar(header)


def _columns(group: Group) -> str:
    headers = list(group.items.values())
    return f"{scalar(headers[0])} … {scalar(headers[-1])}" if len(headers) > 2 else headers[0]


def _which(page: Page, plan: TablePlan, group: Group) -> str:
    """Write which instrument a group is; return its name, the first candidate's while open."""
    if group.is_named and len(group.candidates) == 1:
        page.put(6, f"- instrument: {group.candidates[0]}")
        return group.candidates[0]
    options = []
    for name in group.candidates:
        asked = instrument(name)
        options.append(Option(name, asked.title[page.language]))
    if not group.is_named:
        options.append(Option(LEAVE_OUT, said("no_instrument", page.language)))
    shared = instrument(group.candidates[0]).variant_of if group.is_named else ""
    answer = page.ask(
        6,
        "- instrument",
        instrument_key(plan, group),
        sentence="ask_variant" if shared else "ask_instrument",
        options=options,
        columns=_columns(group),
        count=len(group.items),
    )
    return answer or group.candidates[0]


def _place(page: Page, plan: TablePlan, wave: str) -> None:
    """Write whose readings they are, and when."""
    person(page, plan, 8)
    if wave:
        page.put(8, f"wave: {wave}")
    options = dates_of(plan, wave)
    if len(options) == 1:
        page.put(8, f"date: {_quoted(options[0])}")
    elif options or not wave:
        _shared(
            page, plan, 8, option="date", name=f"date{wave and '_' + wave}",
            sentence="ask_date" if options else "ask_no_date", options=options,
        )  # fmt: skip


def dates_of(plan: TablePlan, wave: str) -> list[str]:
    """Return the columns that may say when a reading was made."""
    of_wave = [name for name in plan.dates if wave_of(name)[0] == wave]
    options = of_wave or ([] if wave else list(plan.dates))
    if plan.enrols and plan.table.system != "qualtrics":
        known = {*plan.called("started", ("date",)), *plan.called("ended", ("date",))}
        options = [name for name in options if name not in known] or options
    return options


def person(page: Page, plan: TablePlan, indent: int) -> None:
    """Write which column is the person, or ask."""
    if len(plan.persons) == 1:
        page.put(indent, f"person: {_quoted(plan.persons[0])}")
        return
    types = ("code", "whole", "text", "choice", "cpr")
    options = plan.persons or [n for n, seen in plan.columns.items() if seen.type in types][:12]
    sentence = "ask_person" if plan.persons else "ask_no_person"
    _shared(page, plan, indent, option="person", name="person", sentence=sentence, options=options)


def _shared(
    page: Page, plan: TablePlan, indent: int, *, option: str, name: str, sentence: str,
    options: Sequence[str],
) -> None:  # fmt: skip
    """Ask once per table; further places repeat the answer by an anchor of YAML."""
    key = f"{plan.key}/{name}"
    found = [Option(_quoted(header)) for header in options]
    page.ask_once(indent, option, key, sentence=sentence, options=found, file=plan.key)


def _answers(page: Page, plan: TablePlan, group: Group, *, name: str) -> None:
    """Write what answers are worth where the codes in the file are not the instrument's."""
    seen = coding(group, name, columns=plan.columns, labels=plan.table.labels)
    asked = instrument(name)
    low, high = int(asked.lowest), int(asked.highest)
    if seen.words:
        page.put(8, "answers:")
        for word, code in seen.words.items():
            page.put(10, f"{scalar(word)}: {code}")
        return
    facts: dict[str, Any] = {
        "columns": _columns(group), "low": low, "high": high, "name": name,
        "words": ", ".join(map(scalar, seen.labels)), "next": high + 1,
    }  # fmt: skip
    sentence = "ask_answer_words" if seen.labels else f"ask_answers_{seen.outside}"
    if not seen.labels and not seen.outside:
        if seen.faults:
            page.note(8, "answers_outside", count=seen.faults, low=low, high=high)
        elif name == "t_ils":
            page.note(8, "t_ils_codes")
        return
    if seen.outside == "above" and not seen.is_shifted:
        sentence = "ask_answers_more"
    options = _codings(seen, asked, page.language)
    key = f"{plan.key}/{group.stem}/answers"
    page.ask_once(8, "answers", key, sentence=sentence, options=options, typed="{{{}}}", **facts)


def _codings(seen: Coding, asked: Instrument, language: str) -> list[Option]:
    low, high = int(asked.lowest), int(asked.highest)
    codes = [str(code) for code in range(low, high + 1)]
    if seen.labels:
        if len(seen.labels) != len(codes):
            return []
        up = dict(zip(seen.labels, codes, strict=True))
        down = dict(zip(seen.labels, codes[::-1], strict=True))
        return [Option(_numbers(up)), Option(_numbers(down))]
    found = []
    same = Option(_numbers(dict(zip(codes, codes, strict=True))), said("as_coded", language))
    if seen.outside != "below" and (not seen.is_shifted or seen.outside == "unclear"):
        found.append(same)
    if seen.is_shifted:
        written = [str(code + 1) for code in range(low, high + 1)]
        up = dict(zip(written, codes, strict=True))
        down = dict(zip(written, codes[::-1], strict=True))
        found.append(Option(_numbers(up), said("first_lowest", language)))
        found.append(Option(_numbers(down), said("first_highest", language)))
    return found


def _numbers(pairs: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{_written(word)}: {code}" for word, code in pairs.items()) + "}"


def _written(word: str) -> str:
    return f'"{word}"' if word.isdigit() else scalar(word)


def _long(page: Page, plan: TablePlan, waves: Sequence[str]) -> None:
    """Write readings with a row per item."""
    long = plan.long
    if long is None:
        return
    named = _named_items(long.words)
    key = f"{plan.key}/long/instrument"
    count = len(long.words)
    fitting = [one for one in _of_length(count) if not named or one in named]
    if named and len(named) == 1:
        (name,) = named
        page.put(6, f"- instrument: {name}")
    else:
        options = [Option(one, instrument(one).title[page.language]) for one in fitting]
        answer = page.ask(
            6, "- instrument", key, sentence="ask_instrument", options=options, typed="{}",
            columns=scalar(long.item), count=count,
        )  # fmt: skip
        name = answer or (fitting[0] if fitting else "")
    _wave(page, f"{plan.key}/long/wave", waves, columns=scalar(long.item))
    _place(page, plan, "")
    page.put(8, f"item: {_quoted(long.item)}")
    page.put(8, f"value: {_quoted(long.value)}")
    items = named.get(name) or _in_order(name, long.words)
    page.note(8, "long_items")
    page.put(8, "items:")
    for item, word in items.items():
        page.put(10, f"{item}: {_written(word)}")


def _of_length(count: int) -> list[str]:
    from evalkit.instruments.instrument import instrument_names

    return [one for one in instrument_names() if len(instrument(one).items) == count]


def _in_order(name: str, words: Sequence[str]) -> dict[str, str]:
    items = instrument(name).item_names if name in _of_length(len(words)) else ()
    return dict(zip(items or (f"item_{n + 1}" for n in range(len(words))), words, strict=True))


def _named_items(words: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the instruments whose items, or their titles, the words are."""
    found = {}
    for name in _of_length(len(words)):
        asked = instrument(name)
        titles = {plain(item.name): item.name for item in asked.items}
        for item in asked.items:
            titles |= {plain(title): item.name for title in (item.title or {}).values()}
        named = {titles[plain(word)]: word for word in words if plain(word) in titles}
        if len(named) == len(words):
            found[name] = {item: named[item] for item in asked.item_names}
    return found
