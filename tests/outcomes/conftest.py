"""The folder is no package to pytest: what its files share is found by its place."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
