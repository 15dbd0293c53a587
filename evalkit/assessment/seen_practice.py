"""What meetings, rules and registers show of how a programme is carried out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from evalkit.assessment.seen import Seen, points_to, share_seen
from evalkit.monitoring.fidelity import fidelity
from evalkit.programmes.fidelity_file import fidelity_rules
from evalkit.programmes.fidelity_rule import FidelityRule
from evalkit.programmes.programme import Programme
from evalkit.programmes.programme_file import programme_names
from evalkit.study import Study

__all__ = ["attendance_noted", "meetings_held", "rules_seen"]

# The checks that say whether something was done; the others say how (how long, by whom).
HELD = ("interval", "rate", "count_within", "all_yes", "complete")


def rules_seen(programme: Programme, study: Study, *, element: str) -> tuple[Seen, ...]:
    """Return what the rules of fidelity show that rest on the same facts as an element's answers.

    The figures are those of `evalkit.fidelity`. A criterion that evalkit reads into the source
    never contradicts it, and neither does what a source calls best.
    """
    rules = _rules_behind(programme, element)
    if not rules or study.latest is None:
        return ()
    asked = replace(fidelity_rules(programme.name), rules=rules)
    found = fidelity(study, as_of=study.latest, rules=asked).to_frame()
    by_name = {rule.name: rule for rule in rules}
    return tuple(
        _rule_seen(by_name[str(row["rule"])], row)
        for row in found.to_dict("records")
        if row["verdict"] != "cannot_be_assessed"
    )


def _rules_behind(programme: Programme, element: str) -> tuple[FidelityRule, ...]:
    """Return the rules that share a fact with an answer that says that something is done."""
    if programme.name not in programme_names():
        return ()
    asked = programme.asked
    counts = {one.name: one.counts or 0 for one in asked.answers}
    weights = {one.name: one.weight for one in asked.asked_of(element)}
    said = [one for one in programme.evidence if one.name in weights and counts[one.answer] > 0]
    # Where every question that counts is answered no, a side question supports nothing.
    if not any(weights[one.name] > 0 for one in said):
        return ()
    named = {name for one in said for name in one.facts}
    # A file of one's own may have the name of a built-in programme, and other facts.
    facts = [fact for fact in programme.facts if fact.name in named]
    return tuple(
        rule
        for rule in fidelity_rules(programme.name).rules
        if rule.check in HELD and any(fact in facts for fact in rule.facts)
    )


def _rule_seen(rule: FidelityRule, row: dict[object, object]) -> Seen:
    n, kept = int(str(row["n"])), int(str(row["kept"]))
    low, high = float(str(row["conf_low"])), float(str(row["conf_high"]))
    promised = rule.level == "least" and not rule.is_assumption
    return Seen(
        "rule_kept",
        points_to(n, low, high, may_contradict=promised),
        n,
        kept,
        kept / n,
        low,
        high,
        {"series": int(str(row["series"]))},
        rule=rule,
        behind=int(str(row["series"])),
        of_practice=bool(row["of_practice"]),
    )


def meetings_held(kinds: tuple[str, ...]) -> Callable[[Programme, Study], Seen]:
    """Return a look at how many meetings of some kinds there are, where no rule says how many."""

    def look(_: Programme, study: Study) -> Seen:
        held = study.meetings[study.meetings["kind"].isin(kinds)]
        if held.empty:
            return Seen()
        return Seen(
            "meetings_held",
            n=int(held["case"].nunique()),
            facts={"meetings": len(held), "kinds": ", ".join(dict.fromkeys(held["kind"]))},
        )

    return look


def attendance_noted(_: Programme, study: Study) -> Seen:
    """Return on how many of the days on which staff were there attendance was noted.

    Attendance is no reading of progression, so it settles nothing. Without a list of who of the
    staff was there when, nobody knows which days lack a note, and they are only counted.
    """
    noted = study.attendance[study.attendance["attended"].notna()]
    if noted.empty:
        return Seen()
    days = noted[["activity", "date"]].drop_duplicates()
    staffed = study.staffing[study.staffing["activity"].isin(days["activity"])]
    staffed = staffed[staffed["date"] >= days["date"].min()]
    if staffed.empty:
        persons = int(noted["person"].nunique())
        return Seen("attendance_only", n=persons, facts={"occasions": len(days)})
    held = pd.concat([staffed[["activity", "date"]], days]).drop_duplicates()
    kept = share_seen("register_kept", len(days), len(held), supports=False)
    return replace(kept, of_practice=True)
