"""Keys, signatures and time stamps: what is made, what is refused, what a byte more does."""

from __future__ import annotations

import json
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from authority import Authority
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from provcheck.errors import (
    KeyThere,
    KeyUnusable,
    RootsUnusable,
    SignatureUnreadable,
    SignExtraMissing,
    StampUnreadable,
)
from provcheck.signing import (
    known_keys,
    new_key,
    read_roots,
    read_signature,
    read_stamp,
    remember_key,
    sign,
    signed_by,
    stamp_request,
)

NOW = datetime(2024, 10, 24, 9, 30, tzinfo=UTC)
DIGEST = "ab" * 32


def test_a_key_pair_is_made_once_and_kept_private(tmp_path: Path) -> None:
    public = new_key(tmp_path / "keys", "desk", None)
    private = public.with_name("desk.key.pem")
    if sys.platform != "win32":
        assert stat.S_IMODE(private.stat().st_mode) == 0o600
    before = private.read_bytes()
    with pytest.raises(KeyThere):
        new_key(tmp_path / "keys", "desk", None)
    assert private.read_bytes() == before
    assert list(known_keys(tmp_path / "keys").own.values()) == ["desk"]


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "a b", "x" * 80, "a\n"])
def test_a_key_has_a_plain_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(KeyUnusable):
        new_key(tmp_path / "keys", name, None)
    assert not (tmp_path / "keys").exists()


def _made(tmp_path: Path, passphrase: bytes | None = None) -> Path:
    return new_key(tmp_path, "desk", passphrase).with_name("desk.key.pem")


def test_a_signature_fits_its_statement(tmp_path: Path) -> None:
    found = read_signature(sign(DIGEST, _made(tmp_path), None, "M. Huber", NOW), "x.sig")
    assert signed_by(found)
    assert (found.signer, found.signed_at) == ("M. Huber", "2024-10-24T09:30:00Z")
    assert found.file_sha256 == DIGEST


@pytest.mark.parametrize("field", ["file_sha256", "signer", "signed_at"])
def test_nothing_in_a_signature_can_be_exchanged(tmp_path: Path, field: str) -> None:
    raw = json.loads(sign(DIGEST, _made(tmp_path), None, "M. Huber", NOW))
    raw[field] += "x"
    assert not signed_by(read_signature(json.dumps(raw).encode(), "x.sig"))


def test_the_key_of_another_did_not_sign(tmp_path: Path) -> None:
    raw = json.loads(sign(DIGEST, _made(tmp_path), None, "M. Huber", NOW))
    other = json.loads(sign(DIGEST, _made(tmp_path / "b"), None, "M. Huber", NOW))
    raw["public_key"] = other["public_key"]
    assert not signed_by(read_signature(json.dumps(raw).encode(), "x.sig"))


@given(
    st.binary(max_size=200) | st.text(max_size=60).map(lambda t: json.dumps({"format": t}).encode())
)
def test_any_other_file_is_no_signature(content: bytes) -> None:
    with pytest.raises(SignatureUnreadable):
        read_signature(content, "x.sig")


def test_a_locked_key_opens_with_its_passphrase_only(tmp_path: Path) -> None:
    key = _made(tmp_path, b"correct horse")
    assert b"ENCRYPTED" in key.read_bytes()
    for wrong in (None, b"wrong"):
        with pytest.raises(KeyUnusable):
            sign(DIGEST, key, wrong, "x", NOW)
    assert signed_by(read_signature(sign(DIGEST, key, b"correct horse", "x", NOW), "x.sig"))


