"""How many are in each status so many months after start: one dot and one bar a month."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evalkit.errors import InputError
from evalkit.outcomes.statuses import NOBODY_IN, StatusAt
from evalkit.present.numbers import count_text
from evalkit.present.plots.look import DOT_COLOUR, LINE_COLOUR, TEXT_SIZE, axes_on, quiet
from evalkit.present.status_words import domain_title, month_text, status_name
from evalkit.present.words import capital, check_language, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_statuses", "plot_statuses_height"]

# Inches a line of the picture takes, and how many lines stand for what is no row.
LINE = 0.30
HEADING_LINES, AXIS_LINES = 1.4, 3.2
# Letters of a heading that fit into the picture.
HEADING_WIDTH = 44


@dataclass(frozen=True)
class _Line:
    """One line from above: a domain, a status, or a month with its share."""

    kind: str
    text: str
    place: float
    row: Mapping[Any, Any] | None = None


def plot_statuses(result: StatusAt, *, ax: Axes | None = None, language: str = "da") -> Axes:
    """Draw the share in each status at each month, with its interval, domain by domain.

    Parameters
    ----------
    result : StatusAt
        From `evalkit.status_at`.
    ax : Axes, optional
        Where to draw; a new one when it is not given.
    language : {"da", "en"}
        Of labels.

    Returns
    -------
    Axes
        A part per domain, a block per status and a line per month, with how many of how many. Being
        in none of a complete register's statuses is not drawn: it is the rest.

    Raises
    ------
    InputError
        When there is no share to draw; when the language is unknown.

    See Also
    --------
    evalkit.figure : the picture with caption, alternative text and numbers.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> ek.plot_statuses(ek.status_at(study), language="en").get_xlabel()
    'Share of those whose status is known (%)'
    """
    check_language(language)
    # A caller without a type checker may hand in anything.
    given: object = result
    if not isinstance(given, StatusAt):
        raise InputError(
            f"`result` is a {type(given).__name__}; what ek.status_at(...) returns is expected."
        )
    lines = _lines(result, language)
    shares = [line for line in lines if line.row is not None]
    if not shares:
        raise InputError(
            "No row has a share, so there is nothing to draw. Look at `note` in to_frame()."
        )
    ax = axes_on(ax, width=7.2, height=plot_statuses_height(result))
    for line in shares:
        low, share, high = (100 * (line.row or {})[n] for n in ("conf_low", "share", "conf_high"))
        ax.hlines(line.place, low, high, color=DOT_COLOUR, linewidth=2.2, zorder=2, clip_on=False)
        ax.plot(share, line.place, "o", color=DOT_COLOUR, markersize=7, zorder=3, clip_on=False)
    ax.set_yticks([line.place for line in shares], labels=[line.text for line in shares])
    _headings(ax, lines)
    ax.set_xlim(0, 100)
    ax.set_ylim(lines[-1].place - 0.7, 0.9)
    ax.set_xlabel(word("statuses_axis", language), fontsize=TEXT_SIZE)
    quiet(ax, ("top", "right", "left"), language=language)
    return ax


def _headings(ax: Axes, lines: list[_Line]) -> None:
    across = ax.get_yaxis_transform()
    for line in lines:
        if line.kind == "month":
            continue
        is_domain = line.kind == "domain"
        ax.text(
            0.005,
            line.place,
            line.text,
            transform=across,
            fontsize=TEXT_SIZE + (1.5 if is_domain else 0),
            fontweight="bold" if is_domain else "normal",
            va="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
            zorder=4,
        )
        if is_domain and line.place < 0:
            ax.axhline(line.place + 0.9, color=LINE_COLOUR, linewidth=0.8, zorder=1)


def _lines(result: StatusAt, language: str) -> list[_Line]:
    """Return what is drawn, from above; a domain or status without a share is not."""
    frame = result.to_frame()
    drawn = frame[frame["share"].notna() & (frame["status"] != NOBODY_IN)]
    found: list[_Line] = []
    place = 0.0
    for _, domain in drawn.groupby(["programme", "domain"], sort=False):
        place -= 0.8 if found else 0.0
        title = domain_title(domain.iloc[0].to_dict(), frame, language)
        found.append(_Line("domain", title, place))
        for status, rows in domain.groupby("status", sort=False):
            place -= HEADING_LINES
            name = textwrap.shorten(status_name(str(status), language), HEADING_WIDTH)
            found.append(_Line("status", capital(name), place))
            for row in rows.to_dict("records"):
                place -= 1.0
                found.append(_Line("month", _label(row, language), place, row))
        place -= 1.0
    return found


def _label(row: Mapping[Any, Any], language: str) -> str:
    counts = {name: count_text(row[name], language) for name in ("count", "n")}
    return f"{month_text(row['month'], language)} ({word('statuses_counted', language, **counts)})"


def plot_statuses_height(result: StatusAt) -> float:
    """Return the height in inches that a picture of statuses needs."""
    lines = _lines(result, "en")
    lowest = lines[-1].place if lines else 0.0
    return LINE * (AXIS_LINES - lowest)
