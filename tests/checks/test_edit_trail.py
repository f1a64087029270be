"""edit-trail: steps are counted and dated, the document of origin is named."""

from __future__ import annotations

from containers import packet
from examinations import examination, said

from provcheck.checks.edit_trail import edit_trail
from provcheck.image import Blocks, Payload
from provcheck.metadata import read_file_metadata
from provcheck.model import CheckRun

STEP = '<rdf:li stEvt:action="saved" stEvt:when="2024-10-{day:02d}"/>'


def run(*descriptions: str) -> CheckRun:
    payload = Payload(place="xmp", content=packet(*descriptions))
    metadata = read_file_metadata(Blocks(format="JPEG", xmp=(payload,)), "a.jpg")
    return edit_trail(examination(metadata=metadata))


def test_steps_are_counted_with_their_first_and_last_date() -> None:
    steps = "".join(STEP.format(day=day) for day in (5, 3, 9))
    found = run(f"<xmpMM:History><rdf:Seq>{steps}</rdf:Seq></xmpMM:History>")
    assert said(found) == [("steps-dated", "info")]
    params = found.findings[0].message.params
    assert (params["count"], params["first"], params["last"]) == (3, "2024-10-03", "2024-10-09")


def test_steps_without_dates() -> None:
    step = '<rdf:li stEvt:action="saved"/>'
    assert said(run(f"<xmpMM:History><rdf:Seq>{step}</rdf:Seq></xmpMM:History>")) == [
        ("steps", "info")
    ]


def test_another_document_of_origin_is_named_the_own_one_is_not() -> None:
    own = "<xmpMM:DocumentID>a</xmpMM:DocumentID>"
    other = '<xmpMM:DerivedFrom stRef:documentID="b"/>'
    assert said(run(own, other)) == [("derived", "info")]
    assert run(own, other.replace('"b"', '"a"')).outcome == "clear"
    assert run(own).outcome == "clear"


def test_no_trail_at_all() -> None:
    assert run("<dc:format>image/jpeg</dc:format>").outcome == "not-applicable"
