"""What others know beside what a set knows: the difference, and taking it over.

Nothing that a set holds gives way unasked: a source record of one's own stays, fingerprints are
only filled in. What was taken over once is found unchanged the next time, so a run that was
stopped is simply started again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from provcheck.errors import PackUnreadable, ReferenceMissing
from provcheck.model import Place, Reference, Source, TypedDate
from provcheck.references import NewReference, ReferenceReader, ReferenceWriter
from provcheck.safe_text import safe_text

Prefer = Literal["ours", "theirs"]
TakenResult = Literal[
    "added", "updated", "unchanged", "kept", "replaced", "clash", "new", "changed", "missing"
]
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDifference:
    """One field of a source record that two sets state differently; empty where one has none."""

    field: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one reference, or how two sets differ in it.

    ``kept``, ``replaced``: both have a source record and they differ; ours stayed, or gave way.
    ``clash``: another file has its id; ours stayed. ``new``, ``changed``, ``missing``: of
    :func:`compare_sets`.
    """

    reference_id: str
    name: str
    result: TakenResult
    differences: tuple[FieldDifference, ...] = ()


def take_over(
    writer: ReferenceWriter,
    known: ReferenceReader | None,
    records: Iterable[NewReference],
    *,
    name: str,
    prefer: Prefer = "ours",
    shared_by: str | None = None,
    now: str | None = None,
) -> Iterator[Taken]:
    """Take references over, one outcome each as it is done.

    ``known``: the set as it was before, if there was one. ``name``: of where they come from, for
    errors. ``shared_by`` is noted in the records that are taken. ``now``: when they came into
    this set; None keeps the time they came into theirs. Raises PackUnreadable for fingerprints
    that the set could not be searched with, and what writer and reader raise.
    """
    lengths = _lengths(known)
    for new in records:
        for item in new.fingerprints:
            if lengths.get((item.kind, item.version), item.bits) != item.bits:
                reason = f"its {item.kind} values have another length than those of the set"
                raise PackUnreadable(name=safe_text(name), reason=reason)
        yield _take(writer, known, _from(new, shared_by, now), prefer)


def compare_sets(ours: ReferenceReader, theirs: Iterable[NewReference]) -> Iterator[Taken]:
    """What others have that a set has not, what they state differently, and what they lack."""
    seen = set()
    for new in theirs:
        reference = new.reference
        seen.add(reference.id)
        held = _held(ours, reference.id)
        if held is None:
            yield _taken(reference, "new")
        elif held.sha256 != reference.sha256:
            yield _taken(reference, "clash")
        elif found := differences(held.source, reference.source):
            yield _taken(reference, "changed", found)
    for held in ours.list():
        if held.id not in seen:
            yield _taken(held, "missing")


def differences(ours: Source, theirs: Source) -> tuple[FieldDifference, ...]:
    """The fields that differ. Who shared a record, and which file a date stood in, is no part of
    what it states."""
    pairs = (
        (field.name, _stated(getattr(ours, field.name)), _stated(getattr(theirs, field.name)))
        for field in fields(Source)
        if field.name != "shared_by"
    )
    return tuple(
        FieldDifference(field=name, ours=one, theirs=other)
        for name, one, other in pairs
        if one != other
    )


def _lengths(known: ReferenceReader | None) -> dict[tuple[str, str], int]:
    """How many bits the fingerprints of a set have."""
    if known is None:
        return {}
    found: dict[tuple[str, str], int] = {}
    for covered in known.coverage():
        stored = known.codes(covered.kind, covered.version)
        if len(stored.ids):
            found[covered.kind, covered.version] = stored.bits
    return found


def _from(new: NewReference, shared_by: str | None, now: str | None) -> NewReference:
    reference = new.reference
    if shared_by is not None:
        source = replace(reference.source, shared_by=safe_text(shared_by, limit=_LONGEST))
        reference = replace(reference, source=source)
    if now is not None:
        reference = replace(reference, added_at=now)
    return replace(new, reference=reference)


def _take(
    writer: ReferenceWriter, known: ReferenceReader | None, new: NewReference, prefer: Prefer
) -> Taken:
    reference = new.reference
    held = None if known is None else _held(known, reference.id)
    if known is None or held is None:
        return _taken(reference, writer.add(new))
    if held.sha256 != reference.sha256:
        return _taken(reference, "clash")
    found = differences(held.source, reference.source)
    empty = not differences(Source(), reference.source)
    first = not differences(Source(), held.source)
    conflict = bool(found) and not empty and not first
    wanted = bool(found) and not empty and (first or prefer == "theirs")
    # An empty source leaves the stored one as it is.
    filled = replace(reference, source=reference.source if wanted else Source())
    kinds = {item.kind for item in known.fingerprints(reference.id)}
    result = writer.add(
        NewReference(
            reference=filled,
            fingerprints=tuple(item for item in new.fingerprints if item.kind not in kinds),
            features=new.features if known.features(reference.id) is None else None,
            proxy=new.proxy,
        )
    )
    if not conflict:
        return _taken(reference, result)
    return _taken(reference, "replaced" if prefer == "theirs" else "kept", found)


def _held(reader: ReferenceReader, id: str) -> Reference | None:
    try:
        return reader.get(id)
    except ReferenceMissing:
        return None


def _taken(
    reference: Reference, result: TakenResult, found: tuple[FieldDifference, ...] = ()
) -> Taken:
    return Taken(reference_id=reference.id, name=reference.name, result=result, differences=found)


def _stated(value: Any) -> str:
    """A field of a source record as one line of text."""
    if isinstance(value, TypedDate):
        return f"{value.value} ({value.type})"
    if isinstance(value, Place):
        at = value.position
        where = f" {at.latitude:g}, {at.longitude:g}" if at else ""
        radius = f" ±{value.radius_m:g} m" if value.radius_m else ""
        return ", ".join((value.name, *value.variants)) + where + radius
    return value or ""
