"""The promise of the door, attacked: personal data is planted everywhere, and may show nowhere.

Each case plants one kind of personal data, in every way of writing it, in one place of a delivery;
then the delivery is checked, loaded, drafted and described, and everything that came out (frames,
pickles, messages, logs, warnings, tracebacks, pages, files) is searched. All data are made up.

Where the promise is broken now the case is `xfail(strict=True)`: mending it makes the test fail
until the mark is taken away.
"""

from __future__ import annotations

import io
import json
import logging
import os
import pickle
import re
import shutil
import stat
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
import xlsxwriter

import evalkit as ek
from evalkit.cli.main import main
from evalkit.errors import EvalkitError
from evalkit.intake.examine import Examined, examine
from evalkit.intake.load import load, receive
from evalkit.intake.profile_file import profile as profile_named
from evalkit.privacy.key_file import KEY_VARIABLE, open_key
from evalkit.privacy.pseudonyms import PseudonymKey, pseudonyms
from evalkit.reporting.project import DATA_VARIABLE, examples_folder

# What is planted. Nobody's: made up for this test.
FORMS: Mapping[str, tuple[str, ...]] = {
    "cpr": (
        "010190-1234", "0101901234", "101901234", "1,01E+09", "1.01901234E+08", "010190 1234",
        "01 01 90 1234", "010190\N{EN DASH}1234", "010190\u200b1234",
        "\uff10\uff11\uff10\uff11\uff19\uff10-\uff11\uff12\uff13\uff14",
        "610190-1234", "0101901234.0", "borger 010190-1234",
    ),
    "cpr_odd": (
        "010190.1234", "010190/1234", "010190  1234", "010190--1234", "0101 90 1234",
        "0101 90-1234", "101.901.234", "19900101-1234",
    ),
    "email": ("thorkild@example.org", "THORKILD@EXAMPLE.ORG", "thorkild\uff20example.org"),
    "email_odd": ("thorkild@example", "thorkild @ example.org", "thorkild(at)example.org"),
    "phone": ("31 12 12 34", "+4531121234", "+45 31 12 12 34", "3112 1234", "tlf 31121234"),
    "phone_odd": ("31121234", "31-12-12-34", "31.12.12.34", "ring 31121234 nu"),
    "name": ("Thorkild Jensen", "Jensen, Thorkild", "THORKILD JENSEN"),
    "name_odd": ("thorkild jensen", "Thorkild_Jensen", "mor til Thorkild", "Thorkild J. 2"),
}  # fmt: skip
MAIN = ("cpr", "email", "phone", "name")
# Planted together where nothing is known to be broken.
TOGETHER = {"others": FORMS["email"] + FORMS["phone"] + FORMS["name"]}


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


# What the promise does not cover; docs/personal-data.en.md says so.
_CPR_FORMS = (
    "known limit: 19900101-1234 is how programs write a date with a time, and 101.901.234 how they "
    "write a number; both stay"
)
_NAME_FORMS = (
    "known limit: names in lower case, joined by _ or inside a label; only people's own words are "
    "searched for names inside a text"
)
_KEYS_KEPT = (
    "known limit: with person_keys: keep a single word that is a name stays, as a pseudonym would"
)
_NUMBERS = "known limit: a telephone number in a column of numbers is a number"
_HEADERS = "known limit: the odd spellings of CPR numbers and names, as in cells"
_DAYS = "known limit: a telephone number right after a date in a header is taken for part of it"
_FILE_NAMES = (
    "known limit: a name that is only part of the name of a file or folder stays; a name alone is "
    "hidden"
)
_DRAFT_MARKS = (
    "known limit: a register's marks are compared without capitals, and names have theirs"
)


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
  - file: statusser.csv
    format: csv
    columns:
      id: {type: KEYTYPE}
      area: {type: code}
      status: {type: text}
      fra: {type: date}
      til: {type: date}
    statuses: {person: id, domain_column: area, status: status, started: fra, ended: til}
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
    "statusser.csv": ["id", "area", "status", "fra", "til"],
}
ROWS = 30


