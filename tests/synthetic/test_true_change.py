"""The planted effect on the observed scale, against brute force and against known cases."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from evalkit.errors import InputError
from evalkit.synthetic.attendance import make_attendance, true_attendance
from evalkit.synthetic.cohort import make_cohort
from evalkit.synthetic.design import CohortDesign
from evalkit.synthetic.examples import BINDELEDDET, CAFE_STEP, EMPOWER4U, LONELINESS_SURVEY, UNIK
from evalkit.synthetic.truth import true_change, true_mean

N = 60_000


@pytest.mark.parametrize("design", [BINDELEDDET, UNIK, EMPOWER4U, LONELINESS_SURVEY])
def test_true_change_is_what_brute_force_gives(design: CohortDesign) -> None:
    planned = make_cohort(dataclasses.replace(design, n=N), seed=77).planned
    wide = planned.pivot(index=["scale", "person"], columns="reading", values="rated")
    for reading in range(1, len(design.reading_months)):
        changes = (wide[reading] - wide[0]).groupby(level="scale")
        error = changes.std() / np.sqrt(N)
        for scale in design.scales:
            truth = true_change(design, scale=scale.name, reading=reading)
            assert abs(changes.mean()[scale.name] - truth) < 4.5 * error[scale.name]


def test_true_change_of_a_group_is_what_brute_force_gives() -> None:
    cohort = make_cohort(dataclasses.replace(EMPOWER4U, n=N), seed=78)
    wide = cohort.planned[cohort.planned["scale"] == "self_efficacy"].pivot(
        index="person", columns="reading", values="rated"
    )
    changes = (wide[2] - wide[0]).groupby(cohort.enrolments["group"])
    for group in ("man", "woman"):
        truth = true_change(EMPOWER4U, scale="self_efficacy", group=group)
        assert abs(changes.mean()[group] - truth) < 4.5 * changes.std()[group] / np.sqrt(
            changes.size()[group]
        )


def test_men_and_women_together_are_the_whole_population() -> None:
    parts = [
        true_change(EMPOWER4U, scale="mental_health", group=group) for group in ("man", "woman")
    ]
    assert true_change(EMPOWER4U, scale="mental_health") == pytest.approx(sum(parts) / 2)


def test_far_from_the_bounds_the_latent_effect_is_the_observed_one() -> None:
    scale = dataclasses.replace(UNIK.scale("who5"), low=-1000, high=1000)
    design = dataclasses.replace(UNIK, scales=(scale,))
    assert true_change(design, scale="who5") == pytest.approx(scale.effect, abs=1e-9)
    assert true_mean(design, scale="who5", reading=0) == pytest.approx(scale.mean, abs=1e-9)


def test_a_ceiling_swallows_part_of_the_effect() -> None:
    assert true_change(BINDELEDDET, scale="offending") < 0.5 * BINDELEDDET.scale("offending").effect


def test_the_effect_grows_month_by_month_until_it_is_full() -> None:
    assert BINDELEDDET.progress.tolist() == [0, 0.5, 1, 1, 1]
    changes = [true_change(BINDELEDDET, scale="housing", reading=reading) for reading in range(5)]
    assert changes[0] == 0
    assert changes[1] == pytest.approx(changes[2] / 2, rel=0.1)
    assert changes[2] == changes[4]


def test_an_unknown_scale_or_group_is_named_with_the_accepted_ones() -> None:
    with pytest.raises(InputError, match="Did you mean 'housing'"):
        true_change(BINDELEDDET, scale="housng")
    with pytest.raises(InputError, match="Accepted: 'man', 'woman'"):
        true_change(BINDELEDDET, scale="housing", group="x")


def test_true_attendance_is_what_brute_force_gives() -> None:
    design = dataclasses.replace(CAFE_STEP, n=20_000)
    came = make_attendance(design, seed=5).marks.groupby("date")["came"]
    truth = true_attendance(design).set_index("date")["share"]
    assert ((came.mean() - truth).abs() < 4.5 * np.sqrt(0.25 / came.size())).all()
    assert truth["2026-08"].max() < truth["2026-06"].min()
