"""Published shares: possible, impossible for their n, or not assessable; and how sure."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import evalkit as ek
from evalkit.assessment.published_figures import BASES, VERDICTS
from evalkit.programmes.documents import Document
from evalkit.programmes.published import PublishedShare

Row = dict[str, object]
BOTH = {"da": "Noget.", "en": "Something."}


def programme(*shares: PublishedShare, name: str = "ours") -> ek.Programme:
    documents = {"report": Document(name="report", title="Rapport", by="Os")}
    title = {"da": name.title(), "en": name.title()}
    return ek.Programme(name=name, title=title, documents=documents, facts=(), published=shares)


def printed(share: float, n: int | None = None, **given: object) -> PublishedShare:
    told = {"name": "one", "text": BOTH, "of": BOTH, "document": "report", "place": "2"}
    return PublishedShare(share=share, n=n, **(told | given))  # type: ignore[arg-type]


def audited(share: float, n: int | None = None, **given: object) -> Row:
    (row,) = (
        ek.published_figures(programme(printed(share, n, **given))).to_frame().to_dict("records")
    )
    return {str(name): value for name, value in row.items()}


# By hand: 36/49 = .7347, 37/49 = .7551; 33/49 = .6735, 34/49 = .6939; 31/49 = .6327. Of 38 all
# three are possible: 28/38 = .7368, 26/38 = .6842, 24/38 = .6316.
UNIK = {"better_wellbeing": (36, 37, 38, 28), "less_lonely": (33, 34, 38, 26)}


def test_the_questionnaire_group_of_unik() -> None:
    rows = ek.published_figures("unik").to_frame().set_index("name")
    for name, expected in UNIK.items():
        columns = ["below", "above", "other_n", "other_count"]
        assert tuple(rows.loc[name, columns]) == expected
        assert rows.loc[name, "reason"] == "no_count"
        assert rows.loc[name, "verdict"] in ("impossible", "not_of_all")
        assert rows.loc[name, "informative"]
    assert rows.loc["good_network", "verdict"] == "possible"
    assert rows.loc["good_network", "counts"] == "31"
    assert pd.isna(rows.loc["good_network", "other_n"])
    without = rows[rows["n"].isna()]
    assert set(without["verdict"]) == {"not_assessable"}
    assert without["conf_low"].isna().all()
    assert without["informative"].isna().all()


def test_a_share_that_is_not_of_all_is_nothing_impossible() -> None:
    shares = [printed(s / 100, 49, name=f"of{s}", n_of="group") for s in (74, 68, 63)]
    # The same percentages with the number printed beside them say nothing about these.
    result = ek.published_figures(programme(*shares, printed(0.70, 49, name="own")))
    rows = result.to_frame().set_index("name")
    assert rows["verdict"].tolist() == ["not_of_all", "not_of_all", "possible", "impossible"]
    assert rows["n_of"].tolist() == ["group", "group", "group", "share"]
    assert rows["other_n"].tolist()[:2] == [38, 38]
    assert result.verdicts["not_of_all"] == 2
    # 5 of 49 is 10 %.
    assert audited(0.74, 49, count=5, n_of="group")["verdict"] == "not_of_all"
    assert audited(0.5, 49, is_approximate=True, n_of="group")["verdict"] == "not_assessable"


def test_a_smaller_n_fits_everything_printed_of_the_same_n() -> None:
    # Alone 74 % fits 35 of 47 (.7447) and not 48 (35/48 = .7292, 36/48 = .75); but 63 % does not
    # fit 47 (29/47 = .6170, 30/47 = .6383).
    assert audited(0.74, 49)["other_n"] == 47
    percents = (74, 68, 63)
    fits = [
        n
        for n in range(1, 49)
        if all(any(round(100 * k / n) == percent for k in range(n)) for percent in percents)
    ]
    assert fits[-1] == 38
    # Of another n, with a stated count, or only "about": these say nothing about this n.
    others = [
        printed(0.63, 50, name="b"),
        printed(0.63, 49, name="c", count=31),
        printed(0.63, 49, name="d", is_approximate=True),
        printed(0.63, 49, name="e", document="other"),
    ]
    rows = ek.published_figures(programme(printed(0.74, 49), *others)).to_frame()
    assert rows["other_n"][0] == 47


def test_the_share_of_esbjerg_is_possible() -> None:
    # 55 of 64 is .8594: all but the nine who stopped.
    row = ek.published_figures("netvaerksopbygning").to_frame().set_index("name").iloc[0]
    assert (row["share"], row["n"], row["verdict"], row["counts"]) == (0.86, 64, "possible", "55")
    assert row["basis"] == "only_count"


def test_the_interval_of_the_only_count_is_wilsons() -> None:
    # By hand, z = 1.959964: centre .623010, half .130339.
    row = audited(0.63, 49)
    assert row["estimate"] == pytest.approx(31 / 49)
    assert row["conf_low"] == pytest.approx(0.492671, abs=1e-6)
    assert row["conf_high"] == pytest.approx(0.753348, abs=1e-6)


def test_an_impossible_share_has_the_interval_from_count_to_count() -> None:
    # By hand: 36 of 49 has .5974 to .8378 (as in share_interval), 37 of 49 has .6191 to .8540.
    row = audited(0.74, 49)
    assert (row["verdict"], row["basis"], row["estimate"]) == ("impossible", "nearest_counts", 0.74)
    assert row["conf_low"] == pytest.approx(0.5974, abs=1e-4)
    assert row["conf_high"] == pytest.approx(0.8540, abs=1e-4)


def test_several_counts_give_the_interval_from_the_smallest_to_the_largest() -> None:
    # 42.5 % to 43.5 % of 150 is 63.75 to 65.25.
    row = audited(0.43, 150)
    assert (row["verdict"], row["reason"], row["counts"]) == ("possible", "counts_exist", "64, 65")
    assert (row["basis"], row["informative"], row["estimate"]) == ("possible_counts", False, 0.43)
    assert row["conf_low"] == ek.share_interval(64, 150).conf_low
    assert row["conf_high"] == ek.share_interval(65, 150).conf_high
    assert audited(0.43, 1000)["counts"] == "425 to 434"


def test_a_stated_count_is_held_to() -> None:
    agrees = audited(0.43, 150, count=65)
    assert (agrees["verdict"], agrees["reason"]) == ("possible", "count_agrees")
    assert (agrees["basis"], agrees["estimate"]) == ("stated_count", 65 / 150)
    # A stated count can disagree at every n, so the check could have failed.
    assert agrees["informative"]
    # 30,000 of 84,000 is 35.7 %: which of the three numbers holds is not known.
    differs = audited(0.30, 84_000, count=30_000)
    assert (differs["verdict"], differs["reason"]) == ("impossible", "count_disagrees")
    assert differs["basis"] == ""
    assert np.isnan(differs["estimate"])  # type: ignore[call-overload]
    assert pd.isna(differs["below"])  # type: ignore[call-overload]
    assert pd.isna(differs["other_n"])  # type: ignore[call-overload]


def test_about_half_is_no_percentage_to_be_checked() -> None:
    # 24 of 49 is 49 %, 25 of 49 is 51 %: "about half" is true of both.
    row = audited(0.5, 49, is_approximate=True)
    assert (row["verdict"], row["reason"], row["basis"]) == ("not_assessable", "only_about", "")
    assert row["counts"] == ""
    counted = audited(0.5, 49, is_approximate=True, count=24)
    assert (counted["verdict"], counted["basis"]) == ("not_assessable", "stated_count")
    assert counted["estimate"] == 24 / 49


def test_without_n_a_count_helps_nobody() -> None:
    row = audited(0.5, count=24)
    assert (row["verdict"], row["reason"], row["basis"]) == ("not_assessable", "n_not_stated", "")


def test_no_smaller_n_fits_where_there_is_none() -> None:
    # Of one or two people 74 % is never possible.
    row = audited(0.74, 2)
    assert (row["below"], row["above"]) == (1, 2)
    assert pd.isna(row["other_n"])  # type: ignore[call-overload]
    # 0 % and 100 % always are.
    assert audited(1.0, 1)["verdict"] == "possible"
    assert audited(0.0, 1)["verdict"] == "possible"


def test_the_decimals_that_are_printed_count() -> None:
    # 36 of 49 is 73.469...: 73.5 with one decimal, 73.47 with two.
    assert audited(0.735, 49, decimals=1)["counts"] == "36"
    assert audited(0.7347, 49, decimals=2)["counts"] == "36"
    assert audited(0.7345, 49, decimals=2)["verdict"] == "impossible"


def test_the_confidence_is_the_callers() -> None:
    one = programme(printed(0.63, 49))
    wide = ek.published_figures(one, confidence=0.99)
    assert wide.confidence == 0.99
    narrow = ek.published_figures(one, confidence=0.5).to_frame()
    assert (wide.to_frame()["conf_low"] < narrow["conf_low"]).all()
    for wrong in (0, 1, 95, float("nan")):
        with pytest.raises(ek.InputError, match="confidence"):
            ek.published_figures(programme(), confidence=wrong)


def test_verdicts_are_counted_and_those_without_shares_are_named() -> None:
    ours = programme(printed(0.63, 49), printed(0.74, 49, name="two"), printed(0.5, name="three"))
    none = programme(name="theirs")
    found = ek.published_figures([ours, none])
    assert found.verdicts == {
        **{"possible": 1, "impossible": 1},
        **{"not_of_all": 0, "not_assessable": 1},
    }
    assert [one.name for one in found.without] == ["theirs"]
    assert [one.name for one in found.programmes] == ["ours", "theirs"]
    assert list(found.to_frame()["name"]) == ["one", "two", "three"]
    assert "1 possible, 1 impossible, 0 not_of_all, 1 not_assessable" in repr(found)


def test_a_programme_without_shares_has_the_same_columns() -> None:
    none = ek.published_figures(programme())
    some = ek.published_figures(programme(printed(0.63, 49)))
    assert none.verdicts == dict.fromkeys(VERDICTS, 0)
    assert list(none.to_frame()) == list(some.to_frame())
    assert none.to_frame().dtypes.equals(some.to_frame().dtypes)


def test_an_unknown_programme_suggests_the_nearest() -> None:
    with pytest.raises(ek.InputError, match="Did you mean 'unik'"):
        ek.published_figures("unikk")
    with pytest.raises(ek.InputError, match="No programme is named"):
        ek.published_figures([])


def test_the_caller_cannot_change_a_result() -> None:
    found = ek.published_figures(programme(printed(0.63, 49)))
    frame = found.to_frame()
    frame["verdict"] = "impossible"
    assert found.verdicts["possible"] == 1


def test_the_whole_registry_can_be_audited(in_every_row: Callable[[pd.DataFrame], None]) -> None:
    in_every_row(ek.published_figures().to_frame())


@pytest.fixture
def in_every_row() -> Callable[[pd.DataFrame], None]:
    """Return a look at what must hold of every row, whatever the sources print."""

    def look(frame: pd.DataFrame) -> None:
        assert set(frame["verdict"]) <= set(VERDICTS)
        assert set(frame["basis"]) <= set(BASES)
        assert (frame["place"].str.len() > 0).all()
        assert frame.loc[frame["n"].isna(), "verdict"].eq("not_assessable").all()
        there = frame[frame["basis"] != ""]
        assert (there["conf_low"] <= there["estimate"]).all()
        assert (there["estimate"] <= there["conf_high"]).all()
        assert frame.loc[frame["basis"] == "", ["conf_low", "conf_high"]].isna().all().all()

    return look


@given(st.data())
def test_a_rounded_count_is_always_possible_and_inside_its_interval(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 300))
    count = data.draw(st.integers(0, n))
    decimals = data.draw(st.integers(0, 2))
    share = round(round(100 * count / n, decimals) / 100, decimals + 2)
    row = audited(share, n, decimals=decimals)
    assert row["verdict"] == "possible"
    assert row["conf_low"] <= count / n <= row["conf_high"]  # type: ignore[operator]
    assert audited(share, n, decimals=decimals, count=count)["reason"] == "count_agrees"


@given(st.integers(1, 99), st.integers(0, 100))
def test_an_n_below_100_that_fits_is_said_to_fit(n: int, percent: int) -> None:
    row = audited(percent / 100, n)
    # The definition, written out: some count of n is within half a per cent.
    fits = [k for k in range(n + 1) if abs(100 * k - percent * n) * 2 < n]
    halves = [k for k in range(n + 1) if abs(100 * k - percent * n) * 2 == n]
    if fits:
        assert row["verdict"] == "possible"
    elif not halves:
        assert row["verdict"] == "impossible"
        assert row["below"] / n < percent / 100 < row["above"] / n  # type: ignore[operator]
        assert row["conf_low"] < percent / 100 < row["conf_high"]  # type: ignore[operator]
