"""What a reader may do next, in sentences."""

from __future__ import annotations

from evalkit.assessment.next_steps import NextSteps
from evalkit.present.practice_table import named_element
from evalkit.present.words import listed, word

__all__ = ["say_next_steps"]

_NEEDS = {
    "goals": "next_need_goals",
    "monitoring": "next_need_monitoring",
    "reflection": "next_need_reflection",
    "follow_up": "next_need_follow_up",
    "economy": "next_need_economy",
}

# What the profile would say of it; costs have no table.
_LINES = {
    "goals": "goals: {person: …, goal: …, set_on: …, set_by_column: …, date: …, attainment: …}",
    "monitoring": "readings: [{instrument: who5, person: …, date: …, items: […]}]",
    "reflection": "meetings: {case: …, kind: supervision, date: …}",
    "follow_up": "meetings: {person: …, kind: status meeting, date: …}",
}


def say_next_steps(result: NextSteps, *, language: str) -> list[str]:
    """Say what to ask, talk about, collect, find out and read."""
    profile, told = result.profile, []
    asked = profile.questionnaire
    titles = {
        step: listed(
            [named_element(asked, name, language) for name in result.elements(step)], language
        )
        for step in ("against", "ask", "look")
    }
    if titles["against"]:
        told.append(word("next_against", language, elements=titles["against"]))
    several = len(profile.programmes) > 1
    if titles["ask"] and several:
        told.append(word("next_ask_many", language, elements=titles["ask"]))
    elif titles["ask"]:
        told.append(word("next_ask", language, elements=titles["ask"]))
    if titles["look"] and several:
        told.append(word("next_look_many", language, elements=titles["look"]))
    elif titles["look"]:
        told.append(word("next_look", language, elements=titles["look"]))
    wanted = result.elements("collect")
    if wanted:
        needs = "; ".join(word(_NEEDS[name], language) for name in wanted)
        told.append(word("next_collect", language, needs=needs))
    lines = "; ".join(_LINES[name] for name in wanted if name in _LINES)
    if lines:
        told.append(word("next_profile", language, lines=lines))
    cited = [one.cite(language) for each in profile.programmes for one in each.documents.values()]
    sources = "; ".join(dict.fromkeys(cited))
    return [*told, word("next_read", language, sources=sources)]
