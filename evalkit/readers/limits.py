"""How large a file may be, and how long and in how much memory it may be read."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from evalkit.errors import DefinitionError, InputError, did_you_mean

__all__ = ["Limits"]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What reading one file may cost at most.

    Attributes
    ----------
    file_mb : float
        The file on disk, in megabytes of 1,048,576 bytes.
    unpacked_mb : float
        What is packed in it (a workbook is a zip archive), unpacked; and the table itself as it
        comes back from the process that reads it.
    cells : int
        Rows times columns of a sheet, from its first row and column on.
    seconds : float
        By the clock.
    memory_mb : float
        Of the process that reads.

    Raises
    ------
    InputError
        When one of them is no number above 0.

    Examples
    --------
    >>> Limits(seconds=30).cells
    50000000
    """

    file_mb: float = 512
    unpacked_mb: float = 2048
    cells: int = 50_000_000
    seconds: float = 120
    memory_mb: float = 4096

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if not _is_limit(value, whole=name == "cells"):
                kind = "a whole number" if name == "cells" else "a number"
                raise InputError(f"The limit {name!r} is {value!r}; {kind} above 0 is expected.")

    @classmethod
    def of(cls, given: Mapping[str, object]) -> Limits:
        """Return the limits of evalkit.toml's [limits], the rest as they are by default.

        Parameters
        ----------
        given : mapping
            Name to number.

        Returns
        -------
        Limits

        Raises
        ------
        DefinitionError
            When a name is not one of the limits, or a value is no number above 0.

        Examples
        --------
        >>> Limits.of({"seconds": 30}).seconds
        30
        """
        accepted = [field.name for field in fields(cls)]
        for name in given:
            if name not in accepted:
                hint = did_you_mean(name, accepted)
                raise DefinitionError(f"[limits]: {name!r} is no limit. {hint}")
        try:
            # Each is checked by the class itself.
            return cls(**given)  # type: ignore[arg-type]
        except InputError as error:
            raise DefinitionError(f"[limits]: {error}") from None

    @property
    def file_bytes(self) -> int:
        """The largest file, in bytes."""
        return int(self.file_mb * 2**20)

    @property
    def unpacked_bytes(self) -> int:
        """The most it may unpack to, in bytes."""
        return int(self.unpacked_mb * 2**20)

    @property
    def memory_bytes(self) -> int:
        """The most memory the process that reads may have, in bytes."""
        return int(self.memory_mb * 2**20)


def _is_limit(value: object, *, whole: bool) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    if whole and not isinstance(value, int):
        return False
    return math.isfinite(value) and value > 0
