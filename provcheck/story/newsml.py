"""NewsML-G2 stories: a link to the report and a note in ``itemMeta`` for each report.

What verifying needs is carried by an element of our own inside the link: the schema takes any
element there (hints and extension point). ``itemMeta`` has a fixed order of its children, so the
note stands with the notes and the link with the links.
"""

from collections.abc import Callable
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from provcheck.errors import StoryNotNewsml, StoryUnreadable
from provcheck.safe_text import safe_text
from provcheck.story.attachment import Attachment, from_story
from provcheck.story.box import box
from provcheck.story.edits import replaced
from provcheck.story.kinds import Where
from provcheck.story.places import media_type
from provcheck.story.xml_spans import NAR, OURS, Element, Item, NotParsed, parse

_CREATOR = "urn:provcheck"
# The order of itemMeta's children: group ItemManagementGroup of NewsML-G2 2.35, links after it.
_UP_TO_NOTES = (
    *("itemClass", "provider", "versionCreated", "firstCreated", "embargoed", "pubStatus"),
    *("role", "fileName", "generator", "profile", "service", "title", "edNote"),
)
_AFTER_LINKS = ("itemMetaExtProperty",)
# No indentation is longer; what is longer is not taken for one.
_LONGEST_GAP = 1000


def attachments(text: str, story: str) -> tuple[Attachment, ...]:
    """The attachments in the item's links. Raises StoryUnreadable, StoryNotNewsml."""
    item, _ = _read(text, story)
    return tuple(from_story(carrier.attributes, story) for _, carrier in item.carriers)


def images(text: str) -> tuple[str, ...]:
    """The addresses of remote content and of the pictures in the news content."""
    return tuple(parse(text.encode("utf-8")).pictures)


def with_attachment(
    text: str, attachment: Attachment, story: str, is_checked: Callable[[str], bool]
) -> tuple[str, Where]:
    """The story with this attachment. Raises StoryUnreadable, StoryNotNewsml."""
    old = attachments(text, story)
    kept = [item for item in old if not attachment.replaces(item)]
    records = sorted([*kept, attachment], key=lambda item: item.report)
    return (text if records == list(old) else _rewritten(text, records, story)), "item-meta"


def without(text: str, story: str, goes: Callable[[Attachment], bool]) -> str:
    """The story without the attachments that go. Raises StoryUnreadable, StoryNotNewsml."""
    kept = [item for item in attachments(text, story) if not goes(item)]
    return _rewritten(text, kept, story)


def is_as_written(text: str, story: str) -> bool:
    """True when our notes and links are what is written for the attachments; how XML spells the
    same is not looked at. Raises StoryUnreadable, StoryNotNewsml."""
    content = text.encode("utf-8")
    item, meta = _read(text, story)
    prefix = f"{meta.prefix}:" if meta.prefix else ""
    there = [content[child.start : child.end] for child in _ours(item)]
    expected: list[bytes] = []
    for record in attachments(text, story):
        expected += [_note(record, prefix), *_links(record, prefix)]
    if len(there) != len(expected):
        return False
    try:
        found = sorted(_canonical(each, meta.prefix) for each in there)
    except ElementTree.ParseError:  # it leans on names that are declared further out
        return False
    return found == sorted(_canonical(each, meta.prefix) for each in expected)


def _canonical(element: bytes, prefix: str) -> str:
    """An element in the canonical form of XML, as it stands under this prefix of NewsML-G2."""
    declared = f"xmlns:{prefix}" if prefix else "xmlns"
    around = f"<around {declared}={quoteattr(NAR)}>{element.decode('utf-8')}</around>"
    return ElementTree.canonicalize(around, with_comments=True, rewrite_prefixes=True)


