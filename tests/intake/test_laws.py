"""Whatever happens to a file: no traceback, every row accounted for, and order does not matter."""

import random
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek
from evalkit.intake.load import receive

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"
STAR = EXAMPLES / "bindeleddet" / "outcomes_star.csv"
# Lists of the volunteers; only courses and readings are tried here.
BESIDE = shutil.ignore_patterns("frivillige.csv", "supervision.csv")
ENCODINGS = ("cp1252", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "iso8859-1")


@cache
def lines() -> tuple[str, ...]:
    return tuple(STAR.read_bytes().decode("cp1252").splitlines())


def scores(study: ek.Study) -> list[tuple[object, ...]]:
    kept = study.scores[["person", "date", "scale", "score"]].astype(object)
    rows = kept.where(kept.notna(), None).itertuples(index=False, name=None)
    return sorted(rows, key=repr)


def loaded(
    raw: bytes, *, name: str = "outcomes_star.csv", programme: str = "bindeleddet"
) -> object:
    """Load an example with one file replaced; a refusal is returned, anything else is raised."""
    with TemporaryDirectory() as folder:
        shutil.copytree(EXAMPLES / programme, folder, dirs_exist_ok=True, ignore=BESIDE)
        (Path(folder) / name).write_bytes(raw)
        delivery = receive(folder, profile=programme)
        for row in delivery.counts.itertuples():
            assert row.received == row.loaded + row.set_aside + row.not_data
        refused = any(finding.severity == "refuse" for finding in delivery.findings)
        assert refused == (delivery.study is None)
        for finding in delivery.findings:
            assert finding.message("da")
            assert finding.message("en")
        return delivery.study or delivery


@cache
def untouched() -> list[tuple[object, ...]]:
    made = loaded(STAR.read_bytes())
    assert isinstance(made, ek.Study)
    return scores(made)


def as_bytes(rows: Sequence[str], *, encoding: str = "cp1252") -> bytes:
    return "".join(f"{row}\r\n" for row in rows).encode(encoding)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_the_order_of_rows_does_not_change_the_scores(seed: int) -> None:
    head, *rows = lines()
    random.Random(seed).shuffle(rows)
    study = loaded(as_bytes([head, *rows]))
    assert isinstance(study, ek.Study)
    assert scores(study) == untouched()
    assert study.set_aside == 3


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 133), max_size=6), st.booleans())
def test_a_repeated_row_changes_nothing(places: list[int], at_the_end: bool) -> None:
    rows = list(lines())
    repeated = [rows[place] for place in places]
    rows = rows + repeated if at_the_end else [rows[0], *repeated, *rows[1:]]
    study = loaded(as_bytes(rows))
    assert isinstance(study, ek.Study)
    assert scores(study) == untouched()
    assert study.received == 181 + len(places)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 134), st.sampled_from(["", ";" * 13, " ; ;", "\t"]))))
def test_blank_rows_are_counted_and_nothing_else(blanks: list[tuple[int, str]]) -> None:
    rows = list(lines())
    for place, blank in blanks:
        rows.insert(min(place, len(rows)), blank)
    study = loaded(as_bytes(rows))
    assert isinstance(study, ek.Study)
    assert scores(study) == untouched()
    assert study.not_data == 2 + len(blanks)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, STAR.stat().st_size))
def test_a_file_cut_off_anywhere(size: int) -> None:
    loaded(STAR.read_bytes()[:size])


@pytest.mark.parametrize("rows", [1, 2, 3, 50])
def test_a_file_cut_off_after_a_row(rows: int) -> None:
    study = loaded(as_bytes(lines()[:rows]))
    if rows == 1:
        assert [f.code for f in study.findings if f.severity == "refuse"] == ["EK206"]
    else:
        assert isinstance(study, ek.Study)
        assert study.received == 48 + rows - 1


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_another_encoding_is_read_or_refused(encoding: str) -> None:
    study = loaded(as_bytes(lines(), encoding=encoding))
    if encoding in ("utf-8", "utf-16-le"):
        assert [f.code for f in study.findings if f.severity == "refuse"] == ["EK105"]
    else:
        # cp1252 as the profile says, Latin-1 which agrees with it here, or a byte order mark.
        assert isinstance(study, ek.Study)
        assert scores(study) == untouched()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, STAR.stat().st_size - 1), st.integers(0, 255)), max_size=20),
    st.sampled_from(ENCODINGS),
)
def test_any_bytes_may_be_wrong(changes: list[tuple[int, int]], encoding: str) -> None:
    raw = bytearray(as_bytes(lines(), encoding=encoding))
    for place, byte in changes:
        raw[place] = byte
    loaded(bytes(raw))


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_at_all(raw: bytes) -> None:
    loaded(raw)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_cell_may_hold_anything(data: st.DataObject) -> None:
    rows = [line.split(";") for line in lines()]
    for _ in range(data.draw(st.integers(1, 8))):
        row = data.draw(st.integers(1, len(rows) - 1))
        column = data.draw(st.integers(0, max(len(rows[row]) - 1, 0)))
        text = data.draw(st.text(st.characters(codec="cp1252", exclude_characters='"'), max_size=9))
        if rows[row]:
            rows[row][column] = text
    loaded(as_bytes([";".join(row) for row in rows]))


@pytest.mark.parametrize(
    ("programme", "name", "encoding"),
    [
        ("unik", "dataset.csv", "cp1252"),
        ("unik", "labels.csv", "cp1252"),
        ("unik", "forloeb.csv", "cp1252"),
        ("loneliness_survey", "qualtrics_export.csv", "utf-8"),
        ("empower4u", "empower4u.xlsx", ""),
        ("cafe_step", "fremmoede.xlsx", ""),
    ],
)
def test_every_example_survives_being_cut_and_altered(
    programme: str, name: str, encoding: str
) -> None:
    whole = (EXAMPLES / programme / name).read_bytes()
    draw = random.Random(20261006)
    for number in range(20):
        raw = bytearray(whole)
        if number % 2:
            raw = raw[: draw.randrange(len(raw))]
        else:
            for _ in range(draw.randrange(1, 15)):
                raw[draw.randrange(len(raw))] = draw.randrange(256)
        loaded(bytes(raw), name=name, programme=programme)


def test_surveyxact_in_its_four_encodings_is_one_study() -> None:
    """The three files come as semicolon + cp1252, comma, tab + UTF-16 with mark, or UTF-8."""
    folder = EXAMPLES / "unik"
    as_it_is = ek.load(folder, profile="unik")
    for encoding in ("utf-8-sig", "utf-16"):
        with TemporaryDirectory() as copied:
            shutil.copytree(folder, copied, dirs_exist_ok=True)
            for path in Path(copied).glob("*.csv"):
                path.write_bytes(path.read_bytes().decode("cp1252").encode(encoding))
            again = ek.load(copied, profile="unik")
        pd.testing.assert_frame_equal(
            again.scores.drop(columns="delivery"), as_it_is.scores.drop(columns="delivery")
        )
