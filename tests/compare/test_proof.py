"""What counts as proof: agreement, enough of it, of enough of a picture, and photograph."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from provcheck.compare.alignment import Aligned
from provcheck.compare.evidence import Share
from provcheck.compare.proof import Proof, chance_of

SIDE = 100


def _proof(
    share: float,
    tiles: int,
    *,
    covered: float = 1.0,
    typical: float = 0.98,
    drawn: bool = False,
    features: float = -20.0,
    hashes: float = 0.0,
    vouched: bool = False,
) -> Proof:
    valid = np.zeros((SIDE, SIDE), dtype=bool)
    valid[: round(SIDE * covered)] = True
    plane = np.zeros((SIDE, SIDE, 3), dtype=np.float32)
    aligned = Aligned(subject=plane, reference=plane, valid=valid, matrix=np.eye(3))
    measured = Share(share=share, tiles=tiles, typical=typical, drawn=drawn)
    return chance_of(aligned, (SIDE, SIDE, 3), measured, features, hashes, vouched=vouched)


def test_a_copy_holds_and_a_pair_of_strangers_does_not() -> None:
    assert _proof(0.98, 300).holds
    assert not _proof(0.05, 300, features=-3.0).holds


def test_features_alone_prove_nothing() -> None:
    assert not _proof(0.2, 300, features=-200.0).holds


def test_a_logo_that_agrees_is_no_match() -> None:
    assert _proof(1.0, 60, covered=0.2).holds
    assert not _proof(1.0, 60, covered=0.05).holds


def test_little_that_agrees_has_to_agree_closely() -> None:
    assert _proof(0.5, 300).holds
    assert not _proof(0.5, 300, typical=0.85).holds
    assert _proof(0.7, 300, typical=0.85).holds


def test_features_in_their_places_make_up_for_what_is_covered() -> None:
    assert not _proof(0.4, 300).holds
    assert _proof(0.4, 300, vouched=True).holds
    assert not _proof(0.4, 300, vouched=True, typical=0.85).holds
    assert not _proof(0.2, 300, vouched=True).holds


def test_without_features_or_hashes_much_has_to_be_covered() -> None:
    assert not _proof(1.0, 300, covered=0.3, features=0.0).holds
    assert _proof(1.0, 300, covered=0.9, features=0.0).holds


def test_a_tiny_copy_needs_the_hash_as_well() -> None:
    assert not _proof(1.0, 45, features=0.0).holds
    assert _proof(1.0, 45, features=0.0, hashes=-9.0).holds


def test_drawings_have_to_agree_nearly_everywhere_and_in_features() -> None:
    assert _proof(0.95, 200, drawn=True).holds
    assert not _proof(0.7, 200, drawn=True).holds
    assert not _proof(0.95, 200, drawn=True, features=0.0, hashes=-17.0).holds


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 400))
def test_more_agreement_is_never_likelier_by_chance(one: float, two: float, tiles: int) -> None:
    low, high = sorted((one, two))
    assert _proof(high, tiles).log10 <= _proof(low, tiles).log10 + 1e-9
