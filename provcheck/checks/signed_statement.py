"""What do Content Credentials state about how the picture was made?

The statement is the signer's. It weighs as much as the signer does: from a trusted one it is an
alert that AI was used, from one that no list knows it is a mark like any other, and where the
credentials do not hold any more it is information.
"""

from __future__ import annotations

from collections.abc import Iterator

from provcheck.checks.base import Card, Examination, clear, found, not_applicable
from provcheck.model import CheckRun, CredentialAction, Credentials, Finding, Severity

CARD = Card(id="signed-statement", version="1")

# IPTC NewsCodes digitalsourcetype -> how it is worded. algorithmicMedia is made by a formula, not
# by a trained model, and says nothing of AI.
_SAYS = {
    "trainedAlgorithmicMedia": "made-by-ai",
    "compositeWithTrainedAlgorithmicMedia": "ai-in-part",
    "compositeSynthetic": "ai-in-part",
    "digitalCapture": "camera",
    "computationalCapture": "camera",
}
_SEVERITY: dict[str, Severity] = {"trusted": "alert", "intact": "warning", "broken": "info"}


def signed_statement(examination: Examination) -> CheckRun:
    """One finding for each kind of statement."""
    credentials = examination.metadata.credentials
    if credentials is None or credentials.state not in _SEVERITY:
        return not_applicable(CARD, CARD.message("no-credentials"))
    findings = list(_findings(credentials))
    return found(CARD, findings) if findings else clear(CARD, CARD.message("no-statement"))


def _findings(credentials: Credentials) -> Iterator[Finding]:
    seen: set[str] = set()
    for action in credentials.actions:
        said = _SAYS.get(action.source_type or "")
        if said is None or said in seen:
            continue
        seen.add(said)
        yield _finding(said, action, credentials)


def _finding(said: str, action: CredentialAction, credentials: Credentials) -> Finding:
    message = CARD.message(
        said,
        signer=credentials.organisation or credentials.signer or "?",
        standing=credentials.state,
        program=action.software or credentials.generator or "?",
    )
    severity: Severity = "info" if said == "camera" else _SEVERITY[credentials.state]
    return Finding(
        message=message, severity=severity, measures={"source_type": action.source_type or ""}
    )
