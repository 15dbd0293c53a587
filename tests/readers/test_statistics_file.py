"""Files written by pyreadstat as SPSS and Stata would, read as text cells."""

import struct
from datetime import date, datetime, time

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.readers.file_form import FileForm
from evalkit.readers.grid import cell_text
from evalkit.readers.limits import Limits
from evalkit.readers.raw_sheet import Unreadable
from evalkit.readers.statistics_dates import moment_of
from evalkit.readers.statistics_file import read_statistics

SPSS, STATA = FileForm(format="spss"), FileForm(format="stata")


def refused(path, form=SPSS, **options):
    with pytest.raises(Unreadable) as caught:
        read_statistics(path, form, **options)
    (finding,) = caught.value.findings
    assert finding.message("da")
    return finding


def cases():
    return pd.DataFrame(
        {
            "nr": ["0101", "æ2  ", ""],
            "svar": [1.0, 2.5, np.nan],
            "dag": [date(2026, 1, 2), None, date(1999, 12, 31)],
            "stempel": [datetime(2026, 1, 2, 3, 4, 5), datetime(2026, 1, 2), None],
            "lang": ["x" * 900, "", "y"],
        }
    )


READ = {
    "nr": ["0101", "æ2", ""],
    "svar": ["1", "2.5", ""],
    "dag": ["2026-01-02", "", "1999-12-31"],
    "stempel": ["2026-01-02 03:04:05", "2026-01-02", ""],
    "lang": ["x" * 900, "", "y"],
}


@pytest.mark.parametrize("options", [{}, {"compress": True}, {"row_compress": True}])
def test_spss(tmp_path, cells_of, options):
    path = tmp_path / "svar.sav"
    pyreadstat.write_sav(cases(), path, **options)
    raw = read_statistics(path, SPSS)
    assert cells_of(raw) == READ
    assert raw.rows.tolist() == [2, 3, 4]
    assert [column.machine.any() for column in raw.columns] == [False, True, True, True, False]


@pytest.mark.parametrize("version", [10, 12, 13, 14, 15])
def test_stata(tmp_path, cells_of, version):
    path = tmp_path / "svar.dta"
    frame = cases()
    if version < 13:
        frame["lang"] = frame["lang"].str[:200]
    if version < 14:
        # Older ones know no letters beyond what the reader takes for cp1252.
        frame["nr"] = frame["nr"].str.replace("æ", "a")
    pyreadstat.write_dta(frame, path, version=version)
    wanted = READ | {
        "nr": [text.replace("æ", "a") if version < 14 else text for text in READ["nr"]],
        "lang": [text[:200] if version < 13 else text for text in READ["lang"]],
    }
    assert cells_of(read_statistics(path, STATA)) == wanted


def test_spss_portable(tmp_path, cells_of):
    path = tmp_path / "svar.por"
    frame = pd.DataFrame({"NR": ["a", "b"], "DAG": [date(2026, 1, 2), None], "SVAR": [1.5, 2.0]})
    pyreadstat.write_por(frame, path)
    assert cells_of(read_statistics(path, SPSS)) == {
        "NR": ["a", "b"],
        "DAG": ["2026-01-02", ""],
        "SVAR": ["1.5", "2"],
    }
    assert refused(path, limits=Limits(cells=5)).code == "EK113"


def test_value_labels_stand_under_the_text_of_the_value(tmp_path):
    path = tmp_path / "svar.sav"
    labels = {"svar": {1.0: " Hele tiden", 2.5: "Halvt"}, "nr": {"0101": "Bo"}}
    pyreadstat.write_sav(cases(), path, variable_value_labels=labels)
    raw = read_statistics(path, SPSS)
    assert raw.labels == {"svar": {"1": "Hele tiden", "2.5": "Halvt"}, "nr": {"0101": "Bo"}}


def test_values_spss_declares_missing_are_neither_numbers_nor_lost(tmp_path, cells_of):
    path = tmp_path / "svar.sav"
    frame = pd.DataFrame(
        {
            "n": range(5),
            "svar": [1.0, 99.0, 98.0, 98.0, np.nan],
            "alder": [20.0, -5.0, 900.0, 999.0, 21.0],
            "tekst": ["a", "XX", "ZZ", "ZZ", "a"],
        }
    )
    pyreadstat.write_sav(
        frame,
        path,
        missing_ranges={
            "svar": [98, 99],
            "alder": [{"lo": 900, "hi": 999}, -5],
            "tekst": ["XX", "ZZ"],
        },
        variable_value_labels={"svar": {99.0: "Ved ikke"}, "tekst": {"XX": "Ønsker ikke at svare"}},
    )
    raw = read_statistics(path, SPSS)
    assert cells_of(raw) == {
        "n": ["0", "1", "2", "3", "4"],
        "svar": ["1", "Ved ikke", "", "", ""],
        "alder": ["20", "", "", "", "21"],
        "tekst": ["a", "Ønsker ikke at svare", "", "", "a"],
    }
    assert raw.columns[1].has(raw.columns[1].machine).tolist() == [True, *[False] * 4]
    found = [(finding.code, finding.column, finding.facts["count"]) for finding in raw.findings]
    assert found == [("EK130", "svar", 2), ("EK130", "alder", 3), ("EK130", "tekst", 2)]


