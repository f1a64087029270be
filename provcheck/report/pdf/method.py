"""Method and custody, as values for the PDF's template: how each check ended, what identifies the
file, how it reached the desk, and what it says of itself."""

from collections.abc import Iterator
from typing import Any

from provcheck.model import CustodyEntry, HistoryEntry, Report
from provcheck.report.anchors import anchor
from provcheck.report.basis import basis, repeating
from provcheck.report.comparison import Fact
from provcheck.report.html import web_link
from provcheck.report.pdf.credentials import credential_values
from provcheck.report.pdf.figures import Pictures, facts
from provcheck.report.pictures import exhibit_of
from provcheck.report.rows import dump_rows, metadata_groups, origins
from provcheck.report.wording import Wording

Values = dict[str, Any]

# A listing of the file's entries is printed up to this length: sixty lines are a page.
_ENTRIES_PRINTED = 60


def method_values(report: Report, wording: Wording, pictures: Pictures) -> Values:
    """Everything of the last section."""
    dump = dump_rows(report, wording)
    return {
        "checks": [
            {
                "anchor": anchor(f"checks/{run.id}"),
                "title": wording.check_title(run.id),
                "outcome": wording.term("outcome", run.outcome),
                "looked": run.outcome != "not-applicable",
                "weight": run.outcome not in ("clear", "not-applicable"),
                "text": run.text,
                "version": f"{run.id} {run.version}",
            }
            for run in report.checks
        ],
        "fingerprints": list(_fingerprints(report, wording)),
        "basis": facts(_basis(report, wording)),
        "acquisition": _acquisition(report, wording),
        "custody": [_step(step, wording) for step in report.custody],
        "redactions": [
            wording.label("redaction-line", kind=each.kind, count=each.count)
            for each in report.redactions
        ],
        "credentials": credential_values(report, wording, pictures),
        "file_says": _file_says(report, wording),
        "dump": [{"source": row.source, "value": row.value} for row in dump]
        if len(dump) <= _ENTRIES_PRINTED
        else [],
        "dump_left_out": len(dump) > _ENTRIES_PRINTED,
        "thumbnail": _thumbnail(report, wording, pictures),
        "repeating": dict(zip(("note", "command"), repeating(report, wording), strict=True)),
        "notes": [wording.said(note) for note in report.metadata.notes],
    }


def _fingerprints(report: Report, wording: Wording) -> Iterator[Values]:
    subject = report.subject
    exact = (("fingerprint-file", subject.sha256), ("fingerprint-pixels", subject.pixel_sha256))
    for key, value in exact:
        if value:
            yield {"kind": wording.label(key), "value": value, "version": "SHA-256"}
    for item in report.fingerprints:
        if item.kind not in ("sha256", "pixel-sha256"):
            kind = wording.label("fingerprint-kind", kind=item.kind, bits=item.bits)
            yield {"kind": kind, "value": item.value, "version": item.version}


def _basis(report: Report, wording: Wording) -> Iterator[Fact]:
    yield from basis(report, wording)
    exact = (
        ("settings-digest", report.settings_digest),
        ("report-id", report.report_id),
        ("schema", report.schema),
    )
    for key, value in exact:
        yield Fact(label=wording.label(key), value=value, exact=True)
    for name, version in report.tool.libraries.items():
        yield Fact(label=name, value=version, exact=True)


def _acquisition(report: Report, wording: Wording) -> Values | None:
    how = report.acquisition
    if how is None:
        return None
    known = (
        ("obtained-by", how.obtained_by),
        ("obtained-at", how.obtained_at and wording.date(how.obtained_at.value)),
        ("obtained-how", how.method),
    )
    links = (("link", how.url), ("archive-link", how.archive_url))
    return {
        "facts": facts(
            Fact(label=wording.label(key), value=value) for key, value in known if value
        ),
        "links": [
            {"label": wording.label(key), "link": {"text": value, "to": web_link(value)}}
            for key, value in links
            if value
        ],
    }


def _step(step: CustodyEntry, wording: Wording) -> Values:
    bytes_before, bytes_after = step.sha256_before, step.sha256_after
    change = ""
    if bytes_before and bytes_after:
        change = (
            wording.label("bytes-unchanged")
            if bytes_before == bytes_after
            else wording.label("bytes-changed", sha256=bytes_before)
        )
    addresses = [address for address in (step.source_url, step.archive_url) if address]
    return {
        "time": wording.date(step.time),
        "action": wording.term("custody-action", step.action),
        "by": " · ".join(part for part in (step.actor, step.method, step.tool) if part),
        "links": [{"text": address, "to": web_link(address)} for address in addresses],
        "sha256": bytes_after or "",
        "change": change,
        "clock": wording.label("clock", clock=step.clock_source) if step.clock_source else "",
        "digest": wording.label("chain-digest", digest=step.digest) if step.digest else "",
    }


def history_step(step: HistoryEntry, wording: Wording) -> Values:
    """What a person did to the report, in the form of a custody line."""
    scale = step.scale and wording.term("scale", step.scale)
    return {
        "time": wording.date(step.time),
        "action": wording.term("history-action", step.action),
        "by": " · ".join(part for part in (step.actor, step.rating, scale) if part),
        "links": [],
        "sha256": wording.label("version-before", id=step.report_id),
        "change": step.reason or "",
        "clock": "",
        "digest": wording.label("chain-digest", digest=step.digest) if step.digest else "",
    }


def _file_says(report: Report, wording: Wording) -> list[Values]:
    origin = origins(report, wording)
    return [
        {
            "name": group.name,
            "rows": [
                {"field": row.field, "value": row.value, "source": origin(row.source)}
                for row in group.rows
            ],
        }
        for group in metadata_groups(report, wording)
    ]


def _thumbnail(report: Report, wording: Wording, pictures: Pictures) -> Values | None:
    try:
        exhibit = exhibit_of(report, ("thumbnail",))
    except LookupError:
        return None
    labels = wording.label("alt-thumbnail"), wording.label("panel-thumbnail")
    return pictures.whole(exhibit, *labels)
