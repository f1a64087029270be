"""Feeds of fact checks in the shapes that are about, and what of them is taken in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provcheck.errors import FeedUnreadable
from provcheck.references import Review, read_feed

DIGEST = "ab" * 32
FULL = {
    "@context": "https://schema.org",
    "@type": "MediaReview",
    "datePublished": "2024-10-23",
    "inLanguage": "de",
    "author": {"@type": "Organization", "name": "Redaktion X"},
    "url": "https://example.org/faktencheck/flaggen",
    "mediaAuthenticityCategory": "DecontexualizedContent",
    "originalMediaContextDescription": "Ort nicht geklärt.",
    "itemReviewed": {
        "@type": "MediaReviewItem",
        "interpretedAsClaim": {"@type": "Claim", "description": "Die Fahnen wehen in Pokrowsk."},
        "mediaItemAppearance": [
            {
                "@type": "ImageObjectSnapshot",
                "contentUrl": "https://example.org/flag-photo-telegram.jpg",
                "sha256": DIGEST.upper(),
            }
        ],
    },
}
FLAT = {
    "@type": ["MediaReview"],
    "datePublished": "2024-10-23",
    "sdPublisher": [{"name": "Redaktion Y"}],
    "url": "https://example.org/y",
    "mediaAuthenticityCategory": ["https://schema.org/TransformedContent", "StagedContent"],
    "itemReviewed": {"@type": "ImageObject", "contentUrl": ["https://example.org/b.png"]},
}
CLAIM = {
    "@type": "ClaimReview",
    "claimReviewed": "Eine Behauptung.",
    "author": {"name": "Redaktion Z"},
    "url": "https://example.org/z",
    "datePublished": "2023-01-02T03:04:05Z",
    "reviewRating": {"@type": "Rating", "alternateName": "Unbelegt"},
    "image": {"@type": "ImageObject", "url": "https://example.org/c.jpg"},
}
DATA_COMMONS = {
    "@context": "http://schema.org",
    "@type": "DataFeed",
    "dataFeedElement": [
        {"@type": "DataFeedItem", "item": [CLAIM], "url": "https://example.org/z"},
        {"@type": "DataFeedItem", "item": [FULL, FLAT]},
        {"@type": "DataFeedItem", "item": None},
    ],
}


def _read(tmp_path: Path, content: Any) -> tuple[Review, ...]:
    path = tmp_path / "feed.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return read_feed(path)


@pytest.mark.parametrize(
    "content",
    [
        [FULL, FLAT, CLAIM],
        {"@graph": [FULL, FLAT, CLAIM]},
        DATA_COMMONS,
        b"\n".join(json.dumps(node).encode() for node in (FULL, FLAT, CLAIM)),
        b"\xef\xbb\xbf" + json.dumps([FULL, FLAT, CLAIM]).encode(),
    ],
)
def test_every_shape_gives_the_same_reviews(tmp_path: Path, content: Any) -> None:
    reviews = {review.source.publisher: review for review in _read(tmp_path, content)}
    full, flat, claim = (reviews[f"Redaktion {letter}"] for letter in "XYZ")
    assert full.digests == (DIGEST,)
    assert full.pictures == ("https://example.org/flag-photo-telegram.jpg",)
    assert full.source.caption == full.name == "Die Fahnen wehen in Pokrowsk."
    assert full.source.published_at is not None
    assert full.source.published_at.value == "2024-10-23"
    assert "DecontextualizedContent" in str(full.source.note)
    assert "Ort nicht geklärt." in str(full.source.note)
    assert "TransformedContent, StagedContent" in str(flat.source.note)
    assert flat.pictures == ("https://example.org/b.png",)
    assert claim.pictures == ("https://example.org/c.jpg",)
    assert "Unbelegt" in str(claim.source.note)


def test_links_that_are_none_are_left_out(tmp_path: Path) -> None:
    (review,) = _read(tmp_path, {**FLAT, "url": "javascript:alert(1)", "datePublished": "soon"})
    assert review.source.url is None
    assert review.source.published_at is None


@pytest.mark.parametrize(
    "content",
    [b"", b"nothing", b"{}", b"[1, 2]", b'{"@type": "NewsArticle"}', b"[" * 5000, b"\xff\xfe"],
)
def test_what_is_no_feed_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(FeedUnreadable):
        _read(tmp_path, content)


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*FULL, *CLAIM, "image", "sha256", "x"]), inner, max_size=6
        )
    ),
    max_leaves=20,
)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from([*FULL, *CLAIM, "image"]), _JSON))
def test_any_fields_are_survived(
    tmp_path_factory: pytest.TempPathFactory, fields: dict[str, Any]
) -> None:
    path = tmp_path_factory.mktemp("feed") / "feed.json"
    path.write_text(json.dumps({**fields, "@type": "MediaReview"}), "utf-8")
    (review,) = read_feed(path)
    assert all(len(digest) == 64 for digest in review.digests)
    assert all(address.startswith("http") for address in review.pictures)
