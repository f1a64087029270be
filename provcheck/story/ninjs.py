"""IPTC ninjs stories (versions 2 and 3): two items in ``associations`` for each report.

ninjs knows no property for a check and its schemas refuse unknown ones. So the attachment is
carried by what they allow: an associated text (the report) with one ``altIds`` entry for each
field, and an associated picture (the checked image) with its digest. Version 2 writes its names
in small letters and knows no ``rel``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from provcheck.errors import ReportForStory, StoryNotNinjs, StoryUnreadable
from provcheck.safe_text import safe_text
from provcheck.story import page
from provcheck.story.attachment import Attachment, from_story, sealed
from provcheck.story.box import address, box
from provcheck.story.json_edit import add, cut
from provcheck.story.json_spans import load, members, root
from provcheck.story.kinds import Where
from provcheck.story.places import media_type

_KEY: Literal["associations"] = "associations"
_REPORT, _IMAGE = "urn:provcheck:report:sha256:", "urn:provcheck:image:sha256:"
_ROLE = "provcheck:"
# Role of the entry that tells that the key ``associations`` itself was written with the items.
_CREATED = "provcheck:created"
_POLICY = "http://cv.iptc.org/newscodes/trustindicator/factCheckingPolicy"

# Properties of version 3 whose names version 2 writes in small letters: each tells them apart.
_CAMEL = {
    *("representationType", "firstCreated", "versionCreated", "contentCreated", "embargoedUntil"),
    *("pubStatus", "copyrightHolder", "copyrightNotice", "usageTerms", "edNote", "infoSources"),
    *("altIds", "trustIndicators", "rightsInfo", "digitalSourceType", "eventDetails"),
    *("plannedCoverage",),
}
_SMALL = {name.lower() for name in _CAMEL}
# Properties that both have, beside ``uri``; one of them makes a JSON object look like ninjs.
_BOTH = {"type", "headlines", "bodies", "descriptions", "renditions", "associations"}
_TYPES = {
    *("text", "audio", "video", "picture", "graphic", "composite", "component"),
    *("event", "planning"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dialect:
    """How a version of ninjs spells what is written."""

    alt_ids: str = "altIds"
    content_type: str = "contentType"
    ed_note: str = "edNote"
    trust: str = "trustIndicators"
    has_rel: bool = True


_V3 = _Dialect()
_V3_0 = _Dialect(has_rel=False)
_V2 = _Dialect(
    alt_ids="altids",
    content_type="contenttype",
    ed_note="ednote",
    trust="trustindicators",
    has_rel=False,
)


def attachments(text: str, story: str) -> tuple[Attachment, ...]:
    """The attachments among the story's associations. Raises StoryUnreadable, StoryNotNinjs."""
    item, dialect = _read(text, story)
    return tuple(
        from_story(_fields(entry, dialect), story)
        for entry in _associations(item)
        if _is(entry, _REPORT)
    )


def images(text: str) -> tuple[str, ...]:
    """The addresses of renditions, of the item's and its associations', and of the pictures in
    its bodies."""
    item = load(text)
    found: list[str] = []
    others = [entry for entry in _associations(item) if not _is_ours(entry)]
    for entry in (item, *others):
        found += [str(one["href"]) for one in _objects(entry, "renditions") if "href" in one]
        for body in _objects(entry, "bodies"):
            found += page.images(str(body.get("value", "")))
    return tuple(found)


def with_attachment(
    text: str, attachment: Attachment, story: str, is_checked: Callable[[str], bool]
) -> tuple[str, Where]:
    """The story with this attachment. Raises StoryUnreadable, StoryNotNinjs."""
    old = attachments(text, story)
    kept = [item for item in old if not attachment.replaces(item)]
    records = sorted([*kept, attachment], key=lambda item: item.report)
    return (text if records == list(old) else _rewritten(text, records, story)), _KEY


def without(text: str, story: str, goes: Callable[[Attachment], bool]) -> str:
    """The story without the attachments that go. Raises StoryUnreadable, StoryNotNinjs."""
    return _rewritten(text, [item for item in attachments(text, story) if not goes(item)], story)


def is_as_written(text: str, story: str) -> bool:
    """True when our items are what is written for the attachments; white space between the parts
    of JSON is not looked at. Raises StoryUnreadable, StoryNotNinjs."""
    item, dialect = _read(text, story)
    there = [entry for entry in _associations(item) if _is_ours(entry)]
    created = _is_created(there, dialect)
    expected = [
        entry
        for record in attachments(text, story)
        for entry in _entries(record, dialect, created=created)
    ]
    return sorted(map(sealed, there)) == sorted(map(sealed, expected))


