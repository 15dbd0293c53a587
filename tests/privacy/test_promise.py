"""The promise of the door, attacked: personal data is planted everywhere, and may show nowhere.

Each case plants one kind of personal data, in every way of writing it, in one place of a delivery;
then the delivery is checked, loaded, drafted and described, and everything that came out (frames,
pickles, messages, logs, warnings, tracebacks, pages, files) is searched. All data are made up.

Where the promise is broken now the case is `xfail(strict=True)`: mending it makes the test fail
until the mark is taken away.
"""

from __future__ import annotations

import io
import logging
import pickle
import re
import tempfile
import traceback
import unicodedata
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import evalkit as ek
from evalkit.cli.main import main
from evalkit.errors import EvalkitError
from evalkit.intake.examine import examine
from evalkit.intake.load import load, receive
from evalkit.reporting.project import DATA_VARIABLE

# What is planted. Nobody's: made up for this test.
FORMS: Mapping[str, tuple[str, ...]] = {
    "cpr": (
        "010190-1234", "0101901234", "101901234", "1,01E+09", "1.01901234E+08", "010190 1234",
        "01 01 90 1234", "010190\N{EN DASH}1234", "010190\u200b1234", "０１０１９０-１２３４",
        "610190-1234", "0101901234.0", "borger 010190-1234",
    ),
    "cpr_odd": (
        "010190.1234", "010190/1234", "010190  1234", "010190--1234", "0101 90 1234",
        "0101 90-1234", "101.901.234", "19900101-1234",
    ),
    "email": ("thorkild@example.org", "THORKILD@EXAMPLE.ORG", "thorkild＠example.org"),
    "email_odd": ("thorkild@example", "thorkild @ example.org", "thorkild(at)example.org"),
    "phone": ("31 12 12 34", "+4531121234", "+45 31 12 12 34", "3112 1234", "tlf 31121234"),
    "phone_odd": ("31121234", "31-12-12-34", "31.12.12.34", "ring 31121234 nu"),
    "name": ("Thorkild Jensen", "Jensen, Thorkild", "THORKILD JENSEN"),
    "name_odd": ("thorkild jensen", "Thorkild_Jensen", "mor til Thorkild", "Thorkild J. 2"),
}  # fmt: skip
MAIN = ("cpr", "email", "phone", "name")


def _spaced(digits: str) -> str:
    """Return a pattern for digits with up to two signs between each."""
    return r"[^0-9a-z]{0,2}".join(digits)


_TRACES = re.compile(
    "|".join(
        (_spaced("101901234"), _spaced("101901"), r"1[.,]01(?:901234)?e\+0?[89]", "19900101.?1234",
         r"(?<![0-9a-f])6?10190.{0,2}1234", _spaced("31121234"), "thorkild", "blixvang")
    )
)  # fmt: skip


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if unicodedata.category(sign) != "Cf")


def leaks(said: Mapping[str, str]) -> dict[str, list[str]]:
    """Return where something planted shows, with what shows."""
    found = {}
    for where, text in said.items():
        seen = [match[0] for match in _TRACES.finditer(_plain(text))]
        if seen:
            found[where] = sorted(set(seen))[:5]
    return found


# ------------------------------------------------------------------ a delivery

