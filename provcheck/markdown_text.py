"""Text made inert for Markdown, wherever Markdown is written."""

import re

_MARKUP = re.compile(r"[\\`*_{}\[\]()#!|~:@$^=\"']")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escape_markdown(text: str) -> str:
    """Text that a Markdown reader shows as it is: no link, image, emphasis, code, HTML, template
    or automatic link comes out of it."""
    escaped = _MARKUP.sub(lambda match: "\\" + match.group(), text.translate(_ENTITIES))
    return re.sub(r"(?i)\bwww\.", lambda match: match.group()[:-1] + "\\.", escaped)