def _rewritten(text: str, records: list[Attachment], story: str) -> str:
    item, dialect = _read(text, story)
    entries = _associations(item)
    ours = [place for place, entry in enumerate(entries) if _is_ours(entry)]
    if ours:
        text = cut(text, _KEY, ours, with_key=_is_created(entries, dialect))
    if not records:
        return text
    exists = any(member.key == _KEY for member in members(text, root(text)))
    new = [entry for record in records for entry in _entries(record, dialect, created=not exists)]
    return add(text, _KEY, new)


def _read(text: str, story: str) -> tuple[dict[str, Any], _Dialect]:
    try:
        item = load(text)
    except ValueError as error:
        raise StoryUnreadable(name=story, reason=safe_text(str(error), limit=200)) from error
    dialect = _dialect(item) if isinstance(item, dict) else None
    if dialect is None:
        is_report = isinstance(item, dict) and {"report_id", "subject"} <= item.keys()
        raise (ReportForStory if is_report else StoryNotNinjs)(name=story)
    return item, dialect


def _dialect(item: dict[str, Any]) -> _Dialect | None:
    """The dialect of an item, by what it says of itself, else by its names; None: not ninjs."""
    if not isinstance(item.get("uri"), str) or not isinstance(item.get(_KEY, []), list):
        return None
    standard = item.get("standard")
    stated = standard if isinstance(standard, dict) else {}
    name, schema = str(stated.get("name", "ninjs")), str(stated.get("schema", ""))
    version = str(stated.get("version", ""))
    if not version and "ninjs-schema_" in schema:
        version = schema.split("ninjs-schema_", 1)[1]
    if name.lower() != "ninjs":
        return None
    if version:
        return _V2 if version[:2] == "2." else _of_version_3(version)
    if _SMALL & item.keys():
        return None if _CAMEL & item.keys() else _V2
    like = _CAMEL & item.keys() or _BOTH & item.keys()
    return _V3 if like and item.get("type", "text") in _TYPES else None


def _of_version_3(version: str) -> _Dialect | None:
    if version[:2] != "3.":
        return None
    return _V3_0 if version[2:3] == "0" else _V3


def _associations(item: dict[str, Any]) -> list[Any]:
    found = item.get(_KEY, [])
    return found if isinstance(found, list) else []


def _objects(item: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = item.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _is(entry: Any, beginning: str) -> bool:
    return isinstance(entry, dict) and str(entry.get("uri", "")).startswith(beginning)


def _is_ours(entry: Any) -> bool:
    return _is(entry, _REPORT) or _is(entry, _IMAGE)


def _fields(entry: dict[str, Any], dialect: _Dialect) -> dict[str, str]:
    """The fields of an attachment as the report's alternative ids carry them."""
    found = [
        (str(one.get("role", "")), one.get("value")) for one in _objects(entry, dialect.alt_ids)
    ]
    return {
        role.removeprefix(_ROLE): value
        for role, value in found
        if role.startswith(_ROLE) and isinstance(value, str)
    }


def _is_created(entries: list[Any], dialect: _Dialect) -> bool:
    """True when one of our items says that the key was written with it."""
    ours = (entry for entry in entries if _is(entry, _REPORT))
    return any(_fields(entry, dialect).get("created") == _KEY for entry in ours)


def _entries(attachment: Attachment, dialect: _Dialect, *, created: bool) -> list[dict[str, Any]]:
    picture: dict[str, Any] = {
        "name": "checked-image",
        **({"rel": "provcheck:checkedImage"} if dialect.has_rel else {}),
        "type": "picture",
        "uri": _IMAGE + attachment.image_sha256,
        "title": attachment.name,
        dialect.alt_ids: [{"role": "sha256", "value": attachment.image_sha256}],
    }
    if attachment.image:
        picture["renditions"] = [{"name": "checked", "href": address(attachment.image)}]
    return [picture, _report_entry(attachment, dialect, created=created)]


def _report_entry(attachment: Attachment, dialect: _Dialect, *, created: bool) -> dict[str, Any]:
    parts = box(attachment)
    kind = media_type(attachment.report)
    rendition = {"name": kind.split("/")[-1] or "report", "href": parts.address}
    if kind:
        rendition[dialect.content_type] = kind
    ids = [{"role": _ROLE + key, "value": value} for key, value in attachment.fields().items()]
    if created:
        ids.append({"role": _CREATED, "value": _KEY})
    entry: dict[str, Any] = {
        "name": "provcheck-report",
        **({"rel": "provcheck:verificationReport"} if dialect.has_rel else {}),
        "type": "text",
        "uri": _REPORT + attachment.report_sha256,
        "language": attachment.language,
        "title": f"{parts.title} {parts.summary}",
        dialect.ed_note: f"{parts.title} {parts.plain} {parts.link}",
        dialect.alt_ids: ids,
        "renditions": [rendition],
    }
    if attachment.methodology:
        entry[dialect.trust] = [
            {"role": _POLICY, "title": parts.methodology, "href": attachment.methodology}
        ]
    return entry
