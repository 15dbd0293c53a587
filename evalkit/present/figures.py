"""Figures: a plot with its caption, its alternative text and the numbers behind it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

from evalkit.monitoring.attendance import Attendance
from evalkit.outcomes.change import PrePost
from evalkit.present.blocks import Figure, Table, TableColumn, Text
from evalkit.present.change_table import change_table, no_readings, records
from evalkit.present.numbers import count_text, date_text, decimal_text, percent_text
from evalkit.present.plots.attendance import plot_attendance
from evalkit.present.plots.pre_post import plot_pre_post
from evalkit.present.scales import scale_title
from evalkit.present.words import listed, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["attendance_figure", "change_figure", "font_file"]

DOTS_PER_INCH = 160


def _png(draw: Callable[[Axes], object], *, size: tuple[float, float]) -> bytes:
    """Draw on a figure of our own: no window, no global style, the same bytes every time."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas(figsize=size, layout="constrained")
    FigureCanvasAgg(canvas)
    draw(canvas.subplots())
    stream = io.BytesIO()
    canvas.savefig(stream, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return stream.getvalue()


def change_figure(result: PrePost, *, language: str) -> Figure | Text:
    """Return the picture of a before/after comparison."""
    frame = result.to_frame()
    drawn = frame[frame["mean_change"].notna()]
    if drawn.empty:
        return no_readings(language)
    png = _png(
        lambda ax: plot_pre_post(result, ax=ax, language=language), size=(7.2, 1.3 + 0.45 * len(drawn))
    )
    table = change_table(result, language=language)
    if isinstance(table, Text):
        return table
    confidence = percent_text(result.confidence, language)
    return Figure(
        png=png,
        caption=word("change_figure", language, confidence=confidence),
        alt=_change_alt(result, language),
        data=Table(table.caption, table.columns, table.rows),
    )


def _change_alt(result: PrePost, language: str) -> str:
    clear, worse, unclear = [], [], []
    drawn = result.to_frame().dropna(subset="mean_change")
    for row in drawn.to_dict("records"):
        title = scale_title(row["scale"], result.scales, language)
        sign = -1 if result.better.get(row["scale"]) == "lower" else 1
        ends = sorted((sign * row["conf_low"], sign * row["conf_high"]))
        (clear if ends[0] > 0 else worse if ends[1] < 0 else unclear).append(title)
    said = [
        word(key, language, scales=listed(names, language))
        for key, names in (("alt_clear", clear), ("alt_worse", worse))
        if names
    ]
    open_ones = word("alt_unclear", language, scales=listed(unclear, language)) if unclear else ""
    return word("change_alt", language, rows=len(drawn), clear=" ".join(said), unclear=open_ones).strip()


def attendance_figure(result: Attendance, *, language: str) -> Figure | Text:
    """Return the picture of attendance, occasion by occasion."""
    occasions = result.occasions()
    if occasions.empty:
        return Text((word("no_attendance", language),))
    png = _png(lambda ax: plot_attendance(result, ax=ax, language=language), size=(7.2, 3.8))
    came = occasions["came"].astype(int)
    newest = result.to_frame().iloc[0]
    alt = word(
        "attendance_alt",
        language,
        occasions=len(occasions),
        first=date_text(occasions["date"].min().date(), language),
        last=date_text(occasions["date"].max().date(), language),
        highest=int(came.max()),
        lowest=int(came.min()),
        mean=decimal_text(newest["mean_per_occasion"], language),
    )
    columns = tuple(
        TableColumn(word(name, language), "end" if name == "present" else "start")
        for name in ("date", "activity", "present")
    )
    rows = tuple(
        (date_text(row.date.date(), language), str(row.activity), count_text(row.came, language))
        for row in occasions.itertuples()
    )
    caption = word("attendance_figure", language)
    data = Table(caption, columns, rows, name="attendance_by_occasion", numbers=records(occasions))
    return Figure(png=png, caption=caption, alt=alt, data=data)


def font_file() -> str | None:
    """Return the file of the font that figures are drawn with, None when it is missing.

    The first time on a machine matplotlib looks for all fonts, which takes long and is told on
    stderr: a runner asks here first, so that no report's kernel has to.
    """
    from pathlib import Path

    from matplotlib import font_manager

    try:
        return Path(font_manager.findfont("DejaVu Sans", fallback_to_default=False)).name
    except ValueError:
        return None
