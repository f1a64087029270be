"""Do the file's Content Credentials (C2PA) hold, and is their signer on a list of the user?

A signature that holds says that nothing was changed since it was made. It does not say who made
it: a name in a certificate means something only where the user's list vouches for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from provcheck.checks.base import Card, Examination, clear, found, inconclusive, not_applicable
from provcheck.model import CheckRun, Credentials, Finding, Severity

CARD = Card(id="content-credentials", version="1")

# Failures that mean: what was signed and what is there differ (C2PA 2.x, section 15.2.2).
_CHANGED = frozenset(
    {
        "assertion.dataHash.mismatch",
        "assertion.bmffHash.mismatch",
        "assertion.boxesHash.mismatch",
        "assertion.hashedURI.mismatch",
        "claimSignature.mismatch",
    }
)
# A certificate past its date without a time stamp: the file may be untouched.
_EXPIRED = frozenset({"signingCredential.expired", "signingCredential.invalid"})
_MOST_INGREDIENTS = 3


def content_credentials(examination: Examination) -> CheckRun:
    """One finding for the state; one for each ingredient whose own credentials do not hold."""
    credentials = examination.metadata.credentials
    if credentials is None:
        return not_applicable(CARD, CARD.message("not-read"))
    if credentials.state == "none":
        return clear(CARD, CARD.message("none"))
    if credentials.state == "not-checked":
        return inconclusive(CARD, CARD.message("extra-missing"))
    return found(CARD, [_state(credentials), *_ingredients(credentials)])


def _state(credentials: Credentials) -> Finding:
    if credentials.state == "remote":
        message = CARD.message("remote", url=credentials.remote_url or "")
        return Finding(message=message, severity="info")
    if credentials.state == "unreadable":
        return Finding(message=CARD.message("unreadable"), severity="notice")
    signer = credentials.signer or credentials.organisation or "?"
    organisation = credentials.organisation or "?"
    if credentials.state == "broken":
        return _broken(credentials, signer, organisation)
    listed = credentials.trust_list
    name = "trusted" if credentials.state == "trusted" else "intact"
    message = CARD.message(
        name,
        signer=signer,
        organisation=organisation,
        date=listed.date if listed is not None else "",
    )
    return Finding(message=message, severity="info")


def _broken(credentials: Credentials, signer: str, organisation: str) -> Finding:
    codes = credentials.codes
    worst = next((code for code in codes if code in _CHANGED), codes[0] if codes else "unknown")
    severity: Severity = "warning"
    if worst in _CHANGED:
        severity = "alert"
    elif codes and all(code in _EXPIRED for code in codes):
        severity = "notice"
    message = CARD.message(
        "broken", code=worst.replace(".", "-"), signer=signer, organisation=organisation
    )
    return Finding(message=message, severity=severity, measures={"codes": ", ".join(codes)})


def _ingredients(credentials: Credentials) -> Iterator[Finding]:
    broken = [each for each in credentials.ingredients if each.state == "broken"]
    for each in broken[:_MOST_INGREDIENTS]:
        message = CARD.message("ingredient", title=each.title, code=each.codes[0].replace(".", "-"))
        yield Finding(
            message=message,
            severity="notice",
            measures={"codes": ", ".join(each.codes), "depth": each.depth},
        )
