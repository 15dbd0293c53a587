"""Write docs/simulation.md: python -m tests.simulation."""

from pathlib import Path

from tests.simulation.coverage_study import SCENARIOS, report, run

DOCUMENT = Path(__file__).parents[2] / "docs" / "simulation.md"

if __name__ == "__main__":
    DOCUMENT.parent.mkdir(exist_ok=True)
    results = {scenario.name: run(scenario) for scenario in SCENARIOS}
    DOCUMENT.write_text(report(results), encoding="utf-8", newline="\n")
    print(DOCUMENT.read_text(encoding="utf-8"))
