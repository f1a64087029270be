"""The end of the outline: what people said about the report, and how it was made."""

from collections.abc import Iterator

from provcheck.model import Report
from provcheck.report.basis import basis
from provcheck.report.lines import Entry, Line, labelled, sentences
from provcheck.report.rows import metadata_groups
from provcheck.report.wording import Wording


def assessment(report: Report, wording: Wording) -> Iterator[Entry]:
    t, rated = wording.label, report.assessment
    if rated is None:
        yield Entry(lines=sentences([t("no-assessment"), t("no-assessment-note")]))
    else:
        seconds = tuple(
            Line(
                label=t("countersigned-by"),
                text=t("countersigned-line", name=second.name, date=second.date)
                + (f" · {second.note}" if second.note else ""),
            )
            for second in rated.countersigned
        )
        facts = labelled(
            (t("rater"), rated.rater),
            (t("scale"), wording.term("scale", rated.scale)),
            (t("rated-at"), wording.date(rated.date)),
        )
        yield Entry(lines=(*sentences([rated.rating, rated.reason]), *facts, *seconds))
    if report.history:
        yield Entry(title=t("history"), lines=tuple(_history(report, wording)))


def _history(report: Report, wording: Wording) -> Iterator[Line]:
    for step in report.history:
        scale = step.scale and wording.term("scale", step.scale)
        parts = (step.actor, step.rating, scale, step.reason)
        action = wording.term("history-action", step.action)
        yield Line(
            label=f"{wording.date(step.time)}, {action}", text=" · ".join(p for p in parts if p)
        )


def method(report: Report, wording: Wording) -> Iterator[Entry]:
    t = wording.label
    runs = tuple(
        Line(
            label=wording.check_title(run.id),
            text=" ".join(p for p in (wording.term("outcome", run.outcome) + ".", run.text) if p),
        )
        for run in report.checks
    )
    yield Entry(title=t("checks"), lines=(Line(text=t("checks-note")), *runs))
    yield Entry(title=t("basis"), lines=tuple(_basis(report, wording)))
    yield Entry(title=t("custody"), lines=tuple(_custody(report, wording)))
    if report.redactions:
        lines = tuple(
            Line(text=t("redaction-line", kind=each.kind, count=each.count))
            for each in report.redactions
        )
        yield Entry(title=t("redactions"), lines=(Line(text=t("redactions-note")), *lines))
    for group in metadata_groups(report, wording):
        values = tuple(Line(label=row.field, text=row.value) for row in group.rows)
        yield Entry(title=f"{t('file-says')}: {group.name}", lines=values)


def _basis(report: Report, wording: Wording) -> Iterator[Line]:
    t = wording.label
    for fact in basis(report, wording):
        yield Line(label=fact.label, text=fact.value, exact=fact.exact)
    yield Line(label=t("settings-digest"), text=report.settings_digest, exact=True)
    yield Line(label=t("schema"), text=report.schema, exact=True)


def _custody(report: Report, wording: Wording) -> Iterator[Line]:
    if report.acquisition is None:
        yield Line(text=wording.label("no-acquisition"))
    for step in report.custody:
        parts = (step.actor, step.method, step.source_url, step.archive_url, step.tool)
        action = wording.term("custody-action", step.action)
        text = " · ".join(part for part in parts if part)
        yield Line(label=f"{wording.date(step.time)}, {action}", text=text)
        if step.digest:
            yield Line(text=wording.label("chain-digest", digest=step.digest), exact=True)
