"""The numbers of monitoring, computed again from the example files with the standard library."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from itertools import pairwise, product
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import evalkit as ek
from evalkit.monitoring.look import Look
from evalkit.monitoring.watches import WATCHES
from evalkit.sets.windows import Quarter
from evalkit.study import Study

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"
QUARTERS = {
    "2025Q4": (dt.date(2025, 10, 1), dt.date(2025, 12, 31)),
    "2026Q1": (dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
    "2026Q2": (dt.date(2026, 4, 1), dt.date(2026, 6, 30)),
    "2026Q3": (dt.date(2026, 7, 1), dt.date(2026, 9, 30)),
}
LAST = dt.date(2026, 9, 30)
# Planted rows of the year 2062 are set aside when the files are read.
DOWNLOADED = dt.date(2026, 10, 6)
DAYS_PER_MONTH = 365.25 / 12
A_DAY = dt.timedelta(days=1)

Row = dict[str, str]
Spell = tuple[dt.date, dt.date | None]


@cache
def loaded(programme: str) -> Study:
    return ek.load(EXAMPLES / programme, profile=programme)


def day(text: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text, "%d-%m-%Y").date()
    except ValueError:
        return None


@cache
def raw(programme: str, file: str, dated: str = "Dato") -> tuple[Row, ...]:
    """Return the rows of a file, each once, without those from after the delivery."""
    with (EXAMPLES / programme / file).open(encoding="cp1252", newline="") as stream:
        rows = [dict(row) for row in csv.DictReader(stream, delimiter=";")]
    once = {tuple(row.values()): row for row in rows}.values()
    return tuple(row for row in once if dated not in row or (day(row[dated]) or LAST) < DOWNLOADED)


def on(row: Row, column: str = "Dato") -> dt.date:
    found = day(row[column])
    assert found is not None
    return found


def inside(row: Row, quarter: str) -> bool:
    first, last = QUARTERS[quarter]
    return first <= on(row) <= last


def months_on(start: dt.date, months: float) -> dt.date:
    """Return the day so many calendar months later; half a month is 15 days."""
    whole = math.floor(months)
    year, month = divmod(start.year * 12 + start.month - 1 + whole, 12)
    length = calendar.monthrange(year, month + 1)[1]
    moved = dt.date(year, month + 1, min(start.day, length))
    return moved + dt.timedelta(days=round((months - whole) * DAYS_PER_MONTH))


def as_known(spells: Iterator[Spell] | list[Spell], last: dt.date) -> list[Spell]:
    """Return the spells begun by a day; an end after it is not known yet."""
    return [(s, e if e and e <= last else None) for s, e in spells if s and s <= last]


# --- Café STEP: the register, the charts --------------------------------------------------------


@cache
def register() -> tuple[dict[int, Spell], dict[tuple[int, dt.date], bool]]:
    sheet = openpyxl.load_workbook(EXAMPLES / "cafe_step" / "fremmoede.xlsx")["Fremmøde"]
    heads, *rows = sheet.iter_rows(values_only=True)
    courses = {
        row[0]: (row[1].date(), row[2].date() if row[2] else None)
        for row in rows
        if row[0] != "I alt"
    }
    marks = {
        (row[0], head.date()): str(cell).lower() == "x"
        for row in rows
        if row[0] in courses
        for head, cell in zip(heads[3:], row[3:], strict=True)
        # A mark before the start is set aside (EK603), and one that is no mark is none.
        if str(cell).lower() in ("x", "a") and courses[row[0]][0] <= head.date()
    }
    return courses, marks


def step_weeks() -> dict[dt.date, tuple[int, int, int]]:
    """Return came, noted and enrolled by the Monday of each week with an evening."""
    courses, marks = register()
    found = {}
    for evening in sorted({when for _, when in marks if when <= LAST}):
        noted = [came for (_, when), came in marks.items() if when == evening]
        enrolled = [1 for s, e in courses.values() if s <= evening and (e is None or e >= evening)]
        found[evening - dt.timedelta(days=evening.weekday())] = (
            sum(noted),
            len(noted),
            len(enrolled),
        )
    return found


def test_weeks_of_step() -> None:
    frame = ek.attendance_series(loaded("cafe_step"), "2026Q3").to_frame()
    held = frame[frame["occasions"] > 0]
    columns = ["came", "noted", "enrolled"]
    found = {row["date"].date(): tuple(row[name] for name in columns) for _, row in held.iterrows()}
    assert found == step_weeks()


def signs_of(
    values: list[float], centre: float, lows: list[float], highs: list[float]
) -> dict[str, list[int]]:
    """Return the four rules by their words: 1 high or rising, -1 low or falling."""
    size = range(len(values))
    side = [(value > centre) - (value < centre) for value in values]
    marks = {
        "outside": [(values[i] > highs[i]) - (values[i] < lows[i]) for i in size],
        **{name: [0] * len(values) for name in ("shift", "trend", "two_of_three")},
    }
    for sign in (1, -1):
        for i in range(len(values) - 6):
            seven = range(i, i + 7)
            steps = [sign * (values[j + 1] - values[j]) for j in seven[:-1]]
            for name, holds in (
                ("shift", all(side[j] == sign for j in seven)),
                ("trend", all(step > 0 for step in steps)),
            ):
                marks[name][i : i + 7] = [sign] * 7 if holds else marks[name][i : i + 7]
        limit = highs if sign == 1 else lows
        near = [
            not marks["outside"][i]
            and sign * (values[i] - centre) > 2 / 3 * sign * (limit[i] - centre)
            for i in size
        ]
        for i in range(len(values) - 2):
            three = range(i, i + 3)
            if all(side[j] == sign for j in three) and sum(near[j] for j in three) >= 2:
                for j in three:
                    marks["two_of_three"][j] = sign if near[j] else marks["two_of_three"][j]
    return marks


def chart_signs(chart: pd.DataFrame, *, better: int) -> dict[str, list[int]]:
    words = {"": 0, "improvement": better, "concern": -better}
    names = ("outside", "shift", "trend", "two_of_three")
    return {name: [words[word] for word in chart[name]] for name in names}


def test_xmr_of_step() -> None:
    values = [float(came) for came, _, _ in step_weeks().values()]
    ranges = [abs(later - earlier) for earlier, later in pairwise(values)]
    mean, width = statistics.fmean(values), 2.66 * statistics.fmean(ranges)
    chart = ek.attendance_charts(loaded("cafe_step"), "2026Q3").number.to_frame()
    chart = chart[chart["value"].notna()]
    assert chart["value"].tolist() == values
    assert chart["mean"].tolist() == pytest.approx([mean] * len(values), rel=1e-12)
    assert chart["lower"].tolist() == pytest.approx([mean - width] * len(values), rel=1e-12)
    assert chart["upper"].tolist() == pytest.approx([mean + width] * len(values), rel=1e-12)
    count = len(values)
    expected = signs_of(values, mean, [mean - width] * count, [mean + width] * count)
    assert chart_signs(chart, better=1) == expected
    assert sum(map(abs, expected["shift"])) == 34  # two long runs: few at first, many at the end


def insp_days(first: dt.date, last: dt.date) -> list[tuple[int, int]]:
    """Return vulnerable and all users of each day; a day with two counts of users has none."""
    by_day: dict[dt.date, set[tuple[str, str]]] = defaultdict(set)
    for row in raw("insp", "daglig_optaelling.csv"):
        counted = row["Brugere"], row["Heraf med særligt behov for støtte"]
        if first <= on(row) <= last:
            by_day[on(row)].add(counted)
    single = [next(iter(found)) for _, found in sorted(by_day.items()) if len(found) == 1]
    return [(int(part), int(whole)) for whole, part in single if part]


def test_p_chart_of_insp() -> None:
    days = insp_days(dt.date(2025, 10, 1), LAST)
    share = sum(part for part, _ in days) / sum(whole for _, whole in days)
    width = [3 * math.sqrt(share * (1 - share) / whole) for _, whole in days]
    lows, highs = [share - w for w in width], [share + w for w in width]
    chart = ek.composition(loaded("insp"), "2026Q3").chart.to_frame()
    assert chart["lower"].tolist() == pytest.approx(lows, rel=1e-12)
    assert chart["upper"].tolist() == pytest.approx(highs, rel=1e-12)
    expected = signs_of([part / whole for part, whole in days], share, lows, highs)
    assert chart_signs(chart, better=-1) == expected
    assert sum(map(abs, expected["outside"])) == 27


# --- Fidelity: n and kept of rules, by what the sources say -------------------------------------


def of_meetings(programme: str, keeps: Callable[[Row], bool | None]) -> Callable[[str], list[bool]]:
    """Return a count of the meetings of a quarter; None leaves one out."""

    def count(quarter: str) -> list[bool]:
        rows = [row for row in raw(programme, "moeder.csv") if inside(row, quarter)]
        # Two rows of one meeting that differ are both set aside.
        once = Counter(tuple(row.values())[:3] for row in rows)
        told = [keeps(row) for row in rows if once[tuple(row.values())[:3]] == 1]
        return [bool(one) for one in told if one is not None]

    return count


def presence(quarter: str) -> list[bool]:
    """Whether each calendar week that ends in the quarter had two days with volunteers."""
    first, last = QUARTERS[quarter]
    days = {on(row) for row in raw("bindeleddet", "frivillige.csv")}
    sundays = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    weeks = [[s - dt.timedelta(days=n) for n in range(7)] for s in sundays if s.weekday() == 6]
    return [sum(one in days for one in week) >= 2 for week in weeks if max(week) >= min(days)]


def family_waits(quarter: str) -> list[bool]:
    """Whether 8-11 weeks, a week either way, passed before each meeting but a family's first."""
    found: dict[str, set[dt.date]] = defaultdict(set)
    for row in raw("processuelle_netvaerksmoeder", "moeder.csv"):
        found[row["Familie"]].add(on(row))
    first, last = QUARTERS[quarter]
    pairs = [pair for days in found.values() for pair in pairwise(sorted(days))]
    return [49 <= (later - one).days <= 84 for one, later in pairs if first <= later <= last]


