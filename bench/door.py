"""The door against merely reading: python -m bench.door.

A Danish questionnaire export (semicolon, cp1252, decimal comma, dd-mm-yyyy), a million rows, some
faults in it. `evalkit.check` reads, types and checks every cell, finds repeated rows and personal
data, and hashes the file; `pandas.read_csv(dtype=str)` reads it as text and checks nothing.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

import evalkit as ek

ROWS = 1_000_000
REPEATS = 5
SEED = 20261122
PERSONS = 250_000
# One cell in so many is wrong: an answer no scale has.
FAULTS = 5_000
SCALES = {"who5": (5, 0, 5), "t_ils": (3, 1, 3), "gse": (10, 1, 4), "rses_3_5_8_9_10": (10, 0, 3)}
SITES = np.array(["Århus", "København", "Sønderborg", "Odense"])

HEAD = """\
profile: bench
title: {da: B, en: B}
programme: bench
locale: da
dates: dd-mm-yyyy
missing: [Ved ikke]
files:
  - file: export.csv
    format: csv
    encoding: cp1252
    columns:
      Borgernr: {type: code, width: 6}
      Dato: {type: date, required: true}
      Sted: {type: text}
      Timer: {type: number, lowest: 0}
    readings:
"""


def write_export(path: Path, scales: dict[str, tuple[int, int, int]]) -> None:
    """Write the export and, beside it, its profile."""
    rng = np.random.default_rng(SEED)
    number = np.arange(ROWS)
    day = number // PERSONS * 90 + rng.integers(0, 30, ROWS)
    dates = (np.datetime64("2021-01-01") + np.arange(day.max() + 1)).astype(object)
    written = np.array([f"{one:%d-%m-%Y}" for one in dates])
    columns: dict[str, np.ndarray] = {
        "Borgernr": np.array([f"{one:06d}" for one in range(PERSONS)])[number % PERSONS],
        "Dato": written[day],
        "Sted": SITES[rng.integers(0, 4, ROWS)],
        "Timer": np.array([f"{n / 10:.1f}".replace(".", ",") for n in range(1000)])[
            rng.integers(0, 1000, ROWS)
        ],
    }
    profile = HEAD
    for name, (items, lowest, highest) in scales.items():
        headers = [f"{name}_{item}" for item in range(1, items + 1)]
        for header in headers:
            answers = rng.integers(lowest, highest + 1, ROWS).astype("U1")
            answers[rng.integers(0, ROWS, ROWS // FAULTS // items)] = "9"
            columns[header] = answers
        profile += f"      - {{instrument: {name}, person: Borgernr, date: Dato, "
        profile += f"items: [{', '.join(headers)}]}}\n"
    with path.open("w", encoding="cp1252", newline="") as stream:
        stream.write(";".join(columns) + "\r\n")
        stream.writelines(";".join(row) + "\r\n" for row in zip(*columns.values(), strict=True))
    path.with_suffix(".yaml").write_text(profile, encoding="utf-8")


def by_pandas(path: Path) -> object:
    return pd.read_csv(path, sep=";", encoding="cp1252", dtype=str)


def by_evalkit(path: Path) -> object:
    return ek.check(path, profile=path.with_suffix(".yaml"))


WAYS: dict[str, Callable[[Path], object]] = {"pandas": by_pandas, "evalkit": by_evalkit}


def timed(work: Callable[[Path], object], path: Path) -> tuple[float, float]:
    """Return CPU seconds and seconds by the clock."""
    cpu, clock = time.process_time(), time.perf_counter()
    work(path)
    return time.process_time() - cpu, time.perf_counter() - clock


def peak_memory(way: str, path: Path) -> float:
    """Return the megabytes a fresh process needs for it at most, more than for its imports."""
    code = f"import sys; from bench.door import memory; memory({way!r}, sys.argv[1])"
    ran = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    return float(ran.stdout)


def memory(way: str, path: str) -> None:
    """Print what one way adds to the peak (run in a process of its own)."""
    before = _peak()
    WAYS[way](Path(path))
    print((_peak() - before) / 1024)


def _peak() -> int:
    """Return the most memory this process had, in kilobytes, as Linux tells it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def compare(what: str, scales: dict[str, tuple[int, int, int]], folder: Path) -> None:
    path = folder / "export.csv"
    write_export(path, scales)
    checked = ek.check(path, profile=path.with_suffix(".yaml"))
    assert checked.received == ROWS
    assert set(checked.findings["code"]) >= {"EK402"}
    rounds = [{name: timed(way, path) for name, way in WAYS.items()} for _ in range(REPEATS)]
    width = sum(items for items, _, _ in scales.values()) + 4
    size = path.stat().st_size / 2**20
    print(
        f"\n{what}: {ROWS:,} rows x {width} columns, {size:.0f} MB, {len(checked.findings)} found"
    )
    print(f"{'':<34}{'CPU s':>8}{'clock s':>9}{'MB more':>9}")
    for name, label in (
        ("pandas", "pandas.read_csv(dtype=str) reads"),
        ("evalkit", "evalkit.check"),
    ):
        cpu, clock = np.median([one[name] for one in rounds], axis=0)
        print(f"{label:<34}{cpu:>8.2f}{clock:>9.2f}{peak_memory(name, path):>9.0f}")
    ratios = [[one["pandas"][n] / one["evalkit"][n] for n in (0, 1)] for one in rounds]
    cpu, clock = np.median(ratios, axis=0)
    print(f"{'ratio (median of rounds)':<34}{cpu:>8.1f}{clock:>9.1f}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        compare("questionnaire", SCALES, Path(folder))
        compare("one short scale", {"who5": SCALES["who5"]}, Path(folder))


if __name__ == "__main__":
    main()
