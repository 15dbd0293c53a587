"""The drawing of a theory of change: every text is there, none on another, marks have words."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle
from matplotlib.text import Text as Drawn

import evalkit as ek
from evalkit.assessment.theory_of_change import TheoryOfChange
from evalkit.definition_files import LANGUAGES
from evalkit.errors import InputError
from evalkit.frames import SCORES
from evalkit.present.words import report_words
from evalkit.study import Study

SMALL = Path(__file__).parents[1] / "programmes" / "small_theory.yaml"
FIGURES = ("unik", "bindeleddet", "insp", "kbh_plus", "mentorbarn")


@pytest.fixture(autouse=True)
def _no_window() -> Iterator[None]:
    backend = mpl.get_backend()
    mpl.use("agg")
    yield
    plt.close("all")
    mpl.use(backend)


def with_readings() -> TheoryOfChange:
    rows = [{"person": f"k{n}", "score": 50.0, "date": "2025-01-01"} for n in range(6)]
    scores = pd.DataFrame(rows).assign(programme="ours", instrument="who5", scale="who5")
    study = Study(title={"da": "V", "en": "O"}, programme="ours", scores=SCORES.shaped(scores))
    return ek.theory_of_change(SMALL, study=study)


def plotted(result: TheoryOfChange, language: str = "en") -> Axes:
    axes = ek.plot_theory(result, language=language)
    canvas = axes.get_figure(root=True)
    assert canvas is not None
    canvas.canvas.draw()
    return axes


def read_off(axes: Axes, name: str) -> str:
    """Return what a box says, its lines put together again."""
    lines = [text.get_text() for text in axes.texts if text.get_gid() == name]
    return " ".join(lines)


def letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def legend(axes: Axes) -> dict[str, str]:
    names = [str(text.get_gid()) for text in axes.texts if "legend" in str(text.get_gid())]
    return {name.removeprefix("legend "): read_off(axes, name) for name in dict.fromkeys(names)}


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("name", FIGURES)
def test_every_node_of_every_figure_is_written_out(name: str, language: str) -> None:
    result = ek.theory_of_change(name)
    axes = plotted(result, language)
    for node in result.to_frame().to_dict("records"):
        said = letters(read_off(axes, node["node"]))
        assert said == letters(node[f"title_{language}"])
    said = [text.get_text() for text in axes.texts]
    for stage in result.stages.to_dict("records"):
        assert any(line.startswith(f"{stage['number']}. ") for line in said)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("name", FIGURES)
def test_no_text_lies_on_another_or_leaves_its_box(name: str, language: str) -> None:
    axes = plotted(ek.theory_of_change(name), language)
    canvas = axes.get_figure(root=True)
    assert canvas is not None
    extents = [text.get_window_extent() for text in axes.texts]
    for one, other in itertools.combinations(extents, 2):
        # Lines of one text may share the row of dots between them.
        assert not one.padded(-1).overlaps(other.padded(-1))
    frames = [
        patch.get_window_extent().padded(1)
        for patch in axes.patches
        if isinstance(patch, Rectangle)
    ]
    for text, extent in zip(axes.texts, extents, strict=True):
        assert canvas.bbox.padded(1).containsx(extent.x1)
        if not str(text.get_gid()).startswith("legend"):
            assert any(
                frame.containsx(extent.x0)
                and frame.containsx(extent.x1)
                and frame.containsy(extent.y0 + 3)
                and frame.containsy(extent.y1 - 3)
                for frame in frames
            ), text.get_text()


@pytest.mark.parametrize("name", FIGURES)
def test_letters_are_at_least_eight_points(name: str) -> None:
    axes = plotted(ek.theory_of_change(name))
    canvas = axes.get_figure(root=True)
    assert canvas is not None
    # A page shows pictures at most 44 rem wide, which are 704 of 96 dots an inch.
    assert canvas.get_size_inches()[0] <= 704 / 96
    assert min(float(text.get_fontsize()) for text in axes.texts) >= 8


def test_what_is_measured_has_a_mark_and_a_frame_and_words_for_both() -> None:
    axes = plotted(with_readings())
    assert read_off(axes, "wellbeing") == "● Better well-being ◆ 6 in the data"
    assert read_off(axes, "network").startswith("○ Network")
    assert read_off(axes, "debt") == "Less debt"
    widths = {
        (patch.get_linewidth() > 1, patch.get_linestyle())
        for patch in axes.patches
        if isinstance(patch, Rectangle) and patch.get_edgecolor() != (0, 0, 0, 0)
    }
    assert len({(is_heavy, str(style)) for is_heavy, style in widths}) == 3
    words = report_words("words")
    said = {name: letters(text) for name, text in legend(axes).items()}
    for name, key in {
        "text": "theory_legend_text",
        "evalkit": "theory_legend_evalkit",
        "": "theory_legend_none",
        "data": "theory_legend_data",
        "link_text": "theory_legend_link_text",
        "link_evalkit": "theory_legend_link_evalkit",
    }.items():
        assert letters(words[key]["en"]) in said[name]


def test_the_legend_explains_only_what_is_drawn() -> None:
    assert "data" not in legend(plotted(ek.theory_of_change(SMALL)))
    assert set(legend(plotted(ek.theory_of_change("insp")))) <= {"", "link_text", "link_evalkit"}


def test_the_legend_says_that_data_are_made_up() -> None:
    rows = [{"person": f"k{n}", "score": 50.0, "date": "2025-01-01"} for n in range(6)]
    scores = pd.DataFrame(rows).assign(programme="ours", instrument="who5", scale="who5")
    notes = {language: report_words("words")["made_up_notice"][language] for language in LANGUAGES}
    study = Study(
        title={"da": "V", "en": "O"}, programme="ours", scores=SCORES.shaped(scores), notes=notes
    )
    result = ek.theory_of_change(SMALL, study=study)
    assert legend(plotted(result, "da"))["data"].endswith("i data (opdigtede)")
    assert legend(plotted(with_readings(), "da"))["data"].endswith("i data")


def test_links_are_solid_by_the_text_and_dashed_by_evalkit() -> None:
    axes = plotted(ek.theory_of_change(SMALL))
    coloured = [line for line in axes.lines if line.get_color() in {"#0b5394", "#a04000"}]
    styles = [line.get_linestyle() for line in coloured]
    # One of each, and each once more in the legend.
    assert sorted(styles) == ["-", "-", "--", "--"]


def test_it_is_drawn_where_it_is_told_and_letters_shrink_with_the_place() -> None:
    canvas = Canvas(figsize=(4, 3), layout="constrained")
    left, right = canvas.subplots(1, 2)
    assert ek.plot_theory(ek.theory_of_change(SMALL), ax=right) is right
    assert not left.texts
    size = {text.get_fontsize() for text in right.texts if isinstance(text, Drawn)}
    assert max(size) < 4
    plain = Canvas(figsize=(14.6, 12)).subplots()
    ek.plot_theory(ek.theory_of_change(SMALL), ax=plain)
    assert min(float(text.get_fontsize()) for text in plain.texts) > 9


def test_a_dollar_in_a_text_is_a_dollar(tmp_path: Path) -> None:
    text = SMALL.read_text(encoding="utf-8").replace("Less debt", "'$5 less, $6 more'")
    path = tmp_path / "ours.yaml"
    path.write_text(text, encoding="utf-8")
    assert read_off(plotted(ek.theory_of_change(path)), "debt") == "$5 less, $6 more"


@pytest.mark.parametrize("asked", [[SMALL, "unik"], "housing_first"])
def test_several_or_none_are_refused(asked: object) -> None:
    with pytest.raises(InputError, match="one programme; the result has"):
        ek.plot_theory(ek.theory_of_change(asked))  # type: ignore[arg-type]
    with pytest.raises(InputError, match="`result` is a str"):
        ek.plot_theory("unik")  # type: ignore[arg-type]
