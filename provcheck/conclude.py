"""From matches and checks to the machine's conclusion: the whole policy on one page.

A conclusion is never a rating. Its status names the best relation to a reference; its flags are
raised only by what the three tables below name; severity ``info`` and unconfirmed candidates
never raise one. Everything said cites what it rests on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from provcheck.model import (
    CheckRun,
    Conclusion,
    Finding,
    Flag,
    FlagName,
    Match,
    Message,
    Param,
    ReferenceSetInfo,
    Relation,
    Sentence,
    Severity,
    Status,
)

# The best relation first: it gives the status.
_STATUS: dict[Relation, Status] = {
    "identical": "match-identical",
    "same-pixels": "match-identical",
    "same-image": "match-same-image",
    "differs": "match-differs",
    "partial": "match-partial",
    "candidate": "candidate",
}
# Findings of these checks raise the flag at severity warning or above.
_FLAGGING: dict[str, FlagName] = {
    "claim-date": "context",
    "claim-place": "context",
    "thumbnail-differs": "edited",
    "double-quantisation": "edited",
    "jpeg-lattice": "edited",
    "copied-areas": "edited",
    "foreign-grid": "edited",
    "ai-mark": "ai",
    "signed-statement": "ai",
    "content-credentials": "credentials",
}
# A conclusion without these would be incomplete; any other check may break and is reported.
REQUIRED = frozenset({"reference-match", "reference-differs", "claim-date", "claim-place"})
"""Checks that cannot be left out."""

_WEIGHT: dict[Severity, int] = {"alert": 3, "warning": 2, "notice": 1, "info": 0}
_MOST_REASONS = 8  # what fits on one screen beside summary, flags and limits

_Cited = tuple[Finding, str, str]
"""A finding, the id of its check, and how a report cites it."""


def conclude(
    matches: Sequence[Match],
    checks: Sequence[CheckRun],
    *,
    has_references: bool,
    plain: bool,
    reference_set: ReferenceSetInfo | None,
) -> Conclusion:
    """Draw the conclusion. Pure: no clock, no files, no language (texts stay empty).

    ``matches`` and ``checks`` in the report's order, since citations name their places.
    ``plain``: the picture has too little detail to be searched for.
    """
    best = _best(matches)
    failed = [run.id for run in checks if run.outcome == "failed" and run.id in REQUIRED]
    searched = has_references and (reference_set is None or reference_set.count > 0)
    status = _status(matches, best, bool(failed), has_references=searched, plain=plain)
    summary = _summary(status, matches, best, failed, has_references, reference_set)
    cited = list(_cited(checks))
    return Conclusion(
        status=status,
        flags=tuple(_flags(matches, cited)),
        reasons=(summary, *_reasons(cited)),
        limits=tuple(_limits(matches, checks, has_references=searched, plain=plain)),
    )


def _best(matches: Sequence[Match]) -> int | None:
    """The place of the match with the best relation; the earlier one of equals."""
    order = list(_STATUS)
    ranked = sorted(range(len(matches)), key=lambda i: order.index(matches[i].relation))
    return ranked[0] if ranked else None


def _status(
    matches: Sequence[Match],
    best: int | None,
    failed: bool,
    *,
    has_references: bool,
    plain: bool,
) -> Status:
    if failed:
        return "incomplete"
    if best is not None:
        return _STATUS[matches[best].relation]
    return "not-comparable" if plain or not has_references else "no-match"


def _summary(
    status: Status,
    matches: Sequence[Match],
    best: int | None,
    failed: Sequence[str],
    has_references: bool,
    reference_set: ReferenceSetInfo | None,
) -> Sentence:
    """The one sentence on top. It says what was found and never what that means."""
    if status == "incomplete":
        cites = tuple(f"checks/{check}" for check in failed)
        return _sentence("summary-incomplete", cites, check=failed[0])
    if best is not None:
        match = matches[best]
        params: dict[str, Param] = {"id": match.reference.id, "name": match.reference.name}
        if match.relation == "differs":
            params["count"] = len(match.changed_regions)
        return _sentence(f"summary-{match.relation}", (f"matches/{best}",), **params)
    if not has_references or reference_set is None:
        return _sentence("summary-no-references", ("checks/reference-match",))
    if reference_set.count == 0:
        return _sentence("summary-empty-set", ("checks/reference-match",), set=reference_set.name)
    if status == "not-comparable":
        return _sentence("summary-plain", ("checks/reference-match",))
    if reference_set.kind == "file":
        cites = ("checks/reference-match",)
        return _sentence("summary-no-match-file", cites, file=reference_set.name)
    return _sentence(
        "summary-no-match",
        ("checks/reference-match",),
        set=reference_set.name,
        count=reference_set.count,
        as_of=reference_set.as_of,
    )


def _cited(checks: Sequence[CheckRun]) -> Iterator[_Cited]:
    for run in checks:
        for place, finding in enumerate(run.findings):
            yield finding, run.id, f"checks/{run.id}/{place}"


def _flags(matches: Sequence[Match], cited: Sequence[_Cited]) -> Iterator[Flag]:
    confirmed = [(i, match) for i, match in enumerate(matches) if match.confirmed]
    if confirmed:
        yield Flag(flag="reused", reasons=tuple(_reused(i, match) for i, match in confirmed))
    changed = [_edited(i, match, cited) for i, match in confirmed if match.changed_regions]
    edited = (*changed, *_raised("edited", cited))
    if edited:
        yield Flag(flag="edited", reasons=edited)
    others: tuple[FlagName, ...] = ("context", "ai", "credentials")
    for name in others:
        reasons = _raised(name, cited)
        if reasons:
            yield Flag(flag=name, reasons=reasons)


def _reused(index: int, match: Match) -> Sentence:
    params = {"id": match.reference.id, "name": match.reference.name}
    return _sentence(f"reused-{match.relation}", (f"matches/{index}",), **params)


def _edited(index: int, match: Match, cited: Sequence[_Cited]) -> Sentence:
    cites = [f"matches/{index}"]
    cites += [
        cite
        for finding, check, cite in cited
        if check == "reference-differs"
        and finding.measures.get("match") == index
        and finding.severity != "info"
    ]
    return _sentence(
        "edited",
        tuple(cites),
        count=len(match.changed_regions),
        id=match.reference.id,
        name=match.reference.name,
    )


def _raised(flag: FlagName, cited: Sequence[_Cited]) -> tuple[Sentence, ...]:
    """The findings that raise a flag by themselves."""
    return tuple(
        Sentence(message=finding.message, cites=(cite,))
        for finding, check, cite in cited
        if _FLAGGING.get(check) == flag and _WEIGHT[finding.severity] >= _WEIGHT["warning"]
    )


def _reasons(cited: Sequence[_Cited]) -> tuple[Sentence, ...]:
    """The most telling findings, gravest first; the summary has named the best match already."""
    telling = [
        (finding, cite)
        for finding, check, cite in cited
        if finding.severity != "info"
        and (check != "reference-match" or "date" in finding.message.params)
    ]
    telling.sort(key=lambda pair: -_WEIGHT[pair[0].severity])
    return tuple(
        Sentence(message=finding.message, cites=(cite,))
        for finding, cite in telling[:_MOST_REASONS]
    )


def _limits(
    matches: Sequence[Match], checks: Sequence[CheckRun], *, has_references: bool, plain: bool
) -> Iterator[Sentence]:
    """What the result does not show. At least the last two always apply."""
    confirmed = tuple(f"matches/{i}" for i, match in enumerate(matches) if match.confirmed)
    candidates = tuple(f"matches/{i}" for i, match in enumerate(matches) if not match.confirmed)
    search = ("checks/reference-match",)
    for run in checks:
        if run.outcome == "failed":
            yield _sentence("limit-failed", (f"checks/{run.id}",), check=run.id)
    if confirmed:
        yield _sentence("limit-comparison", confirmed)
    if candidates:
        yield _sentence("limit-candidate", candidates)
    if not has_references:
        yield _sentence("limit-no-references", search)
    elif plain:
        yield _sentence("limit-plain", search)
    elif not confirmed:
        yield _sentence("limit-no-match", search)
    yield _sentence("limit-metadata", ())
    yield _sentence("limit-no-rating", ())


def _sentence(name: str, cites: tuple[str, ...], /, **params: Param) -> Sentence:
    return Sentence(message=Message(id=f"conclude.{name}", params=params), cites=cites)
