"""How far goals were attained: how many stand at each level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalkit.errors import InputError
from evalkit.monitoring.goal_scores import UNRATED
from evalkit.monitoring.goals import GoalAttainment
from evalkit.present.numbers import count_text
from evalkit.present.plots.look import DOT_COLOUR, LINE_COLOUR, SECOND_COLOUR, TEXT_SIZE, axes_on
from evalkit.present.words import check_language, word
from evalkit.results import SHOWN_FROM

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["GOALS_HEIGHT", "level_text", "plot_goals"]

GOALS_HEIGHT = 3.7
_WORDS = {
    "2": "goals_level_2",
    "1": "goals_level_1",
    "0": "goals_level_0",
    "-1": "goals_level_below_1",
    "-2": "goals_level_below_2",
    UNRATED: "goals_level_unrated",
}
# Fill, hatch and what it means: the hatch says it where colours cannot be told apart.
_LOOKS = {
    "reached": (DOT_COLOUR, "", "goals_legend_reached"),
    "below": (SECOND_COLOUR, "///", "goals_legend_below"),
    "unrated": ("#ffffff", "", "goals_legend_unrated"),
}


def level_text(level: str, language: str) -> str:
    """Return what readers call a level of attainment."""
    return word(_WORDS[level], language)


def plot_goals(result: GoalAttainment, *, ax: Axes | None = None, language: str = "da") -> Axes:
    """Draw how many goals are at each level at their latest rating.

    Parameters
    ----------
    result : GoalAttainment
        From `evalkit.goal_attainment`.
    ax : Axes, optional
        Where to draw; a new one when it is not given.
    language : {"da", "en"}
        Of labels.

    Returns
    -------
    Axes
        A bar for each level, from much better to much less than expected, and one for the goals
        without a rating.

    Raises
    ------
    InputError
        When fewer than five persons have goals, or the language is unknown.
    """
    check_language(language)
    # A caller without a type checker may hand in anything.
    given: object = result
    if not isinstance(given, GoalAttainment):
        raise InputError(
            f"`result` is a {type(given).__name__}; what ek.goal_attainment(...) returns is "
            f"expected."
        )
    if result.to_frame()["n"].iloc[0] < SHOWN_FROM:
        raise InputError(f"Fewer than {SHOWN_FROM} persons have goals, so nothing is drawn.")
    ax = axes_on(ax, width=7.2, height=GOALS_HEIGHT)
    levels = result.levels()
    most = max(int(levels["goals"].max()), 1)
    drawn: set[str] = set()
    for place, (level, count) in enumerate(zip(levels["level"], levels["goals"], strict=True)):
        kind = "unrated" if level == UNRATED else "below" if level.startswith("-") else "reached"
        colour, hatch, name = _LOOKS[kind]
        ax.barh(
            -place,
            count,
            height=0.66,
            facecolor="#ffffff" if hatch else colour,
            hatch=hatch,
            edgecolor=LINE_COLOUR if kind == "unrated" else colour,
            linewidth=1.2,
            label="_" if kind in drawn else word(name, language),
        )
        drawn.add(kind)
        shown = count_text(count, language)
        ax.text(count + 0.02 * most, -place, shown, va="center", fontsize=TEXT_SIZE)
    texts = [level_text(level, language) for level in levels["level"]]
    ax.set_yticks([-place for place in range(len(texts))], labels=texts)
    ax.set_xlim(0, 1.12 * most)
    ax.set_xticks([])
    ax.set_xlabel(word("goals_figure_axis", language), fontsize=TEXT_SIZE)
    for side in ("top", "right", "bottom"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="y", length=0, labelsize=TEXT_SIZE)
    ax.legend(frameon=False, fontsize=TEXT_SIZE, loc="lower right", bbox_to_anchor=(1, 1), ncols=3)
    return ax
