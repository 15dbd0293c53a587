"""One network map as a picture, a table and sentences: where relations stand, and no keys."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Circle, Rectangle, RegularPolygon

import evalkit as ek
from evalkit.errors import InputError
from evalkit.monitoring.network_map import NetworkMap
from evalkit.present.blocks import Figure
from evalkit.present.plots.map_layout import GAP, HUB, laid_out_map
from evalkit.present.plots.network_map import plot_network_map

mpl.use("agg")
Says = Callable[..., bool]
ALTER = "0202901234"


def drawn(
    size: int, *, levels: tuple[float | None, ...] = (1, 2, 3), seed: int = 1
) -> pd.DataFrame:
    made = np.random.default_rng(seed)
    sectors = ["family", "friends", "school or work", "professionals"]
    rows = [
        (
            "0101901234",
            "2026-07-01",
            f"{ALTER}{number}",
            sectors[made.choice(4, p=[0.4, 0.25, 0.15, 0.2])],
            levels[made.integers(len(levels))],
            [False, True, None][made.choice(3, p=[0.6, 0.3, 0.1])],
        )
        for number in range(size)
    ]
    return pd.DataFrame(rows, columns=["person", "date", "alter", "sector", "closeness", "paid"])


def two_maps() -> pd.DataFrame:
    frame = drawn(6)
    before = frame.head(4).assign(date="2026-01-01", closeness=[1, 2, 3, 1])
    return pd.concat([before, frame.tail(4).assign(closeness=[2, 2, 1, 3])])


def one(frame: pd.DataFrame, **arguments: str) -> NetworkMap:
    return ek.network_map(frame, "0101901234", **arguments)


@pytest.mark.parametrize("size", [1, 2, 8, 16, 25])
@pytest.mark.parametrize("levels", [(1, 2, 3), (1, 2, 3, None), (None,), tuple(range(11))])
def test_everyone_stands_in_their_slice_and_ring_and_nobody_on_another(
    size: int, levels: tuple[float | None, ...]
) -> None:
    found = one(drawn(size, levels=levels))
    rings, slices, spots = laid_out_map(found)
    assert [spot.number for spot in spots] == list(range(1, size + 1))
    ties = found.to_frame().set_index("number")
    places = {part.sector: part for part in slices}
    for spot in spots:
        radius = math.hypot(spot.x, spot.y)
        angle = math.atan2(spot.x, spot.y) % (2 * math.pi)
        ring, part = rings[spot.ring], places[spot.sector]
        assert ring.holds(ties.loc[spot.number, "closeness"])
        assert part.sector == ties.loc[spot.number, "sector"]
        assert ring.inner <= radius <= ring.outer
        assert part.start <= angle <= part.end
    apart = [math.hypot(a.x - b.x, a.y - b.y) / a.size for a, b in itertools.combinations(spots, 2)]
    # Only where nearly all are in one ring of a few narrow ones do two touch.
    assert min(apart, default=1.0) > (0.9 if len(levels) < 5 else 0.6)
    assert rings[0].inner == HUB
    assert rings[-1].outer == pytest.approx(1.0)
    assert slices[0].start == GAP
    assert slices[-1].end == pytest.approx(2 * math.pi - GAP)


def test_the_closest_are_nearest_the_middle_and_the_unknown_furthest_out() -> None:
    rings, _, _ = laid_out_map(one(drawn(12, levels=(1, 2, 3, None))))
    assert [ring.low for ring in rings] == [3.0, 2.0, 1.0, None]
    many, _, _ = laid_out_map(one(drawn(25, levels=tuple(range(11)), seed=3)))
    assert len(many) == 5
    assert (many[0].high, many[-1].low) == (10.0, 0.0)


def test_the_shape_says_whether_a_relation_is_paid() -> None:
    found = one(drawn(25))
    axes = plot_network_map(found, language="en")
    counts = found.counts()
    kinds = [type(patch) for patch in axes.patches]
    assert kinds.count(Rectangle) == counts["paid"]
    assert kinds.count(RegularPolygon) == counts["paid_unknown"]
    # The others are rings and the person in the middle.
    assert kinds.count(Circle) == counts["unpaid"] + len(laid_out_map(found)[0]) + 1
    texts = {text.get_text() for text in axes.texts}
    assert {f"{number}" for number in range(1, 26)} <= texts


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_is_read_aloud_holds_every_relation_and_no_key(says: Says, language: str) -> None:
    found = one(two_maps(), since="first")
    figure = ek.figure(found, language=language)
    assert isinstance(figure, Figure)
    everything = f"{figure.alt}{figure.caption}{figure.data.as_data()}{ek.say(found)}"
    assert ALTER not in everything
    assert "0101901234" not in everything
    assert len(figure.data.rows) == 6
    assert figure.data.name == ""
    assert says(" ".join(figure.data.notes), "map_internal", language)
    assert says(figure.alt, "map_alt", language)
    assert says(figure.alt, "map_say_since", language, came=2, went=2, closer=1, further=1)
    assert says(" ".join(ek.say(found, language=language)), "map_internal", language)
    axes = plot_network_map(found, language=language)
    legend = [text.get_text() for text in axes.get_legend().get_texts()]
    words = {"da": {"kommet til", "gået ud"}, "en": {"came", "went"}}[language]
    assert words <= set(legend)


def test_a_map_of_one_relation_without_anything_known() -> None:
    frame = drawn(1)[["person", "date", "alter"]]
    figure = ek.figure(one(frame), language="en")
    assert isinstance(figure, Figure)
    assert "1 relation," in figure.alt
    assert figure.data.rows == (("1", "Not noted", "not noted", "not noted"),)


def test_what_is_refused() -> None:
    with pytest.raises(InputError, match="network_map"):
        plot_network_map("no result")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="language"):
        plot_network_map(one(drawn(1)), language="sv")
