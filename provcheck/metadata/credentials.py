"""Content Credentials through c2pa-python (extra ``c2pa``): never a network, never an exception.

The library would fetch manifests from addresses written in the picture and ask certificate
authorities about signers, which tells them who is checking what: both are turned off. Its state
"Valid" means that nothing was changed, not that the signer is known; "Invalid" has causes other
than tampering. Both are put into words by what caused them.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from provcheck.image import Blocks
from provcheck.model import (
    CredentialAction,
    Credentials,
    CredentialState,
    Ingredient,
    TrustList,
)
from provcheck.safe_text import safe_text
from provcheck.settings import TrustAnchors

# Formats in which a walker tells whether there is a manifest, so that the library is only loaded
# for files that have one.
_WALKED = frozenset({"JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "TIFF"})
_MEDIA_TYPES = {"HEIF": "image/heif"}
_NOT_TRUSTED = "signingCredential.untrusted"
_STAMPED = frozenset({"timeStamp.trusted", "timeStamp.validated"})
_MAX_ACTIONS = 200
_MAX_INGREDIENTS = 200
_MAX_DEPTH = 8


def read_credentials(
    content: bytes, blocks: Blocks, remote: str | None, anchors: TrustAnchors | None
) -> Credentials:
    """What the file's Content Credentials say. ``remote``: the address that its XMP gives."""
    if not blocks.credentials or blocks.format not in _WALKED:
        return Credentials(state="remote", remote_url=remote) if remote else _none()
    try:
        import c2pa
    except ImportError:
        return Credentials(state="not-checked", remote_url=remote)
    media_type = _MEDIA_TYPES.get(blocks.format, f"image/{blocks.format.lower()}")
    try:
        with c2pa.Reader(media_type, io.BytesIO(content), context=_context(anchors)) as reader:
            summary = json.loads(reader.json())
    except c2pa.C2paError.ManifestNotFound:
        # Blocks of this kind serve other standards too; this one calls itself C2PA, or it is none.
        state: CredentialState = "unreadable" if b"c2pa" in content else "none"
        return Credentials(state=state, remote_url=remote)
    except (c2pa.C2paError, ValueError, OSError, RecursionError) as error:
        return Credentials(
            state="unreadable", remote_url=remote, reason=safe_text(str(error), limit=200)
        )
    return _credentials(summary, remote, anchors)


def _none() -> Credentials:
    return Credentials(state="none")


def _context(anchors: TrustAnchors | None) -> Any:
    import c2pa

    settings: dict[str, Any] = {
        "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": True},
        "core": {"allowed_network_hosts": []},
    }
    if anchors is not None:
        settings["trust"] = {"user_anchors": anchors.pem}
    return c2pa.Context(c2pa.Settings.from_dict(settings))


def _credentials(
    summary: Mapping[str, Any],
    remote: str | None,
    anchors: TrustAnchors | None,
) -> Credentials:
    active = str(summary.get("active_manifest", ""))
    manifests = _mapping(summary.get("manifests"))
    manifest = _mapping(manifests.get(active))
    results = _mapping(_mapping(summary.get("validation_results")).get("activeManifest"))
    failures = _codes(results, "failure")
    signature = _mapping(manifest.get("signature_info"))
    stamped = bool(_STAMPED & set(_codes(results, "success")))
    return Credentials(
        state=_state(str(summary.get("validation_state", "")), failures),
        signer=_text(signature.get("common_name")),
        organisation=_text(signature.get("issuer")),
        signed_at=_text(signature.get("time")),
        time_stamped=stamped,
        generator=_generator(manifest),
        title=_text(manifest.get("title")),
        actions=tuple(_actions(manifest)),
        ingredients=tuple(_ingredients(active, manifests, _deltas(summary))),
        codes=tuple(code for code in failures if code != _NOT_TRUSTED),
        remote_url=remote,
        trust_list=_listed(anchors),
    )


def _listed(anchors: TrustAnchors | None) -> TrustList | None:
    if anchors is None:
        return None
    return TrustList(
        files=anchors.files,
        certificates=anchors.certificates,
        sha256=anchors.sha256,
        date=anchors.date,
    )


