"""The published lockdown survey as it stands, and the made-up export of its shape."""

from pathlib import Path

import pandas as pd
import pytest

import evalkit as ek

REPOSITORY = Path(__file__).parents[2]
REAL = REPOSITORY.parent / "shared" / "data" / "lockdown_loneliness"
MADE_UP = REPOSITORY / "data" / "examples" / "loneliness_survey" / "qualtrics_export.csv"
# Listed by the authors with a total, without any answer to Q39 in the export they published.
UNANSWERED = "R_2yk1CSC8mwjjLGP"

needs_real = pytest.mark.skipif(
    not (REAL / "qualtrics_export.csv").is_file(),
    reason="the published survey (CC BY 4.0) is not committed; it lies beside the repository",
)


@pytest.fixture(scope="module")
def real() -> ek.Study:
    return ek.load(REAL / "qualtrics_export.csv", profile="loneliness_survey")


def totals(study: ek.Study) -> pd.DataFrame:
    return study.scores.pivot(index="person", columns="wave", values="score")


@needs_real
def test_every_answer_is_received(real: ek.Study) -> None:
    assert (real.received, real.loaded, real.set_aside, real.not_data) == (571, 571, 0, 0)


@needs_real
def test_the_totals_are_the_published_ones(real: ek.Study) -> None:
    published = pd.read_csv(REAL / "loneliness_wide_published.csv", index_col="response_id")
    ours = totals(real).reindex(published.index)
    same = (ours["before"] == published["loneliness_before"]) & (
        ours["during"] == published["loneliness_during"]
    )
    assert len(published) == 220
    assert same.sum() == 219
    assert published.index[~same].tolist() == [UNANSWERED]


@needs_real
def test_the_one_that_differs_is_a_finding_and_gets_no_score(real: ek.Study) -> None:
    ours = real.scores.loc[real.scores["person"] == UNANSWERED]
    assert ours["wave"].tolist() == ["before"]
    row = ours["row"].item()
    found = real.findings.loc[real.findings["row"] == row]
    assert found["code"].tolist() == ["EK410"]
    assert "'during'" in found["message"].item()


@needs_real
def test_broken_bytes_are_noted(real: ek.Study) -> None:
    assert (real.findings["code"] == "EK104").sum() == 1


def test_the_made_up_export_reads_the_same_way() -> None:
    study = ek.load(MADE_UP, profile="loneliness_survey")
    assert study.received == study.loaded + study.set_aside + study.not_data == 90
    assert set(totals(study).columns) == {"before", "during"}
    # Row 1 is the header; two more header rows are skipped, so the first person is in row 4.
    assert study.enrolments["row"].min() == 4
    assert {"EK104", "EK306", "EK410", "EK502"} <= set(study.findings["code"])
    assert study.notes is not None
