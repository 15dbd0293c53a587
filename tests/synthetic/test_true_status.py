"""The planted shares of statuses against brute force, and the file against the spells."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
from pathlib import Path

import numpy as np
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.synthetic.cohort import make_cohort
from evalkit.synthetic.danish_csv import danish_date
from evalkit.synthetic.examples import UNIK, UNIK_STATUSES
from evalkit.synthetic.exports import write_examples
from evalkit.synthetic.statuses import StatusDesign, made_spells, true_status_share
from evalkit.synthetic.unik import ung_id, write_unik
from evalkit.synthetic.unik_statuses import DOMAINS, WORDS, write_unik_statuses

N = 4_000


def test_the_true_share_by_hand() -> None:
    one_way = StatusDesign("job", ("no", "yes"), (1.0, 0.0), ((0.0, 0.1), (0.0, 0.0)))
    assert true_status_share(one_way, status="no", month=6) == pytest.approx(np.exp(-0.6))
    both_ways = StatusDesign("job", ("no", "yes"), (1.0, 0.0), ((0.0, 0.1), (0.3, 0.0)))
    # Two states: the share approaches a / (a + b) at the rate a + b.
    expected = 0.25 * (1 - np.exp(-0.4 * 5))
    assert true_status_share(both_ways, status="yes", month=5) == pytest.approx(expected)
    for design in UNIK_STATUSES:
        shares = [true_status_share(design, status=s, month=9) for s in design.statuses]
        assert sum(shares) == pytest.approx(1)
    with pytest.raises(InputError, match="Did you mean 'wage'"):
        true_status_share(UNIK_STATUSES[0], status="wag", month=0)


def test_an_analysis_of_the_file_finds_the_truth(tmp_path: Path) -> None:
    """From the writer through the door to the shares, with people enough and all followed."""
    design = dataclasses.replace(UNIK, n=N, reading_months=(0,), as_of=dt.date(2028, 1, 1))
    cohort = make_cohort(design, seed=5)
    write_unik(cohort, tmp_path, faults=False)
    write_unik_statuses(cohort, tmp_path, designs=UNIK_STATUSES, faults=False)
    # More people than a key of four characters can name.
    text = (Path(ek.__file__).parent / "definitions/profiles/unik.yaml").read_text("utf-8")
    profile = tmp_path / "wide.yaml"
    profile.write_text(text.replace("width: 4", "width: 5"), encoding="utf-8")
    for name in ("forloeb.csv", "statusser.csv", "dataset.csv"):
        _widened(tmp_path / name)
    study = ek.load(tmp_path, profile=profile, today=dt.date(2028, 1, 1))
    frame = ek.status_at(study, months=(0, 6, 12)).to_frame().set_index(["status", "month"])
    for one in UNIK_STATUSES:
        for status in set(one.statuses) - set(one.unseen):
            for month in (0, 6, 12):
                found = frame.loc[(status, month)]
                truth = true_status_share(one, status=status, month=month)
                error = np.sqrt(truth * (1 - truth) / found["n"])
                assert abs(found["share"] - truth) < 4.5 * error, (status, month)


def _widened(path: Path) -> None:
    """Give every person's number four digits."""
    rows = list(csv.reader(path.read_text("cp1252").splitlines(), delimiter=";"))
    at = rows[0].index("ung_id")
    for row in rows[1:]:
        row[at] = f"U{int(row[at][1:]):04d}"
    path.write_text("\n".join(";".join(row) for row in rows), encoding="cp1252")


def test_a_clean_file_holds_the_spells(tmp_path: Path) -> None:
    cohort = make_cohort(UNIK, seed=8)
    assert write_unik_statuses(cohort, tmp_path, designs=UNIK_STATUSES, faults=False) == []
    with (tmp_path / "statusser.csv").open(encoding="cp1252", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    spells = made_spells(cohort, UNIK_STATUSES)
    for row, spell in zip(rows, spells, strict=True):
        assert (row["ung_id"], row["omraade"]) == (ung_id(spell.person), DOMAINS[spell.domain])
        assert row["status"] == WORDS[spell.status]
        assert (row["fra"], row["til"]) == (danish_date(spell.started), danish_date(spell.ended))
        assert UNIK.as_of is not None
        assert spell.started <= UNIK.as_of
        assert spell.ended is None or spell.started <= spell.ended < UNIK.as_of


def test_statuses_leave_every_other_file_as_it_was(tmp_path: Path) -> None:
    write_examples(tmp_path / "all", seed=3)
    write_unik(make_cohort(UNIK, seed=3), tmp_path / "alone")
    for path in (tmp_path / "alone").iterdir():
        assert path.read_bytes() == (tmp_path / "all" / "unik" / path.name).read_bytes()


@pytest.mark.parametrize(
    ("start", "rates", "says"),
    [
        ((0.5, 0.4), ((0.0, 0.1), (0.1, 0.0)), "do not sum to 1"),
        ((0.5, 0.5), ((0.0, 0.1),), "2 rows of 2 rates"),
        ((0.5, 0.5), ((0.0, -0.1), (0.1, 0.0)), "none below 0"),
    ],
)
def test_designs_that_are_none(
    start: tuple[float, ...], rates: tuple[tuple[float, ...], ...], says: str
) -> None:
    with pytest.raises(InputError, match=says):
        StatusDesign("job", ("no", "yes"), start, rates)
