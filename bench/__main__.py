"""All of it in one table: python -m bench. README.md says how to read it."""

from __future__ import annotations

from itertools import chain

from bench import effect_sizes, pairing, reliable, resampling, retention, scoring
from bench.timing import table

TOPICS = (pairing, scoring, resampling, effect_sizes, reliable, retention)


def main() -> None:
    for text in table(chain.from_iterable(topic.lines() for topic in TOPICS)):
        print(text, flush=True)


if __name__ == "__main__":
    main()
