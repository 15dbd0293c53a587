"""Charts as pictures, tables and sentences: what is drawn and what is said."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

import evalkit as ek
from evalkit.present.blocks import Figure, Table, Text

Says = Callable[..., bool]
LANGUAGES = ("da", "en")
STEADY = [10.0, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 11]


@pytest.fixture
def ax() -> Axes:
    return Canvas().subplots()


def weekly(values: list[float]) -> pd.Series:
    days = pd.date_range("2026-01-05", periods=len(values), freq="7D")
    return pd.Series(values, days, dtype=float)


def counts(count: list[int], n: int) -> pd.DataFrame:
    days = pd.date_range("2026-01-05", periods=len(count), freq="7D")
    return pd.DataFrame({"date": days, "count": count, "n": n})


def drawn(ax: Axes) -> dict[str, int]:
    """Return how many points each form has."""
    forms = {"o": "plain", "s": "improvement", "D": "concern", "^": "high", "v": "low"}
    return {
        forms[str(line.get_marker())]: len(line.get_xdata())
        for line in ax.lines
        if line.get_marker() in forms
    }


def legend(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_signals_differ_in_form_as_well_as_colour(ax: Axes) -> None:
    ek.plot_chart(ek.xmr(weekly([*STEADY, 19, 2, *STEADY]), better="higher"), ax=ax)
    assert drawn(ax) == {"plain": 24, "improvement": 1, "concern": 1}
    colours = {line.get_color() for line in ax.lines if line.get_marker() in ("s", "D")}
    assert len(colours) == 2


def test_without_a_direction_the_forms_point_up_and_down(ax: Axes) -> None:
    ek.plot_chart(ek.xmr(weekly([*STEADY, 19, 2, *STEADY]), better="neither"), ax=ax)
    assert drawn(ax) == {"plain": 24, "high": 1, "low": 1}


def test_target_events_rebase_and_provisional_limits_are_in_the_legend(ax: Axes) -> None:
    chart = ek.xmr(
        weekly([*STEADY, *STEADY[:6]]),
        better="higher",
        target=12,
        rebase="2026-03-30",
        events={"2026-02-02": "Ny leder", "2026-03-02": "Flyttet"},
    )
    ek.plot_chart(chart, ax=ax)
    labels = legend(ax)
    for label in (
        "Mål: 12",
        "1: Ny leder",
        "2: Flyttet",
        "Foreløbige grænser",
        "Her regnes forfra",
    ):
        assert labels.count(label) == 1
    assert [text.get_text() for text in ax.texts] == ["1", "2"]


def test_what_happened_outside_the_dates_does_not_stretch_the_picture(ax: Axes) -> None:
    chart = ek.xmr(weekly(STEADY), better="higher", events={"2020-01-01": "Opened"})
    ek.plot_chart(chart, ax=ax)
    assert not ax.texts
    assert "Opened" not in " ".join(legend(ax))
    assert "Opened" in " ".join(ek.figure(chart).data.notes)


def test_a_gap_breaks_the_line(ax: Axes) -> None:
    ek.plot_chart(ek.xmr(weekly([*STEADY[:6], np.nan, *STEADY[6:]]), better="higher"), ax=ax)
    line = next(line for line in ax.lines if line.get_marker() == "None")
    assert np.isnan(np.asarray(line.get_ydata(), float)).tolist() == [n == 6 for n in range(13)]


def test_the_axis_of_a_p_chart_is_in_per_cent(ax: Axes) -> None:
    ek.plot_chart(ek.p_chart(counts([6, 7, 8, 5] * 4, 10), better="higher"), ax=ax, language="en")
    ax.figure.canvas.draw()
    assert all(label.get_text().endswith("%") for label in ax.get_yticklabels())
    assert ax.get_ylabel() == "Share"


EVERY = {
    "xmr": lambda: ek.xmr(weekly([*STEADY, 19, *STEADY]), better="higher", screen=True, target=40),
    "rebased": lambda: ek.xmr(
        weekly([*STEADY, 25, *STEADY]), better="lower", rebase=["2026-04-13", "2031-01-01"]
    ),
    "runs": lambda: ek.xmr(weekly([9.0] * 3 + [4, 5] * 4 + [11, 12] * 5), better="neither"),
    "gap": lambda: ek.xmr(weekly([*STEADY, np.nan, 8]), better="higher"),
    "one": lambda: ek.xmr(weekly([3.5]), better="higher"),
    "constant": lambda: ek.xmr(weekly([3.0] * 14), better="higher", target=3),
    "p": lambda: ek.p_chart(counts([6, 7, 8, 5, 9, 6, 7] * 3, 12), better="higher", target=0.5),
    "small": lambda: ek.p_chart(counts([0, 1, 0, 2, 0, 1] * 3, 8), better="lower"),
    "laney": lambda: ek.p_chart(counts([500, 700, 300, 800] * 5, 1000), better="higher"),
    "u": lambda: ek.u_chart(counts([6, 7, 8, 5, 9, 6, 7] * 3, 2), better="lower"),
    "run": lambda: ek.run_chart(weekly([8.0, 9] * 5 + [3.0, 4] * 5), better="higher"),
    "run constant": lambda: ek.run_chart(weekly([8.0] * 5), better="higher"),
}


@pytest.mark.parametrize("name", EVERY)
def test_every_chart_has_table_figure_and_sentences(name: str) -> None:
    chart = EVERY[name]()
    # A picture takes long, so each chart is drawn in one of the languages.
    drawn_in = LANGUAGES[len(name) % 2]
    figure = ek.figure(chart, language=drawn_in)
    assert isinstance(figure, Figure)
    assert len(figure.data.rows) == len(chart.to_frame())
    said = [figure.alt, str(figure.data)]
    for language in LANGUAGES:
        table = ek.table(chart, language=language)
        assert isinstance(table, Table)
        assert len(table.rows) == len(chart.phases())
        said += [*ek.say(chart, language=language), str(table)]
    assert not [text for text in said if "nan" in text.casefold().split() or "{" in text]


def test_without_values_there_is_a_sentence() -> None:
    for chart in (ek.xmr(weekly([]), better="higher"), ek.run_chart(weekly([]), better="higher")):
        for show in (ek.table, ek.figure):
            assert isinstance(show(chart), Text)
        assert ek.say(chart, language="en") == ["There are no values to show."]
        with pytest.raises(ek.InputError, match="nothing to draw"):
            ek.plot_chart(chart)


def test_the_latest_run_is_said_with_its_direction_and_what_it_cannot_say() -> None:
    chart = ek.xmr(weekly([12.0, 13, 11, 12, 14, 12, 13, 8, 9, 7, 8, 9, 8, 9]), better="higher")
    said = ek.say(chart, language="da")
    assert "De seneste 7 uger ligger alle under middelværdien, i den uønskede retning." in said
    assert any(text.startswith("Tidligere: 7 uger i træk over middelværdien") for text in said)
    assert any("Det siger ikke hvorfor" in text for text in said)
    assert any("ved en tilfældighed" in text for text in said)


def test_of_many_signals_the_newest_are_told_and_the_others_counted() -> None:
    wild = ek.xmr(
        weekly([*STEADY, 40, *STEADY, *STEADY] * 3 + STEADY * 5 + [40] * 5), better="higher"
    )
    assert len(wild.signals()) > 5
    (row,) = ek.table(wild, language="en").rows
    assert row[-1].endswith(f"and {len(wild.signals()) - 5} before them")
    assert any(text.startswith("Earlier signals: ") for text in ek.say(wild, language="en"))


def test_points_are_called_weeks_only_when_none_is_missing() -> None:
    whole = ek.say(ek.xmr(weekly(STEADY), better="higher"), language="en")[0]
    gap = ek.say(ek.xmr(weekly([*STEADY, np.nan, 9]), better="higher"), language="en")[0]
    assert whole.startswith("12 weeks from 5 January 2026")
    assert gap.startswith("13 points from")


def test_a_lower_limit_below_zero_is_not_told_as_a_number() -> None:
    said = ek.say(ek.xmr(weekly([0.0, 3, 1, 0, 4, 1] * 3), better="higher"), language="en")
    assert "expected to lie below" in said[0]
    assert any("small whole numbers" in text for text in said)


def test_provisional_limits_are_said() -> None:
    few = ek.say(ek.xmr(weekly(STEADY[:8]), better="higher"), language="en")
    assert any("provisional" in text for text in few)
    enough = ek.say(ek.xmr(weekly(STEADY), better="higher"), language="en")
    assert not any("provisional" in text for text in enough)


@pytest.mark.parametrize(
    ("target", "said"),
    [(40, "not expected to be reached"), (1, "reached every time"), (11, "at times not")],
)
def test_the_target_is_told_from_the_limits(target: float, said: str) -> None:
    chart = ek.xmr(weekly(STEADY), better="higher", target=target)
    assert any(said in text for text in ek.say(chart, language="en"))


def test_notes_tell_what_was_done() -> None:
    chart = ek.xmr(
        weekly([*STEADY, 60, np.nan, *STEADY]).iloc[::-1],
        better="higher",
        screen=True,
        rebase="2040-01-01",
    )
    notes = " ".join(ek.table(chart, language="en").notes)
    for said in ("do not count in the limits: 2", "without a value: 1", "sorted", "1 January 2040"):
        assert said in notes


def test_the_alternative_text_tells_extremes_signals_and_events() -> None:
    chart = ek.xmr(
        weekly([*STEADY, 25, *STEADY]), better="lower", events={"2026-03-30": "New rooms"}
    )
    alt = ek.figure(chart, language="en").alt
    for said in ("highest 25 (30 March 2026)", "above the upper limit, 30 March 2026", "New rooms"):
        assert said in alt


def test_the_numbers_of_the_table_are_at_full_precision() -> None:
    chart = ek.xmr(weekly(STEADY), better="higher")
    (row,) = ek.table(chart).numbers
    assert row["mean"] == chart.to_frame()["mean"].iloc[0]
    assert row["first"] == "2026-01-05"
