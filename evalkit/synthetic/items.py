"""From a sum score back to the answers that give it."""

from __future__ import annotations

import numpy as np

__all__ = ["split_score"]


def split_score(
    total: int, *, items: int, low: int, high: int, rng: np.random.Generator
) -> list[int]:
    """Return answers to `items` questions that sum to `total`, each between `low` and `high`.

    Parameters
    ----------
    total : int
        The sum the answers must give, from items * low to items * high.
    items : int
        How many questions there are.
    low, high : int
        The lowest and the highest answer.
    rng : numpy.random.Generator
        Where the spread over the items comes from.

    Returns
    -------
    list of int
        The answers, in the order of the items.

    Notes
    -----
    The answers start as equal as the sum allows, the remainder going to items at random;
    then one point is moved between two random items once per two items, which gives the
    items a reliability of their own below 1.
    """
    base, rest = divmod(total - items * low, items)
    answers = [low + base + (1 if i < rest else 0) for i in range(items)]
    answers = [answers[i] for i in rng.permutation(items)]
    for _ in range(items // 2):
        giver, taker = rng.choice(items, size=2, replace=False)
        if answers[giver] > low and answers[taker] < high:
            answers[giver] -= 1
            answers[taker] += 1
    return answers
