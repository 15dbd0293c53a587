"""Every outcome function at its edges: an error that helps, or a result that keeps its word."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import edges
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek
from evalkit.errors import InputError
from evalkit.study import Study

CALM = settings(deadline=None, max_examples=20)
FRAMES = list(edges.FRAMES)
# What a study is made of at its edges; the tables of a study refuse the rest themselves.
OF_STUDIES = (
    *("plain", "no rows", "one pair", "nobody changed", "only first readings", "dates missing"),
    *("nobody with both", "no scores", "whole keys", "waves missing", "an outlier", "no dates"),
)
FIGURES_OF = ("pre_post", "reliable_change, sd", "correlated_change", "transitions")
DRAWN = ("plain", "no rows", "one pair", "nobody changed", "a huge outlier", "scales in Danish")


def refused_well(message: str) -> None:
    """Hold a message to what every one promises: what to do, and nobody's key or value."""
    assert edges.KEY[:8] not in message
    assert "31337" not in message
    # What was found, and what is accepted or what to do: two sentences at least.
    assert message.count(". ") + message.count(": ") >= 1
    assert message.rstrip().endswith((".", "`.", ")`."))


def holds(result: Any, place: int) -> None:
    """Hold a result to what every one promises; its look, its texts and languages take turns."""
    assert edges.faults_of_numbers(result) == []
    if place % 2:
        shown = (
            repr(result) if place % 4 == 1 else getattr(result, "_repr_html_", result.__repr__)()
        )
        # The one pair whose score nobody else has: on sight its numbers are "(few)".
        assert "31337" not in shown
        texts = {"on sight": shown}
    else:
        texts = edges.texts_of(result, languages=(("da", "en")[place // 2 % 2],))
    assert edges.faults_of_texts(texts) == []


@cache
def at_the_edge(named: str) -> pd.DataFrame:
    """Return a frame, made once: nothing may change it."""
    return edges.FRAMES[named]()


@pytest.mark.parametrize(("call", "named"), edges.ASKED)
def test_scores_at_the_edge_are_refused_or_answered(call: str, named: str) -> None:
    frame, place = at_the_edge(named), FRAMES.index(named) + list(edges.CALLS).index(call)
    before = frame.copy(deep=True)
    try:
        result = edges.CALLS[call](frame)
    except InputError as wrong:
        refused_well(str(wrong))
    else:
        holds(result, place)
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize("call", edges.CALLS)
def test_the_plain_frame_is_answered(call: str) -> None:
    # Without this a call that is refused everywhere would pass everything above.
    named = "a known scale" if call == "transitions of the scale" else "plain"
    assert len(edges.CALLS[call](edges.FRAMES[named]()).to_frame())  # type: ignore[attr-defined]


REFUSED = {
    "infinite": "infinite",
    "a text": "not a number",
    "beyond squares": "unit",
    "below squares": "unit",
    "a key missing": "'person'",
    "a key of blanks": "'person'",
    "a scale missing": "'scale'",
    "a scale called nothing": "'scale'",
    "two columns alike": "more than one column",
    "the same wave twice": "duplicates",
    "two readings on a day": "which came first",
    "dates as numbers": "date",
    "dates day first": "date",
    "wide": "side by side",
}


@pytest.mark.parametrize(("named", "why"), REFUSED.items())
def test_what_cannot_be_asked_is_refused(named: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        ek.pre_post(edges.FRAMES[named]())


@pytest.mark.parametrize("named", OF_STUDIES)
@pytest.mark.parametrize("call", edges.STUDY_CALLS)
def test_studies_at_the_edge(call: str, named: str) -> None:
    study = edges.study_of(edges.FRAMES[named]())
    before = {name: one.copy() for name, one in vars(study).items() if hasattr(one, "columns")}
    try:
        result = edges.STUDY_CALLS[call](study)
    except InputError as wrong:
        refused_well(str(wrong))
    else:
        holds(result, OF_STUDIES.index(named) + len(call))
    for name, table in before.items():
        pd.testing.assert_frame_equal(getattr(study, name), table)


@pytest.mark.parametrize("call", edges.BARE_CALLS)
def test_counts_at_the_edge(call: str) -> None:
    try:
        result = edges.BARE_CALLS[call]()
    except InputError as wrong:
        refused_well(str(wrong))
    else:
        holds(result, len(call))


@pytest.mark.parametrize("named", edges.ANSWERS_AT_THE_EDGE)
def test_answers_at_the_edge(named: str) -> None:
    answers = edges.ANSWERS_AT_THE_EDGE[named]()
    before = answers.copy(deep=True)
    try:
        result = ek.reliability(answers, "who5")
    except InputError as wrong:
        refused_well(str(wrong))
    else:
        holds(result, len(named))
    pd.testing.assert_frame_equal(answers, before)


@pytest.mark.parametrize("call", FIGURES_OF)
@pytest.mark.parametrize("named", DRAWN)
def test_figures_at_the_edge(call: str, named: str) -> None:
    place = DRAWN.index(named)
    try:
        result = edges.CALLS[call](edges.FRAMES[named]())
    except InputError as wrong:
        refused_well(str(wrong))
        return
    kinds = ("", "before_after", "forest") if call == "pre_post" else ("",)
    for kind in kinds:
        shown = edges.figure_of(result, kind=kind, language=("da", "en")[place % 2])
        assert shown
        assert edges.faults_of_texts(shown) == []


OF_GROUPS: dict[str, Callable[[pd.DataFrame], Any]] = {
    "pre_post": lambda frame: ek.pre_post(frame, by=("scale", "site"), better="higher"),
    "equivalence": lambda frame: ek.equivalence(frame, by=("scale", "site"), margin=3.0),
    "share_bounds": lambda frame: ek.share_bounds(frame, by=("scale", "site"), better="higher"),
    "beside_norms": lambda frame: ek.beside_norms(frame, by=("scale", "site")),
    "paired_shares": lambda frame: ek.paired_shares(frame, by=("scale", "site"), at_least=5),
}


@pytest.mark.parametrize("call", OF_GROUPS)
def test_a_thousand_groups(call: str) -> None:
    result = OF_GROUPS[call](edges.many_groups())
    assert len(result.to_frame().drop_duplicates("site")) == 1000
    holds(result, 0)


# Misspelt: what is near is suggested.
_PLAIN = edges.FRAMES["plain"]
MISSPELT: dict[str, tuple[Callable[[pd.DataFrame], Any], str]] = {
    "wave": (lambda frame: ek.pre_post(frame, waves=("pre", "pots")), "post"),
    "wave of an audit": (lambda frame: ek.pairing_audit(frame, waves=("per", "post")), "pre"),
    "scale": (lambda frame: ek.pre_post(frame, better={"who_5": "higher"}), "who5"),
    "scale of a margin": (lambda frame: ek.equivalence(frame, margin={"who_5": 9.0}), "who5"),
    "scale of a norm": (
        lambda frame: ek.regression_to_mean(frame, norm_mean={"who_5": 6.0}, reliability=0.7),
        "who5",
    ),
    "scale of a reliability": (
        lambda frame: ek.reliable_change(frame, reliability={"who_5": 0.8}, better="higher"),
        "who5",
    ),
    "scale of stages": (lambda frame: ek.transitions(frame, scale="wh5", cuts=(40,)), "who5"),
    "scale of a limit": (lambda frame: ek.paired_shares(frame, scale="wh5", above=40), "who5"),
    "scales": (lambda frame: ek.correlated_change(frame, scales=("who_5", "y")), "who5"),
    "direction": (lambda frame: ek.pre_post(frame, better="hihger"), "higher"),
    "direction by scale": (lambda frame: ek.share_bounds(frame, better={"who5": "lowr"}), "lower"),
    "person": (lambda frame: ek.pre_post(frame.rename(columns={"person": "persn"})), "persn"),
    "by": (lambda frame: ek.pre_post(frame, by=("scale", "sit")), "site"),
    "group": (lambda frame: ek.compare_groups(frame, group="stie"), "site"),
    "reference": (
        lambda frame: ek.compare_groups(frame, group="site", reference="noth"),
        "north",
    ),
    "adjust": (lambda frame: ek.pre_post(frame, adjust="hlom"), "holm"),
    "method": (
        lambda frame: ek.reliable_change(
            frame, reliability=0.8, better="higher", method="jacobson-traux"
        ),
        "jacobson-truax",
    ),
    "method of a share": (lambda frame: ek.share_interval(1, 2, method="wislon"), "wilson"),
    "method of two shares": (
        lambda frame: ek.paired_shares(frame, scale="who5", above=40, method="tngo"),
        "tango",
    ),
    "form": (lambda frame: ek.icc(frame, form="ICC(2.1)", rater="wave"), r"ICC\(2,1\)"),
    "rater": (lambda frame: ek.icc(frame, form="ICC(2,1)", rater="wvae"), "wave"),
    "who": (lambda frame: ek.beside_norms(frame, who="piared"), "paired"),
    "kind": (lambda frame: ek.cutoff("d", better="higher"), "'a', 'b', 'c'"),
    "background": (
        lambda frame: ek.attrition(
            frame,
            enrolments=frame[["person", "site"]].drop_duplicates(),
            background=["sit"],
        ),
        "site",
    ),
}


@pytest.mark.parametrize("named", MISSPELT)
def test_what_is_misspelt_meets_the_near_one(named: str) -> None:
    frame = _PLAIN().assign(scale=lambda one: one["scale"].replace("x", "who5"))
    ask, near = MISSPELT[named]
    with pytest.raises(InputError, match=near) as wrong:
        ask(frame)
    refused_well(str(wrong.value))


def test_a_misspelt_status_or_domain_meets_the_near_one() -> None:
    study = edges.study_of(_PLAIN())
    with pytest.raises(InputError, match="Did you mean 'benefit'"):
        ek.status_change(study, status="benefits")
    with pytest.raises(InputError, match="Did you mean 'complete'"):
        ek.status_at(study, domain="compleet")


WRONG_KINDS: tuple[Any, ...] = (7, True, 1.5, [["x"]], {"x"}, np.array([1, 2]), pd.NA, object())
ARGUMENTS: dict[str, Callable[[Any], Any]] = {
    "by": lambda value: ek.pre_post(_PLAIN(), by=value),
    "by of estimates": lambda value: ek.change_estimates(_PLAIN(), by=value),
    "by of groups": lambda value: ek.compare_groups(_PLAIN(), group="site", by=value),
    "better": lambda value: ek.pre_post(_PLAIN(), better=value),
    "better of a category": lambda value: ek.reliable_change(
        _PLAIN(), reliability=0.8, better=value
    ),
    "reliability": lambda value: ek.reliable_change(
        _PLAIN(), reliability={"x": value}, better="higher"
    ),
    "an important change": lambda value: ek.reliable_change(
        _PLAIN(), reliability=value, better="higher", method="smallest-important-change"
    ),
    "method": lambda value: ek.reliable_change(
        _PLAIN(), reliability=0.8, better="higher", method=value
    ),
    "method of shares": lambda value: ek.paired_shares(_PLAIN(), scale="x", above=40, method=value),
    "scale": lambda value: ek.transitions(_PLAIN(), scale=value, cuts=(40,)),
    "reference": lambda value: ek.compare_groups(_PLAIN(), group="site", reference=value),
    "kind": lambda value: ek.cutoff(value, better="higher"),
    "direction": lambda value: ek.cutoff("a", better=value, clinical=(40.0, 8.0)),
    "domain": lambda value: ek.status_at(edges.study_of(_PLAIN()), domain=value),
    "rater": lambda value: ek.icc(_PLAIN(), form="ICC(2,1)", rater=value),
    "form": lambda value: ek.icc(_PLAIN(), form=value, rater="wave"),
    "study": ek.flow,
    "sd": lambda value: ek.pairs_needed(change=5.0, sd=value, correlation=np.array([1, 2])),
    "day": lambda value: ek.pairing_audit(_PLAIN(), day=value),
}


@pytest.mark.parametrize("argument", ARGUMENTS)
@pytest.mark.parametrize("place", range(len(WRONG_KINDS)))
def test_an_argument_of_another_kind_is_refused(argument: str, place: int) -> None:
    with pytest.raises(InputError):
        ARGUMENTS[argument](WRONG_KINDS[place])


@pytest.mark.parametrize("large", [10**400, -(10**400)])
def test_a_number_too_large_for_a_float_is_refused(large: int) -> None:
    for ask in (
        lambda: ek.pairs_needed(change=large, sd_change=1.0),
        lambda: ek.share_interval(1, large),
        lambda: ek.grim(share=large, n=3),
        lambda: ek.paired_shares(_PLAIN(), scale="x", above=large),
        lambda: ek.norms(mean=large, sd=1.0),
    ):
        with pytest.raises(InputError):
            ask()


def test_scales_named_by_numbers_are_correlated() -> None:
    plain = _PLAIN()
    texts = ek.correlated_change(plain, scales=("x", "y"))
    numbers = plain.assign(scale=plain["scale"].map({"x": 1, "y": 2}))
    found = ek.correlated_change(numbers, scales=("1", "2"))
    assert found.n == texts.n == 12
    pd.testing.assert_frame_equal(found.to_frame(), texts.to_frame())


# One thing asked in several ways.
SCORE = st.integers(0, 1000).map(lambda tenths: tenths / 10)


@st.composite
def readings(draw: st.DrawFn) -> pd.DataFrame:
    """Up to nine persons of two sites and two scales; some with one reading."""
    rows = [("q0", "north", "x", "pre", 20.0), ("q0", "north", "x", "post", 50.0)]
    rows += [("q1", "south", "x", "pre", 30.0), ("q1", "south", "x", "post", 35.0)]
    for person in range(draw(st.integers(0, 9))):
        site = draw(st.sampled_from(("north", "south")))
        for scale in ("x", "y"):
            for wave in ("pre", "post"):
                if draw(st.integers(0, 7)):
                    rows.append((f"p{person}", site, scale, wave, draw(SCORE)))
    return pd.DataFrame(rows, columns=["person", "site", "scale", "wave", "score"])


def by_scale(result: Any) -> pd.DataFrame:
    return result.to_frame().set_index("scale").sort_index()


def alike(one: pd.DataFrame, other: pd.DataFrame, names: dict[str, str]) -> None:
    for left, right in names.items():
        ours, theirs = (
            frame[name].to_numpy(dtype=float, na_value=np.nan)
            for frame, name in ((one, left), (other, right))
        )
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9, err_msg=f"{left}, {right}")


def plain_of(names: str) -> dict[str, str]:
    return {name: name for name in names.split()}


@CALM
@given(readings())
def test_functions_agree_on_the_same_pairs(frame: pd.DataFrame) -> None:
    compared = ek.pre_post(frame, better="higher")
    rows = by_scale(compared)
    bounds = by_scale(ek.share_bounds(compared))
    alike(rows, bounds, plain_of("n improved n_pre_only"))
    audit = by_scale(ek.pairing_audit(frame))
    alike(rows, audit, {"n": "pairs", "n_pre_only": "pre_only", "n_post_only": "post_only"})
    same = by_scale(ek.equivalence(compared, margin=dict.fromkeys(rows.index, 5.0)))
    alike(rows, same, {"mean_change": "estimate"} | plain_of("n conf_low conf_high p_value"))
    spread = by_scale(ek.detectable_change(compared))
    alike(rows, spread, plain_of("n sd_change"))
    judged = ek.reliable_change(compared, reliability=0.8, better="higher", sd=9.0)
    counted = judged.by_group().set_index("scale").sort_index()
    some = rows["n"] > 0
    alike(rows[some], counted[some], {"n": "n", "improved": "any_up"})
    held = ek.beside_norms(compared).to_frame()
    for reading, mean in (("first", "mean_pre"), ("latest", "mean_post")):
        here = held[held["reading"] == reading].set_index("scale").sort_index()
        alike(rows, here, {mean: "mean", "n": "n"})


@CALM
@given(readings())
def test_stages_as_fine_as_the_scale_count_who_improved(frame: pd.DataFrame) -> None:
    whole = frame.assign(score=frame["score"].round())
    row = by_scale(ek.pre_post(whole, better="higher")).loc["x"]
    cuts = [score - 0.5 for score in range(1, 101)]
    moved = ek.transitions(whole, scale="x", cuts=cuts, better="higher").summary().iloc[0]
    assert [moved[name] for name in ("n", "up", "same", "down")] == [
        row[name] for name in ("n", "improved", "same", "worse")
    ]


@CALM
@given(readings())
def test_probability_of_improvement_counts_as_pre_post_does(frame: pd.DataFrame) -> None:
    compared = ek.pre_post(frame, better="lower")
    rows = by_scale(compared)
    estimates = ek.change_estimates(compared).to_frame()
    here = estimates[estimates["quantity"] == "probability_of_improvement"]
    here = here.set_index("scale").sort_index()
    for scale, row in rows.iterrows():
        if row["n"]:
            wanted = (row["improved"] + row["same"] / 2) / row["n"]
            assert here.loc[scale, "estimate"] == pytest.approx(float(wanted), abs=1e-12)


@CALM
@given(readings())
def test_each_group_is_what_pre_post_says_of_it(frame: pd.DataFrame) -> None:
    keys = ["scale", "site"]
    groups = ek.compare_groups(frame, group="site").to_frame().set_index(keys).sort_index()
    rows = ek.pre_post(frame, by=("scale", "site")).to_frame().set_index(keys).sort_index()
    assert groups.index.equals(rows.index)
    names = "n n_pre_only n_post_only mean_pre mean_post mean_change sd_change conf_low conf_high"
    alike(groups, rows, plain_of(names))


@CALM
@given(readings())
def test_a_site_alone_is_its_row(frame: pd.DataFrame) -> None:
    rows = ek.pre_post(frame, by=("scale", "site"), better="higher").to_frame()
    alone = ek.pre_post(frame[frame["site"] == "north"], better="higher", waves=("pre", "post"))
    here = rows[rows["site"] == "north"].set_index("scale").sort_index()
    names = [n for n in here.columns if n not in ("site", "p_adjusted", "method", "note")]
    alike(by_scale(alone), here, plain_of(" ".join(names)))


ASKED: dict[str, Callable[..., Any]] = {
    "pre_post": ek.pre_post,
    "change_estimates": ek.change_estimates,
    "equivalence": lambda frame, **options: ek.equivalence(
        frame, margin=dict.fromkeys(frame["scale"].unique(), 5.0), **options
    ),
    "regression_to_mean": lambda frame, **options: ek.regression_to_mean(
        frame,
        norm_mean=dict.fromkeys(frame["scale"].unique(), 60.0),
        reliability=0.7,
        **options,
    ),
    "share_bounds": ek.share_bounds,
}
_OF_NO_ROW = ("p_adjusted", "p_tost_adjusted", "p_beyond_adjusted", "method", "note", "verdict")


def rows_of(result: Any, scale: str = "x") -> pd.DataFrame:
    """Return the rows of one scale without what depends on the other rows."""
    frame = result.to_frame()
    kept = [name for name in frame.columns if name not in _OF_NO_ROW]
    return frame.loc[frame["scale"] == scale, kept].reset_index(drop=True)


@pytest.mark.parametrize("call", ASKED)
@settings(deadline=None, max_examples=8)
@given(frame=readings(), seed=st.integers(0, 1000))
def test_order_names_and_other_scales_do_not_matter(
    call: str, frame: pd.DataFrame, seed: int
) -> None:
    ask, options = ASKED[call], {"better": "higher", "waves": ("pre", "post")}
    one = rows_of(ask(frame, **options))
    shuffled = frame.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(one, rows_of(ask(shuffled, **options)), rtol=1e-9)
    people = {name: 10**9 + place for place, name in enumerate(frame["person"].unique())}
    renamed = frame.assign(person=frame["person"].map(people))
    pd.testing.assert_frame_equal(one, rows_of(ask(renamed, **options)), rtol=1e-9)
    alone = frame[frame["scale"] == "x"]
    pd.testing.assert_frame_equal(one, rows_of(ask(alone, **options)), rtol=1e-9)
    other = pd.concat([frame, alone.assign(scale="z", score=alone["score"] * -3)])
    pd.testing.assert_frame_equal(one, rows_of(ask(other, **options)), rtol=1e-9)


@pytest.mark.parametrize("call", ["change_estimates", "equivalence", "regression_to_mean"])
@settings(deadline=None, max_examples=8)
@given(frame=readings(), many=st.integers(1, 4))
def test_who_has_one_reading_is_in_no_estimate(call: str, frame: pd.DataFrame, many: int) -> None:
    more = [(f"z{place}", "north", "x", "pre", 90.0) for place in range(many)]
    wider = pd.concat([frame, pd.DataFrame(more, columns=frame.columns)])
    options = {"waves": ("pre", "post")}
    one, other = (ASKED[call](given, **options) for given in (frame, wider))
    pd.testing.assert_frame_equal(rows_of(one), rows_of(other), rtol=1e-12)


@CALM
@given(readings(), st.sampled_from([0.1, 10.0, 1e6]), st.integers(-50, 50))
def test_categories_know_no_unit(frame: pd.DataFrame, unit: float, shift: int) -> None:
    def counts(scores: pd.DataFrame, **options: Any) -> list[str]:
        found = ek.reliable_change(scores, reliability=0.8, better="higher", **options)
        return found.to_frame()["category"].tolist()

    alone = frame[frame["scale"] == "x"]
    one = counts(alone, sd=9.03, cutoff=50.03)
    moved = alone.assign(score=alone["score"] * unit + shift)
    assert counts(moved, sd=9.03 * unit, cutoff=50.03 * unit + shift) == one


@CALM
@given(readings())
def test_the_other_direction_turns_the_categories(frame: pd.DataFrame) -> None:
    turned = {"improved": "deteriorated", "deteriorated": "improved"}
    compared = ek.pre_post(frame[frame["scale"] == "x"])
    up, down = (
        ek.reliable_change(compared, reliability=0.8, sd=9.0, better=better).to_frame()
        for better in ("higher", "lower")
    )
    assert down["category"].astype(str).map(lambda one: turned.get(one, one)).tolist() == (
        up["category"].astype(str).tolist()
    )


@CALM
@given(readings())
def test_audit_flow_and_pairs_count_the_same_people(frame: pd.DataFrame) -> None:
    study: Study = edges.study_of(frame[frame["scale"] == "x"].assign(date="2026-03-01"))
    waves = ("pre", "post")
    row = ek.pre_post(study, waves=waves).to_frame().iloc[0]
    audit = ek.pairing_audit(study, waves=waves).to_frame().iloc[0]
    counted = ek.flow(study, waves=waves).to_frame().iloc[0]
    assert row["n"] == audit["pairs"] == counted["two_readings"]
    assert audit["enrolled"] == counted["enrolled"]
    assert audit["no_reading"] == counted["no_reading"]


def test_the_same_persons_have_the_same_statuses() -> None:
    study = edges.study_of(_PLAIN())
    # Everybody is known at both months in a complete register, so the persons are the same.
    at = ek.status_at(study, months=(0, 5), domain="complete").to_frame()
    statuses = tuple(dict.fromkeys(at["status"]))
    change = ek.status_change(study, status=statuses, months=(0, 5), domain="complete").to_frame()
    assert len(change) == len(statuses) > 1
    for month, share in ((0, "share_pre"), (5, "share_post")):
        then = at[at["month"] == month].set_index("status").loc[change["status"]]
        assert then["n"].tolist() == change["n"].tolist()
        np.testing.assert_allclose(then["share"], change[share])
