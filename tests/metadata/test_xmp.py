"""XMP: every form of RDF comes out as paths, attacks come out as notes."""

from __future__ import annotations

from containers import packet
from hypothesis import given, settings
from hypothesis import strategies as st
from soundness import assert_sound

from provcheck.metadata.gathering import Gathering
from provcheck.metadata.xmp import read_packet
from provcheck.metadata.xmp_fields import read_xmp
from provcheck.model import Metadata


def properties(content: bytes) -> dict[str, str]:
    found = read_packet("xmp", content, Gathering())
    assert found is not None
    return {each.path: each.text for each in found.properties}


def metadata(*descriptions: str) -> Metadata:
    gathering = Gathering()
    found = read_packet("xmp", packet(*descriptions), gathering)
    assert found is not None
    read_xmp(found, gathering)
    return gathering.finish()


def notes(content: bytes) -> list[str]:
    gathering = Gathering()
    read_packet("xmp", content, gathering)
    return [note.id for note in gathering.finish().notes]


def test_every_serialisation_of_one_value_gives_one_path() -> None:
    element = packet("<xmp:CreatorTool>GIMP</xmp:CreatorTool>")
    attribute = element.replace(
        b'about=""><xmp:CreatorTool>GIMP</xmp:CreatorTool>', b'about="" xmp:CreatorTool="GIMP">'
    )
    assert properties(element) == properties(attribute) == {"xmp:CreatorTool": "GIMP"}
    nested = "<xmpMM:DerivedFrom{}</xmpMM:DerivedFrom>"
    forms = (
        nested.format(' rdf:parseType="Resource"><stRef:documentID>a</stRef:documentID>'),
        nested.format("><rdf:Description><stRef:documentID>a</stRef:documentID></rdf:Description>"),
        '<xmpMM:DerivedFrom stRef:documentID="a"/>',
    )
    for form in forms:
        assert properties(packet(form)) == {"xmpMM:DerivedFrom/stRef:documentID": "a"}


def test_lists_and_languages() -> None:
    found = properties(
        packet(
            "<dc:creator><rdf:Seq><rdf:li>A</rdf:li><rdf:li>B</rdf:li></rdf:Seq></dc:creator>",
            '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">T</rdf:li>'
            '<rdf:li xml:lang="uk">Т</rdf:li></rdf:Alt></dc:title>',
        )
    )
    assert found == {
        "dc:creator[1]": "A",
        "dc:creator[2]": "B",
        "dc:title[x-default]": "T",
        "dc:title[uk]": "Т",
    }


def test_prefixes_are_the_registered_ones_whatever_the_file_calls_them() -> None:
    content = (
        packet("<dc:format>image/png</dc:format>").replace(b"dc:", b"q:").replace(b":dc", b":q")
    )
    assert properties(content) == {"dc:format": "image/png"}
    assert properties(packet("<own:thing>x</own:thing>")) == {"own:thing": "x"}


def test_history_becomes_steps_with_dates() -> None:
    step = (
        '<rdf:li stEvt:action="saved" stEvt:when="2024-10-20T10:00:00+03:00"'
        ' stEvt:softwareAgent="Adobe Photoshop 25.0"/>'
    )
    found = metadata(f"<xmpMM:History><rdf:Seq>{step * 2}</rdf:Seq></xmpMM:History>")
    steps = found.values("trail", "history")
    assert len(steps) == 2
    assert steps[1].source == "xmp:xmpMM:History[2]"
    assert steps[0].value == "saved · Adobe Photoshop 25.0 · 2024-10-20T10:00:00+03:00"
    assert {(date.type, date.value) for date in found.dates} == {
        ("history", "2024-10-20T10:00:00+03:00")
    }


def test_positions_dates_and_texts() -> None:
    found = metadata(
        "<exif:GPSLatitude>48,16.8N</exif:GPSLatitude><exif:GPSLongitude>37,10,30E</exif:GPSLongitude>",
        "<photoshop:DateCreated>2024-10</photoshop:DateCreated><photoshop:City>Покровськ</photoshop:City>",
        "<xmp:ModifyDate>2024-10-20T10:00:00.25+0300</xmp:ModifyDate>",
    )
    assert found.position is not None
    assert round(found.position.latitude, 4) == 48.28
    assert round(found.position.longitude, 4) == 37.175
    assert found.first("time", "photoshop_created") == "2024-10"
    assert found.first("time", "xmp_modify") == "2024-10-20T10:00:00+03:00"
    assert found.values("text", "city")[0].source == "xmp:photoshop:City"


def test_impossible_positions_and_dates_are_noted() -> None:
    found = metadata(
        "<exif:GPSLatitude>98,0N</exif:GPSLatitude><xmp:CreateDate>2024-13-40</xmp:CreateDate>"
    )
    assert found.position is None
    assert [note.id for note in found.notes] == [
        "metadata.date-impossible",
        "metadata.gps-out-of-range",
    ]


def test_utf_16_and_control_characters_and_broken_wrapping() -> None:
    plain = packet("<dc:format>image/png</dc:format>")
    for encoding in ("utf-16-be", "utf-16-le", "utf-16"):
        assert properties(plain.decode().encode(encoding)) == {"dc:format": "image/png"}
    assert properties(plain.replace(b"image/png", b"image\x02png"))["dc:format"] == "image png"
    assert properties(b"rubbish" + plain + b"<more") == {"dc:format": "image/png"}


def test_attacks_are_refused_with_a_note() -> None:
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + packet("<dc:format>&a;</dc:format>")
    assert notes(entity) == ["metadata.xmp-forbidden"]
    assert notes(b"<" * 400_000) == ["metadata.xmp-too-large"]
    assert notes(b" " + b"a" * 5_000_000) == ["metadata.xmp-too-large"]
    assert notes(b"<x:xmpmeta>") == ["metadata.xmp-unreadable"]


def test_deep_nesting_is_cut_without_recursion() -> None:
    deep = "<own:a>" * 20_000 + "x" + "</own:a>" * 20_000
    assert notes(packet(deep)) == ["metadata.xmp-cut"]


def test_a_history_of_5_000_steps_is_read_whole() -> None:
    step = '<rdf:li rdf:parseType="Resource"><stEvt:action>saved</stEvt:action></rdf:li>'
    found = metadata(f"<xmpMM:History><rdf:Seq>{step * 5000}</rdf:Seq></xmpMM:History>")
    assert len(found.values("trail", "history")) == 5000


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 800))
def test_random_and_cut_packets_never_raise(junk: bytes, cut: int) -> None:
    whole = packet("<dc:creator><rdf:Seq><rdf:li>A</rdf:li></rdf:Seq></dc:creator>")
    for content in (junk, whole[:cut] + junk, junk + whole):
        gathering = Gathering()
        found = read_packet("xmp", content, gathering)
        if found is not None:
            read_xmp(found, gathering)
        read = gathering.finish()
        assert found is not None or read.notes
        assert_sound(read)