PROFILE = """\
profile: small
title: {da: Lille, en: Small}
programme: small
person_keys: KEYS
locale: da
dates: dd-mm-yyyy
missing: [Ved ikke]
instruments:
  trivsel:
    title: {da: Trivsel, en: Well-being}
    codes: {lowest: 1, highest: 10}
    better: higher
  humoer:
    title: {da: Humør, en: Mood}
    codes: {lowest: 1, highest: 2}
    better: higher
files:
  - file: forloeb.csv
    format: csv
    columns:
      id: {type: KEYTYPE}
      start: {type: date, required: true}
      slut: {type: date}
      sted: {type: text}
      kode: {type: code}
      koen: {type: choice, values: {K: woman, M: man}}
      pris: {type: number}
      note: {type: free_text}
      mere: {type: MORETYPE}
      o1: {type: choice, values: {"0": no, "1": yes}}
    enrolments:
      person: id
      started: start
      ended: slut
      site: SITE
      exit_reason: REASON
      background: {gender: koen, price: pris, told: note, more: mere, was: kode}
  - file: maalinger.csv
    format: csv
    not_data: {id: [I alt]}
    columns:
      id: {type: KEYTYPE}
      dato: {type: date, required: true}
      hvem: {type: WHOTYPE}
    readings:
      - {instrument: trivsel, person: id, date: dato, respondent: hvem, items: {total: score}}
      - instrument: humoer
        person: id
        date: dato
        respondent: hvem
        answers: {God: 2, Dårlig: 1}
        items: {total: humoer}
  - file: lang.csv
    format: csv
    columns:
      id: {type: KEYTYPE}
      dato: {type: date, required: true}
      punkt: {type: text}
    readings:
      - {instrument: who5, person: id, date: dato, item: punkt, value: svar,
         items: {who5_1: "1", who5_2: "2", who5_3: "3", who5_4: "4", who5_5: "5"}}
  - file: fremmoede.csv
    format: csv
    columns:
      id: {type: KEYTYPE}
    attendance:
      activity: moede
      person: id
      marks: {came: [x], did not come: ["-"]}
"""
SETTINGS = {
    "KEYS": "pseudonymise", "KEYTYPE": "code", "MORETYPE": "text", "SITE": "sted",
    "REASON": "kode", "WHOTYPE": "text",
}  # fmt: skip
HEADERS = {
    "forloeb.csv": ["id", "start", "slut", "sted", "kode", "koen", "pris", "note", "mere", "o1"],
    "maalinger.csv": ["id", "dato", "hvem", "score", "humoer"],
    "lang.csv": ["id", "dato", "punkt", "svar"],
    "fremmoede.csv": ["id", "05-01-2026", "12-01-2026"],
}
ROWS = 18


def _row(name: str, number: int) -> list[str]:
    key, day = f"{number:04d}", f"{number:02d}"
    return {
        "forloeb.csv": [key, f"{day}-01-2026", "", "Nord", "A", "K", "1,5", "Glad", "ro", "0"],
        "maalinger.csv": [key, f"{day}-02-2026", "", "4", "God"],
        "lang.csv": [key, f"{day}-02-2026", "1", "3"],
        "fremmoede.csv": [key, "x", "-"],
    }[name]


