"""Markdown stories: records in the front matter key ``provcheck``, a box between comments.

The front matter is not parsed as YAML. Our key is written in a form of its own that is valid YAML
(every value a JSON text) and only that form is read; all other lines stay as they are.
"""

import json
import re
from dataclasses import asdict

from provcheck.errors import StoryUnreadable
from provcheck.markdown_text import escape_markdown
from provcheck.story.attachment import Attachment, from_story
from provcheck.story.box import BEGIN, END, box
from provcheck.story.page import first_newline, image_addresses

_FRONT_MATTER = re.compile(
    r"\A(\ufeff?---[ \t]*\r?\n)(.*?)(^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z))", re.S | re.M
)
_TOML = re.compile(r"\A\ufeff?\+\+\+[ \t]*\r?\n")
# Blank and comment lines, then a key at the margin (or nothing at all): YAML's block mapping.
_MAPPING = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*(?:[^\s\-\[{#][^:\n]*:(?:\s|\Z)|\Z)")
_OUR_KEY = re.compile(r"^provcheck[ \t]*:[^\n]*(?:\n|\Z)(?:[ \t-][^\n]*(?:\n|\Z))*", re.M)
_OUR_LINE = re.compile(r"(?P<start>  - |    )(?P<key>[a-z0-9_]+): (?P<value>\"[^\n]*\")")
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
    return (*found, *image_addresses(text))


def with_attachment(text: str, attachment: Attachment, story: str) -> str:
    """The story with this attachment: a new one, or in place of the one it replaces.

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
    newline = first_newline(text)
    return _with_block(_with_records(text, records, newline), records, newline)


def _records(lines: str, story: str) -> tuple[Attachment, ...]:
    reason = "its front matter key 'provcheck' was not written by provcheck"
    first, *others = lines.split("\n")
    if first.rstrip() != "provcheck:":
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


def _with_records(text: str, records: list[Attachment], newline: str) -> str:
    ours = newline.join(["provcheck:", *(line for item in records for line in _lines(item)), ""])
    front = _FRONT_MATTER.match(text)
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
        for key, value in asdict(attachment).items()
    ]
    return [("    " if place else "  - ") + line for place, line in enumerate(written)]


def _with_block(text: str, records: list[Attachment], newline: str) -> str:
    lines = [_BEGIN]
    for number, item in enumerate(records):
        lines += ([">"] if number else []) + _box_lines(item)
    block = newline.join([*lines, _END])
    start = text.find(_BEGIN)
    end = text.find(_END, start)
    if start != -1 and end != -1:
        return text[:start] + block + text[end + len(_END) :]
    if text.endswith("\n"):
        gap = "" if text.endswith(newline * 2) else newline
        return f"{text}{gap}{block}{newline}"
    return f"{text}{newline * 2}{block}"


def _box_lines(attachment: Attachment) -> list[str]:
    parts = box(attachment)
    link = f"[{escape_markdown(parts.link)}](<{parts.address}>)"
    body = [parts.summary, parts.flags, parts.checked]
    plain = " ".join(escape_markdown(part) for part in body if part)
    return [f"> **{escape_markdown(parts.title)}** {plain} {link}"]
