"""One person's network map, and what came and went since an earlier one: internal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import pandas as pd

from evalkit.errors import InputError
from evalkit.monitoring.ties_between import FATES, fates
from evalkit.monitoring.ties_given import given_ties, quantities, sector_of
from evalkit.study import Study

__all__ = ["UNKNOWN", "NetworkMap", "network_map"]

# What `fate` is on a map that is not compared.
UNKNOWN = ""


@dataclass(frozen=True, repr=False, eq=False)
class NetworkMap:
    """One person's network map, or two of them: internal, about a single person.

    Attributes
    ----------
    date : date
        The day the map was drawn.
    since : date or None
        The day of the earlier map it is compared with.
    sectors : tuple of str
        Those on the person's maps, in the order they are shown; "" where none is noted.
    levels : tuple of float
        Every closeness that is noted in the data the map is from, the closest first.
    others : int
        How many further maps the person has.

    Notes
    -----
    Looking at it shows counts; the relations are in `to_frame`. Never for a public folder.
    """

    date: dt.date
    since: dt.date | None
    sectors: tuple[str, ...]
    levels: tuple[float, ...]
    others: int
    _frame: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return one row per relation on either map: internal.

        Columns number (the label in the picture), alter, sector, closeness, paid; fate (came, went,
        closer, as_close, further, closeness_unknown; empty on a map that is not compared); and the
        same as on the earlier map: sector_before, closeness_before, paid_before.
        """
        return self._frame.copy()

    def on(self, which: str) -> pd.DataFrame:
        """Return the relations on the map ("now") or the earlier one ("before"): internal."""
        if which not in ("now", "before"):
            raise InputError(f"`which` is {which!r}. Accepted: 'now' or 'before'.")
        if which == "now":
            return self._frame[self._frame["fate"] != "went"].reset_index(drop=True)
        kept = self._frame[self._frame["fate"] != "came"] if self.since else self._frame.iloc[:0]
        names = ("sector", "closeness", "paid")
        return kept.assign(**{one: kept[f"{one}_before"] for one in names}).reset_index(drop=True)

    def counts(self, which: str = "now") -> Mapping[str, int]:
        """Return how many relations there are, unpaid, paid and of unknown pay."""
        ties = self.on(which)
        unpaid = int(ties["paid"].eq(False).sum())
        paid = int(ties["paid"].eq(True).sum())
        size = len(ties)
        return {"size": size, "unpaid": unpaid, "paid": paid, "paid_unknown": size - unpaid - paid}

    def changes(self) -> Mapping[str, int]:
        """Return how many relations came, went, and stayed in which way."""
        return {name: int((self._frame["fate"] == name).sum()) for name in FATES}

    def summary(self) -> pd.DataFrame:
        """Return the counts: a row for the map, and one for the earlier one."""
        rows = [{"date": self.date} | dict(self.counts())]
        if self.since is not None:
            rows.append({"date": self.since} | dict(self.counts("before")))
        return pd.DataFrame(rows)

    def __repr__(self) -> str:
        compared = "" if self.since is None else ", compared with an earlier one"
        size = self.counts()["size"]
        return f"<NetworkMap of one person, internal: {size} relations{compared}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"


