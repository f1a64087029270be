"""One way to make text from files, sidecars and file names harmless wherever it is shown.

Whatever comes out of a file may hold terminal escapes, bidirectional overrides, zero-width
characters or half a surrogate pair. :func:`safe_text` turns each of those into a visible escape
(``\\x1b``, ``\\u202e``), so that terminal, HTML, CSV, Markdown, logs and file names all receive
the same inert characters. Markup escaping is still each renderer's own business.
"""

import re

_HOSTILE = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 (tab and newline are handled apart), DEL, C1
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # invisible or joining controls
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # zero width, separators, bidi overrides, isolates
    "\ud800-\udfff"  # lone surrogates: cannot be encoded as UTF-8
    "\ufeff\ufff9-\ufffb\ufffe\uffff"  # byte order mark, annotation anchors, what XML has not
    "\U000e0000-\U000e0fff"  # tags and supplementary variation selectors
    "]"
)
_BREAKS = re.compile("[\t\n]")


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code <= 0xFF:
        return f"\\x{code:02x}"
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    return f"\\U{code:08x}"


def is_hostile(text: str) -> bool:
    """True when :func:`safe_text` would change a text for more than its length or breaks."""
    return not (text.isascii() and text.isprintable()) and _HOSTILE.search(text) is not None


def safe_text(text: str, *, limit: int | None = None, multiline: bool = False) -> str:
    """Return ``text`` with every character that could act on its surroundings made visible.

    ``limit`` shortens to that many characters (an ellipsis counts as one). With ``multiline``
    tabs and line feeds stay; without it they are escaped as well. The function is idempotent.
    """
    if limit is not None and len(text) > limit:
        text = text[: max(limit - 1, 0)] + "…"
    if text.isascii() and text.isprintable():
        return text  # most values: nothing to look for
    text = _HOSTILE.sub(_escape, text)
    if multiline:
        return text
    return _BREAKS.sub(lambda m: "\\t" if m.group() == "\t" else "\\n", text)