def _row(name: str, number: int) -> list[str]:
    key, day = f"{number:04d}", f"{1 + number % 28:02d}"
    return {
        "forloeb.csv": [key, "01-01-2026", "", "Nord", "A", "K", "1,5", "Glad", "ro", "0"],
        "maalinger.csv": [key, f"{day}-02-2026", "", "4", "God"],
        "lang.csv": [key, f"{day}-02-2026", "1", "3"],
        "fremmoede.csv": [key, "x", "-"],
        "statusser.csv": [key, "job", "i job", f"{day}-02-2026", ""],
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
            row.extend(headers if place == 0 else [cells[place % len(cells)]] * len(headers))


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
        parts += [f"{one:.0f}" if isinstance(one, float) and not pd.isna(one) else str(one)
                  for one in frame[name].tolist()]  # fmt: skip
    return "\n".join(parts)


def _of_study(study: ek.Study) -> Iterator[tuple[str, str]]:
    tables = ("enrolments", "answers", "scores", "attendance", "statuses")
    for name in (*tables, "findings", "quarantine"):
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
    path: Path | list[Path], profile: Path | str, place: Path, *, more: bool = False
) -> dict[str, str]:
    """Do everything with a delivery, and return what came of it, by where it came out."""
    found: dict[str, str] = {}
    by_name, profile = profile, _parsed(profile)
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
                seen: list[Examined] = []
                delivery = _received(path, profile, found, seen)
                if delivery is not None:
                    found["delivery"] = repr(delivery) + repr(delivery.findings)
                    found["delivery.counts"] = _frame(delivery.counts)
                    found |= {} if delivery.study is None else dict(_of_study(delivery.study))
                if delivery is None or delivery.study is None:
                    found["load.error"] = _refusal(path, profile)
                found["inside"] = "\n".join(_inside(seen))
            by = ["--profile", str(by_name)]
            page = ["--page", str(pages / "page.html")] if more else []
            if more or isinstance(profile, (str, Path)):
                found["check.json"] = _command("check", *files, *by, "--json", *page)
            if more:
                found["check.text"] = _command("check", *files, *by, "--all", "--language", "da")
                found["check.plain"] = _command("check", *files, "--all")
                found["draft"] = _command("profile", *files)
                found["dictionary"] = _command("dictionary", str(by_name), "--format", "json")
    finally:
        root.removeHandler(records)
        root.setLevel(before)
    found["warnings"] = "\n".join(str(one.message) for one in warned)
    found["streams"] = out.getvalue() + err.getvalue()
    found["log"] = "\n".join(records.said)
    for page in pages.rglob("*") if pages.is_dir() else ():
        found[f"page {page.suffix}"] = page.name + page.read_text(encoding="utf-8")
    return found


def _parsed(profile: Path | str) -> Any:
    """Return the profile, or what names it where it is wrong: the command says why."""
    try:
        return profile_named(profile)
    except EvalkitError:
        return profile


def _received(path: Any, profile: Any, found: dict[str, str], seen: list[Examined]) -> Any:
    def watched(*given: Any, **more: Any) -> Examined:
        seen.append(examine(*given, **more))
        return seen[-1]

    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("evalkit.intake.load.examine", watched)
            return receive(path, profile=profile)
    except EvalkitError as error:
        found["receive.error"] = f"{type(error).__name__} {error}"
    except Exception as error:  # noqa: BLE001 - a crash is what is looked for
        found["receive.crash"] = _raised(error, with_locals=False)
    return None


def _refusal(path: Any, profile: Any) -> str:
    try:
        load(path, profile=profile)
    except EvalkitError as error:
        return _raised(error)
    except Exception as error:  # noqa: BLE001 - a crash is what is looked for
        return _raised(error, with_locals=False)
    return ""


def _inside(seen: list[Examined]) -> Iterator[str]:
    """Yield how everything on the way looks in a debugger, a traceback or a log."""
    if not seen:
        return
    examined = seen[0]
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


# ------------------------------------------------------------ cells, by place

Plant = Callable[[Kit, tuple[str, ...]], None]


def _cell(name: str, column: str, **settings: str) -> Plant:
    def plant(kit: Kit, forms: tuple[str, ...]) -> None:
        kit.settings |= settings
        kit.plant(name, HEADERS[name].index(column), forms)

    return plant


