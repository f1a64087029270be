"""The page that auto-archiver writes about one address, read as a stranger's file.

Its table ``metadata`` has a row for each entry. Its table ``content`` tells of each stored file
``key``, ``type``, ``hash`` and so on, as a label in bold with the value in a span behind it.
"""

from __future__ import annotations

from html.parser import HTMLParser

_MARK = "bellingcat/auto-archiver"
# Entries of one page; a post with its comments has some hundred.
_MOST = 5000
_LONGEST = 5000


def read_page(text: str) -> tuple[dict[str, str], list[dict[str, str]]] | None:
    """The entries about an address and those of its files; None for other pages."""
    if _MARK not in text:
        return None
    page = _Page()
    page.feed(text)
    return (page.metadata, page.media) if page.metadata.get("url") else None


class _Page(HTMLParser):
    """Collects entries while the page goes by; unclosed and stray tags do no harm."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.metadata: dict[str, str] = {}
        self.media: list[dict[str, str]] = []
        self._table = ""
        self._cells: list[str] = []
        self._label = ""
        self._into = ""  # what the text that comes is part of

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = dict(attrs).get("class") or ""
        if tag == "table":
            self._table = kind
        elif tag == "tr":
            self._cells = []
        elif tag == "td" and self._table == "metadata":
            self._cells.append("")
            self._into = "cell"
        elif tag == "b":
            self._label, self._into = "", "label"
        elif tag == "span" and kind == "copy" and self._label and self._table == "content":
            self._into = "value"
            self._begin()

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self._into = ""
            if self._table == "metadata" and len(self._cells) == 2 and len(self.metadata) < _MOST:
                key, value = (cell.strip() for cell in self._cells)
                self.metadata.setdefault(key, value)
        elif tag == "b" and self._into == "label":
            self._into = ""
            self._label = self._label.strip().rstrip(":")
        elif tag == "span" and self._into == "value":
            self._into, self._label = "", ""
        elif tag == "table":
            self._table = ""

    def handle_data(self, data: str) -> None:
        if self._into == "cell" and len(self._cells[-1]) < _LONGEST:
            self._cells[-1] += data[:_LONGEST]
        elif self._into == "label":
            self._label = (self._label + data)[:100]
        elif self._into == "value" and self.media:
            held = self.media[-1]
            if len(held.get(self._label, "")) < _LONGEST:
                held[self._label] = (held.get(self._label, "") + data[:_LONGEST]).strip()

    def _begin(self) -> None:
        """A ``key`` begins the next file; a second value of one label does not add to the first."""
        if self._label == "key" and len(self.media) < _MOST:
            self.media.append({})
        elif not self.media or self._label in self.media[-1] or len(self.media[-1]) > _MOST:
            self._into = ""
