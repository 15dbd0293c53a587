"""The cohort: reproducible, within its bounds, and biased among completers when told to be."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evalkit.errors import InputError
from evalkit.synthetic.cohort import make_cohort
from evalkit.synthetic.design import CohortDesign, DropOut, Group, Scale
from evalkit.synthetic.examples import BINDELEDDET, EMPOWER4U, LONELINESS_SURVEY, UNIK
from evalkit.synthetic.truth import true_change

EXAMPLES = {
    "bindeleddet": BINDELEDDET,
    "unik": UNIK,
    "empower4u": EMPOWER4U,
    "survey": LONELINESS_SURVEY,
}


def large(**changes: object) -> CohortDesign:
    """Return a large cohort on one roomy scale, followed to the end."""
    scale = Scale("level", 0, 100, mean=50, sd=10, effect=5, change_sd=6, error_sd=5)
    design = CohortDesign(
        n=40_000,
        scales=(scale,),
        reading_months=(0, 3, 6, 9),
        full_effect_month=9,
        enrol_from=dt.date(2025, 1, 6),
        enrol_to=dt.date(2025, 12, 31),
    )
    return dataclasses.replace(design, **changes)


def change_of_completers(design: CohortDesign, *, seed: int) -> tuple[float, float]:
    """Return the completers' mean change from first to last planned reading, and its error."""
    wide = make_cohort(design, seed=seed).readings.pivot(
        index="person", columns="reading", values="score"
    )
    change = (wide[len(design.reading_months) - 1] - wide[0]).dropna()
    return change.mean(), change.std() / np.sqrt(len(change))


