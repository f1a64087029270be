"""The report as headings, sentences and labelled lines: what every plain form of it prints.

Built once from the report in the order of the page; Markdown and plain text only differ in how
they mark a heading. All texts come back as they stand in the report, not escaped.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from provcheck.model import Report, Statement
from provcheck.report.basis import nothing_beside
from provcheck.report.comparison import Comparison, candidate_rows, comparisons
from provcheck.report.lines import Entry, Line, labelled, sentences
from provcheck.report.outline_method import assessment, method
from provcheck.report.rated import limits, rated_line
from provcheck.report.rows import FindingRow, evidence_rows, finding_rows, origins
from provcheck.report.timeline import date_rows
from provcheck.report.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the report: its heading and what stands below it."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """``title``: the image's name. ``kicker``: what this document is. ``facts``: the header."""

    title: str
    kicker: str
    facts: tuple[Line, ...]
    sections: tuple[Section, ...]
    colophon: str


def outline(report: Report, wording: Wording) -> Outline:
    """The whole report; ``report`` must speak the wording's language."""
    t = wording.label
    return Outline(
        title=report.subject.name,
        kicker=t("kicker"),
        facts=tuple(_header(report, wording)),
        sections=tuple(_sections(report, wording)),
        colophon=t("colophon", tool=report.tool.name, version=report.tool.version),
    )


def _sections(report: Report, wording: Wording) -> Iterator[Section]:
    findings = finding_rows(report, wording)
    parts = (
        ("summary", _summary(report, wording)),
        ("claim", _claim(report, wording)),
        ("findings", _findings(findings, wording)),
        ("comparison", _matches(report, wording)),
        ("evidence", _evidence(report, wording)),
        ("dates", _dates(report, wording)),
        ("statements", _statements(report, wording)),
        ("not-checked", _not_checked(report, wording)),
        ("assessment", assessment(report, wording)),
        ("method", method(report, wording)),
    )
    for name, entries in parts:
        yield Section(title=wording.label(f"section-{name}"), entries=tuple(entries))


def _header(report: Report, wording: Wording) -> Iterator[Line]:
    t, subject = wording.label, report.subject
    rated = rated_line(report, wording)
    if rated is not None:
        yield Line(text=rated)
    yield Line(label=t("checked-at"), text=wording.date(report.created_at))
    yield Line(label=t("checked-with"), text=f"{report.tool.name} {report.tool.version}")
    size = wording.pixels(subject.width, subject.height)
    kind = f"{size} · {subject.media_type} · {t('bytes', size=subject.byte_size)}"
    yield Line(label=t("image"), text=kind)
    yield Line(label=t("sha256"), text=subject.sha256, exact=True)
    yield Line(label=t("report-id"), text=report.report_id, exact=True)


def _summary(report: Report, wording: Wording) -> Iterator[Entry]:
    t, concluded = wording.label, report.conclusion
    texts = [reason.text for reason in concluded.reasons]
    yield Entry(lines=sentences(texts[:1] or [wording.term("status", concluded.status)]))
    flags = tuple(
        Line(label=wording.term("flag", flag.flag), text=t(f"flag-{flag.flag}"))
        for flag in concluded.flags
    )
    yield Entry(lines=flags or sentences([t("no-flags")]))
    if texts[1:]:
        yield Entry(title=t("rests-on"), lines=sentences(texts[1:]))
    unshown = sentences(limit.text for limit in limits(report))
    if unshown:
        yield Entry(title=t("limits"), lines=unshown)


def _claim(report: Report, wording: Wording) -> Iterator[Entry]:
    t, case = wording.label, report.case
    if case is None:
        yield Entry(lines=sentences([t("no-claim")]))
        return
    translation = t("translation-by", name=case.translator) if case.translator else ""
    quoted = f"“{case.claim}”" if case.claim else ""
    seen = (wording.typed_date(case.first_seen) if case.first_seen else "", case.first_seen_by)
    yield Entry(
        lines=(
            *sentences([quoted] if quoted else []),
            *labelled(
                ((translation or t("translation")).rstrip(":"), case.claim_translation),
                (
                    t("original-language"),
                    wording.term("language", case.claim_language) if case.claim_language else "",
                ),
                (t("claimed-author"), case.author),
                (t("claimed-date"), wording.date(case.date.value) if case.date else ""),
                (t("claimed-place"), wording.place(case.place) if case.place else ""),
                (t("first-seen"), " · ".join(part for part in seen if part)),
            ),
            *labelled(
                (t("link"), case.first_seen_url),
                (t("archive-link"), case.first_seen_archive_url),
                exact=True,
            ),
            *labelled(
                (
                    t("case-outcome"),
                    wording.term("case-outcome", case.outcome) if case.outcome else "",
                ),
                (t("note"), case.note),
            ),
        )
    )


