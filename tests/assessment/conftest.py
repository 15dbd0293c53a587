"""A small programme on disk, and a small study of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from evalkit.frames import ENROLMENTS, SCORES
from evalkit.instruments.instrument import instrument
from evalkit.study import Study

Written = Callable[..., Path]

HEAD = """
programme: ours
title: {da: Vores, en: Ours}
document: our_report
documents:
  our_report: {title: Om os, by: Os selv, year: 2026}
facts:
  began: {topic: since, value: 2020, unit: year, da: Begyndt 2020., en: Begun 2020., place: s. 1}
"""


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write a programme with these answers, and what is added; return its path."""

    def write(more: str = "", **answers: str) -> Path:
        practice = "".join(
            f"  {name}: {{answer: {answer}, da: Fordi {name}., en: Because {name}., place: s. 2}}\n"
            for name, answer in answers.items()
        )
        path = tmp_path / "ours.yaml"
        path.write_text(f"{HEAD}practice:\n{practice}{more}", encoding="utf-8")
        return path

    return write


@pytest.fixture
def read_study() -> Callable[..., Study]:
    """Make a study of the programme from who started, and who was read when with what score."""

    def make(started: dict[str, str], readings: list[tuple[str, str, float]]) -> Study:
        enrolments = pd.DataFrame(
            {
                "person": list(started),
                "programme": "ours",
                "started": pd.to_datetime(list(started.values())),
                "ended": pd.NaT,
            }
        )
        scores = pd.DataFrame(readings, columns=["person", "date", "score"]).assign(
            programme="ours", instrument="who5", scale="who5", wave="", respondent=""
        )
        scores["date"] = pd.to_datetime(scores["date"])
        return Study(
            title={"da": "Vores", "en": "Ours"},
            programme="ours",
            enrolments=ENROLMENTS.shaped(enrolments),
            scores=SCORES.shaped(scores),
            instruments=(instrument("who5"),),
        )

    return make
