"""HTML stories: attributes on the figure that shows the image, or a figure of our own.

The page is scanned, never rebuilt: only the start tag that carries our attributes, or the block
between our comments, is written; every other byte stays.
"""

import json
import re
from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import escape as escape_html
from typing import Any

from provcheck.story.attachment import Attachment, from_story
from provcheck.story.box import BEGIN, END, box
from provcheck.story.edits import replaced
from provcheck.story.kinds import Where
from provcheck.story.tags import Tag, attributes, tags

# Field of the attachment -> attribute. ``data-sha256`` is the digest of the image shown.
_ATTRIBUTES = {
    "report": "data-provcheck-report",
    "report_id": "data-provcheck-id",
    "report_sha256": "data-provcheck-report-sha256",
    "image_sha256": "data-sha256",
    "image": "data-provcheck-image",
    "name": "data-provcheck-name",
    "status": "data-provcheck-status",
    "flags": "data-provcheck-flags",
    "checked": "data-provcheck-checked",
    "language": "data-provcheck-language",
    "methodology": "data-provcheck-methodology",
    "steps": "data-provcheck-steps",
    "rating": "data-provcheck-rating",
    "scale": "data-provcheck-scale",
    "rater": "data-provcheck-rater",
    "linked_data": "data-provcheck-linked-data",
    "version": "data-provcheck-version",
    "seal": "data-provcheck-seal",
}
# Names the report of a script with linked data, so that it goes when its report goes.
_LINKED = "data-provcheck-json-ld"
_JSON_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_IN_TEXT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&{}[]\u2028\u2029"}
_BEGIN, _END = f"<!-- {BEGIN} -->", f"<!-- {END} -->"
_LINE_END = re.compile(r"\r?\n")
_FILLED_IN = {ord(sign): f"&#{ord(sign)};" for sign in "{}[]"}
_ENDS = ("article", "main", "body")


@dataclass(slots=True)
class _Scan:
    """What was seen of a page. ``images``: address and the figure's tag around it, if any.
    ``linked``: our scripts. ``blocks``: spans from our opening to our closing comment.
    ``ends``: last end tag by name."""

    attached: list[Tag] = field(default_factory=list)
    linked: list[Tag] = field(default_factory=list)
    images: list[tuple[str, Tag | None]] = field(default_factory=list)
    blocks: list[tuple[int, int]] = field(default_factory=list)
    ends: dict[str, int] = field(default_factory=dict)


def _scan(text: str) -> _Scan:
    seen = _Scan()
    figures: list[Tag] = []
    opened: int | None = None
    for tag in tags(text):
        if tag.kind == "start":
            _note_start(tag, figures, seen)
        elif tag.kind == "end":
            if tag.name == "figure" and figures:
                figures.pop()
            if tag.name in _ENDS:
                seen.ends[tag.name] = tag.start
        elif tag.raw == _BEGIN:
            opened = tag.start
        elif tag.raw == _END and opened is not None:
            seen.blocks.append((opened, tag.end))
            opened = None
    return seen


def _note_start(tag: Tag, figures: list[Tag], seen: _Scan) -> None:
    values = _values(tag)
    if tag.name == "figure":
        figures.append(tag)
    if tag.name == "img" and values.get("src"):
        seen.images.append((values["src"], figures[-1] if figures else None))
    if _ATTRIBUTES["report"] in values:
        seen.attached.append(tag)
    if tag.name == "script" and _LINKED in values:
        seen.linked.append(tag)


def _values(tag: Tag) -> dict[str, str]:
    """Attribute values by name; of a name given twice the first counts, as in browsers."""
    values: dict[str, str] = {}
    for attribute in attributes(tag):
        values.setdefault(attribute.name, attribute.value)
    return values


def attachments(text: str, story: str) -> tuple[Attachment, ...]:
    """The attachments recorded in the page. Raises StoryUnreadable."""
    return tuple(_attachment(tag, story) for tag in _scan(text).attached)


def images(text: str) -> tuple[str, ...]:
    """The ``src`` of every ``<img>``."""
    return tuple(address for address, _ in _scan(text).images)


def first_newline(text: str) -> str:
    """The text's way to end a line, as its first line shows it."""
    end = text.find("\n")
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"


def with_attachment(
    text: str, attachment: Attachment, story: str, is_checked: Callable[[str], bool]
) -> tuple[str, Where]:
    """The page with this attachment, and whether it stands on the page's own figure.

    ``is_checked`` tells whether an image address leads to the checked image. An attachment that
    this one replaces gives way. Raises StoryUnreadable.
    """
    text = without(text, story, attachment.replaces)
    figures = (tag for address, tag in _scan(text).images if tag and is_checked(address))
    figure = next((tag for tag in figures if not _carries_our_names(tag)), None)
    if figure is not None:
        tagged = _tagged(figure, attachment)
        return text[: figure.start] + tagged + text[figure.end :], "figure"
    newline = first_newline(text)
    place = _place_for_block(text)
    block = own_block(attachment, newline) + newline
    return text[:place] + block + text[place:], "box"


def without(text: str, story: str, goes: Callable[[Attachment], bool]) -> str:
    """The page without the attachments that go; all else stays byte for byte.

    Raises StoryUnreadable.
    """
    seen = _scan(text)
    edits: dict[int, tuple[int, int, str]] = {}
    gone: set[str] = set()
    for tag in seen.attached:
        attachment = _attachment(tag, story)
        if not goes(attachment):
            continue
        gone.add(attachment.report_id)
        block = _block_around(tag, seen)
        if block is None:
            edits[tag.start] = (tag.start, tag.end, _bare(tag))
        else:
            edits[block[0]] = (*_and_line_end(block, text), "")
    for tag in seen.linked:
        block = _block_around(tag, seen)
        if block is not None and _values(tag)[_LINKED] in gone:
            edits[block[0]] = (*_and_line_end(block, text), "")
    return replaced(text, sorted(edits.values()))


