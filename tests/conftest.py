"""What every test needs: a key for pseudonyms that is nobody's."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from evalkit.privacy.key_file import KEY_VARIABLE

_FOLDER = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Let pseudonyms be made with a key that is thrown away, also in docstrings and kernels."""
    config.stash[_FOLDER] = tempfile.mkdtemp(prefix="evalkit-tests-")
    os.environ[KEY_VARIABLE] = str(Path(config.stash[_FOLDER]) / "pseudonym.key")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take the key away."""
    shutil.rmtree(config.stash[_FOLDER], ignore_errors=True)
