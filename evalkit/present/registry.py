"""Which function shows which result: as a table, as a figure, as sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from evalkit.errors import InputError

__all__ = ["FIGURES", "FIGURE_KINDS", "SAYERS", "TABLES", "shown_by"]

# Name of the result's class to "module in evalkit.present : function". A function takes the result
# and language=, and is imported when it is first asked for.
TABLES: Mapping[str, str] = {
    "PrePost": "change_table:change_table",
    "ReliableChange": "reliable_table:reliable_table",
    "ChangeByQuarter": "change_table:change_by_quarter_table",
    "ChangeEstimates": "estimates_table:estimates_table",
    "Flow": "count_tables:flow_table",
    "PairingAudit": "audit_table:audit_table",
    "Attrition": "attrition_table:attrition_table",
    "ShareBounds": "share_bounds_table:share_bounds_table",
    "Activity": "count_tables:activity_table",
    "Attendance": "count_tables:attendance_table",
    "Study": "count_tables:received_table",
    "Checked": "quality_tables:received_quality_table",
    "DataDictionary": "dictionary:dictionary_table",
    "Equivalence": "margin_tables:equivalence_table",
    "DetectableChange": "margin_tables:detectable_table",
    "PairsNeeded": "margin_tables:pairs_needed_table",
    "GroupComparison": "subgroup_table:subgroup_table",
    "CorrelatedChange": "correlated_table:correlated_table",
    "ChangesTogether": "together_table:together_table",
    "RegressionToMean": "regression_table:regression_table",
    "StatusAt": "status_table:statuses_table",
    "StatusChange": "status_table:status_change_table",
    "Reliability": "reliability_table:reliability_table",
    "StudyReliability": "reliability_table:study_reliability_table",
    "ItemAnalysis": "reliability_table:items_table",
    "Icc": "reliability_table:icc_table",
    "BesideNorms": "norms_table:norms_table",
    "InBands": "norms_table:bands_table",
    "GoalAttainment": "goals_table:goals_table",
    "Networks": "networks_table:networks_table",
    "NetworkMap": "network_map_figure:network_map_table",
    "ShareInterval": "share_tables:share_table",
    "Signals": "signals_table:signals_table",
    "Grim": "share_tables:grim_table",
    "PairedShares": "share_tables:paired_shares_table",
    "TheoryCoverage": "theory_table:theory_coverage_table",
    "TheoryOfChange": "theory_table:theory_table",
    "Transitions": "transition_tables:transitions_table",
    "Screening": "screening_table:screening_table",
    "Candidates": "screening_table:candidates_table",
    "Criteria": "screening_table:criteria_table",
    "Interviews": "interviews_table:interviews_table",
    "Registry": "facts_table:facts_table",
    "Contradictions": "facts_table:contradictions_table",
    "Sources": "facts_table:sources_table",
    "MeasurementPlan": "plan_table:plan_table",
    "PracticeProfile": "practice_table:practice_table",
    "PracticeAnswers": "practice_table:practice_answers_table",
    "PracticeMatrix": "practice_table:practice_matrix_table",
    "PracticeCounts": "practice_counts_table:practice_counts_table",
    "Claims": "claims_table:claims_table",
    "PublishedFigures": "published_table:published_table",
    "MeasurementCalendar": "calendar_table:calendar_table",
    "CalendarCompletion": "calendar_table:completion_table",
    "CalendarToDo": "calendar_table:to_do_table",
    "KnowledgeRating": "rating_table:rating_table",
    "RatingGuidance": "rating_table:guidance_table",
    "ControlChart": "chart_table:chart_table",
    "RunChart": "chart_table:run_chart_table",
    "AttendanceSeries": "attendance_series_table:attendance_series_table",
    "AttendanceCharts": "attendance_charts_table:attendance_charts_table",
    "DropOutRisk": "drop_out_table:drop_out_table",
    "Composition": "composition_table:composition_table",
    "IndividualStatus": "individual_wording:individual_writing_table",
    "IndividualReadings": "individual_readings_table:individual_readings_table",
    "IndividualGoals": "individual_tables:individual_goals_table",
    "IndividualNetwork": "individual_tables:individual_network_table",
    "IndividualTime": "individual_tables:individual_time_table",
    "IndividualMeetings": "individual_tables:individual_meetings_table",
    "IndividualCourse": "individual_tables:individual_course_table",
    "Admissions": "admissions_table:admissions_table",
    "ReferralCohorts": "admissions_table:cohorts_table",
    "WaitingTimes": "admissions_table:waits_table",
    "TargetGroupFit": "target_group_table:target_group_table",
    "Fidelity": "fidelity_table:fidelity_table",
    "Retention": "retention_table:retention_table",
    "ExitReasons": "exit_reasons_table:exit_reasons_table",
    "Matching": "matching_table:matching_table",
    "TotalCounts": "totals_table:totals_table",
}
FIGURES: Mapping[str, str] = {
    "PrePost": "figures:change_figure",
    "ReliableChange": "reliable_table:reliable_figure",
    "Attendance": "figures:attendance_figure",
    "CorrelatedChange": "correlated_table:correlated_figure",
    "GoalAttainment": "goals_table:goals_figure",
    "Networks": "networks_table:networks_figure",
    "NetworkMap": "network_map_figure:network_map_figure",
    "StatusAt": "status_table:statuses_figure",
    "TheoryOfChange": "theory_figure:theory_figure",
    "Transitions": "transition_figure:transitions_figure",
    "PracticeMatrix": "practice_figure:practice_matrix_figure",
    "KnowledgeRating": "rating_figure:rating_figure",
    "ControlChart": "chart_table:chart_figure",
    "RunChart": "chart_table:chart_figure",
    "AttendanceCharts": "attendance_charts_table:attendance_charts_figure",
    "Composition": "composition_table:composition_figure",
    "IndividualReadings": "individual_readings_table:individual_readings_figure",
    "IndividualNetwork": "individual_tables:individual_network_figure",
    "Admissions": "admissions_figure:admissions_figure",
    "ReferralCohorts": "admissions_figure:cohorts_figure",
    "TargetGroupFit": "target_group_figure:target_group_figure",
    "Retention": "retention_table:retention_figure",
    "ExitReasons": "exit_reasons_table:exit_reasons_figure",
    "Matching": "matching_table:matching_figure",
}
# What else a result can be drawn as: kind of figure, then as above.
FIGURE_KINDS: Mapping[str, Mapping[str, str]] = {
    "change": {"PrePost": "figures:change_figure"},
    "estimation": {"PrePost": "change_figures:estimation_figure"},
    "before_after": {"PrePost": "change_figures:before_after_figure"},
    "forest": {"PrePost": "change_figures:forest_figure"},
}
SAYERS: Mapping[str, str] = {
    "PrePost": "change_wording:say_change",
    "ReliableChange": "reliable_wording:say_reliable",
    "PairingAudit": "audit_wording:say_audit",
    "Attrition": "attrition_wording:say_attrition",
    "ShareBounds": "share_bounds_table:say_share_bounds",
    "Activity": "count_wording:say_activity",
    "Attendance": "count_wording:say_attendance",
    "Checked": "quality_wording:say_checked",
    "Equivalence": "margin_wording:say_equivalence",
    "DetectableChange": "margin_wording:say_detectable",
    "PairsNeeded": "margin_wording:say_pairs_needed",
    "GroupComparison": "subgroup_wording:say_subgroups",
    "CorrelatedChange": "correlated_wording:say_correlated",
    "ChangesTogether": "together_table:say_together",
    "RegressionToMean": "regression_wording:say_regression",
    "StatusAt": "status_wording:say_statuses",
    "StatusChange": "status_wording:say_status_change",
    "Reliability": "reliability_wording:say_reliability",
    "StudyReliability": "reliability_wording:say_study_reliability",
    "Icc": "reliability_wording:say_icc",
    "BesideNorms": "norms_wording:say_norms",
    "GoalAttainment": "goals_wording:say_goals",
    "Networks": "networks_wording:say_networks",
    "NetworkMap": "network_map_figure:say_network_map",
    "ShareInterval": "share_wording:say_share",
    "Signals": "signals_wording:say_signals",
    "Grim": "share_wording:say_grim",
    "PairedShares": "share_wording:say_paired_shares",
    "TheoryOfChange": "theory_wording:say_theory",
    "Transitions": "transition_wording:say_transitions",
    "Screening": "screening_wording:say_screening",
    "Interviews": "screening_wording:say_interviews",
    "PracticeProfile": "practice_wording:say_practice",
    "PracticeCounts": "practice_counts_table:say_practice_counts",
    "NextSteps": "next_steps_wording:say_next_steps",
    "Claims": "claims_table:say_claims",
    "PublishedFigures": "published_wording:say_published",
    "MeasurementCalendar": "calendar_wording:say_calendar",
    "CalendarCompletion": "calendar_wording:say_completion",
    "KnowledgeRating": "rating_wording:say_rating",
    "ControlChart": "chart_wording:say_chart",
    "RunChart": "chart_wording:say_run_chart",
    "AttendanceSeries": "attendance_series_table:say_attendance_series",
    "AttendanceCharts": "attendance_charts_wording:say_attendance_charts",
    "DropOutRisk": "drop_out_table:say_drop_out",
    "Composition": "composition_table:say_composition",
    "IndividualStatus": "individual_wording:say_individual_status",
    "IndividualQuestions": "individual_wording:say_individual_questions",
    "IndividualBasis": "individual_wording:say_individual_basis",
    "Admissions": "admissions_wording:say_admissions",
    "ReferralCohorts": "admissions_wording:say_cohorts",
    "WaitingTimes": "admissions_wording:say_waits",
    "TargetGroupFit": "target_group_wording:say_target_group",
    "Fidelity": "fidelity_wording:say_fidelity",
    "Retention": "retention_wording:say_retention",
    "ExitReasons": "exit_reasons_table:say_exit_reasons",
    "Matching": "matching_table:say_matching",
    "TotalCounts": "totals_table:say_totals",
}


def shown_by(showers: Mapping[str, str], result: object, *, verb: str) -> Callable[..., Any]:
    """Return the function that shows a result.

    Parameters
    ----------
    showers : mapping
        `TABLES`, `FIGURES` or `SAYERS`.
    result : object
        What is to be shown.
    verb : str
        What the caller asked for, for the message.

    Raises
    ------
    InputError
        When nothing shows a result of this kind.
    """
    kind = type(result)
    place = showers.get(kind.__name__) if kind.__module__.startswith("evalkit.") else None
    if place is None:
        raise InputError(
            f"ek.{verb} cannot show a {kind.__name__}. It shows: {', '.join(showers)}."
        )
    module, function = place.split(":")
    shower: Callable[..., Any] = getattr(import_module(f"evalkit.present.{module}"), function)
    return shower
