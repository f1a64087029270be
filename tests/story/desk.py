"""A small newsroom folder: an image, its report, and stories around them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from factories import bare_report, pokrovsk_report

from provcheck.model import Report
from provcheck.report import identify, write_report


@dataclass(frozen=True)
class Desk:
    """``folder/stories`` holds stories and images, ``folder/reports`` the reports."""

    folder: Path

    @classmethod
    def at(cls, folder: Path) -> Desk:
        """An empty desk."""
        (folder / "stories").mkdir()
        (folder / "reports").mkdir()
        return cls(folder)

    def image(self, name: str = "heap.jpg", content: bytes = b"checked bytes") -> Path:
        """An image file beside the stories. Nothing here looks at its pixels."""
        path = self.folder / "stories" / name
        path.write_bytes(content)
        return path

    def report(self, image: Path, name: str = "r1.json", full: bool = True) -> tuple[Path, Report]:
        """A saved report about that image."""
        report = pokrovsk_report(exhibits=()) if full else bare_report()
        digest = sha256(image.read_bytes()).hexdigest()
        subject = replace(report.subject, sha256=digest, name=image.name)
        report = identify(replace(report, subject=subject))
        path = self.folder / "reports" / name
        write_report(report, path)
        return path, report

    def story(self, name: str, content: str | bytes) -> Path:
        """A story file with exactly this content."""
        path = self.folder / "stories" / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path