def with_linked_data(text: str, attachment: Attachment, nodes: dict[str, Any]) -> str:
    """The page with JSON-LD about an attached report in a block of its own.

    No text in it can end the script, and none is a sign that publishing systems fill in.
    """
    newline = first_newline(text)
    place = _place_for_block(text)
    block = _linked_block(attachment.report_id, nodes, newline) + newline
    return text[:place] + block + text[place:]


def linked_data(text: str) -> dict[str, list[Any]]:
    """The JSON-LD in our scripts by the id of its report; None for what is no JSON."""
    found: dict[str, list[Any]] = {}
    for tag in _scan(text).linked:
        found.setdefault(_values(tag)[_LINKED], []).append(_node(tag, text))
    return found


def is_as_written(text: str, story: str) -> bool:
    """True when attributes, boxes and scripts are what is written for the attachments.

    What JSON-LD says is not compared here, only how it stands there. Raises StoryUnreadable.
    """
    seen = _scan(text)
    edits: dict[int, tuple[int, int, str]] = {}
    ids = set()
    for tag in seen.attached:
        attachment = _attachment(tag, story)
        ids.add(attachment.report_id)
        block = _block_around(tag, seen)
        if block is None:
            bare = replace(tag, raw=_bare(tag))
            edits[tag.start] = (tag.start, tag.end, _tagged(bare, attachment))
        else:
            newline = first_newline(text[slice(*block)])
            edits[block[0]] = (*block, own_block(attachment, newline))
    for tag in seen.linked:
        block, report_id = _block_around(tag, seen), _values(tag)[_LINKED]
        if block is None or report_id not in ids:
            return False
        newline = first_newline(text[slice(*block)])
        edits[block[0]] = (*block, _linked_block(report_id, _node(tag, text), newline))
    return replaced(text, sorted(edits.values())) == text


def _node(script: Tag, text: str) -> Any:
    """What a script with JSON-LD holds; None for what is no JSON."""
    try:
        return json.loads(text[script.end : text.find("</", script.end)])
    except (ValueError, RecursionError):
        return None


def _linked_block(report_id: str, nodes: Any, newline: str) -> str:
    written = _JSON_TEXT.sub(
        lambda match: match.group().translate(_IN_TEXT),
        json.dumps(nodes, indent=1, ensure_ascii=False),
    )
    script = f'<script type="application/ld+json" {_LINKED}="{escape(report_id)}">'
    return newline.join([_BEGIN, script, *written.split("\n"), "</script>", _END])


def _block_around(tag: Tag, seen: _Scan) -> tuple[int, int] | None:
    """The block of ours in which a tag stands."""
    number = bisect(seen.blocks, (tag.start, 0)) - 1
    return seen.blocks[number] if number >= 0 and tag.start < seen.blocks[number][1] else None


def _and_line_end(block: tuple[int, int], text: str) -> tuple[int, int]:
    line_end = _LINE_END.match(text, block[1])
    return block[0], line_end.end() if line_end else block[1]


def _attachment(tag: Tag, story: str) -> Attachment:
    values = _values(tag)
    fields = {key: values[name] for key, name in _ATTRIBUTES.items() if name in values}
    return from_story(fields, story)


def _bare(tag: Tag) -> str:
    """A start tag without our attributes and the space before each; the rest as it is written."""
    kept, place = [], 0
    for attribute in attributes(tag):
        if attribute.name in _ATTRIBUTES.values():
            kept.append(tag.raw[place : attribute.start].rstrip())
            place = attribute.end
    return "".join(kept) + tag.raw[place:]


def _carries_our_names(tag: Tag) -> bool:
    """A page may use ``data-sha256`` for itself, or the figure may carry another report."""
    return any(name in _values(tag) for name in _ATTRIBUTES.values())


def _tagged(tag: Tag, attachment: Attachment) -> str:
    name = 1 + len(tag.name)
    return tag.raw[:name] + _written(attachment) + tag.raw[name:]


def _written(attachment: Attachment) -> str:
    fields = attachment.fields()
    return "".join(f' {_ATTRIBUTES[key]}="{escape(value)}"' for key, value in fields.items())


def own_block(attachment: Attachment, newline: str) -> str:
    """The box between our comments."""
    return newline.join((_BEGIN, _own_figure(attachment), _END))


def _own_figure(attachment: Attachment) -> str:
    """The box as a figure that carries the attachment, in one line."""
    parts = box(attachment)
    links = f'<a href="{escape(parts.address)}">{escape(parts.link)}</a>'
    if parts.methodology:
        links += f' <a href="{escape(attachment.methodology)}">{escape(parts.methodology)}</a>'
    return (
        f'<figure class="provcheck"{_written(attachment)}><figcaption lang="{attachment.language}">'
        f"<strong>{escape(parts.title)}</strong> {escape(parts.plain)} {links}"
        "</figcaption></figure>"
    )


def escape(text: str) -> str:
    """HTML escapes, and the signs by which publishing systems fill in things themselves: ``{{ }}``
    in templates, ``[ ]`` in the shortcodes of WordPress."""
    return escape_html(text).translate(_FILLED_IN)


def _place_for_block(text: str) -> int:
    """Before the last ``</article>``, else ``</main>``, else ``</body>``, else the end."""
    ends = _scan(text).ends
    return next((ends[name] for name in _ENDS if name in ends), len(text))
