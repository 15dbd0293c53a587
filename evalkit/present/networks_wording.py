"""Sentences about networks: size, unpaid, who came and went, and what a map cannot show."""

from __future__ import annotations

import math
from typing import Any

from evalkit.monitoring.networks import Networks
from evalkit.present.networks_table import nothing_of_networks, points
from evalkit.present.numbers import confidence_text, count_text, decimal_text, interval_text
from evalkit.present.row_names import group_text
from evalkit.present.told_rows import FEW_PERSONS
from evalkit.present.words import word
from evalkit.results import SHOWN_FROM

__all__ = ["say_networks"]

_CHANGES = {
    "size": "networks_say_size",
    "unpaid": "networks_say_unpaid",
    "unpaid_share": "networks_say_share",
}
_BETWEEN = ("came", "came_unpaid", "went", "went_unpaid", "stayed", "closer", "further")
_PLACED = ("closer", "as_close", "further")


def say_networks(result: Networks, *, language: str) -> list[str]:
    """Return the sentences of networks; of fewer than five persons no numbers."""
    if not result.persons:
        return [word("networks_none", language)]
    who = {"persons": result.persons, "alone": result.n_one_map}
    who["n"] = result.persons - result.n_one_map
    counted = {name: count_text(count, language) for name, count in who.items()}
    said = [word("networks_say_who", language, **counted)]
    if who["n"] == 0 and result.persons >= SHOWN_FROM and not result.by:
        said.append(_latest(result, language))
    elif nothing_of_networks(result, language) is not None:
        said.append(word("networks_few", language, few=SHOWN_FROM))
    else:
        said += _by_group(result, language)
    if result.keys_recur is False and who["n"] > 1:
        said.append(word("networks_say_new_keys", language))
    if result.unknown_paid:
        count = count_text(result.unknown_paid, language)
        said.append(word("networks_say_unknown_paid", language, count=count))
    said.append(word("networks_say_measure", language))
    return [*said, word("say_design", language)] if who["n"] else said


def _by_group(result: Networks, language: str) -> list[str]:
    """Return what changed, group by group; of the whole also who came and went."""
    rows = result.to_frame().to_dict("records")
    groups: dict[tuple[str, ...], dict[str, dict[Any, Any]]] = {}
    for row in rows:
        if row["kind"] == "whole" and row["n"] >= SHOWN_FROM:
            key = tuple(group_text(row[name], language) for name in result.by)
            groups.setdefault(key, {})[row["group"]] = row
    said = []
    for key, own in groups.items():
        told = " ".join(_changes(own, result, language))
        if key:
            told = word("networks_say_group", language, group=", ".join(key), said=told)
        said.append(told)
    if not result.by:
        said.append(_between(result, language))
    return said


def _changes(own: dict[str, dict[Any, Any]], result: Networks, language: str) -> list[str]:
    confidence = word("interval", language, confidence=confidence_text(result.confidence, language))
    said = []
    for group, key in _CHANGES.items():
        if group not in own:
            continue
        row = own[group]
        said.append(
            word(
                key,
                language,
                first=decimal_text(points(row, "mean_first"), language),
                last=decimal_text(points(row, "mean_last"), language),
                change=decimal_text(points(row, "mean_change"), language, signed=True),
                confidence=confidence,
                interval=_interval(points(row, "conf_low"), points(row, "conf_high"), language),
                n=count_text(row["n"], language),
            )
        )
        if group == "size":
            said += _verdict(row, language)
    return said


def _interval(low: float, high: float, language: str) -> str:
    if math.isnan(low):
        return word("networks_say_no_interval", language)
    return interval_text(low, high, language)


def _verdict(row: dict[Any, Any], language: str) -> list[str]:
    if row["n"] < FEW_PERSONS:
        return [word("networks_say_few", language, n=count_text(row["n"], language))]
    if row["note"]:
        return []
    if row["conf_low"] > 0:
        return [word("networks_say_rise", language)]
    return [word("networks_say_fall" if row["conf_high"] < 0 else "networks_say_unclear", language)]


def _between(result: Networks, language: str) -> str:
    means = result.between().set_index("what")["mean"]
    told = {name: decimal_text(float(means[name]), language) for name in _BETWEEN}
    said = word("networks_say_between", language, **told)
    if not means[list(_PLACED)].any():
        return said
    return f"{said} {word('networks_say_moved', language, **told)}"


def _latest(result: Networks, language: str) -> str:
    rows = {
        row["group"]: row for row in result.latest().to_dict("records") if row["kind"] == "whole"
    }
    confidence = confidence_text(result.confidence, language)
    size = rows["size"]
    return word(
        "networks_say_latest",
        language,
        mean=decimal_text(size["mean"], language),
        confidence=word("interval", language, confidence=confidence),
        interval=_interval(size["conf_low"], size["conf_high"], language),
        unpaid=decimal_text(rows["unpaid"]["mean"], language),
    )
