"""The theory of change: what stands in it, what measures it, and what nobody measures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from evalkit.assessment.studies import studies_of
from evalkit.assessment.theory_scales import persons_read, scale_rows, split_scale
from evalkit.programmes.chosen import Programmes, chosen_programmes
from evalkit.programmes.programme import Programme
from evalkit.programmes.theory import Node, Theory
from evalkit.results import Framed
from evalkit.study import Study

__all__ = ["TheoryCoverage", "TheoryOfChange", "theory_of_change"]

_TITLES = {"title_da": "str", "title_en": "str"}
_NODES = {
    **{"programme": "str", "stage": "str", "node": "str"},
    **_TITLES,
    **{"measured_by": "str", "basis": "str", "scales": "str", "named_scales": "str"},
    **{"persons": "Int64", "in_data": "boolean"},
}
_STAGES = {"programme": "str", "stage": "str", "number": "int64", **_TITLES, "nodes": "int64"}
_LINKS = {
    **{"programme": "str", "from": "str", "to": "str", "basis": "str"},
    **{"text_da": "str", "text_en": "str", "place": "str"},
}
_COUNTS = ("nodes", "planned", "planned_text", "planned_evalkit", "showable", "unmeasured")
_COVERAGE = {
    **{"programme": "str", "stage": "str", "number": "int64"},
    **_TITLES,
    **dict.fromkeys(_COUNTS, "int64"),
    "in_data": "Int64",
}
_SCALES = {"scale": "str", **_TITLES, "known": "bool"}


@dataclass(frozen=True, repr=False, eq=False)
class TheoryCoverage(Framed):
    """How much of each stage is measured, in counts: one row a stage.

    Attributes
    ----------
    programmes, undrawn : tuple of Programme
        Those whose source draws a theory of change, and the others asked for.
    study_notes : mapping
        How the data came about, by programme and language, as their profiles say.
    """

    programmes: tuple[Programme, ...]
    undrawn: tuple[Programme, ...]
    study_notes: Mapping[str, Mapping[str, str]]
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = ("programme", "stage", *_COUNTS, "in_data")


@dataclass(frozen=True, repr=False, eq=False)
class TheoryOfChange(Framed):
    """Theories of change: one row a node.

    Attributes
    ----------
    programmes : tuple of Programme
        Those whose source draws a theory of change; `theory` of each has its figure and credit.
    undrawn : tuple of Programme
        Those whose sources draw none.
    without : tuple of str
        The names of these.
    studies : tuple of str
        The names of those whose data were looked into.
    study_notes : mapping
        How these data came about, by programme and language, as their profiles say.
    stages : DataFrame
        One row a stage: programme, stage, number, title_da, title_en, nodes.
    links : DataFrame
        One row a link between two nodes: programme, from, to, basis ("text": the source states it;
        "evalkit": evalkit reads it so), text_da, text_en, place. That each stage leads to the next
        is the figure's own order, and is not among them.
    scales : DataFrame
        What would show nodes in data: scale, title_da, title_en, known. A scale that is not known
        is neither one of evalkit's instruments nor one of the study's.
    coverage : TheoryCoverage
        How much of each stage is measured.
    """

    programmes: tuple[Programme, ...]
    undrawn: tuple[Programme, ...]
    studies: tuple[str, ...]
    study_notes: Mapping[str, Mapping[str, str]]
    stages: pd.DataFrame
    links: pd.DataFrame
    scales: pd.DataFrame
    coverage: TheoryCoverage
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (
        *("programme", "stage", "node", "measured_by", "basis", "scales", "persons"),
    )

    @property
    def without(self) -> tuple[str, ...]:
        """The names of the programmes whose sources draw no theory of change."""
        return tuple(one.name for one in self.undrawn)

    def _heading(self) -> str:
        without = f"; no figure: {', '.join(self.without)}" if self.without else ""
        return f"TheoryOfChange; {len(self._frame)} nodes, {len(self.links)} links{without}"


def theory_of_change(
    programme: Programmes, *, study: Study | Mapping[str, Study] | None = None
) -> TheoryOfChange:
    """Return what stands in a programme's theory of change, and what measures it.

    Parameters
    ----------
    programme : str, Path, Programme, or a list of these
        A name in the registry, a programme file of one's own, "all", or the name of a document.
        A programme whose sources draw no theory of change is listed in `without`.
    study : Study, or mapping from programme to Study, optional
        What was measured: for each node it is looked up how many persons have readings of it. Of
        a mapping the studies of other programmes are passed over.

    Returns
    -------
    TheoryOfChange
        `to_frame()` has one row a node, in the order of the figure: programme, stage, node,
        title_da, title_en, and

        - measured_by: the measurements of the programme's own plan, separated by commas
        - basis: "text" where the source says that they measure it, "evalkit" where evalkit reads
          it so, empty where no measurement does
        - scales: what would show it in data; named_scales: those of them whose instrument the
          source names, the others are evalkit's suggestion
        - persons: how many have at least one reading on one of the scales; missing without a study
          of the programme, and where no scale is named
        - in_data: whether anybody has

        `coverage.to_frame()` counts per stage: nodes = planned + showable + unmeasured. Planned
        are measured by the plan (planned_text: the source says so; planned_evalkit: evalkit reads
        it so), showable are not, but a scale would show them, unmeasured are neither; in_data cuts
        across the three, and is missing without a study of the programme.

    Raises
    ------
    InputError
        When a programme is unknown, or the study is of another programme.

    See Also
    --------
    evalkit.plot_theory : the drawing.
    evalkit.programme : the programme with its plan of measurement.

    Notes
    -----
    A theory of change is what a programme expects. That a node is measured, and even that it
    changed, does not show that the links hold. Do not report a share of nodes measured as a grade:
    figures differ in how finely they divide what they say.

    One reading is enough for a node to be in the data; a change needs two (`evalkit.pre_post`).

    References
    ----------
    Weiss CH. Nothing as practical as good theory. In: Connell JP et al. (eds). New approaches to
    evaluating community initiatives. Washington: Aspen Institute; 1995. p. 65-92.

    Examples
    --------
    >>> theory = theory_of_change("unik")
    >>> theory.stages["nodes"].tolist()
    [6, 12, 8, 10]
    >>> theory.to_frame().set_index("node").loc["less_loneliness", "measured_by"]
    'psychosocial'
    """
    asked = chosen_programmes(programme)
    studies = {} if study is None else studies_of(study, asked)
    drawn = [(one, one.theory) for one in asked if one.theory is not None]
    nodes = _shaped(
        [
            _node_row(one, theory, stage=stage.name, node=node, study=studies.get(one.name))
            for one, theory in drawn
            for stage in theory.stages
            for node in stage.nodes
        ],
        _NODES,
    )
    stages = _shaped([row for one, theory in drawn for row in _stage_rows(one, theory)], _STAGES)
    scales = [name for _, theory in drawn for each in theory.measured for name in each.scales]
    programmes = tuple(one for one, _ in drawn)
    undrawn = tuple(one for one in asked if one.theory is None)
    notes = {name: one.notes for name, one in studies.items() if one.notes}
    return TheoryOfChange(
        programmes=programmes,
        undrawn=undrawn,
        studies=tuple(one.name for one in programmes if one.name in studies),
        study_notes=notes,
        stages=stages,
        links=_shaped([row for one, theory in drawn for row in _link_rows(one, theory)], _LINKS),
        scales=_shaped(scale_rows(scales, studies.values()), _SCALES),
        coverage=TheoryCoverage(programmes, undrawn, notes, _coverage(stages, nodes, studies)),
        _frame=nodes,
    )


def _shaped(rows: list[dict[str, object]], kinds: Mapping[str, str]) -> pd.DataFrame:
    """Return rows as a frame that has its columns and their kinds also without rows."""
    return pd.DataFrame(rows, columns=list(kinds)).astype(dict(kinds))


def _node_row(
    programme: Programme, theory: Theory, *, stage: str, node: Node, study: Study | None
) -> dict[str, object]:
    entries = [one for one in theory.measured if one.node == node.name]
    plan = {one.name: one for one in programme.measurements}
    planned = [one for one in entries if one.by]
    stated = any(one.basis == "text" and plan[one.by].basis == "text" for one in planned)
    scales = list(dict.fromkeys(scale for one in entries for scale in one.scales))
    named = {name for one in planned for name in plan[one.by].instruments}
    looked_into = study if scales else None
    persons = (
        None if looked_into is None else persons_read(scales, looked_into, programme=programme.name)
    )
    return {
        "programme": programme.name,
        "stage": stage,
        "node": node.name,
        "title_da": node.title["da"],
        "title_en": node.title["en"],
        "measured_by": ", ".join(dict.fromkeys(one.by for one in planned)),
        "basis": ("text" if stated else "evalkit") if planned else "",
        "scales": ", ".join(scales),
        "named_scales": ", ".join(one for one in scales if split_scale(one)[0] in named),
        "persons": persons,
        "in_data": None if persons is None else persons > 0,
    }


def _stage_rows(programme: Programme, theory: Theory) -> list[dict[str, object]]:
    return [
        {
            "programme": programme.name,
            "stage": stage.name,
            "number": number,
            "title_da": stage.title["da"],
            "title_en": stage.title["en"],
            "nodes": len(stage.nodes),
        }
        for number, stage in enumerate(theory.stages, start=1)
    ]


def _link_rows(programme: Programme, theory: Theory) -> list[dict[str, object]]:
    return [
        {
            "programme": programme.name,
            "from": link.start,
            "to": link.end,
            "basis": link.basis,
            "text_da": link.text["da"],
            "text_en": link.text["en"],
            "place": link.place,
        }
        for link in theory.links
    ]


def _coverage(stages: pd.DataFrame, nodes: pd.DataFrame, studies: Collection[str]) -> pd.DataFrame:
    rows = []
    for stage in stages.to_dict("records"):
        here = nodes[
            (nodes["programme"] == stage["programme"]) & (nodes["stage"] == stage["stage"])
        ]
        planned, shown = here["measured_by"] != "", here["scales"] != ""
        rows.append(
            {
                **{str(name): value for name, value in stage.items()},
                "planned": int(planned.sum()),
                "planned_text": int((here["basis"] == "text").sum()),
                "planned_evalkit": int((here["basis"] == "evalkit").sum()),
                "showable": int((shown & ~planned).sum()),
                "unmeasured": int((~shown & ~planned).sum()),
                "in_data": int(here["in_data"].sum()) if stage["programme"] in studies else None,
            }
        )
    return _shaped(rows, _COVERAGE)
