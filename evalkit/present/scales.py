"""What readers call a scale, and with how many decimals its numbers are shown."""

from __future__ import annotations

from collections.abc import Mapping

from evalkit.instruments.instrument import Scale

__all__ = ["scale_digits", "scale_title"]

# On a scale this short a second decimal matters: 0.04 is not "0.0".
SHORT_SCALE = 20
UNKNOWN_SCALE_DIGITS = 2


def scale_title(name: str, scales: Mapping[str, Scale], language: str) -> str:
    """Return the scale's title in a language, or its name where it is not known."""
    known = scales.get(name)
    return known.title[language] if known else name


def scale_digits(name: str, scales: Mapping[str, Scale]) -> int:
    """Return how many decimals means and changes of a scale are shown with."""
    known = scales.get(name)
    if known is None:
        return UNKNOWN_SCALE_DIGITS
    return 2 if known.highest - known.lowest <= SHORT_SCALE else 1
