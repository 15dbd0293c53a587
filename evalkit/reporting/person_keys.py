"""The key of one person: as a pseudonym alone, in parameters, in file names and on pages."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

import pandas as pd

from evalkit.errors import InputError
from evalkit.intake.profile import ColumnRule, Profile
from evalkit.intake.profile_file import profile as profile_named
from evalkit.privacy.key_file import key_place, open_key
from evalkit.privacy.pseudonyms import CPR_NAMESPACE, pseudonyms
from evalkit.privacy.scan import personal_kinds
from evalkit.reporting.project import Project, open_project

__all__ = ["PERSON", "check_person", "pseudonym_of", "shown_parameter"]

# The parameter of a notebook that is about one person.
PERSON = "person"
_PSEUDONYM = re.compile(r"p-[a-z2-7]{20}")
# Eight of its characters: among a million people two share them once in two times a million.
_SHOWN = 10
# A key with one of these is a name or an address, and never kept as it is.
_NOT_ONE_WORD = re.compile(r"\S\s+\S|[@,]")


def shown_parameter(name: str, value: object) -> str:
    """Return a parameter as it may stand on a page and in a file's name; of a person, in short.

    Examples
    --------
    >>> shown_parameter("language", "da"), shown_parameter("person", "p-" + "a" * 20)
    ('da', 'p-aaaaaaaa')
    """
    text = str(value)
    if name != PERSON:
        return text
    if _PSEUDONYM.fullmatch(text):
        return text[:_SHOWN]
    return f"person-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def check_person(values: Mapping[str, object], project: Project) -> None:
    """Refuse a person who is named by anything but the key in the study; never say which it was.

    Raises
    ------
    InputError
        When no person is named, the key looks like a CPR number, a name or an address, or is no
        pseudonym although the programme's profile makes pseudonyms.
    """
    person = str(values[PERSON]).strip()
    how = (
        "Give the pseudonym, as it stands in the column 'person' of the study; who knows the key "
        "of the own system gets it by ek.pseudonym_of(key, programme=...)."
    )
    if not person:
        raise InputError(f"This notebook is about one person, and none is named. {how}")
    if personal_kinds(person) or _NOT_ONE_WORD.search(person):
        raise InputError(
            f"Parameter 'person' looks like a CPR number, a name, an address or a telephone "
            f"number. {how}"
        )
    if "programme" not in values:
        return
    made = _profile(str(values["programme"]), project)
    if made.person_keys == "pseudonymise" and not _PSEUDONYM.fullmatch(person):
        raise InputError(
            f"Parameter 'person' is no pseudonym, and the profile of {made.programme!r} makes "
            f"pseudonyms of people's keys. {how}"
        )


def pseudonym_of(key: str, *, programme: str) -> str:
    """Return the key that a person has in the study, from the key in the own system.

    For those who may know who it is, and on the machine where the data were loaded: it takes the
    project's own key file.

    Parameters
    ----------
    key : str
        The person's key as it stands in the programme's export (a case number, a CPR number).
    programme : str
        Whose export; numbers of two programmes are different people.

    Returns
    -------
    str
        What stands in the column `person`: a pseudonym. Where the profile says
        ``person_keys: keep``, the key itself, unless it says who somebody is.

    Raises
    ------
    InputError
        When the key is no text or is written otherwise than the profile says, the programme is
        unknown, or there is no key file yet: a new one would make other pseudonyms.

    See Also
    --------
    evalkit.individual_status : the status of one person.

    Notes
    -----
    Nobody can go the other way, and whether somebody has the key is not told: a pseudonym of a
    mistyped key is one that nobody has. Do not write key and pseudonym down beside each other.

    A key typed as an argument of a command stays in the history of the shell; ask for it in Python
    (`getpass.getpass()`), or type it in a notebook that is not kept.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load_programme("netvaerksopbygning")
    >>> ek.pseudonym_of("N02", programme="netvaerksopbygning") in set(study.enrolments["person"])
    True
    """
    # A caller without a type checker may hand in anything.
    given: object = key
    if not isinstance(given, str) or not given.strip():
        raise InputError(
            "`key` is no text. Give it in quotation marks: as a number it has lost its zeros."
        )
    project = open_project()
    made = _profile(programme, project)
    column = _person_column(made)
    text = given.strip()
    if column is not None and column.type == "code" and column.width not in (None, len(text)):
        raise InputError(
            f"`key` has {len(text)} characters, and keys of {programme!r} have {column.width}. "
            f"Write it as it stands in the export, zeros included."
        )
    kept = made.person_keys == "keep" and not personal_kinds(text)
    if kept and not _NOT_ONE_WORD.search(text):
        return text
    place = project.key or key_place()
    if not place.is_file():
        raise InputError(
            "There is no key file for pseudonyms here, so nothing was loaded on this machine yet. "
            "Load the data first, or put the backed-up key file in its place: a new one would make "
            "other pseudonyms."
        )
    secret, _ = open_key(place, data=[project.data])
    space = CPR_NAMESPACE if column is not None and column.type == "cpr" else made.programme
    return str(pseudonyms(pd.Series([text], dtype="str"), secret, namespace=space).iloc[0])


def _profile(programme: str, project: Project) -> Profile:
    _, name = project.delivery(programme)
    return profile_named(name)


def _person_column(made: Profile) -> ColumnRule | None:
    """Return the column that says who takes part; without enrolments, of whom there are rows."""
    for file in made.files:
        if file.enrolments is not None:
            return file.columns[file.enrolments.person]
    return next((file.columns[name] for file in made.files for name in file.person_columns), None)