@pytest.mark.parametrize("design", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_same_seed_same_cohort(design: CohortDesign) -> None:
    one, two, other = (make_cohort(design, seed=seed) for seed in (3, 3, 4))
    pd.testing.assert_frame_equal(one.enrolments, two.enrolments)
    pd.testing.assert_frame_equal(one.planned, two.planned)
    assert not one.planned["true"].equals(other.planned["true"])


@pytest.mark.parametrize("design", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_scores_lie_on_the_grain_and_within_bounds(design: CohortDesign) -> None:
    planned = make_cohort(dataclasses.replace(design, n=2000), seed=1).planned
    for scale in design.scales:
        rated = planned.loc[planned["scale"] == scale.name, "rated"]
        assert rated.between(scale.low, scale.high).all()
        assert ((rated - scale.low) % scale.grain == 0).all()


def test_a_high_start_gives_a_ceiling() -> None:
    planned = make_cohort(dataclasses.replace(BINDELEDDET, n=5000), seed=1).planned
    at_top = planned["rated"].eq(10).groupby(planned["scale"]).mean()
    assert at_top["offending"] > 0.5
    assert at_top["motivation"] < 0.05


@pytest.mark.parametrize("depends_on", ["observed", "true"])
def test_completers_look_better_when_those_who_do_worse_leave(depends_on: str) -> None:
    design = large(drop_out=DropOut(0.8, 1.0, depends_on))
    mean, error = change_of_completers(design, seed=11)
    assert mean > true_change(design, scale="level") + 8 * error


def test_completers_are_like_the_others_when_people_leave_at_random() -> None:
    design = large(drop_out=DropOut(0.8, 0.0))
    mean, error = change_of_completers(design, seed=11)
    assert abs(mean - true_change(design, scale="level")) < 4 * error


def test_lower_is_better_turns_the_bias_around() -> None:
    scale = Scale(
        "lonely", 3, 90, mean=50, sd=10, effect=-5, change_sd=6, error_sd=5, better="lower"
    )
    design = large(scales=(scale,), drop_out=DropOut(0.8, 1.0))
    mean, error = change_of_completers(design, seed=11)
    assert mean < true_change(design, scale="lonely") - 8 * error


def test_nobody_leaves_when_everybody_stays() -> None:
    assert make_cohort(large(n=500), seed=1).planned["seen"].all()


def test_an_interval_covers_the_planted_effect_about_as_often_as_it_says() -> None:
    design = dataclasses.replace(
        BINDELEDDET,
        as_of=None,
        drop_out=DropOut(0.85, 0.0),
        full_effect_month=3,
        reading_months=(0, 3),
    )
    truth = {scale.name: true_change(design, scale=scale.name) for scale in design.scales}
    covered = []
    for seed in range(200):
        wide = make_cohort(design, seed=seed).readings.pivot(
            index=["scale", "person"], columns="reading", values="score"
        )
        changes = (wide[1] - wide[0]).dropna().groupby(level="scale")
        half = stats.t.ppf(0.975, changes.size() - 1) * changes.std() / np.sqrt(changes.size())
        covered.append((changes.mean() - pd.Series(truth)).abs() <= half)
    share = pd.concat(covered).mean()
    # 2000 intervals that hang together within a cohort: two points either way is luck.
    assert 0.93 < share < 0.97


def test_scales_change_together() -> None:
    planned = make_cohort(dataclasses.replace(EMPOWER4U, n=20_000), seed=2).planned
    true = planned.pivot(index="person", columns=["reading", "scale"], values="true")
    assert true[0].corr().iloc[0, 1] == pytest.approx(0.6, abs=0.03)
    assert (true[1] - true[0]).corr().iloc[0, 1] > 0.55


def test_young_men_change_more() -> None:
    cohort = make_cohort(dataclasses.replace(EMPOWER4U, n=20_000), seed=2)
    true = cohort.planned.pivot(index="person", columns=["scale", "reading"], values="true")
    change = (
        (true["mental_health"][1] - true["mental_health"][0])
        .groupby(cohort.enrolments["group"])
        .mean()
    )
    assert change["man"] == pytest.approx(4 * 1.4, abs=0.3)
    assert change["woman"] == pytest.approx(4 * 0.6, abs=0.3)


def test_nothing_is_dated_after_the_export() -> None:
    cohort = make_cohort(BINDELEDDET, seed=5)
    as_of = pd.Timestamp(BINDELEDDET.as_of)
    assert (cohort.readings["date"] <= as_of).all()
    assert not (cohort.enrolments["ended"] > as_of).any()
    assert (cohort.enrolments["exit_reason"].eq("") == cohort.enrolments["ended"].isna()).all()


@pytest.mark.parametrize("design", [BINDELEDDET, UNIK, EMPOWER4U])
def test_readings_lie_within_the_course_in_the_order_of_time(design: CohortDesign) -> None:
    cohort = make_cohort(design, seed=6)
    visits = cohort.readings.drop_duplicates(["person", "reading"]).merge(
        cohort.enrolments, on="person"
    )
    assert (visits["date"] >= visits["started"]).all()
    assert (visits["ended"].isna() | (visits["date"] <= visits["ended"])).all()
    assert (visits.groupby("person")["date"].diff().dropna() > pd.Timedelta(days=30)).all()


def test_items_are_missing_at_the_rate_asked_for() -> None:
    planned = make_cohort(dataclasses.replace(UNIK, n=5000), seed=1).planned
    rate = planned["score"].isna().groupby(planned["scale"]).mean()
    assert rate["who5"] == 0
    assert rate["rses"] == pytest.approx(0.02, abs=0.005)


def test_visits_say_what_the_frame_says() -> None:
    cohort = make_cohort(UNIK, seed=9)
    rows = [
        (visit.person, visit.reading, scale, score)
        for visit in cohort.visits()
        for scale, score in visit.scores.items()
    ]
    expected = cohort.readings[["person", "reading", "scale", "score"]]
    pd.testing.assert_frame_equal(
        pd.DataFrame(rows, columns=expected.columns), expected, check_dtype=False, check_names=False
    )


def test_a_repr_shows_counts_only() -> None:
    cohort = make_cohort(UNIK, seed=9)
    assert repr(cohort).startswith("<Cohort: 45 made-up persons")
    assert len(repr(cohort)) < 100


@given(stay=st.floats(0.01, 0.99), slope=st.floats(-5, 5), change=st.floats(-5, 5))
def test_the_chance_of_a_further_reading_is_one(stay: float, slope: float, change: float) -> None:
    drop_out = DropOut(stay, slope)
    assert drop_out.probability(np.array([0.0]))[0] == pytest.approx(stay)
    assert 0.0 <= drop_out.probability(np.array([change]))[0] <= 1.0


def test_a_design_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(InputError, match="do not sum to 1"):
        large(groups=(Group("man", 0.6), Group("woman", 0.5)))
    with pytest.raises(InputError, match="begin with 0"):
        large(reading_months=(3, 6))
    with pytest.raises(InputError, match="one date a site"):
        large(sites=("a", "b"), intakes=(dt.date(2025, 1, 6),))
    with pytest.raises(InputError, match="Did you mean 'higher'"):
        Scale("x", 0, 10, 5, 1, 1, 1, 1, better="hihger")
    with pytest.raises(InputError, match="whole number of steps"):
        Scale("x", 0, 10, 5, 1, 1, 1, 1, grain=4)
    with pytest.raises(InputError, match="Accepted: 'observed', 'true'"):
        DropOut(0.8, 1.0, "latest")
    with pytest.raises(InputError, match="above 0"):
        DropOut(0.0)
