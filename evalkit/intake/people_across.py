"""One person in two programmes: compared by CPR number, by way of pseudonyms, told as counts."""

from __future__ import annotations

from collections.abc import Mapping

from evalkit.findings import Finding
from evalkit.intake.examine import Examined
from evalkit.intake.persons import with_pseudonyms
from evalkit.privacy.cpr import cpr_digits
from evalkit.privacy.pseudonyms import PseudonymKey

__all__ = ["enrolled_by_cpr", "shared_people"]


def enrolled_by_cpr(examined: Examined, key: PseudonymKey) -> frozenset[str]:
    """Return pseudonyms of those enrolled whose key is a CPR number.

    Parameters
    ----------
    examined : Examined
        One programme's delivery.
    key : PseudonymKey
        The same for all programmes that are compared. It may be made for the comparison and
        thrown away after it: nothing that is told holds a pseudonym.

    Notes
    -----
    A local number says nothing across programmes: number 17 of two programmes is two people.
    """
    found: set[str] = set()
    made = with_pseudonyms(examined.sheets, examined.profile, key)
    for sheet, hidden in zip(examined.sheets, made, strict=True):
        rule = sheet.rule.enrolments
        if rule is not None:
            own = sheet.kept(rule.person)[rule.person]
            is_cpr = own.map(lambda text: cpr_digits(str(text)) is not None).astype(bool)
            found |= set(hidden.kept(rule.person)[rule.person][is_cpr])
    return frozenset(found)


def shared_people(people: Mapping[str, frozenset[str]]) -> dict[str, tuple[Finding, ...]]:
    """Return, per programme, a note on each other programme that has some of its people.

    Parameters
    ----------
    people : mapping
        Programme to the pseudonyms of those enrolled.

    Examples
    --------
    >>> found = shared_people({"a": frozenset({"p-1", "p-2"}), "b": frozenset({"p-2"})})
    >>> found["a"][0].message()
    'People who are also enrolled in b: 1. That may be right.'
    """
    return {
        name: tuple(
            Finding("EK606", facts={"other": other, "count": len(own & others)})
            for other, others in people.items()
            if other != name and own & others
        )
        for name, own in people.items()
    }
