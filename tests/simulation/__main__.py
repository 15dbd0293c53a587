"""Write the pages of simulation in docs/: python -m tests.simulation [which]."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import chart_alarms
import coverage_study
import signal_alarms
import small_groups

DOCS = Path(__file__).parents[2] / "docs"


def simulation() -> str:
    """Return docs/simulation.md."""
    scenarios = coverage_study.SCENARIOS
    return coverage_study.report({one.name: coverage_study.run(one) for one in scenarios})


def false_alarms() -> str:
    """Return docs/false-alarms.md: of charts, and of signals."""
    return chart_alarms.document() + signal_alarms.document()


PAGES = {
    "simulation.md": simulation,
    "small-groups.md": small_groups.document,
    "false-alarms.md": false_alarms,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or PAGES:
        (DOCS / name).write_text(PAGES[name](), encoding="utf-8", newline="\n")
        print((DOCS / name).read_text(encoding="utf-8"))
