"""Packs: nothing is lost on the way, and a stranger's file does no harm."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packs.made import HASHES, NOW, TEXT, features, filled, made, packed, prints

from provcheck.errors import PackTooNew, PackUnreadable
from provcheck.ingest import take_in
from provcheck.model import Fingerprint, Place, Position, Source, TypedDate
from provcheck.packs import Pack, compare_sets, references_of, take_over, write_pack
from provcheck.references import open_reader, open_writer
from provcheck.settings import Settings

PICTURE = Path(__file__).parents[2] / "fixtures" / "images" / "pokrovsk" / "posted.jpg"

_OLDER = Source(publisher="Desk A", url="https://a.example/1")
_NEWER = Source(
    publisher="Desk B",
    url="https://b.example/1",
    published_at=TypedDate.parse("2024-10-19", type="posted", source="b.toml"),
    place=Place(
        name="Tsukuryne", variants=("Цукурине",), position=Position(latitude=48.1, longitude=37.3)
    ),
)

_texts = st.text(max_size=20)
_dates = [TypedDate.parse(d, type="posted", source="x") for d in ("2024", "2024-10-21T15:42Z")]
_links = st.sampled_from([None, "https://a.example/1", "http://b.example/?q=ü"])
_sources = st.builds(
    Source,
    publisher=st.none() | _texts,
    url=_links,
    archive_url=_links,
    published_at=st.sampled_from(
        [
            None,
            *(TypedDate.parse(d, type="posted", source="x") for d in ("2024", "2024-10-21T15:42Z")),
        ]
    ),
    caption=st.none() | _texts,
    place=st.sampled_from([None, _NEWER.place]),
    note=st.none() | _texts,
)


def _everything(path: Path) -> list[Any]:
    with open_reader(path) as reader:
        return [
            (new.reference.source, new.reference.sha256, new.reference.name, new.fingerprints)
            for new in references_of(reader)
        ]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(_texts, _sources), max_size=4, unique_by=lambda pair: pair[0]))
def test_nothing_is_lost_on_the_way(pairs: list[tuple[str, Source]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        ours = filled(here / "a.db", *(made(name, source) for name, source in pairs))
        with open_reader(ours) as reader:
            write_pack(here / "a.provpack", reader, created_by="A", now=NOW)
        with (
            Pack(here / "a.provpack") as pack,
            open_writer(here / "b.db", now=TEXT) as writer,
        ):
            results = {t.result for t in take_over(writer, None, pack.records(), name="a")}
        assert results <= {"added"}
        assert _everything(here / "b.db") == _everything(ours)
        with open_reader(ours) as one, open_reader(here / "b.db") as other:
            assert one.info().snapshot == other.info().snapshot


def test_a_pack_has_no_pictures_and_features_only_when_asked(tmp_path: Path) -> None:
    learned = Fingerprint(kind="learned", version="m", bits=16, value="abcd")
    new = made("a", features=features(), fingerprints=(*prints(1, HASHES), learned))
    new = replace(new, proxy=b"\xff\xd8 a picture")
    for asked in (False, True):
        path = packed(tmp_path / f"{asked}.provpack", new, features=asked)
        with Pack(path) as pack:
            (record,) = pack.records()
            assert pack.header.codes.get("rootsift 1", 0) == asked
        assert record.proxy is None
        assert record.features == (features() if asked else None)
        assert ("learned" in {item.kind for item in record.fingerprints}) == asked


def test_all_fingerprints_of_a_picture_go_along(tmp_path: Path) -> None:
    with open_writer(tmp_path / "a.db", now=TEXT) as writer:
        list(take_in(writer, [PICTURE], now=TEXT, settings=Settings()))
    with open_reader(tmp_path / "a.db") as reader:
        write_pack(tmp_path / "a.provpack", reader, created_by="A", now=NOW)
        (id,) = (reference.id for reference in reader.list())
        before = reader.fingerprints(id)
    with Pack(tmp_path / "a.provpack") as pack:
        (record,) = pack.records()
    assert record.fingerprints == before


def test_file_names_and_who_shared_a_record_can_stay_at_home(tmp_path: Path) -> None:
    source = Source(publisher="P", shared_by="desk C")
    path = packed(tmp_path / "a.provpack", made("from Olena.jpg", source), names=False)
    with zipfile.ZipFile(path) as archive:
        text = archive.read("records.jsonl").decode()
    assert "Olena" not in text and "desk C" not in text


def _taken(ours: Path, pack: Path, **options: Any) -> list[tuple[str, tuple[str, ...]]]:
    with Pack(pack) as theirs, open_reader(ours) as known, open_writer(ours, now=TEXT) as writer:
        return [
            (taken.result, tuple(each.field for each in taken.differences))
            for taken in take_over(writer, known, theirs.records(), name="p", **options)
        ]


def test_a_conflict_is_told_and_ours_stays_unless_asked(tmp_path: Path) -> None:
    ours = filled(tmp_path / "a.db", made("x", _OLDER))
    pack = packed(tmp_path / "b.provpack", made("x", _NEWER))
    fields = ("publisher", "url", "published_at", "place")
    assert _taken(ours, pack, shared_by="desk B") == [("kept", fields)]
    assert _everything(ours)[0][0] == _OLDER
    assert _taken(ours, pack, prefer="theirs", shared_by="desk B") == [("replaced", fields)]
    assert _everything(ours)[0][0] == replace(_NEWER, shared_by="desk B")
    assert _taken(ours, pack, shared_by="desk B") == [("unchanged", ())]


def test_what_is_missing_is_filled_in_and_nothing_else(tmp_path: Path) -> None:
    few = prints(1, HASHES[:1])
    ours = filled(tmp_path / "a.db", made("x", fingerprints=few), made("y", _OLDER))
    pack = packed(tmp_path / "b.provpack", made("x", _NEWER), made("y"), made("z", _NEWER))
    outcomes = [result for result, _ in _taken(ours, pack)]
    assert sorted(outcomes) == ["added", "unchanged", "updated"]
    held = {entry[2]: entry for entry in _everything(ours)}
    assert held["x"][0] == _NEWER
    assert held["x"][3][0] == few[0], "a pack must not replace a fingerprint"
    assert len(held["x"][3]) == 3
    assert held["y"][0] == _OLDER


def test_another_file_with_the_id_of_ours_changes_nothing(tmp_path: Path) -> None:
    ours = filled(tmp_path / "a.db", made("x", _OLDER))
    digest = hashlib.sha256(b"x").hexdigest()[:16] + "0" * 48
    pack = packed(tmp_path / "b.provpack", made("evil", _NEWER, sha256=digest, id=digest[:16]))
    assert _taken(ours, pack, prefer="theirs") == [("clash", ())]
    assert _everything(ours)[0][0] == _OLDER


def test_the_difference_of_two_sets(tmp_path: Path) -> None:
    ours = filled(tmp_path / "a.db", made("same", _OLDER), made("x", _OLDER), made("mine"))
    pack = packed(tmp_path / "b.provpack", made("same", _OLDER), made("x", _NEWER), made("theirs"))
    with Pack(pack) as theirs, open_reader(ours) as known:
        found = {each.name: each for each in compare_sets(known, theirs.records())}
    assert {name: each.result for name, each in found.items()} == {
        "x": "changed", "mine": "missing", "theirs": "new",
    }  # fmt: skip
    assert found["x"].differences[0].ours == "Desk A"
    assert found["x"].differences[0].theirs == "Desk B"


def test_a_stopped_import_goes_on(tmp_path: Path) -> None:
    ours = filled(tmp_path / "a.db")
    pack = packed(tmp_path / "b.provpack", *(made(str(n), _NEWER) for n in range(6)))
    with Pack(pack) as theirs, open_reader(ours) as known, open_writer(ours, now=TEXT) as writer:
        taking = take_over(writer, known, theirs.records(), name="p")
        next(taking), next(taking)
        taking.close()
    assert [result for result, _ in _taken(ours, pack)] == ["unchanged"] * 2 + ["added"] * 4


def test_values_of_another_length_than_ours_are_refused(tmp_path: Path) -> None:
    one, other = (
        Fingerprint(kind="learned", version="m", bits=8 * n, value="ab" * n) for n in (1, 2)
    )
    ours = filled(tmp_path / "a.db", made("x", fingerprints=(one,)))
    pack = packed(tmp_path / "b.provpack", made("y", fingerprints=(other,)), features=True)
    with pytest.raises(PackUnreadable, match="another length"):
        _taken(ours, pack)


def _rewritten(
    source: Path,
    target: Path,
    *,
    record: Callable[[dict[str, Any]], Any] = lambda record: None,
    header: Callable[[dict[str, Any]], Any] = lambda header: None,
    raw: bytes | None = None,
) -> Path:
    """The pack with its records and header changed, and its digest made to fit."""
    with zipfile.ZipFile(source) as archive:
        head = json.loads(archive.read("pack.json"))
        records = [json.loads(line) for line in archive.read("records.jsonl").splitlines()]
    for each in records:
        record(each)
    body = raw if raw is not None else b"".join(json.dumps(r).encode() + b"\n" for r in records)
    head["records_sha256"] = hashlib.sha256(body).hexdigest()
    header(head)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pack.json", json.dumps(head))
        archive.writestr("records.jsonl", body)
    return target


_HOSTILE_RECORDS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "short digest": lambda r: r.update(sha256="ab"),
    "digest of another kind": lambda r: r.update(sha256=7),
    "endless name": lambda r: r.update(name="x" * 5000),
    "negative size": lambda r: r.update(width=-1),
    "size beyond SQLite": lambda r: r.update(byte_size=2**70),
    "a time that is none": lambda r: r.update(added_at="soon"),
    "script for a link": lambda r: r.update(source={"url": "javascript:alert(1)"}),
    "unknown date": lambda r: r.update(source={"published_at": {"value": "yesterday"}}),
    "source is a list": lambda r: r.update(source=[1]),
    "deep source": lambda r: r.update(source={"note": [[[[1]]]]}),
    "no fingerprints": lambda r: r.pop("fingerprints"),
    "too many": lambda r: r.update(fingerprints=r["fingerprints"] * 50),
    "twice one kind": lambda r: r.update(fingerprints=r["fingerprints"][:1] * 2),
    "wrong length": lambda r: r["fingerprints"][0].update(value="ab"),
    "no hex": lambda r: r["fingerprints"][0].update(value="zz"),
    "kind as a path": lambda r: r["fingerprints"][0].update(kind="../../x"),
    "features cut off": lambda r: r.update(
        features={"kind": "rootsift", "version": "1", "width": 1, "height": 1, "count": 9,
                  "keypoints": "", "descriptors": ""}
    ),
    "features of another kind": lambda r: r.update(features=[]),
}  # fmt: skip


@pytest.mark.parametrize("what", _HOSTILE_RECORDS)
def test_a_hostile_record_is_one_sentence(tmp_path: Path, what: str) -> None:
    whole = packed(tmp_path / "a.provpack", made("x", _OLDER))
    changed = _rewritten(whole, tmp_path / "b.provpack", record=_HOSTILE_RECORDS[what])
    with pytest.raises(PackUnreadable):
        Pack(changed)


def test_terminal_escapes_in_a_record_are_inert(tmp_path: Path) -> None:
    whole = packed(tmp_path / "a.provpack", made("x"))
    evil = {"publisher": "\x1b[2J\u202e", "note": "a\u0000b"}
    changed = _rewritten(
        whole, tmp_path / "b.provpack", record=lambda r: r.update(name="\x1b]0;x\x07", source=evil)
    )
    with Pack(changed) as pack:
        (new,) = pack.records()
    assert "\x1b" not in new.reference.name + str(new.reference.source)


_HOSTILE_HEADERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "other count": lambda h: h.update(count=2),
    "huge count": lambda h: h.update(count=10**12),
    "no format": lambda h: h.pop("format"),
    "format 0": lambda h: h.update(format=0),
    "other digest": lambda h: h.update(records_sha256="0" * 64),
    "name is a number": lambda h: h.update(set_name=1),
    "too large": lambda h: h.update(set_name="x" * 200_000),
}


@pytest.mark.parametrize("what", _HOSTILE_HEADERS)
def test_a_hostile_header_is_one_sentence(tmp_path: Path, what: str) -> None:
    whole = packed(tmp_path / "a.provpack", made("x"))
    changed = _rewritten(whole, tmp_path / "b.provpack", header=_HOSTILE_HEADERS[what])
    with pytest.raises(PackUnreadable):
        Pack(changed)


def test_a_newer_pack_is_named_as_such(tmp_path: Path) -> None:
    whole = packed(tmp_path / "a.provpack", made("x"))
    newer = _rewritten(whole, tmp_path / "b.provpack", header=lambda h: h.update(format=2))
    with pytest.raises(PackTooNew, match="format 2"):
        Pack(newer)


def test_records_twice_out_of_order_or_endless_are_refused(tmp_path: Path) -> None:
    whole = packed(tmp_path / "a.provpack", made("x"), made("y"))
    with zipfile.ZipFile(whole) as archive:
        first, second = archive.read("records.jsonl").splitlines(keepends=True)
    for number, raw in enumerate((first + first, second + first, first + b" " * 3_000_000)):
        with pytest.raises(PackUnreadable):
            Pack(_rewritten(whole, tmp_path / f"{number}.provpack", raw=raw))


def test_files_that_are_no_packs_are_refused(tmp_path: Path) -> None:
    whole = packed(tmp_path / "a.provpack", made("x"))
    content = whole.read_bytes()
    strange = tmp_path / "zip.provpack"
    with zipfile.ZipFile(strange, "w") as archive:
        archive.writestr("other.txt", b"x")
    packed_oddly = tmp_path / "lzma.provpack"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(packed_oddly, "w", zipfile.ZIP_LZMA) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    texts = {
        "empty": b"", "text": b"hello", "cut": content[: len(content) // 2],
        "flipped": content.replace(b"PK\x01\x02", b"PK\x01\x03"),
    }  # fmt: skip
    for name, text in texts.items():
        (tmp_path / name).write_bytes(text)
    for path in (strange, packed_oddly, *(tmp_path / name for name in texts), tmp_path / "none"):
        with pytest.raises(PackUnreadable):
            Pack(path)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_flipped_bytes_never_get_through_as_something_else(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = packed(Path(folder) / "a.provpack", made("x", _OLDER), made("y"))
        with Pack(path) as pack:
            before = list(pack.records())
        content = bytearray(path.read_bytes())
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] ^= data.draw(st.integers(1, 255))
        path.write_bytes(content)
        try:
            with Pack(path) as pack:
                assert list(pack.records()) == before
        except PackUnreadable:
            pass
