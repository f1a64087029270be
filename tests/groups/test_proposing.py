"""The proposal is a ranking that can be explained, and its reasons hold."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from made_up import copies, cropped, put_into, scanned

from provcheck.groups import ScannedFile
from provcheck.groups.proposing import Proposal, propose
from provcheck.groups.shared import Shared


def proposed(
    *pairs: Shared, is_shown: bool = False, **files: ScannedFile
) -> tuple[set[str], set[str]]:
    found = propose({id: (file,) for id, file in files.items()}, pairs, is_shown=is_shown)
    return {file.name for file in found.files}, set(found.reasons)


def test_the_uncropped_one_wins_over_an_enlarged_part() -> None:
    found = proposed(
        cropped("b", "a", 0.5), a=scanned("whole"), b=scanned("part", size=(4000, 3000))
    )
    assert found == ({"whole"}, {"uncropped"})


def test_a_screenshot_shows_more_and_is_still_not_proposed() -> None:
    found = proposed(put_into("a", "s", 0.6), a=scanned("photo"), s=scanned("s", size=(3000, 4000)))
    assert found == ({"photo"}, {"by-itself"})


def test_the_largest_of_equal_copies() -> None:
    found = proposed(copies("a", "b"), a=scanned("large"), b=scanned("small", size=(800, 500)))
    assert found == ({"large"}, {"largest"})


def test_then_the_finest_table_where_all_have_one() -> None:
    files = {"a": scanned("fine", coarseness=3.0), "b": scanned("coarse", coarseness=20.0)}
    assert proposed(copies("a", "b"), **files) == ({"fine"}, {"least-compressed"})
    unknown = {"a": scanned("fine", coarseness=3.0), "b": scanned("other format")}
    assert proposed(copies("a", "b"), **unknown) == ({"fine", "other format"}, set())


def test_then_the_earliest_capture_date_and_a_named_camera() -> None:
    dated = {
        "a": scanned("earlier", captured="2024-10-19T18:05"),
        "b": scanned("later", captured="2024-10-23"),
    }
    found = propose({id: (file,) for id, file in dated.items()}, [copies("a", "b")])
    assert found.reasons == ("earliest-date",)
    assert found.date is not None and found.date.value == "2024-10-19T18:05"
    only = {"a": scanned("a", captured="2024", has_camera=True), "b": scanned("b")}
    assert proposed(copies("a", "b"), **only) == ({"a"}, {"only-date", "only-camera"})


def test_dates_that_may_be_the_same_tell_nothing_apart() -> None:
    near = {"a": scanned("a", captured="2024-10-19"), "b": scanned("b", captured="2024-10")}
    assert proposed(copies("a", "b"), **near) == ({"a", "b"}, set())


def test_all_are_named_when_nothing_tells_them_apart() -> None:
    found = propose({"a": (scanned("one"), scanned("two"))}, [])
    assert [file.name for file in found.files] == ["one", "two"]
    assert found.reasons == ()


def test_what_is_shown_in_a_collage_is_proposed_for_being_by_itself() -> None:
    assert proposed(is_shown=True, a=scanned("photo")) == ({"photo"}, {"by-itself"})


def test_a_changed_copy_is_judged_by_size_and_date_alone() -> None:
    changed = Shared(subject="a", reference="b", relation="differs", changed_fraction=0.05)
    found = proposed(changed, a=scanned("a"), b=scanned("b", size=(900, 600)))
    assert found == ({"a"}, {"largest"})


_FILES = st.lists(
    st.builds(
        lambda number, width, date, coarseness, camera: (width, date, coarseness, camera),
        st.integers(),
        st.sampled_from((640, 1280, 4000)),
        st.sampled_from((None, "2023", "2024-10-19", "2024-10-21T10:00:00Z")),
        st.sampled_from((None, 2.5, 9.0)),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@given(_FILES, st.data())
def test_reasons_hold_for_every_proposed_file_and_for_no_other(
    facts: list[tuple[int, str | None, float | None, bool]], data: st.DataObject
) -> None:
    files = {
        f"{number}": (
            scanned(
                f"{number}", size=(width, width), captured=date, coarseness=table, has_camera=camera
            ),
        )
        for number, (width, date, table, camera) in enumerate(facts)
    }
    ids = list(files)
    pairs = [
        data.draw(st.sampled_from((copies, cropped, put_into)))(one, other)
        for one, other in pairwise(ids)
    ]
    found: Proposal = propose(files, pairs)
    others = [file for (file,) in files.values() if file not in found.files]
    assert found.files
    for reason, of in (
        ("largest", lambda file: -file.pixels),
        ("least-compressed", lambda file: file.coarseness),
    ):
        if reason in found.reasons:
            assert max(map(of, found.files)) < min(map(of, others))
    if "only-camera" in found.reasons:
        assert not any(file.has_camera for file in others)
    assert (found.date is not None) == bool({"earliest-date", "only-date"} & set(found.reasons))
    if not others:
        assert not {"largest", "least-compressed", "only-date", "only-camera"} & set(found.reasons)
