"""Print the report's JSON Schema: ``python -m provcheck.report.schema``."""

import sys

from provcheck.report.schema import generated_text

sys.stdout.write(generated_text())
