"""Statuses as readers meet them: one set of numbers in table, figure and sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure as Canvas

import evalkit as ek
from evalkit.errors import InputError
from evalkit.frames import ENROLMENTS, STATUSES
from evalkit.present.blocks import Figure, Table, Text
from evalkit.study import StatusDomain, Study

Says = Callable[..., bool]
BENEFIT, WAGE = "cash benefit", "wage"


@pytest.fixture(autouse=True)
def _no_window() -> Iterator[None]:
    backend = mpl.get_backend()
    mpl.use("agg")
    yield
    plt.close("all")
    mpl.use(backend)


def made(
    benefit: int, wage: int, unknown: int = 0, *, later: int = 0, domains: Any = ()
) -> Study:  # fmt: skip
    """Return persons in a status from the start on; `later` of those on benefit then have wage."""
    persons = [f"key{n}" for n in range(benefit + wage + unknown)]
    rows = [(p, BENEFIT, "2024-01-01", None) for p in persons[later:benefit]]
    rows += [(p, BENEFIT, "2024-01-01", "2025-03-31") for p in persons[:later]]
    rows += [(p, WAGE, "2025-04-01", None) for p in persons[:later]]
    rows += [(p, WAGE, "2024-01-01", None) for p in persons[benefit : benefit + wage]]
    spells = pd.DataFrame(rows, columns=["person", "status", "started", "ended"])
    courses = pd.DataFrame({"person": persons, "programme": "p", "started": "2025-01-01"})
    courses.loc[len(courses)] = ["last", "p", "2026-01-31"]
    return Study(
        title={"da": "p", "en": "p"},
        programme="p",
        enrolments=ENROLMENTS.shaped(courses),
        statuses=STATUSES.shaped(spells.assign(programme="p", domain="livelihood")),
        domains=domains,
    )


def table(result: object, language: str = "en") -> Table:
    shown = ek.table(result, language=language)
    assert isinstance(shown, Table)
    return shown


def text(result: Any, language: str = "en") -> str:
    return " ".join(ek.say(result, language=language))


def test_the_table_has_a_row_per_status_and_who_does_not_count() -> None:
    result = ek.status_at(made(15, 5, 3, later=10), months=(0, 12))
    assert [row[0] for row in table(result).rows] == [
        "Livelihood: cash benefit",
        "Livelihood: wage",
        "Livelihood: not known (number)",
        "Livelihood: not yet that far (number)",
    ]
    # 15 of 20 and 5 of 20: Wilson by R's prop.test(correct = FALSE) 0.5313 to 0.8881.
    rows = table(result, "da").rows
    assert rows[0][1] == "75 % (15 af 20; 53 % til 89 %)"
    assert rows[0][2] == "25 % (5 af 20; 11 % til 47 %)"
    assert rows[2][1:] == ("4", "3")
    assert rows[3][1:] == ("0", "1")
    assert [column.label for column in table(result, "da").columns] == [
        "Status",
        "Ved start",
        "Efter 12 måneder",
    ]


def test_the_numbers_behind_the_table_are_the_results() -> None:
    result = ek.status_at(made(15, 5))
    shown = table(result)
    assert [row["count"] for row in shown.numbers] == result.to_frame()["count"].tolist()
    assert not any("person" in row for row in shown.numbers)
    figure = ek.figure(result)
    assert isinstance(figure, Figure)
    assert figure.data.numbers == shown.numbers


@pytest.mark.parametrize(
    ("domain", "key"),
    [
        (StatusDomain("livelihood"), "statuses_incomplete_note"),
        (StatusDomain("livelihood", complete=True), "statuses_complete_note"),
        (StatusDomain("livelihood", complete=True, aside=1), "statuses_aside_note"),
        (StatusDomain("livelihood", several=True), "statuses_several_note"),
    ],
)
def test_what_the_register_is_said_to_be_stands_below(
    says: Says, domain: StatusDomain, key: str
) -> None:
    shown = " ".join(table(ek.status_at(made(9, 3, domains=(domain,)))).notes)
    assert says(shown, key, domains="Livelihood")


def test_an_only_status_is_counted_and_no_share_is_shown(says: Says) -> None:
    result = ek.status_at(made(12, 0, 4))
    shown = table(result)
    assert shown.rows[0][1] == "12"
    assert says(" ".join(shown.notes), "statuses_only_note", domains="Livelihood")
    assert says(text(result), "statuses_say_only", domain="Livelihood")
    nothing = ek.figure(result, language="en")
    assert isinstance(nothing, Text)
    with pytest.raises(InputError, match="nothing to draw"):
        ek.plot_statuses(result)


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_sentences_have_n_an_interval_and_who_is_left_out(says: Says, language: str) -> None:
    result = ek.status_at(made(15, 5, 3, later=10), months=(0, 12))
    said = text(result, language)
    assert says(said, "statuses_say", language, n=20, few="")
    assert says(said, "statuses_say_share", language, count=15, n=20)
    assert says(said, "statuses_say_people", language, not_yet=1, unknown=3)
    assert ek.say(result, language=language)[-1] == _design(language)


def _design(language: str) -> str:
    from evalkit.present.words import word

    return word("statuses_say_design", language)


def test_few_people_and_nobody(says: Says) -> None:
    assert "so few people" in text(ek.status_at(made(3, 2)))
    assert "so few people" not in text(ek.status_at(made(7, 5)))
    assert says(text(ek.status_at(made(3, 2), months=(0, 36))), "statuses_say_nobody")
    empty = ek.status_at(Study(title={}, programme="p"))
    for shown in (ek.table(empty, language="en"), ek.figure(empty, language="en")):
        assert isinstance(shown, Text)
    assert says(text(empty), "statuses_none")


def test_the_rest_of_a_register_is_named_where_it_is_more_than_the_complement() -> None:
    complete = (StatusDomain("livelihood", complete=True),)
    assert "none of these" in text(ek.status_at(made(9, 3, 4, domains=complete)))
    assert "none of these" not in text(ek.status_at(made(9, 0, 4, domains=complete)))


def test_the_picture_has_a_dot_and_a_bar_per_status_and_month() -> None:
    result = ek.status_at(made(15, 5, 3, later=10), months=(0, 12))
    ax = Canvas().subplots()
    assert ek.plot_statuses(result, ax=ax, language="da") is ax
    dots = [float(line.get_xdata()[0]) for line in ax.lines if line.get_marker() == "o"]  # type: ignore[index]
    assert dots == [75, 25, 25, 75]
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels[:2] == ["Ved start (15 af 20)", "Efter 12 måneder (5 af 20)"]
    headings = [one.get_text() for one in ax.texts]
    assert headings == ["Forsørgelse", "Uddannelseshjælp eller kontanthjælp", "Løn"]
    ends = [c.get_paths()[0].vertices[:, 0].round(0).tolist() for c in ax.collections]
    assert ends[0] == [53, 89]
    assert ax.get_xlim() == (0, 100)


def test_the_figure_is_said_in_words() -> None:
    figure = ek.figure(ek.status_at(made(15, 5), months=(0,)), language="en")
    assert isinstance(figure, Figure)
    assert "Livelihood: cash benefit, at the start: 75% (15 of 20)" in figure.alt
    assert figure.caption == "Share in each status, with 95% confidence interval"


def test_a_plot_is_refused_without_a_result_or_a_language() -> None:
    wrong: Any = pd.DataFrame()
    with pytest.raises(InputError, match="`result` is a DataFrame"):
        ek.plot_statuses(wrong)
    with pytest.raises(InputError, match="`language` is 'no'"):
        ek.plot_statuses(ek.status_at(made(15, 5)), language="no")


def test_the_change_of_the_same_people(says: Says) -> None:
    result = ek.status_change(made(15, 5, 3, later=10), status=BENEFIT)
    shown = table(result, "da")
    # Discordant 10 and 0: exact McNemar 2 / 2^10.
    assert shown.rows[0][:5] == (
        "Forsørgelse: uddannelseshjælp eller kontanthjælp",
        "20",
        "15 (75 %)",
        "5 (25 %)",
        "−50",
    )
    assert shown.rows[0][6:] == ("0", "10", "0,002")
    said = text(result)
    assert says(said, "status_change_say", pre=15, post=5, n=20, came=0, left=10, verdict="")
    assert says(said, "status_change_left_out", not_yet=1, unknown=3)


def test_a_change_of_few_or_unclear_or_none(says: Says) -> None:
    few = ek.status_change(made(4, 2, later=3), status=BENEFIT)
    assert "says nothing about others" in text(few)
    assert "chance" in text(ek.status_change(made(15, 5, later=1), status=BENEFIT))
    nobody = ek.status_change(made(4, 2), status=BENEFIT, months=(0, 36))
    assert says(text(nobody), "status_change_nobody")
    only = ek.status_change(made(12, 0), status=BENEFIT)
    assert says(text(only), "status_change_only")
    assert says(" ".join(table(only).notes), "status_change_only")


@pytest.mark.parametrize("language", ["da", "en"])
def test_nobody_shows(language: str) -> None:
    study = made(15, 5, 3, later=10)
    for result in (ek.status_at(study), ek.status_change(study, status=[BENEFIT, WAGE])):
        shown = f"{result!r} {ek.table(result, language=language)} {text(result, language)}"
        assert "key" not in shown.replace("keys", "")
