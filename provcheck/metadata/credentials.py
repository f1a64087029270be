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
from typing import Any

from provcheck.image import Blocks
from provcheck.metadata.ingredients import picture_addresses, read_ingredients
from provcheck.metadata.manifest_store import NOT_TRUSTED, codes, mapping, text
from provcheck.model import (
    CredentialAction,
    Credentials,
    CredentialState,
    TrustList,
)
from provcheck.safe_text import safe_text
from provcheck.settings import TrustAnchors

# Formats in which a walker tells whether there is a manifest, so that the library is only loaded
# for files that have one.
_WALKED = frozenset({"JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "TIFF"})
_MEDIA_TYPES = {"HEIF": "image/heif"}
_STAMPED = frozenset({"timeStamp.trusted", "timeStamp.validated"})
_MAX_ACTIONS = 200


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
    try:
        with _reader(content, blocks, anchors) as reader:
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


def ingredient_pictures(content: bytes, blocks: Blocks) -> Iterator[tuple[str, bytes]]:
    """(:attr:`Ingredient.exhibit`, coded picture) of each ingredient that the file shows.

    The pictures are the signer's and as hostile as the file: decode them with limits.
    """
    import c2pa

    with _reader(content, blocks, None) as reader:
        for id, address in picture_addresses(json.loads(reader.json())):
            coded = io.BytesIO()
            try:
                reader.resource_to_stream(address, coded)
            except c2pa.C2paError:
                continue  # named, but not in the file
            yield id, coded.getvalue()


def _reader(content: bytes, blocks: Blocks, anchors: TrustAnchors | None) -> Any:
    import c2pa

    media_type = _MEDIA_TYPES.get(blocks.format, f"image/{blocks.format.lower()}")
    return c2pa.Reader(media_type, io.BytesIO(content), context=_context(anchors))


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
    manifests = mapping(summary.get("manifests"))
    manifest = mapping(manifests.get(active))
    results = mapping(mapping(summary.get("validation_results")).get("activeManifest"))
    failures = codes(results, "failure")
    signature = mapping(manifest.get("signature_info"))
    stamped = bool(_STAMPED & set(codes(results, "success")))
    return Credentials(
        state=_state(str(summary.get("validation_state", "")), failures),
        signer=text(signature.get("common_name")),
        organisation=text(signature.get("issuer")),
        signed_at=text(signature.get("time")),
        time_stamped=stamped,
        generator=_generator(manifest),
        title=text(manifest.get("title")),
        actions=tuple(_actions(manifest)),
        ingredients=tuple(read_ingredients(summary)),
        codes=tuple(code for code in failures if code != NOT_TRUSTED),
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
    broken = stated == "Invalid" or any(code != NOT_TRUSTED for code in failures)
    return "broken" if broken else "intact"


def _generator(manifest: Mapping[str, Any]) -> str | None:
    infos = manifest.get("claim_generator_info")
    for info in infos if isinstance(infos, list) else []:
        name, version = mapping(info).get("name"), mapping(info).get("version")
        if isinstance(name, str):
            return text(f"{name} {version}" if isinstance(version, str) else name)
    return text(manifest.get("claim_generator"))


def _actions(manifest: Mapping[str, Any]) -> Iterator[CredentialAction]:
    assertions = manifest.get("assertions")
    for assertion in assertions if isinstance(assertions, list) else []:
        each = mapping(assertion)
        if not str(each.get("label", "")).startswith("c2pa.actions"):
            continue
        actions = mapping(each.get("data")).get("actions")
        for action in actions[:_MAX_ACTIONS] if isinstance(actions, list) else []:
            yield _action(mapping(action))


def _action(stated: Mapping[str, Any]) -> CredentialAction:
    agent = stated.get("softwareAgent")
    if isinstance(agent, dict):
        agent = " ".join(str(agent[key]) for key in ("name", "version") if key in agent)
    source_type = text(stated.get("digitalSourceType"))
    return CredentialAction(
        action=text(stated.get("action")) or "",
        when=text(stated.get("when")),
        software=text(agent),
        source_type=source_type.rstrip("/").rpartition("/")[2] if source_type else None,
    )
