"""Which programmes are meant: one, several, those of a document, or all in the registry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from evalkit.errors import InputError, did_you_mean
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
        When there is no such programme, none is named, or two different ones have one name.

    Examples
    --------
    >>> [one.name for one in chosen_programmes("unik")]
    ['unik']
    """
    found: dict[str, Programme] = {}
    for one in chain.from_iterable(map(_meant, _listed(programmes))):
        if found.setdefault(one.name, one) != one:
            raise InputError(
                f"Two different programmes are called {one.name!r}, so their rows could not be "
                f"told apart. Call yours something else under 'programme:'."
            )
    if not found:
        raise InputError("No programme is named. Name at least one, or ask for 'all'.")
    return tuple(found.values())


def _listed(programmes: Programmes) -> list[str | Path | Programme]:
    if isinstance(programmes, (str, Path, Programme)):
        return [programmes]
    if not isinstance(programmes, Iterable):
        raise InputError(
            f"Programmes are asked for by name or path, or a list of these, not by "
            f"{type(programmes).__name__!r}."
        )
    return list(programmes)


def _meant(asked: str | Path | Programme) -> list[Programme]:
    if isinstance(asked, Programme):
        return [asked]
    if asked == EVERY:
        return [programme(name) for name in programme_names()]
    if str(asked) in builtin_documents():
        every = [programme(name) for name in programme_names()]
        return [one for one in every if one.document == str(asked)]
    known = (*programme_names(), EVERY, *builtin_documents())
    if isinstance(asked, str) and "." not in asked and asked not in known:
        hint = did_you_mean(asked.casefold(), known)
        raise InputError(
            f"There is no programme {asked!r} in the registry. {hint} Or give a .yaml file."
        )
    return [programme(asked)]
