"""Does what a story says about its reports and images still hold?"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from provcheck.errors import ReportError
from provcheck.model import Message, Report
from provcheck.story.attachment import Attachment
from provcheck.story.places import file_sha256, local_file

ReadReport = Callable[[bytes, str], Report]
"""Reads a report's JSON and holds it against its id (``provcheck.report.read_report``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCheck:
    """One line of the answer. ``report``: the report's path as the story has it, or ""."""

    ok: bool
    message: Message
    report: str = ""


def check_attachment(
    attachment: Attachment, images: tuple[str, ...], story: Path, read_report: ReadReport
) -> tuple[StoryCheck, ...]:
    """Every failure as a line of its own; a single good line when there is none."""
    failures = (
        *_report_failures(attachment, story, read_report),
        *_image_failures(attachment, images, story),
    )
    if failures:
        return tuple(
            StoryCheck(ok=False, message=message, report=attachment.report) for message in failures
        )
    name = attachment.image or attachment.name
    holds = Message(id="story.holds", params={"report": attachment.report, "image": name})
    return (StoryCheck(ok=True, message=holds, report=attachment.report),)


def _report_failures(
    attachment: Attachment, story: Path, read_report: ReadReport
) -> tuple[Message, ...]:
    path = story.parent / attachment.report
    params = {"report": attachment.report}
    found = file_sha256(path)
    if found is None:
        return (Message(id="story.report-missing", params=params),)
    failures: list[Message] = []
    if found != attachment.report_sha256:
        failures.append(Message(id="story.report-changed", params=params))
    if path.suffix.lower() == ".json":
        failures += _content_failures(attachment, path, read_report)
    return tuple(failures)


def _content_failures(attachment: Attachment, path: Path, read_report: ReadReport) -> list[Message]:
    params = {"report": attachment.report}
    try:
        report = read_report(path.read_bytes(), attachment.report)
    except ReportError as error:
        if error.code == "report-altered":
            return [Message(id="story.report-altered", params=params)]
        return [Message(id="story.report-unreadable", params={**params, "reason": str(error)})]
    except OSError:
        return [Message(id="story.report-missing", params=params)]
    failures = []
    if report.report_id != attachment.report_id:
        failures.append(Message(id="story.report-other", params=params))
    if report.subject.sha256 != attachment.image_sha256:
        failures.append(Message(id="story.digest-other", params=params))
    return failures


def _image_failures(
    attachment: Attachment, images: tuple[str, ...], story: Path
) -> tuple[Message, ...]:
    """The image named when attaching must have the checked bytes, and so must one of the local
    images that the story shows, if it shows any."""
    failures: list[Message] = []
    if attachment.image:
        params = {"image": attachment.image}
        found = file_sha256(story.parent / attachment.image)
        if found is None:
            failures.append(Message(id="story.image-missing", params=params))
        elif found != attachment.image_sha256:
            failures.append(Message(id="story.image-differs", params=params))
    files = [file for file in (local_file(address, story) for address in images) if file]
    shown = any(file_sha256(file) == attachment.image_sha256 for file in files)
    if not shown and (files or not attachment.image):
        name = "story.image-not-shown" if files else "story.no-local-image"
        failures.append(Message(id=name, params={"image": attachment.image or attachment.name}))
    return tuple(failures)
