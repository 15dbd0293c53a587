"""What a report counts across programmes, as data: to be set beside the coding of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from evalkit.definition_checks import FaultError, check_choice
from evalkit.definition_files import LANGUAGES, Section, builtin_folder, read_definition
from evalkit.programmes.documents import builtin_documents
from evalkit.programmes.programme import Programme
from evalkit.programmes.questionnaire_file import practice_questionnaire
from evalkit.programmes.topics import vocabulary

__all__ = ["ANSWERS", "Comparison", "StatedCount", "comparison", "comparison_from"]

# How a programme can count. "partly" stands by itself, so that both readings can be shown.
ANSWERS = ("yes", "partly", "no", "not_stated")
FULL = ANSWERS[0]


@dataclass(frozen=True, kw_only=True)
class StatedCount:
    """One count that a report states, and which entries of the registry it is a count of.

    Attributes
    ----------
    name : str
        Its name.
    text : dict
        What is counted, by language.
    place : str
        Where the report states it.
    least, most : int or None
        The stated number (both ends the same), or evalkit's reading of a word.
    said : dict
        The word, where the report gives no number; empty where it does.
    question : str
        The question whose answers are counted; empty where facts are.
    answer : str
        The answer that is counted; "yes" counts together with "partly", which stands by itself.
    topic : str
        The topic whose facts are counted; empty where answers are.
    words : tuple of str
        The words a programme's facts of the topic must have, all of them and no others.
    least_age, most_age : float or None
        The age limit that is counted: the lowest or the highest that any fact of the programme has.
    """

    name: str
    text: dict[str, str] = field(hash=False)
    place: str
    least: int | None
    most: int | None
    said: dict[str, str] = field(hash=False)
    question: str = ""
    answer: str = FULL
    topic: str = ""
    words: tuple[str, ...] = ()
    least_age: float | None = None
    most_age: float | None = None

    def __post_init__(self) -> None:
        """Refuse a count of nothing."""
        if bool(self.question) == bool(self.topic):
            raise FaultError(f"'{self.name}' needs 'question' or 'topic', one of them.", at="topic")
        if self.topic:
            self._check_topic()
        else:
            check_choice(self.question, practice_questionnaire().question_names, at="question")
        if self.least is None and self.most is None:
            raise FaultError(
                f"'{self.name}' needs 'stated', or 'least' or 'most' with 'said'.", at="stated"
            )

    def _check_topic(self) -> None:
        known = vocabulary().topics
        check_choice(self.topic, known, at="topic")
        for word in self.words:
            check_choice(word, known[self.topic].words, at="words")
        ways = (bool(self.words), self.least_age is not None, self.most_age is not None)
        if ways.count(True) != 1:
            raise FaultError(
                f"'{self.name}' needs 'words', 'least_age' or 'most_age', one of them: which facts "
                f"of '{self.topic}' count.",
                at="topic",
            )

    def counts(self, programme: Programme) -> str:
        """Return how a programme counts: "yes", "partly", "no" or "not_stated"."""
        if self.question:
            given = programme.answers.get(self.question, "not_stated")
            if self.answer == FULL:
                return given
            return FULL if given == self.answer else "no"
        facts = programme.about(self.topic)
        if not facts:
            return "not_stated"
        if self.words:
            found = {word for fact in facts for word in fact.words}
            return FULL if found == set(self.words) else "no"
        if self.least_age is not None:
            youngest = min((fact.least for fact in facts if fact.least is not None), default=None)
            return FULL if youngest == self.least_age else "no"
        oldest = max((fact.most for fact in facts if fact.most is not None), default=None)
        return FULL if oldest == self.most_age else "no"

    def agrees(self, count: int) -> bool:
        """Whether a count is what the report states."""
        return (self.least is None or count >= self.least) and (
            self.most is None or count <= self.most
        )


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The counts of one report, and of how many programmes."""

    name: str
    document: str
    of: int
    counts: tuple[StatedCount, ...]


@cache
def comparison(name: str) -> Comparison:
    """Return the counts of a report, from the definitions."""
    return comparison_from(read_definition(builtin_folder("comparison") / f"{name}.yaml"))


def comparison_from(section: Section) -> Comparison:
    """Return the counts that a definition file describes.

    Raises
    ------
    DefinitionError
        When a count is of nothing, or of more programmes than there are; names file and line.
    """
    of = section.whole("of")
    made = Comparison(
        name=section.text("comparison"),
        document=section.choice("document", tuple(builtin_documents())),
        of=of,
        counts=tuple(
            _stated(called, below, of=of) for called, below in section.named_sections("counts")
        ),
    )
    section.done()
    return made


def _stated(name: str, section: Section, *, of: int) -> StatedCount:
    stated, least, most = (
        None if section.optional_number(end) is None else section.whole(end)
        for end in ("stated", "least", "most")
    )
    for end, number in (("stated", stated), ("least", least), ("most", most)):
        if number is not None and not 0 <= number <= of:
            raise section.error(f"'{end}' is {number}. Accepted: 0 to {of}.", name=end)
    if stated is not None:
        if least is not None or most is not None:
            raise section.error("give 'stated', or 'least' and 'most', not both.", name="stated")
        least = most = stated
    try:
        made = StatedCount(
            name=name,
            text={language: section.text(language) for language in LANGUAGES},
            place=section.text("place"),
            least=least,
            most=most,
            said=section.optional_words("said"),
            question=section.text("question", ""),
            answer=section.choice("answer", ANSWERS, FULL),
            topic=section.text("topic", ""),
            words=section.texts("words", ()),
            least_age=section.optional_number("least_age"),
            most_age=section.optional_number("most_age"),
        )
    except FaultError as fault:
        raise section.error(str(fault), name=fault.at) from None
    section.done()
    return made
