"""Markdown stories: records in the front matter key ``provcheck``, a box between comments.

The front matter is not parsed as YAML. Our key is written in a form of its own that is valid YAML
(every value a JSON text) and only that form is read; all other lines stay as they are.
"""

import json
import re
from collections.abc import Callable

from provcheck.errors import StoryUnreadable
from provcheck.markdown_text import escape_markdown
from provcheck.story.attachment import Attachment, from_story
from provcheck.story.box import BEGIN, END, box
from provcheck.story.kinds import Where
from provcheck.story.page import first_newline
from provcheck.story.page import images as html_images

_FRONT_MATTER = re.compile(
    r"\A(\ufeff?---[ \t]*\r?\n)(.*?)(^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z))", re.S | re.M
)
_TOML = re.compile(r"\A\ufeff?\+\+\+[ \t]*\r?\n")
# Blank and comment lines, then a key at the margin (or nothing at all): YAML's block mapping.
_MAPPING = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*(?:[^\s\-\[{#][^:\n]*:(?:\s|\Z)|\Z)")
_OUR_KEY = re.compile(r"^provcheck[ \t]*:[^\n]*(?:\n|\Z)(?:[ \t-][^\n]*(?:\n|\Z))*", re.M)
_OUR_LINE = re.compile(r"(?P<start>  - |    )(?P<key>[a-z0-9_]+): (?P<value>\"[^\n]*\")")
# Stands on our key's line where the front matter around it was there before, but empty.
_WAS_EMPTY = "  # the front matter was empty"
_BEGIN, _END = f"<!-- {BEGIN} -->", f"<!-- {END} -->"

# ![alt](address "title") and [label]: address. Bounded, so that no input makes them slow.
_IMAGE = re.compile(
    r"!\[(?:[^\[\]\n]|\[[^\[\]\n]*\]){0,1000}\]\(\s{0,9}(?:<([^<>\n]{1,1000})>|([^\s()<>]{1,1000}))"
)
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*<?([^\s<>]{1,1000})", re.M)


def attachments(text: str, story: str) -> tuple[Attachment, ...]:
    """The attachments recorded in the story. Raises StoryUnreadable."""
    front = _FRONT_MATTER.match(text)
    ours = _OUR_KEY.search(front[2]) if front else None
    return () if ours is None else _records(ours.group(), story)


def images(text: str) -> tuple[str, ...]:
    """The addresses of all images that the story's text shows, front matter left out."""
    front = _FRONT_MATTER.match(text)
    text = text[front.end() :] if front else text
    found = [match[1] or match[2] for match in _IMAGE.finditer(text)]
    found += [match[1] for match in _DEFINITION.finditer(text)]
    return (*found, *html_images(text))


def with_attachment(
    text: str, attachment: Attachment, story: str, is_checked: Callable[[str], bool]
) -> tuple[str, Where]:
    """The story with this attachment: a new one, or in place of those it replaces.

    Line endings, byte order mark, end of file and every line that is not ours stay as they are.
    Raises StoryUnreadable.
    """
    if _TOML.match(text):
        raise StoryUnreadable(name=story, reason="its front matter is TOML (+++), not YAML (---)")
    front = _FRONT_MATTER.match(text)
    if front and not _MAPPING.match(front[2]):
        raise StoryUnreadable(name=story, reason="its front matter is not a list of keys")
    kept = [old for old in attachments(text, story) if not attachment.replaces(old)]
    records = sorted([*kept, attachment], key=lambda item: item.report)
    return _rewritten(text, records), "front-matter"


def without(text: str, story: str, goes: Callable[[Attachment], bool]) -> str:
    """The story without the attachments that go. With the last one everything that was written
    for them goes, and what is left is byte for byte what was there before.

    Raises StoryUnreadable.
    """
    kept = [item for item in attachments(text, story) if not goes(item)]
    return _rewritten(text, kept) if kept else _without_records(_without_block(text))


def is_as_written(text: str, story: str) -> bool:
    """True when front matter key and box are what is written for the attachments.

    Raises StoryUnreadable.
    """
    return _rewritten(text, list(attachments(text, story))) == text


def _records(lines: str, story: str) -> tuple[Attachment, ...]:
    reason = "its front matter key 'provcheck' was not written by provcheck"
    first, *others = lines.split("\n")
    if first.removesuffix("\r").removesuffix(_WAS_EMPTY).rstrip() != "provcheck:":
        raise StoryUnreadable(name=story, reason=reason)
    found: list[dict[str, str]] = []
    for line in others:
        if not line.strip():
            continue
        match = _OUR_LINE.fullmatch(line.rstrip())
        value = _json_text(match["value"]) if match else None
        if match is None or value is None or (match["start"] == "    " and not found):
            raise StoryUnreadable(name=story, reason=reason)
        if match["start"] == "  - ":
            found.append({})
        found[-1][match["key"]] = value
    return tuple(from_story(fields, story) for fields in found)


def _json_text(written: str) -> str | None:
    try:
        value = json.loads(written)
    except ValueError:
        return None
    return value if isinstance(value, str) else None


def _rewritten(text: str, records: list[Attachment]) -> str:
    newline = first_newline(text)
    return _with_block(_with_records(text, records, newline), records, newline)


def _with_records(text: str, records: list[Attachment], newline: str) -> str:
    front = _FRONT_MATTER.match(text)
    was_empty = front is not None and (not front[2] or f"provcheck:{_WAS_EMPTY}" in front[2])
    key = f"provcheck:{_WAS_EMPTY if was_empty else ''}"
    ours = newline.join([key, *(line for item in records for line in _lines(item)), ""])
    if front is None:
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        return f"{mark}---{newline}{ours}---{newline}{text[len(mark) :]}"
    old = _OUR_KEY.search(front[2])
    start, end = old.span() if old else (len(front[2]), len(front[2]))
    inner = front[2][:start] + ours + front[2][end:]
    return front[1] + inner + text[front.end(2) :]


def _lines(attachment: Attachment) -> list[str]:
    written = [
        f"{key}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in attachment.fields().items()
    ]
    return [("    " if place else "  - ") + line for place, line in enumerate(written)]


def _with_block(text: str, records: list[Attachment], newline: str) -> str:
    lines = [_BEGIN]
    for number, item in enumerate(records):
        lines += ([">"] if number else []) + _box_lines(item)
    block = newline.join([*lines, _END])
    place = _block(text)
    if place is not None:
        return text[: place[0]] + block + text[place[1] :]
    if text.endswith("\n"):
        return f"{text}{newline}{block}{newline}"
    return f"{text}{newline * 2}{block}"


def _without_records(text: str) -> str:
    front = _FRONT_MATTER.match(text)
    ours = _OUR_KEY.search(front[2]) if front else None
    if front is None or ours is None:
        return text
    inner = front[2][: ours.start()] + front[2][ours.end() :]
    if inner or _WAS_EMPTY in ours.group():
        return front[1] + inner + text[front.end(2) :]
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return mark + text[front.end() :]


def _without_block(text: str) -> str:
    """The story without our block and the line ends that were written with it."""
    place = _block(text)
    if place is None:
        return text
    newline = first_newline(text[place[0] :])
    before, after = text[: place[0]], text[place[1] :]
    if after:
        return before.removesuffix(newline) + after.removeprefix(newline)
    return before.removesuffix(newline * 2)


def _block(text: str) -> tuple[int, int] | None:
    """The span of our block: from the last opening comment that has a closing one to that one. A
    lone comment of either kind, wherever it comes from, widens nothing."""
    start = text.rfind(_BEGIN, 0, max(text.rfind(_END), 0))
    return None if start == -1 else (start, text.index(_END, start) + len(_END))


def _box_lines(attachment: Attachment) -> list[str]:
    parts = box(attachment)
    link = f"[{escape_markdown(parts.link)}](<{parts.address}>)"
    if parts.methodology:
        link += f" [{escape_markdown(parts.methodology)}](<{attachment.methodology}>)"
    return [f"> **{escape_markdown(parts.title)}** {escape_markdown(parts.plain)} {link}"]
