"""Feeds of fact checks: schema.org MediaReview and ClaimReview, in the shapes that are about.

Taken are a JSON array, JSON Lines, one JSON-LD node, ``@graph``, and the feed files of Data
Commons (``DataFeed`` with ``dataFeedElement`` and ``item``). Reviews are found at any depth;
``@type`` may be a list, addresses may be texts, lists or nodes, and the category may be one text
or several, also in the misspelling that is about (``DecontexualizedContent``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from provcheck.errors import FeedUnreadable
from provcheck.model import Source, TypedDate
from provcheck.safe_text import safe_text

MAX_FEED_BYTES = 500_000_000
"""The public feed of Data Commons has some hundred megabytes."""

_KINDS = ("MediaReview", "ClaimReview")
_DEPTH = 40
_TEXT_LIMIT = 2000
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_SPELLINGS = {"DecontexualizedContent": "DecontextualizedContent"}
# Where pictures stand in a review. Articles (url, appearance of a claim) are not pictures.
_PICTURES = ("contentUrl", "originalMediaLink")


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One review of a feed, or one picture of an archive. ``pictures``: addresses of the pictures;
    ``digests``: their SHA-256, if told. ``source``: what the set keeps. ``name``: the title."""

    name: str
    pictures: tuple[str, ...]
    digests: tuple[str, ...]
    source: Source


def read_feed(path: Path) -> tuple[Review, ...]:
    """All reviews of a feed file. Raises FeedUnreadable."""
    name = safe_text(path.name or str(path))
    try:
        if not path.is_file():
            raise FeedUnreadable(name=name, reason="there is no such file")
        with path.open("rb") as handle:
            content = handle.read(MAX_FEED_BYTES + 1)
    except OSError as error:
        raise FeedUnreadable(name=name, reason=error.strerror or "unreadable") from error
    if len(content) > MAX_FEED_BYTES:
        raise FeedUnreadable(name=name, reason=f"larger than {MAX_FEED_BYTES} bytes")
    reviews = tuple(_review(node) for node in _nodes(_decoded(content, name), 0))
    if not reviews:
        raise FeedUnreadable(name=name, reason="no MediaReview or ClaimReview in it")
    return reviews


def _decoded(content: bytes, name: str) -> Any:
    import msgspec

    try:
        return msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        lines = [line for line in content.splitlines() if line.strip()]
        try:
            if len(lines) < 2:
                raise FeedUnreadable(name=name, reason=f"not JSON: {error}") from error
            return [msgspec.json.decode(line) for line in lines]
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            reason = safe_text(f"not JSON: {error}", limit=200)
            raise FeedUnreadable(name=name, reason=reason) from error


def _nodes(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Every review, outermost first; reviews within reviews are not looked for."""
    if depth > _DEPTH:
        return
    if isinstance(value, dict):
        if any(kind in _KINDS for kind in _types(value)):
            yield value
            return
        for item in value.values():
            yield from _nodes(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth + 1)


def _types(node: dict[str, Any]) -> list[str]:
    kinds = node.get("@type", node.get("type"))
    named = kinds if isinstance(kinds, list) else [kinds]
    return [str(kind).rpartition("/")[2].rpartition(":")[2] for kind in named]


def _review(node: dict[str, Any]) -> Review:
    item = node.get("itemReviewed")
    pictures = dict.fromkeys(_found(node, _PICTURES, 0))
    for place in (node.get("image"), item.get("image") if isinstance(item, dict) else None):
        pictures |= dict.fromkeys(_addresses(place))
    digests = (text.lower() for text in _found(node, ("sha256", "sha256sum"), 0))
    claim = _text(node.get("claimReviewed")) or _described(item)
    return Review(
        name=claim or _text(node.get("name")) or _text(node.get("url")),
        pictures=tuple(address for address in pictures if is_web(address)),
        digests=tuple(dict.fromkeys(d for d in digests if _SHA256.fullmatch(d))),
        source=_source(node, claim),
    )


def _source(node: dict[str, Any], claim: str) -> Source:
    address, language = _text(node.get("url")), _text(node.get("inLanguage"))
    notes = [
        f"{label}: {text}"
        for label, text in (
            ("mediaAuthenticityCategory", _category(node)),
            ("rating", _rating(node.get("reviewRating"))),
            ("context", _text(node.get("originalMediaContextDescription"))),
        )
        if text
    ]
    return Source(
        publisher=_name(node.get("author")) or _name(node.get("sdPublisher")) or None,
        url=address if is_web(address) else None,
        published_at=_date(_text(node.get("datePublished"))),
        caption=claim or None,
        caption_language=language or None,
        note=" · ".join(notes) or None,
    )


def _category(node: dict[str, Any]) -> str:
    value = node.get("mediaAuthenticityCategory")
    items = value if isinstance(value, list) else [value]
    named = [_text(item).rpartition("/")[2] for item in items]
    return ", ".join(_SPELLINGS.get(name, name) for name in named if name)


def _rating(value: Any) -> str:
    if isinstance(value, dict):
        return _text(value.get("alternateName")) or _text(value.get("ratingValue"))
    return ""


def _described(item: Any) -> str:
    """The claim in words: of the reviewed item, or of what it was taken to claim."""
    if isinstance(item, list):
        return next((text for text in map(_described, item) if text), "")
    if not isinstance(item, dict):
        return ""
    inner = item.get("interpretedAsClaim")
    texts = (
        _text(inner.get("description")) if isinstance(inner, dict) else "",
        _text(item.get("description")),
        _text(item.get("name")),
    )
    return next((text for text in texts if text), "")


def _found(value: Any, keys: tuple[str, ...], depth: int) -> Iterator[str]:
    """All texts under one of these keys, at any depth."""
    if depth > _DEPTH:
        return
    if isinstance(value, dict):
        for key, item in value.items():
            if key in keys:
                yield from _addresses(item)
            else:
                yield from _found(item, keys, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _found(item, keys, depth + 1)


def _addresses(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, (str, dict)):
                yield from _addresses(item)
    elif isinstance(value, dict):
        for key in ("contentUrl", "url", "@id"):
            if isinstance(value.get(key), str):
                yield str(value[key]).strip()
                return


def _name(value: Any) -> str:
    if isinstance(value, list):
        return next((name for name in map(_name, value) if name), "")
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _text(value: Any) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = f"{value:g}"
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, str)), "")
    if not isinstance(value, str):
        return ""
    return safe_text(value.strip(), limit=_TEXT_LIMIT, multiline=True)


def _date(text: str) -> TypedDate | None:
    try:
        return TypedDate.parse(text, type="published", source="feed: datePublished")
    except ValueError:
        return None


def is_web(address: str) -> bool:
    """True for a web address that a source record may hold."""
    from provcheck.errors import InvalidValue
    from provcheck.references.records import web_address

    try:
        return web_address(address or None, where="feed", key="url") is not None
    except InvalidValue:
        return False
