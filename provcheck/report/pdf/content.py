"""All that the PDF's template prints of a report, as plain values: texts, numbers, lists.

The template sets these values; it never reads them as markup, so that no text of a report can act.
"""

from collections.abc import Iterable
from typing import Any

from provcheck.model import Countersignature, Report, Sentence
from provcheck.report.anchors import anchor
from provcheck.report.basis import held_against
from provcheck.report.comparison import Fact
from provcheck.report.html import web_link
from provcheck.report.pdf.figures import (
    Pictures,
    comparison_values,
    expert_values,
    facts,
    head_picture,
    language,
    map_values,
    marked_values,
    short,
)
from provcheck.report.pdf.method import history_step, method_values
from provcheck.report.rated import limits, rated_line
from provcheck.report.rows import FindingRow, cited, evidence_rows, finding_rows, origins
from provcheck.report.timeline import date_rows
from provcheck.report.wording import Wording

Values = dict[str, Any]

# Characters of the file's name in the running head, and of the SHA-256 at the foot.
_NAME_SHOWN = 70
_DIGITS_SHOWN = 16


def content(report: Report, pictures: Pictures) -> Values:
    """The values of a report that is spoken in its language; ``pictures`` collects the files."""
    wording = Wording.of(report.language)
    findings = finding_rows(report, wording)
    cites = _Cites(cited(findings, report, wording))
    return {
        "language": report.language,
        "title": wording.label("page-title", name=report.subject.name),
        "labels": _labels(wording),
        "running": _running(report),
        "head": _head(report, wording, pictures),
        "summary": _summary(report, wording, cites),
        "claim": _claim(report, wording),
        "findings": [_finding(row, wording) for row in findings],
        "marked": marked_values(findings, report, wording, pictures),
        "comparison": comparison_values(report, wording, pictures),
        "evidence": _evidence(report, wording),
        "map": map_values(report, wording),
        "dates": _dates(report, wording, cites),
        "statements": _statements(report, wording),
        "not_checked": _not_checked(report, wording),
        "searches": _searches(report, wording),
        "assessment": _assessment(report, wording),
        "history": [history_step(step, wording) for step in report.history],
        "expert": expert_values(report, wording, pictures),
        "method": method_values(report, wording, pictures),
        "colophon": wording.label("colophon", tool=report.tool.name, version=report.tool.version),
    }


class _Cites:
    """Turns what a sentence rests on into links to places that the document has."""

    def __init__(self, places: dict[str, str]) -> None:
        self._places = places

    def __call__(self, cites: Iterable[str]) -> list[Values]:
        anchors = (anchor(place) for place in cites)
        return [{"to": to, "text": self._places[to]} for to in anchors if to in self._places]

    def sentences(self, items: Iterable[Sentence]) -> list[Values]:
        return [{"text": item.text, "cites": self(item.cites)} for item in items]


def _labels(wording: Wording) -> Values:
    """The fixed texts of the report: those without a placeholder, and the page's number."""
    entries = wording.words.entries["report"]
    return {
        key: text
        for key, text in entries.items()
        if isinstance(text, str) and ("{" not in text or key == "page-of")
    }


def _running(report: Report) -> Values:
    """Head and foot of every page."""
    name = report.subject.name
    return {
        "name": name if len(name) <= _NAME_SHOWN else f"{name[: _NAME_SHOWN - 1]}…",
        "sha256": f"{report.subject.sha256[:_DIGITS_SHOWN]}…",
        "report_id": report.report_id,
        "tool": f"{report.tool.name} {report.tool.version}",
    }


def _head(report: Report, wording: Wording, pictures: Pictures) -> Values:
    subject, held = report.subject, held_against(report, wording)
    size = wording.pixels(subject.width, subject.height)
    byte_size = wording.label("bytes", size=subject.byte_size)
    entries = [
        _fact(wording, "checked-at", wording.date(report.created_at)),
        _fact(wording, "checked-with", f"{report.tool.name} {report.tool.version}"),
        _fact(wording, "image", f"{size} · {subject.media_type} · {byte_size}"),
    ]
    if held is not None:
        entries.append(held)
    return {
        "title": short(subject.name, wording),
        "as_of": wording.date(report.created_at[:10]),
        "rated": rated_line(report, wording),
        "facts": facts(entries),
        "sha256": subject.sha256,
        "picture": head_picture(report, wording, pictures),
    }


def _fact(wording: Wording, key: str, value: str, *, exact: bool = False) -> Fact:
    return Fact(label=wording.label(key), value=value, exact=exact)


def link_value(address: str | None) -> Values | None:
    """An address, and whether it may be followed."""
    return None if address is None else {"text": address, "to": web_link(address)}


