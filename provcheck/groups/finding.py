"""Finding groups of copies inside a folder, from its index alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from provcheck.candidates import hash_hint
from provcheck.groups.comparing import Comparisons
from provcheck.groups.files import ScannedFile
from provcheck.groups.gathering import Core, Joined, gather
from provcheck.groups.proposing import Proposal, propose
from provcheck.groups.shared import Shared
from provcheck.model import Candidate, Group, GroupMember, GroupRole
from provcheck.references import ReferenceReader

# A better original than the one that all were compared with is looked for so often at most.
_ROUNDS = 3

_Pictures = dict[str, tuple[ScannedFile, ...]]
"""Id of a reference that stands for a picture -> the files with exactly these pixels."""


def find_groups(
    index: ReferenceReader,
    files: Iterable[ScannedFile],
    *,
    limit: int,
    progress: Callable[[str], None] | None = None,
) -> tuple[Group, ...]:
    """The groups of copies among ``files``, in the order of their first file.

    ``index``: a set that holds the files; those it does not hold are only grouped by equal
    pixels. ``limit``: with how many proposals of the search a picture is compared, so the work
    grows with the number of pictures and not with its square. ``progress`` is called with a name
    for each picture that was searched for. Raises SetCorrupt.
    """
    pictures = _pictures(index, files)
    comparisons = Comparisons(index)
    _compare_all(comparisons, pictures, limit, progress)
    groups = [
        _group(core, pictures, comparisons)
        for core in gather(tuple(pictures), comparisons.confirmed())
        if sum(len(pictures[id]) for id in (*core.members, *core.shows)) > 1
    ]
    return tuple(groups)


def _pictures(index: ReferenceReader, files: Iterable[ScannedFile]) -> _Pictures:
    """Files with equal pixels are one picture; the first one that is indexed stands for it."""
    by_pixels: dict[tuple[str, int, int], list[ScannedFile]] = {}
    for file in files:
        key = file.asset.pixel_sha256, file.asset.width, file.asset.height
        by_pixels.setdefault(key, []).append(file)
    pictures: _Pictures = {}
    for same in by_pixels.values():
        indexed = [file for file in same if index.has(file.asset.sha256)]
        pictures[_id((indexed or same)[0])] = tuple(same)
    return pictures


def _id(file: ScannedFile) -> str:
    return file.asset.sha256[:16]


def _compare_all(
    comparisons: Comparisons,
    pictures: _Pictures,
    limit: int,
    progress: Callable[[str], None] | None,
) -> None:
    """Compare each picture with what the search proposes, where that can still tell something.

    Whole copies come first: one of them then stands for all the others.
    """
    standing_for = {_id(file): id for id, files in pictures.items() for file in files}
    proposals: list[tuple[str, str, Candidate]] = []
    for id, files in pictures.items():
        # Files with the same pixels are proposed first and take places on the list.
        found = comparisons.candidates(id, limit=limit + len(files) - 1)
        proposals += [(id, standing_for.get(c.reference_id, id), c) for c in found]
        if progress is not None:
            progress(files[0].name)
    proposals.sort(key=lambda proposal: hash_hint(proposal[2]) is None)
    together, copies = Joined(), Joined()
    # What one copy of a picture shows, the others show as well: kept once for all of them.
    shown: dict[str, set[str]] = {id: set() for id in pictures}
    for id, other, candidate in proposals:
        seen = copies.top(other) in map(copies.top, shown[copies.top(id)])
        if seen or together.top(other) == together.top(id):
            continue
        pair = comparisons.shared(id, other, candidate)
        if pair is None:
            continue
        shown[copies.top(id)].add(other)
        shown[copies.top(other)].add(id)
        if pair.mostly_the_same:
            together.join(id, other)
        if pair.all_the_same and copies.top(id) != copies.top(other):
            both = shown.pop(copies.top(id)) | shown.pop(copies.top(other))
            copies.join(id, other)
            shown[copies.top(id)] = both


def _group(core: Core, pictures: _Pictures, comparisons: Comparisons) -> Group:
    best, proposal = _settled(core, pictures, comparisons)
    for id in core.shows:
        comparisons.shared(id, best)
    compared = _compared_with(best, core, tuple(comparisons.confirmed()))
    first = proposal.files[0]
    members = []
    for id in (*core.members, *core.shows):
        for file in pictures[id]:
            role: GroupRole = "shows" if id in core.shows else "member"
            if file in proposal.files:
                role = "proposed"
            if file is first:
                members.append(_plain_member(file, role))
            elif id == best:
                members.append(_twin(file, role, first))
            else:
                pair = compared[id]
                reference = first if pair.reference == best else pictures[pair.reference][0]
                members.append(_related(file, role, reference, pair))
    order: tuple[GroupRole, ...] = ("proposed", "member", "shows")
    members.sort(key=lambda member: order.index(member.role))
    return Group(
        proposed=tuple(file.name for file in proposal.files),
        reasons=proposal.reasons,
        members=tuple(members),
        date=proposal.date,
    )


def _settled(core: Core, pictures: _Pictures, comparisons: Comparisons) -> tuple[str, Proposal]:
    """The proposal, and the picture it is about, after comparing every member with that one.

    Each round may show a member that goes beyond the best one so far.
    """
    members = {id: pictures[id] for id in core.members}

    def proposed() -> tuple[str, Proposal]:
        known = comparisons.confirmed()
        within = [p for p in known if {p.subject, p.reference} <= members.keys()]
        made = propose(members, within, is_shown=bool(core.shows))
        return next(id for id in members if made.files[0] in members[id]), made

    best, proposal = proposed()
    for _ in range(_ROUNDS):
        for id in members:
            if id != best:
                comparisons.shared(id, best)
        before = best
        best, proposal = proposed()
        if best == before:
            break
    return best, proposal


def _compared_with(best: str, core: Core, pairs: Sequence[Shared]) -> dict[str, Shared]:
    """For every other picture of a group its pair with the best one, or the shortest way there.

    What only shows the group's picture leads nowhere further.
    """
    beside: dict[str, list[Shared]] = {}
    for pair in pairs:
        beside.setdefault(pair.subject, []).append(pair)
        beside.setdefault(pair.reference, []).append(pair)
    found: dict[str, Shared] = {}
    within = {*core.members, *core.shows} - {best}
    waiting = deque([best])
    while waiting:
        here = waiting.popleft()
        for pair in beside.get(here, ()):
            there = pair.seen_from(here).reference
            if there in within and there not in found:
                found[there] = pair.seen_from(there)
                if there in core.members:
                    waiting.append(there)
    return found


def _plain_member(file: ScannedFile, role: GroupRole) -> GroupMember:
    return GroupMember(
        name=file.name,
        sha256=file.asset.sha256,
        width=file.asset.width,
        height=file.asset.height,
        byte_size=file.asset.byte_size,
        role=role,
    )


def _twin(file: ScannedFile, role: GroupRole, reference: ScannedFile) -> GroupMember:
    """A file with the same pixels as the reference."""
    same = file.asset.sha256 == reference.asset.sha256
    return replace(
        _plain_member(file, role),
        compared_with=reference.name,
        relation="identical" if same else "same-pixels",
        modifications=() if same else ("re-saved",),
        subject_overlap=1.0,
        reference_overlap=1.0,
    )


def _related(
    file: ScannedFile, role: GroupRole, reference: ScannedFile, pair: Shared
) -> GroupMember:
    return replace(
        _plain_member(file, role),
        compared_with=reference.name,
        relation=pair.relation,
        orientation=pair.orientation,
        modifications=pair.modifications,
        subject_overlap=pair.subject_overlap,
        reference_overlap=pair.reference_overlap,
        changed_fraction=pair.changed_fraction,
    )
