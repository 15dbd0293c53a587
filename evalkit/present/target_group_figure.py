"""Ages at the start above the ranges of the target group, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalkit.monitoring.target_group import TargetGroupFit
from evalkit.present.blocks import Figure, Text
from evalkit.present.drawing import drawn_png
from evalkit.present.numbers import count_text
from evalkit.present.plots.look import DOT_COLOUR, SECOND_COLOUR, TEXT_SIZE, quiet
from evalkit.present.target_group_table import limit_text, target_group_table
from evalkit.present.words import listed, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["target_group_figure"]

_BODY, _LINE = 2.6, 0.28


def target_group_figure(result: TargetGroupFit, *, language: str) -> Figure | Text:
    """Return the picture of ages and ranges; where age is not known, why."""
    table = target_group_table(result, language=language)
    if isinstance(table, Text):
        return table
    ages = result.ages()
    if ages.empty or not result.facts:
        missing = "fit_no_age_fact" if len(ages) else "fit_not_collected"
        return Text((word(missing, language),))
    top = ages.sort_values("n", kind="stable").iloc[-1]
    return Figure(
        png=drawn_png(
            lambda ax: _draw(result, ax, language), height=_BODY + _LINE * len(result.facts)
        ),
        caption=word("fit_figure", language),
        alt=word(
            "fit_alt",
            language,
            youngest=int(ages["age"].min()),
            oldest=int(ages["age"].max()),
            most=int(top["age"]),
            count=count_text(top["n"], language),
            limits=listed([limit_text(fact, language) for fact in result.facts], language),
        ),
        data=table,
    )


def _draw(result: TargetGroupFit, ax: Axes, language: str) -> None:
    """Draw a bar per age, and a line per range below them."""
    from matplotlib import ticker

    ages = result.ages()
    ends = [end for fact in result.facts for end in (fact.least, fact.most) if end is not None]
    low = min(ages["age"].min(), *ends) - 1
    high = max(ages["age"].max(), *ends) + 1
    step = max(float(ages["n"].max()) / 10, 0.4)
    ax.bar(ages["age"], ages["n"], color=DOT_COLOUR, width=0.8)
    for place, fact in enumerate(result.facts):
        depth = -step * (place + 0.8)
        first = low if fact.least is None else fact.least
        last = high if fact.most is None else fact.most
        ax.plot([first, last], [depth, depth], color=SECOND_COLOUR, lw=2.2, solid_capstyle="butt")
        # A range with an end has a bar across it; one without goes on.
        for end in (fact.least, fact.most):
            if end is not None:
                ax.plot([end], [depth], marker="|", ms=9, mew=2.2, color=SECOND_COLOUR)
        ax.text(
            high + 0.6,
            depth,
            limit_text(fact, language),
            va="center",
            fontsize=TEXT_SIZE - 1,
        )
    ax.axhline(0, color="black", lw=0.8)
    ax.set_xlim(low - 0.6, high + 0.4)
    quiet(ax, ("top", "right", "bottom", "left"), language=language, steps="y")
    ax.xaxis.set_major_locator(ticker.MaxNLocator(8, integer=True))
    most = int(ages["n"].max())
    ax.set_yticks(ticker.MaxNLocator(5, integer=True).tick_values(0, most))
    ax.set_ylim(-step * (len(result.facts) + 0.4), most * 1.05)
    ax.set_xlabel(word("fit_age_axis", language), fontsize=TEXT_SIZE)
    ax.set_ylabel(word("adm_people_axis", language), fontsize=TEXT_SIZE)
