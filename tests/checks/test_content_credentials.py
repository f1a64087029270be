"""content-credentials: what holds, who signed, and what that is worth."""

from __future__ import annotations

import pytest
from examinations import examination, reason, said

from provcheck.checks.content_credentials import content_credentials
from provcheck.model import (
    CheckRun,
    Credentials,
    Ingredient,
    Metadata,
    TrustList,
)

LIST = TrustList(files=("a.pem",), certificates=1, sha256="00", date="2026-11-01")


def held(state: str, **parts: object) -> Credentials:
    return Credentials(
        state=state,  # type: ignore[arg-type]
        signer="Signer",
        organisation="Example Camera Ltd",
        trust_list=LIST if state == "trusted" else None,
        **parts,  # type: ignore[arg-type]
    )


def checked(credentials: Credentials | None) -> CheckRun:
    return content_credentials(examination(metadata=Metadata(credentials=credentials)))


def test_none_missing_and_not_read_never_look_alike() -> None:
    assert reason(checked(Credentials(state="none"))) == "none"
    run = checked(Credentials(state="not-checked"))
    assert (run.outcome, reason(run)) == ("inconclusive", "extra-missing")
    assert checked(None).outcome == "not-applicable"


@pytest.mark.parametrize(
    ("credentials", "finding"),
    [
        (held("trusted"), ("trusted", "info")),
        (held("intact"), ("intact", "info")),
        (Credentials(state="remote", remote_url="https://example.org/m"), ("remote", "info")),
        (Credentials(state="unreadable"), ("unreadable", "notice")),
        (held("broken", codes=("assertion.dataHash.mismatch",)), ("broken", "alert")),
        (
            held("broken", codes=("timeStamp.mismatch", "claimSignature.mismatch")),
            ("broken", "alert"),
        ),
        (held("broken", codes=("assertion.missing",)), ("broken", "warning")),
        (held("broken", codes=("signingCredential.expired",)), ("broken", "notice")),
    ],
)
def test_each_state_in_its_own_words(credentials: Credentials, finding: tuple[str, str]) -> None:
    assert said(checked(credentials)) == [finding]


def test_a_signer_s_name_never_stands_without_its_standing() -> None:
    run = checked(held("intact"))
    assert run.findings[0].message.id == "content-credentials.intact"
    assert checked(held("trusted")).findings[0].message.params["date"] == "2026-11-01"


def test_a_broken_ingredient_is_named_though_the_whole_is_intact() -> None:
    part = Ingredient(
        title="A.jpg", relationship="parentOf", state="broken", codes=("claimSignature.mismatch",)
    )
    whole = Ingredient(title="B.jpg", relationship="parentOf", state="intact")
    run = checked(held("intact", ingredients=(whole, part)))
    assert said(run) == [("intact", "info"), ("ingredient", "notice")]
