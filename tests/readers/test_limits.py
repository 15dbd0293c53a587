"""Limits are numbers above 0, and a misspelt one is refused with the nearest right name."""

import pytest

from evalkit.errors import DefinitionError, InputError
from evalkit.readers.limits import Limits


def test_the_defaults() -> None:
    limits = Limits()
    assert (limits.file_bytes, limits.unpacked_bytes) == (512 * 2**20, 2048 * 2**20)
    assert (limits.cells, limits.seconds, limits.memory_mb) == (50_000_000, 120, 4096)


def test_those_given_and_the_rest() -> None:
    assert Limits.of({"file_mb": 1.5, "cells": 10}) == Limits(file_mb=1.5, cells=10)
    assert Limits.of({}) == Limits()


@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf"), True, "30", None])
@pytest.mark.parametrize("name", ["file_mb", "unpacked_mb", "cells", "seconds", "memory_mb"])
def test_what_is_no_limit(name: str, value: object) -> None:
    with pytest.raises(InputError, match=rf"'{name}' is .*above 0"):
        Limits(**{name: value})  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match=rf"\[limits\].*'{name}' is .*above 0"):
        Limits.of({name: value})


def test_cells_are_whole() -> None:
    with pytest.raises(InputError, match="a whole number above 0"):
        Limits(cells=1.5)  # type: ignore[arg-type]


def test_a_misspelt_limit() -> None:
    with pytest.raises(DefinitionError, match=r"'second' is no limit\. Did you mean 'seconds'"):
        Limits.of({"second": 3})
