"""evalkit: from messy exports to an honest evaluation report.

Everything public is listed in ``__all__`` and loaded on first use, so ``import evalkit`` is
cheap. ``import evalkit as ek`` is the usual way.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from evalkit.errors import DefinitionError, EvalkitError, InputError, RunError
from evalkit.version import __version__

if TYPE_CHECKING:
    from evalkit.instruments.instrument import Instrument, generic_scale, instrument, instrument_names
    from evalkit.instruments.scoring import Scores, score
    from evalkit.intake.load import load
    from evalkit.outcomes.change import PrePost, pre_post
    from evalkit.study import Study

# Where each public name lives; the import happens when the name is first used.
_HOMES = {
    "Instrument": "evalkit.instruments.instrument",
    "PrePost": "evalkit.outcomes.change",
    "Scores": "evalkit.instruments.scoring",
    "Study": "evalkit.study",
    "generic_scale": "evalkit.instruments.instrument",
    "instrument": "evalkit.instruments.instrument",
    "instrument_names": "evalkit.instruments.instrument",
    "load": "evalkit.intake.load",
    "pre_post": "evalkit.outcomes.change",
    "score": "evalkit.instruments.scoring",
}

__all__ = [
    "DefinitionError",
    "EvalkitError",
    "InputError",
    "Instrument",
    "PrePost",
    "RunError",
    "Scores",
    "Study",
    "__version__",
    "generic_scale",
    "instrument",
    "instrument_names",
    "load",
    "pre_post",
    "score",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'evalkit' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
