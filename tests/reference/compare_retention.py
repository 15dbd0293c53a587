"""How long courses last and why they end, beside R: the cases of retention.R."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from agreement import Compared

import evalkit as ek

HERE = Path(__file__).parent
_SURVIVAL = "R 4.2.2, survival 3.5-3"
_ETM = "R 4.2.2, etm 1.1.1: etm()"
DAY = "2026-09-30"
MONTHS = (2, 3, 6, 12)
# Quantity: what the table calls it.
_CURVE = {
    "estimate": "Kaplan-Meier",
    "std_error": "Greenwood's standard error",
    "n_risk": "Number at risk",
}
_TEST = {
    "statistic": "Log-rank statistic",
    "p_value": "Log-rank p",
    "expected": "Log-rank expected",
}
_REASON = {
    "estimate": ("Cumulative incidence, Aalen-Johansen", _ETM),
    "std_error": ("Standard error of a cumulative incidence, Greenwood type", _ETM),
    "conf_low": ("Log-log interval of a cumulative incidence", f"{_SURVIVAL}: survfit()"),
    "conf_high": ("Log-log interval of a cumulative incidence", f"{_SURVIVAL}: survfit()"),
}


def enrolments(people: pd.DataFrame) -> pd.DataFrame:
    """Return courses that have lasted so many whole calendar months as of the day."""
    first = (pd.Timestamp(DAY) + pd.Timedelta(days=1)).to_period("M")
    over = people["reason"].notna()
    started = [
        (pd.Period("2020-01", "M") if ended else first - int(months)).to_timestamp()
        for months, ended in zip(people["months"], over, strict=True)
    ]
    # The last day belongs to the course: it is the day before so many months have passed.
    ended = [
        start + pd.DateOffset(months=int(months)) - pd.Timedelta(days=1) if is_over else pd.NaT
        for start, months, is_over in zip(started, people["months"], over, strict=True)
    ]
    known = {"started": started, "ended": ended, "exit_reason": people["reason"]}
    return people[["person", "group"]].assign(**known)


def compared() -> Iterator[Compared]:
    cases = pd.read_csv(HERE / "retention_cases.csv")
    expected = pd.read_csv(HERE / "retention_expected.csv", dtype={"detail": str})
    for case, theirs in expected.groupby("case", sort=False):
        frame = enrolments(cases[cases["case"] == case])
        for what, rows in theirs.groupby("what", sort=False):
            kind = str(what).split(" ")[0]
            ask = {
                "curve": _curve,
                "interval": _interval,
                "restricted": _mean,
                "log-rank": _log_rank,
            }
            yield from ask.get(kind, _reason)(str(case), str(what), frame, rows)


def _curve(case: str, _: str, frame: pd.DataFrame, rows: pd.DataFrame) -> Iterator[Compared]:
    ours = ek.retention(frame, as_of=_day(), months=MONTHS).at_months().set_index("month")
    for row in rows.itertuples(index=False):
        mine = float(ours.loc[float(row.detail), row.quantity])
        who = f"{_SURVIVAL}: survfit()" if row.quantity != "n_risk" else "by hand"
        name = f"{case} {row.detail} months"
        yield Compared(_CURVE[row.quantity], "ek.retention", who, name, mine, row.value)


def _interval(case: str, what: str, frame: pd.DataFrame, rows: pd.DataFrame) -> Iterator[Compared]:
    kind = what.removeprefix("interval ")
    ours = ek.retention(frame, as_of=_day(), months=MONTHS, interval=kind)
    at, medians = ours.at_months().set_index("month"), ours.to_frame().iloc[0]
    for row in rows.itertuples(index=False):
        is_median = row.detail == "median"
        mine = medians[row.quantity] if is_median else at.loc[float(row.detail), row.quantity]
        called = f"{'Median stay' if is_median else 'Kaplan-Meier'}, {kind} interval"
        who = f"{_SURVIVAL}: survfit(conf.type)"
        name = f"{case} {row.detail} {row.quantity}"
        yield Compared(called, "ek.retention", who, name, float(mine), row.value)


def _mean(case: str, _: str, frame: pd.DataFrame, rows: pd.DataFrame) -> Iterator[Compared]:
    for row in rows.itertuples(index=False):
        ours = ek.retention(frame, as_of=_day(), horizon=float(row.detail)).to_frame()
        mine = float(ours[row.quantity].iloc[0])
        name = f"{case} to {row.detail} {row.quantity}"
        who = f"{_SURVIVAL}: survmean(rmean)"
        yield Compared("Restricted mean and its error", "ek.retention", who, name, mine, row.value)


def _log_rank(case: str, _: str, frame: pd.DataFrame, rows: pd.DataFrame) -> Iterator[Compared]:
    test = ek.retention(frame, as_of=_day(), by="group").test
    assert test is not None
    for row in rows.itertuples(index=False):
        mine = getattr(test, row.quantity)
        if row.quantity == "expected":
            mine = mine["abc".index(row.detail)]
        name = f"{case} {row.detail} {row.quantity}"
        who = f"{_SURVIVAL}: survdiff()"
        yield Compared(_TEST[row.quantity], "ek.retention(by=)", who, name, mine, row.value)


def _reason(case: str, what: str, frame: pd.DataFrame, rows: pd.DataFrame) -> Iterator[Compared]:
    ours = ek.exit_reasons(frame, as_of=_day(), months=MONTHS).to_frame()
    ours = ours[ours["reason"] == what].set_index("month")
    for row in rows.itertuples(index=False):
        mine = float(ours.loc[float(row.detail), row.quantity])
        statistic, who = _REASON[row.quantity]
        name = f"{case} {what} {row.detail} months {row.quantity}"
        # A sum of shares that is 0 but for binary noise.
        theirs = 0.0 if abs(row.value) < 1e-15 else float(row.value)
        yield Compared(statistic, "ek.exit_reasons", who, name, mine, theirs)


def _day() -> object:
    return pd.Timestamp(DAY).date()
