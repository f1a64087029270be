"""The one place that calls typst: values and pictures in, the bytes of a PDF out.

Texts reach the template as values of a JSON file, pictures as files; both lie in a private folder
that is the root of all that the template can read. No font of the system is used and nothing is
loaded: the same report gives the same bytes on every machine with the same typst.
"""

from __future__ import annotations

import atexit
import json
import tempfile
from contextlib import ExitStack
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from provcheck.errors import PdfExtraMissing
from provcheck.model import Report, TypedDate
from provcheck.report.pdf.content import content
from provcheck.report.pdf.figures import Pictures
from provcheck.report.pdf.glyphs import Glyphs, families
from provcheck.report.plain import harmless
from provcheck.report.texts import speak
from provcheck.report.wording import Wording

if TYPE_CHECKING:
    import typst

# PDF/A-2a for archives, PDF/UA-1 for screen readers; typst refuses to write what breaks them.
_STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
_NAME = "report.pdf"
# Millimetres from the top edge, of 297: the head of the page and some lines.
_NEARLY_EMPTY = 110.0
# How much closer the template can set, in steps that nobody sees on one page.
_STEPS = 3


class _World(TypedDict):
    root: Path
    font_paths: typst.Fonts
    ignore_system_fonts: bool
    sys_inputs: dict[str, str]
    package_path: Path
    package_cache_path: Path


def to_pdf(report: Report, language: str | None = None) -> bytes:
    """The report as a PDF in ``language`` (default: the report's own).

    All sentences are made anew from their messages. Raises UnknownLanguage, PdfExtraMissing.
    """
    require_typesetter(_NAME)
    spoken = speak(report, language or report.language)
    pictures = Pictures()
    glyphs = Glyphs()
    values = glyphs.showable(harmless(content(spoken, pictures)))
    values["families"] = families()
    values["missing"] = ""
    if glyphs.missing:
        count = len(glyphs.missing)
        values["missing"] = Wording.of(spoken.language).label("missing-glyphs", count=count)
    return _set(values, pictures.files, _seconds(report.created_at))


def require_typesetter(name: str) -> None:
    """Raise PdfExtraMissing, naming the file ``name``, where typst is not installed."""
    try:
        import typst  # noqa: F401
    except ImportError as error:
        raise PdfExtraMissing(name=name) from error


def _seconds(created_at: str) -> int:
    """The report's own time for the PDF's dates; 1970 where it is no time."""
    try:
        date = TypedDate.parse(created_at, type="embedded", source="")
    except ValueError:
        return 0
    return int(date.span()[0].timestamp())


def _set(values: dict[str, Any], files: dict[str, bytes], seconds: int) -> bytes:
    """Set the pages; a picture that typst cannot decode is left out, and its place says so."""
    import typst

    with tempfile.TemporaryDirectory(prefix="provcheck-pdf-") as name:
        folder = Path(name)
        for file, content in {**_templates(), **files}.items():
            (folder / file).write_bytes(content)
        try:
            return _compile(values, folder, sorted(files), seconds)
        except typst.TypstError:
            readable = [file for file in sorted(files) if _decodes(file, folder)]
            if len(readable) == len(files):
                raise
            return _compile(values, folder, readable, seconds)


def _compile(values: dict[str, Any], folder: Path, pictures: list[str], seconds: int) -> bytes:
    text = json.dumps({**values, "pictures": pictures}, ensure_ascii=False)
    (folder / "report.json").write_text(text, "utf-8")
    document = folder / "report.typ"
    # First of all, for only this says of a picture that it cannot be decoded.
    written = _pdf(document, _STANDARDS, seconds)
    closer = _closeness(document)
    return _pdf(document, _STANDARDS, seconds, closer) if closer else written


def _closeness(document: Path) -> int:
    """By how many steps all is set closer: the fewest that leave no nearly empty last page.

    Where none does, those that need the fewest pages.
    """
    ends = []
    for closer in range(_STEPS + 1):
        pages, down = _end_of(document, closer)
        if pages == 1 or down >= _NEARLY_EMPTY:
            return closer
        ends.append((pages, closer))
    return min(ends)[1]


def _end_of(document: Path, closer: int) -> tuple[int, float]:
    """The last page's number, and how far down it is filled, in millimetres."""
    import typst

    found = typst.query(document, "<end>", field="value", one=True, **_world(document, closer))
    end = json.loads(found)
    return int(end["page"]), float(end["down"])


def _decodes(picture: str, folder: Path) -> bool:
    import typst

    alone = folder / "alone.typ"
    alone.write_text(f'#image("{picture}")', "utf-8")
    try:
        _pdf(alone, [], 0)
    except typst.TypstError:
        return False
    return True


def _pdf(
    document: Path, standards: list[typst.PDFStandard], seconds: int, closer: int = 0
) -> bytes:
    import typst

    world = _world(document, closer)
    return typst.compile(document, pdf_standards=standards, timestamp=seconds, **world)


def _world(document: Path, closer: int) -> _World:
    """What a document may read: nothing beyond its own folder.

    Packages would come from the network. No template imports one, and in the folder is none.
    """
    return {
        "root": document.parent,
        "font_paths": _fonts(),
        "ignore_system_fonts": True,
        "sys_inputs": {"closer": str(closer)},
        "package_path": document.parent,
        "package_cache_path": document.parent,
    }


@cache
def _templates() -> dict[str, bytes]:
    """The templates by file name; ``report.typ`` is the document."""
    folder = resources.files("provcheck.report").joinpath("templates", "pdf")
    return {each.name: each.read_bytes() for each in folder.iterdir()}


@cache
def _fonts() -> typst.Fonts:
    import typst

    stack = ExitStack()
    atexit.register(stack.close)  # an unpacked copy, where the package is an archive
    folder = resources.files("provcheck.report").joinpath("fonts")
    path = stack.enter_context(resources.as_file(folder))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[path])
