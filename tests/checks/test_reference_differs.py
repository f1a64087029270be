"""reference-differs: changed areas, and copies in which nothing changed."""

from __future__ import annotations

from dataclasses import replace

from examinations import AREA, examination, match, reason, said

from provcheck.checks.reference_differs import reference_differs


def test_changed_areas_are_a_warning_with_regions_and_exhibits():
    changed = match(
        "differs",
        changed_regions=(AREA, AREA),
        changed_fraction=0.03,
        exhibits=("match-1-changes",),
    )
    run = reference_differs(examination(matches=(match(), changed)))
    finding = run.findings[0]
    assert said(run) == [("areas", "warning")]
    assert finding.message.params["count"] == 2
    assert finding.message.params["share"] == 0.03
    assert finding.regions == (AREA, AREA)
    assert finding.exhibits == ("match-1-changes",)
    assert finding.measures["match"] == 1


def test_innocent_a_resaved_copy_differs_nowhere():
    copy = match(modifications=("re-saved", "resized", "toned"), agreement=0.97)
    run = reference_differs(examination(matches=(copy,)))
    assert (run.outcome, reason(run), run.findings) == ("clear", "nothing-differs", ())


def test_innocent_a_candidate_differs_from_everything_and_counts_for_nothing():
    other = match("candidate", changed_regions=(AREA,))
    run = reference_differs(examination(matches=(other,)))
    assert (run.outcome, reason(run)) == ("not-applicable", "no-confirmed-match")


def test_without_a_set_it_does_not_apply():
    run = reference_differs(examination(reference_set=None))
    assert (run.outcome, reason(run)) == ("not-applicable", "no-set")


def test_areas_that_look_laid_over_are_named_as_such():
    bar = replace(AREA, laid_over=True)
    changed = match("differs", changed_regions=(AREA, bar), changed_fraction=0.03)
    run = reference_differs(examination(matches=(changed,)))
    assert said(run) == [("areas", "warning"), ("laid-over", "info")]
    assert run.findings[1].regions == (bar,)


def test_what_lies_outside_the_overlap_is_told_apart():
    changed = match("differs", changed_regions=(AREA,), subject_overlap=0.8, reference_overlap=0.5)
    run = reference_differs(examination(matches=(changed,)))
    assert said(run) == [("areas", "warning"), ("outside", "info")]
    params = run.findings[1].message.params
    assert (params["ours"], params["theirs"]) == (0.2, 0.5)


def test_the_smallest_number_of_false_alarms_is_a_measure():
    areas = (replace(AREA, log10_nfa=-12.0), replace(AREA, log10_nfa=-40.5))
    run = reference_differs(examination(matches=(match("differs", changed_regions=areas),)))
    assert run.findings[0].measures["log10_nfa"] == -40.5


def test_of_a_picture_that_is_whole_in_the_other_nothing_is_said():
    cases = {
        (1.0, 0.51): ("outside-theirs", {"theirs": 0.49}),
        (0.6, 0.999): ("outside-ours", {"ours": 0.4}),
    }
    for (ours, theirs), (name, shares) in cases.items():
        changed = match(
            "differs", changed_regions=(AREA,), subject_overlap=ours, reference_overlap=theirs
        )
        run = reference_differs(examination(matches=(changed,)))
        assert said(run) == [("areas", "warning"), (name, "info")]
        params = run.findings[1].message.params
        assert {key: value for key, value in params.items() if key != "name"} == shares
        assert run.findings[1].measures["reference_outside"] == round(1 - theirs, 4)
