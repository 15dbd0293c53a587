"""The pairing audit: what is counted where, that everything adds up, and what it never shows."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek
from evalkit.errors import InputError
from evalkit.frames import ENROLMENTS, SCORES
from evalkit.study import Study

CALM = settings(deadline=None, max_examples=50)
DAY = st.integers(0, 300).map(lambda days: dt.date(2025, 1, 1) + dt.timedelta(days=days))


def study(readings: list[tuple[str, str, float | None]], **ends: str) -> Study:
    """Return a study of persons read on WHO-5; `ends` says who is enrolled and until when."""
    rows = [
        {"person": p, "programme": "s", "instrument": "who5", "scale": "who5"}
        | {"date": day or None, "score": score}
        for p, day, score in readings
    ]
    people = [
        {"person": p, "programme": "s", "started": "2025-01-01", "ended": end or None}
        | {"exit_reason": "moved" if end else None}
        for p, end in ends.items()
    ]
    return Study(
        title={"da": "s", "en": "s"},
        programme="s",
        enrolments=ENROLMENTS.shaped(people) if people else ENROLMENTS.empty(),
        scores=SCORES.shaped(rows) if rows else SCORES.empty(),
        instruments=(ek.instrument("who5"),),
    )


@pytest.fixture
def everybody() -> Study:
    """One person of each kind: a pair, one reading, too soon, none, twice, stranger."""
    return study(
        [
            *(("pair", "2025-01-05", 40.0), ("pair", "2025-03-01", 44.0)),
            ("pair", "2025-09-01", 60.0),
            ("gone", "2025-01-05", 40.0),
            *(("soon", "2025-06-01", 40.0), ("soon", "2025-06-20", 48.0)),
            *(("twice", "2025-01-05", 40.0), ("twice", "2025-01-05", 44.0)),
            ("twice", "2025-09-09", 52.0),
            ("blank", "2025-01-05", None),
            ("undated", "", 52.0),
            ("early", "2024-12-01", 52.0),
            ("stranger", "2025-02-01", 52.0),
        ],
        pair="",
        gone="2025-02-01",
        soon="",
        twice="",
        blank="",
        undated="",
        early="",
        never="",
    )


def first(scores: object, **options: object) -> dict[str, object]:
    frame = ek.pairing_audit(scores, **options).to_frame()  # type: ignore[arg-type]
    return {str(name): value for name, value in frame.iloc[0].items()}


def check_sums(row: dict[str, object]) -> None:
    """Refuse a row whose documented identities do not hold."""

    def total(*names: str) -> int:
        return sum(int(row[name]) for name in names if not pd.isna(row[name]))  # type: ignore[call-overload]

    lacking = ("pre_only", "too_soon", "post_only", "undecided", "no_reading")
    standing = ("ended", "overdue", "not_due", "taking_part", "not_enrolled_without", "not_known")
    unused = ("without_score", "without_date", "without_wave", "other_wave")
    if not pd.isna(row["enrolled"]):  # type: ignore[call-overload]
        assert total("enrolled", "not_enrolled") == total("pairs", *lacking)
    assert row["without_pair"] == total(*lacking) == total(*standing)
    parts = ("used", "in_between", "too_soon_readings", "undecided_readings")
    assert row["readings"] == total(*parts, *unused)
    assert row["used"] == total("pairs", "pairs", "pre_only", "too_soon", "post_only")
    assert all(pd.isna(value) or value >= 0 for value in map(row.get, (*parts, *lacking)))  # type: ignore[operator]


# Who is where ---------------------------------------------------------------------------


def test_each_kind_of_person_is_counted_once(everybody: Study) -> None:
    row = first(everybody, min_days=60, due_days=200, day="2025-10-01")
    counts = ("pairs", "pre_only", "too_soon", "undecided", "no_reading", "without_pair")
    assert [row[name] for name in counts] == [1, 3, 1, 1, 3, 8]
    assert (row["enrolled"], row["not_enrolled"]) == (8, 1)
    # Ended: gone. Overdue since 200 days: twice, blank, undated, early, never; soon is not yet.
    standing = ("ended", "overdue", "not_due", "taking_part", "not_enrolled_without")
    assert [row[name] for name in standing] == [1, 5, 1, 0, 1]
    check_sums(row)


def test_each_reading_is_counted_once(everybody: Study) -> None:
    row = first(everybody, min_days=60)
    used = ("readings", "used", "in_between", "too_soon_readings", "undecided_readings")
    assert [row[name] for name in used] == [13, 6, 1, 1, 3]
    assert (row["without_score"], row["without_date"]) == (1, 1)
    faults = ("duplicates", "before_start", "after_end", "wrong_order")
    assert [row[name] for name in faults] == [1, 1, 0, 0]


def test_without_a_day_a_reading_is_due_nobody_is_overdue(everybody: Study) -> None:
    row = first(everybody)
    assert pd.isna(row["overdue"])  # type: ignore[call-overload]
    assert "when a reading is due is not said" in str(row["note"])
    check_sums(row)


def test_the_reasons_add_up_to_those_without_a_pair(everybody: Study) -> None:
    audit = ek.pairing_audit(everybody)
    reasons = audit.reasons()
    assert reasons["n"].sum() == audit.to_frame()["without_pair"].iloc[0]
    ended = reasons[reasons["situation"] == "ended"]
    assert ended[["exit_reason", "n"]].to_numpy().tolist() == [["moved", 1]]


def test_what_pre_post_refuses_is_counted(everybody: Study) -> None:
    with pytest.raises(InputError, match="1 reading shares"):
        ek.pre_post(everybody)
    assert first(everybody)["duplicates"] == 1


def test_nobody_read_is_a_row_too() -> None:
    row = first(study([], a="", b="2025-05-01"), day="2025-10-01")
    assert (row["enrolled"], row["no_reading"], row["ended"]) == (2, 2, 1)
    check_sums(row)


def test_an_end_after_the_day_is_not_known_yet() -> None:
    later = study([("a", "2025-02-01", 40.0)], a="2025-12-31")
    assert first(later, day="2025-06-30")["ended"] == 0
    assert first(later, day="2025-12-31")["ended"] == 1


def test_named_waves_in_the_wrong_order_are_a_finding() -> None:
    rows = [
        *(("a", "pre", "2026-01-01", 3.0), ("a", "post", "2026-03-01", 4.0)),
        *(("b", "pre", "2026-03-01", 3.0), ("b", "post", "2026-01-01", 4.0)),
        *(("c", "pre", "2026-01-01", 3.0), ("c", "post", "2026-01-01", 4.0)),
        *(("d", "pre", None, 3.0), ("d", "post", "2026-01-01", 4.0)),
        ("e", "post", "2026-01-01", 4.0),
        ("f", "later", "2026-01-01", 4.0),
        ("g", "", "2026-01-01", 4.0),
    ]
    frame = pd.DataFrame(rows, columns=["person", "wave", "date", "score"]).assign(scale="x")
    row = first(frame, waves=("pre", "post"))
    assert (row["pairs"], row["wrong_order"], row["order_not_known"]) == (4, 1, 1)
    assert (row["post_only"], row["other_wave"], row["without_wave"]) == (1, 1, 1)
    assert row["no_reading"] == 2
    assert pd.isna(row["enrolled"])  # type: ignore[call-overload]
    check_sums(row)


def test_a_wave_twice_is_undecided() -> None:
    rows = [("a", "pre", 3.0), ("a", "pre", 4.0), ("a", "post", 4.0), ("b", "pre", 1.0)]
    frame = pd.DataFrame(rows, columns=["person", "wave", "score"]).assign(scale="x")
    row = first(frame)
    counts = ("undecided", "duplicates", "undecided_readings", "pre_only")
    assert [row[name] for name in counts] == [1, 1, 3, 1]
    check_sums(row)


def test_several_raters_are_counted_and_not_refused() -> None:
    rows = [("a", "x", "2026-01-01", 3.0), ("a", "y", "2026-05-01", 4.0)]
    frame = pd.DataFrame(rows, columns=["person", "respondent", "date", "score"])
    frame = frame.assign(scale="s")
    with pytest.raises(InputError, match="respondent"):
        ek.pre_post(frame)
    assert first(frame)["several_raters"] == 1


def test_enrolments_may_be_a_plain_frame() -> None:
    scores = pd.DataFrame({"person": ["a"], "scale": ["x"], "date": "2026-01-05", "score": [1.0]})
    people = pd.DataFrame({"person": ["a", "b", "b"], "ended": [None, "2026-02-01", None]})
    row = first(scores, enrolments=people)
    # b came twice and is there again, so b's course is open.
    assert (row["enrolled"], row["ended"], row["taking_part"]) == (2, 0, 2)


# What must hold -------------------------------------------------------------------------


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    rows = [
        (f"p{person}", scale, draw(st.none() | DAY), draw(st.none() | st.integers(0, 9)), wave)
        for person in range(draw(st.integers(1, 6)))
        for scale in ("x", "y")
        for wave in draw(st.lists(st.sampled_from(["pre", "post", "later", ""]), max_size=4))
    ]
    rows.append(("q", "x", dt.date(2025, 5, 5), 3, "pre"))
    rows.append(("q", "x", dt.date(2025, 6, 6), 3, "post"))
    frame = pd.DataFrame(rows, columns=["person", "scale", "date", "score", "wave"])
    return frame.assign(date=pd.to_datetime(frame["date"]), score=frame["score"].astype(float))


@st.composite
def enrolled(draw: st.DrawFn) -> pd.DataFrame:
    people = draw(st.lists(st.integers(0, 8), min_size=1, unique=True))
    return pd.DataFrame(
        {
            "person": [f"p{n}" for n in people],
            "started": "2025-02-01",
            "ended": pd.to_datetime([draw(st.none() | DAY) for _ in people]),
        }
    )


@CALM
@given(frames(), st.none() | enrolled(), st.none() | st.integers(1, 200), st.booleans())
def test_everything_adds_up(
    frame: pd.DataFrame, people: pd.DataFrame | None, due: int | None, by_wave: bool
) -> None:
    before = frame.copy()
    options: dict[str, object] = {"waves": ("pre", "post")} if by_wave else {"min_days": 30}
    given = frame if by_wave else frame.drop(columns="wave")
    audit = ek.pairing_audit(given, enrolments=people, due_days=due, **options)  # type: ignore[arg-type]
    for row in audit.to_frame().to_dict("records"):
        check_sums({str(name): value for name, value in row.items()})
    assert audit.to_frame()["readings"].sum() == len(frame)
    assert audit.reasons()["n"].sum() == audit.to_frame()["without_pair"].sum()
    pd.testing.assert_frame_equal(frame, before)


@CALM
@given(frames())
def test_where_pre_post_can_compare_the_counts_are_its_own(frame: pd.DataFrame) -> None:
    plain = frame.drop(columns="wave").drop_duplicates(["person", "scale", "date"])
    ours = ek.pairing_audit(plain, min_days=30).to_frame().set_index("scale")
    theirs = ek.pre_post(plain, min_days=30).to_frame().set_index("scale")
    for scale in theirs.index:
        assert ours.loc[scale, "pairs"] == theirs.loc[scale, "n"]
        once = ours.loc[scale, "pre_only"] + ours.loc[scale, "too_soon"]
        assert once == theirs.loc[scale, "n_pre_only"]


@CALM
@given(frames(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(frame: pd.DataFrame, random: object) -> None:
    order = np.random.default_rng(len(frame)).permutation(len(frame))
    one = ek.pairing_audit(frame, waves=("pre", "post")).to_frame()
    other = ek.pairing_audit(frame.iloc[order], waves=("pre", "post")).to_frame()
    pd.testing.assert_frame_equal(
        one.sort_values("scale", ignore_index=True), other.sort_values("scale", ignore_index=True)
    )


# Bad input, and nothing about persons on sight --------------------------------------------


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"due_days": 0}, "due_days"),
        ({"due_days": True}, "due_days"),
        ({"due_days": "90"}, "due_days"),
        ({"day": "31-12-2026"}, "yyyy-mm-dd"),
        ({"day": 20260101}, "no day"),
        ({"min_days": -1}, "min_days"),
        ({"waves": ("pre", "pst")}, "pst"),
        ({"waves": "pre"}, "pair of names"),
        ({"waves": 7}, "pair of names"),
        ({"enrolments": [1]}, "enrolments"),
        ({"enrolments": pd.DataFrame({"persn": ["a"]})}, "person"),
        ({"enrolments": pd.DataFrame({"person": [None]})}, "empty 'person'"),
        ({"enrolments": pd.DataFrame({"person": ["a"], "ended": ["01/02/26"]})}, "ended"),
    ],
)
def test_what_cannot_be_used_is_refused(options: dict[str, object], said: str) -> None:
    frame = pd.DataFrame(
        {"person": ["a"], "scale": "x", "wave": "pre", "date": "2026-01-01", "score": 1.0}
    )
    frame = pd.concat([frame, frame.assign(wave="later", date="2026-02-01")])
    with pytest.raises(InputError, match=said):
        ek.pairing_audit(frame, **options)  # type: ignore[arg-type]


def test_no_scores_and_results_are_refused(everybody: Study) -> None:
    with pytest.raises(InputError, match="DataFrame"):
        ek.pairing_audit(7)
    plain = pd.DataFrame({"person": ["a"], "scale": "x", "date": "2026-01-01", "score": 1.0})
    with pytest.raises(InputError, match="nothing to audit"):
        ek.pairing_audit(ek.pre_post(plain))
    with pytest.raises(InputError, match="brings its enrolments"):
        ek.pairing_audit(everybody, enrolments=everybody.enrolments)


def test_no_person_shows_unless_asked_for(everybody: Study) -> None:
    audit = ek.pairing_audit(everybody, min_days=60)
    seen = repr(audit) + audit._repr_html_() + audit.reasons().to_string()
    assert not [name for name in ("gone", "stranger", "undated", "twice") if name in seen]
    assert set(audit.persons()["person"]) >= {"gone", "never", "stranger"}
