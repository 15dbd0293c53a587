"""A survey about loneliness as Qualtrics exports it: three header rows, NA, broken bytes.

The columns that matter are named as in the published export of a real survey, so that one
profile reads both; the questions are our own.
"""

from __future__ import annotations

import csv
import io
import string
from pathlib import Path

import numpy as np

from evalkit.synthetic.cohort import Cohort
from evalkit.synthetic.items import split_score
from evalkit.synthetic.planted import Planted, Row, clean_row, planted_rows
from evalkit.synthetic.streams import stream

__all__ = ["SURVEY_FILE", "write_loneliness_survey"]

SURVEY_FILE = "qualtrics_export.csv"
TIME_ZONE = "Europe/Copenhagen"
BEFORE, DURING = ("Q13_1", "Q13_2", "Q13_3"), ("Q39_1", "Q39_2", "Q39_3")
BEFORE_TEXT = (
    "Think back to the month before the summer break.\nThere are no right or wrong answers."
)
DURING_TEXT = "Now think of the summer break itself.\nThere are no right or wrong answers."
# Column, question, and what Qualtrics calls it inside.
COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("StartDate", "Start Date", "startDate"),
    ("EndDate", "End Date", "endDate"),
    ("Status", "Response Type", "status"),
    ("Progress", "Progress", "progress"),
    ("Duration (in seconds)", "Duration (in seconds)", "duration"),
    ("Finished", "Finished", "finished"),
    ("RecordedDate", "Recorded Date", "recordedDate"),
    ("ResponseId", "Response ID", "_recordId"),
    ("ExternalReference", "External Data Reference", "externalDataReference"),
    ("DistributionChannel", "Distribution Channel", "distributionChannel"),
    ("UserLanguage", "User Language", "userLanguage"),
    ("Q3", "Consent: please tick every box you agree to", "QID2"),
    ("Q7", "How old are you?", "QID4_TEXT"),
    ("Q9", "What is your sex?", "QID5"),
    ("Q27", "What do you do at present?\n(more than one answer is possible)", "QID30"),
    ("Q28", 'If "other", please write here:', "QID31_TEXT"),
    ("Q29", "What is the highest education you have completed?", "QID32"),
    ("Q30", "Who do you live with?\n(more than one answer is possible)", "QID33"),
    *(
        (item, f"{BEFORE_TEXT} - Statement {i}", f"QID9_{i}")
        for i, item in enumerate(BEFORE, start=1)
    ),
    *(
        (item, f"{DURING_TEXT} - Statement {i}", f"QID39_{i}")
        for i, item in enumerate(DURING, start=1)
    ),
    ("Q24", "Last page: may we write to you about the results?", "QID27"),
)
DATED = ("startDate", "endDate", "recordedDate")
ANSWERED = tuple(name for name, _, _ in COLUMNS[11:])
HEADER_ROWS, MISSING = 3, "NA"
SEXES = {"man": "1", "woman": "2", "other": "3"}
FREE_TEXTS = (
    "between two jobs",
    "Folk high school",
    "helping in the family's shop",
    "voluntary work, two days",
)
# What a curly apostrophe became on its way through two wrong encodings; not valid UTF-8.
BROKEN = b"\x89\xdb\xaa".decode("utf-8", "surrogateescape")
BROKEN_TEXTS = (f"can{BROKEN}t work at the moment", f"I{BROKEN}m on sick leave")
UNFINISHED = 7


