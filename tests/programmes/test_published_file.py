"""Published shares in a programme's file: read as printed, refused where they cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

import evalkit as ek
from evalkit.programmes.published import PublishedShare

FILE = """\
programme: ours
title: {{da: Vores, en: Ours}}
document: report
documents:
  report: {{title: Rapport, by: Os, year: 2026}}
facts:
  began: {{topic: since, da: Fra 2015., en: Since 2015., value: 2015, unit: year, place: "1"}}
published:
  better:
    da: Flere har det bedre.
    en: More are better off.
    of: {{da: alle, en: all}}
    place: Tabel 2
{lines}
"""
# The line of the first of the lines that a test fills in.
FIRST = 14


def written(folder: Path, *lines: str) -> Path:
    path = folder / "ours.yaml"
    path.write_text(FILE.format(lines="\n".join(f"    {line}" for line in lines)), encoding="utf-8")
    return path


def read(folder: Path, *lines: str) -> PublishedShare:
    (share,) = ek.programme(written(folder, *lines)).published
    return share


def test_a_share_as_printed(tmp_path: Path) -> None:
    share = read(tmp_path, "share: 0.735", "decimals: 1", "n: 49", "count: 36", "outcome: false")
    assert (share.share, share.decimals, share.n, share.count) == (0.735, 1, 49, 36)
    assert not share.is_outcome
    assert not share.is_approximate
    assert share.of == {"da": "alle", "en": "all"}
    assert (share.document, share.place) == ("report", "Tabel 2")


def test_what_the_source_leaves_out_is_left_out(tmp_path: Path) -> None:
    share = read(tmp_path, "share: 0.5", "approximate: true")
    assert share.n is None
    assert share.count is None
    assert share.is_approximate
    assert share.is_outcome


def test_an_n_may_be_of_the_group_and_not_of_the_share(tmp_path: Path) -> None:
    assert read(tmp_path, "share: 0.74", "n: 49").n_of == "share"
    group = read(tmp_path, "share: 0.74", "n: 49", "n_of: group")
    assert (group.n, group.n_of) == (49, "group")
    assert group.as_row()["n_of"] == "group"
    assert read(tmp_path, "share: 0.74").as_row()["n_of"] == ""


@pytest.mark.parametrize(
    ("lines", "at", "said"),
    [
        (["share: 74", "n: 49"], 0, r"'share' is 74\. Accepted: 0 to 1; 74 % is 0\.74"),
        (["share: -0.1"], 0, r"'share' is -0\.1\. Accepted: 0 to 1"),
        (["share: nan"], 0, r"Accepted: 0 to 1"),
        (["share: 74 %"], 0, "a number with a decimal point is expected"),
        (["share: 0.745"], 0, r"0\.745, which has more decimals than a percentage with 0"),
        (["share: 0.7345", "decimals: 1"], 0, "its 'decimals'"),
        (["share: 0.74", "decimals: 7"], 1, r"'decimals' is 7\. Accepted: 0 to 6"),
        (["share: 0.74", "decimals: -1"], 1, r"'decimals' is -1"),
        (["share: 0.74", "n: 49", "n_of: all"], 2, r"'n_of' is 'all'\. .*'group'"),
        (["share: 0.74", "n_of: group"], 1, "'n_of' is 'group', but there is no 'n'"),
        (["share: 0.74", "n: 0"], 1, r"'n' is 0\. Accepted: 1 and more"),
        (["share: 0.74", "n: 49.5"], 1, "'n' must be a whole number"),
        (["share: 0.74", "n: 49", "count: 50"], 2, r"'count' is 50\. Accepted: 0 to 49, its n"),
        (["share: 0.74", "count: -1"], 1, r"'count' is -1\. Accepted: 0 and more"),
        (["share: 0.74", "N: 49"], 1, r"'N' is not a known option\. .*'n'"),
        (["share: 0.74", "share: 0.75"], 1, "'share' is given twice"),
        (["share: 0.74", "approximate: maybe"], 1, r"'approximate' is 'maybe'"),
    ],
)
def test_what_is_no_share_is_refused_at_its_line(
    tmp_path: Path, lines: list[str], at: int, said: str
) -> None:
    with pytest.raises(ek.DefinitionError, match=rf"^ours\.yaml, line {FIRST + at}\b.*{said}"):
        read(tmp_path, *lines)


def test_a_share_without_a_number_is_none(tmp_path: Path) -> None:
    with pytest.raises(ek.DefinitionError, match=r"^ours\.yaml, line \d+ in .*'share' is missing"):
        read(tmp_path, "n: 49")


def test_two_shares_of_one_name_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "share: 0.74")
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "  better: {share: 0.5}\n", encoding="utf-8")
    with pytest.raises(ek.DefinitionError, match=r"^ours\.yaml, line 15 .*'better' is given twice"):
        ek.programme(path)


@pytest.mark.parametrize("share", [0.29, 0.57, 0.58, 0.14, 0.07, 1.0, 0.0])
def test_what_a_decimal_number_cannot_hold_is_no_further_decimal(
    tmp_path: Path, share: float
) -> None:
    # 100 * 0.29 is 28.999999999999996 in binary.
    assert read(tmp_path, f"share: {share}").share == share
