"""Content Credentials: the states of real files, and that nothing is ever fetched."""

from __future__ import annotations

import http.server
import os
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from containers import XMP_HEAD, jpeg_with, packet, segment

from provcheck.errors import TrustFolderUnusable
from provcheck.image import Limits, open_embedded, open_subject
from provcheck.metadata import read_metadata, read_trust_folder
from provcheck.metadata.ingredients import picture_addresses, read_ingredients
from provcheck.model import Credentials
from provcheck.pipeline import examine
from provcheck.settings import TrustAnchors

# Test files of the standard's authors (c2pa-org/public-testfiles), where somebody has put them.
BESIDE = Path(__file__).parents[2].parent / "shared" / "data"
FILES = Path(os.environ.get("PROVCHECK_DEV_DATA", BESIDE)) / "c2pa"
real_files = pytest.mark.skipif(
    not FILES.is_dir(), reason="development data is absent (PROVCHECK_DEV_DATA)"
)
JUMBF = segment(0xEB, b"JP\0\x01\0\0\0\x01\0\0\0\x40jumb\0\0\0\x28jumdc2pa" + b"\0" * 40)
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


def credentials(content: bytes | Path, trust: TrustAnchors | None = None) -> Credentials:
    name = None if isinstance(content, Path) else "a.jpg"
    found = read_metadata(open_subject(content, Limits(), name), trust).credentials
    assert found is not None
    return found


@real_files
@pytest.mark.parametrize(
    ("name", "alone", "with_anchors", "codes"),
    [
        ("adobe-20220124-A", "none", "none", ()),
        ("adobe-20220124-I", "none", "none", ()),
        ("adobe-20220124-C", "intact", "trusted", ()),
        ("adobe-20220124-CA", "intact", "trusted", ()),
        ("adobe-20220124-CACA", "intact", "trusted", ()),
        ("adobe-20220124-CAI", "intact", "trusted", ()),
        ("adobe-20220124-CAICA", "intact", "trusted", ()),
        ("adobe-20220124-CI", "intact", "trusted", ()),
        ("adobe-20220124-CICA", "intact", "trusted", ()),
        ("adobe-20220124-CIE-sig-CA", "intact", "trusted", ()),
        ("CACAE-uri-CA", "intact", "trusted", ()),
        ("adobe-20220124-XCA", "broken", "broken", ("assertion.dataHash.mismatch",)),
        ("adobe-20220124-XCI", "broken", "broken", ("assertion.dataHash.mismatch",)),
        ("adobe-20220124-E-dat-CA", "broken", "broken", ("assertion.dataHash.mismatch",)),
        ("adobe-20220124-E-sig-CA", "broken", "broken", ("claimSignature.mismatch",)),
        ("adobe-20220124-E-uri-CA", "broken", "broken", ("assertion.hashedURI.mismatch",)),
        (
            "adobe-20220124-E-clm-CAICAI",
            "broken",
            "broken",
            ("ingredient.manifest.missing", "assertion.hashedURI.mismatch"),
        ),
        ("remote-cloud", "remote", "remote", ()),
    ],
)
def test_states_of_the_standard_s_test_files(
    name: str, alone: str, with_anchors: str, codes: tuple[str, ...], tmp_path: Path
) -> None:
    anchors = (FILES / "test-trust-anchors.pem").read_bytes()
    (tmp_path / "anchors.pem").write_bytes(anchors)
    found = credentials(FILES / f"{name}.jpg")
    assert (found.state, found.codes) == (alone, codes)
    assert credentials(FILES / f"{name}.jpg", read_trust_folder(tmp_path)).state == with_anchors


@real_files
def test_ingredients_keep_their_own_state() -> None:
    found = credentials(FILES / "CACAE-uri-CA.jpg")
    assert [(i.title, i.state, i.depth) for i in found.ingredients] == [
        ("CAE-uri-CA.jpg", "intact", 0),
        ("E-uri-CA.jpg", "broken", 1),
        ("A.jpg", "none", 2),
    ]
    assert found.ingredients[1].codes == ("assertion.hashedURI.mismatch",)


