"""A report as schema.org MediaReview or ClaimReview (JSON-LD), for a desk's own publication.

What comes out is a draft: ``mediaAuthenticityCategory`` and a rating need knowledge of intent and
context, so they are only there when a named person set an assessment. Fields as schema.org
defines them (MediaReview, MediaReviewItem, ImageObjectSnapshot, ClaimReview, Claim).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from provcheck.errors import InvalidValue
from provcheck.messages import catalogue
from provcheck.model import Assessment, Match, Report, TypedDate
from provcheck.report.html import language_tag, web_link
from provcheck.report.plain import without_empty
from provcheck.report.texts import speak
from provcheck.safe_text import safe_text

Form = Literal["full", "flat", "claim"]
"""``full``: MediaReview with MediaReviewItem and snapshot; ``flat``: the shorter form of feeds in
practice, with the picture itself as what is reviewed; ``claim``: ClaimReview."""

_LIMIT = 5000
_Node = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What the desk adds. ``url``: where its article stands; ``organisation``, ``site``: who
    publishes it. Addresses are http(s) links."""

    url: str | None = None
    organisation: str | None = None
    site: str | None = None


def to_mediareview(
    report: Report, form: Form, publication: Publication, language: str | None = None
) -> bytes:
    """The report as one JSON-LD node, indented, with a final newline.

    Raises UnknownLanguage; InvalidValue for a ClaimReview without a claim and for an address
    that is no web link.
    """
    import msgspec

    for name in ("url", "site"):
        address = getattr(publication, name)
        if address is not None and web_link(address) is None:
            reason = "expected a web address that begins with http:// or https://"
            raise InvalidValue(where=f"--{name}", key=name, reason=reason)
    spoken = speak(report, language or report.language)
    node = _review(spoken, publication)
    node |= _claim_review(spoken) if form == "claim" else _media_review(spoken, form)
    return msgspec.json.format(msgspec.json.encode(without_empty(node)), indent=2) + b"\n"


def _review(report: Report, publication: Publication) -> _Node:
    """What both kinds of review have."""
    rated = report.assessment
    author: _Node | None = None
    if publication.organisation:
        author = {
            "@type": "Organization",
            "name": _text(publication.organisation),
            "url": publication.site,
        }
    elif rated:
        author = {"@type": "Person", "name": _text(rated.rater)}
    return {
        "@context": "https://schema.org",
        "@type": "",
        "identifier": _text(report.report_id),
        "creativeWorkStatus": None if rated else "Draft",
        "datePublished": _date((rated.date if rated else report.created_at)[:10]),
        "inLanguage": report.language,
        "url": publication.url,
        "author": author,
        "sdPublisher": author if publication.organisation else None,
        "reviewBody": _body(report),
        "reviewRating": _rating(rated),
        "citation": [_reference(match) for match in report.matches if match.confirmed],
    }


def _body(report: Report) -> str:
    """What the program found and what that does not show; first what a person rated, and why."""
    concluded = report.conclusion
    sentences = [item.text for item in (*concluded.reasons, *concluded.limits)]
    rated = report.assessment
    if rated:
        words = catalogue(report.language)
        params = {"rater": rated.rater, "rating": rated.rating}
        sentences[:0] = [words.text("mediareview.rated", params), rated.reason]
    return _text(" ".join(sentences))


def _rating(rated: Assessment | None) -> _Node | None:
    if rated is None or rated.scale == "mediareview":
        return None
    return {
        "@type": "Rating",
        "alternateName": _text(rated.rating),
        "ratingExplanation": _text(rated.reason),
        "author": {"@type": "Person", "name": _text(rated.rater)},
    }


def _reference(match: Match) -> _Node:
    """A matching reference as a cited work: not called the original, which is not measured."""
    source = match.reference.source
    publisher = {"@type": "Organization", "name": _text(source.publisher or "")}
    return {
        "@type": "CreativeWork",
        "name": _text(match.reference.name),
        "url": web_link(source.url),
        "archivedAt": web_link(source.archive_url),
        "datePublished": _date(source.published_at.value) if source.published_at else None,
        "description": _text(source.caption or ""),
        "publisher": publisher if source.publisher else None,
    }


def _media_review(report: Report, form: Form) -> _Node:
    rated = report.assessment
    category = rated.rating if rated and rated.scale == "mediareview" else None
    if form == "flat":
        return {
            "@type": "MediaReview",
            "mediaAuthenticityCategory": [category] if category else None,
            "itemReviewed": {"@type": "ImageObject", **_picture(report)},
        }
    return {
        "@type": "MediaReview",
        "mediaAuthenticityCategory": category,
        "itemReviewed": {
            "@type": "MediaReviewItem",
            "interpretedAsClaim": _claim(report),
            "mediaItemAppearance": [{"@type": "ImageObjectSnapshot", **_picture(report)}],
        },
    }


def _picture(report: Report) -> _Node:
    """The examined bytes: ``sha256`` is what makes a snapshot one."""
    subject, how, case = report.subject, report.acquisition, report.case
    address = (how.url if how else None) or (case.first_seen_url if case else None)
    archive = (how.archive_url if how else None) or (case.first_seen_archive_url if case else None)
    return {
        "contentUrl": web_link(address),
        "archivedAt": web_link(archive),
        "name": _text(subject.name),
        "sha256": _text(subject.sha256),
        "encodingFormat": _text(subject.media_type),
        "contentSize": f"{subject.byte_size} B",
        "width": _pixels(subject.width),
        "height": _pixels(subject.height),
    }


def _pixels(count: int) -> _Node:
    # E37 is the UN/CEFACT code of the pixel.
    return {"@type": "QuantitativeValue", "value": count, "unitCode": "E37"}


def _claim(report: Report) -> _Node | None:
    case = report.case
    if case is None or not case.claim:
        return None
    first: _Node = {
        "@type": "CreativeWork",
        "url": web_link(case.first_seen_url),
        "archivedAt": web_link(case.first_seen_archive_url),
        "datePublished": _date(case.first_seen.value) if case.first_seen else None,
    }
    # Whether a person or an organisation speaks is not known; a channel is the usual case.
    author = {"@type": "Organization", "name": _text(case.author or "")}
    return {
        "@type": "Claim",
        "description": _text(case.claim),
        "inLanguage": language_tag(case.claim_language),
        "author": author if case.author else None,
        "firstAppearance": first if len(without_empty(first)) > 1 else None,
    }


def _claim_review(report: Report) -> _Node:
    claim = _claim(report)
    if claim is None:
        reason = "the report has no claim to review; name it with --claim or --case when checking"
        raise InvalidValue(where="ClaimReview", key="claimReviewed", reason=reason)
    picture = {"@type": "ImageObject", **_picture(report)}
    return {
        "@type": "ClaimReview",
        "claimReviewed": claim["description"],
        "itemReviewed": {**claim, "appearance": [picture]},
    }


def _date(text: str) -> str | None:
    """The text where it is an ISO date; a report is a file of strangers."""
    try:
        return TypedDate.parse(text, type="published", source="").value
    except ValueError:
        return None


def _text(text: str) -> str:
    return safe_text(text, limit=_LIMIT, multiline=True)
