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
    from evalkit.instruments.instrument import (
        Instrument,
        generic_scale,
        instrument,
        instrument_names,
    )
    from evalkit.instruments.scoring import Scores, score
    from evalkit.intake.checked import Checked, check
    from evalkit.intake.load import load
    from evalkit.monitoring.activity import activity
    from evalkit.monitoring.attendance import attendance
    from evalkit.outcomes.change import PrePost, pre_post
    from evalkit.outcomes.flow import flow
    from evalkit.outcomes.quarters import change_by_quarter
    from evalkit.present.count_tables import findings_table
    from evalkit.present.dictionary import DataDictionary, data_dictionary
    from evalkit.present.plots.attendance import plot_attendance
    from evalkit.present.plots.pre_post import plot_pre_post
    from evalkit.present.quality_tables import quality_table
    from evalkit.present.show import figure, notice, sentences, table
    from evalkit.present.wording import say
    from evalkit.reporting.project import check_programme, load_programme
    from evalkit.reporting.run import Report, run_report
    from evalkit.sets.windows import as_of
    from evalkit.study import Study

# Where each public name lives; the import happens when the name is first used.
_HOMES = {
    "Checked": "evalkit.intake.checked",
    "DataDictionary": "evalkit.present.dictionary",
    "Instrument": "evalkit.instruments.instrument",
    "PrePost": "evalkit.outcomes.change",
    "Report": "evalkit.reporting.run",
    "Scores": "evalkit.instruments.scoring",
    "Study": "evalkit.study",
    "activity": "evalkit.monitoring.activity",
    "as_of": "evalkit.sets.windows",
    "attendance": "evalkit.monitoring.attendance",
    "change_by_quarter": "evalkit.outcomes.quarters",
    "check": "evalkit.intake.checked",
    "check_programme": "evalkit.reporting.project",
    "data_dictionary": "evalkit.present.dictionary",
    "figure": "evalkit.present.show",
    "findings_table": "evalkit.present.count_tables",
    "flow": "evalkit.outcomes.flow",
    "generic_scale": "evalkit.instruments.instrument",
    "instrument": "evalkit.instruments.instrument",
    "instrument_names": "evalkit.instruments.instrument",
    "load": "evalkit.intake.load",
    "load_programme": "evalkit.reporting.project",
    "notice": "evalkit.present.show",
    "plot_attendance": "evalkit.present.plots.attendance",
    "plot_pre_post": "evalkit.present.plots.pre_post",
    "pre_post": "evalkit.outcomes.change",
    "quality_table": "evalkit.present.quality_tables",
    "run_report": "evalkit.reporting.run",
    "say": "evalkit.present.wording",
    "score": "evalkit.instruments.scoring",
    "sentences": "evalkit.present.show",
    "table": "evalkit.present.show",
}

__all__ = [
    "Checked",
    "DataDictionary",
    "DefinitionError",
    "EvalkitError",
    "InputError",
    "Instrument",
    "PrePost",
    "Report",
    "RunError",
    "Scores",
    "Study",
    "__version__",
    "activity",
    "as_of",
    "attendance",
    "change_by_quarter",
    "check",
    "check_programme",
    "data_dictionary",
    "figure",
    "findings_table",
    "flow",
    "generic_scale",
    "instrument",
    "instrument_names",
    "load",
    "load_programme",
    "notice",
    "plot_attendance",
    "plot_pre_post",
    "pre_post",
    "quality_table",
    "run_report",
    "say",
    "score",
    "sentences",
    "table",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'evalkit' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
