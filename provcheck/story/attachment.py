"""What a story keeps about a report that is attached to it."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from hashlib import sha256 as digest_of
from typing import get_args

from provcheck.errors import StoryUnreadable
from provcheck.messages import languages
from provcheck.model import FlagName, Report, Status
from provcheck.safe_text import safe_text
from provcheck.story.places import is_relative, is_web_address
from provcheck.version import __version__

# The longest text kept in a story for one field.
_LIMIT = 500
# Fields that are only written where they have something to say.
_OPTIONAL = frozenset(
    {"methodology", "steps", "rating", "scale", "rater", "linked_data", "version", "seal"}
)
# Fields that say what the report says. Paths, digests and ids have sentences of their own.
_FROM_REPORT = ("name", "status", "flags", "checked", "steps", "rating", "scale", "rater")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A report bound to a story. All fields are text, as they stand in the story.

    ``report``: path of the report file, ``image``: path of the image file ("" if not given),
    both relative to the story's folder, with ``/``. ``report_sha256``: of the report file's
    bytes. ``image_sha256``: of the checked image. ``flags``: words with a space between.
    ``checked``: when, as ISO text. ``name``: the image's file name when it was checked.
    ``methodology``: web address of the newsroom's page on how it checks images, or "".
    ``steps``: how many steps the report's history has, "" for none.
    ``rating``, ``scale``, ``rater``: as a person rated, "" while nobody has. ``linked_data``:
    digest of the JSON-LD written beside it, or "". ``version``: of the provcheck that wrote it.
    ``seal``: a digest over the other fields, so that a slip in one of them shows. Whoever means
    to can make it anew: what the report says is therefore held against the report as well.
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
    # Before a field that is never left out: a record that was cut off has no field missing unseen.
    version: str = ""
    seal: str = ""
    language: str
    methodology: str = ""
    steps: str = ""
    rating: str = ""
    scale: str = ""
    rater: str = ""
    linked_data: str = ""

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
        linked_data: str = "",
    ) -> "Attachment":
        """The attachment of a report whose file lies at ``path`` and has this digest."""
        rated = report.assessment
        made = cls(
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
            steps=str(len(report.history) or ""),
            rating=safe_text(rated.rating, limit=_LIMIT) if rated else "",
            scale=safe_text(rated.scale, limit=_LIMIT) if rated else "",
            rater=safe_text(rated.rater, limit=_LIMIT) if rated else "",
            linked_data=linked_data,
            version=__version__,
        )
        return replace(made, seal=made._seal())

    def fields(self) -> dict[str, str]:
        """What is written into a story: every field, optional ones only where they are filled."""
        return {key: value for key, value in asdict(self).items() if value or key not in _OPTIONAL}

    def is_sealed(self) -> bool:
        """True when every field is as it was written; also for what was written before seals."""
        return self.seal == self._seal() if self.version or self.seal else True

    def differing(self, report: Report) -> Iterator[str]:
        """The fields that say something else than the report."""
        expected = Attachment.of(
            report, path=self.report, sha256="", image=self.image, language=self.language
        )
        for key in _FROM_REPORT:
            if getattr(self, key) != getattr(expected, key) and not self._lacks(key):
                yield key

    def replaces(self, other: "Attachment") -> bool:
        """True for a report of the same file or about the same image."""
        return self.report == other.report or self.image_sha256 == other.image_sha256

    def is_older(self, other: "Attachment") -> bool:
        """True for an earlier check than another one, or an earlier version of its report."""
        return self._age() < other._age()

    def _age(self) -> tuple[str, int]:
        steps = self.steps if self.steps.isascii() and self.steps.isdigit() else "0"
        return self.checked, int(steps[:9])

    def _lacks(self, key: str) -> bool:
        """True for a field that the provcheck which wrote this did not know."""
        return not self.version and key in _OPTIONAL

    def _seal(self) -> str:
        return sealed({**self.fields(), "seal": ""})


def sealed(content: object) -> str:
    """SHA-256 over JSON content, whatever its layout."""
    written = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return digest_of(written.encode("ascii")).hexdigest()


def from_story(fields: dict[str, str], story: str) -> Attachment:
    """Read an attachment back. ``story`` names the file in errors.

    A story is edited by many hands: every field is made safe, words must be from their closed
    lists and paths relative. Raises StoryUnreadable.
    """
    known = tuple(Attachment.__dataclass_fields__)
    fields = {**dict.fromkeys(_OPTIONAL, ""), **fields}
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