def write_loneliness_survey(cohort: Cohort, folder: Path, *, faults: bool = True) -> list[Planted]:
    """Write `qualtrics_export.csv` (comma, LF, UTF-8 with a few broken bytes).

    Parameters
    ----------
    cohort : Cohort
        People with the scale tils, read before and during.
    folder : pathlib.Path
        Where the file goes; made when it is not there.
    faults : bool
        Plant faults and unfinished answers.

    Returns
    -------
    list of Planted
        Every fault and unfinished answer; rows are counted as a spreadsheet does, a
        record with line breaks inside its quotes being one row.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = _answers(cohort, stream(cohort.seed, "survey details"))
    if faults:
        _spoil(rows, stream(cohort.seed, "survey faults"))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([name for name, _, _ in COLUMNS])
    writer.writerow([question for _, question, _ in COLUMNS])
    writer.writerow([_import_id(inside) for _, _, inside in COLUMNS])
    writer.writerows([row.cells.get(name, MISSING) for name, _, _ in COLUMNS] for row in rows)
    (folder / SURVEY_FILE).write_bytes(text.getvalue().encode("utf-8", "surrogateescape"))
    return planted_rows(
        rows, programme="loneliness_survey", file=SURVEY_FILE, first_row=HEADER_ROWS + 1
    )


def _import_id(inside: str) -> str:
    zone = f',"timeZone":"{TIME_ZONE}"' if inside in DATED else ""
    return f'{{"ImportId":"{inside}"{zone}}}'


def _answers(cohort: Cohort, rng: np.random.Generator) -> list[Row]:
    scores: dict[int, dict[int, int]] = {}
    for visit in cohort.visits():
        scores.setdefault(visit.person, {})[visit.reading] = round(visit.rated["tils"])
    rows = []
    for person in cohort.courses():
        before, during = (
            split_score(scores[person.person][reading], items=3, low=1, high=3, rng=rng)
            for reading in (0, 1)
        )
        started = np.datetime64(person.started, "m") + rng.integers(8 * 60, 22 * 60)
        cells = {
            **_metadata(started, int(rng.integers(240, 900)), rng),
            "Q3": "1,2,3,4",
            "Q7": str(person.started.year - person.birth_year),
            "Q9": SEXES.get(person.group, "3"),
            "Q27": ("1", "2", "4", "7", "2,7", "4,7")[rng.integers(6)],
            "Q29": str(rng.integers(1, 6)),
            "Q30": ("1", "2", "3", "1,4")[rng.integers(4)],
            **{
                item: str(code)
                for item, code in zip((*BEFORE, *DURING), (*before, *during), strict=True)
            },
            "Q24": str(rng.integers(1, 3)),
        }
        if rng.random() < 0.1:
            cells |= {"Q27": "8", "Q28": FREE_TEXTS[rng.integers(len(FREE_TEXTS))]}
        rows.append(Row(cells))
    return rows


def _metadata(started: np.datetime64, seconds: int, rng: np.random.Generator) -> dict[str, str]:
    letters = np.array(list(string.ascii_letters + string.digits))
    ended = _minute(started + seconds // 60)
    return {
        "StartDate": _minute(started),
        "EndDate": ended,
        "Status": "0",
        "Progress": "100",
        "Duration (in seconds)": str(seconds),
        "Finished": "1",
        "RecordedDate": ended,
        "ResponseId": "R_" + "".join(letters[rng.integers(len(letters), size=15)]),
        "DistributionChannel": "anonymous",
        "UserLanguage": "EN",
    }


def _minute(moment: np.datetime64) -> str:
    day, clock = str(moment.astype("datetime64[m]")).split("T")
    year, month, date = day.split("-")
    return f"{date}/{month}/{year} {clock}"


def _spoil(rows: list[Row], rng: np.random.Generator) -> None:
    for text in BROKEN_TEXTS:
        row = clean_row(rows, rng)
        row.cells["Q27"] = "8"
        row.spoil("Q28", text, what="bytes that are not valid UTF-8", kind="broken_bytes")
    for _ in range(UNFINISHED):
        row = clean_row(rows, rng)
        reached = int(rng.integers(0, len(ANSWERED) - 2))
        for column in ANSWERED[reached:]:
            row.cells.pop(column, None)
        progress = str(max(3, 100 * reached // len(ANSWERED)))
        row.cells |= {"Progress": progress, "Finished": "0"}
        row.mark("Finished", what="answer not finished", kind="unfinished")
    twice = clean_row(rows[len(rows) // 2 :], rng)
    other = clean_row(rows[: len(rows) // 2], rng)
    twice.spoil(
        "ResponseId",
        other.cells["ResponseId"],
        what="the same ResponseId as an earlier row",
        kind="duplicate_id",
    )
