"""Charts that watch beside R, rule by rule and limit by limit: charts.R."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from agreement import Compared

import evalkit as ek

HERE = Path(__file__).parent
_R = "R 4.2.2"
_RULES = {
    "outside": "XmR chart: points beyond a limit",
    "shift": "XmR chart: points in a run on one side",
    "trend": "XmR chart: points in a run up or down",
    "two_of_three": "XmR chart: points of two in three",
}
_LIMITS = ("mean", "lower", "upper")


def compared() -> Iterator[Compared]:
    yield from _single_values()
    yield from _counts()
    yield from _runs()


def _single_values() -> Iterator[Compared]:
    table = pd.read_csv(HERE / "charts_xmr.csv", keep_default_na=False)
    for (name, screen), rows in table.groupby(["series", "screen"], sort=False):
        case = f"{name}{' screened' if screen else ''}"
        for length in (7, 6):
            chart = ek.xmr(
                rows[["date", "value"]],
                better="higher",
                rules={"shift": length, "trend": length},
                rebase=tuple(rows["rebase"].unique()) if rows["rebase"].iloc[0] else (),
                screen=bool(screen),
            ).to_frame()
            if length == 7:
                yield from _lines(chart, rows, case)
            yield from _marks(chart, rows, case, length)


def _lines(chart: pd.DataFrame, rows: pd.DataFrame, case: str) -> Iterator[Compared]:
    for line in _LIMITS:
        for phase, part in chart.groupby("phase"):
            ours, theirs = part[line].iloc[0], rows[line].iloc[part.index[0]]
            what = "XmR chart: mean and limits"
            where = f"{case} phase {phase}, {line}"
            yield Compared(what, "ek.xmr", f"{_R}: mean(), diff()", where, ours, theirs, 1e-9)


def _marks(chart: pd.DataFrame, rows: pd.DataFrame, case: str, length: int) -> Iterator[Compared]:
    """Count the points that are marked as R marks them; theirs is all of them."""
    for rule, what in _RULES.items():
        has_length = rule in ("shift", "trend")
        if length != 7 and not has_length:
            continue
        words = np.array(["concern", "", "improvement"])
        column = f"{rule}{length}" if has_length else rule
        theirs = words[rows[column].to_numpy(dtype=int) + 1]
        alike = int((chart[rule].to_numpy(dtype=str) == theirs).sum())
        where = f"{case}{f' {length}' if has_length else ''}"
        who = f"{_R}: rle(), by the definition"
        yield Compared(what, "ek.xmr", who, where, alike, len(rows), 0.0)


def _counts() -> Iterator[Compared]:
    table = pd.read_csv(HERE / "charts_counts.csv")
    for (kind, name), rows in table.groupby(["kind", "case"], sort=False):
        call = {"p": ek.p_chart, "u": ek.u_chart}[kind]
        who = f"{_R}: by the formula"
        for laney, prefix, what in (
            ("never", "", f"{kind} chart: limits"),
            ("always", "laney_", f"{kind} chart: Laney's limits"),
        ):
            found = call(rows[["date", "count", "n"]], better="higher", laney=laney)
            frame = found.to_frame()
            for end in ("lower", "upper"):
                for place in (0, 7, len(rows) - 1):
                    ours, theirs = frame[end].iloc[place], rows[f"{prefix}{end}"].iloc[place]
                    where = f"{name} point {place}, {end}"
                    yield Compared(what, f"ek.{kind}_chart", who, where, ours, theirs, 1e-9)
        ratio = found.phases()["sigma_z"].iloc[0]
        what = f"{kind} chart: sigma_z"
        theirs = rows["sigma_z"].iloc[0]
        yield Compared(what, f"ek.{kind}_chart", who, name, ratio, theirs, 1e-9)


def _runs() -> Iterator[Compared]:
    made = pd.read_csv(HERE / "charts_xmr.csv").query("screen == 0")
    for row in pd.read_csv(HERE / "charts_runs.csv").to_dict("records"):
        values = made[made["series"] == row["series"]][["date", "value"]]
        found = ek.run_chart(values, better="higher").phases().iloc[0]
        for name in ("median", "useful", "longest_run", "longest_allowed", "crossings"):
            where = f"{row['series']}, {name}"
            who = f"{_R}: median(), rle()"
            what = "Run chart: median, runs, crossings"
            yield Compared(what, "ek.run_chart", who, where, found[name], row[name], 0.0)
    limits = pd.read_csv(HERE / "charts_run_limits.csv").iloc[::7]
    for row in limits.to_dict("records"):
        # As many above as below, one after the other: every point is useful where n is even.
        n = int(row["useful"]) // 2 * 2
        days = pd.date_range("2025-01-01", periods=n)
        values = pd.Series(np.tile([1.0, 2.0], n // 2), days)
        found = ek.run_chart(values, better="higher").phases().iloc[0]
        if n == row["useful"]:
            for name in ("longest_allowed", "fewest_allowed"):
                where = f"{n} useful points, {name}"
                who = f"{_R}: log2(), qbinom()"
                what = "Run chart: what chance allows"
                yield Compared(what, "ek.run_chart", who, where, found[name], row[name], 0.0)
