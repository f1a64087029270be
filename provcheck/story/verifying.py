"""Does what a story says about its reports and images still hold?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from provcheck.errors import ReportError
from provcheck.model import Message, Param, Report
from provcheck.story.attachment import Attachment, sealed
from provcheck.story.places import file_sha256, local_file
from provcheck.version import __version__

ReadReport = Callable[[bytes, str], Report]
"""Reads a report's JSON and holds it against its id (``provcheck.report.read_report``)."""

Shown = dict[Path, str | None]
"""The image files that a story shows, with their digests; None for one that cannot be read."""

# Of a story's many images only so many are looked at to say which is nearest to the checked one.
_MOST_COMPARED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    """How far an image is from the one a report is about: ``distance`` of ``bits`` bits of their
    fingerprints differ. ``alike``: so few that it looks like a copy that was saved again."""

    distance: int
    bits: int
    alike: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What a search of a reference set found that a report does not know: names of references.
    ``count``: references in the set."""

    new: tuple[str, ...]
    set_name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """Ways to look at an image file or a report again; None where that is not wanted.

    ``nearness`` gives None for a file that cannot be opened or a report that cannot be compared.
    ``linked_data``: the JSON-LD that this provcheck writes about a report, in a language.
    """

    nearness: Callable[[Path, Report], Nearness | None] | None = None
    search: Callable[[Path, Report], Searched] | None = None
    linked_data: Callable[[Report, str], dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCheck:
    """One line of the answer; ``ok`` is None for what could not be compared. ``report``: the
    report's path as the story has it, or ""."""

    ok: bool | None
    message: Message
    report: str = ""


def check_attachment(
    attachment: Attachment,
    shown: Shown,
    linked: Sequence[Any],
    story: Path,
    read_report: ReadReport,
    again: Again,
) -> tuple[StoryCheck, ...]:
    """Every failure as a line of its own; a single good line when there is none. A search adds a
    line, whatever it finds. ``linked``: the JSON-LD that the story carries about the report."""
    report, failures = _report(attachment, story, read_report)
    near = again.nearness if report is not None else None
    failures += [*_named_failures(attachment, story, report, near)]
    failures += [*_shown_failures(attachment, shown, report, near)]
    failures += [*_linked_failures(attachment, linked, report, again)]
    if not failures and not attachment.is_sealed():
        failures.append(Message(id="story.fields-changed", params={"report": attachment.report}))
    lines = [
        StoryCheck(ok=False, message=message, report=attachment.report) for message in failures
    ]
    if not failures:
        name = attachment.image or attachment.name
        holds = Message(id="story.holds", params={"report": attachment.report, "image": name})
        lines.append(StoryCheck(ok=True, message=holds, report=attachment.report))
    checked = _checked_file(attachment, shown, story)
    if again.search is not None and checked is not None:
        lines.append(_search(attachment, checked, report, again.search))
    return tuple(lines)


def _report(
    attachment: Attachment, story: Path, read_report: ReadReport
) -> tuple[Report | None, list[Message]]:
    """The report, where its file is JSON that can be read, and what is wrong with the file."""
    path = story.parent / attachment.report
    params = {"report": attachment.report}
    found = file_sha256(path)
    if found is None:
        return None, [Message(id="story.report-missing", params=params)]
    failures: list[Message] = []
    if found != attachment.report_sha256:
        failures.append(Message(id="story.report-changed", params=params))
    if path.suffix.lower() != ".json":
        return None, failures
    report, others = _content(attachment, path, read_report)
    return report, failures + others


def _content(
    attachment: Attachment, path: Path, read_report: ReadReport
) -> tuple[Report | None, list[Message]]:
    params = {"report": attachment.report}
    try:
        report = read_report(path.read_bytes(), attachment.report)
    except ReportError as error:
        if error.code == "report-altered":
            return None, [Message(id="story.report-altered", params=params)]
        params["reason"] = str(error)
        return None, [Message(id="story.report-unreadable", params=params)]
    except OSError:
        return None, [Message(id="story.report-missing", params=params)]
    failures = []
    if report.report_id != attachment.report_id:
        failures.append(Message(id="story.report-other", params=params))
    else:
        failures += [
            Message(id="story.field-differs", params={**params, "field": key})
            for key in attachment.differing(report)
        ]
    if report.subject.sha256 != attachment.image_sha256:
        failures.append(Message(id="story.digest-other", params=params))
    return report, failures


