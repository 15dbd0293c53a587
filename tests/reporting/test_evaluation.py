"""The evaluation read back from its page: table, pictures and sentences say what the CSV says.

What is expected is computed from the text of the exported files with the standard library and
SciPy's t alone: no evalkit, no pandas. Then one cell of the file is changed, and all must follow.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import json
import math
import shutil
import statistics
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from scipy.stats import norm, t

import evalkit as ek
from evalkit.errors import RunError
from evalkit.reporting.html_tree import Element, read_page
from evalkit.reporting.project import examples_folder
from evalkit.reporting.run import Report
from evalkit.synthetic.bindeleddet import write_bindeleddet
from evalkit.synthetic.cohort import make_cohort
from evalkit.synthetic.examples import BINDELEDDET

END = dt.date(2026, 9, 30)
MIN_DAYS = 30
ASKED = {"programme": "bindeleddet", "end": END.isoformat(), "language": "da"}
AREAS = (
    *("Motivation og ansvar", "Egenomsorg og hverdagsfærdigheder", "Økonomi og administration"),
    *("Sociale netværk og relationer", "Rusmidler", "Fysisk helbred"),
    *("Følelsesmæssig og mental sundhed", "Meningsfuld brug af tiden", "Bolig", "Kriminalitet"),
)
MEAN = "Gennemsnit af de ti områder"
STAR = Path("data/bindeleddet/outcomes_star.csv")


@dataclasses.dataclass(frozen=True)
class Expected:
    """One row of the table of change, by hand."""

    n: int
    first: float
    latest: float
    change: float
    low: float
    high: float
    improved: int
    same: int
    worse: int


def read_csv(name: str) -> list[dict[str, str]]:
    text = Path("data/bindeleddet", name).read_text(encoding="cp1252")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


def day(text: str) -> dt.date:
    return dt.datetime.strptime(text, "%d-%m-%Y").date()


def readings() -> dict[str, dict[str, list[tuple[dt.date, float]]]]:
    """Return scale to person to (day, score), as the file has them up to the last day."""
    began = {row["Borgernr"] for row in read_csv("forloeb.csv") if day(row["Startdato"]) <= END}
    found: dict[str, dict[str, list[tuple[dt.date, float]]]] = {
        name: defaultdict(list) for name in (*AREAS, MEAN)
    }
    for row in read_csv(STAR.name):
        when = day(row["Dato"])
        if row["Borgernr"] not in began or when > END:
            continue
        given = {area: float(row[area]) for area in AREAS if row[area].strip()}
        for area, score in given.items():
            found[area][row["Borgernr"]].append((when, score))
        if len(given) == len(AREAS):
            found[MEAN][row["Borgernr"]].append((when, statistics.fmean(given.values())))
    return found


def pairs(scale: str) -> list[tuple[float, float]]:
    both = []
    for those in readings()[scale].values():
        (first_day, first), (last_day, last) = min(those), max(those)
        if (last_day - first_day).days >= MIN_DAYS:
            both.append((first, last))
    return both


def expected(scale: str) -> Expected:
    both = pairs(scale)
    changes = [round(last - first, 9) for first, last in both]
    n, mean = len(changes), statistics.fmean(changes)
    half = t.ppf(0.975, n - 1) * statistics.stdev(changes) / math.sqrt(n)
    return Expected(
        n=n,
        first=statistics.fmean(first for first, _ in both),
        latest=statistics.fmean(last for _, last in both),
        change=mean,
        low=mean - half,
        high=mean + half,
        improved=sum(one > 0 for one in changes),
        same=sum(one == 0 for one in changes),
        worse=sum(one < 0 for one in changes),
    )


def danish(number: float, *, signed: bool = False) -> str:
    text = f"{abs(number):.2f}".replace(".", ",")
    if text.strip("0,") == "":
        return text
    return ("\N{MINUS SIGN}" if number < 0 else "+" if signed else "") + text


def reliably_improved() -> tuple[int, int, float]:
    """Return Jacobson and Truax' count, n and criterion for the mean, alpha from first readings."""
    first: dict[str, tuple[dt.date, list[float]]] = {}
    began = {row["Borgernr"] for row in read_csv("forloeb.csv") if day(row["Startdato"]) <= END}
    for row in read_csv(STAR.name):
        when, person = day(row["Dato"]), row["Borgernr"]
        if person in began and when <= END and (person not in first or when < first[person][0]):
            first[person] = (when, [float(row[a]) if row[a].strip() else math.nan for a in AREAS])
    whole = [items for _, items in first.values() if not any(map(math.isnan, items))]
    columns = list(zip(*whole, strict=True))
    total = statistics.variance([sum(items) for items in whole])
    k = len(AREAS)
    alpha = k / (k - 1) * (1 - sum(statistics.variance(column) for column in columns) / total)
    sd = math.sqrt(total) / k
    points = norm.ppf(0.975) * sd * math.sqrt(2 * (1 - alpha))
    changes = [last - start for start, last in pairs(MEAN)]
    return sum(change > points for change in changes), len(changes), points


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Work in a project whose one programme has exports without faults."""
    folder = tmp_path_factory.mktemp("evaluation")
    (folder / "data" / "bindeleddet").mkdir(parents=True)
    write_bindeleddet(make_cohort(BINDELEDDET, seed=7), folder / "data/bindeleddet", faults=False)
    (folder / "evalkit.toml").write_text('data = "data"\n', encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield folder


@pytest.fixture(scope="module", params=["as exported", "one cell changed"])
def made(root: Path, request: pytest.FixtureRequest) -> Report:
    if request.param == "one cell changed":
        change_one_cell()
    report = ek.run_report("evaluation", **ASKED)  # type: ignore[arg-type]
    assert report.made
    return report


def change_one_cell() -> None:
    """Give somebody who has both readings another latest score of Bolig."""
    text = STAR.read_text(encoding="cp1252").splitlines()
    place = text[0].split(";").index("Bolig")
    read = readings()["Bolig"]
    person = next(name for name, those in read.items() if len(those) > 1)
    last, score = max(read[person])
    for number, line in enumerate(text):
        cells = line.split(";")
        if cells[0] == person and cells[1] == f"{last:%d-%m-%Y}":
            cells[place] = "1" if score > 5 else "10"
            text[number] = ";".join(cells)
    STAR.write_text("\r\n".join(text) + "\r\n", encoding="cp1252", newline="")


def cells(row: Element) -> list[str]:
    return [" ".join(cell.words().split()) for cell in row.inside if isinstance(cell, Element)]


def table(report: Report, caption: str, *, among_figures: bool = False) -> dict[str, list[str]]:
    """Return a table of the page: first cell of a row to the others."""
    page = read_page(report.page.read_text(encoding="utf-8"))
    for one in page.all("table"):
        in_figure = one.within("figure") is not None
        heading = next((e.words() for e in page.all("caption") if e.within("table") is one), "")
        if caption in heading and in_figure == among_figures:
            rows = [r for r in page.all("tr") if r.within("table") is one and r.within("tbody")]
            return {cells(row)[0]: cells(row)[1:] for row in rows}
    raise AssertionError(f"no table {caption!r}")


def text(report: Report) -> str:
    words = read_page(report.page.read_text(encoding="utf-8")).text()
    return " ".join(words.replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.parametrize("scale", [*AREAS, MEAN])
def test_the_table_of_change_says_what_the_file_says(made: Report, scale: str) -> None:
    row = table(made, "Ændring fra første til seneste måling")[scale]
    one = expected(scale)
    assert row[:5] == [
        str(one.n),
        danish(one.first),
        danish(one.latest),
        danish(one.change, signed=True),
        f"{danish(one.low)} til {danish(one.high)}",
    ]
    assert row[-3:] == [str(one.improved), str(one.same), str(one.worse)]


@pytest.mark.parametrize("scale", [*AREAS, MEAN])
def test_the_numbers_behind_the_pictures_are_the_same(made: Report, scale: str) -> None:
    one = expected(scale)
    means = table(made, "Gennemsnit for dem med to målinger", among_figures=True)[scale]
    assert {str(one.n), danish(one.first), danish(one.latest)} <= set(means)
    forest = table(made, "Gennemsnitlig ændring med", among_figures=True)[scale]
    assert danish(one.change, signed=True) in forest
    assert f"{danish(one.low)} til {danish(one.high)}" in forest


def test_the_sentence_is_the_same(made: Report) -> None:
    one = expected(MEAN)
    said = text(made)
    assert (
        f"{one.n} personer har to målinger. Gennemsnittet er gået fra {danish(one.first)} til "
        f"{danish(one.latest)}, en ændring på {danish(one.change, signed=True)} "
        f"(95 % sikkerhedsinterval {danish(one.low)} til {danish(one.high)})."
    ) in said
    assert f"{MEAN}: {one.improved} af {one.n} scorer bedre end ved starten" in said


def test_reliable_change_is_the_same(made: Report) -> None:
    improved, n, points = reliably_improved()
    row = table(made, "Ændringer, der er større end måleusikkerheden")[MEAN]
    assert row[:2] == [str(n), str(improved)]
    assert row[-1] == f"over {danish(points)}"
    assert f"{MEAN}: {improved} af {n} " in text(made)


def test_the_result_file_has_them_at_full_precision(made: Report) -> None:
    tables = json.loads(made.tables.read_text(encoding="utf-8"))["tables"]
    by_scale = {row["scale"]: row for row in tables["change"]}
    for scale, name in ((MEAN, "mean"), ("Bolig", "accommodation")):
        one = expected(scale)
        row = by_scale[name]
        assert row["mean_change"] == pytest.approx(one.change, rel=1e-12)
        assert row["conf_low"] == pytest.approx(one.low, rel=1e-12)
        assert (row["improved"], row["same"], row["worse"]) == (one.improved, one.same, one.worse)


def test_a_period_that_ends_before_it_begins_is_refused_before_anything_runs(root: Path) -> None:
    with pytest.raises(ek.InputError, match="Swap `start` and `end`"):
        ek.run_report("evaluation", **(ASKED | {"start": "2026-12-01"}))  # type: ignore[arg-type]


def test_a_group_that_is_not_there_fails_with_the_columns_there_are(root: Path) -> None:
    with pytest.raises(RunError, match=r"'gendr'"):
        ek.run_report("evaluation", **(ASKED | {"subgroup": "gendr"}))  # type: ignore[arg-type]


def test_a_programme_without_readings_gets_a_page_that_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    # The register alone: the municipality's readings are another file.
    (tmp_path / "own" / "cafe_step").mkdir(parents=True)
    shutil.copy(examples_folder() / "cafe_step" / "fremmoede.xlsx", tmp_path / "own" / "cafe_step")
    asked = ASKED | {"programme": "cafe_step", "language": "en", "data": "own"}
    report = ek.run_report("evaluation", **asked)  # type: ignore[arg-type]
    said = text(report)
    assert "No scored measurements were supplied" in said
    assert "nan" not in said.casefold().split()