@dataclass
class Kit:
    """A delivery in a folder, and what is set in its profile."""

    folder: Path
    settings: dict[str, str] = field(default_factory=lambda: dict(SETTINGS))
    tables: dict[str, list[list[str]]] = field(
        default_factory=lambda: {
            name: [list(head), *(_row(name, n) for n in range(1, ROWS + 1))]
            for name, head in HEADERS.items()
        }
    )
    profile_text: str = PROFILE

    def write(self) -> Path:
        """Write what there is; return the profile."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, rows in self.tables.items():
            text = "\n".join(";".join(row) for row in rows) + "\n"
            (self.folder / name).write_text(text, encoding="utf-8")
        text = self.profile_text
        for word, value in self.settings.items():
            text = re.sub(rf"\b{word}\b", value, text)
        path = self.folder.parent / "by.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    def plant(self, name: str, column: int, forms: tuple[str, ...], *, rows: int = 1) -> None:
        """Put each form into a column, on a row of its own."""
        for place, form in enumerate(forms):
            for again in range(rows):
                self.tables[name][1 + (place * rows + again) % ROWS][column] = form

    def widen(self, name: str, headers: list[str], cells: tuple[str, ...] = ("x",)) -> None:
        """Add columns with headers of their own."""
        for place, row in enumerate(self.tables[name]):
            row += headers if place == 0 else [cells[place % len(cells)] for _ in headers]


# ------------------------------------------------------------- everything said


class _Records(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(f"{record.getMessage()} {record.args} {record.exc_info}")


def _frame(frame: pd.DataFrame) -> str:
    """Return every cell, header and row label of a frame as text."""
    parts = [*map(str, frame.columns), *map(str, frame.index), str(frame.attrs)]
    for name in frame.columns:
        parts += [f"{one:.0f}" if isinstance(one, float) and one == one else str(one)
                  for one in frame[name].tolist()]  # fmt: skip
    return "\n".join(parts)


def _of_study(study: ek.Study) -> Iterator[tuple[str, str]]:
    for name in ("enrolments", "answers", "scores", "attendance", "findings", "quarantine"):
        yield f"study.{name}", _frame(getattr(study, name))
    yield "study.counts", _frame(study.counts) + _frame(study.summary())
    yield "study.repr", repr(study) + str(study) + study._repr_html_()
    yield "study.facts", repr(study.finding_list) + _frame(study.findings_in("da"))
    yield "study.rest", repr((study.digests, study.title, study.notes, study.waves))
    yield "study.pickle", pickle.dumps(study, protocol=4).decode("utf-8", "replace")


def _command(*arguments: str) -> str:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main(list(arguments))
        except SystemExit:
            pass
        except Exception:  # noqa: BLE001 - a crash is what is looked for
            err.write(traceback.format_exc())
    return out.getvalue() + err.getvalue()


def _raised(error: BaseException, *, with_locals: bool = True) -> str:
    """Return an error as pytest and IPython show it: with the locals of our frames."""
    told = traceback.TracebackException.from_exception(error, capture_locals=with_locals)
    kept = [frame for frame in told.stack if "evalkit" in frame.filename and
            "tests" not in frame.filename]  # fmt: skip
    told.stack = traceback.StackSummary.from_list(kept)
    return "".join(told.format()) + repr(error) + repr(getattr(error, "findings", ""))


def said(
    path: Path | list[Path], profile: Path | str, place: Path, *, draft: bool = False
) -> dict[str, str]:
    """Do everything with a delivery, and return what came of it, by where it came out."""
    found: dict[str, str] = {}
    records = _Records()
    root = logging.getLogger()
    before = root.level
    root.addHandler(records)
    root.setLevel(logging.DEBUG)
    out, err = io.StringIO(), io.StringIO()
    files = [str(one) for one in path] if isinstance(path, list) else [str(path)]
    pages = place / "pages"
    try:
        with warnings.catch_warnings(record=True) as warned, redirect_stdout(out):
            warnings.simplefilter("always")
            with redirect_stderr(err):
                delivery = _received(path, profile, found)
                try:
                    found |= dict(_of_study(load(path, profile=profile)))
                except EvalkitError as error:
                    found["load.error"] = _raised(error)
                except Exception as error:  # noqa: BLE001 - a crash is what is looked for
                    found["load.crash"] = _raised(error, with_locals=False)
                if delivery is not None:
                    found["delivery"] = repr(delivery) + repr(delivery.findings)
                    found["delivery.counts"] = _frame(delivery.counts)
                found["inside"] = "\n".join(_inside(path, profile))
            by = ["--profile", str(profile)]
            found["check.text"] = _command("check", *files, *by, "--all", "--language", "da")
            found["check.json"] = _command(
                "check", *files, *by, "--json", "--page", str(pages / "page.html"))  # fmt: skip
            found["check.plain"] = _command("check", *files, "--all")
            if draft:
                found["draft"] = _command("profile", *files)
                found["dictionary"] = _command("dictionary", str(profile), "--format", "json")
    finally:
        root.removeHandler(records)
        root.setLevel(before)
    found["warnings"] = "\n".join(str(one.message) for one in warned)
    found["streams"] = out.getvalue() + err.getvalue()
    found["log"] = "\n".join(records.said)
    for page in pages.rglob("*") if pages.is_dir() else ():
        found[f"page {page.suffix}"] = page.name + page.read_text(encoding="utf-8")
    return found


def _received(path: Any, profile: Any, found: dict[str, str]) -> Any:
    try:
        return receive(path, profile=profile)
    except EvalkitError as error:
        found["receive.error"] = str(error)
    except Exception as error:  # noqa: BLE001 - a crash is what is looked for
        found["receive.crash"] = _raised(error, with_locals=False)
    return None


def _inside(path: Any, profile: Any) -> Iterator[str]:
    """Yield how everything on the way looks in a debugger, a traceback or a log."""
    try:
        examined = examine(path, profile=profile)
    except Exception as error:  # noqa: BLE001 - told elsewhere
        yield type(error).__name__
        return
    yield repr(examined) + repr(vars(examined)["sheets"])
    for sheet in examined.sheets:
        yield repr(sheet) + str(sheet) + repr(sheet.text) + repr(sheet.findings)
        for texts in (sheet.text.columns, sheet.columns):
            for column in texts.values():
                yield repr(column) + str(column)


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let temporary files be made where they can be looked for."""
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    return place


def files_below(folder: Path) -> dict[str, str]:
    """Return name and content of every file, and of those in archives and notebooks."""
    found = {}
    for path in sorted(folder.rglob("*")):
        found[f"path {path.suffix}"] = found.get(f"path {path.suffix}", "") + path.name
        if path.is_file():
            found[f"file {path.name}"] = path.read_bytes().decode("utf-8", "replace")
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    for name in archive.namelist():
                        raw = archive.read(name)
                        found[f"file {path.name}/{name}"] = raw.decode("utf-8", "replace")
    return found


def assert_silent(found: Mapping[str, str], temporary: Path) -> None:
    shown = leaks({**found, **files_below(temporary)})
    assert not shown, "\n".join(f"{where}: {what}" for where, what in shown.items())


def broken(kind: str, reason: str) -> Any:
    return pytest.param(kind, marks=pytest.mark.xfail(strict=True, reason=reason))


