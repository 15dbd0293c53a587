"""Making many reports: one after another or side by side, each told as it is done."""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evalkit.cli.exits import FINDINGS, FINE, RUN_FAILED, USAGE
from evalkit.errors import EvalkitError, InputError, RunError

if TYPE_CHECKING:
    from evalkit.reporting.run import Report

__all__ = ["ReportAsked", "make_reports"]

_IN_LABEL = ("programme", "quarter", "language")


@dataclass(frozen=True)
class ReportAsked:
    """One report to make."""

    notebook: str
    parameters: dict[str, object]
    data: str | None = None
    reports: str | None = None
    force: bool = False

    @property
    def label(self) -> str:
        """What the progress lines call it."""
        named = [str(self.parameters[name]) for name in _IN_LABEL if name in self.parameters]
        if "quarter" not in self.parameters:
            named.insert(1, self.notebook)
        return " ".join(named)


@dataclass(frozen=True)
class _Outcome:
    asked: ReportAsked
    seconds: float
    page: Path | None = None
    made: bool = False
    error: str = ""
    exit: int = FINE
    set_aside: int = 0
    is_refused: bool = False


def make_reports(reports: Sequence[ReportAsked], *, jobs: int = 1) -> int:
    """Make reports, go on after a failure, say where the pages are, and return an exit code.

    Raises
    ------
    InputError
        When the number of jobs is below 1.
    """
    if jobs < 1:
        raise InputError(f"--jobs is {jobs}; 1 or more is expected.")
    outcomes = []
    for number, outcome in enumerate(_outcomes(reports, jobs), start=1):
        state = "made" if outcome.made else "nothing has changed"
        state = "NOT made" if outcome.error else state
        if outcome.is_refused:
            state += ", and says why the delivery is refused"
        elif outcome.set_aside:
            state += f", {outcome.set_aside} rows set aside"
        where = f"[{number}/{len(reports)}] {outcome.asked.label}"
        print(f"{where}: {state} ({outcome.seconds:.1f} s)", file=sys.stderr, flush=True)
        for line in outcome.error.splitlines():
            print(f"      {line}", file=sys.stderr, flush=True)
        outcomes.append(outcome)
    pages = sorted(outcome.page for outcome in outcomes if outcome.page is not None)
    if pages:
        print("The pages are here; open them in a browser:")
        for page in pages:
            print(f"  {_near(page)}")
    failed = sum(bool(outcome.error) for outcome in outcomes)
    if failed:
        print(f"{failed} of {len(outcomes)} not made; the reasons are above.", file=sys.stderr)
    return max((outcome.exit for outcome in outcomes), default=USAGE)


def _near(page: Path) -> Path:
    return page.relative_to(Path.cwd()) if page.is_relative_to(Path.cwd()) else page


def _outcomes(reports: Sequence[ReportAsked], jobs: int) -> Iterator[_Outcome]:
    if jobs == 1 or len(reports) == 1:
        yield from map(_made, reports)
        return
    to_make = []
    for asked in reports:
        known = None if asked.force else _outcome(asked, _left_alone)
        if known is None or (known.page is None and not known.error):
            to_make.append(asked)
        else:
            yield known
    if not to_make:
        return
    # Processes are started afresh and not forked: the same on Windows, and no threads are copied.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(to_make)), mp_context=fresh) as pool:
        running = {pool.submit(_made, asked): asked for asked in to_make}
        for done in as_completed(running):
            try:
                yield done.result()
            except BrokenProcessPool:
                said = "Its process was ended from outside. Is there memory enough for --jobs?"
                yield _Outcome(running[done], 0.0, error=said, exit=RUN_FAILED)


def _made(asked: ReportAsked) -> _Outcome:
    from evalkit.reporting.run import run_report

    return _outcome(asked, partial(run_report, force=asked.force))


def _left_alone(notebook: str, **options: Any) -> Report | None:
    from evalkit.reporting.run import unchanged_report

    return unchanged_report(notebook, **options)


def _outcome(asked: ReportAsked, maker: Callable[..., Report | None]) -> _Outcome:
    start = time.perf_counter()
    try:
        made = maker(asked.notebook, data=asked.data, reports=asked.reports, **asked.parameters)
    except RunError as error:
        code = USAGE if error.is_refusal else RUN_FAILED
        return _Outcome(asked, time.perf_counter() - start, error=str(error), exit=code)
    except EvalkitError as error:
        return _Outcome(asked, time.perf_counter() - start, error=str(error), exit=USAGE)
    if made is None:
        return _Outcome(asked, time.perf_counter() - start)
    tables = json.loads(made.tables.read_text(encoding="utf-8"))["tables"]
    # Only a page on the quality of the data is made of a delivery that is refused.
    is_refused = any(row["severity"] == "refuse" for row in tables.get("codes", ()))
    return _Outcome(
        asked,
        time.perf_counter() - start,
        page=made.page,
        made=made.made,
        exit=FINDINGS if is_refused else FINE,
        set_aside=sum(int(row["set_aside"]) for row in tables.get("received", ())),
        is_refused=is_refused,
    )
