"""claim-author: names by their words; another name is a notice and no more."""

from __future__ import annotations

from dataclasses import replace

import pytest
from examinations import claiming, examination, match, said

from provcheck.checks.claim_author import claim_author
from provcheck.model import CheckRun, Metadata, MetadataValue


def run(claimed: str | None, *names: str) -> CheckRun:
    values = tuple(
        MetadataValue(value=name, raw=name, source="iptc:2:80", reader="test") for name in names
    )
    metadata = Metadata(groups={"text": {"creator": values}})
    return claim_author(examination(metadata=metadata, case=claiming(author=claimed)))


@pytest.mark.parametrize("name", ["Jane Doe", "DOE, Jane", "Jane Doe / Example Photos", "jane doe"])
def test_innocent_spellings_of_one_name(name: str) -> None:
    assert run("Jane Doe", name).outcome == "clear"


def test_another_name_is_a_notice() -> None:
    found = run("Jane Doe", "John Roe")
    assert said(found) == [("other-name", "notice")]
    assert found.evidence[0].standing == "contradicts"


def test_a_matched_reference_names_its_author() -> None:
    known = match()
    source = replace(known.reference.source, author="John Roe")
    known = replace(known, reference=replace(known.reference, source=source))
    found = claim_author(examination(matches=(known,), case=claiming(author="Jane Doe")))
    assert said(found) == [("reference-name", "info")]
    candidate = replace(known, relation="candidate")
    found = claim_author(examination(matches=(candidate,), case=claiming(author="Jane Doe")))
    assert found.outcome == "inconclusive"


def test_nothing_claimed_and_nothing_known() -> None:
    assert run(None, "Jane Doe").outcome == "not-applicable"
    assert run("Jane Doe").outcome == "inconclusive"
    assert run("Jane Doe", "1234").findings[0].severity == "notice"
