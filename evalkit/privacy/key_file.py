"""The key of the pseudonyms on disk: where it is, how it is made, and when it is refused.

The key is never written into a message or a log. The path of its file is: it is the user's own.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from evalkit.errors import InputError
from evalkit.privacy.pseudonyms import KEY_BYTES, PseudonymKey

__all__ = ["KEY_VARIABLE", "key_place", "open_key", "replace_key"]

KEY_VARIABLE = "EVALKIT_KEY_FILE"

_FORM = "evalkit-pseudonym-key-1"
_MOST_BYTES = 4096
_WHAT_TO_DO = (
    "Put back the backed-up file. Without one, move this file away and import everything again "
    "with a new key: pseudonyms made with another key do not match."
)
_LOG = logging.getLogger("evalkit.privacy")


def key_place(here: Path | None = None) -> Path:
    """Return where the key file is, or will be.

    Parameters
    ----------
    here : Path, optional
        The folder from which a relative path in EVALKIT_KEY_FILE counts; the current one by
        default.

    Returns
    -------
    Path
        What the environment variable EVALKIT_KEY_FILE says; without it, `pseudonym.key` in the
        user's own folder for the data of programs.

    Examples
    --------
    >>> key_place().name
    'pseudonym.key'
    """
    told = os.environ.get(KEY_VARIABLE, "").strip()
    if told:
        return (here or Path.cwd()) / Path(told).expanduser()
    import platformdirs

    return platformdirs.user_data_path("evalkit", appauthor=False) / "pseudonym.key"


def open_key(path: Path | None = None, *, data: Iterable[Path] = ()) -> tuple[PseudonymKey, bool]:
    """Return the key of a file, made on first use.

    Parameters
    ----------
    path : Path, optional
        The key file; `key_place()` by default.
    data : iterable of Path
        The folders with data, in which the key may not be: who gets the data would get the key.

    Returns
    -------
    key : PseudonymKey
        The key.
    made : bool
        Whether it was made just now; then a warning is logged, for it must be backed up.

    Raises
    ------
    InputError
        When the file is in a git work tree or a data folder, is open to other users, or cannot
        be read as a key; and when no file can be made there.

    Notes
    -----
    Two processes that start at once get the same key: a new one is written beside the place and
    linked to it, and only one link can be made.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     first, made = open_key(Path(folder) / "own" / "pseudonym.key")
    ...     again, made_again = open_key(Path(folder) / "own" / "pseudonym.key")
    >>> made, made_again, first == again
    (True, False, True)
    """
    place = (path or key_place()).absolute()
    _refuse_place(place, data)
    made = not os.path.lexists(place) and _make(place)
    key = _read(place)
    if made:
        _LOG.warning(
            "A new pseudonym key (%s) was made: %s. Back it up where the data are not: pseudonyms "
            "made with another key do not match.",
            key.fingerprint,
            place,
        )
    return key, made


def replace_key(path: Path | None = None) -> tuple[str, str]:
    """Put a new key in place of the old one, which stays beside it.

    Pseudonyms made with the old key do not match those made with the new one: import everything
    again, then destroy the old file.

    Parameters
    ----------
    path : Path, optional
        The key file; `key_place()` by default.

    Returns
    -------
    old, new : str
        The fingerprints. The old key is in the file of the same name and `.old-FINGERPRINT`.

    Raises
    ------
    InputError
        When there is no key, when it is refused (see `open_key`), or when the file for the old
        key is there already.
    """
    place = (path or key_place()).absolute()
    _refuse_place(place, ())
    old = _read(place)
    aside = place.with_name(f"{place.name}.old-{old.fingerprint}")
    new = PseudonymKey.new()
    waiting = _waiting(place)
    try:
        # The old key is safe beside before the new one takes its place.
        _write(aside, old)
        _write(waiting, new)
        waiting.replace(place)
    except FileExistsError:
        raise InputError(
            f"{aside} is there already: this key was replaced before. Move that file away, to "
            "where old keys are kept, and try again."
        ) from None
    except OSError as error:
        raise _not_made(place, error) from None
    finally:
        waiting.unlink(missing_ok=True)
    _LOG.warning(
        "The pseudonym key %s was replaced by %s: %s. Back it up where the data are not; "
        "pseudonyms made with the old one do not match.",
        old.fingerprint,
        new.fingerprint,
        place,
    )
    return old.fingerprint, new.fingerprint


def _refuse_place(place: Path, data: Iterable[Path]) -> None:
    elsewhere = (
        f"Move the key, or set {KEY_VARIABLE} to a file in a folder of your own, outside the data "
        "and outside git."
    )
    # As written and as it is on disk: a link may lead into either.
    # (realpath and not resolve(), which raises an error of its own for a link to itself.)
    real = Path(os.path.realpath(place))
    for folder in {*place.parents, *real.parents}:
        if (folder / ".git").exists():
            raise InputError(
                f"The key file {place} is in a git work tree ({folder}): it would be shared with "
                f"everybody who has the repository. {elsewhere}"
            )
    for folder in data:
        inside = Path(os.path.realpath(folder))
        if place.is_relative_to(folder.absolute()) or real.is_relative_to(inside):
            raise InputError(
                f"The key file {place} is inside the data folder {folder}: who gets the data would "
                f"get the key too. {elsewhere}"
            )


def _make(place: Path) -> bool:
    """Make a key file, and return whether it was this process that made it."""
    waiting = _waiting(place)
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = PseudonymKey.new()
        _write(waiting, key)
        try:
            os.link(waiting, place)
        except FileExistsError:
            return False
        except OSError:
            # A disk without hard links. Only one process can make the file; another that looks
            # in the moment before its line is written refuses an empty file, and may try again.
            with suppress(FileExistsError):
                _write(place, key)
                return True
            return False
    except OSError as error:
        raise _not_made(place, error) from None
    finally:
        with suppress(OSError):
            waiting.unlink(missing_ok=True)
    return True


def _waiting(place: Path) -> Path:
    return place.with_name(f".{place.name}.{secrets.token_hex(8)}.new")


def _write(place: Path, key: PseudonymKey) -> None:
    line = f"{_FORM} {key.secret.hex()} {_checksum(key.secret)}\n"
    handle = os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="ascii", newline="\n") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def _read(place: Path) -> PseudonymKey:
    if place.is_dir():
        raise InputError(
            f"The key file {place} is a folder. Name a file in it instead, in {KEY_VARIABLE}."
        )
    try:
        with place.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(_MOST_BYTES)
    except FileNotFoundError:
        raise InputError(
            f"There is no key file {place}. Put the backed-up key there, or let evalkit make a new "
            "one by importing data; pseudonyms made with another key do not match."
        ) from None
    except OSError as error:
        raise InputError(
            f"The key file {place} cannot be read ({error.strerror}). It must be a file that you "
            "may read: look at its owner and permissions."
        ) from None
    # Windows has no such bits: there the folder's own permissions hold.
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        del content  # no traceback that shows locals may show the key
        raise InputError(
            f"The key file {place} is open to other users (mode {stat.S_IMODE(mode):03o}); only "
            f"its owner may read it. Run: chmod 600 '{place}'. If others may have read it, "
            "replace the key."
        )
    is_empty, secret = not content.strip(), _secret(content)
    del content  # as above
    if is_empty:
        raise InputError(f"The key file {place} is empty. {_WHAT_TO_DO}")
    if secret is None:
        raise InputError(
            f"The key file {place} is damaged: it is not one line of '{_FORM}', the key and its "
            f"checksum. {_WHAT_TO_DO}"
        )
    return PseudonymKey(secret)


def _secret(content: bytes) -> bytes | None:
    """Return the key in a file's line; None when the line is damaged."""
    words = content.decode("ascii", "replace").split()
    if len(words) != 3 or words[0] != _FORM:
        return None
    try:
        secret = bytes.fromhex(words[1])
    except ValueError:
        return None
    is_whole = len(secret) == KEY_BYTES and words[2] == _checksum(secret)
    return secret if is_whole else None


def _checksum(secret: bytes) -> str:
    return hashlib.sha256(b"evalkit key checksum" + secret).hexdigest()[:8]


def _not_made(place: Path, error: OSError) -> InputError:
    return InputError(
        f"No key file can be made at {place} ({error.strerror}). Make its folder writable for you, "
        f"or set {KEY_VARIABLE} to a file in a folder of your own."
    )