def _state(stated: str, failures: list[str]) -> CredentialState:
    if stated == "Trusted":
        return "trusted"
    broken = stated == "Invalid" or any(code != _NOT_TRUSTED for code in failures)
    return "broken" if broken else "intact"


def _codes(results: Mapping[str, Any], kind: Literal["success", "failure"]) -> list[str]:
    entries = results.get(kind)
    found = [_mapping(entry).get("code") for entry in entries] if isinstance(entries, list) else []
    return list(dict.fromkeys(safe_text(code, limit=80) for code in found if isinstance(code, str)))


def _generator(manifest: Mapping[str, Any]) -> str | None:
    infos = manifest.get("claim_generator_info")
    for info in infos if isinstance(infos, list) else []:
        name, version = _mapping(info).get("name"), _mapping(info).get("version")
        if isinstance(name, str):
            return _text(f"{name} {version}" if isinstance(version, str) else name)
    return _text(manifest.get("claim_generator"))


def _actions(manifest: Mapping[str, Any]) -> Iterator[CredentialAction]:
    assertions = manifest.get("assertions")
    for assertion in assertions if isinstance(assertions, list) else []:
        each = _mapping(assertion)
        if not str(each.get("label", "")).startswith("c2pa.actions"):
            continue
        actions = _mapping(each.get("data")).get("actions")
        for action in actions[:_MAX_ACTIONS] if isinstance(actions, list) else []:
            yield _action(_mapping(action))


def _action(stated: Mapping[str, Any]) -> CredentialAction:
    agent = stated.get("softwareAgent")
    if isinstance(agent, dict):
        agent = " ".join(str(agent[key]) for key in ("name", "version") if key in agent)
    source_type = _text(stated.get("digitalSourceType"))
    return CredentialAction(
        action=_text(stated.get("action")) or "",
        when=_text(stated.get("when")),
        software=_text(agent),
        source_type=source_type.rstrip("/").rpartition("/")[2] if source_type else None,
    )


def _deltas(summary: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """(address of an ingredient's assertion, what failed there since it was taken in)."""
    deltas = _mapping(summary.get("validation_results")).get("ingredientDeltas")
    found = []
    for delta in deltas if isinstance(deltas, list) else []:
        each = _mapping(delta)
        failures = _codes(_mapping(each.get("validationDeltas")), "failure")
        found.append((str(each.get("ingredientAssertionURI", "")), failures))
    return found


def _ingredients(
    active: str, manifests: Mapping[str, Any], deltas: list[tuple[str, list[str]]]
) -> Iterator[Ingredient]:
    """Every ingredient, direct ones first, each manifest once."""
    queue = [(active, 0)]
    seen = {active}
    count = 0
    while queue:
        label, depth = queue.pop(0)
        listed = _mapping(manifests.get(label)).get("ingredients")
        for entry in listed if isinstance(listed, list) else []:
            count += 1
            if count > _MAX_INGREDIENTS:
                return
            each = _mapping(entry)
            yield _ingredient(label, each, manifests, deltas, depth)
            own = each.get("active_manifest")
            if isinstance(own, str) and own not in seen and depth < _MAX_DEPTH:
                seen.add(own)
                queue.append((own, depth + 1))


def _ingredient(
    parent: str,
    stated: Mapping[str, Any],
    manifests: Mapping[str, Any],
    deltas: list[tuple[str, list[str]]],
    depth: int,
) -> Ingredient:
    place = f"/{parent}/c2pa.assertions/{stated.get('label', '')}"
    codes = [code for address, failed in deltas if address.endswith(place) for code in failed]
    recorded = stated.get("validation_status")
    codes += [
        code
        for status in (recorded if isinstance(recorded, list) else [])
        if isinstance(code := _mapping(status).get("code"), str)
    ]
    own = stated.get("active_manifest")
    signature = _mapping(_mapping(manifests.get(str(own))).get("signature_info"))
    failed = tuple(dict.fromkeys(safe_text(c, limit=80) for c in codes if c != _NOT_TRUSTED))
    return Ingredient(
        title=_text(stated.get("title")) or "",
        relationship=_text(stated.get("relationship")) or "",
        state="broken" if failed else ("intact" if own else "none"),
        depth=depth,
        signer=_text(signature.get("issuer")),
        codes=failed,
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return None
    return safe_text(value.strip(), limit=300)
