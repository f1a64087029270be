"""``python -m provcheck`` is the ``provcheck`` command."""

from provcheck.cli import main

main()
