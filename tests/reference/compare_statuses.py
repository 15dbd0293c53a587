"""Statuses at months after start beside R, which looks at every person on every day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from agreement import Compared

import evalkit as ek
from evalkit.frames import ENROLMENTS, STATUSES
from evalkit.study import StatusDomain

HERE = Path(__file__).parent
_R = "R 4.2.2"
_LAST_DAY = dt.date(2026, 6, 30)
_WHAT = {"at": "Status at a month", "change": "Same persons' status at two months"}
_WHO = {
    "share": f"{_R}: counted person by person",
    "conf_low": f"{_R}: prop.test(correct = FALSE)",
    "conf_high": f"{_R}: prop.test(correct = FALSE)",
    "p_value": f"{_R}: binom.test()",
}


def compared() -> Iterator[Compared]:
    expected = pd.read_csv(HERE / "statuses_expected.csv")
    study = _study()
    at = ek.status_at(study, months=(0, 1, 6, 12), as_of=_LAST_DAY).to_frame()
    statuses = list(dict.fromkeys(expected["status"]))
    change = ek.status_change(study, status=statuses, as_of=_LAST_DAY).to_frame().assign(month=12)
    frames = {"at": at, "change": change}
    calls = {"at": "ek.status_at", "change": "ek.status_change"}
    keyed = {kind: frame.set_index(["domain", "status", "month"]) for kind, frame in frames.items()}
    for row in expected.itertuples(index=False):
        yield Compared(
            statistic=f"{_WHAT[str(row.kind)]}: {row.quantity}",
            call=calls[str(row.kind)],
            reference=_WHO.get(str(row.quantity), f"{_R}: counted person by person"),
            case=f"{row.domain}, {row.status}, month {row.month}",
            ours=float(keyed[str(row.kind)].loc[(row.domain, row.status, row.month), row.quantity]),
            theirs=float(row.value),
            tolerance=1e-9,
        )


def _study() -> ek.Study:
    courses = pd.read_csv(HERE / "statuses_courses.csv")
    spells = pd.read_csv(HERE / "statuses_spells.csv")
    return ek.Study(
        title={"da": "t", "en": "t"},
        programme="made",
        # Somebody who starts later shows that the data reach the last day.
        enrolments=ENROLMENTS.shaped(
            pd.concat(
                [
                    courses,
                    pd.DataFrame([{"person": "z", "programme": "made", "started": "2026-07-01"}]),
                ]
            )
        ),
        statuses=STATUSES.shaped(spells),
        domains=(
            StatusDomain("a", ("benefit", "grant", "wage")),
            StatusDomain("b", ("in treatment",), complete=True),
            StatusDomain("c", ("north", "south"), several=True),
        ),
    )
