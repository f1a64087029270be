"""A relation is the same from either side."""

from hypothesis import given
from hypothesis import strategies as st

from provcheck.groups.shared import Shared

_SHARE = st.floats(0.01, 1.0)
_PAIRS = st.builds(
    Shared,
    subject=st.just("a"),
    reference=st.just("b"),
    relation=st.sampled_from(("same-image", "partial", "differs")),
    orientation=st.sampled_from(
        ("normal", "rotated-90", "rotated-180", "mirrored", "mirrored-rotated-270")
    ),
    modifications=st.just(("re-saved", "cropped")),
    subject_overlap=_SHARE,
    reference_overlap=_SHARE,
    changed_fraction=st.floats(0.0, 0.6),
    subject_framed=st.booleans(),
    reference_framed=st.booleans(),
)


@given(_PAIRS)
def test_both_sides_say_the_same(pair: Shared) -> None:
    other = pair.seen_from("b")
    assert other.seen_from("a") == pair
    assert other.modifications == ("re-saved", "extended")
    assert other.subject_overlap == pair.reference_overlap
    assert other.mostly_the_same == pair.mostly_the_same
    assert other.all_the_same == pair.all_the_same
    assert other.shows_more == pair.shows_more


@given(_PAIRS)
def test_a_container_never_counts_as_the_uncropped_one(pair: Shared) -> None:
    assert pair.container is None or pair.shows_more is None


def test_turns_run_backwards_from_the_other_side() -> None:
    pair = Shared(subject="a", reference="b", relation="same-image", orientation="rotated-90")
    assert pair.seen_from("b").orientation == "rotated-270"
    mirrored = Shared(
        subject="a", reference="b", relation="same-image", orientation="mirrored-rotated-90"
    )
    assert mirrored.seen_from("b").orientation == "mirrored-rotated-90"
