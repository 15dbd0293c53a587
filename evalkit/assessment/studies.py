"""The studies that belong to programmes: of the right kind, under the right name."""

from __future__ import annotations

from collections.abc import Mapping

from evalkit.errors import InputError, did_you_mean
from evalkit.programmes.programme import Programme
from evalkit.programmes.programme_file import programme_names
from evalkit.study import Study

__all__ = ["studies_of"]


def studies_of(
    study: Study | Mapping[str, Study], programmes: tuple[Programme, ...]
) -> dict[str, Study]:
    """Return the study of each programme that has one.

    Parameters
    ----------
    study : Study, or mapping from programme to Study
        Studies of other programmes of the registry are passed over.
    programmes : tuple of Programme
        Whose studies are asked for.

    Raises
    ------
    InputError
        When something is no study, stands under another programme's name, or under a name that
        nobody knows.
    """
    names = [one.name for one in programmes]
    if isinstance(study, Study):
        if study.programme not in names:
            raise InputError(
                f"The study is of {study.programme!r}, and asked for is {', '.join(names)}. "
                f"Give the study of the same programme."
            )
        return {study.programme: study}
    if not isinstance(study, Mapping):
        raise InputError(
            f"`study` is a {type(study).__name__}. Accepted: a Study, or a dict from programme to "
            f"Study, such as evalkit.load_programmes() returns."
        )
    for name, one in study.items():
        if not isinstance(one, Study):
            raise InputError(f"`study` has a {type(one).__name__} under {name!r}, and no Study.")
        if name not in names and name not in programme_names():
            raise InputError(f"`study` names {name!r}. {did_you_mean(str(name), names)}")
        if one.programme != name:
            raise InputError(f"Under {name!r} stands a study of {one.programme!r}. Name it so.")
    return {name: study[name] for name in names if name in study}