def _key(**settings: str) -> Plant:
    """Put the same keys into every file, so that no row is of a stranger."""

    def plant(kit: Kit, forms: tuple[str, ...]) -> None:
        kit.settings |= settings
        for name in HEADERS:
            kit.plant(name, 0, forms)

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
    "key_code": _key(),
    "key_text": _key(KEYTYPE="text"),
    "key_cpr": _key(KEYTYPE="cpr"),
    "key_keep": _key(KEYS="keep"),
    "key_keep_text": _key(KEYS="keep", KEYTYPE="text"),
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
    "key_of_statuses": _cell("statusser.csv", "id", KEYS="keep"),
    "status": _cell("statusser.csv", "status"),
    "status_domain": _cell("statusser.csv", "area"),
    "status_start": _cell("statusser.csv", "fra"),
    "mark": _cell("fremmoede.csv", "05-01-2026"),
    "undeclared": _undeclared,
    "all_columns": _all_columns,
    "ragged": _ragged,
    "total": _total,
    "repeats": _repeats,
}
# Where whatever is written is kept, so that the odd ways of writing matter.
KEPT = ("key_keep", "site_text", "background_free", "background_whole")
BROKEN_CELLS: dict[tuple[str, str], str] = {
    ("key_keep", "name_odd"): _KEYS_KEPT,
    ("site_text", "cpr_odd"): _CPR_FORMS,
    ("site_text", "name_odd"): _NAME_FORMS,
    ("background_free", "cpr_odd"): _CPR_FORMS,
    ("background_free", "name_odd"): _NAME_FORMS,
    ("background_whole", "phone"): _NUMBERS,
    ("background_whole", "phone_odd"): _NUMBERS,
    ("background_number", "phone"): _NUMBERS,
}


def _cases(places: Mapping[str, object], broken: Mapping[tuple[str, str], str]) -> list[Any]:
    found = []
    for place in places:
        is_whole = not any((place, kind) in broken for kind in FORMS)
        kinds = ("cpr", "others") if is_whole and places is CELLS else MAIN
        for kind in (
            FORMS if place in KEPT or (place == "undeclared" and places is not CELLS) else kinds
        ):
            reason = broken.get((place, kind))
            marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
            found.append(pytest.param(place, kind, id=f"{place}-{kind}", marks=marks))
    return found


@pytest.mark.parametrize(("place", "kind"), _cases(CELLS, BROKEN_CELLS))
def test_in_cells(tmp_path: Path, temporary: Path, place: str, kind: str) -> None:
    kit = Kit(tmp_path / "levering")
    CELLS[place](kit, {**FORMS, **TOGETHER}[kind])
    profile = kit.write()
    found = said(
        kit.folder, profile, tmp_path, more=place in ("all_columns", "ragged") and kind == "cpr"
    )
    # Such a profile may be refused as a whole.
    may_be_refused = place == "background_cpr"
    assert may_be_refused or "DefinitionError" not in found.get("receive.error", "")
    assert_silent(found, temporary)


def test_the_delivery_is_right_before_anything_is_planted(tmp_path: Path) -> None:
    kit = Kit(tmp_path / "levering")
    study = load(kit.folder, profile=kit.write())
    assert len(study.enrolments) == ROWS
    assert len(study.attendance) == 2 * ROWS
    assert len(study.statuses) == ROWS
    assert set(study.answers["instrument"]) == {"trivsel", "humoer", "who5"}


# --------------------------------------------------------------- headers, names


def _headers(kit: Kit, forms: tuple[str, ...]) -> None:
    kit.widen("maalinger.csv", list(forms))


def _headers_embedded(kit: Kit, forms: tuple[str, ...]) -> None:
    kit.widen("maalinger.csv", [f"Kontakt {form} (mor)" for form in forms], ("x", forms[0]))


def _headers_of_days(kit: Kit, forms: tuple[str, ...]) -> None:
    headers = [f"2026-02-{place:02d} {form}" for place, form in enumerate(forms, 1)]
    kit.widen("fremmoede.csv", headers, ("x", "?"))


def _headers_in_two_rows(kit: Kit, forms: tuple[str, ...]) -> None:
    old = "  - file: maalinger.csv\n    format: csv\n"
    kit.profile_text = PROFILE.replace(old, f"{old}    header_row: [1, 2]\n")
    kit.widen("maalinger.csv", ["Start"] * len(forms))
    # A blank upper cell takes the name to its left: the declared columns stand before any.
    kit.tables["maalinger.csv"].insert(0, [""] * 5 + list(forms))


def _header_is_data(kit: Kit, forms: tuple[str, ...]) -> None:
    kit.tables["maalinger.csv"][0] = ["id", "dato", "hvem", "score", "humoer", *forms]
    kit.tables["lang.csv"][0] = ["id", "dato", *forms]


HEADS: dict[str, Plant] = {
    "undeclared": _headers,
    "embedded": _headers_embedded,
    "of_days": _headers_of_days,
    "two_rows": _headers_in_two_rows,
    "data": _header_is_data,
}
BROKEN_HEADS: dict[tuple[str, str], str] = {
    ("undeclared", "cpr_odd"): _HEADERS,
    ("undeclared", "name_odd"): _HEADERS,
    ("of_days", "phone"): _DAYS,
}


