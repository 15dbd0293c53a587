"""Cut-offs a, b and c: values by hand, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.outcomes.cutoffs import functional

CLINICAL, FUNCTIONAL = (40.0, 7.5), (60.0, 7.5)


@pytest.mark.parametrize(("kind", "value"), [("a", 55.0), ("b", 45.0), ("c", 50.0)])
def test_where_higher_is_better(kind: str, value: float) -> None:
    made = ek.cutoff(kind, better="higher", clinical=CLINICAL, functional=FUNCTIONAL)
    assert made.value == value
    assert (made.kind, made.better) == (kind, "higher")


@pytest.mark.parametrize(("kind", "value"), [("a", 45.0), ("b", 55.0), ("c", 50.0)])
def test_where_lower_is_better(kind: str, value: float) -> None:
    made = ek.cutoff(kind, better="lower", clinical=FUNCTIONAL, functional=CLINICAL)
    assert made.value == value


def test_b_uses_the_functional_sd_and_c_leans_to_the_smaller_one() -> None:
    given = {"clinical": (40.0, 10.0), "functional": (60.0, 5.0)}
    assert ek.cutoff("b", better="higher", **given).value == 50.0
    # (10 x 60 + 5 x 40) / 15.
    assert ek.cutoff("c", better="higher", **given).value == pytest.approx(160 / 3)


def test_each_kind_needs_only_what_it_uses() -> None:
    assert ek.cutoff("a", better="higher", clinical=CLINICAL).functional is None
    assert ek.cutoff("b", better="higher", functional=FUNCTIONAL).clinical is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"kind": "d", "better": "higher"}, "`kind` is 'd'"),
        ({"kind": "c", "better": "hihger"}, "Did you mean 'higher'"),
        ({"kind": "c", "better": "higher", "clinical": CLINICAL}, "needs `functional`"),
        ({"kind": "a", "better": "higher", "functional": FUNCTIONAL}, "needs `clinical`"),
        ({"kind": "a", "better": "higher", "clinical": (40.0, 0.0)}, "above 0"),
        ({"kind": "a", "better": "higher", "clinical": (40.0, float("nan"))}, "finite"),
        ({"kind": "a", "better": "higher", "clinical": 40.0}, r"\(mean, SD\)"),
        ({"kind": "a", "better": "higher", "clinical": (40.0, "7.5")}, "str"),
        (
            {"kind": "c", "better": "lower", "clinical": CLINICAL, "functional": FUNCTIONAL},
            "the functional mean is not lower",
        ),
        (
            {"kind": "c", "better": "higher", "clinical": CLINICAL, "functional": (40.0, 5.0)},
            "the functional mean is not higher",
        ),
    ],
)
def test_what_is_refused(arguments: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        ek.cutoff(**arguments)  # type: ignore[arg-type]


def test_exactly_at_the_cut_off_is_not_functional_whatever_binary_floats_say() -> None:
    scores = np.array([0.1 + 0.2, 0.3, 0.31])
    assert functional(scores, 0.3, better="higher", largest=1.0).tolist() == [False, False, True]
    assert functional(scores, 0.31, better="lower", largest=1.0).tolist() == [True, True, False]
