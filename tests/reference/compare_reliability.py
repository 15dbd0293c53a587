"""Alpha, omega, items, intraclass correlations and norms beside R: the cases of reliability.R."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from agreement import Compared

import evalkit as ek
from evalkit.instruments.instrument import Codes, Instrument, Item, Scale

HERE = Path(__file__).parent
_R = "R 4.2.2"
_PSYCH = f"{_R}, psych 2.2.9"
# Quantity in the file: what the table calls it, our column, who computed it, how near ours must be.
_SCALE = {
    "alpha": ("Cronbach's alpha", "alpha", f"{_PSYCH}: alpha()", 1e-9),
    "alpha_low": ("Feldt interval of alpha", "alpha_low", f"{_PSYCH}: alpha.ci()", 1e-9),
    "alpha_high": ("Feldt interval of alpha", "alpha_high", f"{_PSYCH}: alpha.ci()", 1e-9),
    "sd": ("SD of the score", "sd", f"{_R}: sd()", 1e-9),
    "sem": ("SEM from alpha", "sem", f"{_PSYCH}: sd() sqrt(1 - alpha)", 1e-9),
    "smallest_detectable_change": (
        "Smallest detectable change",
        "smallest_detectable_change",
        f"{_PSYCH}: qnorm(0.975) sqrt(2) SEM",
        1e-9,
    ),
    # Iterative in all of them; factanal is asked for the sharpest end.
    "omega_total": ("Omega total, one factor", "omega_total", f"{_R}: factanal()", 1e-6),
    "omega_psych": ("Omega total, one factor", "omega_total", f"{_PSYCH}: fa(fm = ml)", 1e-4),
    "omega_lavaan": (
        "Omega total, one factor",
        "omega_total",
        f"{_R}, lavaan 0.6.14: cfa()",
        1e-4,
    ),
}
_ITEM = {
    "item_rest": ("Item-rest correlation", "item_rest", f"{_R}: cor()", 1e-9),
    "item_rest_psych": ("Item-rest correlation", "item_rest", f"{_PSYCH}: r.drop", 1e-9),
    "alpha_if_deleted": (
        "Alpha without the item",
        "alpha_if_deleted",
        f"{_PSYCH}: alpha.drop",
        1e-9,
    ),
}
# Shrout and Fleiss 1979, table 4: two decimals, so half of the last is as near as can be.
_SHROUT_FLEISS = {
    "ICC(1,1)": 0.17,
    "ICC(2,1)": 0.29,
    "ICC(3,1)": 0.71,
    "ICC(1,k)": 0.44,
    "ICC(2,k)": 0.62,
    "ICC(3,k)": 0.91,
}
_HALF = 0.005
# psych divides by a variance below 0 here and gives 10, from 7.4 to -5.6; evalkit says that it is
# not defined (reliability.md).
_ABOVE_ONE = ("against", "ICC(2;k)")


def compared() -> Iterator[Compared]:
    expected = pd.read_csv(HERE / "reliability_expected.csv", keep_default_na=False)
    yield from _items(expected.astype({"value": float}))
    yield from _ratings(expected.astype({"value": float}))
    yield from _published()
    yield from _norms(expected.astype({"value": float}))


def instrument_of(case: str) -> Instrument:
    """Return the instrument that a case of reliability.R was answered in."""
    codes = pd.read_csv(HERE / "reliability_codes.csv", keep_default_na=False).set_index("case")
    answers = pd.read_csv(HERE / "reliability_items.csv")
    names = tuple(dict.fromkeys(answers[answers["case"] == case]["item"]))
    title = {"da": case, "en": case}
    row = codes.loc[case]
    own = Codes(float(row["lowest"]), float(row["highest"]))
    scale = Scale(
        name=case,
        title=title,
        items=names,
        codes=own,
        better="higher",
        lowest=own.lowest * len(names),
        highest=own.highest * len(names),
        reversed=tuple(f"i_{number}" for number in str(row["reversed"]).split()),
    )
    items = tuple(Item(name) for name in names)
    return Instrument(name=case, title=title, items=items, codes=own, scales=(scale,))


def result_of(case: str, *, confidence: float = 0.95) -> ek.Reliability:
    answers = pd.read_csv(HERE / "reliability_items.csv")
    those = answers[answers["case"] == case].drop(columns="case")
    return ek.reliability(those, instrument_of(case), confidence=confidence)


def _items(expected: pd.DataFrame) -> Iterator[Compared]:
    codes = pd.read_csv(HERE / "reliability_codes.csv")
    for case in codes["case"]:
        at = {"": result_of(case), "_90": result_of(case, confidence=0.9)}
        items = at[""].items().to_frame().set_index("item")
        for row in expected[expected["case"] == case].itertuples(index=False):
            tag = "_90" if row.quantity.endswith("_90") else ""
            quantity = row.quantity.removesuffix("_90")
            name = f"{case} {row.item} {row.quantity}"
            if quantity in _ITEM:
                what, column, who, near = _ITEM[quantity]
                mine = float(items.loc[row.item, column])
                yield Compared(what, "ek.reliability().items", who, name, mine, row.value, near)
            else:
                what, column, who, near = _SCALE[quantity]
                mine = float(at[tag].to_frame()[column].iloc[0])
                yield Compared(what, "ek.reliability", who, name, mine, row.value, near)


def _ratings(expected: pd.DataFrame) -> Iterator[Compared]:
    ratings = pd.read_csv(HERE / "reliability_ratings.csv")
    for case, those in ratings.groupby("case", sort=False):
        for row in expected[expected["case"] == case].itertuples(index=False):
            if (case, row.item) == _ABOVE_ONE:
                continue
            confidence = 0.9 if row.quantity.endswith("_90") else 0.95
            form = row.item.replace(";", ",")
            found = ek.icc(those.drop(columns="case"), form=form, confidence=confidence)
            column = row.quantity.removesuffix("_90")
            what = "Intraclass correlation" if column == "estimate" else f"ICC, {column}"
            what = "Interval of an ICC" if column.startswith("conf") else what
            mine = float(found.to_frame()[column].iloc[0])
            yield Compared(
                what,
                "ek.icc",
                f"{_PSYCH}: ICC(lmer = FALSE)",
                f"{case} {form} {row.quantity}",
                mine,
                row.value,
                1e-6,
            )


def _published() -> Iterator[Compared]:
    ratings = pd.read_csv(HERE / "reliability_ratings.csv")
    those = ratings[ratings["case"] == "shrout_fleiss"].drop(columns="case")
    for form, theirs in _SHROUT_FLEISS.items():
        yield Compared(
            "Intraclass correlation",
            "ek.icc",
            "Shrout & Fleiss 1979, table 4 (two decimals)",
            f"published {form}",
            ek.icc(those, form=form).estimate(),
            theirs,
            _HALF / theirs,
        )


def _norms(expected: pd.DataFrame) -> Iterator[Compared]:
    cases = pd.read_csv(HERE / "reliability_norms.csv")
    long = cases.melt("person", ["pre", "post"], var_name="wave", value_name="score")
    frame = ek.beside_norms(long.assign(scale="gse")).to_frame().set_index("reading")
    mine = frame.assign(
        norm_low=frame["conf_low"],
        norm_high=frame["conf_high"],
    )
    for row in expected[expected["case"] == "gse"].itertuples(index=False):
        who = f"{_R}: t.test(mu = norm)" if row.quantity.startswith("norm") else f"{_R}: mean()"
        what = "t interval beside a norm" if row.quantity.startswith("norm") else "Mean and norm"
        ours = float(mine.loc[row.item, row.quantity])
        yield Compared(
            what, "ek.beside_norms", who, f"{row.item} {row.quantity}", ours, row.value, 1e-9
        )
