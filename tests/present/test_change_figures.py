"""The other figures of change: what is drawn where, what is refused, and the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

import evalkit as ek
from evalkit.errors import InputError
from evalkit.outcomes.change import PrePost
from evalkit.present.blocks import Figure, Table, Text

Compared = Callable[..., PrePost]
Says = Callable[..., bool]
RISE = [8.0, 12.0] * 6
FALL = [-8.0, -12.0] * 6
MIXED = [4.0, 4.0, 4.0, 0.0, -2.0]
KINDS = ("estimation", "before_after", "forest")


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


def figure(result: object, kind: str, **options: object) -> Figure:
    shown = ek.figure(result, kind=kind, **options)  # type: ignore[arg-type]
    assert isinstance(shown, Figure)
    return shown


def markers(ax: Axes, form: str) -> list[tuple[float, float]]:
    """Return where the markers of a form stand."""
    lines = [line for line in ax.lines if line.get_marker() == form and len(line.get_xdata())]
    return [
        (float(x), float(y))
        for line in lines
        for x, y in zip(np.ravel(line.get_xdata()), np.ravel(line.get_ydata()), strict=True)
    ]


# Estimation plot --------------------------------------------------------------------------


def test_a_line_for_each_pair_of_readings_wider_where_several_have_it(
    compared: Compared, ax: Axes
) -> None:
    ek.plot_estimation(compared({"who5": MIXED}, start=40.0), ax=ax, language="en")
    lines = [line for line in ax.lines if len(line.get_xdata()) == 2]
    drawn = {tuple(np.asarray(line.get_ydata(), dtype=float)): line for line in lines}
    assert set(drawn) == {(40.0, 44.0), (40.0, 40.0), (40.0, 38.0)}
    widths = {ends: line.get_linewidth() for ends, line in drawn.items()}
    assert widths[40.0, 44.0] == 3 * widths[40.0, 40.0] == 3 * widths[40.0, 38.0]
    # Not by colour alone: a whole line, a dashed and a dotted one.
    assert len({str(line.get_linestyle()) for line in drawn.values()}) >= 2
    legend = ax.get_legend()
    assert legend is not None
    texts = [text.get_text() for text in legend.get_texts()]
    assert texts == ["improved: 3", "same: 1", "worse: 1"]


def test_the_change_stands_level_with_the_latest_mean(compared: Compared, ax: Axes) -> None:
    result = compared({"who5": RISE}, start=40.0)
    ek.plot_estimation(result, ax=ax)
    row = result.to_frame().iloc[0]
    diamonds = [place for place in markers(ax, "D") if place[0] in (0.0, 1.0)]
    assert diamonds == [(0.0, 40.0), (1.0, 50.0)]
    assert [y for x, y in markers(ax, "o") if x > 1] == [50.0]
    bars = [path.vertices for one in ax.collections for path in one.get_paths()]
    upright = [bar for bar in bars if bar[0, 0] == bar[1, 0]]  # type: ignore[index, call-overload]
    assert len(upright) == 1
    ends = np.asarray(upright[0])[:, 1] - 40.0
    np.testing.assert_allclose(ends, [row["conf_low"], row["conf_high"]])


def test_lower_is_better_turns_the_words_and_not_the_lines(compared: Compared, ax: Axes) -> None:
    ek.plot_estimation(compared({"t_ils": [-1.0] * 4 + [1.0]}, start=6.0), ax=ax, language="da")
    legend = ax.get_legend()
    assert legend is not None
    assert next(text.get_text() for text in legend.get_texts()) == "frem: 4"
    assert "lavere er bedre" in ax.get_title(loc="left")


def test_fewer_than_five_are_not_drawn(compared: Compared, says: Says) -> None:
    result = compared({"who5": [1.0, 2.0, 3.0, 4.0]})
    with pytest.raises(InputError, match="Fewer than 5"):
        ek.plot_estimation(result)
    shown = ek.figure(result, kind="estimation", language="en")
    assert isinstance(shown, Text)
    assert says(str(shown), "estimation_few", n=4, least=5)
    assert isinstance(ek.figure(compared({"who5": [1.0] * 5}), kind="estimation"), Figure)


def test_the_row_has_to_be_named_where_there_are_several(compared: Compared) -> None:
    result = compared({"who5": RISE, "gse": FALL}, start=30.0)
    with pytest.raises(InputError, match="2 rows"):
        ek.plot_estimation(result)
    with pytest.raises(InputError, match="who5"):
        ek.plot_estimation(result, key="who")
    with pytest.raises(InputError, match="scale"):
        ek.plot_estimation(result, key={"scle": "who5"})
    with pytest.raises(InputError, match="kind='estimation'"):
        ek.figure(result, kind="forest", key="who5")
    assert figure(result, "estimation", key="gse").data.numbers[0]["scale"] == "gse"


def test_a_scale_nobody_defined_is_drawn_too(compared: Compared, ax: Axes) -> None:
    ek.plot_estimation(compared({"ours": RISE}), ax=ax, language="en")
    assert ax.get_title(loc="left") == "ours"
    legend = ax.get_legend()
    assert legend is not None
    assert next(text.get_text() for text in legend.get_texts()) == "higher: 12"


# Before and after by area -----------------------------------------------------------------


def test_circle_first_diamond_latest_on_the_whole_scale(compared: Compared, ax: Axes) -> None:
    ek.plot_before_after(compared({"who5": RISE}), ax=ax, language="en")
    assert markers(ax, "o") == [(50.0, 0.0)]
    assert markers(ax, "D") == [(60.0, 0.0)]
    low, high = ax.get_xlim()
    assert low < 0
    assert high > 100
    assert {text.get_text() for text in ax.texts} == {"50.0", "60.0"}


def test_scales_of_different_lengths_are_drawn_as_shares_with_their_own_numbers(
    compared: Compared, ax: Axes
) -> None:
    # 6 on T-ILS (3 to 9) is half of its length; 6 of 100 is 6.
    result = compared({"who5": RISE, "t_ils": [-1.0, -2.0] * 6}, start=6.0)
    ek.plot_before_after(result, ax=ax, language="en")
    assert markers(ax, "o") == [(6.0, 1.0), (50.0, 0.0)]
    np.testing.assert_allclose(markers(ax, "D"), [(16.0, 1.0), (25.0, 0.0)])
    assert {text.get_text() for text in ax.texts} == {"6.0", "16.0", "6.00", "4.50"}
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert "lower is better" in labels[1]
    assert "3 to 9" in labels[1]


def test_stages_that_areas_share_are_fields_and_a_single_scales_bands_are_not(
    ax: Axes, compared: Compared
) -> None:
    study = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    ek.plot_before_after(ek.pre_post(study), ax=ax, language="en")
    named = [text.get_text() for text in ax.texts if "Stage" in text.get_text()]
    assert len(named) == 5
    assert len(ax.patches) == 3
    other = Canvas().subplots()
    ek.plot_before_after(compared({"who5": RISE}), ax=other)
    assert not other.patches


def test_before_and_after_needs_somebody() -> None:
    rows = {"person": ["a", "b"], "scale": "who5", "date": "2026-01-01", "score": [1.0, 2.0]}
    nobody = ek.pre_post(pd.DataFrame(rows))
    assert isinstance(ek.figure(nobody, kind="before_after"), Text)
    assert isinstance(ek.figure(nobody, kind="forest"), Text)
    for plot in (ek.plot_before_after, ek.plot_forest):
        with pytest.raises(InputError, match="to_frame"):
            plot(nobody)  # type: ignore[operator]


# Forest -----------------------------------------------------------------------------------


def test_one_unit_is_drawn_in_points(compared: Compared, ax: Axes, says: Says) -> None:
    result = compared({"a": RISE}, better="higher")
    ek.plot_forest(result, ax=ax, language="en")
    assert markers(ax, "s") == [(10.0, 0.0)]
    assert says(ax.get_xlabel(), "change_axis")
    assert "12" in [text.get_text() for text in ax.texts]


def test_no_common_unit_is_drawn_as_d_z_turned_to_the_better(compared: Compared, ax: Axes) -> None:
    result = compared({"who5": RISE, "t_ils": [-1.0, -2.0] * 6}, start=8.0)
    ek.plot_forest(result, ax=ax, language="en")
    frame = result.to_frame()
    expected = [(frame["d_z"][0], 0.0), (-frame["d_z"][1], -1.0)]
    np.testing.assert_allclose(markers(ax, "s"), expected)
    assert "turned" in ax.get_xlabel()
    data = figure(result, "forest", language="en").data
    assert data.rows[1][2] == "\N{MINUS SIGN}1.50"
    drawn = data.numbers[1]
    ends = (-frame["d_z_high"][1], -frame["d_z_low"][1])
    assert (drawn["drawn_low"], drawn["drawn_high"]) == pytest.approx(ends)


def test_a_row_without_d_z_is_named_below(compared: Compared) -> None:
    result = compared({"who5": RISE, "t_ils": [-1.0] * 6}, start=8.0)
    data = figure(result, "forest", language="en").data
    assert [row[0] for row in data.rows] == ["Well-being (WHO-5)"]
    assert data.notes[-1].endswith("Loneliness (T-ILS).")


def test_comparisons_are_stacked_under_their_headings(compared: Compared, ax: Axes) -> None:
    one, other = compared({"who5": RISE}), compared({"who5": FALL})
    ek.plot_forest({"North": one, "South": other}, ax=ax, language="en")
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == ["Well-being (WHO-5)"] * 2 + ["North", "South"]
    places = dict(zip(labels[2:], ax.get_yticks()[2:], strict=True))
    assert places["North"] > markers(ax, "s")[0][1] > places["South"] > markers(ax, "s")[1][1]
    data = figure([one, other], "forest", language="en").data
    titles = [row[0] for row in data.rows]
    assert titles == ["Comparison 1: Well-being (WHO-5)", "Comparison 2: Well-being (WHO-5)"]


def test_groups_stand_under_their_scale() -> None:
    study = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    result = ek.pre_post(study, by=("scale", "site"))
    data = figure(result, "forest", language="en").data
    titles = [row[0] for row in data.rows]
    assert titles[:3] == [
        f"Motivation and taking responsibility: {s}" for s in ("Vejle", "Aarhus", "Esbjerg")
    ]
    assert len(titles) == 33


def test_comparisons_of_different_confidence_are_not_stacked() -> None:
    study = ek.load("data/examples/empower4u", profile="empower4u")
    both = [ek.pre_post(study), ek.pre_post(study, confidence=0.9)]
    with pytest.raises(InputError, match="confidence"):
        ek.figure(both, kind="forest")


# All of them ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["da", "en"])
def test_the_figures_numbers_are_those_of_the_table(
    compared: Compared, kind: str, language: str
) -> None:
    result = compared({"who5": RISE}, start=37.0)
    shown, table = figure(result, kind, language=language), ek.table(result, language=language)
    assert isinstance(table, Table)
    labels = [column.label for column in table.columns]
    expected = dict(zip(labels, table.rows[0], strict=True))
    for column, cell in zip(shown.data.columns, shown.data.rows[0], strict=True):
        assert expected[column.label] == cell
    assert shown.alt
    assert shown.caption != shown.alt


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_the_same_every_time_and_touches_nothing(
    compared: Compared, kind: str
) -> None:
    result = compared({"who5": RISE})
    settings, before = mpl.rcParams.copy(), result.to_frame()
    assert figure(result, kind).png == figure(result, kind).png
    assert mpl.rcParams == settings
    assert not plt.get_fignums()
    assert result.to_frame().equals(before)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_comparison_is_refused(kind: str) -> None:
    for other in (7, "who5", [], [7]):
        with pytest.raises(InputError):
            ek.figure(other, kind=kind)


@pytest.mark.parametrize("plot", [ek.plot_estimation, ek.plot_before_after, ek.plot_forest])
def test_a_plot_alone_makes_its_own_figure(compared: Compared, plot: Callable[..., Axes]) -> None:
    drawn = plot(compared({"who5": RISE}), language="en")
    assert plt.get_fignums() == [drawn.figure.number]  # type: ignore[union-attr]
    with pytest.raises(InputError):
        plot(7)
    with pytest.raises(InputError):
        plot(compared({"who5": RISE}), language="sv")


def test_a_misspelt_kind_is_refused(compared: Compared) -> None:
    with pytest.raises(InputError, match="forest"):
        ek.figure(compared({"who5": RISE}), kind="forrest")


def test_no_person_shows_in_words(compared: Compared) -> None:
    for kind in KINDS:
        shown = figure(compared({"who5": RISE}), kind)
        assert "p11" not in f"{shown.alt} {shown.caption} {shown.data} {shown.data.numbers}"
