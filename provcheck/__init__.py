"""provcheck: an offline image provenance checker.

The names below are the public face; each is imported when it is first used, so that importing
the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from provcheck.version import __version__ as __version__

if TYPE_CHECKING:
    from provcheck.batch import Failure, examine_many
    from provcheck.case_file import read_case
    from provcheck.errors import ProvcheckError, SubjectError
    from provcheck.ingest import take_in
    from provcheck.model import Acquisition, Case, Report
    from provcheck.pipeline import examine
    from provcheck.references import open_writer
    from provcheck.report import read_report, write_report
    from provcheck.sets import open_references
    from provcheck.settings import Settings

_HOMES = {
    "Acquisition": "provcheck.model",
    "Case": "provcheck.model",
    "Failure": "provcheck.batch",
    "ProvcheckError": "provcheck.errors",
    "Report": "provcheck.model",
    "Settings": "provcheck.settings",
    "SubjectError": "provcheck.errors",
    "examine": "provcheck.pipeline",
    "examine_many": "provcheck.batch",
    "open_references": "provcheck.sets",
    "open_writer": "provcheck.references",
    "read_case": "provcheck.case_file",
    "read_report": "provcheck.report",
    "take_in": "provcheck.ingest",
    "write_report": "provcheck.report",
}

__all__ = [
    "Acquisition",
    "Case",
    "Failure",
    "ProvcheckError",
    "Report",
    "Settings",
    "SubjectError",
    "examine",
    "examine_many",
    "open_references",
    "open_writer",
    "read_case",
    "read_report",
    "take_in",
    "write_report",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'provcheck' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
