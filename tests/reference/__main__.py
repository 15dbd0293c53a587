"""Write docs/agreement.md: python -m tests.reference."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from document import document

PAGE = Path(__file__).parents[2] / "docs" / "agreement.md"

if __name__ == "__main__":
    PAGE.write_text(document(), encoding="utf-8", newline="\n")
    print(PAGE.read_text(encoding="utf-8"))
