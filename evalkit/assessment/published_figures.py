"""Published shares, audited: whether each is possible for its n, and how sure it could be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from evalkit.definition_files import LANGUAGES
from evalkit.errors import InputError
from evalkit.estimates.intervals import check_confidence
from evalkit.outcomes.grim import Grim, grim
from evalkit.outcomes.share import share_interval
from evalkit.programmes.chosen import EVERY, Programmes, chosen_programmes
from evalkit.programmes.programme import Programme
from evalkit.programmes.published import PublishedShare
from evalkit.results import Framed

__all__ = ["BASES", "VERDICTS", "PublishedFigures", "alike", "published_figures"]

# "not_of_all": the n is not the share's own, so that the share is of fewer is nothing odd.
VERDICTS = ("possible", "impossible", "not_of_all", "not_assessable")
# What an interval rests on; "" is no interval.
BASES = ("stated_count", "only_count", "possible_counts", "nearest_counts", "")

_TEXTS = tuple(f"{what}_{language}" for what in ("text", "of", "design") for language in LANGUAGES)
_KINDS = {
    **dict.fromkeys(("programme", "name", *_TEXTS, "document", "place", "certainty"), "str"),
    **{"share": "float64", "decimals": "Int64", "n": "Int64", "count": "Int64"},
    **{
        "is_approximate": "boolean",
        "is_outcome": "boolean",
        "n_of": "str",
        "verdict": "str",
        "reason": "str",
        "counts": "str",
    },
    **{"informative": "boolean", "below": "Int64", "above": "Int64"},
    **{"other_n": "Int64", "other_count": "Int64", "other_shares": "Int64"},
    **dict.fromkeys(("estimate", "conf_low", "conf_high"), "float64"),
    "basis": "str",
    **{f"{what}_{lang}": "str" for what in ("note", "contradiction") for lang in LANGUAGES},
    "contradiction_kind": "str",
}
_ORDER = (
    *("programme", "name", "text_da", "text_en", "share", "decimals"),
    *("is_approximate", "n", "n_of", "count"),
    *("of_da", "of_en", "is_outcome", "design_da", "design_en"),
    *("verdict", "reason", "counts", "informative", "below", "above"),
    *("other_n", "other_count", "other_shares"),
    *("estimate", "conf_low", "conf_high", "basis", "document", "place", "certainty"),
    *("note_da", "note_en", "contradiction_da", "contradiction_en", "contradiction_kind"),
)


@dataclass(frozen=True, repr=False, eq=False)
class PublishedFigures(Framed):
    """Published shares with verdict and interval: one row a share.

    Attributes
    ----------
    programmes : tuple of Programme
        Those asked for, in order.
    without : tuple of Programme
        Those of them whose sources print no share.
    confidence : float
        Of the intervals.
    verdicts : dict
        How many shares have each verdict, also those with none.
    """

    programmes: tuple[Programme, ...]
    confidence: float
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (
        *("programme", "name", "share", "n", "verdict", "counts"),
        *("estimate", "conf_low", "conf_high", "basis"),
    )
    # A published share is public: nothing is hidden.
    _telling: ClassVar[tuple[str, ...]] = ()

    @property
    def without(self) -> tuple[Programme, ...]:
        """The programmes whose sources print no share."""
        return tuple(one for one in self.programmes if not one.published)

    @property
    def verdicts(self) -> dict[str, int]:
        """How many shares have each verdict, also those with none."""
        return {verdict: int((self._frame["verdict"] == verdict).sum()) for verdict in VERDICTS}

    def _heading(self) -> str:
        told = ", ".join(f"{count} {verdict}" for verdict, count in self.verdicts.items())
        return f"PublishedFigures: {told}; {100 * self.confidence:.6g} % intervals"


def published_figures(
    programme: Programmes = EVERY, *, confidence: float = 0.95
) -> PublishedFigures:
    """Return every share that the sources of programmes print: possible for its n, and how sure.

    Parameters
    ----------
    programme : str, Path, Programme, or a list of these
        A name in the registry, the path of a file of one's own, "all", or a document such as
        "vive_2022" for the programmes it describes.
    confidence : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    PublishedFigures
        `to_frame()` has one row a share: programme, name, text_da and text_en (what is said), share
        and decimals as printed, is_approximate ("about half"), n and count where the source states
        them, n_of ("share", or "group" where n is how many there were in all), of_da and of_en (a
        share of whom), is_outcome, design_da and design_en; then

        - verdict: "possible", "impossible", "not_of_all" (n is of the group, and the share cannot
          be of all of them) or "not_assessable"; reason: "count_agrees", "counts_exist",
          "no_count", "count_disagrees", "n_not_stated" or "only_about"
        - counts: the whole counts of n that give the percentage; informative: whether the check
          could fail at all; below and above: the whole counts nearest to the percentage, where none
          gives it; other_n and other_count: the largest smaller n that can give it and all other
          percentages that the document prints of the same n, with its count; other_shares: how
          many percentages that n gives
        - estimate, conf_low, conf_high (Wilson) and basis: "stated_count"; "only_count", the one
          count that is possible; "possible_counts" and "nearest_counts", from the lower limit of
          the smallest to the upper limit of the largest, around the share as printed. The last is
          approximate. Empty where n is not stated, where count and percentage disagree, and where
          the source says "about" and no count.

        and document, place, certainty, note, contradiction and its kind.

    Raises
    ------
    InputError
        When a programme is unknown (the nearest is suggested), or the confidence is none.
    DefinitionError
        When a file of one's own is wrong; the message names file and line.

    See Also
    --------
    evalkit.grim : one percentage.
    evalkit.share_interval : one share.

    Notes
    -----
    "Impossible" is said of what is printed together: this percentage of this n. Another number of
    people may have answered, the percentage may be rounded or weighted in another way, or count
    something else than people; which of these cannot be seen. "Possible" is no praise: it does not
    show that the share is of the right people, nor that anything was measured. From n = 100 on
    every whole per cent is possible, and `informative` is False. A smaller n that fits (`other_n`)
    is an example and not a finding. "Not of all" is no fault: the source states how many there
    were, and prints no n beside the share.

    The interval supposes that the people are a sample of more such people, each counted once. Do
    not report it for an estimate, or as what the programme did: one group without a comparison
    group cannot show that.

    References
    ----------
    Brown NJL, Heathers JAJ. Soc Psychol Personal Sci 2017;8:363-369.
    Wilson EB. J Am Stat Assoc 1927;22:209-212.

    Examples
    --------
    >>> figures = published_figures("unik").to_frame().set_index("name")
    >>> int(figures.loc["better_wellbeing", "below"]), figures.loc["good_network", "counts"]
    (36, '31')
    """
    try:
        check_confidence(confidence)
    except ValueError as wrong:
        raise InputError(str(wrong)) from None
    programmes = chosen_programmes(programme)
    rows = [
        {"programme": one.name, **_row(share, one.published, confidence)}
        for one in programmes
        for share in one.published
    ]
    frame = pd.DataFrame(rows, columns=list(_ORDER)).astype(_KINDS)
    return PublishedFigures(programmes, confidence, frame)


def _row(
    share: PublishedShare, published: Sequence[PublishedShare], confidence: float
) -> dict[str, object]:
    checked = grim(share=share.share, n=share.n, decimals=share.decimals)
    reason = _reason(share, checked)
    row = share.as_row() | {
        "verdict": _verdict(reason, share),
        "reason": reason,
        "counts": "",
        **_interval(share, checked, reason=reason, confidence=confidence),
    }
    if row["verdict"] != "not_assessable":
        # A stated count can disagree at every n.
        row["informative"] = share.count is not None or checked.informative
        row["counts"] = _counts_text(checked.counts)
    if reason == "no_count":
        row |= {"below": checked.nearest[0], "above": checked.nearest[-1]}
        row |= _smaller_n(share, published)
    return row


_VERDICT_OF = {
    "count_agrees": "possible",
    "counts_exist": "possible",
    "no_count": "impossible",
    "count_disagrees": "impossible",
    "n_not_stated": "not_assessable",
    "only_about": "not_assessable",
}


def _verdict(reason: str, share: PublishedShare) -> str:
    verdict = _VERDICT_OF[reason]
    return "not_of_all" if verdict == "impossible" and share.n_of == "group" else verdict


def _reason(share: PublishedShare, checked: Grim) -> str:
    if share.n is None:
        return "n_not_stated"
    if share.is_approximate:
        return "only_about"
    if share.count is not None:
        return "count_agrees" if share.count in checked.counts else "count_disagrees"
    return "counts_exist" if checked.possible else "no_count"


def _counts_text(counts: tuple[int, ...]) -> str:
    """Return the counts, which follow one another, as "31", "37, 38" or "24780 to 25620"."""
    if len(counts) > 2:
        return f"{counts[0]} to {counts[-1]}"
    return ", ".join(map(str, counts))


def _interval(
    share: PublishedShare, checked: Grim, *, reason: str, confidence: float
) -> dict[str, object]:
    """Return an interval no surer than what is known: from the smallest count to the largest."""
    counts, basis = _counts_behind(share, checked, reason)
    if share.n is None or not counts:
        return {"basis": ""}
    lowest = share_interval(counts[0], share.n, confidence=confidence)
    highest = share_interval(counts[-1], share.n, confidence=confidence)
    is_one = basis in ("stated_count", "only_count")
    return {
        "estimate": lowest.estimate if is_one else share.share,
        "conf_low": lowest.conf_low,
        "conf_high": highest.conf_high,
        "basis": basis,
    }


def _counts_behind(
    share: PublishedShare, checked: Grim, reason: str
) -> tuple[tuple[int, ...], str]:
    """Return the counts that an interval can rest on, and what they are."""
    if share.n is None or reason == "count_disagrees":
        return (), ""
    if share.count is not None:
        return (share.count,), "stated_count"
    if reason == "only_about":
        return (), ""
    if reason == "no_count":
        return checked.nearest, "nearest_counts"
    return checked.counts, "only_count" if len(checked.counts) == 1 else "possible_counts"


def _smaller_n(share: PublishedShare, published: Sequence[PublishedShare]) -> dict[str, object]:
    """Return the largest n below the stated one that fits, with its count, if there is one.

    It must give every percentage that the document prints of the same n: an n that fits one and
    not its neighbour would be no explanation.
    """
    same = alike(share, published)
    for smaller in range((share.n or 1) - 1, 0, -1):
        if all(grim(share=one.share, n=smaller, decimals=one.decimals) for one in same):
            found = grim(share=share.share, n=smaller, decimals=share.decimals)
            return {
                "other_n": smaller,
                "other_count": found.counts[0],
                "other_shares": len(same),
            }
    return {}


def alike(share: PublishedShare, published: Sequence[PublishedShare]) -> tuple[PublishedShare, ...]:
    """Return the exact shares that the same document prints beside the same n, without a count."""
    return tuple(
        one
        for one in published
        if (one.n, one.n_of, one.document) == (share.n, share.n_of, share.document)
        and one.count is None
        and not one.is_approximate
    )