@pytest.mark.parametrize(("place", "kind"), _cases(HEADS, BROKEN_HEADS))
def test_in_headers(tmp_path: Path, temporary: Path, place: str, kind: str) -> None:
    kit = Kit(tmp_path / "levering")
    HEADS[place](kit, FORMS[kind])
    profile = kit.write()
    found = said(kit.folder, profile, tmp_path, more=kind == "name")
    assert "DefinitionError" not in found.get("receive.error", "")
    assert_silent(found, temporary)


def _as_file(form: str) -> str:
    return form.replace("/", "-")


def _name_of_file(kit: Kit, forms: tuple[str, ...]) -> Path:
    for form in forms:
        (kit.folder / f"udtræk {_as_file(form)}.csv").write_text("a;b\n1;2\n")
        (kit.folder / f"~${_as_file(form)}.xlsx").write_bytes(b"x")
    return kit.folder


def _name_of_folder(kit: Kit, forms: tuple[str, ...]) -> Path:
    (kit.folder / _as_file(forms[0])).mkdir()
    return Path(shutil.copytree(kit.folder, kit.folder.parent / _as_file(forms[-1])))


def _name_of_broken_file(kit: Kit, forms: tuple[str, ...]) -> Path:
    for form in forms[:2]:
        for end in ("xlsx", "sav", "pkl", "csv"):
            (kit.folder / f"{_as_file(form)}.{end}").write_bytes(b"PK\x03\x04 broken \xff\x00")
    return kit.folder


NAMES = {"file": _name_of_file, "folder": _name_of_folder, "broken_file": _name_of_broken_file}
BROKEN_NAMES: dict[tuple[str, str], str] = {
    ("file", "name"): _FILE_NAMES,
    ("broken_file", "name"): _FILE_NAMES,
}


@pytest.mark.parametrize(("place", "kind"), _cases(NAMES, BROKEN_NAMES))
def test_in_names(tmp_path: Path, temporary: Path, place: str, kind: str) -> None:
    kit = Kit(tmp_path / "levering")
    profile = kit.write()
    path = NAMES[place](kit, FORMS[kind][:4])
    found = said(path, profile, tmp_path)
    found.pop("load.error", "")  # its locals hold the path that the caller gave
    found["draft"] = _command("profile", str(path))
    assert_silent(found, temporary)


# ------------------------------------------------------------- workbooks and others

BOOK = """\
profile: book
title: {da: Bog, en: Book}
programme: book
locale: da
dates: dd-mm-yyyy
files:
  - file: bog.FORMAT
    format: FORMAT
    WHICH
    columns:
      id: {type: code}
      start: {type: date}
      sted: {type: SITETYPE}
    enrolments: {person: id, started: start, site: sted}
"""


def _book(folder: Path, kind: str, *, which: str = "", site: str = "text") -> Path:
    text = BOOK.replace("FORMAT", kind).replace("    WHICH\n", f"    {which}\n" if which else "")
    path = folder / "bog.yaml"
    path.write_text(text.replace("SITETYPE", site), encoding="utf-8")
    return path


def _workbook(path: Path, forms: tuple[str, ...], *, sheet: str = "Ark") -> None:
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"author": forms[0], "title": forms[0], "comments": forms[0]})
        book.set_custom_property("elev", forms[0])
        page = book.add_worksheet(sheet)
        page.write_row(0, 0, ["id", "start", "sted", "formel"])
        for number in range(1, 30):
            page.write_row(number, 0, [f"{number:04d}", "01-01-2026", "Nord"])
        for number, form in enumerate(forms, 1):
            page.write_comment(number, 0, form)
            page.write_formula(number, 3, f'="{form}"', None, form)
        page.set_row(2, None, None, {"hidden": True})
        hidden = book.add_worksheet("Skjult")
        hidden.write_column(0, 0, forms)
        hidden.hide()
        book.define_name("elev", f'="{forms[0]}"')


@pytest.mark.parametrize("kind", MAIN)
def test_in_a_workbook(tmp_path: Path, temporary: Path, kind: str) -> None:
    folder = tmp_path / "bog"
    folder.mkdir()
    _workbook(folder / "bog.xlsx", FORMS[kind])
    profile = _book(tmp_path, "xlsx", which="sheet: Ark")
    found = said(folder, profile, tmp_path)
    assert "study.repr" in found, found["load.error"]
    assert_silent(found, temporary)


BROKEN_SHEETS: dict[tuple[str, str], str] = {}


