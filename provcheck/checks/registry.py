"""Finding the checks by listing this package, and running them so that none stops the others."""

from __future__ import annotations

import difflib
import functools
import importlib
import pkgutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from provcheck.checks.base import Card, Examination
from provcheck.errors import UnknownCheck
from provcheck.model import CheckRun, Message
from provcheck.safe_text import safe_text

_NOT_CHECKS = frozenset({"base", "registry"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check: its card and the function that does it."""

    card: Card
    run: Callable[[Examination], CheckRun]


@functools.cache
def all_checks() -> tuple[Check, ...]:
    """Every check of this package, by id. Module, function and id carry the same name."""
    names = sorted(
        module.name
        for module in pkgutil.iter_modules([str(Path(__file__).parent)])
        if module.name not in _NOT_CHECKS and not module.name.startswith("_")
    )
    return tuple(_load(name) for name in names)


def card(check_id: str) -> Card:
    """The card of one check. Raises UnknownCheck, which names the nearest."""
    cards = {check.card.id: check.card for check in all_checks()}
    if check_id not in cards:
        nearest = difflib.get_close_matches(check_id[:60], cards, n=1, cutoff=0)[0]
        raise UnknownCheck(name=safe_text(check_id, limit=60), nearest=nearest)
    return cards[check_id]


def run_checks(examination: Examination, without: Collection[str] = ()) -> tuple[CheckRun, ...]:
    """Run every check but those ``without``, in the order of :func:`all_checks`.

    A check that breaks ends with outcome ``failed`` and its error as the reason; the others run
    on. Nothing is raised.
    """
    chosen = (check for check in all_checks() if check.card.id not in without)
    return tuple(_run(check, examination) for check in chosen)


def _load(name: str) -> Check:
    module = importlib.import_module(f"provcheck.checks.{name}")
    return Check(card=module.CARD, run=getattr(module, name))


def _run(check: Check, examination: Examination) -> CheckRun:
    try:
        return check.run(examination)
    except Exception as error:  # noqa: BLE001 - one of the two places: a check that broke
        reason = safe_text(f"{type(error).__name__}: {error}", limit=200)
        return CheckRun(
            id=check.card.id,
            version=check.card.version,
            outcome="failed",
            reason=Message(id="checks.failed", params={"reason": reason}),
        )
