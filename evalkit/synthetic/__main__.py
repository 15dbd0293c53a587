"""Write the example exports: `python -m evalkit.synthetic OUTDIR`."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from evalkit.synthetic.examples import SEED
from evalkit.synthetic.exports import PLANTED_FILE, PROBLEMS, write_examples
from evalkit.synthetic.problems import PROBLEMS_FILE


def main(arguments: list[str] | None = None) -> int:
    """Write the example folders and print what was written."""
    parser = argparse.ArgumentParser(
        prog="python -m evalkit.synthetic", description="Write made-up example exports."
    )
    parser.add_argument(
        "outdir", type=Path, help="the folder to write into; it is made when it is not there"
    )
    parser.add_argument(
        "--seed", type=int, default=SEED, help="the seed (default: that of data/examples)"
    )
    given = parser.parse_args(arguments)
    planted = write_examples(given.outdir, seed=given.seed)
    faults = Counter(fault.programme for fault in planted)
    for programme, number in faults.items():
        files = sorted(path.name for path in (given.outdir / programme).iterdir())
        print(f"{programme}: {', '.join(files)} ({number} planted)")
    print(f"{PLANTED_FILE}: {len(planted)} rows, seed {given.seed}")
    print(f"{PROBLEMS_FILE}: {len(PROBLEMS)} rows")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