def _findings(rows: tuple[FindingRow, ...], wording: Wording) -> Iterator[Entry]:
    t = wording.label
    for row in rows:
        severity = wording.term("severity", row.severity)
        yield Entry(
            title=f"{row.number} {row.title} ({severity})",
            lines=(
                Line(text=row.text),
                *labelled((t("shows"), row.shows), (t("does-not-show"), row.does_not_show)),
            ),
        )
    if not rows:
        yield Entry(lines=sentences([t("no-findings")]))


def _matches(report: Report, wording: Wording) -> Iterator[Entry]:
    t = wording.label
    compared = comparisons(report, wording)
    for item in compared:
        yield _match(item, wording)
    candidates = candidate_rows(report, wording)
    if candidates:
        rows = tuple(
            Line(label=row.name, text=" · ".join(p for p in (row.source, row.distances) if p))
            for row in candidates
        )
        note = Line(text=t("candidates-note"))
        yield Entry(title=t("candidates"), lines=(note, *rows))
    if not compared and not candidates:
        yield Entry(lines=sentences([nothing_beside(report, wording)]))


def _match(item: Comparison, wording: Wording) -> Entry:
    t = wording.label
    regions = tuple(
        Line(
            label=f"{t('region')} {row.number}",
            text=" · ".join(part for part in (row.position, row.size, row.share, row.note) if part),
        )
        for row in item.regions
    )
    facts = (*item.measured, *item.record)
    return Entry(
        title=f"{t('match-number', number=item.number)} {item.name}",
        lines=(
            *(Line(label=fact.label, text=fact.value, exact=fact.exact) for fact in facts),
            *regions,
        ),
    )


def _evidence(report: Report, wording: Wording) -> Iterator[Entry]:
    t, origin = wording.label, origins(report, wording)
    shown, folded = evidence_rows(report)
    for row in shown:
        dated = row.aspect == "date"
        yield Entry(
            title=f"{wording.term('aspect', row.aspect)}: {wording.term('standing', row.standing)}",
            lines=(
                *labelled(
                    (t("claimed"), wording.date(row.claimed) if dated else row.claimed),
                    (t("found"), wording.date(row.found) if dated else row.found),
                    (t("source"), origin(row.source)),
                ),
                *sentences([row.text]),
            ),
        )
    if folded:
        yield Entry(lines=sentences([t("more-values", count=len(folded))]))
    if not shown:
        nothing = "no-evidence" if report.case else "no-evidence-no-claim"
        yield Entry(lines=sentences([t(nothing)]))


def _dates(report: Report, wording: Wording) -> Iterator[Entry]:
    t, rows = wording.label, date_rows(report, wording)
    if not rows:
        yield Entry(lines=sentences([t("no-dates")]))
        return
    yield Entry(lines=sentences([t("dates-note")]))
    lines = []
    for row in rows:
        if row.folded:
            lines.append(Line(text=t("folded-dates", count=row.folded, type=row.type_term)))
            continue
        against = [t("against-the-claim")] if row.contradicts else []
        text = " · ".join([row.type_term, row.source, *against])
        lines.append(Line(label=row.written, text=text))
    yield Entry(lines=tuple(lines))


def _statements(report: Report, wording: Wording) -> Iterator[Entry]:
    statements = report.case.statements if report.case else ()
    key = "statements-note" if statements else "no-statements"
    yield Entry(lines=sentences([wording.label(key)]))
    for item in statements:
        yield _statement(item, wording)


def _statement(item: Statement, wording: Wording) -> Entry:
    t = wording.label
    date = wording.typed_date(item.date) if item.date else ""
    return Entry(
        title=", ".join(part for part in (item.speaker, item.affiliation, date) if part),
        lines=(
            Line(text=f"“{item.text}”"),
            *labelled(
                (t("translation").rstrip(":"), item.translation),
                (t("position-label").rstrip(":"), item.position),
            ),
            *labelled((t("link"), item.url), (t("archive-link"), item.archive_url), exact=True),
        ),
    )


def _not_checked(report: Report, wording: Wording) -> Iterator[Entry]:
    lines = tuple(
        Line(label=wording.left_out(item.check), text=item.text) for item in report.not_checked
    )
    yield Entry(lines=lines or sentences([wording.label("nothing-not-checked")]))
    searches = tuple(
        Line(label=each.engine, text=f"{each.result} · {each.by} · {wording.date(each.at)}")
        for each in report.searches
    )
    if searches:
        yield Entry(title=wording.label("searches"), lines=searches)
