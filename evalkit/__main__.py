"""``python -m evalkit`` is the same as ``evalkit``."""

import sys

from evalkit.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
