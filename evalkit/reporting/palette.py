"""The colours of a published page, and which of them must stand out from which."""

from __future__ import annotations

import re

__all__ = ["COLOURS", "NON_TEXT", "PAIRS", "READABLE", "contrast"]

# WCAG 2.1, success criteria 1.4.3 (text) and 1.4.11 (borders, focus, marks).
READABLE = 4.5
NON_TEXT = 3.0

COLOURS = {
    "paper": "#ffffff",
    "tint": "#f2f5f7",
    "text": "#1b2733",
    "quiet": "#4d5b68",
    "heading": "#0f3a52",
    "link": "#0b5a86",
    "rule": "#cfd8df",
    "edge": "#6f7f8c",
    "notice": "#fdf6e3",
    "notice-edge": "#9a6700",
    "focus": "#b3261e",
}

# Foreground, background, least contrast. "rule" only decorates, so it is in no pair.
PAIRS = (
    ("text", "paper", READABLE),
    ("text", "tint", READABLE),
    ("text", "notice", READABLE),
    ("quiet", "paper", READABLE),
    ("quiet", "tint", READABLE),
    ("heading", "paper", READABLE),
    ("heading", "tint", READABLE),
    ("link", "paper", READABLE),
    ("link", "tint", READABLE),
    ("link", "notice", READABLE),
    ("notice-edge", "notice", READABLE),
    ("notice-edge", "paper", NON_TEXT),
    ("edge", "paper", NON_TEXT),
    ("edge", "tint", NON_TEXT),
    ("focus", "paper", NON_TEXT),
    ("focus", "tint", NON_TEXT),
    ("focus", "notice", NON_TEXT),
)

_SIX_DIGITS = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours as WCAG 2.1 defines it.

    Parameters
    ----------
    one, other : str
        Colours as "#rrggbb", in any order.

    Returns
    -------
    float
        From 1 (the same) to 21 (black on white); 0 when either is not "#rrggbb".

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    if not (_SIX_DIGITS.fullmatch(one) and _SIX_DIGITS.fullmatch(other)):
        return 0.0
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb" (WCAG 2.1, definition)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
