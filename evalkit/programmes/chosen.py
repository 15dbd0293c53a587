"""Which programmes are meant: one, several, those of a document, or all in the registry."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evalkit.errors import InputError
from evalkit.programmes.documents import builtin_documents
from evalkit.programmes.programme import Programme
from evalkit.programmes.programme_file import programme, programme_names

__all__ = ["EVERY", "Programmes", "chosen_programmes"]

EVERY = "all"
Programmes = str | Path | Programme | Sequence[str | Path | Programme]


def chosen_programmes(programmes: Programmes) -> tuple[Programme, ...]:
    """Return the programmes that are meant, each once, in the order given.

    Parameters
    ----------
    programmes : str, Path, Programme, or a list of these
        A name in the registry, the path of a file of one's own, "all", or the name of a document
        such as "vive_2022": the programmes that it is the main source of.

    Raises
    ------
    InputError
        When there is no such programme, or none is named.

    Examples
    --------
    >>> [one.name for one in chosen_programmes("unik")]
    ['unik']
    """
    asked = [programmes] if isinstance(programmes, (str, Path, Programme)) else list(programmes)
    if not asked:
        raise InputError("No programme is named. Name at least one, or ask for 'all'.")
    found = [one for each in asked for one in _meant(each)]
    return tuple({one.name: one for one in found}.values())


def _meant(asked: str | Path | Programme) -> list[Programme]:
    if isinstance(asked, Programme):
        return [asked]
    if asked == EVERY:
        return [programme(name) for name in programme_names()]
    if str(asked) in builtin_documents():
        every = [programme(name) for name in programme_names()]
        return [one for one in every if one.document == str(asked)]
    return [programme(asked)]