def check_words(
    attached: Sequence[Attachment], story: str, *, is_as_written: bool
) -> tuple[StoryCheck, ...]:
    """A line where what the story shows and carries is not what this provcheck writes. Where
    another version wrote it, that may be the reason, so nothing is said to have been changed."""
    if is_as_written:
        return ()
    others = sorted({item.version or "?" for item in attached} - {__version__})
    if not others:
        changed = Message(id="story.words-changed", params={"story": story})
        return (StoryCheck(ok=False, message=changed),)
    params = {"story": story, "others": ", ".join(others), "version": __version__}
    return (StoryCheck(ok=None, message=Message(id="story.words-other-version", params=params)),)


def _linked_failures(
    attachment: Attachment, linked: Sequence[Any], report: Report | None, again: Again
) -> list[Message]:
    """JSON-LD must be what was attached, and what this provcheck writes where it wrote it."""
    digests = [attachment.linked_data] if attachment.linked_data else []
    same = [sealed(node) for node in linked] == digests
    if not attachment.version:  # it was written before digests of JSON-LD were kept
        same = len(linked) < 2
    if same and linked and report and again.linked_data and attachment.version == __version__:
        same = linked[0] == again.linked_data(report, attachment.language)
    params: dict[str, Param] = {"report": attachment.report}
    return [] if same else [Message(id="story.linked-data-changed", params=params)]


_Near = Callable[[Path, Report], Nearness | None] | None


def _named_failures(
    attachment: Attachment, story: Path, report: Report | None, near: _Near
) -> list[Message]:
    """The image named when attaching must have the checked bytes."""
    if not attachment.image:
        return []
    path = story.parent / attachment.image
    found = file_sha256(path)
    if found is None:
        return [Message(id="story.image-missing", params={"image": attachment.image})]
    if found == attachment.image_sha256:
        return []
    seen = near(path, report) if near and report else None
    if seen is None:
        return [Message(id="story.image-differs", params={"image": attachment.image})]
    name = "story.image-saved-again" if seen.alike else "story.image-other"
    return [Message(id=name, params=_measured(attachment.image, seen))]


def _shown_failures(
    attachment: Attachment, shown: Shown, report: Report | None, near: _Near
) -> list[Message]:
    """One of the local images that the story shows, if it shows any, must be the checked one."""
    name = attachment.image or attachment.name
    if attachment.image_sha256 in shown.values():
        return []
    if not shown:
        missing = Message(id="story.no-local-image", params={"image": name})
        return [] if attachment.image else [missing]
    compared = [
        (seen.distance, file.name, seen)
        for file in islice(shown, _MOST_COMPARED)
        if near and report and (seen := near(file, report)) is not None
    ]
    if not compared:
        return [Message(id="story.image-not-shown", params={"image": name})]
    _, nearest, seen = min(compared, key=lambda one: one[:2])
    key = "story.shown-saved-again" if seen.alike else "story.shown-other"
    return [Message(id=key, params={**_measured(name, seen), "nearest": nearest})]


def _measured(image: str, seen: Nearness) -> dict[str, Param]:
    return {"image": image, "distance": seen.distance, "bits": seen.bits}


def shown_files(images: tuple[str, ...], story: Path) -> Shown:
    """The local files behind the story's images, each once, in order."""
    found = [file for file in (local_file(address, story) for address in images) if file]
    return {file: file_sha256(file) for file in dict.fromkeys(found)}


def _checked_file(attachment: Attachment, shown: Shown, story: Path) -> Path | None:
    """A file with the checked bytes: the one named when attaching, or one that the story shows."""
    named = story.parent / attachment.image
    if attachment.image and file_sha256(named) == attachment.image_sha256:
        return named
    return next((file for file in shown if shown[file] == attachment.image_sha256), None)


def _search(
    attachment: Attachment,
    file: Path,
    report: Report | None,
    search: Callable[[Path, Report], Searched],
) -> StoryCheck:
    params: dict[str, Param] = {"report": attachment.report}
    if report is None:
        message = Message(id="story.not-searched", params=params)
        return StoryCheck(ok=True, message=message, report=attachment.report)
    found = search(file, report)
    if found.new:
        params |= {"count": len(found.new), "name": found.new[0]}
        message = Message(id="story.new-matches", params=params)
        return StoryCheck(ok=False, message=message, report=attachment.report)
    params |= {"set": found.set_name, "count": found.count}
    message = Message(id="story.no-new-matches", params=params)
    return StoryCheck(ok=True, message=message, report=attachment.report)
