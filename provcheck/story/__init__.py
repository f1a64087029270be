"""Binding a report to the story that uses the image, and checking later that it still holds."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from provcheck.errors import (
    FileMissing,
    FileUnreadable,
    ImageForStory,
    InvalidValue,
    StoryError,
    StoryImageDiffers,
    StoryNotAttached,
    StoryRatingLost,
    StoryReportOlder,
    StoryUnreadable,
    StoryUnsupported,
)
from provcheck.messages import catalogue
from provcheck.model import Message, Report
from provcheck.safe_text import safe_text
from provcheck.story import markdown, newsml, ninjs, page
from provcheck.story.attachment import Attachment, sealed
from provcheck.story.kinds import Kind, Where, can_be_undone
from provcheck.story.places import file_sha256, is_web_address, local_file, relative_to_story
from provcheck.story.turns import in_turn
from provcheck.story.verifying import (
    Again,
    Nearness,
    ReadReport,
    Searched,
    StoryCheck,
    check_attachment,
    check_words,
    shown_files,
)
from provcheck.story.wordpress import payload
from provcheck.whole_file import write_whole

__all__ = [
    "Again",
    "AttachResult",
    "Attachment",
    "Nearness",
    "ReadReport",
    "Searched",
    "StoryCheck",
    "attach",
    "detach",
    "verify",
    "wordpress_payload",
]

_KINDS: dict[str, Kind] = {
    ".md": markdown,
    ".markdown": markdown,
    ".html": page,
    ".htm": page,
    ".json": ninjs,
    ".xml": newsml,
}

# A story is text written by people; a file larger than this is something else.
_MAX_STORY_BYTES = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachResult:
    """``changed``: the story was written. ``where``: what carries the attachment now."""

    changed: bool
    where: Where


def attach(
    story: Path,
    report_path: Path,
    report: Report,
    image: Path | None,
    language: str,
    *,
    methodology: str = "",
    linked_data: dict[str, Any] | None = None,
    replace: bool = False,
) -> AttachResult:
    """Bind the report in ``report_path`` to the story; ``image``: the story's image file, if known.

    The story keeps the report's path and digest, the checked image's digest and the short result.
    Attaching the same again changes nothing; a newer report of the same file or about the same
    image takes the place of the older. Everything else in the story stays byte for byte, and
    :func:`detach` brings it back. ``methodology``: web address of the page on how images are
    checked. ``linked_data``: a JSON-LD node that an HTML story shows to machines. ``replace``: also
    put an older report in the place of a newer one, and one without a rating in that of a rated.

    Raises StoryUnsupported, StoryUnreadable, StoryError (a path that cannot be written into the
    story), StoryImageDiffers (``image`` is not the checked one), StoryReportOlder, StoryRatingLost,
    UnknownLanguage, OutputError.
    """
    with in_turn(story):
        name = safe_text(story.name)
        kind, text = _read(story)
        catalogue(language)  # an unknown language is refused before anything is compared
        linked_data = linked_data if kind is page else None
        attachment = _attachment(
            story, report_path, report, image, language, methodology, linked_data
        )
        attached = kind.attachments(text, name)
        if not replace:
            _require_newer(attachment, report, attached, name)
        after, where = kind.with_attachment(
            text, attachment, name, lambda address: _is_checked(address, story, attachment)
        )
        if kind is page:
            replaces = {old.report_id for old in attached if attachment.replaces(old)}
            after = page.with_linked_data(after, attachment.report_id, linked_data, replaces)
        if not can_be_undone(kind, text, after, attachment, name):
            reason = "what would be attached could not be told apart from the rest of it"
            raise StoryUnreadable(name=name, reason=reason)
        _write(story, text, after)
        return AttachResult(changed=after != text, where=where)


def detach(story: Path, report: str | None = None) -> tuple[Attachment, ...]:
    """Take attachments out of a story and return them: all, or the one of ``report`` (path as the
    story has it, file name, or id). With the last one the story is byte for byte what it was.

    Raises StoryUnsupported, StoryUnreadable, StoryNotAttached, OutputError.
    """
    with in_turn(story):
        name = safe_text(story.name)
        kind, text = _read(story)
        attached = kind.attachments(text, name)
        gone = tuple(item for item in attached if report is None or _is_named(item, report, story))
        if not gone and report is not None:
            known = ", ".join(item.report for item in attached) or "-"
            raise StoryNotAttached(name=name, report=safe_text(report, limit=200), attached=known)
        if gone:
            _write(story, text, kind.without(text, name, lambda item: item in gone))
        return gone


def verify(
    story: Path, read_report: ReadReport, again: Again | None = None
) -> tuple[StoryCheck, ...]:
    """Check every attachment of a story: report file, its content, the image's bytes, and what the
    story says about the report.

    ``read_report`` reads a report's JSON and checks its identity; give
    ``provcheck.report.read_report``. ``again`` looks at images anew where bytes alone do not tell
    enough. A story without attachments gives one line that is not ok. Raises StoryUnsupported and
    StoryUnreadable. Never opens a network address.
    """
    name = safe_text(story.name)
    kind, text = _read(story)
    attached = kind.attachments(text, name)
    if not attached:
        nothing = Message(id="story.nothing-attached", params={"story": name})
        return (StoryCheck(ok=False, message=nothing),)
    shown = shown_files(kind.images(text), story)
    linked = page.linked_data(text) if kind is page else {}
    again = again or Again()
    lines = [
        line
        for item in attached
        for line in check_attachment(
            item, shown, linked.get(item.report_id, ()), story, read_report, again
        )
    ]
    as_written = kind.is_as_written(text, name)
    return (*lines, *check_words(attached, name, is_as_written=as_written))


def wordpress_payload(
    target: Path,
    report_path: Path,
    report: Report,
    image: Path | None,
    language: str,
    *,
    methodology: str = "",
) -> bytes:
    """What a user can send to WordPress about this report, for a file ``target``; nothing is sent.

    Raises as :func:`attach` does.
    """
    catalogue(language)
    return payload(_attachment(target, report_path, report, image, language, methodology), report)


def _attachment(
    story: Path,
    report_path: Path,
    report: Report,
    image: Path | None,
    language: str,
    methodology: str,
    linked_data: dict[str, Any] | None = None,
) -> Attachment:
    name = safe_text(story.name)
    if image is not None:
        _require_checked(image, report)
    if methodology and not is_web_address(methodology):
        reason = "expected a plain http or https address"
        raise InvalidValue(where="attach", key="methodology", reason=reason)
    return Attachment.of(
        report,
        path=relative_to_story(report_path, story),
        sha256=_report_digest(report_path, name),
        image=None if image is None else relative_to_story(image, story),
        language=language,
        methodology=methodology,
        linked_data="" if linked_data is None else sealed(linked_data),
    )


def _require_checked(image: Path, report: Report) -> None:
    shown, found = safe_text(image.name or str(image), limit=100), file_sha256(image)
    if found is None and not image.exists():
        raise FileMissing(name=shown)
    if found is None:
        raise FileUnreadable(
            name=shown, reason="no regular file, too large, or no right to read it"
        )
    if found != report.subject.sha256:
        raise StoryImageDiffers(name=shown)


def _require_newer(
    new: Attachment, report: Report, attached: tuple[Attachment, ...], name: str
) -> None:
    """Refuse to lose a newer report of the image, or the rating in it, without a word."""
    earlier = {report.report_id, *(step.report_id for step in report.history)}
    for old in attached:
        if old.image_sha256 != new.image_sha256 or old.report_id in earlier:
            continue
        params = {"name": name, "attached": old.report, "report": new.report}
        if new.is_older(old):
            raise StoryReportOlder(**params)
        if old.rating and not new.rating:
            raise StoryRatingLost(**params, rater=old.rater)


def _is_named(attachment: Attachment, report: str, story: Path) -> bool:
    if report in (attachment.report, attachment.report_id, attachment.report_sha256):
        return True
    try:
        return relative_to_story(Path(report), story) == attachment.report
    except StoryError:
        return False


def _read(story: Path) -> tuple[Kind, str]:
    """The story's kind, and its text with its line endings and byte order mark as they are."""
    name = safe_text(story.name)
    kind = _KINDS.get(story.suffix.lower())
    if story.exists() and not story.is_file():  # a pipe would be waited for without end
        raise StoryUnreadable(name=name, reason="not a regular file")
    try:
        with story.open("rb") as handle:
            content = handle.read(_MAX_STORY_BYTES + 1)
        if kind is None:
            raise _unsupported(name, content)
        if len(content) > _MAX_STORY_BYTES:
            raise StoryUnreadable(name=name, reason=f"larger than {_MAX_STORY_BYTES} bytes")
        return kind, content.decode("utf-8")
    except OSError as error:
        if kind is None:
            raise _unsupported(name, b"") from error
        raise StoryUnreadable(name=name, reason=error.strerror or "unreadable") from error
    except UnicodeDecodeError as error:
        raise StoryUnreadable(name=name, reason="not UTF-8 text") from error


def _unsupported(name: str, content: bytes) -> StoryUnsupported:
    from provcheck.image import is_image

    known = ", ".join(_KINDS)
    return (ImageForStory if is_image(content) else StoryUnsupported)(name=name, known=known)


def _report_digest(report_path: Path, name: str) -> str:
    found = file_sha256(report_path)
    if found is None:
        shown = safe_text(report_path.name, limit=100)
        raise StoryUnreadable(name=name, reason=f"the report {shown} cannot be read")
    return found


def _is_checked(address: str, story: Path, attachment: Attachment) -> bool:
    file = local_file(address, story)
    return file is not None and file_sha256(file) == attachment.image_sha256


def _write(story: Path, before: str, after: str) -> None:
    if after == before:
        return
    if _read(story)[1] != before:  # an editor saved it meanwhile
        reason = "it was changed by somebody else just now; run this again"
        raise StoryUnreadable(name=safe_text(story.name), reason=reason)
    write_whole(story, after.encode("utf-8"))
