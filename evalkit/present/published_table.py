"""Published shares as a table: percentage, of whom, interval, whether it is possible, and where."""

from __future__ import annotations

from evalkit.assessment.published_figures import PublishedFigures
from evalkit.present.blocks import Table, Text
from evalkit.present.numbers import confidence_text
from evalkit.present.places import place_text
from evalkit.present.practice_table import titled
from evalkit.present.published_rows import ShownShare, shown_shares
from evalkit.present.records import records
from evalkit.present.screening_table import remarks
from evalkit.present.table_columns import columns
from evalkit.present.words import listed, word

__all__ = ["published_table", "without_text"]


def published_table(result: PublishedFigures, *, language: str) -> Table | Text:
    """Return the published shares, programme by programme."""
    shown = shown_shares(result, language)
    if not shown:
        return Text((without_text(result, language),))
    many = len(result.programmes) > 1
    confidence = confidence_text(result.confidence, language)
    labels = ["published_said", "published_percent", "published_n"]
    labels = [word(name, language) for name in labels]
    labels.append(word("interval_short", language, confidence=confidence))
    after = ("published_verdict", "published_of", "practice_place")
    labels += [word(name, language) for name in after]
    if many:
        labels.insert(0, word("practice_programme", language))
    caption = word("published_caption_many", language)
    if not many:
        titles = titled(result.programmes, language)
        caption = word("published_caption", language, titles=titles)
    numeric = {1 + many, 2 + many, 3 + many}
    return Table(
        caption=caption,
        columns=columns(labels, texts=set(range(len(labels))) - numeric),
        rows=tuple(((one.title,) if many else ()) + _cells(one) for one in shown),
        notes=tuple(_notes(result, shown, language)),
        name="published_figures",
        numbers=records(result.to_frame()),
    )


def _cells(one: ShownShare) -> tuple[str, ...]:
    said, where = one.share.text[one.language], place_text(one.share.place, one.language)
    return said, one.percent, one.n, one.interval, one.verdict, one.of, where


def _notes(result: PublishedFigures, shown: list[ShownShare], language: str) -> list[str]:
    """Return what the verdicts mean, what they do not show, and what the sources remark."""
    verdicts = {str(one.numbers["verdict"]) for one in shown}
    bases = {str(one.numbers["basis"]) for one in shown}
    notes = [word("published_n_note", language)]
    if any(one.is_of_group for one in shown):
        notes.append(word("published_group_note", language))
    if "possible" in verdicts:
        notes.append(word("published_possible_note", language))
    if "impossible" in verdicts:
        notes.append(word("published_impossible_note", language))
    if bases - {""}:
        confidence = confidence_text(result.confidence, language)
        notes.append(word("published_interval_note", language, confidence=confidence))
    if "possible_counts" in bases:
        notes.append(word("published_range_note", language))
    if any(one.is_rough for one in shown):
        notes.append(word("published_nearest_note", language))
    notes.append(word("published_design_note", language))
    notes += _remarks(shown, language)
    cited = [one.programme.documents[one.share.document].cite(language) for one in shown]
    sources = "; ".join(dict.fromkeys(cited))
    notes.append(word("practice_source_note", language, sources=sources))
    if result.without:
        notes.append(without_text(result, language))
    return notes


def _remarks(shown: list[ShownShare], language: str) -> list[str]:
    """Return what the sources remark on shares with an n, and every contradiction: each once."""
    alike: dict[tuple[str, str, str], list[ShownShare]] = {}
    for one in shown:
        if one.share.n is not None or one.share.contradiction:
            said = (one.share.note.get(language, ""), one.share.contradiction.get(language, ""))
            alike.setdefault((one.title, *said), []).append(one)
    notes = []
    for (title, *_), those in alike.items():
        percents = listed([one.percent for one in those], language)
        what = word("published_what", language, title=title, percent=percents)
        notes += remarks(those[0].share, language, what=what)
    return notes


def without_text(result: PublishedFigures, language: str) -> str:
    """Return whose sources print no share."""
    return word("published_without", language, titles=titled(result.without, language))
