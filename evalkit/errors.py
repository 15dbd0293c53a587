"""The errors evalkit raises on purpose.

Every message says what was found, what is accepted and what to do next, and none of
them holds a participant's value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Protocol

__all__ = [
    "CodedFinding",
    "DefinitionError",
    "EvalkitError",
    "InputError",
    "RunError",
    "did_you_mean",
]


# More names than these are no help in a message; then only the nearest few are told.
MOST_LISTED, FEW = 40, 5


class CodedFinding(Protocol):
    """A finding as an error carries it: `evalkit.findings.Finding`, seen from below."""

    @property
    def code(self) -> str:
        """A code such as "EK401"."""
        ...

    @property
    def severity(self) -> str:
        """What follows."""
        ...

    def message(self, language: str = "en") -> str:
        """Return the sentence."""
        ...

    def remedy(self, language: str = "en") -> str:
        """Return what to do next."""
        ...


class EvalkitError(ValueError):
    """Base of every error that evalkit raises on purpose."""


class InputError(EvalkitError):
    """What was handed in (a file, a frame, an argument) cannot be used.

    Parameters
    ----------
    message : str
        What was found, what is accepted, what to do next.
    findings : sequence of Finding, optional
        The coded findings that led to the refusal, when a file was refused.
    """

    def __init__(self, message: str, *, findings: Sequence[CodedFinding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class DefinitionError(EvalkitError):
    """A definition file (profile, instrument, settings) is wrong; names file and line."""


class RunError(EvalkitError):
    """A report could not be made; the last good report is untouched.

    Parameters
    ----------
    message : str
        What stopped the run, where, and what to do.
    notebook : NotebookNode, optional
        The notebook as far as it came.
    is_refusal : bool
        Whether evalkit itself refused what the notebook was given: a file, an argument.
    """

    def __init__(self, message: str, *, notebook: object = None, is_refusal: bool = False) -> None:
        super().__init__(message)
        self.notebook = notebook
        self.is_refusal = is_refusal


def did_you_mean(word: str, accepted: Iterable[str]) -> str:
    """Return the end of an error message: the nearest accepted name, then all of them.

    Parameters
    ----------
    word : str
        What was found.
    accepted : iterable of str
        What is accepted.

    Returns
    -------
    str
        "Did you mean 'x'? Accepted: 'x', 'y'." or only the list when nothing is near. Of more than
        forty names only the nearest.

    Examples
    --------
    >>> did_you_mean("hihger", ["higher", "lower"])
    "Did you mean 'higher'? Accepted: 'higher', 'lower'."
    """
    names = [str(name) for name in accepted]
    near = get_close_matches(str(word), names, n=1, cutoff=0.6)
    hint = f"Did you mean {near[0]!r}? " if near else ""
    if len(names) > MOST_LISTED:
        nearest = get_close_matches(str(word), names, n=FEW, cutoff=0) or names[:FEW]
        listed = ", ".join(repr(name) for name in nearest)
        return f"{hint}{len(names)} names are accepted; the nearest are {listed}."
    listed = ", ".join(repr(name) for name in names) or "nothing"
    return f"{hint}Accepted: {listed}."
