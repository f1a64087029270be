"""Report -> bytes, and back: renderers read the report and nothing else."""

from pathlib import Path

from provcheck.errors import UnknownFormat
from provcheck.model import Report
from provcheck.report.calibration import calibration_said
from provcheck.report.chain import first_break, is_chained, linked
from provcheck.report.exhibit_files import SUFFIXES, exhibit_file_name, write_exhibits
from provcheck.report.html import to_html, web_link
from provcheck.report.identity import (
    altered_exhibits,
    check_identity,
    fits_identity,
    identify,
)
from provcheck.report.index_page import INDEX_MARK, index_page
from provcheck.report.index_rows import (
    MAX_INDEX_LINE,
    IndexRow,
    failed_index_row,
    index_line,
    index_row,
    read_index_line,
)
from provcheck.report.json_report import MAX_REPORT_BYTES, SCHEMA, from_json, to_json, to_json_line
from provcheck.report.markdown import to_markdown
from provcheck.report.mediareview import Publication, to_mediareview
from provcheck.report.parquet import ParquetRows, parquet_to, require_parquet
from provcheck.report.pdf import require_typesetter, to_pdf
from provcheck.report.plain import to_plain
from provcheck.report.plain_text import to_text
from provcheck.report.recognising import holds_work, is_ours
from provcheck.report.sarif import Examined, SarifLog, to_sarif
from provcheck.report.table import failure_row, table_head, table_row
from provcheck.report.texts import silence, speak
from provcheck.report.versions import next_version
from provcheck.safe_text import safe_text
from provcheck.whole_file import write_whole

__all__ = [
    "FORMATS",
    "INDEX_MARK",
    "MAX_INDEX_LINE",
    "MAX_REPORT_BYTES",
    "SCHEMA",
    "SUFFIXES",
    "Examined",
    "IndexRow",
    "ParquetRows",
    "Publication",
    "SarifLog",
    "altered_exhibits",
    "calibration_said",
    "check_identity",
    "exhibit_file_name",
    "failed_index_row",
    "failure_row",
    "first_break",
    "fits_identity",
    "from_json",
    "holds_work",
    "identify",
    "index_line",
    "index_page",
    "index_row",
    "is_chained",
    "is_ours",
    "linked",
    "next_version",
    "parquet_to",
    "read_index_line",
    "read_report",
    "render_report",
    "require_parquet",
    "require_writable",
    "silence",
    "speak",
    "table_head",
    "table_row",
    "to_html",
    "to_json",
    "to_json_line",
    "to_markdown",
    "to_mediareview",
    "to_pdf",
    "to_plain",
    "to_sarif",
    "to_text",
    "web_link",
    "write_exhibits",
    "write_report",
]

FORMATS = (".html", ".pdf", ".json", ".md", ".txt", ".sarif")
"""The endings of file names that :func:`write_report` knows."""


def read_report(content: bytes, name: str) -> Report:
    """Read a report's JSON and hold it against its id.

    ``name`` names the file in errors. Raises ReportUnreadable and ReportAltered.
    """
    report = from_json(content, name)
    check_identity(report, name)
    return report


def render_report(report: Report, suffix: str, language: str | None = None) -> bytes:
    """The report as the bytes of a file with this ending, in a language (default: its own).

    Raises UnknownFormat, UnknownLanguage and PdfExtraMissing.
    """
    match suffix.lower():
        case ".html":
            return to_html(report, language).encode("utf-8")
        case ".json":
            return to_json(speak(report, language or report.language))
        case ".md":
            return to_markdown(report, language).encode("utf-8")
        case ".txt":
            return to_text(report, language).encode("utf-8")
        case ".sarif":
            examined = Examined(path=report.subject.name, report=report)
            return to_sarif([examined], language or report.language)
        case ".pdf":
            return to_pdf(report, language)
        case _:
            raise UnknownFormat(name=safe_text(suffix, limit=40), known=", ".join(FORMATS))


def require_writable(name: str) -> None:
    """Refuse a file name that no report can be written to, before anything is examined.

    Raises UnknownFormat and PdfExtraMissing.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in FORMATS:
        raise UnknownFormat(name=safe_text(name, limit=200), known=", ".join(FORMATS))
    if suffix == ".pdf":
        require_typesetter(safe_text(name, limit=200))


def write_report(
    report: Report, path: Path, language: str | None = None, *, new: bool = False
) -> None:
    """Write the report to ``path``, whole or not at all; the ending decides the form.

    ``new``: never in the place of a file. Raises UnknownFormat, UnknownLanguage, PdfExtraMissing,
    OutputError, OutputThere.
    """
    require_writable(path.name)
    write_whole(path, render_report(report, path.suffix, language), new=new)
