"""What a story keeps about a report that is attached to it."""

from dataclasses import asdict, dataclass
from typing import get_args

from provcheck.errors import StoryUnreadable
from provcheck.messages import languages
from provcheck.model import FlagName, Report, Status
from provcheck.safe_text import safe_text
from provcheck.story.places import is_relative, is_web_address

# The longest text kept in a story for one field.
_LIMIT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A report bound to a story. All fields are text, as they stand in the story.

    ``report``: path of the report file, ``image``: path of the image file ("" if not given),
    both relative to the story's folder, with ``/``. ``report_sha256``: of the report file's
    bytes. ``image_sha256``: of the checked image. ``flags``: words with a space between.
    ``checked``: when, as ISO text. ``name``: the image's file name when it was checked.
    ``methodology``: web address of the newsroom's page on how it checks images, or "".
    """

    report: str
    report_id: str
    report_sha256: str
    image_sha256: str
    image: str
    name: str
    status: str
    flags: str
    checked: str
    language: str
    methodology: str = ""

    @classmethod
    def of(
        cls,
        report: Report,
        *,
        path: str,
        sha256: str,
        image: str | None,
        language: str,
        methodology: str = "",
    ) -> "Attachment":
        """The attachment of a report whose file lies at ``path`` and has this digest."""
        return cls(
            report=path,
            report_id=safe_text(report.report_id, limit=_LIMIT),
            report_sha256=sha256,
            image_sha256=safe_text(report.subject.sha256, limit=_LIMIT),
            image=image or "",
            name=safe_text(report.subject.name, limit=_LIMIT),
            status=report.conclusion.status,
            flags=" ".join(flag.flag for flag in report.conclusion.flags),
            checked=safe_text(report.created_at, limit=_LIMIT),
            language=language,
            methodology=methodology,
        )

    def fields(self) -> dict[str, str]:
        """What is written into a story: every field, the methodology only where there is one."""
        return {key: value for key, value in asdict(self).items() if value or key != "methodology"}

    def replaces(self, other: "Attachment") -> bool:
        """True for a newer report of the same file or about the same image."""
        return self.report == other.report or self.image_sha256 == other.image_sha256


def from_story(fields: dict[str, str], story: str) -> Attachment:
    """Read an attachment back. ``story`` names the file in errors.

    A story is edited by many hands: every field is made safe, words must be from their closed
    lists and paths relative. Raises StoryUnreadable.
    """
    known = tuple(Attachment.__dataclass_fields__)
    fields = {"methodology": "", **fields}
    missing = [key for key in known if key not in fields]
    if missing:
        raise _unreadable(story, f"the attachment lacks {missing[0]}")
    attachment = Attachment(**{key: safe_text(fields[key], limit=_LIMIT) for key in known})
    if attachment.status not in get_args(Status):
        raise _unreadable(story, f"unknown status {attachment.status}")
    unknown = set(attachment.flags.split()) - set(get_args(FlagName))
    if unknown:
        raise _unreadable(story, f"unknown flag {min(unknown)}")
    if attachment.language not in languages():
        raise _unreadable(story, f"unknown language {attachment.language}")
    for path in (attachment.report, attachment.image or "none"):
        if not is_relative(path):
            raise _unreadable(story, f"not a path relative to the story: {path}")
    if attachment.methodology and not is_web_address(attachment.methodology):
        raise _unreadable(story, f"not a web address: {attachment.methodology}")
    return attachment


def _unreadable(story: str, reason: str) -> StoryUnreadable:
    return StoryUnreadable(name=story, reason=safe_text(reason, limit=200))