def _read(text: str, story: str) -> tuple[Item, Element]:
    """The item and its one itemMeta."""
    try:
        item = parse(text.encode("utf-8"))
    except NotParsed as error:
        raise StoryUnreadable(name=story, reason=safe_text(str(error), limit=200)) from error
    if not item.metas:
        raise StoryNotNewsml(name=story)
    if len(item.metas) > 1:
        raise StoryUnreadable(name=story, reason="it holds several items; attach to one item")
    return item, item.metas[0]


def _rewritten(text: str, records: list[Attachment], story: str) -> str:
    bare = _bare(text.encode("utf-8"), _read(text, story)[0])
    item, meta = _read(bare.decode("utf-8"), story)
    first = item.children[0].start if item.children else meta.inner
    gap = _gap_before(bare, first)
    prefix = f"{meta.prefix}:" if meta.prefix else ""
    notes = b"".join(gap + _note(record, prefix) for record in records)
    links = b"".join(gap + link for record in records for link in _links(record, prefix))
    at_notes = _place(item, meta, lambda child: _is_nar(child, _UP_TO_NOTES))
    at_links = _place(item, meta, lambda child: child.space == NAR and not _is_late(child))
    written = bare[:at_notes] + notes + bare[at_notes:at_links] + links + bare[at_links:]
    return written.decode("utf-8")


def _place(item: Item, meta: Element, comes_before: Callable[[Element], bool]) -> int:
    """The end of the last child that comes before, or of the start tag."""
    return max((child.end for child in item.children if comes_before(child)), default=meta.inner)


def _is_nar(child: Element, names: tuple[str, ...]) -> bool:
    return child.space == NAR and child.name in names


def _is_late(child: Element) -> bool:
    return _is_nar(child, _AFTER_LINKS)


def _bare(content: bytes, item: Item) -> bytes:
    """The content without our elements and the white space that was written before each."""
    return replaced(
        content,
        [(one.start - len(_gap_before(content, one.start)), one.end, b"") for one in _ours(item)],
    )


def _ours(item: Item) -> list[Element]:
    carrying = {number for number, _ in item.carriers}
    return [
        child
        for number, child in enumerate(item.children)
        if number in carrying or child.attributes.get("creatoruri") == _CREATOR
    ]


def _gap_before(content: bytes, place: int) -> bytes:
    """Line end and indentation before a place; nothing where a tag stands right before it."""
    before = content[max(0, place - _LONGEST_GAP) : place]
    line = before.rstrip(b" \t")
    end = b"\r\n" if line.endswith(b"\r\n") else b"\n"
    return end + before[len(line) :] if line.endswith(b"\n") else b""


def _note(attachment: Attachment, prefix: str) -> bytes:
    parts = box(attachment)
    words = escape(f"{parts.title} {parts.plain} {parts.link}")
    language = quoteattr(attachment.language)
    return (
        f"<{prefix}edNote creatoruri={quoteattr(_CREATOR)} xml:lang={language}>{words}"
        f"</{prefix}edNote>"
    ).encode()


def _links(attachment: Attachment, prefix: str) -> list[bytes]:
    parts = box(attachment)
    kind = media_type(attachment.report)
    typed = f" contenttype={quoteattr(kind)}" if kind else ""
    carried = "".join(f" {key}={quoteattr(value)}" for key, value in attachment.fields().items())
    links = [
        f'<{prefix}link creatoruri={quoteattr(_CREATOR)} rel="irel:seeAlso" '
        f"href={quoteattr(parts.address)} residref={quoteattr(attachment.report_id)}{typed}>"
        f"<{prefix}title>{escape(f'{parts.title} {parts.summary}')}</{prefix}title>"
        f"<provcheck:attachment xmlns:provcheck={quoteattr(OURS)}{carried}/></{prefix}link>"
    ]
    if attachment.methodology:
        links.append(
            f"<{prefix}link creatoruri={quoteattr(_CREATOR)} "
            f'rel="trustindicator:factCheckingPolicy" href={quoteattr(attachment.methodology)}>'
            f"<{prefix}title>{escape(parts.methodology)}</{prefix}title></{prefix}link>"
        )
    return [link.encode() for link in links]
