"""All example folders in one go, and the lists of faults and of problems planted in them."""

from __future__ import annotations

from pathlib import Path

from evalkit.synthetic import (
    bindeleddet_practice,
    cafe_step_practice,
    empower4u_practice,
    examples,
    housing_first,
    insp,
    mentorbarn,
    netvaerksopbygning,
    network_meetings,
)
from evalkit.synthetic.attendance import make_attendance
from evalkit.synthetic.bindeleddet import write_bindeleddet
from evalkit.synthetic.bindeleddet_practice import write_bindeleddet_practice
from evalkit.synthetic.cafe_step import write_cafe_step
from evalkit.synthetic.cafe_step_practice import write_cafe_step_practice
from evalkit.synthetic.cohort import make_cohort
from evalkit.synthetic.empower4u import write_empower4u
from evalkit.synthetic.empower4u_practice import write_empower4u_practice
from evalkit.synthetic.housing_first import write_housing_first
from evalkit.synthetic.insp import write_insp
from evalkit.synthetic.loneliness_survey import write_loneliness_survey
from evalkit.synthetic.mentorbarn import write_mentorbarn
from evalkit.synthetic.netvaerksopbygning import write_netvaerksopbygning
from evalkit.synthetic.network_meetings import (
    write_netvaerksmoeder,
    write_processuelle_netvaerksmoeder,
)
from evalkit.synthetic.planted import Planted, write_planted
from evalkit.synthetic.problems import PROBLEMS_FILE, write_problems
from evalkit.synthetic.unik import write_unik
from evalkit.synthetic.unik_statuses import write_unik_statuses

__all__ = [
    "PLANTED_FILE",
    "PROBLEMS",
    "write_bindeleddet",
    "write_bindeleddet_practice",
    "write_cafe_step",
    "write_cafe_step_practice",
    "write_empower4u",
    "write_empower4u_practice",
    "write_examples",
    "write_housing_first",
    "write_insp",
    "write_loneliness_survey",
    "write_mentorbarn",
    "write_netvaerksmoeder",
    "write_netvaerksopbygning",
    "write_processuelle_netvaerksmoeder",
    "write_unik",
    "write_unik_statuses",
]

PLANTED_FILE = "planted.csv"


# What is really wrong in the made-up practice; a line a programme.
PROBLEMS = (
    *bindeleddet_practice.PROBLEMS,
    *cafe_step_practice.PROBLEMS,
    *empower4u_practice.PROBLEMS,
    *insp.PROBLEMS,
    *housing_first.PROBLEMS,
    *mentorbarn.PROBLEMS,
    *netvaerksopbygning.PROBLEMS,
    *network_meetings.PROBLEMS,
)


def write_examples(folder: Path, *, seed: int) -> list[Planted]:
    """Write the example folders, `planted.csv` and `problems.csv`.

    Parameters
    ----------
    folder : pathlib.Path
        Where the folders go; files of the same names are replaced, others left alone.
    seed : int
        The committed examples were written with `evalkit.synthetic.examples.SEED`.

    Returns
    -------
    list of Planted
        What `planted.csv` says: every fault, where a spreadsheet shows it.
    """
    planted = [
        *_outcomes(folder, seed=seed),
        *_practice(folder, seed=seed),
        *_registers(folder, seed=seed),
    ]
    write_planted(planted, folder / PLANTED_FILE)
    write_problems(PROBLEMS, folder / PROBLEMS_FILE)
    return planted


def _outcomes(folder: Path, *, seed: int) -> list[Planted]:
    """Write the files of courses, readings, statuses and attendance."""
    downloaded = examples.DOWNLOADED
    unik = make_cohort(examples.UNIK, seed=seed)
    return [
        *write_bindeleddet(make_cohort(examples.BINDELEDDET, seed=seed), folder / "bindeleddet"),
        *write_unik(unik, folder / "unik"),
        *write_unik_statuses(unik, folder / "unik", designs=examples.UNIK_STATUSES),
        *write_empower4u(
            make_cohort(examples.EMPOWER4U, seed=seed), folder / "empower4u", downloaded=downloaded
        ),
        *write_cafe_step(
            make_attendance(examples.CAFE_STEP, seed=seed),
            folder / "cafe_step",
            downloaded=downloaded,
        ),
        *write_loneliness_survey(
            make_cohort(examples.LONELINESS_SURVEY, seed=seed), folder / "loneliness_survey"
        ),
    ]


def _practice(folder: Path, *, seed: int) -> list[Planted]:
    """Write the files that show how a programme is carried out: staffing, contacts, meetings."""
    downloaded = examples.DOWNLOADED
    return [
        *write_bindeleddet_practice(folder / "bindeleddet", seed=seed, downloaded=downloaded),
        *write_cafe_step_practice(
            make_attendance(examples.CAFE_STEP, seed=seed),
            folder / "cafe_step",
            downloaded=downloaded,
        ),
        *write_empower4u_practice(
            make_cohort(examples.EMPOWER4U, seed=seed), folder / "empower4u", downloaded=downloaded
        ),
        *write_insp(folder / "insp", seed=seed, downloaded=downloaded),
    ]


def _registers(folder: Path, *, seed: int) -> list[Planted]:
    """Write the programmes of which there are only registers: of matches, contacts, meetings."""
    return [
        *write_housing_first(folder / "housing_first", seed=seed),
        *write_mentorbarn(folder / "mentorbarn", seed=seed),
        *write_netvaerksmoeder(folder / "netvaerksmoeder", seed=seed),
        *write_netvaerksopbygning(folder / "netvaerksopbygning", seed=seed),
        *write_processuelle_netvaerksmoeder(folder / "processuelle_netvaerksmoeder", seed=seed),
    ]
