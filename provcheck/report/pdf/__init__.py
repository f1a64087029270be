"""The report as a PDF: paged, tagged for screen readers, and the same bytes for the same report."""

from provcheck.report.pdf.typesetting import require_typesetter, to_pdf

__all__ = ["require_typesetter", "to_pdf"]
