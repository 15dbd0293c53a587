"""What evalkit's exit codes mean; printed by every ``--help``."""

from __future__ import annotations

__all__ = ["EXITS_HELP", "FINDINGS", "FINE", "RUN_FAILED", "USAGE"]

FINE = 0
FINDINGS = 1
USAGE = 2
RUN_FAILED = 3

EXITS_HELP = """exit codes:
  0  fine
  1  findings that need a person
  2  wrong usage, or input that cannot be used (missing, empty, unreadable, unknown)
  3  a run failed; the last good report is untouched
"""
