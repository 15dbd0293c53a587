"""evalkit: from messy exports to an honest evaluation report.

Everything public is listed in ``__all__`` and loaded on first use, so ``import evalkit`` is
cheap. ``import evalkit as ek`` is the usual way.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from evalkit.errors import DefinitionError, EvalkitError, InputError, RunError
from evalkit.homes import HOMES
from evalkit.version import __version__

if TYPE_CHECKING:
    from evalkit.assessment.claims import Claims, claims_beside_data
    from evalkit.assessment.knowledge_rating import KnowledgeRating, knowledge_rating
    from evalkit.assessment.next_steps import next_steps
    from evalkit.assessment.practice_counts import PracticeCounts, practice_counts
    from evalkit.assessment.practice_profile import PracticeProfile, lovende_praksis
    from evalkit.assessment.published_figures import PublishedFigures, published_figures
    from evalkit.assessment.theory_of_change import TheoryOfChange, theory_of_change
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
    from evalkit.monitoring.admissions import admissions
    from evalkit.monitoring.attendance import attendance
    from evalkit.monitoring.attendance_charts import attendance_charts
    from evalkit.monitoring.attendance_series import attendance_series
    from evalkit.monitoring.calendar import measurement_calendar
    from evalkit.monitoring.composition import composition
    from evalkit.monitoring.drop_out_risk import drop_out_risk
    from evalkit.monitoring.exit_reasons import exit_reasons
    from evalkit.monitoring.fidelity import fidelity
    from evalkit.monitoring.goals import goal_attainment
    from evalkit.monitoring.individual import individual_status
    from evalkit.monitoring.matching import matching
    from evalkit.monitoring.network_map import network_map
    from evalkit.monitoring.networks import networks
    from evalkit.monitoring.proportions_chart import p_chart, u_chart
    from evalkit.monitoring.retention import retention
    from evalkit.monitoring.run_chart import run_chart
    from evalkit.monitoring.signals import signals
    from evalkit.monitoring.target_group import target_group_fit
    from evalkit.monitoring.totals import total_counts
    from evalkit.monitoring.xmr import xmr
    from evalkit.outcomes.attrition import attrition
    from evalkit.outcomes.change import PrePost, pre_post
    from evalkit.outcomes.change_estimates import ChangeEstimates, change_estimates
    from evalkit.outcomes.changes_together import changes_together
    from evalkit.outcomes.correlated_change import correlated_change
    from evalkit.outcomes.cutoffs import cutoff
    from evalkit.outcomes.detectable import detectable_change, pairs_needed
    from evalkit.outcomes.equivalence import equivalence
    from evalkit.outcomes.flow import flow
    from evalkit.outcomes.grim import Grim, grim
    from evalkit.outcomes.intraclass_correlation import icc
    from evalkit.outcomes.measures import important_change, norms
    from evalkit.outcomes.norms import beside_norms
    from evalkit.outcomes.paired_shares import PairedShares, paired_shares
    from evalkit.outcomes.pairing_audit import pairing_audit
    from evalkit.outcomes.quarters import change_by_quarter
    from evalkit.outcomes.regression_to_mean import regression_to_mean
    from evalkit.outcomes.reliability import Reliability, reliability
    from evalkit.outcomes.reliable_change import ReliableChange, reliable_change
    from evalkit.outcomes.share import ShareInterval, share_interval
    from evalkit.outcomes.share_bounds import share_bounds
    from evalkit.outcomes.status_change import status_change
    from evalkit.outcomes.statuses import status_at
    from evalkit.outcomes.study_reliability import study_reliability
    from evalkit.outcomes.subgroups import compare_groups
    from evalkit.outcomes.transitions import Transitions, transitions
    from evalkit.present.count_tables import findings_table
    from evalkit.present.dictionary import DataDictionary, data_dictionary
    from evalkit.present.evaluation_notice import evaluation_notice
    from evalkit.present.in_short import in_short
    from evalkit.present.individual_wording import individual_notice
    from evalkit.present.notices import notice
    from evalkit.present.plots.attendance import plot_attendance
    from evalkit.present.plots.before_after import plot_before_after
    from evalkit.present.plots.control_chart import plot_chart
    from evalkit.present.plots.correlated_change import plot_correlated_change
    from evalkit.present.plots.estimation import plot_estimation
    from evalkit.present.plots.exit_reasons import plot_exit_reasons
    from evalkit.present.plots.forest import plot_forest
    from evalkit.present.plots.individual_readings import plot_individual_readings
    from evalkit.present.plots.knowledge_rating import plot_knowledge_rating
    from evalkit.present.plots.practice_matrix import plot_practice_matrix
    from evalkit.present.plots.pre_post import plot_pre_post
    from evalkit.present.plots.reliable_change import plot_reliable_change
    from evalkit.present.plots.retention import plot_retention
    from evalkit.present.plots.statuses import plot_statuses
    from evalkit.present.plots.theory import plot_theory
    from evalkit.present.plots.transitions import plot_transitions
    from evalkit.present.practice_notice import practice_notice
    from evalkit.present.quality_tables import quality_table
    from evalkit.present.show import figure, sentences, table
    from evalkit.present.wording import say
    from evalkit.programmes.fidelity_file import fidelity_rules
    from evalkit.programmes.programme import Programme
    from evalkit.programmes.programme_file import programme, programme_names
    from evalkit.programmes.questionnaire_file import practice_questionnaire
    from evalkit.programmes.registry import Registry, registry
    from evalkit.programmes.responses import signal_responses
    from evalkit.programmes.screening import Screening
    from evalkit.programmes.screening_file import screening
    from evalkit.reporting.calendar_files import save_calendar
    from evalkit.reporting.person_keys import pseudonym_of
    from evalkit.reporting.project import check_programme, load_programme, load_programmes
    from evalkit.reporting.run import Report, run_report
    from evalkit.sets.cohort import cohort
    from evalkit.sets.windows import as_of
    from evalkit.study import Study

__all__ = [
    "ChangeEstimates",
    "Checked",
    "Claims",
    "DataDictionary",
    "DefinitionError",
    "EvalkitError",
    "Grim",
    "InputError",
    "Instrument",
    "KnowledgeRating",
    "PairedShares",
    "PracticeCounts",
    "PracticeProfile",
    "PrePost",
    "Programme",
    "PublishedFigures",
    "Registry",
    "Reliability",
    "ReliableChange",
    "Report",
    "RunError",
    "Scores",
    "Screening",
    "ShareInterval",
    "Study",
    "TheoryOfChange",
    "Transitions",
    "__version__",
    "activity",
    "admissions",
    "as_of",
    "attendance",
    "attendance_charts",
    "attendance_series",
    "attrition",
    "beside_norms",
    "change_by_quarter",
    "change_estimates",
    "changes_together",
    "check",
    "check_programme",
    "claims_beside_data",
    "cohort",
    "compare_groups",
    "composition",
    "correlated_change",
    "cutoff",
    "data_dictionary",
    "detectable_change",
    "drop_out_risk",
    "equivalence",
    "evaluation_notice",
    "exit_reasons",
    "fidelity",
    "fidelity_rules",
    "figure",
    "findings_table",
    "flow",
    "generic_scale",
    "goal_attainment",
    "grim",
    "icc",
    "important_change",
    "in_short",
    "individual_notice",
    "individual_status",
    "instrument",
    "instrument_names",
    "knowledge_rating",
    "load",
    "load_programme",
    "load_programmes",
    "lovende_praksis",
    "matching",
    "measurement_calendar",
    "network_map",
    "networks",
    "next_steps",
    "norms",
    "notice",
    "p_chart",
    "paired_shares",
    "pairing_audit",
    "pairs_needed",
    "plot_attendance",
    "plot_before_after",
    "plot_chart",
    "plot_correlated_change",
    "plot_estimation",
    "plot_exit_reasons",
    "plot_forest",
    "plot_individual_readings",
    "plot_knowledge_rating",
    "plot_practice_matrix",
    "plot_pre_post",
    "plot_reliable_change",
    "plot_retention",
    "plot_statuses",
    "plot_theory",
    "plot_transitions",
    "practice_counts",
    "practice_notice",
    "practice_questionnaire",
    "pre_post",
    "programme",
    "programme_names",
    "pseudonym_of",
    "published_figures",
    "quality_table",
    "registry",
    "regression_to_mean",
    "reliability",
    "reliable_change",
    "retention",
    "run_chart",
    "run_report",
    "save_calendar",
    "say",
    "score",
    "screening",
    "sentences",
    "share_bounds",
    "share_interval",
    "signal_responses",
    "signals",
    "status_at",
    "status_change",
    "study_reliability",
    "table",
    "target_group_fit",
    "theory_of_change",
    "total_counts",
    "transitions",
    "u_chart",
    "xmr",
]


def __getattr__(name: str) -> object:
    if name not in HOMES:
        raise AttributeError(f"module 'evalkit' has no attribute {name!r}")
    value = getattr(import_module(HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
