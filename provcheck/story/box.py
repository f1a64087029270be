"""The few lines about a report that a story's readers see, as plain text parts."""

from dataclasses import dataclass
from urllib.parse import quote

from provcheck.messages import Catalogue, catalogue
from provcheck.story.attachment import Attachment

BEGIN = "provcheck:begin"
END = "provcheck:end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Unescaped parts; escaping is the business of the story's format. ``address`` is a relative
    URL in which nothing but unreserved characters and ``/`` is left as it is. ``methodology``:
    the words of the link to the page of that name, "" where there is none. ``rated``: what a
    person rated, in their words and with their name, or ""."""

    title: str
    summary: str
    flags: str
    checked: str
    rated: str
    link: str
    address: str
    methodology: str

    @property
    def plain(self) -> str:
        """Everything but the links, in one line."""
        return " ".join(
            part for part in (self.summary, self.flags, self.checked, self.rated) if part
        )


def box(attachment: Attachment) -> Box:
    """The box of an attachment in the attachment's language. Raises UnknownLanguage."""
    words = catalogue(attachment.language)
    flags = ", ".join(words.term("flag", flag) for flag in attachment.flags.split())
    status = words.term("status", attachment.status)
    return Box(
        title=words.text("story.box-title"),
        summary=words.text("story.box-summary", {"name": attachment.name, "status": status}),
        flags=words.text("story.box-flags", {"flags": flags}) if flags else "",
        checked=words.text("story.box-checked", {"date": attachment.checked[:10]}),
        rated=_rated(attachment, words),
        link=words.text("story.box-link", {"id": attachment.report_id}),
        address=address(attachment.report),
        methodology=words.text("story.box-methodology") if attachment.methodology else "",
    )


def _rated(attachment: Attachment, words: Catalogue) -> str:
    if not attachment.rating:
        return ""
    scale = words.term("rating-scale", attachment.scale)
    params = {"rater": attachment.rater, "rating": attachment.rating, "scale": scale}
    return words.text("story.box-rated", params)


def address(path: str) -> str:
    """A relative path as a relative URL."""
    return quote(path, safe="/")
