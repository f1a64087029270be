"""From confirmed pairs to groups: which pictures are one picture, and which only show it.

Groups are what hangs together by pairs, but a collage hangs together with everything in it. Two
rules keep unrelated photographs apart:

1. A pair in which more than half of either picture is the other one always joins the two. No
   picture is more than half of each of two unrelated ones, so nothing can be joined wrongly.
2. Any other pair joins the two only where the larger picture goes on around the shared part: then
   the smaller one is a crop of it. Where a line runs around it, the larger picture was put
   together (a collage, a screenshot, a picture in the picture); it is told as one that *shows*
   the group's picture and joins nothing.

A picture once seen to be put together, or a copy of one, never joins by the second rule again,
whatever a single border looked like: of four photographs in a collage one line may go unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from provcheck.groups.shared import Shared


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """``members``: pictures that are one picture; ``shows``: others that show it among more."""

    members: tuple[str, ...]
    shows: tuple[str, ...]


class Joined:
    """Which ids hang together so far (union-find)."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def top(self, id: str) -> str:
        """The one id that stands for all that hang together with this one."""
        while (above := self._above.get(id, id)) != id:
            self._above[id] = self._above.get(above, above)
            id = above
        return id

    def join(self, one: str, other: str) -> None:
        self._above[self.top(one)] = self.top(other)


def gather(ids: Sequence[str], pairs: Iterable[Shared]) -> tuple[Core, ...]:
    """One core for each picture, alone or not, in the order of ``ids``."""
    known = tuple(pairs)
    copies = Joined()
    for pair in known:
        if pair.all_the_same:
            copies.join(pair.subject, pair.reference)
    put_together = {copies.top(pair.container) for pair in known if pair.container is not None}

    def container(pair: Shared) -> str | None:
        """The side of a loose pair that only shows the other one."""
        if pair.container is not None:
            return pair.container
        sides = ((pair.subject_overlap, pair.subject), (pair.reference_overlap, pair.reference))
        return next((id for _, id in sorted(sides) if copies.top(id) in put_together), None)

    one_picture = Joined()
    shown: list[tuple[str, str]] = []
    for pair in known:
        showing = None if pair.mostly_the_same else container(pair)
        if showing is None:
            one_picture.join(pair.subject, pair.reference)
        else:
            shown.append((showing, pair.seen_from(showing).reference))
    return _cores(ids, one_picture, shown)


def _cores(
    ids: Sequence[str], one_picture: Joined, shown: Iterable[tuple[str, str]]
) -> tuple[Core, ...]:
    """``shown``: pairs of (a picture put together, what it shows)."""
    members: dict[str, list[str]] = {}
    for id in ids:
        members.setdefault(one_picture.top(id), []).append(id)
    shows: dict[str, set[str]] = {}
    for showing, what in shown:
        if one_picture.top(showing) != one_picture.top(what):
            shows.setdefault(one_picture.top(what), set()).add(showing)
    return tuple(
        Core(
            members=tuple(together),
            shows=tuple(id for id in ids if id in shows.get(top, ())),
        )
        for top, together in members.items()
    )
