"""Our numbers beside those of R, of papers and by hand: one list for the tests and the document.

Every `compare_<topic>.py` in this folder has a function `compared()` that yields a `Compared` for
each number. `test_agreement.py` asks each of them; `python -m tests.reference` writes
docs/agreement.md from the same list.
"""

from __future__ import annotations

import importlib.util
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Compared:
    """One number of ours beside one of somebody else's.

    Attributes
    ----------
    statistic : str
        What it is, as the document's table names it ("Tango interval of a paired difference").
    call : str
        The public call that gives ours ("ek.paired_shares").
    reference : str
        Who computed theirs: "R 4.2.2, psych 2.2.9: alpha()", "by hand", or a paper with its table.
    case : str
        Which data, and which of several numbers ("ten_items low").
    ours, theirs : float
        NaN in both means: both say it cannot be computed.
    tolerance : float
        Largest relative difference allowed; where `theirs` is 0, the largest absolute one.
    """

    statistic: str
    call: str
    reference: str
    case: str
    ours: float
    theirs: float
    tolerance: float = 1e-6

    @property
    def difference(self) -> float:
        """The relative difference; the absolute one where `theirs` is 0."""
        if math.isnan(self.ours) and math.isnan(self.theirs):
            return 0.0
        apart = abs(self.ours - self.theirs)
        return apart / abs(self.theirs) if self.theirs else apart

    @property
    def agrees(self) -> bool:
        """Whether the two are as near as allowed; a missing number agrees with none."""
        return self.difference <= self.tolerance

    @property
    def name(self) -> str:
        """What a test is called."""
        return f"{self.statistic}: {self.case}"


def topics() -> list[str]:
    """Return the topics that are compared, sorted."""
    return sorted(path.stem.removeprefix("compare_") for path in HERE.glob("compare_*.py"))


def compared(topic: str) -> Iterator[Compared]:
    """Return one topic's comparisons; the module is found by its place, as pytest finds tests."""
    name = f"compare_{topic}"
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    yield from module.compared()
