"""The command line: one file, one command. It parses, calls and prints; nothing more."""

import sys


def main() -> None:
    """Entry point of the ``provcheck`` command."""
    from provcheck.cli.app import app
    from provcheck.cli.streams import complain
    from provcheck.errors import ProvcheckError

    try:
        app()
    except ProvcheckError as error:
        complain(str(error))
        sys.exit(error.exit_code)