@real_files
def test_pictures_of_ingredients_are_made_anew() -> None:
    report = examine(FILES / "CACAE-uri-CA.jpg", now=datetime(2026, 1, 1, tzinfo=UTC))
    held = report.metadata.credentials
    assert held is not None
    shown = {each.id: each for each in report.exhibits if each.kind == "ingredient"}
    assert list(shown) == [part.exhibit for part in held.ingredients]
    content = (FILES / "CACAE-uri-CA.jpg").read_bytes()
    for exhibit in shown.values():
        assert exhibit.data is not None
        assert exhibit.data not in content
        assert max(open_embedded(exhibit.data).shape) == 320  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "summary",
    [
        {},
        {"manifests": [], "active_manifest": 5},
        {
            "manifests": {"a": {"ingredients": [None, 3, {"thumbnail": "x"}]}},
            "active_manifest": "a",
        },
        {"manifests": {"a": {"ingredients": "x"}}, "validation_results": {"ingredientDeltas": [0]}},
    ],
)
def test_odd_manifest_stores_show_no_pictures(summary: dict[str, object]) -> None:
    assert list(picture_addresses(summary)) == []
    assert all(part.exhibit is None for part in read_ingredients(summary))


def test_manifests_that_name_each_other_end_and_show_few_pictures() -> None:
    entry = {"title": "t", "thumbnail": {"identifier": "self#x"}}
    manifests = {
        "a": {"ingredients": [entry | {"active_manifest": "b"}] * 9},
        "b": {"ingredients": [entry | {"active_manifest": "a"}] * 9},
    }
    summary = {"active_manifest": "a", "manifests": manifests}
    found = list(read_ingredients(summary))
    assert [part.depth for part in found] == [0] * 9 + [1] * 9
    assert [part.exhibit for part in found if part.exhibit] == [
        f"ingredient-{n}" for n in range(12)
    ]


@real_files
def test_signing_time_is_a_typed_date() -> None:
    metadata = read_metadata(open_subject(FILES / "adobe-20220124-C.jpg", Limits()))
    signed = [date for date in metadata.dates if date.type == "signed"]
    assert [date.value for date in signed] == ["2023-01-24T14:48:56+00:00"]
    assert signed[0].zone_known
    assert metadata.credentials is not None
    assert metadata.credentials.time_stamped


class _Counting(http.server.BaseHTTPRequestHandler):
    hits = 0

    def do_GET(self) -> None:
        type(self).hits += 1
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    _Counting.hits = 0
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Counting) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}/manifest.c2pa"
        listening.shutdown()
        thread.join()


def _linking(address: str) -> bytes:
    link = f"<dcterms:provenance>{address}</dcterms:provenance>"
    declared = packet(link).replace(
        b"<rdf:RDF ", b'<rdf:RDF xmlns:dcterms="http://purl.org/dc/terms/" '
    )
    return segment(0xE1, XMP_HEAD + declared)


def test_a_link_in_the_picture_is_shown_and_never_followed(server: str) -> None:
    alone = credentials(jpeg_with(_linking(server)))
    assert (alone.state, alone.remote_url) == ("remote", server)
    # With a block that is none, the library itself is asked, which would follow the link.
    assert credentials(jpeg_with(_linking(server), JUMBF)).state == "unreadable"
    assert _Counting.hits == 0


def test_the_library_would_have_followed_it(server: str) -> None:
    """The test above can fail: with the library's own settings the request is made."""
    import io

    import c2pa

    with pytest.raises(c2pa.C2paError):
        c2pa.Reader("image/jpeg", io.BytesIO(jpeg_with(_linking(server))))
    assert _Counting.hits == 1


def test_blocks_of_other_standards_are_no_credentials() -> None:
    other = segment(0xEB, b"JP\0\x01\0\0\0\x01\0\0\0\x40jumb\0\0\0\x28jumdother" + b"\0" * 40)
    assert credentials(jpeg_with(other)).state == "none"


def test_without_the_extra_they_are_not_checked_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "c2pa", None)
    assert credentials(jpeg_with(JUMBF)).state == "not-checked"
    assert credentials(jpeg_with()).state == "none"


def test_a_trust_folder_is_read_with_its_date_and_digest(tmp_path: Path) -> None:
    (tmp_path / "list.pem").write_text(f"Subject\tCN=One\n{PEM}Subject\tCN=Two\n{PEM}")
    (tmp_path / "notes.txt").write_text("no certificate")
    found = read_trust_folder(tmp_path)
    assert (found.files, found.certificates, len(found.sha256)) == (("list.pem",), 2, 64)
    assert "Subject" not in found.pem


@pytest.mark.parametrize("content", [None, "", "-----BEGIN CERTIFICATE-----\nMIIB"])
def test_an_unusable_trust_folder_is_one_sentence(tmp_path: Path, content: str | None) -> None:
    folder = tmp_path / "trust"
    if content is not None:
        folder.mkdir()
        (folder / "list.pem").write_text(content)
    with pytest.raises(TrustFolderUnusable):
        read_trust_folder(folder)