@pytest.mark.parametrize(("place", "kind"), _cases({"sheet": 0}, BROKEN_SHEETS))
def test_in_the_names_of_sheets(tmp_path: Path, temporary: Path, place: str, kind: str) -> None:
    folder = tmp_path / place
    folder.mkdir()
    _workbook(folder / "bog.xlsx", FORMS[kind], sheet=FORMS[kind][0])
    profile = _book(tmp_path, "xlsx", which='sheet: "Ark"')
    found = said(folder, profile, tmp_path) if kind == "name" else {}
    found["plain"] = _command("check", str(folder))
    found["draft"] = _command("profile", str(folder))
    assert_silent(found, temporary)


def _statistics(folder: Path, kind: str, forms: tuple[str, ...]) -> None:
    frame = pd.DataFrame(
        {"id": [f"{n:04d}" for n in range(1, 21)], "start": ["2026-01-01"] * 20,
         "sted": [float(1 + n % len(forms)) for n in range(20)], "ekstra": [forms[0]] * 20}
    )  # fmt: skip
    import pyreadstat

    labels = {"sted": {float(place): form for place, form in enumerate(forms, 1)}}
    columns = ["id", forms[0], forms[-1], "e"]
    if kind == "spss":
        pyreadstat.write_sav(
            frame, folder / "bog.spss", variable_value_labels=labels, column_labels=columns,
            file_label=forms[0][:60], note=forms[0],
        )  # fmt: skip
    elif kind == "stata":
        labels = {"sted": {int(place): form for place, form in labels["sted"].items()}}
        pyreadstat.write_dta(
            frame.astype({"sted": int}), folder / "bog.stata", variable_value_labels=labels,
            column_labels=columns, file_label=forms[0][:60],
        )  # fmt: skip
    else:
        import pyarrow as pa
        import pyarrow.parquet as pq

        frame = frame.assign(**dict.fromkeys(forms, 1)).astype({"sted": str})
        table = pa.Table.from_pandas(frame).replace_schema_metadata({"elev": forms[0]})
        pq.write_table(table, folder / "bog.parquet")


@pytest.mark.parametrize(
    ("program", "site"),
    [("spss", "text"), ("stata", "choice, values: {Nord: north, Syd: south}"), ("parquet", "text")],
)
def test_in_the_labels_of_statistics_programs(
    tmp_path: Path, temporary: Path, program: str, site: str
) -> None:
    forms = tuple(FORMS[kind][0] for kind in MAIN)
    folder = tmp_path / "bog"
    folder.mkdir()
    if program == "parquet":
        forms = (*FORMS["cpr"], *FORMS["email"], *FORMS["name"])
    _statistics(folder, program, forms)
    profile = _book(tmp_path, program, site=site)
    found = said(folder, profile, tmp_path)
    assert "DefinitionError" not in found.get("receive.error", "")
    assert_silent(found, temporary)


HOSTILE = "\n".join(form for kind in FORMS for form in FORMS[kind]).encode()
BYTES = {
    "csv": b"id;start;sted\n" + HOSTILE + b"\xff\xfe\x00;;\n",
    "utf16": b"\xff\xfe" + HOSTILE,
    "zip": b"PK\x03\x04" + HOSTILE,
    "sav": b"$FL2@(#) SPSS DATA FILE" + HOSTILE * 9,
    "dta": b"<stata_dta><header>" + HOSTILE * 9,
    "parquet": b"PAR1" + HOSTILE * 9 + b"PAR1",
    "ole": bytes.fromhex("d0cf11e0a1b11ae1") + HOSTILE * 9,
    "xml": b"<?xml version='1.0'?><workbook>" + HOSTILE,
    "pickle": pickle.dumps(HOSTILE),
}


@pytest.mark.parametrize("program", ["csv", "xlsx", "xls", "ods", "spss", "stata", "parquet"])
def test_in_files_that_no_reader_can_read(tmp_path: Path, temporary: Path, program: str) -> None:
    which = "sheet: Ark" if program in ("xlsx", "xls", "ods") else ""
    profile = _book(tmp_path, program, which=which)
    own = {
        "csv": ("csv", "utf16", "pickle"),
        "xlsx": ("zip", "xml"),
        "xls": ("ole",),
        "ods": ("zip",),
        "spss": ("sav",),
        "stata": ("dta",),
        "parquet": ("parquet",),
    }[program]
    for name in own:
        folder = tmp_path / f"bog_{name}"
        folder.mkdir()
        (folder / f"bog.{program}").write_bytes(BYTES[name])
        found = said(folder, profile, tmp_path)
        assert "study.repr" not in found
        assert_silent(found, temporary)


# ------------------------------------------------------------- labels, drafts, profiles


