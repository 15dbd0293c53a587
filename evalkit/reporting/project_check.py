"""Every programme of a project looked at by its own profile, and what only shows across them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evalkit.errors import EvalkitError
from evalkit.intake.checked import Checked, checked_from
from evalkit.intake.examine import examine
from evalkit.intake.people_across import enrolled_by_cpr, shared_people
from evalkit.privacy.pseudonyms import PseudonymKey
from evalkit.reporting.project import Project, notes_on

__all__ = ["ProgrammeChecked", "check_project"]


@dataclass(frozen=True)
class ProgrammeChecked:
    """One programme's delivery: what was found, or why it could not be looked at."""

    programme: str
    checked: Checked | None = None
    error: str = ""


def check_project(project: Project) -> tuple[ProgrammeChecked, ...]:
    """Look for faults in the delivery of every programme.

    Parameters
    ----------
    project : Project
        Its programmes; those left out of "all" in the settings too, since checking costs nothing.

    Returns
    -------
    tuple of ProgrammeChecked
        In the order of their names; a profile with a fault does not hide the other programmes.
        People with a CPR number who are enrolled in two programmes are told in both (EK606).
    """
    # Made for this comparison alone, and forgotten after it: no key file is needed.
    key = PseudonymKey.new()
    found: dict[str, ProgrammeChecked] = {}
    people: dict[str, frozenset[str]] = {}
    for name in project.programmes():
        try:
            folder, profile = project.delivery(name)
            examined = examine(folder, profile=profile, limits=project.settings.limits)
            people[name] = enrolled_by_cpr(examined, key)
        except EvalkitError as error:
            found[name] = ProgrammeChecked(name, error=str(error))
            continue
        checked = checked_from(examined)
        notes = notes_on(folder, checked.notes)
        found[name] = ProgrammeChecked(name, replace(checked, notes=notes))
    for name, more in shared_people(people).items():
        one = found[name].checked
        if one is not None and more:
            told = replace(one, finding_list=(*one.finding_list, *more))
            found[name] = ProgrammeChecked(name, told)
    return tuple(found.values())
