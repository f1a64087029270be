"""What is claimed about an image, by whom, and how the file was obtained."""

from dataclasses import dataclass

from provcheck.model.dates import TypedDate
from provcheck.model.places import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a named speaker said. ``position`` sums it up in the desk's own words."""

    speaker: str
    text: str
    affiliation: str | None = None
    date: TypedDate | None = None
    language: str | None = None
    translation: str | None = None
    position: str | None = None
    url: str | None = None
    archive_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquisition:
    """How the file came to the desk."""

    url: str | None = None
    archive_url: str | None = None
    obtained_by: str | None = None
    obtained_at: TypedDate | None = None
    method: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The claim. ``date``: when the picture is claimed to have been taken or first shown.

    ``first_seen``: the earliest post known to the desk. ``outcome``: the desk's own word on
    where the case stands (free text, for example ``open``).
    """

    claim: str | None = None
    claim_language: str | None = None
    claim_translation: str | None = None
    translator: str | None = None
    author: str | None = None
    date: TypedDate | None = None
    place: Place | None = None
    first_seen: TypedDate | None = None
    first_seen_url: str | None = None
    first_seen_archive_url: str | None = None
    first_seen_by: str | None = None
    outcome: str | None = None
    note: str | None = None
    statements: tuple[Statement, ...] = ()