def _summary(report: Report, wording: Wording, cites: _Cites) -> Values:
    conclusion = report.conclusion
    first = cites.sentences(conclusion.reasons[:1])
    return {
        "lede": first[0]
        if first
        else {"text": wording.term("status", conclusion.status), "cites": []},
        "flags": [
            {
                "name": wording.term("flag", flag.flag),
                "text": wording.label(f"flag-{flag.flag}"),
                "cites": [cite for reason in flag.reasons for cite in cites(reason.cites)],
            }
            for flag in conclusion.flags
        ],
        "rests_on": cites.sentences(conclusion.reasons[1:]),
        "limits": cites.sentences(limits(report)),
    }


def _claim(report: Report, wording: Wording) -> Values | None:
    case = report.case
    if case is None:
        return None
    seen = [wording.typed_date(case.first_seen) if case.first_seen else "", case.first_seen_by]
    known = (
        (
            "original-language",
            case.claim_language and wording.term("language", case.claim_language),
        ),
        ("claimed-author", case.author),
        ("claimed-date", case.date and wording.date(case.date.value)),
        ("claimed-place", case.place and wording.place(case.place)),
        ("first-seen", " · ".join(text for text in seen if text)),
        ("case-outcome", case.outcome and wording.term("case-outcome", case.outcome)),
        ("note", case.note),
    )
    return {
        "quote": case.claim or "",
        "language": language(case.claim_language),
        "translation": case.claim_translation or "",
        "translation_label": wording.label("translation-by", name=case.translator)
        if case.translator
        else wording.label("translation"),
        "facts": facts(_fact(wording, key, value) for key, value in known if value),
        "links": _links(wording, case.first_seen_url, case.first_seen_archive_url),
    }


def _links(wording: Wording, address: str | None, archived: str | None) -> list[Values]:
    links = (("link", address), ("archive-link", archived))
    return [
        {"label": wording.label(key), "link": link_value(value)} for key, value in links if value
    ]


def _finding(row: FindingRow, wording: Wording) -> Values:
    return {
        "anchor": row.anchor,
        "number": row.number,
        "title": row.title,
        "text": row.text,
        "level": row.level,
        "severity": wording.term("severity", row.severity),
        "shows": row.shows or wording.label("no-card"),
        "does_not_show": row.does_not_show or wording.label("no-card"),
    }


def _evidence(report: Report, wording: Wording) -> Values:
    shown, folded = evidence_rows(report)
    origin = origins(report, wording)
    return {
        "rows": [
            {
                "aspect": wording.term("aspect", row.aspect),
                "claimed": wording.date(row.claimed) if row.aspect == "date" else row.claimed,
                "found": wording.date(row.found) if row.aspect == "date" else row.found,
                "source": origin(row.source),
                "standing": wording.term("standing", row.standing),
                "against": row.standing == "contradicts",
                "text": row.text,
            }
            for row in shown
        ],
        "more": wording.label("more-values", count=len(folded)) if folded else None,
        "none": wording.label("no-evidence" if report.case else "no-evidence-no-claim"),
    }


def _dates(report: Report, wording: Wording, cites: _Cites) -> list[Values]:
    return [
        {
            "gap": wording.label("days-later", count=row.gap_days) if row.gap_days else None,
            "folded": wording.label("folded-dates", count=row.folded, type=row.type_term)
            if row.folded
            else None,
            "written": row.written,
            "type": row.type_term,
            "claimed": row.type == "claimed",
            "source": row.source,
            "against": row.contradicts,
            "cites": cites(row.cites),
        }
        for row in date_rows(report, wording)
    ]


def _statements(report: Report, wording: Wording) -> list[Values]:
    return [
        {
            "speaker": item.speaker,
            "affiliation": item.affiliation or "",
            "date": wording.typed_date(item.date) if item.date else "",
            "text": item.text,
            "language": language(item.language),
            "translation": item.translation or "",
            "position": item.position or "",
            "links": _links(wording, item.url, item.archive_url),
        }
        for item in (report.case.statements if report.case else ())
    ]


def _not_checked(report: Report, wording: Wording) -> list[Values]:
    return [
        {
            "name": wording.left_out(item.check),
            "reason": item.text,
        }
        for item in report.not_checked
    ]


def _searches(report: Report, wording: Wording) -> list[Values]:
    return [
        {"name": each.engine, "result": each.result, "by": f"{each.by} · {wording.date(each.at)}"}
        for each in report.searches
    ]


def _countersigned(second: Countersignature, wording: Wording) -> str:
    said = wording.label("countersigned-line", name=second.name, date=second.date)
    return f"{said} · {second.note}" if second.note else said


def _assessment(report: Report, wording: Wording) -> Values | None:
    held = report.assessment
    if held is None:
        return None
    return {
        "rating": held.rating,
        "reason": held.reason,
        "facts": facts(
            (
                _fact(wording, "rater", held.rater),
                _fact(wording, "scale", wording.term("scale", held.scale)),
                _fact(wording, "rated-at", wording.date(held.date)),
                *(
                    _fact(wording, "countersigned-by", _countersigned(second, wording))
                    for second in held.countersigned
                ),
            )
        ),
    }
