"""Pseudonyms: one code per person that nobody without the key can make again.

A plain hash of a CPR number is no protection: all numbers of a generation are tried in less than
a minute. With a secret key there is nothing to try. What comes out is still personal data.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from evalkit.errors import InputError
from evalkit.privacy.cpr import cpr_digits, restore_zero
from evalkit.privacy.patterns import fold

__all__ = ["CPR_NAMESPACE", "KEY_BYTES", "PseudonymKey", "pseudonyms"]

KEY_BYTES = 32
CPR_NAMESPACE = "cpr"

# Base32 of RFC 4648, in small letters: no 0, 1, 8 or 9, so no date and no CPR number can appear.
_ALPHABET = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz234567", dtype=np.uint8)
_PREFIX = b"p-"
_CHARACTERS = 20
_BITS = 5
_DIGEST_BYTES = 32


@dataclass(frozen=True, repr=False)
class PseudonymKey:
    """The secret that pseudonyms are made with; shows itself by its fingerprint alone.

    Parameters
    ----------
    secret : bytes
        32 random bytes.

    Raises
    ------
    InputError
        When it is not 32 bytes.
    """

    secret: bytes

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:
            raise InputError(
                f"A pseudonym key has {KEY_BYTES} bytes; this one has {len(self.secret)}. "
                "Make one with PseudonymKey.new(), or read one with open_key()."
            )

    def __repr__(self) -> str:
        return f"PseudonymKey(fingerprint={self.fingerprint!r})"

    @classmethod
    def new(cls) -> PseudonymKey:
        """Return a key that nobody has had before.

        Examples
        --------
        >>> PseudonymKey.new() == PseudonymKey.new()
        False
        """
        return cls(secrets.token_bytes(KEY_BYTES))

    @property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits to tell keys apart by; they say nothing about the key.

        Examples
        --------
        >>> PseudonymKey(bytes(32)).fingerprint
        '503d5304'
        """
        return hashlib.sha256(b"evalkit key fingerprint" + self.secret).hexdigest()[:8]


def pseudonyms(
    values: pd.Series | Sequence[str | None], key: PseudonymKey, *, namespace: str
) -> pd.Series:
    """Return a pseudonym for every value.

    Parameters
    ----------
    values : Series or sequence of str
        People's codes as text: CPR numbers, case numbers, e-mail addresses. White space around
        them is left out of account, and æøå may be written in one or in two characters.
    key : PseudonymKey
        The secret; see `evalkit.privacy.key_file.open_key`.
    namespace : str
        Whose codes these are, such as the programme's name: number 12 of two programmes is two
        people. "cpr" for a column of CPR numbers.

    Returns
    -------
    Series of str
        "p-" and twenty characters of a-z and 2-7. Missing where the value is missing or blank.
        The index is that of `values`.

    Raises
    ------
    InputError
        When a value is no text (a number has lost its zeros), or the namespace is empty.

    Notes
    -----
    HMAC-SHA-256 (RFC 2104) of the namespace, a zero byte and the value, cut to 100 bits. Among a
    million people the chance that any two share a pseudonym is about n^2 / 2^101, that is 4e-19.

    A value that is a CPR number as a whole, in any way of writing it, is one person in all
    namespaces: it counts as ten digits in the namespace "cpr". A nine-digit number is taken for
    one that lost its zero only where the namespace is "cpr"; elsewhere it is a local number.

    Examples
    --------
    >>> key = PseudonymKey(bytes(32))
    >>> made = pseudonyms(["010190-1234", "0101901234", "12", None], key, namespace="unik")
    >>> made[0] == made[1], made[0] == made[2], made.isna().tolist()
    (True, False, [False, False, False, True])
    """
    if not namespace.strip() or "\0" in namespace:
        raise InputError(
            "The namespace of pseudonyms is empty, or holds a zero byte. It is a word that says "
            "whose codes these are: give the programme's name, or 'cpr' for CPR numbers."
        )
    series = values if isinstance(values, pd.Series) else pd.Series(list(values), dtype=object)
    codes, distinct = pd.factorize(series)
    texts = np.asarray(distinct, dtype=object)
    numbers = sum(not isinstance(text, str) for text in texts)
    if numbers:
        raise InputError(
            f"{numbers} of {len(texts)} distinct codes are no text. Codes of people are text: as "
            "numbers they have lost their leading zeros. Read the column as text."
        )
    blank = np.array([not text or text.isspace() for text in texts], dtype=bool)
    missing = np.append(blank, True)[codes]  # a missing value has the code -1: the last of them
    made = _written(_digests(texts, key, _name(namespace)), len(texts))
    spread = made.take(pa.array(codes, mask=missing))
    return pd.Series(pd.array(spread, dtype="str"), index=series.index, name=series.name)


def _digests(texts: NDArray[np.object_], key: PseudonymKey, namespace: str) -> bytes:
    """Return the HMAC of each text, one after the other."""
    is_cpr_column = namespace == CPR_NAMESPACE
    # A copy of a prepared HMAC is quicker than a new one for each: the key is digested once.
    own, cpr = _prepared(key, namespace), _prepared(key, CPR_NAMESPACE)
    digests = []
    for text in texts:
        value = (text if text.isascii() else unicodedata.normalize("NFC", text)).strip()
        # A number in full-width digits is the same person's.
        digits = cpr_digits(value if value.isascii() else fold(value)[0])
        if digits is None and is_cpr_column:
            digits = restore_zero(value)
        digest = own.copy() if digits is None else cpr.copy()
        # Half a surrogate pair, as a broken export may hold, is a code as good as another.
        digest.update((digits or value).encode("utf-8", "surrogatepass"))
        digests.append(digest.digest())
    return b"".join(digests)


def _name(namespace: str) -> str:
    return unicodedata.normalize("NFC", namespace.strip())


def _prepared(key: PseudonymKey, namespace: str) -> hmac.HMAC:
    return hmac.new(key.secret, namespace.encode("utf-8", "surrogatepass") + b"\0", hashlib.sha256)


def _written(digests: bytes, count: int) -> pa.LargeStringArray:
    """Return the first 100 bits of each digest in base32, with the prefix."""
    rows = np.frombuffer(digests, dtype=np.uint8).reshape(count, _DIGEST_BYTES)
    width = len(_PREFIX) + _CHARACTERS
    letters = np.empty((count, width), dtype=np.uint8)
    letters[:, : len(_PREFIX)] = np.frombuffer(_PREFIX, dtype=np.uint8)
    for place in range(_CHARACTERS):
        byte, bit = divmod(place * _BITS, 8)
        # Five bits of two neighbouring bytes.
        pair = rows[:, byte].astype(np.uint16) << 8 | rows[:, byte + 1]
        letters[:, len(_PREFIX) + place] = _ALPHABET[(pair >> (16 - _BITS - bit)) & 31]
    offsets = np.arange(count + 1, dtype=np.int64) * width
    return pa.LargeStringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(letters))
