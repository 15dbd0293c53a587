"""The writers: a clean file holds what the cohort says, and nothing depends on the machine."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from evalkit.errors import InputError
from evalkit.synthetic.attendance import make_attendance
from evalkit.synthetic.bindeleddet import AREAS, borgernumre, write_bindeleddet
from evalkit.synthetic.cafe_step import write_cafe_step
from evalkit.synthetic.cohort import make_cohort
from evalkit.synthetic.danish_csv import danish_date
from evalkit.synthetic.empower4u import write_empower4u
from evalkit.synthetic.examples import (
    BINDELEDDET,
    CAFE_STEP,
    DOWNLOADED,
    EMPOWER4U,
    LONELINESS_SURVEY,
    UNIK,
)
from evalkit.synthetic.items import split_score
from evalkit.synthetic.loneliness_survey import write_loneliness_survey
from evalkit.synthetic.unik import RSES_NEGATIVE, ung_id, write_unik


def danish(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="cp1252", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def test_a_clean_star_file_holds_the_cohorts_scores(tmp_path: Path) -> None:
    cohort = make_cohort(BINDELEDDET, seed=8)
    planted = write_bindeleddet(cohort, tmp_path, faults=False)
    rows = danish(tmp_path / "outcomes_star.csv")
    numbers = borgernumre(cohort)
    for row, visit in zip(rows, cohort.visits(), strict=True):
        assert (row["Borgernr"], row["Dato"]) == (numbers[visit.person], danish_date(visit.date))
        for area, header in AREAS.items():
            score = visit.scores[area]
            assert row[header] == ("" if np.isnan(score) else str(int(score)))
    assert {fault.kind for fault in planted} == {"missing_item"}
    assert len(danish(tmp_path / "forloeb.csv")) == BINDELEDDET.n


def test_clean_survey_answers_add_up_to_the_cohorts_scores(tmp_path: Path) -> None:
    cohort = make_cohort(UNIK, seed=8)
    write_unik(cohort, tmp_path, faults=False)
    rows = {(row["ung_id"], row["dato"]): row for row in danish(tmp_path / "dataset.csv")}
    for visit in cohort.visits():
        row = rows[ung_id(visit.person), danish_date(visit.date)]
        assert sum(6 - int(row[f"who_{i}"]) for i in range(1, 6)) * 4 == visit.scores["who5"]
        assert sum(int(row[f"tils_{i}"]) for i in range(1, 4)) == visit.scores["tils"]
        shown = {i: row[f"rses_{i}"] for i in range(1, 11)}
        if "" not in shown.values():
            points = [
                int(code) - 1 if i in RSES_NEGATIVE else 4 - int(code) for i, code in shown.items()
            ]
            assert sum(points) == visit.scores["rses"]
        else:
            assert np.isnan(visit.scores["rses"])


def test_clean_workbooks_hold_the_cohorts_scores(tmp_path: Path) -> None:
    cohort = make_cohort(EMPOWER4U, seed=8)
    planted = write_empower4u(cohort, tmp_path, downloaded=DOWNLOADED, faults=False)
    book = CalamineWorkbook.from_path(tmp_path / "empower4u.xlsx")
    rows = book.get_sheet_by_name("Målinger").to_python(skip_empty_area=False)
    assert rows[0][0] == "Empower4U \N{EN DASH} målinger, udtrukket 06-10-2026"
    assert set(rows[1]) == {""}
    cells = {
        (row[0], wave): row[1 + 3 * wave : 4 + 3 * wave] for row in rows[3:-1] for wave in range(3)
    }
    for visit in cohort.visits():
        day, *scores = cells[101 + visit.person, visit.reading]
        assert day == visit.date
        assert scores == ["" if np.isnan(score) else score for score in visit.scores.values()]
    assert {fault.kind for fault in planted} <= {"missing_item", "total_row"}
    means = [row[2] for row in rows[3:-1] if row[2] != ""]
    assert rows[-1][2] == pytest.approx(sum(means) / len(means))


def test_a_clean_attendance_sheet_counts_those_who_came(tmp_path: Path) -> None:
    attendance = make_attendance(CAFE_STEP, seed=8)
    write_cafe_step(attendance, tmp_path, downloaded=DOWNLOADED, faults=False)
    book = CalamineWorkbook.from_path(tmp_path / "fremmoede.xlsx")
    header, *rows, total = book.get_sheet_by_name("Fremmøde").to_python(skip_empty_area=False)
    came = attendance.marks.groupby("date")["came"].sum()
    for column, evening in enumerate(header[3:], start=3):
        assert sum(row[column] == "x" for row in rows) == total[column] == came.get(str(evening), 0)
    assert all(evening.weekday() == 3 for evening in header[3:])
    assert header[3] == dt.date(2025, 8, 7)
    assert header[-1] == dt.date(2026, 10, 1)


def test_a_clean_survey_file_is_valid_utf8_and_finished(tmp_path: Path) -> None:
    cohort = make_cohort(LONELINESS_SURVEY, seed=8)
    assert write_loneliness_survey(cohort, tmp_path, faults=False) == []
    content = (tmp_path / "qualtrics_export.csv").read_bytes()
    assert b"\r" not in content
    rows = list(csv.reader(content.decode("utf-8").splitlines(keepends=True)))
    assert {len(row) for row in rows} == {25}
    header = rows[0]
    answers = [dict(zip(header, row, strict=True)) for row in rows[3:]]
    assert {answer["Finished"] for answer in answers} == {"1"}
    before = [sum(int(answer[f"Q13_{i}"]) for i in (1, 2, 3)) for answer in answers]
    readings = cohort.readings
    assert before == readings.loc[readings["reading"] == 0, "score"].tolist()


def test_danish_files_end_their_lines_as_windows_does(tmp_path: Path) -> None:
    write_bindeleddet(make_cohort(BINDELEDDET, seed=8), tmp_path)
    for file in ("forloeb.csv", "outcomes_star.csv"):
        content = (tmp_path / file).read_bytes()
        assert content.count(b"\n") == content.count(b"\r\n")
        assert "ø".encode("cp1252") in content


def test_a_workbook_carries_no_trace_of_day_or_machine(tmp_path: Path) -> None:
    write_empower4u(make_cohort(EMPOWER4U, seed=8), tmp_path, downloaded=DOWNLOADED)
    with ZipFile(tmp_path / "empower4u.xlsx") as archive:
        for part in archive.infolist():
            assert part.date_time == (1980, 1, 1, 0, 0, 0)
            assert (part.compress_type, part.create_system, part.external_attr) == (
                ZIP_STORED,
                0,
                0o600 << 16,
            )
        assert b"2026-10-06T12:00:00Z" in archive.read("docProps/core.xml")


def test_a_cohort_too_small_for_the_faults_is_refused_with_a_way_out(tmp_path: Path) -> None:
    tiny = make_cohort(dataclasses.replace(BINDELEDDET, n=2), seed=1)
    with pytest.raises(InputError, match="larger cohort, or faults=False"):
        write_bindeleddet(tiny, tmp_path)


@given(
    data=st.data(),
    items=st.integers(2, 12),
    low=st.integers(0, 2),
    width=st.integers(1, 6),
    seed=st.integers(0, 99),
)
def test_items_sum_to_their_score(
    data: st.DataObject, items: int, low: int, width: int, seed: int
) -> None:
    total = data.draw(st.integers(items * low, items * (low + width)))
    answers = split_score(
        total, items=items, low=low, high=low + width, rng=np.random.default_rng(seed)
    )
    assert len(answers) == items
    assert sum(answers) == total
    assert all(low <= answer <= low + width for answer in answers)