@pytest.mark.parametrize("kind", MAIN)
def test_in_answer_texts(tmp_path: Path, temporary: Path, kind: str) -> None:
    folder = Path(shutil.copytree(examples_folder() / "unik", tmp_path / "unik"))
    path = folder / "labels.csv"
    lines = path.read_text("cp1252").splitlines()
    ascii_only = [form for form in FORMS[kind] if form.isascii()]
    lines += [f"{line.split(';')[0]};{n};{form}" for form in ascii_only
              for n, line in enumerate(lines[::5])]  # fmt: skip
    lines += [f"{form};{form};{form}" for form in ascii_only] + [ascii_only[0], f'"{ascii_only[0]}']
    path.write_text("\r\n".join(lines), encoding="cp1252", newline="")
    assert_silent(said(folder, "unik", tmp_path), temporary)


BROKEN_DRAFTS: dict[tuple[str, str], str] = {
    ("mark", "name"): _DRAFT_MARKS,
}
DRAFTS = ("column", "column_named", "mark", "item_word", "total", "label")


@pytest.mark.parametrize(("place", "kind"), _cases(dict.fromkeys(DRAFTS), BROKEN_DRAFTS))
def test_in_drafted_profiles(tmp_path: Path, temporary: Path, place: str, kind: str) -> None:
    folder = tmp_path / "levering"
    folder.mkdir()
    forms = (FORMS[kind] + FORMS.get(f"{kind}_odd", ()))[:10]
    head = ["Nr", "Start", "Slut", "Sted"]
    rows = [[f"{n:04d}", f"{1 + n % 28:02d}-01-2026", "", "Nord"] for n in range(80)]
    if place in ("column", "column_named"):
        head.append("Felt" if place == "column" else "Kontaktperson")
        rows = [[*row, forms[n % len(forms)]] for n, row in enumerate(rows)]
    elif place == "mark":
        head = ["Nr", *(f"{day:02d}-01-2026" for day in range(1, 9))]
        rows = [[row[0], *(["x"] * 4), *([forms[n % len(forms)]] * 4)]
                for n, row in enumerate(rows)]  # fmt: skip
    elif place == "item_word":
        head = ["Nr", "Dato", "Spørgsmål", "Svar"]
        rows = [[f"{n // 5:04d}", "01-01-2026", forms[n % min(5, len(forms))], str(n % 5)]
                for n in range(100)]  # fmt: skip
    elif place == "total":
        rows += [[f"I alt {forms[0]}", "", "", ""], ["I alt", forms[-1], forms[0], forms[0]]]
    else:
        head.append("svar_1")
        rows = [[*row, str(1 + n % len(forms))] for n, row in enumerate(rows)]
        labels = "\n".join(f"svar_1;{n};{form} (x)" for n, form in enumerate(forms, 1))
        (folder / "labels.csv").write_text(labels, encoding="utf-8")
    text = "\n".join(";".join(row) for row in [head, *rows])
    (folder / "dataset.csv").write_text(text, encoding="utf-8")
    found = {"draft": _command("profile", str(folder)),
             "plain": _command("check", str(folder), "--json")}  # fmt: skip
    assert "profile:" in found["draft"]
    assert "Traceback" not in found["draft"]
    assert_silent(found, temporary)


FAULTS = (
    ("type: free_text", "type: '{}'"),
    ("came: [x]", "came: ['{}', '-']"),
    ('"0": no', "'{}': no, '{}': no"),
    ("God: 2", "'{}': 99"),
    ("not_data: {id: [I alt]}", "not_data: {'{}': [I alt]}"),
    ("missing: [Ved ikke]", "missing: [Ved ikke, '{}"),
    ("dates: dd-mm-yyyy", "dates: '{}'"),
    ("locale: da", "locale: da\n'{}': x"),
)


# Where a message quotes the profile's own word.


@pytest.mark.parametrize(("old", "new"), FAULTS)
def test_in_faults_of_a_profile(tmp_path: Path, temporary: Path, old: str, new: str) -> None:
    found = {}
    for kind in ("cpr", "email"):
        kit = Kit(tmp_path / kind / "levering")
        assert old in PROFILE
        kit.profile_text = PROFILE.replace(old, new.replace("{}", FORMS[kind][0]))
        told = said(kit.folder, kit.write(), tmp_path / kind)
        found |= {f"{kind} {name}": told.get(name, "") for name in ("receive.error", "check.json")}
    assert_silent(found, temporary)


