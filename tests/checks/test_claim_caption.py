"""claim-caption: it lists and does not judge."""

from __future__ import annotations

from dataclasses import replace

from examinations import claiming, examination, match, said, standings

from provcheck.checks.claim_caption import claim_caption
from provcheck.model import CheckRun, Metadata, MetadataValue


def run(claim: str | None, *captions: str) -> CheckRun:
    values = tuple(
        MetadataValue(value=text, raw=text, source="xmp:dc:description", reader="test")
        for text in captions
    )
    metadata = Metadata(groups={"text": {"description": values}})
    return claim_caption(examination(metadata=metadata, case=claiming(claim=claim)))


def test_captions_are_set_beside_the_claim_and_not_judged() -> None:
    found = run("Flags over Pokrovsk", "A heap near Tsukuryne", "flags over Pokrovsk!")
    assert said(found) == [("captions", "info")]
    assert standings(found) == ["not-checkable", "consistent"]


def test_captions_of_matched_references_count_those_of_candidates_do_not() -> None:
    known = match()
    source = replace(known.reference.source, caption="A heap near Tsukuryne")
    known = replace(known, reference=replace(known.reference, source=source))
    case = claiming(claim="Flags over Pokrovsk")
    assert claim_caption(examination(matches=(known,), case=case)).outcome == "found"
    candidate = replace(known, relation="candidate")
    assert claim_caption(examination(matches=(candidate,), case=case)).outcome == "inconclusive"


def test_a_caption_of_a_megabyte_is_shortened() -> None:
    assert len(run("x", "p" * 1_000_000).evidence[0].found) <= 300


def test_nothing_claimed_and_nothing_written() -> None:
    assert run(None, "A caption").outcome == "not-applicable"
    assert run("A claim").outcome == "inconclusive"