def test_a_declared_missing_date(tmp_path, cells_of):
    path = tmp_path / "svar.sav"
    never = (date(9999, 12, 31) - date(1582, 10, 14)).days * 86400
    frame = pd.DataFrame({"dag": [date(2026, 1, 2), date(9999, 12, 31)], "nr": [1.0, 2.0]})
    pyreadstat.write_sav(frame, path, missing_ranges={"dag": [never]})
    assert cells_of(read_statistics(path, SPSS))["dag"] == ["2026-01-02", ""]


def test_stata_kinds_of_missing(tmp_path, cells_of):
    path = tmp_path / "svar.dta"
    frame = pd.DataFrame({"svar": [1, "a", 3, "z", None], "tekst": ["a", "z", "", ".a", "b"]})
    pyreadstat.write_dta(
        frame,
        path,
        missing_user_values={"svar": ["a", "z"]},
        variable_value_labels={"svar": {1: "Enig", "a": "Ved ikke"}},
    )
    raw = read_statistics(path, STATA)
    assert cells_of(raw) == {
        "svar": ["1", "Ved ikke", "3", "", ""],
        "tekst": ["a", "z", "", ".a", "b"],
    }
    assert raw.labels == {"svar": {"1": "Enig", ".a": "Ved ikke"}}
    assert [(f.code, f.facts["count"]) for f in raw.findings] == [("EK130", 1)]


def test_numbers_stata_keeps_in_four_bytes(tmp_path, cells_of):
    path = tmp_path / "svar.dta"
    frame = pd.DataFrame({"svar": np.array([2.3, 0.1, 3.0], dtype=np.float32)})
    pd.DataFrame.to_stata(frame, path, write_index=False)
    assert cells_of(read_statistics(path, STATA))["svar"] == ["2.3", "0.1", "3"]


@pytest.mark.parametrize(
    ("program", "format_", "number", "text"),
    [
        ("spss", "DATE11", 13986691200.0, "2026-01-02"),
        ("spss", "EDATE10", 13986691200.0, "2026-01-02"),
        ("spss", "MOYR8", 13986604800.0, "2026-01-01"),
        ("spss", "DATETIME20", 13986702245.0, "2026-01-02 03:04:05"),
        ("spss", "DATETIME23.2", 13986691200.5, "2026-01-02 00:00:00.500000"),
        ("spss", "TIME8", 11045.0, "03:04:05"),
        ("spss", "DTIME12", 97200.0, "27:00:00"),
        ("spss", "DATE11", 1e300, "1e+300"),
        ("spss", "DATE11", -1e12, "-1000000000000"),
        ("stata", "%td", 24108.0, "2026-01-02"),
        ("stata", "%-td", 24108.0, "2026-01-02"),
        ("stata", "%d", 24108.0, "2026-01-02"),
        ("stata", "%tdDD-NN-CCYY", 24108.0, "2026-01-02"),
        ("stata", "%tc", 2082942245000.0, "2026-01-02 03:04:05"),
        ("stata", "%tcHH:MM", 11040000.0, "03:04:00"),
        ("stata", "%tm", 792.0, "2026-01-01"),
        ("stata", "%tq", 265.0, "2026-04-01"),
        ("stata", "%th", 133.0, "2026-07-01"),
        ("stata", "%tw", 3433.0, "2026-01-08"),
        ("stata", "%tm", -1.0, "1959-12-01"),
        ("stata", "%td", 1e15, "1000000000000000"),
        ("stata", "%tm", 1e9, "1000000000"),
    ],
)
def test_dates_of_every_format(program, format_, number, text):
    moment = moment_of(program, format_)
    assert cell_text(moment(number)) == text


@pytest.mark.parametrize(
    ("program", "format_"),
    [("spss", "F8.2"), ("spss", "A5"), ("spss", "WKDAY3"), ("spss", ""), ("stata", "%9.0g"),
     ("stata", "%ty"), ("stata", "%tbcal"), ("stata", "%12s")],
)  # fmt: skip
def test_formats_that_are_no_dates(program, format_):
    assert moment_of(program, format_) is None


def test_times_of_day(tmp_path, cells_of):
    path = tmp_path / "svar.sav"
    pyreadstat.write_sav(pd.DataFrame({"kl": [time(8, 5), None], "n": [1, 2]}), path)
    assert cells_of(read_statistics(path, SPSS)) == {"kl": ["08:05:00", ""], "n": ["1", "2"]}


