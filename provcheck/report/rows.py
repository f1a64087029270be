"""What a page prints of a report, in the page's language: findings, evidence, what the file says.

Built once from the report and read by the templates, so that templates hold no logic beyond
"show this if it is there".
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from provcheck.model import (
    CheckRun,
    EvidenceRow,
    MetadataValue,
    RawValue,
    Report,
    Severity,
    Standing,
)
from provcheck.report.anchors import anchor
from provcheck.report.wording import Wording

SEVERITIES: tuple[Severity, ...] = ("info", "notice", "warning", "alert")

# Of the evidence on one aspect of the claim, so many rows stand in the open.
_EVIDENCE_SHOWN = 8
# What stands in the open where not all can.
_WEIGHT: tuple[Standing, ...] = ("contradicts", "consistent", "not-checkable")
# Values of one field, entries of the complete listing, and characters of each that a page shows;
# the JSON report has all of them.
_VALUES_SHOWN = 6
_ENTRIES_SHOWN = 400
_CHARACTERS_SHOWN = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """A finding with its check's card. ``level``: 1 (info) to 4 (alert)."""

    anchor: str
    number: str
    check: str
    title: str
    severity: Severity
    level: int
    text: str
    shows: str | None
    does_not_show: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataRow:
    """One value of the file: its field in words, and where it was read."""

    field: str
    value: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataGroup:
    """The values of one group (camera, times, ...)."""

    name: str
    rows: tuple[MetadataRow, ...]


def finding_rows(report: Report, wording: Wording) -> tuple[FindingRow, ...]:
    """All findings, gravest first, otherwise in the order of the checks."""
    rows = [row for run in report.checks for row in _findings_of(run, wording)]
    rows.sort(key=lambda row: -row.level)
    return tuple(
        replace(row, number=wording.label("finding-number", number=number))
        for number, row in enumerate(rows, 1)
    )


def _findings_of(run: CheckRun, wording: Wording) -> Iterator[FindingRow]:
    for place, finding in enumerate(run.findings):
        yield FindingRow(
            anchor=anchor(f"checks/{run.id}/{place}"),
            number="",
            check=run.id,
            title=wording.check_title(run.id),
            severity=finding.severity,
            level=SEVERITIES.index(finding.severity) + 1,
            text=wording.said(finding.message, finding.text),
            shows=wording.check_words(run.id, "shows"),
            does_not_show=wording.check_words(run.id, "does-not-show"),
        )


def evidence_rows(report: Report) -> tuple[tuple[EvidenceRow, ...], tuple[EvidenceRow, ...]]:
    """What is set against the claim: the rows in the open, and those behind a fold.

    Of one aspect with many rows those that contradict stay in the open first. The order stays.
    """
    rows = [row for run in report.checks for row in run.evidence]
    shown: set[int] = set()
    for aspect in {row.aspect for row in rows}:
        places = [place for place, row in enumerate(rows) if row.aspect == aspect]
        places.sort(key=lambda place: _WEIGHT.index(rows[place].standing))
        shown.update(places[:_EVIDENCE_SHOWN])
    return (
        tuple(row for place, row in enumerate(rows) if place in shown),
        tuple(row for place, row in enumerate(rows) if place not in shown),
    )


def origins(report: Report, wording: Wording) -> Callable[[str], str]:
    """Turns the source of a date or a piece of evidence into words where it is one of ours.

    ``reference:<id>`` becomes the reference's name, ``file-name:<kind>`` the word for it; exact
    places in the file (``exif:ExifIFD:DateTimeOriginal``) and the desk's own notes stay.
    """
    names = {f"reference:{match.reference.id}": match.reference.name for match in report.matches}

    def origin(source: str) -> str:
        if source in names:
            return wording.label("from-reference", name=names[source])
        if source.startswith("file-name:"):
            return wording.label("from-file-name")
        return source

    return origin


def metadata_groups(report: Report, wording: Wording) -> tuple[MetadataGroup, ...]:
    """The values of the file, group by group, long ones and long lists cut."""
    return tuple(
        MetadataGroup(
            name=wording.term("metadata-group", group),
            rows=tuple(
                row for name, values in fields.items() for row in _field(name, values, wording)
            ),
        )
        for group, fields in report.metadata.groups.items()
        if any(fields.values())
    )


def _field(name: str, values: Sequence[MetadataValue], wording: Wording) -> Iterator[MetadataRow]:
    field = wording.term("metadata-field", name)
    for value in values[:_VALUES_SHOWN]:
        yield MetadataRow(
            field=field,
            value=_cut(wording.term("metadata-value", value.value), wording),
            source=value.source,
        )
    left = len(values) - _VALUES_SHOWN
    if left > 0:
        more = wording.label("more-values", count=left)
        yield MetadataRow(field=field, value=more, source="")


def dump_rows(report: Report, wording: Wording) -> tuple[RawValue, ...]:
    """The complete listing, cut to what a page can hold."""
    dump = report.metadata.dump
    rows = [replace(row, value=_cut(row.value, wording)) for row in dump[:_ENTRIES_SHOWN]]
    if len(dump) > _ENTRIES_SHOWN:
        left = len(dump) - _ENTRIES_SHOWN
        rows.append(RawValue(source="", value=wording.label("more-values", count=left)))
    return tuple(rows)


def _cut(text: str, wording: Wording) -> str:
    if len(text) <= _CHARACTERS_SHOWN:
        return text
    return f"{text[:_CHARACTERS_SHOWN]}… {wording.label('whole-text', count=len(text))}"


def cited(findings: tuple[FindingRow, ...], report: Report, wording: Wording) -> dict[str, str]:
    """Element id -> what a pointer to it reads, for every place of the page that can be cited."""
    places = {row.anchor: row.number for row in findings}
    for run in report.checks:
        places[anchor(f"checks/{run.id}")] = wording.check_title(run.id)
    for number in range(len(report.matches)):
        places[anchor(f"matches/{number}")] = wording.label("match-number", number=number + 1)
    return places
