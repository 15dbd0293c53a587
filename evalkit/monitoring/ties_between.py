"""What became of the relations between two maps of a person: came, went, stayed, moved."""

from __future__ import annotations

import pandas as pd

from evalkit.monitoring.ties_given import COURSE

__all__ = ["BETWEEN", "FATES", "between_maps", "fates"]

# What can become of a relation; the last four are the ways to stay.
FATES = ("came", "went", "closer", "as_close", "further", "closeness_unknown")
# stayed is the sum of the four after it.
BETWEEN = (*("came", "went", "stayed", *FATES[2:]), "came_unpaid", "went_unpaid")


def fates(first: pd.DataFrame, last: pd.DataFrame, on: list[str]) -> pd.DataFrame:
    """Return the relations of either map with what became of them.

    Parameters
    ----------
    first, last : DataFrame
        Relations on the first and on the last maps.
    on : list of str
        The columns that name a relation.

    Returns
    -------
    DataFrame
        Columns of `on`, fate (one of `FATES`), paid_first and paid_last.
    """
    carried = [*on, "closeness", "paid"]
    both = first[carried].merge(
        last[carried], on=on, how="outer", suffixes=("_first", "_last"), indicator=True
    )
    moved = both["closeness_last"] - both["closeness_first"]
    fate = pd.Series("closeness_unknown", index=both.index, dtype="object")
    for name, those in (("closer", moved > 0), ("as_close", moved == 0), ("further", moved < 0)):
        fate = fate.mask(those, name)
    fate = fate.mask(both["_merge"] == "right_only", "came")
    fate = fate.mask(both["_merge"] == "left_only", "went")
    return both[[*on, "paid_first", "paid_last"]].assign(fate=fate)


def between_maps(ties: pd.DataFrame, both: pd.DataFrame) -> pd.DataFrame:
    """Return the persons with two maps, and how many of their relations came, went, stayed.

    Parameters
    ----------
    ties : DataFrame
        The relations of all maps.
    both : DataFrame
        A row per person with two maps: person, programme, first_date, last_date and others.
    """
    maps = [
        ties.merge(
            both[[*COURSE, day]].rename(columns={day: "date"}), on=[*COURSE, "date"], how="inner"
        )
        for day in ("first_date", "last_date")
    ]
    told = fates(maps[0], maps[1], on=[*COURSE, "alter"])
    unpaid_first, unpaid_last = (
        told[name].eq(False).fillna(False) for name in ("paid_first", "paid_last")
    )
    counts = {name: told["fate"] == name for name in FATES}
    counts["stayed"] = ~(counts["came"] | counts["went"])
    counts["came_unpaid"] = counts["came"] & unpaid_last
    counts["went_unpaid"] = counts["went"] & unpaid_first
    numbers = told[COURSE].assign(**{name: counts[name].astype("int64") for name in BETWEEN})
    summed = numbers.groupby(COURSE, sort=False)[list(BETWEEN)].sum().reset_index()
    return both.merge(summed, on=COURSE, how="left", validate="1:1")
