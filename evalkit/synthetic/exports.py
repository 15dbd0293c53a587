"""All five example folders in one go, and the list of what is planted in them."""

from __future__ import annotations

from pathlib import Path

from evalkit.synthetic import examples
from evalkit.synthetic.attendance import make_attendance
from evalkit.synthetic.bindeleddet import write_bindeleddet
from evalkit.synthetic.cafe_step import write_cafe_step
from evalkit.synthetic.cohort import make_cohort
from evalkit.synthetic.empower4u import write_empower4u
from evalkit.synthetic.loneliness_survey import write_loneliness_survey
from evalkit.synthetic.planted import Planted, write_planted
from evalkit.synthetic.unik import write_unik
from evalkit.synthetic.unik_statuses import write_unik_statuses

__all__ = [
    "PLANTED_FILE",
    "write_bindeleddet",
    "write_cafe_step",
    "write_empower4u",
    "write_examples",
    "write_loneliness_survey",
    "write_unik",
    "write_unik_statuses",
]

PLANTED_FILE = "planted.csv"


def write_examples(folder: Path, *, seed: int) -> list[Planted]:
    """Write the five example folders and `planted.csv`.

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
    downloaded = examples.DOWNLOADED
    unik = make_cohort(examples.UNIK, seed=seed)
    planted = [
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
    write_planted(planted, folder / PLANTED_FILE)
    return planted
