"""Bootstrap and ABC intervals: against SciPy on its own resamples, by hand, and what must hold."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import special, stats

from evalkit.errors import InputError
from evalkit.estimates import resampled_groups, resampled_pairs
from evalkit.estimates.bca import acceleration_of, bca_limits
from evalkit.estimates.resamples import Drawing, Resamples
from evalkit.estimates.resampling import (
    REASONS,
    SMALLEST_N,
    STATISTICS,
    BootstrapInterval,
    abc_interval,
    abc_intervals,
    bootstrap_interval,
    bootstrap_intervals,
    interval_from_counts,
)

CALM = settings(deadline=None, max_examples=50)
Numbers = NDArray[np.float64]
SOME = np.random.default_rng(4).normal([5, 6], 2, (25, 2))
MOMENTS = [one for one in STATISTICS if one != "median_change"]


def mean_change(pre: Numbers, post: Numbers, axis: int) -> Numbers:
    return np.mean(post - pre, axis=axis)


def median_change(pre: Numbers, post: Numbers, axis: int) -> Numbers:
    return np.median(post - pre, axis=axis)


def d_z(pre: Numbers, post: Numbers, axis: int) -> Numbers:
    return mean_change(pre, post, axis) / np.std(post - pre, axis=axis, ddof=1)


def d_av(pre: Numbers, post: Numbers, axis: int) -> Numbers:
    both = np.var(pre, axis=axis, ddof=1) + np.var(post, axis=axis, ddof=1)
    return mean_change(pre, post, axis) / np.sqrt(both / 2)


def correlation(pre: Numbers, post: Numbers, axis: int) -> Numbers:
    return stats.pearsonr(pre, post, axis=axis).statistic


def d_rm(pre: Numbers, post: Numbers, axis: int) -> Numbers:
    return d_z(pre, post, axis) * np.sqrt(2 * (1 - correlation(pre, post, axis)))


def d_pre(pre: Numbers, post: Numbers, axis: int) -> Numbers:
    return mean_change(pre, post, axis) / np.std(pre, axis=axis, ddof=1)


BY_SCIPY: dict[str, Callable[..., Numbers]] = {
    one.__name__: one for one in (mean_change, median_change, d_z, d_av, d_rm, d_pre, correlation)
}


def counted(persons: NDArray[np.integer], n: int) -> NDArray[np.integer]:
    return np.array([np.bincount(row, minlength=n) for row in persons])


def without_words(one: BootstrapInterval) -> list[float]:
    return [one.estimate, one.low, one.high, one.std_error, one.n, one.resamples]


# ---- the same resamples, the same limits ---------------------------------------------


@pytest.mark.parametrize("statistic", STATISTICS)
@pytest.mark.parametrize("method", ["bca", "percentile"])
def test_scipy_says_the_same_of_the_same_resamples(statistic: str, method: str) -> None:
    if statistic == "median_change":
        method = "percentile"
    theirs = stats.bootstrap(
        (SOME[:, 0], SOME[:, 1]),
        BY_SCIPY[statistic],
        paired=True,
        vectorized=True,
        n_resamples=1500,
        confidence_level=0.9,
        method=method,
        rng=np.random.default_rng(7),
    )
    drawn = np.random.default_rng(7).integers(0, len(SOME), (1500, len(SOME)))
    ours = interval_from_counts(
        SOME, statistic, counted(drawn, len(SOME)), confidence=0.9, method=method
    )
    limits = theirs.confidence_interval
    assert ours.low == pytest.approx(limits.low, rel=1e-12)
    assert ours.high == pytest.approx(limits.high, rel=1e-12)
    assert ours.std_error == pytest.approx(theirs.standard_error, rel=1e-12)
    assert ours.estimate == pytest.approx(BY_SCIPY[statistic](*SOME.T, axis=-1), rel=1e-12)
    assert ours.reason == ""


@pytest.mark.parametrize("n", [11, 12])
def test_own_resamples_of_a_median_are_those_of_persons(n: int) -> None:
    changes = np.random.default_rng(n).normal(1, 2, n)
    ours = bootstrap_interval(changes, "median_change", seed=3, resamples=40_000)
    theirs = stats.bootstrap(
        (changes,), np.median, n_resamples=40_000, method="percentile", rng=np.random.default_rng(1)
    )
    # Two runs of 40,000: limits of a median sit on few values.
    assert ours.low == pytest.approx(theirs.confidence_interval.low, abs=0.05)
    assert ours.high == pytest.approx(theirs.confidence_interval.high, abs=0.05)
    assert ours.std_error == pytest.approx(theirs.standard_error, rel=0.03)


def test_percentiles_by_hand() -> None:
    # 41 resamples whose means are 0, 1/5, ..., 40/5: person 1 has change 0 and so on.
    changes = np.array([0.0, 1.0, 2.0, 3.0, 10.0])
    rows = np.array(
        [[5, 0, 0, 0, 0], *([[4, 1, 0, 0, 0]] * 19), [3, 2, 0, 0, 0], *([[0, 0, 0, 5, 0]] * 20)]
    )
    found = interval_from_counts(changes, "mean_change", rows, method="percentile")
    # Places 40 x 0.025 = 1 and 40 x 0.975 = 39, counted from 0: 1/5 and 15/5.
    assert (found.low, found.high) == pytest.approx((0.2, 3.0))
    assert found.estimate == pytest.approx(3.2)


def test_half_of_the_ties_count_as_below() -> None:
    changes = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    low, tie, high = [2, 2, 1, 0, 0], [1, 1, 1, 1, 1], [0, 0, 1, 2, 2]
    rows = np.array([low] * 10 + [tie] * 40 + [high] * 30)
    found = interval_from_counts(changes, "mean_change", rows)
    assert found.bias == pytest.approx(special.ndtri((10 + 40 / 2) / 80), rel=1e-12)
    assert found.acceleration == pytest.approx(0, abs=1e-15)


@pytest.mark.parametrize("statistic", MOMENTS)
def test_binary_noise_does_not_decide_what_is_a_tie(statistic: str) -> None:
    whole = np.random.default_rng(8).integers(1, 11, (20, 2)).astype(float)
    tenths = np.array([[float(f"{x / 10:.1f}") for x in row] for row in whole])
    one, other = (bootstrap_interval(rows, statistic, seed=2) for rows in (whole, tenths))
    assert one.bias == other.bias
    assert one.acceleration == pytest.approx(other.acceleration, rel=1e-9)


def test_a_limit_of_no_change_is_0() -> None:
    # -0.2 - 0.1 + 3 x 0.1 is 0 in most resamples, but for binary noise.
    changes = [-0.3, -0.2, -0.1, 0.1, 0.5]
    rows = np.array([[0, 1, 1, 3, 0]] * 60 + [[0, 0, 0, 1, 4]] * 20)
    for statistic in ("mean_change", "d_z"):
        found = interval_from_counts(changes, statistic, rows, method="percentile")
        assert found.low == 0.0
        assert found.high > 0.0


# ---- which persons are drawn ---------------------------------------------------------


def all_counts(n: int, *, resamples: int, seed: int) -> NDArray[np.int64]:
    parts = Drawing(resamples, seed=seed).of(n)
    return np.concatenate([one.counts for one in parts], axis=1).astype(np.int64)


@pytest.mark.parametrize("n", [3, 5, 9])
def test_every_resample_has_the_probability_it_has_when_drawn_anew(n: int) -> None:
    # 3 and 5 are drawn, 9 is grown from 8. Of nine: the first, the newcomer and the other seven.
    many = 100_000
    counts = all_counts(n, resamples=many, seed=1)
    assert (counts.sum(axis=0) == n).all()
    table = counts if n < 9 else np.array([counts[0], counts[-1], counts[1:-1].sum(axis=0)])
    kinds, seen = np.unique(table, axis=1, return_counts=True)
    shares = np.full(n, 1 / n) if n < 9 else np.array([1, 1, 7]) / 9
    expected = many * stats.multinomial.pmf(kinds.T, n, shares)
    often = expected >= 5
    rest = [[seen[~often].sum()], [many - expected[often].sum()]] if n == 9 else [[], []]
    found, wanted = np.r_[seen[often], rest[0]], np.r_[expected[often], rest[1]]
    assert stats.chisquare(found, wanted).pvalue > 1e-4


@pytest.mark.parametrize("n", [63, 159, 1000])
def test_persons_of_grown_resamples_vary_together_as_they_should(n: int) -> None:
    # 63 has grown 7 steps and 159 has 31; 1,000 are too many to grow.
    many = 6000
    counts = all_counts(n, resamples=many, seed=2)
    assert (counts.sum(axis=0) == n).all()
    covariance = np.cov(counts[np.r_[0, 1, n // 2, n - 2, n - 1]])
    variance, other = np.diag(covariance), covariance[np.triu_indices(5, 1)]
    # The variance of a variance of nearly Poisson counts is about 3 / many, that of a covariance 1.
    assert variance == pytest.approx(np.full(5, 1 - 1 / n), abs=5 * np.sqrt(3 / many))
    assert other == pytest.approx(np.full(10, -1 / n), abs=5 * np.sqrt(1 / many))
    distinct = (counts > 0).sum(axis=0)
    # Also the mean number of persons there are, n (1 - (1 - 1/n)^n), with SD sqrt(0.1 n) nearly.
    wanted = n * (1 - (1 - 1 / n) ** n)
    assert distinct.mean() == pytest.approx(wanted, abs=5 * np.sqrt(0.1 * n / many))


def test_the_resamples_do_not_depend_on_which_sizes_were_asked_before() -> None:
    alone = {n: all_counts(n, resamples=200, seed=5) for n in (24, 26, 27, 45, 200)}
    drawing = Drawing(200, seed=5)
    for n in (26, 27, 24, 200, 45, 27):
        (one,) = drawing.of(n)
        assert np.array_equal(one.counts, alone[n])


@pytest.mark.parametrize("n", [7, 8])
def test_the_middle_persons_are_those_of_the_resample(n: int) -> None:
    counts = all_counts(n, resamples=300, seed=4)
    persons = np.array([np.repeat(np.arange(n), column) for column in counts.T])
    low, high = Resamples(counts.astype(float)).middle
    assert np.array_equal(low, persons[:, (n - 1) // 2])
    assert np.array_equal(high, persons[:, n // 2])


# ---- what must hold ------------------------------------------------------------------

readings = st.lists(
    st.tuples(st.integers(1, 10), st.integers(1, 10)), min_size=SMALLEST_N, max_size=15
)


@CALM
@given(readings, st.sampled_from(STATISTICS), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(
    rows: list[tuple[int, int]], statistic: str, chance: object
) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = (
        bootstrap_interval(those, statistic, seed=1, resamples=200) for those in (rows, mixed)
    )
    assert without_words(one) == pytest.approx(without_words(other), rel=1e-13, nan_ok=True)
    assert one.reason == other.reason


@CALM
@given(readings, st.sampled_from(STATISTICS), st.sampled_from([0.5, 4.0, 3.0]), st.integers(-9, 9))
def test_another_unit_and_origin(
    rows: list[tuple[int, int]], statistic: str, unit: float, origin: int
) -> None:
    before = bootstrap_interval(rows, statistic, seed=1, resamples=200)
    after = bootstrap_interval(np.array(rows) * unit + origin, statistic, seed=1, resamples=200)
    times = unit if statistic in {"mean_change", "median_change"} else 1.0
    for name in ("estimate", "low", "high", "std_error"):
        wanted = getattr(before, name) * times
        assert getattr(after, name) == pytest.approx(wanted, rel=1e-9, abs=1e-9, nan_ok=True)
    assert before.reason == after.reason


@CALM
@given(readings, st.sampled_from(MOMENTS))
def test_abc_of_the_opposite_is_the_mirror_image(
    rows: list[tuple[int, int]], statistic: str
) -> None:
    found, opposite = (abc_interval(np.array(rows) * sign, statistic) for sign in (1.0, -1.0))
    if statistic == "correlation":
        assert opposite.low == pytest.approx(found.low, rel=1e-9, abs=1e-9, nan_ok=True)
    else:
        assert opposite.low == pytest.approx(-found.high, rel=1e-9, abs=1e-9, nan_ok=True)
    assert opposite.reason == found.reason


@CALM
@given(readings, st.sampled_from(STATISTICS))
def test_limits_or_a_reason_but_never_both(rows: list[tuple[int, int]], statistic: str) -> None:
    ways = [
        bootstrap_interval(rows, statistic, seed=1, resamples=200, method=method)
        for method in ("bca", "percentile")
    ]
    if statistic != "median_change":
        ways.append(abc_interval(rows, statistic))
    for found in ways:
        missing = np.isnan([found.low, found.high])
        assert missing.all() if found.reason else not missing.any()
        assert found.reason in {"", *REASONS}
        if not found.reason:
            assert found.low <= found.high
            assert found.std_error > 0


def test_each_group_has_the_limits_it_has_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(9)
    groups = [rng.normal(0, 1, (n, 2)) for n in (12, 30, 12, 3, 0, 30, 12)]
    for statistic in STATISTICS:
        alone = [bootstrap_interval(one, statistic, seed=5, resamples=300) for one in groups]
        with monkeypatch.context() as memory:
            # One group at a time, and resamples that are drawn again for each.
            memory.setattr(resampled_pairs, "AT_A_TIME", 1)
            memory.setattr(resampled_groups, "_KEPT", 0)
            apart = bootstrap_intervals(groups, statistic, seed=5, resamples=300)
        together = bootstrap_intervals(groups, statistic, seed=5, resamples=300)
        for one, two, three in zip(alone, apart, together, strict=True):
            wanted = pytest.approx(without_words(one), rel=1e-12, nan_ok=True)
            assert without_words(two) == wanted
            assert without_words(three) == wanted


def test_no_groups_no_intervals() -> None:
    assert bootstrap_intervals([], "d_z", seed=1) == []


def test_many_persons_are_drawn_in_parts() -> None:
    changes = np.random.default_rng(2).normal(1, 2, 5000)
    found = bootstrap_interval(changes, "mean_change", seed=1, resamples=2000)
    assert found.std_error == pytest.approx(changes.std() / np.sqrt(5000), rel=0.06)
    assert found.resamples == 2000


def test_the_seed_decides() -> None:
    one, same, other = (bootstrap_interval(SOME, "d_z", seed=seed) for seed in (1, 1, 2))
    assert one == same
    assert one.low != other.low
    assert abs(one.low - other.low) < 0.1 * one.std_error


@pytest.mark.parametrize("statistic", MOMENTS)
def test_abc_is_near_bca_of_many_resamples(statistic: str) -> None:
    analytic = abc_interval(SOME, statistic)
    resampled = bootstrap_interval(SOME, statistic, seed=1, resamples=40_000)
    assert analytic.low == pytest.approx(resampled.low, abs=0.15 * resampled.std_error)
    assert analytic.high == pytest.approx(resampled.high, abs=0.15 * resampled.std_error)


def test_what_was_done_is_said() -> None:
    assert bootstrap_interval(SOME, "d_z", seed=1).method == "bootstrap BCa of 5000 resamples"
    refused = bootstrap_interval(SOME, "median_change", seed=1)
    assert refused.method == (
        "bootstrap percentiles of 5000 resamples (BCa does not hold for medians)"
    )
    assert np.isnan(refused.bias)


def test_the_callers_array_stays_as_it_is() -> None:
    mine = SOME.copy()
    bootstrap_interval(mine, "d_av", seed=1, resamples=100)
    abc_interval(mine, "d_av")
    assert np.array_equal(mine, SOME)


# ---- what cannot be computed ---------------------------------------------------------


@pytest.mark.parametrize("n", range(SMALLEST_N))
@pytest.mark.parametrize("statistic", STATISTICS)
def test_too_few_persons(n: int, statistic: str) -> None:
    found = bootstrap_interval(SOME[:n], statistic, seed=1)
    assert (found.reason, found.n, found.resamples) == ("too_few", n, 0)
    assert np.isnan([found.low, found.high, found.std_error]).all()
    if n > 2:
        wanted = BY_SCIPY[statistic](*SOME[:n].T, axis=-1)
        assert found.estimate == pytest.approx(wanted, rel=1e-12)


def test_everybody_changes_alike() -> None:
    same = [[x, x + 0.1] for x in (0.1, 0.2, 0.3, 0.4, 0.5, 0.7)]
    mean = bootstrap_interval(same, "mean_change", seed=1)
    assert (round(mean.estimate, 12), mean.reason) == (0.1, "resamples_alike")
    assert abc_interval(same, "mean_change").reason == "resamples_alike"
    for way in (bootstrap_interval(same, "d_z", seed=1), abc_interval(same, "d_z")):
        assert way.reason == "no_spread"
        assert np.isnan([way.estimate, way.low, way.std_error]).all()


def test_nobody_changes() -> None:
    for statistic in ("mean_change", "median_change"):
        found = bootstrap_interval(np.zeros(12), statistic, seed=1)
        assert (found.estimate, found.reason) == (0.0, "resamples_alike")
    assert bootstrap_interval(np.zeros(12), "d_z", seed=1).reason == "no_spread"


def test_few_who_change_leave_resamples_without_spread() -> None:
    # Of 20 persons 2 change: 0.9^20 = 12 % of the resamples hold neither.
    changes = np.array([0.0] * 18 + [1.0, 2.0])
    found = bootstrap_interval(changes, "d_z", seed=1)
    assert found.reason == "resamples_without_spread"
    assert found.estimate == pytest.approx(changes.mean() / changes.std(ddof=1))
    assert bootstrap_interval(changes, "mean_change", seed=1).reason == ""


def test_a_straight_line_has_one_correlation() -> None:
    pre = np.arange(8.0)
    assert bootstrap_interval(np.c_[pre, 2 * pre], "correlation", seed=1).reason in {
        "resamples_alike",
        "resamples_without_spread",
    }


def test_an_estimate_outside_its_resamples() -> None:
    rows = np.array([[0, 0, 0, 1, 4], [0, 0, 0, 2, 3]] * 40)
    found = interval_from_counts([1.0, 2.0, 3.0, 4.0, 6.0], "mean_change", rows)
    assert found.reason == "estimate_outside"


def test_abc_does_not_leave_what_a_correlation_can_be() -> None:
    # The formula gives -1.05 and -1.33; R's abc.ci does as much.
    found = abc_interval([(1, 2), (1, 2), (1, 2), (2, 1), (4, 1)], "correlation")
    assert found.reason == "acceleration"
    assert np.isnan([found.low, found.high]).all()


def test_a_correction_that_turns_round() -> None:
    # One person of 2000 makes all the difference, so a = 1/6; z0 = 3.1 and z = 3.9 are beyond 6.
    without = np.ones((1, 2000))
    without[0, 0] = 0.0
    replicates = np.linspace(0.0, 1.0, 40_000)[None, :]
    pull = acceleration_of(without)
    found = bca_limits(replicates, np.array([0.999]), pull, confidence=0.9999)
    assert found.acceleration[0] == pytest.approx(1 / 6, rel=1e-3)
    assert found.reason.tolist() == ["acceleration"]
    assert np.isnan([found.low[0], found.high[0]]).all()


def test_limits_beyond_the_resamples() -> None:
    changes = np.array([0.7, 1.6, 0.2, 1.2, 0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
    found = bootstrap_interval(changes, "d_z", seed=1, resamples=40)
    assert found.reason == "too_few_resamples"


# ---- questions that are wrong --------------------------------------------------------


@pytest.mark.parametrize(
    ("statistic", "hint"),
    [("dz", "d_z"), ("median", "median_change"), (None, "Accepted"), (3, "d_z")],
)
def test_an_unknown_statistic(statistic: str, hint: str) -> None:
    with pytest.raises(InputError, match=hint):
        bootstrap_interval(SOME, statistic, seed=1)


def test_an_unknown_method() -> None:
    with pytest.raises(InputError, match="Did you mean 'bca'"):
        bootstrap_interval(SOME, "d_z", seed=1, method="bcaa")


@pytest.mark.parametrize("seed", [-1, 1.5, True, None, "1"])
def test_a_seed_that_is_none(seed: int) -> None:
    with pytest.raises(InputError, match="seed"):
        bootstrap_interval(SOME, "d_z", seed=seed)


@pytest.mark.parametrize("resamples", [0, 39, 1e4, True, None])
def test_too_few_resamples_for_the_confidence(resamples: int) -> None:
    with pytest.raises(InputError, match="from 40"):
        bootstrap_interval(SOME, "d_z", seed=1, resamples=resamples)


@pytest.mark.parametrize("confidence", [95, 0, 1, -0.5, float("nan"), "0.95"])
def test_a_confidence_that_is_none(confidence: float) -> None:
    for way in (
        lambda: bootstrap_interval(SOME, "d_z", seed=1, confidence=confidence),
        lambda: abc_interval(SOME, "d_z", confidence=confidence),
    ):
        with pytest.raises(ValueError, match="confidence"):
            way()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e200])
def test_readings_that_cannot_be_used(bad: float) -> None:
    broken = SOME.copy()
    broken[3, 1] = bad
    with pytest.raises(InputError, match=r"`sample` has 1 rows \(of 25\)") as told:
        bootstrap_interval(broken, "d_z", seed=1)
    assert str(SOME[3, 0])[:6] not in str(told.value)
    with pytest.raises(InputError, match="Sample 2 has 1 rows"):
        abc_intervals([SOME, broken], "d_z")


@pytest.mark.parametrize(
    "sample", [3.0, "abc", [["a", "b"]], np.zeros((4, 3)), np.zeros((2, 4, 2))]
)
def test_samples_of_another_kind(sample: object) -> None:
    with pytest.raises(InputError, match="`sample`"):
        bootstrap_interval(sample, "d_z", seed=1)


@pytest.mark.parametrize("statistic", ["d_av", "d_rm", "d_pre", "correlation"])
def test_changes_alone_are_not_enough(statistic: str) -> None:
    with pytest.raises(InputError, match=r"Accepted: \(n, 2\)"):
        bootstrap_interval([1.0, 2.0, 3.0, 5.0, 8.0], statistic, seed=1)


def test_abc_of_a_median() -> None:
    with pytest.raises(InputError, match="derivatives"):
        abc_interval(SOME, "median_change")


@pytest.mark.parametrize(
    "counts",
    [
        np.ones((100, 24), dtype=int),
        np.ones((100, 25)),
        np.ones(25, dtype=int),
        np.full((100, 25), 2),
        np.tile([26, -1] + [0] * 23, (100, 1)),
    ],
)
def test_counts_that_are_no_resamples(counts: NDArray[np.integer]) -> None:
    with pytest.raises(InputError, match="counts"):
        interval_from_counts(SOME, "d_z", counts)
