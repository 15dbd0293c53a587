"""What a caller's own frame is refused for before anything is paired: wide, or out of range."""

from __future__ import annotations

import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError

WIDE = pd.DataFrame({"person": ["a", "b", "c"], "pre": [40.0, 52, 48], "post": [56.0, 60, 48]})


def who5(*scores: float, **more: object) -> pd.DataFrame:
    persons = [f"secret-{place}" for place in range(len(scores) // 2)]
    waves = ["pre"] * len(persons) + ["post"] * len(persons)
    frame = pd.DataFrame({"person": persons * 2, "wave": waves, "score": list(scores)})
    return frame.assign(**({"scale": "who5"} | more))


def line_of(message: str) -> str:
    (line,) = [line for line in message.splitlines() if line.startswith("scores = ")]
    return line


@pytest.mark.parametrize("columns", [{}, {"scale": "who5"}, {"scale": "who5", "site": "x"}])
def test_the_line_that_is_shown_makes_a_wide_frame_long(columns: dict[str, str]) -> None:
    wide = WIDE.assign(**columns)
    by = ("scale", "site") if "site" in columns else ("scale",)
    with pytest.raises(InputError, match="'pre' and 'post' side by side") as refused:
        ek.pre_post(wide, by=by)
    names = {"scores": wide}
    exec(line_of(str(refused.value)), names)
    row = ek.pre_post(names["scores"], by=by, better="higher").to_frame().iloc[0]
    assert (row.n, row.mean_change) == (3, 8.0)


def test_other_names_of_the_readings_are_named_as_waves() -> None:
    wide = WIDE.rename(columns={"pre": "Before", "post": "After"}).assign(scale="who5")
    with pytest.raises(InputError, match=r"say `waves=\('Before', 'After'\)`") as refused:
        ek.pre_post(wide)
    names = {"scores": wide}
    exec(line_of(str(refused.value)), names)
    row = ek.pre_post(names["scores"], waves=("Before", "After")).to_frame().iloc[0]
    assert row.mean_change == 8.0


def test_a_frame_with_a_score_is_not_wide_and_one_without_readings_neither() -> None:
    long = who5(40, 52, 56, 60).assign(pre=1, post=2)
    assert ek.pre_post(long).to_frame().iloc[0].n == 2
    with pytest.raises(InputError, match="has no column 'scale'"):
        ek.pre_post(WIDE.drop(columns="post"))


@pytest.mark.parametrize(("scores", "many"), [((40, 101, 56, 60), 1), ((-4, 52, 999, 60), 2)])
def test_scores_outside_a_known_scale_are_refused_without_their_value(
    scores: tuple[float, ...], many: int
) -> None:
    with pytest.raises(InputError, match=f"{many} of 4 values in the column 'score'") as refused:
        ek.pre_post(who5(*scores))
    said = str(refused.value)
    assert "'who5', 0 to 100" in said
    for secret in ("secret", "101", "999", "-4"):
        assert secret not in said


def test_also_where_the_instrument_says_which_scale_it_is() -> None:
    star = {"scale": "money", "instrument": "outcomes_star_homelessness"}
    with pytest.raises(InputError, match=r"2 of 4 .* 'money', 1 to 10"):
        ek.pre_post(who5(4, 5, 40, 50, **star))
    assert ek.pre_post(who5(4, 5, 6, 7, **star)).to_frame().iloc[0].n == 2


def test_a_scale_that_is_anybodys_has_no_range() -> None:
    assert ek.pre_post(who5(4, 5, 400, 500, scale="money")).to_frame().iloc[0].n == 2
    strangers = who5(4, 5, 400, 500, instrument="my_own")
    assert ek.pre_post(strangers).to_frame().iloc[0].n == 2


def test_the_ends_binary_noise_and_missing_scores_are_no_fault() -> None:
    frame = who5(0, 100, 100 + 1e-9, -1e-9)
    assert ek.pre_post(frame).to_frame().iloc[0].n == 2
    gap = who5(40, 52, 56, 60).assign(score=[40.0, None, 56.0, 60.0])
    assert ek.pre_post(gap).to_frame().iloc[0].n == 1


def test_the_other_analyses_of_pairs_refuse_the_same() -> None:
    with pytest.raises(InputError, match="outside the range"):
        ek.change_estimates(who5(40, 52, 560, 60))
    with pytest.raises(InputError, match="side by side"):
        ek.change_estimates(WIDE)


def test_p_values_are_adjusted_as_asked() -> None:
    changes = {"x": [1, 2, 3, 4], "y": [2, 2, 3, 9], "z": [1, -1, 2, -3], "w": [1]}
    rows = [
        (f"p{place}", scale, wave, change if wave == "post" else 0)
        for scale, several in changes.items()
        for place, change in enumerate(several)
        for wave in ("pre", "post")
    ]
    frame = pd.DataFrame(rows, columns=["person", "scale", "wave", "score"])
    result = ek.pre_post(frame, adjust="bh")
    found = result.to_frame().set_index("scale")
    p = found["p_value"].dropna().sort_values()
    # Three tests: p times 3/1, 3/2, 3/3 from the smallest, then the least of those from there on.
    steps = [p.iloc[0] * 3, p.iloc[1] * 1.5, p.iloc[2]]
    wanted = [min(steps), min(steps[1:]), steps[2]]
    assert found.loc[p.index, "p_adjusted"].tolist() == pytest.approx(wanted)
    assert pd.isna(found.loc["w", "p_adjusted"])
    assert found["method"].str.endswith("p adjusted by Benjamini-Hochberg over 3 tests").all()
    assert (result.adjust, ek.pre_post(frame).adjust) == ("bh", "holm")
    for wrong in ("BH", "bonferroni", None, ["bh"]):
        with pytest.raises(InputError, match=r"`adjust` is .* Accepted: 'holm', 'bh'"):
            ek.pre_post(frame, adjust=wrong)
