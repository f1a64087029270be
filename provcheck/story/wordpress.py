"""What a user can send to WordPress about a report: a payload file, which sends nothing.

Fields of the WordPress REST API (handbook, reference of media and posts): ``alt_text``,
``caption``, ``description``, ``meta``. WordPress takes HTML in them, so all text is escaped.
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
            "alt_text": escape(attachment.name),
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
