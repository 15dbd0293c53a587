"""Figures: what is drawn where, what the words beside it say, and what must not be touched."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Callable, Iterator
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib import dates
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

import evalkit as ek
from evalkit.errors import InputError
from evalkit.monitoring.attendance import Attendance
from evalkit.outcomes.change import PrePost
from evalkit.present.blocks import Figure, Text
from evalkit.sets.windows import quarter

Compared = Callable[..., PrePost]
Says = Callable[..., bool]
RISE = [8.0, 12.0] * 6
FALL = [-8.0, -12.0] * 6
UNCLEAR = [10.0, -10.0] * 6


@pytest.fixture
def ax() -> Axes:
    return Canvas().subplots()


@pytest.fixture(autouse=True)
def _no_window() -> Iterator[None]:
    backend = mpl.get_backend()
    mpl.use("agg")
    yield
    plt.close("all")
    mpl.use(backend)


def dots(ax: Axes) -> dict[float, float]:
    """Return the dots: height to place on the axis."""
    (line,) = [line for line in ax.lines if line.get_marker() == "o"]
    return dict(zip(line.get_ydata(), line.get_xdata(), strict=True))  # type: ignore[arg-type]


def bars(ax: Axes) -> list[tuple[float, float]]:
    """Return the ends of the horizontal bars, from the top down."""
    paths = ax.collections[0].get_paths()
    return [tuple(path.vertices[:, 0]) for path in paths]  # type: ignore[call-overload, index]


def names(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


# Change -----------------------------------------------------------------------------------


def test_dots_and_bars_stand_where_the_numbers_are(
    compared: Compared, ax: Axes, says: Says
) -> None:
    result = compared({"a": RISE, "b": UNCLEAR}, better="higher")
    ek.plot_pre_post(result, ax=ax, language="en")
    frame = result.to_frame()
    assert dots(ax) == {1: 10.0, 0: 0.0}
    np.testing.assert_allclose(bars(ax), frame[["conf_low", "conf_high"]])
    assert names(ax) == ["a (n = 12)", "b (n = 12)"]
    assert says(ax.get_xlabel(), "change_axis")
    assert says(ax.get_xlabel(), "change_axis_higher")


def test_scales_of_different_lengths_are_drawn_as_shares(
    compared: Compared, ax: Axes, says: Says
) -> None:
    # WHO-5 is 100 long, T-ILS 6 and lower is better: -1.5 of 6 is 25 per cent, turned.
    result = compared({"who5": RISE, "t_ils": [-1.0, -2.0] * 6}, start=8.0)
    ek.plot_pre_post(result, ax=ax)
    assert dots(ax) == pytest.approx({1: 10.0, 0: 25.0})
    low, high = bars(ax)[1]
    row = result.to_frame().iloc[1]
    assert (low, high) == pytest.approx((-row["conf_high"] / 6 * 100, -row["conf_low"] / 6 * 100))
    assert low < high
    assert says(ax.get_xlabel(), "change_axis_share", "da")
    assert says(ax.get_xlabel(), "change_axis_turned", "da")


def test_one_unit_where_lower_is_better_is_not_turned(
    compared: Compared, ax: Axes, says: Says
) -> None:
    ek.plot_pre_post(compared({"t_ils": [-1.0, -2.0] * 6}, start=8.0), ax=ax, language="en")
    assert dots(ax) == {0: -1.5}
    assert says(ax.get_xlabel(), "change_axis_lower")


def test_an_unknown_direction_is_not_called_better(
    compared: Compared, ax: Axes, says: Says
) -> None:
    ek.plot_pre_post(compared({"ours": RISE}), ax=ax, language="en")
    assert says(ax.get_xlabel(), "change_axis")
    assert "better" not in ax.get_xlabel()


def test_mixed_directions_of_unknown_scales_stand_in_the_labels(
    compared: Compared, ax: Axes
) -> None:
    result = compared({"a": RISE, "b": FALL, "c": RISE}, better={"a": "higher", "b": "lower"})
    ek.plot_pre_post(result, ax=ax, language="en")
    assert dots(ax) == {2: 10.0, 1: -10.0, 0: 10.0}
    expected = ["higher is better", "lower is better", "direction not stated"]
    assert [name.splitlines()[-1] for name in names(ax)] == expected
    assert "better" not in ax.get_xlabel()


def test_a_row_without_an_interval_has_a_dot_and_no_bar(compared: Compared, ax: Axes) -> None:
    ek.plot_pre_post(compared({"a": RISE, "b": [3.0], "c": []}, better="higher"), ax=ax)
    assert dots(ax) == {1: 10.0, 0: 3.0}
    assert np.isnan(bars(ax)[1]).all()


def test_danish_axes_have_danish_numbers(compared: Compared, ax: Axes) -> None:
    ek.plot_pre_post(compared({"a": [0.2, 0.4, 0.9] * 4}, better="higher"), ax=ax)
    ax.figure.canvas.draw()
    texts = [label.get_text() for label in ax.get_xticklabels()]
    assert "0,0" in texts
    assert not [text for text in texts if "." in text or "-" in text]


def test_a_long_title_takes_two_lines(compared: Compared, ax: Axes) -> None:
    title = "a very long name of a scale that nobody can read"
    ek.plot_pre_post(compared({title: RISE}), ax=ax)
    assert len(names(ax)[0].splitlines()) == 2


def test_nothing_to_draw_is_an_error(ax: Axes) -> None:
    frame = pd.DataFrame({"person": ["a"], "scale": ["who5"], "score": [1.0], "date": "2026-01-01"})
    result = ek.pre_post(frame)
    with pytest.raises(InputError, match="nothing to draw"):
        ek.plot_pre_post(result, ax=ax)
    assert isinstance(ek.figure(result), Text)


def test_the_picture_is_the_same_every_time_and_touches_nothing(compared: Compared) -> None:
    result = compared({"who5": RISE, "gse": UNCLEAR}, start=20.0)
    settings, before = mpl.rcParams.copy(), result.to_frame()
    first, second = ek.figure(result), ek.figure(result)
    assert isinstance(first, Figure)
    assert isinstance(second, Figure)
    assert first.png == second.png
    assert mpl.rcParams == settings
    assert not plt.get_fignums()
    pd.testing.assert_frame_equal(result.to_frame(), before)
    width, height = struct.unpack(">II", first.png[16:24])
    assert (width, height) == (round(5.6 * 160), round((1.3 + 2 * 0.5) * 160))


def test_without_axes_a_new_figure_is_made(compared: Compared) -> None:
    drawn = ek.plot_pre_post(compared({"who5": RISE}))
    assert plt.get_fignums() == [drawn.figure.number]  # type: ignore[union-attr]


def test_the_alternative_text_names_the_right_scales(compared: Compared, says: Says) -> None:
    changes = {"better": RISE, "poorer": FALL, "open": UNCLEAR, "alone": [3.0], "same": [2.0] * 12}
    result = compared(changes | {"fewer": FALL}, better=dict.fromkeys(changes, "higher"))
    alt = ek.figure(result, language="en").alt  # type: ignore[union-attr]
    assert says(alt, "alt_clear", scales="better")
    assert says(alt, "alt_worse", scales="poorer")
    assert says(alt, "alt_unclear", scales="open")
    assert says(alt, "alt_no_interval", scales="alone and same")
    assert says(alt, "alt_below", scales="fewer")
    turned = compared({"t_ils": [-1.0, -2.0] * 6}, start=8.0)
    said = ek.figure(turned, language="da").alt  # type: ignore[union-attr]
    assert says(said, "alt_clear", "da", scales="Ensomhed (T-ILS)")


def test_the_figures_numbers_are_those_it_draws(compared: Compared, ax: Axes) -> None:
    own = ek.figure(compared({"who5": RISE}))
    assert isinstance(own, Figure)
    assert own.data.rows == (("Trivsel (WHO-5)", "12", "+10,0", "8,7 til 11,3"),)
    shares = compared({"who5": RISE, "t_ils": [-1.0, -2.0] * 6}, start=8.0)
    turned = ek.figure(shares)
    assert isinstance(turned, Figure)
    ek.plot_pre_post(shares, ax=ax)
    assert [row["change"] for row in turned.data.numbers] == pytest.approx([10.0, 25.0])
    assert [row["low"] for row in turned.data.numbers] == pytest.approx([b[0] for b in bars(ax)])
    assert [row[2] for row in turned.data.rows] == ["+10,0", "+25,0"]


# Attendance -------------------------------------------------------------------------------


def attended(rows: list[tuple[str, str, int]], mean: float | None = 9.0) -> Attendance:
    frame = pd.DataFrame(
        [("2026Q3", name, 2, 3, 4, mean, 5, 0.8) for name in dict.fromkeys(r[0] for r in rows)],
        columns=[
            *("quarter", "activity", "occasions", "persons", "visits"),
            *("mean_per_occasion", "noted", "share_came"),
        ],
    )
    occasions = pd.DataFrame(rows, columns=["activity", "date", "came"])
    occasions["date"] = pd.to_datetime(occasions["date"])
    return Attendance(quarter("2026Q3"), frame, occasions)


CAFE = [("café", "2026-05-01", 4), ("café", "2026-07-03", 8), ("café", "2026-08-07", 10)]


def test_attendance_is_drawn_by_occasion_with_the_quarters_mean(ax: Axes) -> None:
    ek.plot_attendance(attended(CAFE), ax=ax, language="en")
    (line,) = ax.lines
    assert list(line.get_ydata()) == [4, 8, 10]  # type: ignore[arg-type]
    days = [dates.num2date(day).date() for day in line.get_xdata()]  # type: ignore[union-attr]
    assert days == [dt.date(2026, 5, 1), dt.date(2026, 7, 3), dt.date(2026, 8, 7)]
    (mean,) = ax.collections
    assert [end[1] for end in mean.get_segments()[0]] == [9.0, 9.0]  # type: ignore[attr-defined]
    (shaded,) = ax.patches
    first = dates.date2num(dt.date(2026, 7, 1))
    assert shaded.get_x() == first  # type: ignore[attr-defined]
    assert ax.get_ylabel() == "Present"
    assert ax.get_ylim()[0] == 0


def test_months_are_in_the_readers_language(ax: Axes) -> None:
    ek.plot_attendance(attended([("café", "2026-01-02", 1), *CAFE]), ax=ax)
    ax.figure.canvas.draw()
    assert "apr. 2026" in [label.get_text() for label in ax.get_xticklabels()]


def test_several_activities_differ_in_more_than_colour(ax: Axes) -> None:
    rows = [*CAFE, ("kor", "2026-07-01", 2), ("kor", "2026-08-01", 3)]
    ek.plot_attendance(attended(rows), ax=ax)
    assert len({line.get_marker() for line in ax.lines}) == 2
    assert len({line.get_linestyle() for line in ax.lines}) == 2
    legend = ax.get_legend()
    assert legend is not None
    assert {"café", "kor"} < {text.get_text() for text in legend.get_texts()}


def test_the_attendance_figure_tells_each_activity(says: Says) -> None:
    figure = ek.figure(attended([*CAFE, ("kor", "2026-08-01", 3)]), language="en")
    assert isinstance(figure, Figure)
    days = {"first": "1 May 2026", "last": "7 August 2026"}
    cafe = {"activity": "café", "occasions": 3, "highest": 10, "lowest": 4}
    assert says(figure.alt, "attendance_alt", **cafe, **days)
    assert says(figure.alt, "attendance_alt", activity="kor", occasions=1)
    assert figure.data.rows[0] == ("1 May 2026", "café", "4")
    assert figure.png == ek.figure(attended([*CAFE, ("kor", "2026-08-01", 3)]), language="en").png  # type: ignore[union-attr]


def test_attendance_long_ago_is_not_said_to_be_missing(says: Says) -> None:
    older = attended(CAFE)
    lately = Attendance(older.quarter, older.to_frame(), older.occasions().iloc[:0])
    assert says(str(ek.figure(lately, language="en")), "no_attendance_lately")
    with pytest.raises(InputError, match="nothing to draw"):
        ek.plot_attendance(lately)


@pytest.mark.parametrize("plot", [ek.plot_pre_post, ek.plot_attendance])
def test_what_is_no_result_is_refused_with_what_is_expected(plot: Any) -> None:
    with pytest.raises(ek.InputError, match=r"is a DataFrame; what ek\.\w+\(...\) returns"):
        plot(pd.DataFrame())
