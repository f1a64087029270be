"""What of ours, and which pictures, stand in an HTML page, with their exact places."""

from bisect import bisect
from dataclasses import dataclass, field

from provcheck.story.box import BEGIN, END
from provcheck.story.tags import Tag, attributes, tags

REPORT = "data-provcheck-report"
"""The attribute that makes a tag one that carries an attachment."""
LINKED = "data-provcheck-json-ld"
"""Names the report of a script with linked data, so that it goes when its report goes."""
BEGIN_MARK, END_MARK = f"<!-- {BEGIN} -->", f"<!-- {END} -->"
"""The comments around what provcheck adds to a page."""
ENDS = ("article", "main", "body")
"""The elements at whose end a box is placed, the best first."""

Edits = dict[int, tuple[int, int, str]]
"""Changes of a page by where they start: start, end and the new text."""


@dataclass(slots=True)
class Scan:
    """What was seen of a page. ``images``: address and the figure's tag around it, if any.
    ``linked``: our scripts. ``blocks``: spans from our opening to our closing comment.
    ``ends``: last end tag by name."""

    attached: list[Tag] = field(default_factory=list)
    linked: list[Tag] = field(default_factory=list)
    images: list[tuple[str, Tag | None]] = field(default_factory=list)
    blocks: list[tuple[int, int]] = field(default_factory=list)
    ends: dict[str, int] = field(default_factory=dict)


def scan(text: str) -> Scan:
    """Read a page once, in time proportional to its length."""
    seen = Scan()
    figures: list[Tag] = []
    opened: int | None = None
    for tag in tags(text):
        if tag.kind == "start":
            _note_start(tag, figures, seen)
        elif tag.kind == "end":
            if tag.name == "figure" and figures:
                figures.pop()
            if tag.name in ENDS:
                seen.ends[tag.name] = tag.start
        elif tag.raw == BEGIN_MARK:
            opened = tag.start
        elif tag.raw == END_MARK and opened is not None:
            seen.blocks.append((opened, tag.end))
            opened = None
    return seen


def _note_start(tag: Tag, figures: list[Tag], seen: Scan) -> None:
    values = values_of(tag)
    if tag.name == "figure":
        figures.append(tag)
    if tag.name == "img" and values.get("src"):
        seen.images.append((values["src"], figures[-1] if figures else None))
    if REPORT in values:
        seen.attached.append(tag)
    if tag.name == "script" and LINKED in values:
        seen.linked.append(tag)


def values_of(tag: Tag) -> dict[str, str]:
    """Attribute values by name; of a name given twice the first counts, as in browsers."""
    values: dict[str, str] = {}
    for attribute in attributes(tag):
        values.setdefault(attribute.name, attribute.value)
    return values


def block_around(tag: Tag, seen: Scan) -> tuple[int, int] | None:
    """The block of ours in which a tag stands."""
    number = bisect(seen.blocks, (tag.start, 0)) - 1
    return seen.blocks[number] if number >= 0 and tag.start < seen.blocks[number][1] else None
