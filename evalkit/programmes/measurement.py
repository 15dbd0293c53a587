"""What a programme measures, by its own plan: with what, how often, who answers."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.definition_checks import FaultError, check_choice
from evalkit.definition_files import Section, builtin_names
from evalkit.errors import did_you_mean
from evalkit.programmes.cited import Cited, Reading

__all__ = ["BASES", "MOMENTS", "RESPONDENTS", "Measurement", "measurement_from"]

# What readings are about: persons (an instrument or a tool), or another of the long tables, or the
# programme as a whole.
KINDS = ("persons", "attendance", "goals", "statuses", "programme")
MOMENTS = ("before", "after", "follow_up", "during")
RESPONDENTS = (
    "young_person",
    "together",
    "professional",
    "volunteer",
    "parent",
    "municipality",
    "not_stated",
)
REQUIRED = ("yes", "voluntary", "not_stated")
# Whether the source says it, or evalkit reads it into the source.
BASES = ("text", "evalkit")


@dataclass(frozen=True, kw_only=True)
class Measurement(Cited):
    """One thing that a programme measures.

    Attributes
    ----------
    every_months : float or None
        The interval of the plan in months; None where none is stated.
    moments : tuple of str
        Planned times, among `MOMENTS`; empty where none is stated.
    instruments : tuple of str
        Names of evalkit's instruments that the source names; empty where it names none.
    measures : str
        What the readings are about, among `KINDS`.
    required : {"yes", "voluntary", "not_stated"}
        Whether a missing reading is against the plan.
    respondent : str
        Who answers, among `RESPONDENTS`.
    basis : {"text", "evalkit"}
        Whether the source says so, or evalkit assumes it.
    """

    every_months: float | None = None
    moments: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    measures: str = "persons"
    required: str = "not_stated"
    respondent: str = "not_stated"
    basis: str = "text"

    def __post_init__(self) -> None:
        """Refuse a plan that nobody could follow."""
        super().__post_init__()
        check_choice(self.measures, KINDS, at="measures")
        check_choice(self.required, REQUIRED, at="required")
        check_choice(self.respondent, RESPONDENTS, at="respondent")
        check_choice(self.basis, BASES, at="basis")
        for moment in self.moments:
            check_choice(moment, MOMENTS, at="moments")
        known = builtin_names("instruments")
        for instrument in self.instruments:
            if instrument not in known:
                raise FaultError(
                    f"'instruments' has {instrument!r}. {did_you_mean(instrument, known)}",
                    at="instruments",
                )
        if self.every_months is not None and not 0 < self.every_months <= 120:
            raise FaultError(
                f"'every_months' is {self.every_months:g}. Accepted: above 0, at most 120.",
                at="every_months",
            )

    def as_row(self) -> dict[str, object]:
        """Return the measurement as a row of a plan."""
        return {
            **super().as_row(),
            "measures": self.measures,
            "instruments": ", ".join(self.instruments),
            "every_months": self.every_months,
            "moments": ", ".join(self.moments),
            "required": self.required,
            "respondent": self.respondent,
            "basis": self.basis,
            **self.source_row(),
        }


def measurement_from(section: Section, name: str, *, reading: Reading) -> Measurement:
    """Return the measurement that a section of a programme file describes.

    Raises
    ------
    DefinitionError
        When it is wrong or has no source; the message names file and line.
    """
    cited = reading.cited(section, name)
    try:
        made = Measurement(
            **cited,
            every_months=section.optional_number("every_months"),
            moments=section.texts("moments", ()),
            instruments=section.texts("instruments", ()),
            measures=section.text("measures", "persons"),
            required=section.text("required", "not_stated"),
            respondent=section.text("respondent", "not_stated"),
            basis=section.text("basis", "text"),
        )
    except FaultError as fault:
        raise section.error(str(fault), name=fault.at) from None
    section.done()
    return made
