"""Theories of change: what is measured by the plan, what data hold, and what nobody measures."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import evalkit as ek
from evalkit.assessment.theory_of_change import TheoryOfChange
from evalkit.definition_files import LANGUAGES
from evalkit.errors import InputError
from evalkit.frames import ATTENDANCE, ENROLMENTS, SCORES, STATUSES
from evalkit.study import Study

SMALL = Path(__file__).parents[1] / "programmes" / "small_theory.yaml"
# The figures of VIVE 2022: how many bullets each column of the printed figure has. Figure 4.4 has
# a heading over the bullets of its first and its third column, which stand there as nodes too.
PRINTED = {
    "unik": [6, 12, 8, 10],
    "bindeleddet": [4, 6, 7, 5],
    "insp": [2, 3, 3, 2],
    "kbh_plus": [1 + 5, 5, 1 + 5, 2],
    "mentorbarn": [3, 6, 4, 6],
}


def study(programme: str = "ours") -> Study:
    """Return a study in which k1 to k4 have well-being, k5 a score that could not be computed."""
    when = {"programme": programme, "date": "2025-01-01"}
    who5 = {"instrument": "who5", "scale": "who5", **when}
    scores = [{"person": f"k{n}", "score": 50.0, **who5} for n in (1, 2, 3, 3)]
    scores += [{"person": "k4", "score": 20.0, **who5, "instrument": "swemwbs"}]
    scores += [{"person": "k5", "score": None, **who5}]
    scores += [{"person": "k6", "score": 50.0, **who5, "programme": "another"}]
    spells = [
        {"person": "k1", "status": "wage", "domain": "livelihood", "started": "2025-01-01"},
        {"person": "k2", "status": "day", "domain": "treatment", "started": "2025-01-01"},
    ]
    came = [
        {"person": "k1", "activity": "café", **when, "attended": False},
        {"person": "k2", "activity": "café", **when, "attended": None},
    ]
    people = [{"person": f"k{n}", "started": "2025-01-01"} for n in range(1, 6)]
    return Study(
        title={"da": "Vores", "en": "Ours"},
        programme=programme,
        enrolments=ENROLMENTS.shaped(pd.DataFrame(people).assign(programme=programme)),
        scores=SCORES.shaped(scores),
        statuses=STATUSES.shaped(pd.DataFrame(spells).assign(programme=programme)),
        attendance=ATTENDANCE.shaped(came),
    )


def node(result: TheoryOfChange, name: str) -> dict[str, object]:
    frame = result.to_frame().set_index("node")
    return {str(key): value for key, value in frame.loc[name].items()}


def test_a_row_per_node_in_the_order_of_the_figure() -> None:
    result = ek.theory_of_change(SMALL)
    frame = result.to_frame()
    assert frame["node"].tolist() == [
        *("cafe", "talks", "trust", "wellbeing", "network", "job", "debt"),
    ]
    assert frame["title_en"].tolist()[4] == "Network, support; friends"
    assert frame["stage"].tolist() == ["activities"] * 2 + ["steps"] + ["outcome"] * 4
    assert result.stages["number"].tolist() == [1, 2, 3]
    assert result.stages["nodes"].tolist() == [2, 1, 4]


def test_what_the_plan_measures_and_who_says_so() -> None:
    result = ek.theory_of_change(SMALL)
    assert node(result, "wellbeing")["measured_by"] == "form"
    assert node(result, "wellbeing")["basis"] == "text"
    # The measurement itself is evalkit's assumption, so that it measures the node is so too.
    assert node(result, "network")["measured_by"] == "form, guess"
    assert node(result, "network")["basis"] == "evalkit"
    assert node(result, "cafe")["measured_by"] == ""
    assert node(result, "cafe")["basis"] == ""


def test_a_scale_is_named_where_the_source_names_its_instrument() -> None:
    result = ek.theory_of_change(SMALL)
    assert node(result, "wellbeing")["scales"] == "who5, swemwbs"
    assert node(result, "wellbeing")["named_scales"] == "who5"
    assert node(result, "job")["named_scales"] == ""


def test_links_keep_whose_they_are() -> None:
    links = ek.theory_of_change(SMALL).links
    assert links[["from", "to", "basis", "place"]].to_numpy().tolist() == [
        ["talks", "trust", "evalkit", ""],
        ["cafe", "network", "text", "4"],
    ]


def test_coverage_splits_every_stage_in_three() -> None:
    frame = ek.theory_of_change(SMALL).coverage.to_frame()
    counts = frame[["nodes", "planned", "planned_text", "showable", "unmeasured"]]
    assert counts.to_numpy().tolist() == [[2, 0, 0, 1, 1], [1, 0, 0, 1, 0], [4, 3, 2, 0, 1]]
    assert (frame["nodes"] == frame["planned"] + frame["showable"] + frame["unmeasured"]).all()
    assert frame["in_data"].isna().all()


def test_without_a_study_nobody_knows_what_the_data_hold() -> None:
    result = ek.theory_of_change(SMALL)
    assert result.studies == ()
    assert result.to_frame()["persons"].isna().all()
    assert result.to_frame()["in_data"].isna().all()


def test_a_study_says_how_many_have_a_reading() -> None:
    result = ek.theory_of_change(SMALL, study=study())
    assert result.studies == ("ours",)
    # k1, k2, k3 by one scale and k4 by the other; k5's could not be computed, k6 is another's.
    assert node(result, "wellbeing")["persons"] == 4
    assert node(result, "job")["persons"] == 1
    assert node(result, "cafe")["persons"] == 1
    assert node(result, "trust")["persons"] == 0
    assert not node(result, "trust")["in_data"]
    assert pd.isna(node(result, "network")["persons"])
    assert pd.isna(node(result, "debt")["in_data"])
    assert result.coverage.to_frame()["in_data"].tolist() == [1, 0, 2]


def test_the_study_is_not_changed() -> None:
    given = study()
    before = {name: getattr(given, name).copy() for name in ("scores", "statuses", "attendance")}
    ek.theory_of_change(SMALL, study=given)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(getattr(given, name), frame)


def test_a_study_of_another_programme_is_refused() -> None:
    with pytest.raises(InputError, match=r"study is of 'theirs', and asked for is ours"):
        ek.theory_of_change(SMALL, study=study("theirs"))
    with pytest.raises(InputError, match="`study` is a DataFrame"):
        ek.theory_of_change(SMALL, study=pd.DataFrame())  # type: ignore[arg-type]


def test_of_many_studies_those_of_other_programmes_are_passed_over() -> None:
    many = {"ours": study(), "unik": study("unik")}
    assert ek.theory_of_change(SMALL, study=many).studies == ("ours",)
    assert ek.theory_of_change(SMALL, study={}).studies == ()
    with pytest.raises(InputError, match="`study` names 'theirs'"):
        ek.theory_of_change(SMALL, study={"theirs": study("theirs")})


def test_several_programmes_stand_below_one_another() -> None:
    result = ek.theory_of_change([SMALL, "unik"], study={"ours": study()})
    assert result.to_frame()["programme"].unique().tolist() == ["ours", "unik"]
    assert result.studies == ("ours",)
    by_programme = result.coverage.to_frame().groupby("programme")["in_data"]
    assert by_programme.apply(lambda counts: counts.isna().all()).to_dict() == {
        "ours": False,
        "unik": True,
    }


def test_a_programme_without_a_figure_is_listed_and_no_error(tmp_path: Path) -> None:
    text = SMALL.read_text(encoding="utf-8").replace("programme: ours", "programme: bare")
    bare = tmp_path / "bare.yaml"
    bare.write_text(text[: text.index("theory:")], encoding="utf-8")
    both = ek.theory_of_change([bare, SMALL])
    assert both.without == ("bare",)
    assert [one.name for one in both.programmes] == ["ours"]
    alone = ek.theory_of_change(bare)
    assert alone.without == ("bare",)
    assert alone.to_frame().columns.tolist() == both.to_frame().columns.tolist()
    for frame in (alone.to_frame(), alone.links, alone.stages, alone.coverage.to_frame()):
        assert frame.empty


def test_a_scale_that_nobody_knows_is_told() -> None:
    scales = ek.theory_of_change(SMALL).scales.set_index("scale")
    assert scales.index[~scales["known"]].tolist() == ["our_own_scale"]
    assert scales.loc["who5", "title_en"] == "WHO-5 Well-Being Index"


def test_an_instrument_of_the_profile_is_known_by_its_study() -> None:
    own = ek.generic_scale(
        "our_own_scale", lowest=0, highest=10, better="higher", title={"da": "Vor", "en": "Ours"}
    )
    known = Study(title={"da": "V", "en": "O"}, programme="ours", instruments=(own,))
    scales = ek.theory_of_change(SMALL, study=known).scales.set_index("scale")
    assert scales.loc["our_own_scale", ["title_da", "known"]].tolist() == ["Vor", True]


def test_a_look_shows_no_person() -> None:
    result = ek.theory_of_change(SMALL, study=study())
    looks = (repr(result), result._repr_html_(), repr(result.coverage))
    assert not any(f"k{n}" in look for look in looks for n in range(1, 7))


@pytest.mark.parametrize("name", PRINTED)
def test_the_registry_has_every_bullet_of_the_printed_figures(name: str) -> None:
    assert ek.theory_of_change(name).stages["nodes"].tolist() == PRINTED[name]


def test_all_scales_that_the_registry_names_exist() -> None:
    result = ek.theory_of_change("all")
    assert {one.name for one in result.programmes} == set(PRINTED)
    assert result.scales["known"].all()


def test_a_link_of_the_registry_says_who_reads_it_and_where() -> None:
    links = ek.theory_of_change("all").links
    assert set(links["basis"]) <= {"text", "evalkit"}
    assert (links.loc[links["basis"] == "text", "place"] != "").all()
    for language in LANGUAGES:
        assert (links[f"text_{language}"] != "").all()
