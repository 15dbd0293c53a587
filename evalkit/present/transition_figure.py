"""The picture of a stage-to-stage result: one grid, or one for each area side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evalkit.outcomes.transitions import Transitions
from evalkit.present.blocks import Figure, Table, Text
from evalkit.present.drawing import drawn_png
from evalkit.present.numbers import count_text
from evalkit.present.plots.look import TEXT_SIZE
from evalkit.present.plots.transitions import axis_texts, draw_stages, plot_transitions
from evalkit.present.reading_names import reading_names
from evalkit.present.transition_rows import ShownTable, shown_tables
from evalkit.present.transition_tables import transitions_table
from evalkit.present.words import listed, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["transitions_figure"]

# More grids than these are no picture that anybody reads.
MOST_GRIDS = 12
_COLUMNS = 2
_SIDES = {
    "higher": "transitions_side_higher",
    "lower": "transitions_side_lower",
    None: "transitions_side_undirected",
}


def transitions_figure(result: Transitions, *, language: str) -> Figure | Text:
    """Return the picture of a stage-to-stage result: up to twelve grids."""
    drawn = [one for one in shown_tables(result, language) if one.is_drawn]
    data = transitions_table(result, language=language)
    if not isinstance(data, Table):
        return data
    if len(drawn) > MOST_GRIDS:
        text = word("transitions_too_many", language, count=len(drawn), most=MOST_GRIDS)
        return Text((text,))
    if len(drawn) == 1:
        caption = word("transitions_figure", language, title=drawn[0].title)
    else:
        caption = word("transitions_figure_many", language)
    said = [f"{caption}.", word("transitions_frame_note", language), _stages(drawn, language)]
    return Figure(
        png=drawn_png(
            lambda ax: _draw(ax, result, drawn, language=language), height=_height(drawn)
        ),
        caption=" ".join(said).strip(),
        alt=_alt(result, drawn, language),
        data=data,
    )


def _stages(drawn: list[ShownTable], language: str) -> str:
    """Name the stages that several grids number; a name with its number needs none."""
    if len(drawn) == 1 or all(_is_numbered(one.stages) for one in drawn):
        return ""
    named = {one.row.scale_title: _named(one.stages, language) for one in drawn}
    if len(set(named.values())) == 1:
        return word("transitions_stages_note", language, stages=next(iter(named.values())))
    said = "; ".join(
        word("transitions_stages_of", language, title=title, stages=stages)
        for title, stages in named.items()
    )
    return word("transitions_stages_by_scale", language, stages=said)


def _is_numbered(names: tuple[str, ...]) -> bool:
    return all(str(place) in name for place, name in enumerate(names, start=1))


def _named(names: tuple[str, ...], language: str) -> str:
    said = [
        word("transitions_numbered", language, number=place, title=name)
        for place, name in enumerate(names, start=1)
    ]
    return listed(said, language)


def _height(drawn: list[ShownTable]) -> float:
    most = max(len(one.stages) for one in drawn)
    if len(drawn) == 1:
        return 1.3 + 0.55 * most
    rows = -(-len(drawn) // _COLUMNS)
    return 0.5 + rows * (0.75 + 0.3 * most)


def _draw(ax: Axes, result: Transitions, drawn: list[ShownTable], *, language: str) -> None:
    if len(drawn) == 1:
        plot_transitions(result, key=drawn[0].table.key, ax=ax, language=language)
        return
    canvas = ax.get_figure()
    if canvas is None:
        return
    ax.remove()
    rows = -(-len(drawn) // _COLUMNS)
    grid = np.atleast_2d(canvas.subplots(rows, _COLUMNS)).ravel()
    directions = {one.better for one in drawn}
    for place, panel in enumerate(grid):
        if place >= len(drawn):
            panel.set_axis_off()
            continue
        draw_stages(panel, drawn[place], language=language, named=False)
        if len(directions) > 1:
            side = word(_SIDES[drawn[place].better], language)
            panel.set_xlabel(side, fontsize=TEXT_SIZE - 2)
    one_side = directions.pop() if len(directions) == 1 else None
    first, latest = axis_texts(result, one_side, language)
    canvas.supylabel(first, fontsize=TEXT_SIZE)
    canvas.supxlabel(latest, fontsize=TEXT_SIZE)


def _alt(result: Transitions, drawn: list[ShownTable], language: str) -> str:
    said = [word("transitions_alt", language, **reading_names(result.paired, language))]
    directions = dict.fromkeys(one.better for one in drawn)
    if len(directions) == 1:
        said.append(word(_SIDES[next(iter(directions))], language))
    for one in drawn:
        counts = one.table.counts
        first, last = np.unravel_index(int(np.argmax(counts)), counts.shape)
        said.append(
            word(
                "transitions_alt_one",
                language,
                title=one.title,
                n=count_text(one.n, language),
                count=count_text(counts[first, last], language),
                from_stage=int(first) + 1,
                to_stage=int(last) + 1,
                **{
                    name: count_text(one.numbers[name], language) for name in ("up", "same", "down")
                },
            )
        )
        if len(directions) > 1:
            said.append(word(_SIDES[one.better], language))
    return " ".join(said)
