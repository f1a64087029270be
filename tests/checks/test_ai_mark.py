"""ai-mark: severities follow the strength of a mark; prompts are shortened."""

from __future__ import annotations

from examinations import examination, reason, said

from provcheck.checks.ai_mark import ai_mark
from provcheck.model import AiMark, Metadata


def marked(*marks: AiMark) -> Metadata:
    return Metadata(ai_marks=marks)


def mark(kind: str = "comfyui", strength: str = "strong", value: str = "x") -> AiMark:
    return AiMark(kind=kind, source="png:prompt", value=value, strength=strength)  # type: ignore[arg-type]


def test_no_mark_is_clear_and_says_that_it_means_nothing() -> None:
    run = ai_mark(examination())
    assert (run.outcome, reason(run)) == ("clear", "no-marks")


def test_severity_follows_strength() -> None:
    marks = (mark(), mark("generator-name", "medium"), mark("hugging-face-job", "weak"))
    run = ai_mark(examination(metadata=marked(*marks)))
    assert said(run) == [("mark", "warning"), ("mark", "warning"), ("weak", "notice")]


def test_one_finding_for_a_kind_however_many_places() -> None:
    run = ai_mark(examination(metadata=marked(mark(), mark(value="y"))))
    assert len(run.findings) == 1
    assert run.findings[0].measures["places"] == 2


def test_a_prompt_of_a_megabyte_is_shortened() -> None:
    run = ai_mark(examination(metadata=marked(mark(value="p" * 1_000_000))))
    assert len(str(run.findings[0].message.params["value"])) <= 140
