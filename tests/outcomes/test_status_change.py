"""The same persons' status at two months: against Newcombe's paper and counted by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.frames import ENROLMENTS, STATUSES
from evalkit.outcomes.status_change import CHANGE_NOTES
from evalkit.study import StatusDomain, Study


def paired(both: int, pre_only: int, post_only: int, neither: int, **domain: Any) -> Study:
    """Return persons who were in job before, after, both or never, by a year's month."""
    persons, spells = [], []
    for kind, count in (("b", both), ("f", pre_only), ("s", post_only), ("n", neither)):
        for number in range(count):
            person = f"{kind}{number}"
            persons.append(person)
            first, second = kind in "bf", kind in "bs"
            spells.append((person, "yes" if first else "no", "2024-06-01", "2024-12-31"))
            spells.append((person, "yes" if second else "no", "2025-01-01", None))
    rows = pd.DataFrame(spells, columns=["person", "status", "started", "ended"])
    courses = pd.DataFrame({"person": persons, "programme": "p", "started": "2024-07-01"})
    # Somebody who starts a year later shows that the data reach that day.
    courses.loc[len(courses)] = ["late", "p", "2025-07-01"]
    return Study(
        title={"da": "p", "en": "p"},
        programme="p",
        enrolments=ENROLMENTS.shaped(courses),
        statuses=STATUSES.shaped(rows.assign(programme="p", domain="job")),
        domains=(StatusDomain("job", ("yes", "no"), **domain),),
    )


def only(study: Study, **more: Any) -> dict[str, Any]:
    (found,) = ek.status_change(study, status="yes", **more).to_frame().to_dict("records")
    return found


def test_newcombes_example() -> None:
    # Newcombe 1998, Stat Med 17:2635, method 10: 20, 12, 2, 16 give -0.3292 to -0.0562 for first
    # minus second; ours is second minus first.
    found = only(paired(20, 2, 12, 16))
    assert (found["n"], found["pre"], found["post"]) == (50, 22, 32)
    assert found["estimate"] == pytest.approx(0.2)
    assert found["conf_low"] == pytest.approx(0.0562, abs=5e-5)
    assert found["conf_high"] == pytest.approx(0.3292, abs=5e-5)
    # 2 of 14 by the binomial: 2 (1 + 14 + 91) / 2^14.
    assert found["p_value"] == pytest.approx(2 * 106 / 2**14)
    assert (found["not_yet"], found["unknown"]) == (1, 0)


def test_nobody_changed() -> None:
    found = only(paired(3, 0, 0, 4))
    assert found["estimate"] == 0
    assert pd.isna(found["p_value"])
    assert found["note"] == CHANGE_NOTES["nobody changed"]


def test_nobody_known_at_both() -> None:
    found = only(paired(3, 0, 0, 4), months=(0, 120))
    assert found["n"] == 0
    assert pd.isna(found["estimate"])
    assert found["note"] == CHANGE_NOTES["nobody at both"]


def test_the_rest_of_a_complete_register() -> None:
    study = paired(2, 1, 1, 2, complete=True)
    frame = ek.status_change(study, status=["yes", "(none)"]).to_frame()
    assert frame["status"].tolist() == ["yes", "(none)"]
    assert frame["pre"].tolist() == [3, 0]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"status": "yess"}, "Did you mean 'yes'"),
        ({"status": 3}, "Give the name of a status"),
        ({"status": []}, "Give the name of a status"),
        ({"status": "yes", "months": (12, 0)}, "the earlier first"),
        ({"status": "yes", "months": (0, 6, 12)}, "the earlier first"),
        ({"status": "yes", "months": (0, -6)}, "such as"),
        ({"status": "yes", "domain": "jobb"}, "Did you mean 'job'"),
        ({"status": "yes", "confidence": 0}, "such as 0.95"),
    ],
)
def test_wrong_questions(options: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        ek.status_change(paired(2, 1, 1, 2), **options)


def test_few_are_not_shown() -> None:
    shown = repr(ek.status_change(paired(1, 1, 1, 1), status="yes"))
    assert "(few)" in shown
    assert "b0" not in shown
