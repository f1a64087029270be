"""signed-statement: it weighs as much as its signer, and each kind is said once."""

from __future__ import annotations

import pytest
from examinations import examination, said

from provcheck.checks.signed_statement import signed_statement
from provcheck.model import CheckRun, CredentialAction, Credentials, Metadata


def stated(state: str, source_type: str) -> CheckRun:
    action = CredentialAction(action="c2pa.created", source_type=source_type, software="P 1")
    credentials = Credentials(
        state=state,  # type: ignore[arg-type]
        signer="Signer",
        organisation="Example Camera Ltd",
        actions=(action, action),
    )
    return signed_statement(examination(metadata=Metadata(credentials=credentials)))


@pytest.mark.parametrize(
    ("state", "source_type", "findings"),
    [
        ("trusted", "trainedAlgorithmicMedia", [("made-by-ai", "alert")]),
        ("intact", "trainedAlgorithmicMedia", [("made-by-ai", "warning")]),
        ("broken", "trainedAlgorithmicMedia", [("made-by-ai", "info")]),
        ("trusted", "compositeWithTrainedAlgorithmicMedia", [("ai-in-part", "alert")]),
        ("trusted", "digitalCapture", [("camera", "info")]),
        ("trusted", "algorithmicMedia", []),
        ("trusted", "humanEdits", []),
        ("unreadable", "trainedAlgorithmicMedia", []),
    ],
)
def test_a_statement_weighs_as_much_as_its_signer(
    state: str, source_type: str, findings: list[tuple[str, str]]
) -> None:
    assert said(stated(state, source_type)) == findings
