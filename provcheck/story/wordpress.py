"""What a user can send to WordPress about a report: a payload file, which sends nothing.

Fields of the WordPress REST API (handbook, reference of media and posts): ``caption``,
``description``, ``meta``. WordPress takes HTML in them, so all text is escaped. ``alt_text`` is
left out: it says what a picture shows to who cannot see it, which a person has to write, and a
request without it changes nothing.
"""

import json

from provcheck.messages import catalogue
from provcheck.model import Report
from provcheck.safe_text import safe_text
from provcheck.story.attachment import Attachment
from provcheck.story.box import box
from provcheck.story.page import escape, own_block

_PREFIX = "provcheck_"
_LIMIT = 2_000


def payload(attachment: Attachment, report: Report) -> bytes:
    """The payload as UTF-8 JSON: one request for the image, one for the post, and a note."""
    words = catalogue(attachment.language)
    parts = box(attachment)
    meta = {_PREFIX + key: escape(value) for key, value in attachment.fields().items()}
    claim = report.case.claim if report.case else None
    described = [parts.plain, parts.link]
    if claim:
        described.insert(0, words.text("attach.wordpress-claim", {"claim": claim}))
    content = {
        "note": words.text("attach.wordpress-note", {"prefix": _PREFIX}),
        "meta_keys": sorted(meta),
        "media": {
            "endpoint": "POST /wp/v2/media",
            "caption": {"raw": escape(f"{parts.title} {parts.summary} {parts.checked}")},
            "description": {"raw": escape(safe_text(" ".join(described), limit=_LIMIT))},
            "meta": meta,
        },
        "post": {
            "endpoint": "POST /wp/v2/posts/<id>",
            "meta": meta,
            "content_box": own_block(attachment, "\n"),
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode("utf-8") + b"\n"
