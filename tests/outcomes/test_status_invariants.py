"""What must hold of statuses whatever the spells: split, permute, add a person, add up."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek
from evalkit.frames import ENROLMENTS, STATUSES
from evalkit.study import StatusDomain, Study

CALM = settings(deadline=None, max_examples=40)
# The data reach this day: somebody starts on it. No spell starts later.
LATEST = dt.date(2026, 8, 1)
MONTHS = (0, 3, 12)
FIRST = dt.date(2025, 1, 1)
DAY = st.integers(0, 500).map(lambda days: FIRST + dt.timedelta(days=days))
COUNTS = ["n", "count", "not_yet", "unknown"]


@st.composite
def studies(draw: st.DrawFn) -> Study:
    """Up to six persons with up to four spells each, in two domains; they may contradict."""
    rows, courses = [], [("latest", "p", LATEST)]
    for number in range(draw(st.integers(0, 5))):
        courses.append((f"p{number}", "p", draw(DAY)))
        for _ in range(draw(st.integers(0, 4))):
            started = draw(DAY)
            length = draw(st.integers(0, 60) | st.none())
            ended = None if length is None else started + dt.timedelta(days=length)
            domain = draw(st.sampled_from(["open", "complete"]))
            status = draw(st.sampled_from("xyz"))
            rows.append((f"p{number}", "p", domain, status, started, ended))
    columns = ["person", "programme", "domain", "status", "started", "ended"]
    return Study(
        title={"da": "p", "en": "p"},
        programme="p",
        enrolments=ENROLMENTS.shaped(pd.DataFrame(courses, columns=[*columns[:2], "started"])),
        statuses=STATUSES.shaped(pd.DataFrame(rows, columns=columns)),
        domains=(StatusDomain("open", tuple("xyz")), StatusDomain("complete", tuple("xyz"), True)),
    )


def frame(study: Study) -> pd.DataFrame:
    return ek.status_at(study, months=MONTHS).to_frame()


@given(study=studies())
@CALM
def test_statuses_and_none_add_up_to_n(study: Study) -> None:
    found = frame(study)
    for _, here in found.groupby(["domain", "month"]):
        assert here["count"].sum() == here["n"].iloc[0]
    everybody = found["n"] + found["not_yet"] + found["unknown"]
    assert set(everybody) == {len(study.enrolments)}
    some = found.dropna(subset="share")
    assert (some["conf_low"] <= some["share"]).all()
    assert (some["share"] <= some["conf_high"]).all()
    assert (found["share"].isna() == (found["n"] == 0)).all()


@given(study=studies(), data=st.data())
@CALM
def test_splitting_a_spell_in_two_that_adjoin_changes_nothing(
    study: Study, data: st.DataObject
) -> None:
    spells = study.statuses
    rows = []
    for one in spells.to_dict("records"):
        ended = one["ended"]
        last = one["started"] + pd.Timedelta(days=30) if pd.isna(ended) else ended
        length = (last - one["started"]).days
        if length < 1:
            rows.append(one)
            continue
        cut = one["started"] + pd.Timedelta(days=data.draw(st.integers(0, length - 1)))
        rows += [one | {"ended": cut}, one | {"started": cut + pd.Timedelta(days=1)}]
    split = dataclasses.replace(study, statuses=STATUSES.shaped(rows))
    pd.testing.assert_frame_equal(frame(split), frame(study))


@given(study=studies(), data=st.data())
@CALM
def test_the_order_of_the_rows_does_not_matter(study: Study, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(study.statuses))))
    courses = data.draw(st.permutations(range(len(study.enrolments))))
    mixed = dataclasses.replace(
        study,
        statuses=study.statuses.iloc[list(order)],
        enrolments=study.enrolments.iloc[list(courses)],
    )
    pd.testing.assert_frame_equal(frame(mixed), frame(study))


@given(study=studies())
@CALM
def test_one_more_person_is_counted_once(study: Study) -> None:
    row = {"person": "new", "programme": "p", "started": FIRST}
    enrolments = ENROLMENTS.shaped(pd.concat([study.enrolments, pd.DataFrame([row])]))
    spell = {**row, "domain": "open", "status": "x"}
    statuses = STATUSES.shaped(pd.concat([study.statuses, pd.DataFrame([spell])]))
    named = ["domain", "status", "month"]
    before = frame(study).set_index(named).sort_index()
    more = dataclasses.replace(study, enrolments=enrolments, statuses=statuses)
    after = frame(more).set_index(named).sort_index()
    here = (after[COUNTS] - before[COUNTS]).loc[("open", "x")]
    reached = after.loc[("open", "x"), "not_yet"] == before.loc[("open", "x"), "not_yet"]
    assert here["n"].tolist() == here["count"].tolist() == reached.astype(int).tolist()
    assert (after.loc["open", "count"] - before.loc["open", "count"]).sum() == reached.sum()


@given(study=studies())
@CALM
def test_a_change_is_the_difference_of_those_known_at_both(study: Study) -> None:
    change = ek.status_change(study, status=["x", "y", "z"], months=(0, 3)).to_frame()
    assert (change["post"] - change["pre"] == change["post_only"] - change["pre_only"]).all()
    at = ek.status_at(study, months=(0, 3)).to_frame()
    most = at.groupby("domain")["n"].min()
    assert (change["n"] <= change["domain"].map(most)).all()
    some = change[change["n"] > 0]
    assert (some["conf_low"] <= some["estimate"]).all()
    assert (some["estimate"] <= some["conf_high"]).all()
    if not study.enrolments.empty and len(some):
        swapped = (some["estimate"] * some["n"]).round(9)
        assert (swapped == some["post"] - some["pre"]).all()
