"""The same comparison as it stood at the end of several quarters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from evalkit.outcomes.change import PrePost, pre_post
from evalkit.results import few_hidden, without_gaps
from evalkit.sets.windows import Quarter, as_of, quarters_back
from evalkit.study import Study

__all__ = ["ChangeByQuarter", "change_by_quarter"]

# One quarter back shows what is new, four back the same season a year ago.
QUARTERS_BACK = (0, 1, 4)


@dataclass(frozen=True, repr=False, eq=False)
class ChangeByQuarter:
    """One `PrePost` per quarter, in the order asked for.

    Attributes
    ----------
    results : dict
        Quarter as text to its result.
    """

    results: dict[str, PrePost]

    def to_frame(self) -> pd.DataFrame:
        """Return the results below one another, with a column quarter first."""
        parts = []
        for name, result in self.results.items():
            frame = result.to_frame()
            frame.insert(0, "quarter", name)
            parts.append(frame)
        return pd.concat(parts, ignore_index=True)

    def summary(self) -> pd.DataFrame:
        """Return n and the mean change with its interval, by quarter."""
        first = next(iter(self.results.values()))
        return self.to_frame()[["quarter", *first.by, "n", "mean_change", "conf_low", "conf_high"]]

    def __repr__(self) -> str:
        shown = few_hidden(self.summary(), ["mean_change", "conf_low", "conf_high"])
        return f"<ChangeByQuarter>\n{without_gaps(shown).to_string(index=False)}"


def change_by_quarter(
    study: Study,
    when: str | Quarter,
    *,
    by: Sequence[str] = ("scale",),
    min_days: int | None = None,
    back: Sequence[int] = QUARTERS_BACK,
    population: str = "all",
    confidence: float = 0.95,
) -> ChangeByQuarter:
    """Compare first and last readings as they stood at the end of this and earlier quarters.

    Parameters
    ----------
    study : Study
        Everything that was loaded (not yet cut to a day).
    when : str or Quarter
        The newest quarter, such as "2026Q3".
    by, min_days, confidence
        As for `evalkit.pre_post`.
    back : sequence of int
        How many quarters before it; 0 is the quarter itself.
    population : {"all", "quarter"}
        As for `evalkit.as_of`.

    Returns
    -------
    ChangeByQuarter

    Raises
    ------
    InputError
        When the quarter, `back` or `population` is misspelt, and as for `evalkit.pre_post`.

    Notes
    -----
    Cumulative: everyone enrolled up to a quarter's last day is in it, so the quarters share people
    and must not be compared by a test. p_adjusted is by Holm within each quarter.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> list(ek.change_by_quarter(study, "2026Q3").results)
    ['2026Q3', '2026Q2', '2025Q3']
    """
    results = {}
    for then in quarters_back(when, back):
        cut = as_of(study, then, population=population)
        results[str(then)] = pre_post(cut, by=by, min_days=min_days, confidence=confidence)
    return ChangeByQuarter(results)
