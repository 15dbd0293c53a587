"""Tables of a mapping study: its phases, its criteria, and who was screened."""

from __future__ import annotations

from collections.abc import Mapping

from evalkit.present.blocks import Table, Text
from evalkit.present.numbers import count_text
from evalkit.present.places import place_text
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.words import word
from evalkit.programmes.cited import Cited
from evalkit.programmes.documents import Document
from evalkit.programmes.screening import Candidates, Criteria, Screening
from evalkit.programmes.screening_parts import Candidate, Phase, Reason, Unnamed

__all__ = [
    "candidates_table",
    "criteria_table",
    "remarks",
    "screening_table",
    "source_note",
    "unnamed_kinds",
]

_COUNTS = ("n_in", "n_out", "left", "reason_stated", "reason_not_stated")
_KINDS = {
    "inclusion": "screening_inclusion",
    "exclusion": "screening_exclusion",
    "selection": "screening_selection",
}


def screening_table(result: Screening, *, language: str) -> Table:
    """Return the table of the phases: how many before and after, for how many it is said why."""
    labels = [
        *("screening_phase", "screening_in", "screening_out", "screening_left"),
        *("screening_reason_stated", "screening_reason_not_stated"),
    ]
    frame = result.to_frame()
    rows = tuple(
        (row[f"title_{language}"], *(count_text(row[name], language) for name in _COUNTS))
        for row in frame.to_dict("records")
    )
    notes = [_done(phase, language) for phase in result.phases]
    notes.append(word("screening_reason_note", language))
    titled: list[tuple[Cited, str]] = [(one, one.title[language]) for one in result.phases]
    titled += [(one, one.title[language]) for one in result.unnamed]
    notes += [note for one, title in titled for note in remarks(one, language, what=title)]
    notes += _left_out(result, language)
    return Table(
        caption=word("screening_caption", language, title=result.title[language]),
        columns=columns([word(label, language) for label in labels]),
        rows=rows,
        notes=(*notes, source_note(result.source, result.documents, language)),
        name="screening",
        numbers=records(frame),
    )


def _done(phase: Phase, language: str) -> str:
    """Return what was done in a phase and who was asked."""
    done = word(
        "screening_done_note", language, phase=phase.title[language], text=phase.text[language]
    )
    asked = phase.asked.get(language, "")
    actors = ", ".join(phase.actors)
    if not asked and not actors:
        return done
    key = "screening_asked_actors" if asked and actors else "screening_asked"
    facts = {"asked": asked or actors, "actors": actors}
    return f"{done} {word(key, language, **facts)}."


def remarks(part: Cited, language: str, *, what: str = "") -> list[str]:
    """Return what a reader must know about something cited, and what contradicts it."""
    told = []
    if part.note:
        key = "screening_remark_on" if what else "screening_remark"
        told.append(word(key, language, what=what, text=part.note[language]))
    if part.contradiction:
        alone, with_what = _CONTRADICTIONS[part.contradiction_kind]
        key = with_what if what else alone
        told.append(word(key, language, what=what, text=part.contradiction[language]))
    return told


# What a contradiction is called, alone and after what it is about.
_CONTRADICTIONS = {
    "contradiction": ("screening_contradiction", "screening_contradiction_on"),
    "two_accounts": ("screening_two_accounts", "screening_two_accounts_on"),
    "misprint": ("screening_misprint", "screening_misprint_on"),
    "unclear": ("screening_unclear", "screening_unclear_on"),
}


def source_note(source: Cited, documents: Mapping[str, Document], language: str) -> str:
    """Return which document something is in, and where."""
    cite = documents[source.document].cite(language)
    return word("screening_source", language, cite=cite, place=source.place)


def candidates_table(result: Candidates, *, language: str) -> Table | Text:
    """Return the table of those screened: those that came furthest first."""
    study = result.screening
    if not study.parts:
        return Text((word("screening_nobody", language),))
    labels = [
        *("screening_candidate", "screening_anchoring", "screening_reached"),
        *("screening_reason", "screening_place"),
    ]
    furthest = {name: -place for place, name in enumerate(study.phase_names)}
    parts = sorted(study.parts, key=lambda one: furthest[one.reached])
    with_reason = any(result.to_frame()["reason_stated"])
    if not with_reason:
        labels.remove("screening_reason")
    notes = [*_reason_notes(result, language), *_left_out(study, language)]
    for group in study.unnamed:
        notes += remarks(group, language, what=group.title[language])
    notes.append(word("screening_no_ranking", language))
    return Table(
        caption=word("screening_candidates_caption", language),
        columns=columns([word(label, language) for label in labels], texts=len(labels)),
        rows=tuple(_candidate(one, study, language, with_reason=with_reason) for one in parts),
        notes=(*notes, source_note(study.source, study.documents, language)),
        name="screened",
        numbers=records(result.to_frame()),
    )


