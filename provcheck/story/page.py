"""HTML stories: attributes on the figure that shows the image, or a figure of our own.

The page is scanned, never rebuilt: only the start tag that carries our attributes, or the block
between our comments, is written; every other byte stays.
"""

import json
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from html import escape as escape_html
from typing import Any

from provcheck.story.attachment import Attachment, from_story
from provcheck.story.box import box
from provcheck.story.edits import replaced
from provcheck.story.kinds import Where
from provcheck.story.page_scan import (
    BEGIN_MARK,
    END_MARK,
    ENDS,
    LINKED,
    REPORT,
    Edits,
    Scan,
    block_around,
    scan,
    values_of,
)
from provcheck.story.tags import Tag, attributes

# Field of the attachment -> attribute. ``data-sha256`` is the digest of the image shown.
_ATTRIBUTES = {
    "report": REPORT,
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
_JSON_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_IN_TEXT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&{}[]\u2028\u2029"}
_LINE_END = re.compile(r"\r?\n")
_FILLED_IN = {ord(sign): f"&#{ord(sign)};" for sign in "{}[]"}


def attachments(text: str, story: str) -> tuple[Attachment, ...]:
    """The attachments recorded in the page. Raises StoryUnreadable."""
    return tuple(_attachment(tag, story) for tag in scan(text).attached)


def images(text: str) -> tuple[str, ...]:
    """The ``src`` of every ``<img>``."""
    return tuple(address for address, _ in scan(text).images)


def first_newline(text: str) -> str:
    """The text's way to end a line, as its first line shows it."""
    end = text.find("\n")
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"


def with_attachment(
    text: str, attachment: Attachment, story: str, is_checked: Callable[[str], bool]
) -> tuple[str, Where]:
    """The page with this attachment, and whether it stands on the page's own figure.

    ``is_checked`` tells whether an image address leads to the checked image. An attachment that
    this one replaces gives way to it at its place; its JSON-LD stays for
    :func:`with_linked_data`. Raises StoryUnreadable.
    """
    seen = scan(text)
    old = [tag for tag in seen.attached if attachment.replaces(_attachment(tag, story))]
    edits = _removed(old, text, seen)
    figure = _own_figure_of_the_page(seen, old, is_checked)
    if figure is not None:
        bare = replace(figure, raw=_bare(figure))
        edits[figure.start] = (figure.start, figure.end, _tagged(bare, attachment))
        return replaced(text, sorted(edits.values())), "figure"
    blocks = [block for tag in old if (block := block_around(tag, seen))]
    _put(edits, blocks, text, lambda newline: own_block(attachment, newline))
    return replaced(text, sorted(edits.values())), "box"


def _own_figure_of_the_page(
    seen: Scan, old: Sequence[Tag], is_checked: Callable[[str], bool]
) -> Tag | None:
    """The figure that shows the checked image: the one that carried its report before, else the
    first one that carries none."""
    figures = [
        figure
        for address, figure in seen.images
        if figure and block_around(figure, seen) is None and is_checked(address)
    ]
    carrying = (figure for figure in figures if figure in old)
    free = (figure for figure in figures if not _carries_our_names(figure))
    return next(carrying, None) or next(free, None)


def _put(
    edits: Edits,
    blocks: Sequence[tuple[int, int]],
    text: str,
    written: Callable[[str], str],
) -> None:
    """Put a block in the place of the first of ``blocks``, or where a new one goes. ``written``
    makes it with a line ending."""
    if blocks:
        start, end = blocks[0]
        edits[start] = (start, end, written(first_newline(text[start:end])))
        return
    place, newline = _place_for_block(text), first_newline(text)
    edits[place] = (place, place, written(newline) + newline)


def without(text: str, story: str, goes: Callable[[Attachment], bool]) -> str:
    """The page without the attachments that go; all else stays byte for byte.

    Raises StoryUnreadable.
    """
    seen = scan(text)
    going = {tag: old for tag in seen.attached if goes(old := _attachment(tag, story))}
    gone = {old.report_id for old in going.values()}
    edits = _removed([*going, *_linked_to(gone, seen)], text, seen)
    return replaced(text, sorted(edits.values()))


def _linked_to(report_ids: Collection[str], seen: Scan) -> list[Tag]:
    """Our scripts about these reports."""
    return [
        tag
        for tag in seen.linked
        if values_of(tag)[LINKED] in report_ids and block_around(tag, seen) is not None
    ]


def _removed(gone: Sequence[Tag], text: str, seen: Scan) -> Edits:
    """What takes these tags' blocks out, and our attributes off those that stand in none."""
    edits: Edits = {}
    for tag in gone:
        block = block_around(tag, seen)
        if block is None:
            edits[tag.start] = (tag.start, tag.end, _bare(tag))
        else:
            edits[block[0]] = (*_and_line_end(block, text), "")
    return edits


def with_linked_data(
    text: str, report_id: str, nodes: dict[str, Any] | None, replaces: Collection[str]
) -> str:
    """The page with JSON-LD about an attached report in a block of its own, or without any.

    That about the reports it ``replaces``, by their ids, gives way to it. No text in it can end
    the script, and none is a sign that publishing systems fill in.
    """
    seen = scan(text)
    old = _linked_to(replaces, seen)
    edits = _removed(old, text, seen)
    if nodes is not None:
        blocks = [block for tag in old if (block := block_around(tag, seen))]
        _put(edits, blocks, text, lambda newline: _linked_block(report_id, nodes, newline))
    return replaced(text, sorted(edits.values()))


def linked_data(text: str) -> dict[str, list[Any]]:
    """The JSON-LD in our scripts by the id of its report; None for what is no JSON."""
    found: dict[str, list[Any]] = {}
    for tag in scan(text).linked:
        found.setdefault(values_of(tag)[LINKED], []).append(_node(tag, text))
    return found


def is_as_written(text: str, story: str) -> bool:
    """True when attributes, boxes and scripts are what is written for the attachments.

    What JSON-LD says is not compared here, only how it stands there. Raises StoryUnreadable.
    """
    seen = scan(text)
    edits: Edits = {}
    ids = set()
    for tag in seen.attached:
        attachment = _attachment(tag, story)
        ids.add(attachment.report_id)
        block = block_around(tag, seen)
        if block is None:
            bare = replace(tag, raw=_bare(tag))
            edits[tag.start] = (tag.start, tag.end, _tagged(bare, attachment))
        else:
            newline = first_newline(text[slice(*block)])
            edits[block[0]] = (*block, own_block(attachment, newline))
    for tag in seen.linked:
        block, report_id = block_around(tag, seen), values_of(tag)[LINKED]
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
    script = f'<script type="application/ld+json" {LINKED}="{escape(report_id)}">'
    return newline.join([BEGIN_MARK, script, *written.split("\n"), "</script>", END_MARK])


def _and_line_end(block: tuple[int, int], text: str) -> tuple[int, int]:
    line_end = _LINE_END.match(text, block[1])
    return block[0], line_end.end() if line_end else block[1]


def _attachment(tag: Tag, story: str) -> Attachment:
    values = values_of(tag)
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
    return any(name in values_of(tag) for name in _ATTRIBUTES.values())


def _tagged(tag: Tag, attachment: Attachment) -> str:
    name = 1 + len(tag.name)
    return tag.raw[:name] + _written(attachment) + tag.raw[name:]


def _written(attachment: Attachment) -> str:
    fields = attachment.fields()
    return "".join(f' {_ATTRIBUTES[key]}="{escape(value)}"' for key, value in fields.items())


def own_block(attachment: Attachment, newline: str) -> str:
    """The box between our comments."""
    return newline.join((BEGIN_MARK, _own_figure(attachment), END_MARK))


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
    ends = scan(text).ends
    return next((ends[name] for name in ENDS if name in ends), len(text))