def volunteers(quarter: str) -> list[bool]:
    """Whether each evening had two volunteers for every twenty begun."""
    adults: dict[dt.date, set[str]] = defaultdict(set)
    for row in raw("cafe_step", "bemanding.csv"):
        adults[on(row)] |= {row["Kode"]} if row["Rolle"] == "Frivillig" else set()
    first, last = QUARTERS[quarter]
    marks = register()[1]
    came = {one: sum(c for (_, e), c in marks.items() if e == one) for one in adults}
    return [
        len(adults[one]) >= 2 * math.ceil(came[one] / 20)
        for one in adults
        if first <= one <= last and came[one]
    ]


def spans(spells: list[Spell], last: dt.date, step: Callable[[dt.date, int], dt.date]) -> Iterator:
    """Yield each spell's place and the first and last day of every full span it has had."""
    for place, (start, end) in enumerate(spells):
        number = 0
        while start <= last and step(start, number + 1) - A_DAY <= min(end or last, last):
            yield place, step(start, number), step(start, number + 1) - A_DAY
            number += 1


def in_weeks(start: dt.date, number: int) -> dt.date:
    return start + dt.timedelta(weeks=number)


def weekly_contact(quarter: str) -> list[bool]:
    """Whether each week of each course at Empower4U had a contact with the mentor."""
    first, last = QUARTERS[quarter]
    sheet = openpyxl.load_workbook(EXAMPLES / "empower4u" / "empower4u.xlsx")["Deltagere"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    contacts: dict[str, list[dt.date]] = defaultdict(list)
    for row in raw("empower4u", "mentorer.csv"):
        contacts[row["Deltagernr"]] += [on(row)] if row["Kontakt"] == "Ugentlig kontakt" else []
    spells = [(row[4].date(), row[5].date() if row[5] else None) for row in rows]
    return [
        any(begins <= one <= ends for one in contacts[str(rows[place][0])])
        for place, begins, ends in spans(spells, last, in_weeks)
        if first <= ends <= last
    ]


def matched(programme: str, adult: str) -> list[tuple[str, str, dt.date, dt.date | None]]:
    rows = raw(programme, "match.csv")
    who = "Barn" if programme == "mentorbarn" else "Ung"
    return [
        (r[who], r[adult], on(r, "Første dag"), day(r["Slut"])) for r in rows if r["Første dag"]
    ]


def contact_at_start(quarter: str) -> list[bool]:
    """Whether each of the first three months of a match at Mentorbarn had two contacts."""
    first, last = QUARTERS[quarter]
    pairs = matched("mentorbarn", "Mentorfamilie")
    met: dict[tuple[str, str], list[dt.date]] = defaultdict(list)
    for row in raw("mentorbarn", "kontakter.csv"):
        met[row["Barn"], row["Mentorfamilie"]].append(on(row))
    return [
        sum(begins <= one <= ends for one in met[pairs[place][:2]]) >= 2
        for place, begins, ends in spans([p[2:] for p in pairs], last, months_on)
        if first <= ends <= last and ends < months_on(pairs[place][2], 3)
    ]


def contact_hours(quarter: str) -> list[bool]:
    """Whether each match of four weeks or more had 10 hours a week, 2.5 either way, on average."""
    first, last = QUARTERS[quarter]
    pairs = matched("netvaerksopbygning", "Kontaktperson")
    hours: dict[tuple[str, str], list[tuple[dt.date, float]]] = defaultdict(list)
    for row in raw("netvaerksopbygning", "timer.csv"):
        amount = float(row["Timer"].replace(",", "."))
        hours[row["Ung"], row["Kontaktperson"]].append((on(row), amount))
    weeks: dict[int, list[float]] = defaultdict(list)
    for place, begins, ends in spans([p[2:] for p in pairs], last, in_weeks):
        if first <= ends <= last:
            here = hours[pairs[place][:2]]
            weeks[place].append(sum(much for one, much in here if begins <= one <= ends))
    return [7.5 <= statistics.fmean(found) <= 12.5 for found in weeks.values() if len(found) >= 4]


def one_child(quarter: str) -> list[bool]:
    """Whether each contact person had one young person at a time, day by day."""
    first, last = QUARTERS[quarter]
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    most: dict[str, int] = defaultdict(int)
    pairs = matched("netvaerksopbygning", "Kontaktperson")
    for one in days:
        there = Counter(a for _, a, s, e in pairs if s <= one and (e is None or one < e))
        most = {name: max(most.get(name, 0), there[name]) for name in {*most, *there}}
    return [number == 1 for number in most.values()]


def ages(quarter: str) -> list[bool]:
    """Whether who started at Housing First was 14-24; by the years of birth none is on the edge."""
    first, last = QUARTERS[quarter]
    rows = raw("housing_first", "forloeb.csv")
    started = [(on(row, "Startdato"), int(row["Fødselsår"])) for row in rows]
    return [14 <= start.year - born <= 24 for start, born in started if first <= start <= last]


def few_vulnerable(quarter: str) -> list[bool]:
    return [part <= 0.2 * whole for part, whole in insp_days(*QUARTERS[quarter])]


def with_interpreter(least: int) -> Callable[[Row], bool | None]:
    return lambda row: int(row["Varighed (min)"]) >= least if row["Tolk"] == "Ja" else None


PROCESS = "processuelle_netvaerksmoeder"
RULES: dict[tuple[str, str], Callable[[str], list[bool]]] = {
    ("bindeleddet", "twice_a_week"): presence,
    ("cafe_step", "least_volunteers"): volunteers,
    ("empower4u", "mentor_weekly"): weekly_contact,
    ("housing_first", "age_target"): ages,
    ("insp", "at_most_20"): few_vulnerable,
    ("mentorbarn", "contact_at_start"): contact_at_start,
    ("netvaerksmoeder", "minutes_by_other"): of_meetings(
        "netvaerksmoeder", lambda row: row["Referat af anden end mødeleder"] == "Ja"
    ),
    ("netvaerksmoeder", "hours_with_interpreter"): of_meetings(
        "netvaerksmoeder", with_interpreter(180)
    ),
    ("netvaerksopbygning", "contact_hours"): contact_hours,
    ("netvaerksopbygning", "one_child"): one_child,
    (PROCESS, "weeks_between"): family_waits,
    (PROCESS, "leader_not_caseworker"): of_meetings(
        PROCESS, lambda row: row["Mødeleder er sagsbehandler"] == "Nej"
    ),
}


@cache
def fidelity_of(programme: str, quarter: str) -> pd.DataFrame:
    return ek.fidelity(loaded(programme), as_of=quarter, since=quarter).to_frame().set_index("rule")


# Each rule in the quarter of its planted problem, and in the newest.
BROKEN = {
    **dict.fromkeys(["twice_a_week", "contact_at_start"], "2025Q4"),
    **dict.fromkeys(["least_volunteers", "weeks_between", "one_child"], "2026Q1"),
}
ASKED = [(*rule, when) for rule in RULES for when in (BROKEN.get(rule[1], "2026Q2"), "2026Q3")]


@pytest.mark.parametrize(("programme", "rule", "quarter"), ASKED)
def test_rules_of_fidelity(programme: str, rule: str, quarter: str) -> None:
    kept = RULES[programme, rule](quarter)
    found = fidelity_of(programme, quarter).loc[rule]
    assert (found["n"], found["kept"]) == (len(kept), sum(kept))


# --- The calendar -------------------------------------------------------------------------------


def states(
    courses: dict[str, Spell], readings: dict[str, set[dt.date]], every: int, today: dt.date
) -> Counter:
    """Return how many readings are in each state: one each `every` months, from the start."""
    found: Counter = Counter()
    for person, spell in courses.items():
        for start, end in as_known([spell], today):
            for number in range(40):
                due, opens, closes = (
                    months_on(start, (number + n) * every) for n in (0, -0.5, 0.5)
                )
                opens = opens if number else max(opens, start - dt.timedelta(days=DAYS_PER_MONTH))
                made = [one for one in readings[person] if opens <= one < closes and one <= today]
                days = (today - due).days
                if opens > (end or today + dt.timedelta(days=200)):
                    break
                if not made and end and end < closes - A_DAY:
                    state = "ended"
                elif made or today >= closes:
                    state = "done" if made else "missed"
                else:
                    state = "overdue" if days > 14 else "due" if days >= -14 else "not_yet"
                found[state] += days >= -92 or state in ("done", "ended")
    return found


def unik_readings() -> dict[str, set[dt.date]]:
    """Return the days on which a whole questionnaire was answered once; twice on a day is none."""
    whole = [("who", 1, 5), ("rses", 1, 10), ("tils", 1, 3), ("netv", 1, 1)]
    rows = raw("unik", "dataset.csv", "dato")
    once = Counter((row["ung_id"], row["dato"]) for row in rows)
    found: dict[str, set[dt.date]] = defaultdict(set)
    for row in rows:
        answered = any(all(row[f"{name}_{n}"] for n in range(a, b + 1)) for name, a, b in whole)
        if answered and once[row["ung_id"], row["dato"]] == 1:
            found[row["ung_id"]].add(on(row, "dato"))
    return found


def tool_readings() -> dict[str, set[dt.date]]:
    found: dict[str, set[dt.date]] = defaultdict(set)
    for row in raw("cafe_step", "kommunens_redskab.csv"):
        found[row["Nr"]].add(on(row))
    return found


@pytest.mark.parametrize("programme", ["unik", "cafe_step"])
def test_states_of_the_calendar(programme: str) -> None:
    today = dt.date(2026, 6, 30)
    if programme == "unik":
        rows = raw("unik", "forloeb.csv")
        courses = {row["ung_id"]: (on(row, "startdato"), day(row["slutdato"])) for row in rows}
        expected = states(courses, unik_readings(), 3, today)
    else:
        courses = {str(number): spell for number, spell in register()[0].items()}
        expected = states(courses, tool_readings(), 6, today)
    (found,) = ek.measurement_calendar(loaded(programme), as_of=today).summary().to_dict("records")
    names = ("done", "due", "overdue", "missed", "not_yet", "ended")
    assert {name: found[name] for name in names} == {name: expected[name] for name in names}


# --- Retention: R 4.2.2, survival, survfit(Surv(months, ended) ~ 1, conf.type = "log-log"), and of
# the reasons survfit(Surv(months, reason) ~ 1), on months counted in R from the files -------------

KEPT = {
    "bindeleddet": {
        3: (33, 0.8796992481, 0.7347230650, 0.9481000464, 0.05048500508),
        6: (24, 0.7592642320, 0.5853979645, 0.8679253611, 0.07093588253),
        12: (10, 0.6570555854, 0.4478807505, 0.8028400025, 0.09129420943),
    },
    "housing_first": {
        6: (8, 0.6233766234, 0.3165765479, 0.8235017875, 0.1336930994),
        9: (3, 0.1558441558, 0.0251127189, 0.3914571051, 0.1011182013),
    },
}
LEFT = {
    ("bindeleddet", "Flyttet fra kommunen", 12): (0.09507306212, 0.055704472),
    ("bindeleddet", "Kontakten tabt", 6): (0.08517722879, 0.047320051),
    ("bindeleddet", "Overgået til andet tilbud", 12): (0.08512520140, 0.059963601),
    ("bindeleddet", "Stoppet efter eget ønske", 3): (0.04824561404, 0.033289533),
    ("housing_first", "completed", 9): (0.4675324675, 0.1384262),
    ("housing_first", "lost contact", 6): (0.1558441558, 0.1011182),
    ("housing_first", "own wish", 9): (0.2207792208, 0.11290818),
}
MEANS = {"bindeleddet": (9.692443428, 0.625811651), "housing_first": (7.5589442815, 0.5130271925)}


@pytest.mark.parametrize("programme", KEPT)
def test_retention_is_that_of_survfit(programme: str) -> None:
    stays = ek.retention(
        loaded(programme), as_of="2026Q3", months=tuple(KEPT[programme]), horizon=12
    )
    columns = ["n_risk", "estimate", "conf_low", "conf_high", "std_error"]
    found = stays.at_months().set_index("month")[columns]
    for month, numbers in KEPT[programme].items():
        assert found.loc[month].tolist() == pytest.approx(list(numbers), rel=1e-8)
    mean = stays.to_frame().loc[0, ["mean_months", "mean_error"]].tolist()
    assert mean == pytest.approx(list(MEANS[programme]), rel=1e-8)


@pytest.mark.parametrize(("programme", "reason", "month"), LEFT)
def test_reasons_are_those_of_survfit(programme: str, reason: str, month: int) -> None:
    frame = ek.exit_reasons(loaded(programme), as_of="2026Q3", months=(month,)).to_frame()
    row = frame.set_index("reason").loc[reason]
    expected = pytest.approx(list(LEFT[programme, reason, month]), rel=1e-6)
    assert [row["estimate"], row["std_error"]] == expected


# --- Matches, goals, networks, the way in --------------------------------------------------------


def test_matches_of_mentorbarn() -> None:
    rows = [
        (day(row["Begge ja"]), day(row["Første dag"]), day(row["Slut"]))
        for row in raw("mentorbarn", "match.csv")
        # A proposal refused before it was made is set aside.
        if not row["Slut"] or on(row, "Slut") >= on(row, "Foreslået")
    ]
    expected = {
        "proposed": len(rows),
        "accepted": sum(yes is not None for yes, _, _ in rows),
        "declined": sum(yes is None and end is not None for yes, _, end in rows),
        "unanswered": sum(yes is None and end is None for yes, _, end in rows),
        "over": sum(begun is not None and end is not None for _, begun, end in rows),
        "lasting": sum(begun is not None and end is None for _, begun, end in rows),
    }
    found = ek.matching(loaded("mentorbarn"), as_of="2026Q3").to_frame().set_index("step")
    assert found.loc[list(expected), "matches"].to_dict() == expected
    assert (expected["proposed"], expected["over"]) == (17, 6)


def t_score(ratings: list[float], weights: list[float]) -> float:
    """Return Kiresuk and Sherman's T, rho = 0.3."""
    total = sum(w * x for w, x in zip(weights, ratings, strict=True))
    return 50 + 10 * total / math.sqrt(0.7 * sum(w * w for w in weights) + 0.3 * sum(weights) ** 2)


def test_goals_of_netvaerksopbygning() -> None:
    rated: dict[str, dict[str, list[tuple[dt.date, float, float]]]] = defaultdict(dict)
    for row in raw("netvaerksopbygning", "maal.csv", "Vurderet den"):
        when = day(row["Vurderet den"])
        if when and on(row, "Sat den") <= when <= LAST:
            one = when, float(row["Opnåelse"]), float(row["Vægt"])
            rated[row["Ung"]].setdefault(row["Mål"], []).append(one)
    first, last = (
        [
            t_score(*zip(*[chosen(goal)[1:] for goal in goals.values()], strict=True))
            for goals in rated.values()
        ]
        for chosen in (min, max)
    )
    found = ek.goal_attainment(loaded("netvaerksopbygning"), as_of="2026Q3").t_scores()
    found = found.set_index("quantity")
    assert found.loc["t", ["n", "mean", "sd"]].tolist() == pytest.approx(
        [len(last), statistics.fmean(last), statistics.stdev(last)]
    )
    change = [after - before for before, after in zip(first, last, strict=True)]
    assert found.loc["t_change", "mean"] == pytest.approx(statistics.fmean(change))


def test_networks_of_netvaerksopbygning() -> None:
    maps: dict[str, dict[dt.date, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for row in raw("netvaerksopbygning", "netvaerkskort.csv"):
        if on(row) <= LAST:
            maps[row["Ung"]][on(row)][row["Relation"]] = row["Betalt"]
    pairs = [(one[min(one)], one[max(one)]) for one in maps.values() if len(one) > 1]

    def unpaid(ties: dict[str, str]) -> float:
        known = [word for word in ties.values() if word in ("Ja", "Nej")]
        return known.count("Nej") / len(known)

    networks = ek.networks(loaded("netvaerksopbygning"), as_of="2026Q3")
    found = networks.to_frame().set_index("group")[["n", "mean_first", "mean_last"]]
    for group, measure in (("size", len), ("unpaid_share", unpaid)):
        means = [statistics.fmean(measure(pair[place]) for pair in pairs) for place in (0, 1)]
        assert found.loc[group].tolist() == pytest.approx([len(pairs), *means])
    between = networks.between().set_index("what")["total"]
    assert between["came"] == sum(len(last.keys() - first.keys()) for first, last in pairs)
    assert between["went"] == sum(len(first.keys() - last.keys()) for first, last in pairs)


def test_the_way_in_to_housing_first() -> None:
    rows = [
        row
        for row in raw("housing_first", "henvisninger.csv", "Henvist")
        # Screened before the referral: set aside.
        if not row["Screenet"] or on(row, "Screenet") >= on(row, "Henvist")
    ]
    started = {row["Ung"]: on(row, "Startdato") for row in raw("housing_first", "forloeb.csv")}
    flow = ek.admissions(loaded("housing_first"), "2026Q3", back=(0, 1, 2, 3))
    counts = flow.to_frame().set_index("quarter")
    cohorts = flow.cohorts.to_frame().set_index("quarter")
    for quarter, (first, last) in QUARTERS.items():
        for name, column in (
            *(("referred", "Henvist"), ("screened", "Screenet")),
            *(("offered", "Tilbudt"), ("closed", "Lukket")),
        ):
            here = [row for row in rows if row[column] and first <= on(row, column) <= last]
            assert counts.loc[quarter, name] == len(here), (quarter, name)
        assert counts.loc[quarter, "started"] == sum(first <= d <= last for d in started.values())
        cohort = [row for row in rows if first <= on(row, "Henvist") <= last]
        begun = [row for row in cohort if started.get(row["Ung"], DOWNLOADED) <= LAST]
        closed = [row for row in cohort if row["Lukket"] and on(row, "Lukket") <= LAST]
        assert cohorts.loc[quarter, ["referred", "started", "closed"]].tolist() == [
            *(len(cohort), len(begun), len(closed))
        ]


# --- Signals: their chances by formula ------------------------------------------------------------


def at_least(count: int, n: int, share: Fraction) -> float:
    """Return the upper tail of the binomial distribution."""
    ways = (math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(count, n + 1))
    return float(sum(ways))


def days_run(spells: list[Spell], first: dt.date, last: dt.date) -> int:
    ends = [(start, min(end or last, last)) for start, end in spells]
    return sum(max((end - max(start, first)).days + 1, 0) for start, end in ends)


def pace(spells: list[Spell], ends: list[dt.date | None], quarter: str) -> tuple[int, float]:
    """Return how many ended, and the chance of as many at the pace of before."""
    first, last = QUARTERS[quarter]
    now = sum(end is not None and first <= end <= last for end in ends)
    before = sum(end is not None and end < first for end in ends)
    here, earlier = days_run(spells, first, last), days_run(spells, dt.date.min, first - A_DAY)
    return now, at_least(now, now + before, Fraction(here, here + earlier))


def exits_of_step(quarter: str) -> tuple[int, float]:
    spells = as_known(list(register()[0].values()), QUARTERS[quarter][1])
    return pace(spells, [end for _, end in spells], quarter)


def exits_of_housing(quarter: str) -> tuple[int, float]:
    rows = raw("housing_first", "forloeb.csv")
    known = [(on(row, "Startdato"), day(row["Slutdato"]), row["Afslutningsårsag"]) for row in rows]
    left = [end for _, end, why in known if why != "Forløb gennemført"]
    return pace(as_known([one[:2] for one in known], QUARTERS[quarter][1]), left, quarter)


def matches_of_mentorbarn(quarter: str) -> tuple[int, float]:
    pairs = matched("mentorbarn", "Mentorfamilie")
    spells = as_known([pair[2:] for pair in pairs], QUARTERS[quarter][1])
    return pace(spells, [end for _, end in spells], quarter)


def tool_at_step(quarter: str) -> tuple[int, float]:
    """Return how many readings were not made within 14 days, and the exact chance of so few made.

    Given how many of the first readings and of the later ones were made, those of the quarter are
    two hypergeometric numbers; their sum has the chances of all pairs.
    """
    first, last = QUARTERS[quarter]
    made: dict[tuple[bool, bool], list[bool]] = defaultdict(list)
    readings = tool_readings()
    for number, spell in register()[0].items():
        for start, end in as_known([spell], last):
            for due in (months_on(start, 6 * place) for place in range(4)):
                late = due + dt.timedelta(days=14)
                opens = max(months_on(due, -3), start - dt.timedelta(days=30))
                if late <= last and not (end and end < late):
                    here = [one for one in readings[str(number)] if opens <= one <= late]
                    made[due == start, late >= first].append(bool(here))
    chances = []
    for at_start in (True, False):
        now, before = made[at_start, True], made[at_start, False]
        done, total = sum(now) + sum(before), len(now) + len(before)
        ways = [
            math.comb(done, k) * math.comb(total - done, len(now) - k) for k in range(len(now) + 1)
        ]
        chances.append([Fraction(way, math.comb(total, len(now))) for way in ways])
    now = made[True, True] + made[False, True]
    few = sum(
        one * other
        for (m, one), (n, other) in product(*(enumerate(found) for found in chances))
        if m + n <= sum(now)
    )
    return len(now) - sum(now), float(few)


CHANCES = {
    ("cafe_step", "exits", "2026Q1"): exits_of_step,
    ("cafe_step", "readings", "2026Q2"): tool_at_step,
    ("housing_first", "exits", "2026Q3"): exits_of_housing,
    ("mentorbarn", "matches", "2026Q2"): matches_of_mentorbarn,
}


def look_of(programme: str, watch: str, quarter: str, about: str = "") -> Look:
    """Return one look at a quarter, as `ek.signals` takes it, without those of the year before."""
    stood = ek.as_of(loaded(programme), quarter)
    looks = WATCHES[watch](stood, Quarter(int(quarter[:4]), int(quarter[-1])))
    return next(one for one in looks if not about or one.about == about)


@pytest.mark.parametrize(("programme", "watch", "quarter"), CHANCES)
def test_chances_of_signals(programme: str, watch: str, quarter: str) -> None:
    count, chance = CHANCES[programme, watch, quarter](quarter)
    look = look_of(programme, watch, quarter)
    assert look.count == count
    assert look.chance == pytest.approx(chance, rel=1e-9)
    assert look.is_concern
    assert chance <= 0.01


@pytest.mark.parametrize(
    ("programme", "rule"),
    [
        ("bindeleddet", "twice_a_week"),
        ("mentorbarn", "contact_at_start"),
        (PROCESS, "weeks_between"),
    ],
)
def test_chances_of_rules_that_were_broken(programme: str, rule: str) -> None:
    # As many breaks or more, where one in five may break.
    kept = RULES[programme, rule](BROKEN[rule])
    breaks = len(kept) - sum(kept)
    look = look_of(programme, "fidelity", BROKEN[rule], rule)
    assert (look.count, look.n) == (breaks, len(kept))
    assert look.chance == pytest.approx(at_least(breaks, len(kept), Fraction(1, 5)), rel=1e-9)
    assert look.is_concern