def test_keys_of_another_kind_are_refused(tmp_path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization
    file = tmp_path / "rsa.pem"
    file.write_bytes(
        key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    )
    with pytest.raises(KeyUnusable, match="not an Ed25519 key"):
        sign(DIGEST, file, None, "x", NOW)
    public = tmp_path / "rsa.pub.pem"
    public.write_bytes(
        key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
    )
    with pytest.raises(KeyUnusable, match="not an Ed25519 key"):
        remember_key(tmp_path / "keys", public, "x")


def test_a_private_key_is_never_kept_as_a_known_one(tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable):
        remember_key(tmp_path / "keys", _made(tmp_path), "x")
    assert not known_keys(tmp_path / "keys").others


def test_known_keys_have_the_name_they_were_given(tmp_path: Path) -> None:
    public = new_key(tmp_path / "theirs", "desk", None)
    remember_key(tmp_path / "ours", public, "kovalenko")
    (tmp_path / "ours" / "known" / "broken.pem").write_bytes(b"nothing")
    assert list(known_keys(tmp_path / "ours").others.values()) == ["kovalenko"]
    with pytest.raises(KeyThere):
        remember_key(tmp_path / "ours", public, "kovalenko")


def test_a_time_stamp_holds_for_its_bytes_and_its_roots(
    tmp_path: Path, authority: Authority
) -> None:
    content = b"a report"
    request, answer = tmp_path / "r.tsq", tmp_path / "r.tsr"
    request.write_bytes(stamp_request(content))
    authority.answer(request, answer)
    roots = read_roots(authority.roots)
    stamp = read_stamp(answer.read_bytes(), content, roots, "r.tsr")
    assert (stamp.fits, stamp.holds, stamp.authority) == (True, True, "Test authority")
    assert abs((datetime.now(UTC) - datetime.fromisoformat(stamp.time)).total_seconds()) < 600
    without = read_stamp(answer.read_bytes(), content, (), "r.tsr")
    assert (without.fits, without.holds) == (True, None)
    other = read_stamp(answer.read_bytes(), content + b"!", roots, "r.tsr")
    assert (other.fits, other.holds) == (False, False)
    strangers = read_roots(Authority(tmp_path / "strangers").roots)
    foreign = read_stamp(answer.read_bytes(), content, strangers, "r.tsr")
    assert (foreign.fits, foreign.holds) == (True, False)
    assert foreign.reason


def test_the_name_is_that_of_the_certificate_that_signed(
    tmp_path: Path, authority: Authority
) -> None:
    request, answer = tmp_path / "r.tsq", tmp_path / "r.tsr"
    request.write_bytes(stamp_request(b"a report"))
    authority.answer(request, answer, beside=6)
    assert read_stamp(answer.read_bytes(), b"a report", (), "r.tsr").authority == "Test authority"


def test_a_byte_changed_in_the_answer_is_noticed(tmp_path: Path, authority: Authority) -> None:
    content = b"a report"
    request, answer = tmp_path / "r.tsq", tmp_path / "r.tsr"
    request.write_bytes(stamp_request(content))
    authority.answer(request, answer)
    roots, whole = read_roots(authority.roots), answer.read_bytes()
    for place in range(8, len(whole), 97):
        changed = bytearray(whole)
        changed[place] ^= 1
        try:
            stamp = read_stamp(bytes(changed), content, roots, "r.tsr")
        except StampUnreadable:
            continue
        before = read_stamp(whole, content, roots, "r.tsr")
        assert not (stamp.fits and stamp.holds) or stamp == before


@given(st.binary(max_size=300))
def test_any_other_file_is_no_answer(content: bytes) -> None:
    with pytest.raises(StampUnreadable):
        read_stamp(content, b"x", (), "r.tsr")


def test_roots_must_be_certificates(tmp_path: Path) -> None:
    with pytest.raises(RootsUnusable):
        read_roots(tmp_path / "missing")
    with pytest.raises(RootsUnusable):
        read_roots(tmp_path)
    (tmp_path / "a.pem").write_bytes(b"nothing")
    with pytest.raises(RootsUnusable):
        read_roots(tmp_path)


@pytest.mark.parametrize("package", ["cryptography", "rfc3161_client"])
def test_without_the_extra_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, package: str, tmp_path: Path
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(SignExtraMissing, match="provcheck\\[sign\\]"):
        if package == "cryptography":
            new_key(tmp_path, "desk", None)
        else:
            stamp_request(b"x")
