"""From a plot to a picture: no window, no global style, the same bytes every time."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["WIDTH", "drawn_png", "font_file"]

DOTS_PER_INCH = 160
# Inches; narrow enough that its letters can be read when a phone shrinks the picture.
WIDTH = 5.6


def drawn_png(draw: Callable[[Axes], object], *, height: float, width: float = WIDTH) -> bytes:
    """Return the picture that a function draws on the axes it is given.

    Parameters
    ----------
    draw : callable
        Takes the axes.
    height, width : float
        In inches.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(canvas)
    draw(canvas.subplots())
    stream = io.BytesIO()
    canvas.savefig(stream, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return stream.getvalue()


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
