"""Where those who were referred are now, as a picture: one bar a quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalkit.monitoring.admissions import Admissions
from evalkit.monitoring.referral_flow import ReferralCohorts
from evalkit.present.admissions_table import cohorts_table
from evalkit.present.admissions_wording import say_cohorts
from evalkit.present.blocks import Figure, Text
from evalkit.present.count_wording import quarter_text
from evalkit.present.drawing import drawn_png
from evalkit.present.numbers import count_text, date_text
from evalkit.present.plots.look import DOT_COLOUR, LINE_COLOUR, SECOND_COLOUR, TEXT_SIZE, quiet
from evalkit.present.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["admissions_figure", "cohorts_figure"]

# The three places a referral can be in: word, fill, edge, hatch, and what is written on it.
_PLACES = {
    "started": ("adm_started", DOT_COLOUR, DOT_COLOUR, "", "white"),
    "waiting": ("adm_cohort_waiting", "white", LINE_COLOUR, "", "black"),
    "closed": ("adm_closed", "#f3d9c6", SECOND_COLOUR, "//", "black"),
}
_ROW, _AROUND = 0.55, 1.5
# A narrower piece of a bar than this part of the widest bar has no room for its number.
_LEAST_WIDTH = 0.03


def admissions_figure(result: Admissions, *, language: str) -> Figure | Text:
    """Return the picture of those referred; without referrals what to collect."""
    if not result.with_referrals:
        return Text((word("adm_no_referrals_note", language),))
    return cohorts_figure(result.cohorts, language=language)


def cohorts_figure(result: ReferralCohorts, *, language: str) -> Figure | Text:
    """Return the picture of where those referred in each quarter are now."""
    table = cohorts_table(result, language=language)
    if isinstance(table, Text):
        return table
    height = _AROUND + _ROW * len(result.to_frame())
    return Figure(
        png=drawn_png(lambda ax: _draw(result, ax, language), height=height),
        caption=word("adm_cohort_figure", language, day=date_text(result.as_of, language)),
        alt=word("adm_cohort_alt", language, rows=" ".join(say_cohorts(result, language=language))),
        data=table,
    )


def _draw(result: ReferralCohorts, ax: Axes, language: str) -> None:
    rows = result.to_frame().sort_values("quarter", ascending=False).to_dict("records")
    widest = max(int(row["referred"]) for row in rows)
    left = [0.0] * len(rows)
    for name, (label, fill, edge, hatch, ink) in _PLACES.items():
        counts = [int(row[name]) for row in rows]
        ax.barh(
            range(len(rows)),
            counts,
            left=left,
            color=fill,
            edgecolor=edge,
            hatch=hatch,
            height=0.6,
            label=word(label, language),
        )
        for place, count in enumerate(counts):
            if count > _LEAST_WIDTH * widest:
                ax.text(
                    left[place] + count / 2,
                    place,
                    count_text(count, language),
                    ha="center",
                    va="center",
                    color=ink,
                    fontsize=TEXT_SIZE,
                    bbox={"facecolor": fill, "edgecolor": "none", "pad": 1.0},
                )
            left[place] += count
    ax.set_yticks(range(len(rows)), [quarter_text(row["quarter"], language) for row in rows])
    ax.set_xlabel(word("adm_people_axis", language), fontsize=TEXT_SIZE)
    quiet(ax, ("top", "right", "left"), language=language)
    ax.legend(
        frameon=False, fontsize=TEXT_SIZE, loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=2
    )
