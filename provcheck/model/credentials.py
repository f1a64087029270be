"""Content Credentials (C2PA): who signed what about a file, and whether that holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CredentialState = Literal[
    "trusted", "intact", "broken", "unreadable", "remote", "none", "not-checked"
]
"""``trusted``: whole, and the signer is on a list that the user gave. ``intact``: whole, the signer
is on no such list (anybody can sign as anybody). ``broken``: something that was signed does not fit
any more, or the signature does not hold. ``remote``: only a link, which is not followed.
``not-checked``: they are there, and the extra that reads them is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialAction:
    """One step that the signer states. ``source_type``: the last part of IPTC's address."""

    action: str
    when: str | None = None
    software: str | None = None
    source_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredient:
    """A picture that went into the signed one. ``depth``: 0 for direct ones.

    ``state`` is what holds of its own credentials: ``none`` where it has none. ``codes``: what
    failed, in the specification's words. ``exhibit``: the exhibit that shows it, for the first
    ones of which the manifest keeps a picture.
    """

    title: str
    relationship: str
    state: Literal["intact", "broken", "none"]
    depth: int = 0
    signer: str | None = None
    codes: tuple[str, ...] = ()
    exhibit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustList:
    """The certificates that count as trusted: file names, certificates, newest file's date.

    ``sha256`` is over all files in the order of their names.
    """

    files: tuple[str, ...]
    certificates: int
    sha256: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What the Content Credentials of a file say and whether they hold.

    ``signer`` and ``organisation`` are names that stand in a certificate; without ``state``
    trusted they are what anybody could have written. ``time_stamped``: a time authority vouches
    for ``signed_at``. ``codes``: failures in the specification's words (C2PA 2.x, section 15).
    """

    state: CredentialState
    signer: str | None = None
    organisation: str | None = None
    signed_at: str | None = None
    time_stamped: bool = False
    generator: str | None = None
    title: str | None = None
    actions: tuple[CredentialAction, ...] = ()
    ingredients: tuple[Ingredient, ...] = ()
    codes: tuple[str, ...] = ()
    remote_url: str | None = None
    trust_list: TrustList | None = None
    reason: str | None = None