def _reason_notes(result: Candidates, language: str) -> list[str]:
    """Return that reasons are not stated; where none is, which kinds of reason there are."""
    stated = result.to_frame()["reason_stated"]
    if all(stated):
        return []
    if any(stated):
        return [word("screening_not_stated_note", language)]
    groups = [one for one in result.screening.unnamed if one.reasons]
    return [
        word("screening_none_stated_note", language),
        *(unnamed_kinds(one, language) for one in groups),
    ]


def unnamed_kinds(group: Unnamed, language: str) -> str:
    """Return which kinds of reason the source gives for a group, whether or not for all of it."""
    key = "screening_say_one_kind" if group.reason_stated else "screening_say_kinds"
    kinds = _kinds_text(group.reasons, language)
    return word(key, language, count=count_text(group.count, language), kinds=kinds)


def _candidate(
    one: Candidate | Unnamed, study: Screening, language: str, *, with_reason: bool
) -> tuple[str, ...]:
    last = study.phase(one.reached).title[language]
    if isinstance(one, Unnamed):
        count = count_text(one.count, language)
        title = word("screening_group", language, title=one.title[language], count=count)
        anchoring, reason = word("not_computed", language), _kinds(one, language)
    else:
        title, anchoring = one.title, one.anchoring or word("not_computed", language)
        not_stated = word("screening_not_stated", language)
        reason = one.reason.text[language] if one.reason else not_stated
        if one.incomplete is not None:
            last = word("screening_incomplete_cell", language, phase=last)
    reasons = (reason,) if with_reason else ()
    return title, anchoring, last, *reasons, _place(one, study, language)


def _kinds(group: Unnamed, language: str) -> str:
    if not group.reasons:
        return word("screening_not_stated", language)
    kinds = _kinds_text(group.reasons, language)
    if group.reason_stated:
        return kinds
    return word("screening_kinds_cell", language, kinds=kinds)


def _kinds_text(reasons: tuple[Reason, ...], language: str) -> str:
    """Return the kinds of reason as one phrase, without full stops inside."""
    return "; ".join(reason.text[language].removesuffix(".") for reason in reasons)


def _left_out(study: Screening, language: str) -> list[str]:
    """Return what was not done with single candidates."""
    return [
        word(
            "screening_incomplete_note",
            language,
            title=one.title,
            text=one.incomplete.text[language],
        )
        for one in study.named
        if one.incomplete is not None
    ]


def _place(one: Candidate | Cited, study: Screening, language: str) -> str:
    """Return where something is said, with the document where it is not the study's own."""
    if one.document == study.source.document:
        return place_text(one.place, language)
    cite = study.documents[one.document].cite(language)
    return word("screening_in_source", language, cite=cite, place=place_text(one.place, language))


def criteria_table(result: Criteria, *, language: str) -> Table | Text:
    """Return the table of what a study chose by."""
    study = result.screening
    if not study.stated_criteria:
        return Text((word("screening_no_criteria", language),))
    labels = ("screening_criterion", "screening_kind", "screening_used_in", "screening_place")
    rows, notes = [], []
    for number, one in enumerate(study.stated_criteria, start=1):
        phases = ", ".join(study.phase(phase).title[language] for phase in one.phases)
        text = word("screening_numbered", language, number=number, text=one.text[language])
        kind = word(_KINDS[one.kind], language)
        rows.append((text, kind, phases, _place(one, study, language)))
        what = word("screening_criterion_number", language, number=number)
        notes += remarks(one, language, what=what)
    return Table(
        caption=word("screening_criteria_caption", language),
        columns=columns([word(label, language) for label in labels], texts=len(labels)),
        rows=tuple(rows),
        notes=(*notes, source_note(study.source, study.documents, language)),
        name="criteria",
        numbers=records(result.to_frame()),
    )