def network_map(
    ties: Study | pd.DataFrame,
    person: str,
    *,
    date: str | dt.date | None = None,
    since: str | dt.date | None = None,
    programme: str | None = None,
) -> NetworkMap:
    """Return one person's network map: internal, for the meeting with the person.

    Parameters
    ----------
    ties : Study or DataFrame
        As for `evalkit.networks`.
    person : str
        The person's key.
    date : str or date, optional
        The day the map was drawn (yyyy-mm-dd); the latest map when it is not given.
    since : str or date, optional
        An earlier map of the person to compare with: its day, or "first".
    programme : str, optional
        Which programme's, when the person has maps in several.

    Returns
    -------
    NetworkMap
        `evalkit.figure` draws it: rings are closeness, slices sectors, and the shape says whether a
        relation is paid. Labels are numbers; which alter a number is, `to_frame()` says.

    Raises
    ------
    InputError
        When the person has no map, or none on that day.

    See Also
    --------
    evalkit.networks : the average change of all, without single persons.

    Notes
    -----
    Where somebody stands on a ring, and how far apart two stand, means nothing: only slice and ring
    do. Do not put it into a published report: few other people have exactly this network.

    Examples
    --------
    >>> ties = pd.DataFrame(
    ...     {
    ...         "person": "a",
    ...         "date": ["2026-01-10", "2026-07-10", "2026-07-10"],
    ...         "alter": ["A1", "A1", "A2"],
    ...         "sector": ["family", "family", "friends"],
    ...         "closeness": [3, 2, 1],
    ...         "paid": [False, False, False],
    ...     }
    ... )
    >>> found = network_map(ties, "a", since="first")
    >>> found
    <NetworkMap of one person, internal: 2 relations, compared with an earlier one>
    >>> dict(found.changes())["came"], dict(found.changes())["further"]
    (1, 1)
    """
    every = given_ties(ties)
    own = _own(every, person, programme)
    days = sorted(own["date"].unique())
    day = days[-1] if date is None else _found(date, days, called="date")
    now = own[own["date"] == day]
    earlier = None
    if since is not None:
        before = [one for one in days if one < day]
        if not before:
            raise InputError("The person has no map before that day. Leave out `since`.")
        earlier = before[0] if since == "first" else _found(since, before, called="since")
    levels = sorted(every["closeness"].dropna().unique(), reverse=True)
    shown = now if earlier is None else own[own["date"].isin([day, earlier])]
    sectors = tuple(one.group for one in quantities(shown) if one.kind == "sector") or ("",)
    return NetworkMap(
        date=pd.Timestamp(day).date(),
        since=None if earlier is None else pd.Timestamp(earlier).date(),
        sectors=sectors,
        levels=tuple(float(level) for level in levels),
        others=len(days) - 1 - (earlier is not None),
        _frame=_numbered(_relations(now, own, earlier), sectors),
    )


def _own(every: pd.DataFrame, person: str, programme: str | None) -> pd.DataFrame:
    own = every[every["person"] == str(person)]
    if programme is not None:
        own = own[own["programme"] == programme]
    if own.empty:
        raise InputError(
            f"There is no network map of that person among those of {every['person'].nunique()} "
            f"persons. Give the key as it stands in the column 'person'."
        )
    if own["programme"].nunique() > 1:
        names = ", ".join(map(repr, sorted(own["programme"].unique())))
        raise InputError(f"The person has maps in several programmes. Name one: {names}.")
    return own


def _found(wanted: object, days: list[pd.Timestamp], *, called: str) -> pd.Timestamp:
    try:
        day = pd.to_datetime(wanted, format="ISO8601")  # type: ignore[call-overload]
    except (TypeError, ValueError):
        raise InputError(
            f"`{called}` is {wanted!r}. Accepted: a date, or a text written yyyy-mm-dd."
        ) from None
    for one in days:
        if pd.Timestamp(one) == day:
            return one
    raise InputError(
        f"The person has no such map on the day `{called}` names, but {len(days)} on other days. "
        f"Their days are in ek.networks(...).maps()."
    )


def _relations(now: pd.DataFrame, own: pd.DataFrame, earlier: pd.Timestamp | None) -> pd.DataFrame:
    """Return the relations on either map, with what became of them."""
    facts = ["sector", "closeness", "paid"]
    now = now.assign(sector=sector_of(now))
    if earlier is None:
        nothing = own.iloc[:0][facts].reindex(now.index).add_suffix("_before")
        return pd.concat([now[["alter", *facts]].assign(fate=UNKNOWN), nothing], axis=1)
    then = own[own["date"] == earlier]
    then = then.assign(sector=sector_of(then))
    told = fates(then, now, on=["alter"])[["alter", "fate"]]
    old = then[["alter", *facts]].rename(columns={name: f"{name}_before" for name in facts})
    return told.merge(now[["alter", *facts]], on="alter", how="left").merge(
        old, on="alter", how="left"
    )


def _numbered(ties: pd.DataFrame, sectors: tuple[str, ...]) -> pd.DataFrame:
    """Number the relations slice by slice, the closest first."""
    place = ties["sector"].fillna(ties["sector_before"]).map({s: i for i, s in enumerate(sectors)})
    near = ties["closeness"].fillna(ties["closeness_before"]).fillna(float("-inf"))
    order = pd.DataFrame({"place": place, "near": -near, "alter": ties["alter"]})
    order = order.sort_values(["place", "near", "alter"])
    ties = ties.loc[order.index].reset_index(drop=True)
    columns = ["alter", "sector", "closeness", "paid", "fate"]
    columns += [f"{name}_before" for name in ("sector", "closeness", "paid")]
    ties = ties[columns]
    ties.insert(0, "number", range(1, len(ties) + 1))
    return ties