def test_a_file_without_cases(tmp_path):
    for path, form, write in (
        (tmp_path / "svar.sav", SPSS, pyreadstat.write_sav),
        (tmp_path / "svar.dta", STATA, pyreadstat.write_dta),
    ):
        write(cases().iloc[:0], path)
        raw = read_statistics(path, form)
        assert raw.head == [list(READ)]
        assert (raw.last, raw.rows.tolist()) == (1, [])


def test_cases_with_nothing_in_them(tmp_path):
    path = tmp_path / "svar.sav"
    frame = pd.DataFrame({"a": [1.0, np.nan, 2.0, np.nan], "b": ["x", "", "", ""]})
    pyreadstat.write_sav(frame, path)
    raw = read_statistics(path, SPSS)
    assert (raw.rows.tolist(), raw.blank, raw.last) == ([2, 4], [3], 4)


def old_file(folder, *, says="nothing"):
    """A file in cp1252 whose header says nothing of it, or says that it is UTF-8."""
    path = folder / "gammel.sav"
    frame = pd.DataFrame({"nr": ["0101", "å2  ø"], "a": [1.0, 2.0]})
    pyreadstat.write_sav(frame, path, variable_value_labels={"a": {1.0: "På intet"}})
    content = path.read_bytes()
    for text in ("å2  ø", "På intet"):
        utf8, old = text.encode(), text.encode("cp1252")
        content = content.replace(utf8, old.ljust(len(utf8)))
    if says == "nothing":
        name = content.find(b"UTF-8")
        content = content[: name - 16] + content[name + 5 :]
        machine = content.find(struct.pack("<4i", 7, 3, 4, 8))
        content = content[:machine] + content[machine + 48 :]
    path.write_bytes(content)
    return path


def test_an_old_file_that_does_not_say_how_it_is_encoded(tmp_path, cells_of):
    raw = read_statistics(old_file(tmp_path), SPSS)
    assert cells_of(raw)["nr"] == ["0101", "å2  ø"]
    assert raw.labels == {"a": {"1": "På intet"}}


def test_a_file_that_says_a_wrong_encoding(tmp_path, cells_of):
    path = old_file(tmp_path, says="UTF-8")
    finding = refused(path)
    assert finding.code == "EK105"
    mended = FileForm(format="spss", encoding=finding.facts["found"])
    assert cells_of(read_statistics(path, mended))["nr"] == ["0101", "å2  ø"]


@pytest.mark.parametrize("encoding", ["iso8859-1", "iso8859-15", "mac-roman", "cp850", "cp865"])
def test_the_encodings_a_profile_may_state(tmp_path, encoding):
    form = FileForm(format="spss", encoding=encoding)
    assert len(read_statistics(old_file(tmp_path), form).rows) == 2


def test_a_file_that_claims_millions_of_cases_gets_no_room_for_them(tmp_path):
    path = tmp_path / "svar.sav"
    pyreadstat.write_sav(pd.DataFrame({"a": [1.0, 2.0]}), path)
    content = bytearray(path.read_bytes())
    content[80:84] = struct.pack("<i", 60_000_000)
    path.write_bytes(content)
    assert refused(path).code == "EK113"
    content[80:84] = struct.pack("<i", -1)
    path.write_bytes(content)
    assert len(read_statistics(path, SPSS).rows) == 2
    assert refused(path, limits=Limits(cells=1)).code == "EK113"


@pytest.mark.parametrize("keep", [0, 3, 50, 180, 300, -100, -1])
def test_damaged_files(tmp_path, keep):
    path = tmp_path / "svar.sav"
    pyreadstat.write_sav(cases(), path)
    path.write_bytes(path.read_bytes()[:keep])
    assert refused(path).code == "EK103"
    assert refused(path, STATA).code == "EK103"


def test_files_of_another_type(tmp_path):
    path = tmp_path / "svar.dta"
    path.write_text("a;b\n1;2\n")
    assert refused(path, STATA).code == "EK103"
    assert refused(tmp_path / "ingen.sav").code == "EK103"


# SPSS pads with spaces, so those at the end are no part of a text; its texts end at a NUL.
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
NUMBERS = st.floats(-1e15, 1e15) | st.integers(-99, 99).map(float)


@given(st.lists(st.tuples(TEXTS, NUMBERS, st.dates(date(1600, 1, 1))), min_size=1, max_size=8))
def test_what_was_written_is_what_is_read(tmp_path_factory, rows):
    texts, numbers, days = (list(each) for each in zip(*rows, strict=True))
    frame = pd.DataFrame({"t": texts, "n": numbers, "d": days})
    folder = tmp_path_factory.mktemp("s")
    pyreadstat.write_sav(frame, folder / "a.sav")
    pyreadstat.write_dta(frame, folder / "a.dta")
    for name, form in (("a.sav", SPSS), ("a.dta", STATA)):
        raw = read_statistics(folder / name, form)
        assert raw.columns[0].cells() == [cell_text(text.rstrip(" ")) for text in texts]
        assert raw.columns[1].cells() == [cell_text(number) for number in numbers]
        assert raw.columns[2].cells() == [day.isoformat() for day in days]
