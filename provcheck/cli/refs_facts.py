"""What ``refs show`` lists of one reference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from provcheck.safe_text import safe_text

if TYPE_CHECKING:
    from provcheck.messages import Catalogue
    from provcheck.model import Reference, TypedDate


def reference_facts(reference: Reference, words: Catalogue) -> Iterator[tuple[str, str]]:
    """What is known of a reference, as labels and values in the order of importance."""
    source, place = reference.source, reference.source.place
    published = source.published_at
    values: tuple[tuple[str, str | None], ...] = (
        ("id", reference.id),
        ("name", reference.name),
        ("sha256", reference.sha256),
        ("size", f"{reference.width} × {reference.height}, {reference.media_type}"),
        ("added-on", words.date(reference.added_at)),
        ("publisher", source.publisher),
        ("author", source.author),
        ("date", _dated(published, words) if published else None),
        ("place", ", ".join((place.name, *place.variants)) if place else None),
        ("caption", source.caption),
        ("url", source.url),
        ("archive", source.archive_url),
        ("rights", source.rights),
        ("note", source.note),
        ("shared-by", source.shared_by),
    )
    for key, value in values:
        if value:
            yield words.text(f"refs.{key}"), safe_text(value, multiline=True)


def _dated(date: TypedDate, words: Catalogue) -> str:
    return f"{words.date(date.value)} ({words.term('date-type', date.type)})"
