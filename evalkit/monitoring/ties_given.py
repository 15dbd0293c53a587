"""Network maps as they are handed in: checked relations, and the numbers of each map."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evalkit.errors import InputError
from evalkit.frames import TIES, require_columns
from evalkit.sets.columns import numbered, numbers
from evalkit.sets.windows import Quarter, as_of
from evalkit.study import Study

__all__ = [
    "COURSE",
    "MAP",
    "Quantity",
    "given_ties",
    "maps_of",
    "quantities",
    "sector_of",
    "with_background",
]

COURSE = ["person", "programme"]
MAP = [*COURSE, "date"]
_WHOLE = ("size", "unpaid", "paid", "paid_unknown", "unpaid_share")
# The sectors of the domain, in this order; other words follow in that of the alphabet.
_SECTORS = (
    *("family", "friends", "school or work", "school", "work", "leisure", "neighbours"),
    *("volunteers", "professionals"),
)


@dataclass(frozen=True)
class Quantity:
    """One number of a map.

    Attributes
    ----------
    kind : {"whole", "sector", "closeness"}
        Of the whole map, or how many relations there are of a sector or a closeness.
    group : str
        size, unpaid, paid, paid_unknown or unpaid_share; or the sector, or the closeness; empty
        where it is not noted.
    """

    kind: str
    group: str

    @property
    def column(self) -> str:
        """The column of `maps_of` that has it."""
        return self.group if self.kind == "whole" else f"{self.kind}: {self.group}"


def given_ties(given: object, when: str | Quarter | dt.date | None = None) -> pd.DataFrame:
    """Return the relations of a study or a frame, up to a day, with what `by` may name.

    Raises
    ------
    InputError
        When it is neither, a column is missing, or an alter stands twice on one map.
    """
    if isinstance(given, Study):
        study = Study(given.title, given.programme, enrolments=given.enrolments, ties=given.ties)
    elif isinstance(given, pd.DataFrame):
        require_columns(given, ["person", "date", "alter"], called="ties")
        frame = given if "programme" in given else given.assign(programme="")
        if "closeness" in frame:
            frame = frame.assign(closeness=numbers(frame["closeness"], called="closeness"))
        study = Study({}, "", ties=TIES.shaped(frame))
    else:
        raise InputError(f"`ties` is a {type(given).__name__}; a Study or a DataFrame is expected.")
    ties = study.ties if when is None else as_of(study, when).ties
    twice = int(ties.duplicated([*MAP, "alter"]).sum())
    if twice:
        raise InputError(
            f"{twice} rows of ties share person, programme, date and alter with another one, so a "
            f"relation would count twice. Remove the duplicates."
        )
    return ties


def with_background(ties: pd.DataFrame, given: object, by: Sequence[str]) -> pd.DataFrame:
    """Return the relations with the columns of `by`, which may be those of the enrolments.

    Raises
    ------
    InputError
        When nobody has such a column, or a person has several of its values.
    """
    missing = [name for name in by if name not in ties]
    if missing and isinstance(given, Study) and set(missing) <= set(given.enrolments):
        facts = given.enrolments[[*COURSE, *missing]].drop_duplicates()
        if facts.duplicated(COURSE).any():
            raise InputError(
                f"Courses of one person differ in {missing!r}. Leave them out of `by`."
            )
        ties = ties.merge(facts, on=COURSE, how="left", validate="many_to_one")
    require_columns(ties, by, called="ties")
    differ = int((ties.groupby(COURSE)[list(by)].nunique() > 1).any(axis=1).sum()) if by else 0
    if differ:
        raise InputError(
            f"{differ} persons have relations with different {list(by)!r}, so their maps belong to "
            f"no one group. Name columns that say something about the person, such as 'site'."
        )
    return ties


def quantities(ties: pd.DataFrame) -> tuple[Quantity, ...]:
    """Return what is counted of every map: the whole, each sector, each closeness."""
    found = [Quantity("whole", name) for name in _WHOLE]
    sectors = set(sector_of(ties))
    known = [name for name in _SECTORS if name in sectors]
    known += sorted(sectors - set(known) - {""}) + ([""] if "" in sectors else [])
    if known != [""]:
        found += [Quantity("sector", name) for name in known]
    levels = [f"{level:g}" for level in sorted(ties["closeness"].dropna().unique(), reverse=True)]
    if levels:
        levels += [""] if ties["closeness"].isna().any() else []
        found += [Quantity("closeness", level) for level in levels]
    return tuple(found)


def sector_of(ties: pd.DataFrame) -> pd.Series:
    """Return the sector of every relation, empty where it is not noted."""
    return ties["sector"].fillna("").astype("str").str.strip()


def maps_of(ties: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return one row per map: whose, when, the columns of `by`, and a column per quantity.

    unpaid_share is that of the relations of which it is known whether they are paid.
    """
    number, first = numbered(ties, MAP)
    maps = ties.iloc[first][list(dict.fromkeys([*MAP, *by]))].reset_index(drop=True)

    def counted(those: pd.Series | bool = True) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        weights = np.broadcast_to(np.asarray(those, dtype=float), len(ties))
        return np.bincount(number, weights=weights, minlength=len(maps)).astype(np.float64)

    paid = ties["paid"]
    maps["size"] = counted()
    maps["unpaid"] = counted(paid.eq(False).fillna(False))
    maps["paid"] = counted(paid.fillna(False))
    maps["paid_unknown"] = counted(paid.isna())
    noted = (maps["unpaid"] + maps["paid"]).replace(0, np.nan)
    maps["unpaid_share"] = maps["unpaid"] / noted
    known = ties["closeness"].to_numpy(dtype=np.float64)
    level = pd.Series(["" if np.isnan(one) else f"{one:g}" for one in known], index=ties.index)
    values = {"sector": sector_of(ties), "closeness": level}
    for one in quantities(ties):
        if one.kind in values:
            maps[one.column] = counted(values[one.kind] == one.group)
    return maps.sort_values(MAP, ignore_index=True)
