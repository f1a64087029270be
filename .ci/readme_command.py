"""Print one of the two set-up commands of the README: ``main`` or ``test``.

They are the fenced blocks that follow the HTML comments ``<!-- command: main -->`` and
``<!-- command: test -->``.
"""

import re
import sys
from pathlib import Path

readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
found = re.search(rf"<!-- command: {re.escape(sys.argv[1])} -->\s*```\w*\n(.+?)\n```", readme)
if found is None or "\n" in found[1]:
    sys.exit(f"README.md has no one-line command called {sys.argv[1]!r}")
print(found[1])
