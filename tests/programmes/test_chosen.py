"""Which programmes are meant: by name, by file, by document, all; each once, in the order given."""

from __future__ import annotations

from pathlib import Path

import pytest

import evalkit as ek
from evalkit.errors import DefinitionError, InputError
from evalkit.programmes.chosen import chosen_programmes
from evalkit.programmes.programme_file import programme_names

WHOLE = (Path(__file__).parent / "own_programme.yaml").read_text(encoding="utf-8")
# The eight that VIVE describes, and the four methods of other documents.
OF_VIVE = [
    *("bindeleddet", "cafe_step", "empower4u", "housing_first"),
    *("insp", "kbh_plus", "mentorbarn", "unik"),
]
OTHERS = [
    *("familieraadslagning", "netvaerksmoeder", "netvaerksopbygning"),
    "processuelle_netvaerksmoeder",
]


def names(asked: object) -> list[str]:
    return [one.name for one in chosen_programmes(asked)]  # type: ignore[arg-type]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "ours.yaml"
    path.write_text(WHOLE, encoding="utf-8")
    return path


def test_one_programme_in_every_way_it_can_be_named(own: Path) -> None:
    assert names("unik") == ["unik"]
    assert names(Path("unik")) == ["unik"]
    assert names(["unik"]) == ["unik"]
    assert names(ek.programme("unik")) == ["unik"]
    assert names(own) == names(str(own)) == ["ours"]


def test_the_order_is_the_one_asked_for() -> None:
    assert names(["unik", "bindeleddet"]) == ["unik", "bindeleddet"]
    assert names(("bindeleddet", "unik")) == ["bindeleddet", "unik"]
    assert names(name for name in ["kbh_plus", "insp"]) == ["kbh_plus", "insp"]


def test_all_of_them() -> None:
    assert names("all") == sorted([*OF_VIVE, *OTHERS]) == list(programme_names())


@pytest.mark.parametrize(
    ("document", "described"),
    [
        ("vive_2022", OF_VIVE),
        ("uc_syd_netvaerksinddragelse", OTHERS[:1]),
        ("sbst_netvaerksmoeder", OTHERS[1:2]),
        ("ungdommens_vel_netvaerksopbygning", OTHERS[2:3]),
        ("vidensportalen_pnm", OTHERS[3:]),
    ],
)
def test_those_of_a_document(document: str, described: list[str]) -> None:
    assert names(document) == described


def test_each_is_meant_once(own: Path) -> None:
    assert names(["unik", "unik", ek.programme("unik")]) == ["unik"]
    assert names(["unik", "all"]) == ["unik", *(one for one in programme_names() if one != "unik")]
    assert names([own, str(own), ek.programme(own)]) == ["ours"]


def test_one_name_for_two_programmes_is_refused_and_not_settled_in_silence(own: Path) -> None:
    own.write_text(WHOLE.replace("programme: ours", "programme: unik"), encoding="utf-8")
    assert names(own) == ["unik"]
    for asked in (["unik", own], [own, "unik"], [own, "all"]):
        with pytest.raises(InputError, match="Two different programmes are called 'unik'"):
            names(asked)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("unikk", "There is no programme 'unikk' in the registry. Did you mean 'unik'? Accepted: "),
        ("UNIK", "Did you mean 'unik'?"),
        ("vive_2021", "Did you mean 'vive_2022'?"),
        ("alle", "Did you mean 'all'?"),
        ("", "There is no programme '' in the registry. Accepted: 'bindeleddet', "),
        (["unik", "insb"], "There is no programme 'insb' in the registry. Did you mean 'insp'?"),
        ("borte.yaml", "There is no programme file 'borte.yaml' where you pointed"),
        ([], "No programme is named. Name at least one, or ask for 'all'."),
        ((), "No programme is named"),
        (None, "Programmes are asked for by name or path, or a list of these, not by 'NoneType'."),
        (3, "not by 'int'"),
        (["unik", 3], "A programme is asked for by name or path, not by a int"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(asked: object, message: str) -> None:
    with pytest.raises(InputError) as error:
        names(asked)
    assert message in str(error.value)


def test_a_wrong_file_is_named_with_its_line(own: Path) -> None:
    own.write_text(WHOLE.replace("topic: age\n", "topic: aeg\n"), encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"ours\.yaml, line 15 in facts > ages: 'topic'"):
        names(["unik", own])
