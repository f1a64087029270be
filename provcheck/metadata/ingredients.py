"""The pictures that went into one with Content Credentials, and into those, and so on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from provcheck.metadata.manifest_store import NOT_TRUSTED, codes, mapping, text
from provcheck.model import Ingredient

_MAX_INGREDIENTS = 200
_MAX_DEPTH = 8
_MAX_PICTURES = 12


class _Entry(NamedTuple):
    """An ingredient as the manifest ``parent`` lists it; ``exhibit`` when its picture is there."""

    parent: str
    depth: int
    stated: Mapping[str, Any]
    exhibit: str | None


def read_ingredients(summary: Mapping[str, Any]) -> Iterator[Ingredient]:
    """Every ingredient of the manifest store, direct ones first, each manifest once."""
    manifests = mapping(summary.get("manifests"))
    deltas = _deltas(summary)
    for entry in _entries(summary):
        yield _ingredient(entry, manifests, deltas)


def picture_addresses(summary: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(:attr:`Ingredient.exhibit`, address in the manifest store) of their pictures."""
    for entry in _entries(summary):
        if entry.exhibit is not None:
            yield entry.exhibit, str(_picture(entry.stated))


def _entries(summary: Mapping[str, Any]) -> Iterator[_Entry]:
    manifests = mapping(summary.get("manifests"))
    active = str(summary.get("active_manifest", ""))
    queue, seen = [(active, 0)], {active}
    count = pictures = 0
    while queue:
        label, depth = queue.pop(0)
        listed = mapping(manifests.get(label)).get("ingredients")
        for each in map(mapping, listed if isinstance(listed, list) else []):
            count += 1
            if count > _MAX_INGREDIENTS:
                return
            shown = _picture(each) is not None and pictures < _MAX_PICTURES
            yield _Entry(label, depth, each, f"ingredient-{pictures}" if shown else None)
            pictures += shown
            own = each.get("active_manifest")
            if isinstance(own, str) and own not in seen and depth < _MAX_DEPTH:
                seen.add(own)
                queue.append((own, depth + 1))


def _picture(stated: Mapping[str, Any]) -> str | None:
    address = mapping(stated.get("thumbnail")).get("identifier")
    return address if isinstance(address, str) else None


def _deltas(summary: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """(address of an ingredient's assertion, what failed there since it was taken in)."""
    deltas = mapping(summary.get("validation_results")).get("ingredientDeltas")
    return [
        (
            str(each.get("ingredientAssertionURI", "")),
            codes(mapping(each.get("validationDeltas")), "failure"),
        )
        for each in map(mapping, deltas if isinstance(deltas, list) else [])
    ]


def _ingredient(
    entry: _Entry, manifests: Mapping[str, Any], deltas: list[tuple[str, list[str]]]
) -> Ingredient:
    stated = entry.stated
    place = f"/{entry.parent}/c2pa.assertions/{stated.get('label', '')}"
    failures = [code for address, failed in deltas if address.endswith(place) for code in failed]
    failures += codes({"failure": stated.get("validation_status")}, "failure")
    failed = tuple(dict.fromkeys(code for code in failures if code != NOT_TRUSTED))
    own = stated.get("active_manifest")
    signature = mapping(mapping(manifests.get(str(own))).get("signature_info"))
    return Ingredient(
        title=text(stated.get("title")) or "",
        relationship=text(stated.get("relationship")) or "",
        state="broken" if failed else ("intact" if own else "none"),
        depth=entry.depth,
        signer=text(signature.get("issuer")),
        codes=failed,
        exhibit=entry.exhibit,
    )