def test_a_connection_written_into_a_profile_is_not_repeated(tmp_path: Path) -> None:
    text = BOOK.replace("FORMAT", "postgresql").replace(
        "    WHICH\n",
        "    query: SELECT 1\n    connection: 'host=db user=eva password=hemmeligt-ord'\n",
    )
    path = tmp_path / "bog.yaml"
    path.write_text(text.replace("SITETYPE", "text"), encoding="utf-8")
    (tmp_path / "tom").mkdir()
    found = said(tmp_path / "tom", path, tmp_path)
    assert not [where for where, told in found.items() if "hemmeligt-ord" in told]


# ------------------------------------------------------------- reports

CELLS_OF_NOTEBOOK = {
    "whole": [
        'study = ek.load_programme("small")',
        'ek.quality_table(ek.check_programme("small"), part="personal", language=language)',
    ],
    "refused": ['ek.load_programme("refused")'],
    "third_party": [
        'study = ek.load_programme("small")',
        'import pandas as pd\npd.read_csv("data/small/forloeb.csv", sep=";", dtype=str)["mere"]'
        ".dropna().astype(float)",
    ],
}


def _project(tmp_path: Path, *, named: str) -> Path:
    """Make a project: a programme with planted cells, one that is refused, and a notebook."""
    kinds = [form for kind in MAIN for form in FORMS[kind][:3]]
    kit = Kit(tmp_path / "data" / "small")
    kit.plant("forloeb.csv", HEADERS["forloeb.csv"].index("note"), tuple(kinds))
    kit.plant("forloeb.csv", HEADERS["forloeb.csv"].index("mere"), FORMS["cpr"][:2])
    kit.widen("forloeb.csv", ["ekstra"], tuple(kinds))
    by = kit.write()
    shutil.move(by, kit.folder / "profile.yaml")
    if named:
        (kit.folder / f"gammel {named}.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    refused = Kit(tmp_path / "data" / "refused")
    refused.tables["forloeb.csv"][0] = kinds[:10]
    by = refused.write()
    shutil.move(by, refused.folder / "profile.yaml")
    (tmp_path / "evalkit.toml").write_text('data = "data"\n', encoding="utf-8")
    return tmp_path


def _notebook(path: Path, cells: list[str]) -> Path:
    def code(source: str, *tags: str) -> dict[str, object]:
        return {"cell_type": "code", "execution_count": None, "metadata": {"tags": list(tags)},
                "outputs": [], "source": source}  # fmt: skip

    parts = [code("import evalkit as ek"), code('programme: str = "small"\nlanguage: str = "en"',
             "parameters"), *map(code, cells)]  # fmt: skip
    written = {"cells": parts, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(written), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("run", "named"),
    [
        pytest.param("whole", "", id="whole"),
        pytest.param("whole", "010190-1234", id="whole-named"),
        pytest.param("refused", "", id="refused"),
        pytest.param("third_party", "", id="third_party"),
    ],
)
def test_in_reports(
    tmp_path: Path, temporary: Path, capfd: pytest.CaptureFixture[str], run: str, named: str
) -> None:
    """Run a notebook on it; the folder of reports is what an archive would hold."""
    root = _project(tmp_path, named=named)
    cells = CELLS_OF_NOTEBOOK[run]
    path = _notebook(root / "made.ipynb", cells)
    records = _Records()
    logging.getLogger().addHandler(records)
    level = logging.getLogger().level
    logging.getLogger().setLevel(logging.DEBUG)
    found = {}
    try:
        report = ek.run_report(path, programme="refused" if run == "refused" else "small")
        assert report.ok
        found["report"] = repr(report)
    except EvalkitError as error:
        if run == "whole":
            raise
        found["error"] = _raised(error)
    finally:
        logging.getLogger().removeHandler(records)
        logging.getLogger().setLevel(level)
    streams = capfd.readouterr()
    found |= {"log": "\n".join(records.said), "streams": streams.out + streams.err}
    found |= files_below(root / "reports")
    secret = _secret()
    assert not [where for where, told in found.items() if secret in told]
    assert_silent(found, temporary)


# ------------------------------------------------------------- pseudonyms and their key


def _secret() -> str:
    key, _ = open_key()
    return key.secret.hex()


def test_the_key_shows_nowhere(tmp_path: Path) -> None:
    secret = _secret()
    key, _ = open_key()
    kit = Kit(tmp_path / "levering")
    found = said(kit.folder, kit.write(), tmp_path, more=True)
    found["key"] = repr(key) + str(key) + key.fingerprint + f"{key}"
    for where, told in found.items():
        assert secret not in told, where
        assert repr(key.secret)[2:-1] not in told, where


def test_a_damaged_key_is_not_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "own" / "pseudonym.key"
    place.parent.mkdir()
    text = Path(os.environ[KEY_VARIABLE]).read_text() if _secret() else ""
    place.write_text(text.replace("-1 ", "-2 "), encoding="ascii")
    place.chmod(0o600)
    monkeypatch.setenv(KEY_VARIABLE, str(place))
    kit = Kit(tmp_path / "levering")
    found = said(kit.folder, kit.write(), tmp_path)
    assert "InputError" in found["receive.error"]
    assert text.split()[1] not in found.pop("receive.error")
    shown = [where for where, told in found.items() if text.split()[1] in told]
    assert not shown, shown  # load.error holds the locals of our frames


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such bits")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o660, 0o604])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    place = tmp_path / "own" / "pseudonym.key"
    open_key(place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    place.chmod(mode)
    kit = Kit(tmp_path / "levering")
    with pytest.raises(ek.InputError, match="open to other users"):
        load(kit.folder, profile=kit.write(), key=place)


def test_a_key_in_a_git_work_tree_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tree" / ".git").mkdir(parents=True)
    kit = Kit(tmp_path / "levering")
    with pytest.raises(ek.InputError, match="git work tree"):
        load(kit.folder, profile=kit.write(), key=tmp_path / "tree" / "deep" / "pseudonym.key")


@pytest.mark.parametrize("way", ["argument", "variable", "link", "file"])
def test_a_key_in_the_data_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    kit = Kit(tmp_path / "levering")
    profile = kit.write()
    place = kit.folder / "pseudonym.key"
    path: Any = kit.folder
    key: Path | None = None
    if way == "argument":
        key = place
    elif way == "variable":
        monkeypatch.setenv(KEY_VARIABLE, str(place))
    elif way == "link":
        open_key(place)
        key = tmp_path / "own.key"
        key.symlink_to(place)
    else:
        path, key = [kit.folder / name for name in HEADERS], place
    with pytest.raises(ek.InputError, match="data folder"):
        load(path, profile=profile, key=key)


def _persons(tmp_path: Path, name: str, **settings: str) -> list[str]:
    kit = Kit(tmp_path / name / "levering")
    kit.settings |= settings
    if "PROGRAMME" in settings:
        kit.profile_text = PROFILE.replace("programme: small", "programme: PROGRAMME")
    study = load(kit.folder, profile=kit.write())
    return [str(one) for one in study.enrolments["person"]]


def test_local_numbers_are_not_linked_across_programmes(tmp_path: Path) -> None:
    first = _persons(tmp_path, "a", PROGRAMME="one")
    other = _persons(tmp_path, "b", PROGRAMME="two")
    again = _persons(tmp_path, "c", PROGRAMME="one")
    assert first == again
    assert not {*first} & {*other}


def test_a_programme_called_cpr_is_not_linked_with_cpr_numbers() -> None:
    key = PseudonymKey(bytes(range(32)))
    space = pseudonyms(["1234567890"], key, namespace="cpr")[0]
    assert space != pseudonyms(["1234567890"], key, namespace="small")[0]
    assert space != pseudonyms(["1234567890"], PseudonymKey.new(), namespace="cpr")[0]


def test_a_pseudonym_is_no_plain_digest(tmp_path: Path) -> None:
    """Whoever has no key learns nothing by trying all numbers with public functions."""
    import base64
    import hashlib
    import hmac

    kit = Kit(tmp_path / "levering")
    kit.settings["KEYTYPE"] = "cpr"
    for name in HEADERS:
        for n in range(1, ROWS + 1):
            kit.tables[name][n][0] = f"0101{n:02d}-1234"
    study = load(kit.folder, profile=kit.write())
    shown = {str(one).removeprefix("p-") for one in study.enrolments["person"]}
    assert len(shown) == ROWS
    guesses = set()
    for text in ("0101011234", "010101-1234", "cpr\x000101011234", "small\x000101011234"):
        for key in (b"", b"cpr", b"evalkit", bytes(32)):
            raw = text.encode()
            for one in (hashlib.sha256(key + raw), hmac.new(key, raw, "sha256")):
                guesses |= {base64.b32encode(one.digest()).decode().lower()[:20], one.hexdigest()[:20]}  # noqa: E501 # fmt: skip
    assert not shown & guesses


def test_the_search_finds_what_it_should() -> None:
    """The test can fail: each form that is planted is seen when it is told."""
    for forms in FORMS.values():
        for form in forms:
            assert leaks({"here": f"Kolonne {form}: en fejl"}), form
    assert not leaks({"here": "Row 4 of 40, 31 12 days, p-abc101, 2026-01-01, 101"})
