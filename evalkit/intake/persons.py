"""People's keys become pseudonyms: the last thing at the door, and nothing behind it knows more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.intake.profile import Profile
from evalkit.intake.typed_column import TypedColumn
from evalkit.intake.typed_sheet import TypedSheet
from evalkit.privacy.pseudonyms import CPR_NAMESPACE, PseudonymKey, pseudonyms
from evalkit.privacy.scan import scan_distinct

# White space, an @ or a comma inside; or the eight digits of a telephone number.
_NO_PSEUDONYM = re.compile(r"\S\s+\S|@|\(at\)|,|^\(?\+?[0-9][0-9 .-]{6,}[0-9]$")

__all__ = ["needs_key", "with_pseudonyms"]


def needs_key(sheets: Sequence[TypedSheet], profile: Profile) -> bool:
    """Return whether any key of a person has to be made a pseudonym."""
    if profile.person_keys == "pseudonymise":
        return True
    return any(
        bool(_is_personal(sheet.columns[name]).any())
        for sheet in sheets
        for name in sheet.rule.key_columns
    )


def with_pseudonyms(
    sheets: Sequence[TypedSheet], profile: Profile, key: PseudonymKey | None
) -> list[TypedSheet]:
    """Return the sheets with pseudonyms for the keys of people.

    Parameters
    ----------
    sheets : sequence of TypedSheet
        Checked.
    profile : Profile
        Whose programme is the namespace: number 17 of two programmes is not one person, but one
        CPR number is.
    key : PseudonymKey or None
        None where no key has to be made a pseudonym.

    Notes
    -----
    With ``person_keys: keep`` only keys that look like CPR numbers or e-mail are replaced.
    """
    return list(sheets) if key is None else [_one(sheet, profile, key) for sheet in sheets]


def _one(sheet: TypedSheet, profile: Profile, key: PseudonymKey) -> TypedSheet:
    made = dict(sheet.columns)
    for name in sheet.rule.key_columns:
        column = sheet.columns[name]
        kind = sheet.rule.columns[name].type
        space = CPR_NAMESPACE if kind == "cpr" else profile.programme
        own = pd.Series(column.values, dtype="str")
        others = pseudonyms(own, key, namespace=space)
        if profile.person_keys == "keep":
            others = own.mask(_is_personal(column), others)
        values = others.astype(object).where(others.notna(), None).to_numpy()
        made[name] = replace(column, values=values, is_distinct=False)
    return replace(sheet, columns=made)


def _is_personal(column: TypedColumn) -> NDArray[np.bool_]:
    """Return, per distinct key, whether it says who somebody is rather than is a pseudonym."""
    keys = ["" if value is None else str(value) for value in column.values]
    found = scan_distinct(keys)
    # A pseudonym is one word; what is left are telephone numbers and names written as such.
    doubtful = [place for place, key in enumerate(keys) if _NO_PSEUDONYM.search(key)]
    for place in doubtful:
        found[place] = True
    return found
