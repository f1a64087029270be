"""Binding a report to the story that uses the image, and checking later that it still holds."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from provcheck.errors import StoryImageDiffers, StoryUnreadable, StoryUnsupported
from provcheck.messages import catalogue
from provcheck.model import Message, Report
from provcheck.safe_text import safe_text
from provcheck.story import markdown, page
from provcheck.story.attachment import Attachment
from provcheck.story.places import file_sha256, local_file, relative_to_story
from provcheck.story.verifying import ReadReport, StoryCheck, check_attachment
from provcheck.whole_file import write_whole

__all__ = ["AttachResult", "Attachment", "ReadReport", "StoryCheck", "attach", "verify"]

_MARKDOWN = (".md", ".markdown")
_HTML = (".html", ".htm")

# A story is text written by people; a file larger than this is something else.
_MAX_STORY_BYTES = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachResult:
    """``changed``: the story was written. ``where``: what carries the attachment now."""

    changed: bool
    where: Literal["front-matter", "figure", "box"]


def attach(
    story: Path, report_path: Path, report: Report, image: Path | None, language: str
) -> AttachResult:
    """Bind the report in ``report_path`` to the story; ``image``: the story's image file, if known.

    The story keeps the report's path and digest, the checked image's digest and the short result.
    Attaching the same again changes nothing; a newer report of the same file or about the same
    image takes the place of the older. Everything else in the story stays byte for byte.

    Raises StoryUnsupported, StoryUnreadable, StoryError (a path that cannot be written into the
    story), StoryImageDiffers (``image`` is not the checked one), UnknownLanguage, OutputError.
    """
    name = safe_text(story.name)
    text = _read(story)
    catalogue(language)  # an unknown language is refused before anything is compared
    if image is not None and file_sha256(image) != report.subject.sha256:
        shown = safe_text(image.name, limit=100)
        reason = f"{shown} is not the image that was checked (or cannot be read)"
        raise StoryImageDiffers(name=name, reason=reason)
    attachment = Attachment.of(
        report,
        path=relative_to_story(report_path, story),
        sha256=_report_digest(report_path, name),
        image=None if image is None else relative_to_story(image, story),
        language=language,
    )
    if story.suffix.lower() in _MARKDOWN:
        changed = markdown.with_attachment(text, attachment, name)
        return _finish(story, text, changed, "front-matter")
    changed, on_figure = page.with_attachment(
        text, attachment, name, lambda address: _is_checked(address, story, attachment)
    )
    return _finish(story, text, changed, "figure" if on_figure else "box")


def verify(story: Path, read_report: ReadReport) -> tuple[StoryCheck, ...]:
    """Check every attachment of a story: report file, its content, and the image's bytes.

    ``read_report`` reads a report's JSON and checks its identity; give
    ``provcheck.report.read_report``. A story without attachments gives one line that is not ok.
    Raises StoryUnsupported and StoryUnreadable. Never opens a network address.
    """
    name = safe_text(story.name)
    text = _read(story)
    kind = markdown if story.suffix.lower() in _MARKDOWN else page
    attached = kind.attachments(text, name)
    images = markdown.images(text) if kind is markdown else page.image_addresses(text)
    if not attached:
        nothing = Message(id="story.nothing-attached", params={"story": name})
        return (StoryCheck(ok=False, message=nothing),)
    return tuple(
        line
        for attachment in attached
        for line in check_attachment(attachment, images, story, read_report)
    )


def _read(story: Path) -> str:
    """The story's text with its line endings and byte order mark as they are."""
    name = safe_text(story.name)
    if story.suffix.lower() not in (*_MARKDOWN, *_HTML):
        raise StoryUnsupported(name=name, known=", ".join((*_MARKDOWN, *_HTML)))
    if story.exists() and not story.is_file():  # a pipe would be waited for without end
        raise StoryUnreadable(name=name, reason="not a regular file")
    try:
        with story.open("rb") as handle:
            content = handle.read(_MAX_STORY_BYTES + 1)
        if len(content) > _MAX_STORY_BYTES:
            raise StoryUnreadable(name=name, reason=f"larger than {_MAX_STORY_BYTES} bytes")
        return content.decode("utf-8")
    except OSError as error:
        raise StoryUnreadable(name=name, reason=error.strerror or "unreadable") from error
    except UnicodeDecodeError as error:
        raise StoryUnreadable(name=name, reason="not UTF-8 text") from error


def _report_digest(report_path: Path, name: str) -> str:
    found = file_sha256(report_path)
    if found is None:
        shown = safe_text(report_path.name, limit=100)
        raise StoryUnreadable(name=name, reason=f"the report {shown} cannot be read")
    return found


def _is_checked(address: str, story: Path, attachment: Attachment) -> bool:
    file = local_file(address, story)
    return file is not None and file_sha256(file) == attachment.image_sha256


def _finish(
    story: Path, before: str, after: str, where: Literal["front-matter", "figure", "box"]
) -> AttachResult:
    if after != before:
        write_whole(story, after.encode("utf-8"))
    return AttachResult(changed=after != before, where=where)
