"""The designs behind the committed examples: what is planted, programme by programme.

Everything here is made up. The programmes are real Danish programmes; the people, the
effects and the teams are not.
"""

from __future__ import annotations

import datetime as dt

from evalkit.synthetic.attendance import AttendanceDesign
from evalkit.synthetic.design import CohortDesign, DropOut, Group, Scale
from evalkit.synthetic.statuses import StatusDesign

__all__ = [
    "BINDELEDDET",
    "CAFE_STEP",
    "DOWNLOADED",
    "EMPOWER4U",
    "LONELINESS_SURVEY",
    "SEED",
    "UNIK",
    "UNIK_STATUSES",
]

# The seed of the files in data/examples.
SEED = 20261006
# The day the exports were downloaded: six days into the quarter after 2026Q3.
DOWNLOADED = dt.date(2026, 10, 6)
ENROL_FROM, ENROL_TO = dt.date(2025, 1, 6), dt.date(2026, 10, 5)
YOUNG_ADULTS = (2000, 2008)


def _star(name: str, *, mean: float, sd: float, effect: float) -> Scale:
    return Scale(name, 1, 10, mean, sd, effect, change_sd=1.1, error_sd=0.7, missing_rate=0.01)


# Ten areas of a Star; substance use and offending begin near the ceiling.
BINDELEDDET = CohortDesign(
    n=48,
    scales=(
        _star("motivation", mean=4.6, sd=1.6, effect=1.0),
        _star("self_care", mean=5.2, sd=1.6, effect=0.8),
        _star("money", mean=4.0, sd=1.7, effect=0.9),
        _star("social_networks", mean=4.2, sd=1.7, effect=1.2),
        _star("substance_use", mean=8.8, sd=1.9, effect=0.5),
        _star("physical_health", mean=5.8, sd=1.7, effect=0.4),
        _star("mental_health", mean=4.2, sd=1.6, effect=0.9),
        _star("use_of_time", mean=4.0, sd=1.6, effect=1.3),
        _star("housing", mean=4.4, sd=2.0, effect=1.5),
        _star("offending", mean=9.4, sd=1.6, effect=0.3),
    ),
    reading_months=(0, 3, 6, 9, 12),
    full_effect_month=6,
    enrol_from=ENROL_FROM,
    enrol_to=ENROL_TO,
    as_of=DOWNLOADED,
    drop_out=DropOut(stay=0.86, slope=2.0),
    groups=(Group("man", 0.65), Group("woman", 0.35)),
    sites=("Aarhus", "Esbjerg", "Vejle"),
    birth_years=YOUNG_ADULTS,
)

# Scores are the sums their items give: WHO-5 in steps of 4, T-ILS lower is better.
UNIK = CohortDesign(
    n=45,
    scales=(
        Scale("who5", 0, 100, mean=44, sd=17, effect=8, change_sd=10, error_sd=7, grain=4),
        Scale(
            "rses", 0, 30, mean=15, sd=5, effect=2, change_sd=2.5, error_sd=1.8, missing_rate=0.02
        ),
        Scale(
            "tils", 3, 9, mean=6.4, sd=1.5, effect=-0.7, change_sd=0.8, error_sd=0.7, better="lower"
        ),
        Scale(
            "netv",
            0,
            20,
            mean=4.5,
            sd=2.4,
            effect=0.8,
            change_sd=1.2,
            error_sd=0.8,
            missing_rate=0.02,
        ),
    ),
    reading_months=(0, 3, 6, 9, 12),
    full_effect_month=6,
    enrol_from=ENROL_FROM,
    enrol_to=ENROL_TO,
    as_of=DOWNLOADED,
    drop_out=DropOut(stay=0.87, slope=1.5),
    groups=(Group("woman", 0.6), Group("man", 0.4)),
    birth_years=YOUNG_ADULTS,
)

# What UNIK's young people live on, and whether they are in treatment. The register of treatment is
# complete; of some people nobody wrote down what they live on.
UNIK_STATUSES = (
    StatusDesign(
        "livelihood",
        ("cash benefit", "education grant", "wage"),
        at_start=(0.62, 0.24, 0.14),
        rates=((0.0, 0.03, 0.025), (0.015, 0.0, 0.01), (0.02, 0.005, 0.0)),
        unrecorded=0.08,
    ),
    StatusDesign(
        "treatment",
        ("in treatment", "not in treatment"),
        at_start=(0.45, 0.55),
        rates=((0.0, 0.07), (0.02, 0.0)),
        unseen=("not in treatment",),
    ),
)

# Teams that start together; young men change more. Before, after four months, follow-up
# after ten. Who comes to the second measurement depends on how they really did.
EMPOWER4U = CohortDesign(
    n=36,
    scales=(
        Scale(
            "self_efficacy",
            10,
            40,
            mean=26,
            sd=5,
            effect=3,
            change_sd=3,
            error_sd=2,
            missing_rate=0.02,
        ),
        Scale(
            "mental_health",
            0,
            70,
            mean=36,
            sd=11,
            effect=4,
            change_sd=6,
            error_sd=4,
            missing_rate=0.02,
        ),
    ),
    reading_months=(0, 4, 10),
    full_effect_month=4,
    enrol_from=ENROL_FROM,
    enrol_to=ENROL_TO,
    as_of=DOWNLOADED,
    drop_out=DropOut(stay=0.85, slope=1.0, depends_on="true"),
    groups=(Group("man", 0.5, 1.4), Group("woman", 0.5, 0.6)),
    sites=("Hold 1", "Hold 2", "Hold 3", "Hold 4", "Hold 5", "Hold 6"),
    intakes=(
        dt.date(2025, 2, 3),
        dt.date(2025, 5, 5),
        dt.date(2025, 9, 1),
        dt.date(2026, 2, 2),
        dt.date(2026, 5, 26),
        dt.date(2026, 8, 31),
    ),
    correlation=0.6,
    birth_years=(2001, 2009),
)

# One questionnaire, answered once, that asks about two times; nobody can leave in between.
LONELINESS_SURVEY = CohortDesign(
    n=90,
    scales=(
        Scale(
            "tils", 3, 9, mean=5.2, sd=1.6, effect=0.6, change_sd=0.9, error_sd=0.5, better="lower"
        ),
    ),
    reading_months=(0, 1),
    full_effect_month=1,
    enrol_from=dt.date(2026, 8, 10),
    enrol_to=dt.date(2026, 10, 5),
    groups=(Group("woman", 0.6), Group("man", 0.36), Group("other", 0.04)),
    birth_years=(2000, 2009),
)

# Thursdays, closed in July, at Christmas, on Maundy Thursday and on Ascension Day.
# Fewer come from the third quarter of 2026 on.
CAFE_STEP = AttendanceDesign(
    n=26,
    first=dt.date(2025, 8, 7),
    last=dt.date(2026, 10, 1),
    closed=(
        (dt.date(2025, 12, 22), dt.date(2026, 1, 4)),
        (dt.date(2026, 4, 2), dt.date(2026, 4, 2)),
        (dt.date(2026, 5, 14), dt.date(2026, 5, 14)),
        (dt.date(2026, 7, 1), dt.date(2026, 7, 31)),
    ),
    enrol_from=dt.date(2025, 3, 3),
    enrol_to=dt.date(2026, 9, 30),
    comes=0.74,
    comes_after=0.62,
    changed_on=dt.date(2026, 7, 1),
)
