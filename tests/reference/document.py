"""docs/agreement.md: statistic, our call, reference, largest difference."""

from __future__ import annotations

from agreement import Compared, compared, topics

# Below this a difference is the last digits of a double; its own last digits differ by machine.
NOISE = 1e-9

HEAD = """# How near evalkit's numbers are to those of others

Written by `python -m tests.reference`; do not edit by hand. A test compares it with the numbers of
today. Inputs, scripts and versions are in `tests/reference/`; the tests need no R.

A difference is relative to the reference; absolute where the reference is 0. "< 1e-9" is what is
left of a double's digits. Iterative and random methods state their tolerance in the tests. Where
evalkit means to differ, see [deviations.md](deviations.md).

| statistic | our call | reference | numbers | largest difference |
| --- | --- | --- | ---: | ---: |
"""


def document() -> str:
    rows: dict[tuple[str, str, str], list[Compared]] = {}
    for topic in topics():
        for one in compared(topic):
            rows.setdefault((one.statistic, one.call, one.reference), []).append(one)
    lines = [
        f"| {statistic} | `{call}` | {reference} | {len(those)} | {_largest(those)} |"
        for (statistic, call, reference), those in rows.items()
    ]
    numbers = sum(len(those) for those in rows.values())
    return HEAD + "\n".join(lines) + f"\n\n{numbers} numbers in all.\n"


def _largest(those: list[Compared]) -> str:
    largest = max(one.difference for one in those)
    return "< 1e-9" if largest < NOISE else f"{largest:.0e}"
