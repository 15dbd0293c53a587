"""What is kept of the drawn practices is what they give today, and the page says it."""

from __future__ import annotations

from pathlib import Path

import pytest
from scipy import stats
from signal_alarms import WRITERS, document, drawn, kept

PAGE = (Path(__file__).parents[2] / "docs" / "false-alarms.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("programme", ["insp", "mentorbarn", "netvaerksmoeder", "unik"])
def test_a_practice_drawn_again_is_the_one_that_is_kept(programme: str) -> None:
    rows = kept()
    rows = rows[(rows["programme"] == programme) & (rows["seed"] == 1)].reset_index(drop=True)
    found = drawn(programme, 1)
    columns = ["watch", "looks", "seen"]
    assert found[columns].to_dict("list") == rows[columns].to_dict("list")
    assert found["stated"].tolist() == pytest.approx(rows["stated"].tolist(), abs=1e-4)


def test_the_page_is_that_of_what_is_kept() -> None:
    assert document() in PAGE


def test_no_watch_is_above_its_stated_rate() -> None:
    rows = kept()
    assert set(rows["programme"]) == set(WRITERS)
    tested = rows[rows["watch"] != "age"]
    for names in (["watch"], ["programme", "watch"]):
        sums = tested.groupby(names)[["looks", "stated", "seen"]].sum()
        for looks, stated, seen in sums.itertuples(index=False):
            # More than this would come by chance in one table of a thousand.
            assert seen <= stats.binom.ppf(0.999, looks, stated / looks)