# ------------------------------------------------------------ cells, by place

Plant = Callable[[Kit, tuple[str, ...]], None]


def _cell(name: str, column: str, **settings: str) -> Plant:
    def plant(kit: Kit, forms: tuple[str, ...]) -> None:
        kit.settings |= settings
        kit.plant(name, HEADERS[name].index(column), forms)

    return plant


def _undeclared(kit: Kit, forms: tuple[str, ...]) -> None:
    for name in HEADERS:
        kit.widen(name, ["ekstra"], forms)


def _all_columns(kit: Kit, forms: tuple[str, ...]) -> None:
    """Spoil a file: every cell of some rows."""
    for name, head in HEADERS.items():
        for place, form in enumerate(forms[:4]):
            kit.tables[name][2 + place] = [form] * len(head)


def _ragged(kit: Kit, forms: tuple[str, ...]) -> None:
    for name in HEADERS:
        rows = kit.tables[name]
        rows += [[form] for form in forms] + [[*rows[1], form, form] for form in forms]
        rows += [[f'"{forms[0]}'], [f'x"{forms[0]}"y']]


def _total(kit: Kit, forms: tuple[str, ...]) -> None:
    kit.tables["maalinger.csv"] += [[f"I alt {form}", "", form, "", ""] for form in forms]


def _repeats(kit: Kit, forms: tuple[str, ...]) -> None:
    for name in HEADERS:
        rows = kit.tables[name]
        for form in forms:
            rows += [[form, *rows[1][1:]], [form, *rows[1][1:]], [form, *rows[2][1:]]]


CELLS: dict[str, Plant] = {
    "key_code": _cell("forloeb.csv", "id"),
    "key_text": _cell("forloeb.csv", "id", KEYTYPE="text"),
    "key_cpr": _cell("forloeb.csv", "id", KEYTYPE="cpr"),
    "key_keep": _cell("forloeb.csv", "id", KEYS="keep"),
    "key_keep_text": _cell("forloeb.csv", "id", KEYS="keep", KEYTYPE="text"),
    "key_of_readings": _cell("maalinger.csv", "id"),
    "key_of_long": _cell("lang.csv", "id", KEYS="keep"),
    "key_of_register": _cell("fremmoede.csv", "id", KEYS="keep"),
    "site_text": _cell("forloeb.csv", "sted"),
    "site_code": _cell("forloeb.csv", "kode", SITE="kode"),
    "site_choice": _cell("forloeb.csv", "koen", SITE="koen"),
    "site_free": _cell("forloeb.csv", "note", SITE="note"),
    "background_text": _cell("forloeb.csv", "mere"),
    "background_free": _cell("forloeb.csv", "note"),
    "background_cpr": _cell("forloeb.csv", "mere", MORETYPE="cpr"),
    "background_whole": _cell("forloeb.csv", "mere", MORETYPE="whole"),
    "background_number": _cell("forloeb.csv", "pris"),
    "background_date": _cell("forloeb.csv", "mere", MORETYPE="date"),
    "choice": _cell("forloeb.csv", "o1"),
    "start": _cell("forloeb.csv", "start"),
    "respondent_text": _cell("maalinger.csv", "hvem"),
    "respondent_code": _cell("maalinger.csv", "hvem", WHOTYPE="code"),
    "respondent_free": _cell("maalinger.csv", "hvem", WHOTYPE="free_text"),
    "item": _cell("maalinger.csv", "score"),
    "item_with_answers": _cell("maalinger.csv", "humoer"),
    "long_item": _cell("lang.csv", "punkt"),
    "long_value": _cell("lang.csv", "svar"),
    "mark": _cell("fremmoede.csv", "05-01-2026"),
    "undeclared": _undeclared,
    "all_columns": _all_columns,
    "ragged": _ragged,
    "total": _total,
    "repeats": _repeats,
}
BROKEN_CELLS: dict[tuple[str, str], str] = {}


def _cases() -> Iterator[Any]:
    for place in CELLS:
        for kind in FORMS:
            reason = BROKEN_CELLS.get((place, kind))
            marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
            yield pytest.param(place, kind, id=f"{place}-{kind}", marks=marks)


@pytest.mark.parametrize(("place", "kind"), list(_cases()))
def test_in_cells(tmp_path: Path, temporary: Path, place: str, kind: str) -> None:
    kit = Kit(tmp_path / "levering")
    CELLS[place](kit, FORMS[kind])
    profile = kit.write()
    assert_silent(said(kit.folder, profile, tmp_path), temporary)
