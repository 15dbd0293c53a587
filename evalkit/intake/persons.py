"""People's keys become pseudonyms: the last thing at the door, and nothing behind it knows more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from evalkit.intake.checks import person_keys
from evalkit.intake.profile import Profile
from evalkit.intake.typed_sheet import TypedSheet
from evalkit.privacy.pseudonyms import CPR_NAMESPACE, PseudonymKey, pseudonyms
from evalkit.privacy.scan import scan_distinct

__all__ = ["needs_key", "with_pseudonyms"]


def needs_key(sheets: Sequence[TypedSheet], profile: Profile) -> bool:
    """Return whether any key of a person has to be made a pseudonym."""
    if profile.person_keys == "pseudonymise":
        return True
    return any(
        _is_personal(sheet.kept()[name]).any()
        for sheet in sheets
        for name in person_keys(sheet.rule)
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
    made = {}
    for name in person_keys(sheet.rule):
        values = sheet.values[name]
        kind = sheet.rule.columns[name].type
        space = CPR_NAMESPACE if kind == "cpr" else profile.programme
        if profile.person_keys == "pseudonymise":
            made[name] = pseudonyms(values, key, namespace=space)
        else:
            own = _is_personal(values)
            made[name] = values.mask(own, pseudonyms(values.where(own), key, namespace=space))
    return replace(sheet, values=sheet.values.assign(**made), typed={})


def _is_personal(values: pd.Series[str]) -> pd.Series[bool]:
    numbers, texts = pd.factorize(values)
    is_personal = np.append(scan_distinct([str(text) for text in texts]), False)
    return pd.Series(is_personal[numbers], index=values.index)
