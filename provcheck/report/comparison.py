"""Confirmed matches as the page shows them: pictures side by side, changed regions, facts."""

from dataclasses import dataclass, replace
from math import ceil

from provcheck.model import Match, Reference, Region, Report
from provcheck.report.live import Live, live
from provcheck.report.panels import Panel, PanelRole, panel, plate_of
from provcheck.report.pictures import Plate, detail, reference_marks, subject_marks
from provcheck.report.wording import Wording

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# Details shown of one match; the table lists every changed region.
_DETAILS = 6
# Matches that can be compared live; each may bring one more picture into the page.
_LIVE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A labelled value. ``language``: of the value, where it is a quotation in its original."""

    label: str
    value: str
    language: str | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """A changed region close up: on the examined image, and on the reference fitted to it."""

    number: int
    panels: tuple[Panel, Panel]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRow:
    """A changed region in words: where it lies, how large it is, its share of the overlap.

    ``chance``: how many such are expected without a change; ``note``: what it looks like. Both
    empty where there is nothing to say.
    """

    number: int
    position: str
    size: str
    share: str
    chance: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A confirmed match. ``number`` counts as ``matches`` in the report does, from 1.

    ``live``: its pictures laid on each other, for the page's script to wipe and blink.
    """

    anchor: str
    number: int
    name: str
    panels: tuple[Panel, ...]
    live: Live | None
    details: tuple[Detail, ...]
    regions: tuple[RegionRow, ...]
    measured: tuple[Fact, ...]
    record: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateRow:
    """A possible match in a line."""

    anchor: str
    name: str
    source: str
    distances: str


def comparisons(report: Report, wording: Wording) -> tuple[Comparison, ...]:
    """All confirmed matches, in the report's order."""
    return tuple(
        Comparison(
            anchor=f"matches-{number}",
            number=number + 1,
            name=match.reference.name,
            panels=_panels(report, match, wording),
            live=live(report, match, wording) if number < _LIVE else None,
            details=_details(report, match, wording),
            regions=_regions(match, wording),
            measured=_measured(report, match, wording),
            record=_record(match, wording),
        )
        for number, match in enumerate(report.matches)
        if match.confirmed
    )


def candidate_rows(report: Report, wording: Wording) -> tuple[CandidateRow, ...]:
    """All matches that were not confirmed."""
    rows = []
    for number, match in enumerate(report.matches):
        if not match.confirmed:
            source = match.reference.source
            date = source.published_at
            parts = (source.publisher, wording.typed_date(date) if date else None)
            rows.append(
                CandidateRow(
                    anchor=f"matches-{number}",
                    name=match.reference.name,
                    source=" · ".join(part for part in parts if part),
                    distances=_distances(report, match, wording),
                )
            )
    return tuple(rows)


def plates(compared: tuple[Comparison, ...]) -> tuple[Plate, ...]:
    """Every picture that the comparisons show, once."""
    shown: dict[str, Plate] = {}
    for item in compared:
        close = tuple(each for detail in item.details for each in detail.panels)
        laid = (item.live.subject, item.live.reference) if item.live else ()
        for each in (*item.panels, *close, *laid):
            shown[each.plate.id] = each.plate
    return tuple(shown.values())


def _panels(report: Report, match: Match, wording: Wording) -> tuple[Panel, ...]:
    """Subject, reference (as it is, else fitted to the subject) and change map, as far as the
    report holds their pictures."""
    subject = plate_of(report, match, ("subject",))
    reference = plate_of(report, match, ("reference", "registered"))
    changes = plate_of(report, match, ("changes", "mask"))
    on_subject = subject_marks(match, report.subject.width, report.subject.height)
    panels = []
    if subject is not None:
        panels.append(panel("subject", subject, match, wording, on_subject))
    if reference is not None:
        fitted = plate_of(report, match, ("reference",)) is None
        role: PanelRole = "registered" if fitted else "reference"
        marks = on_subject if fitted else reference_marks(match)
        panels.append(panel(role, reference, match, wording, marks))
    if changes is not None:
        panels.append(panel("changes", changes, match, wording))
    return tuple(panels)


def _details(report: Report, match: Match, wording: Wording) -> tuple[Detail, ...]:
    """The largest changed regions close up; needs the reference fitted to the subject."""
    subject = plate_of(report, match, ("subject",))
    fitted = plate_of(report, match, ("registered",))
    if subject is None or fitted is None:
        return ()
    numbered = sorted(enumerate(match.changed_regions, 1), key=lambda item: -item[1].area_fraction)
    return tuple(
        Detail(
            number=number,
            panels=(
                replace(
                    panel("subject", subject, match, wording),
                    alternative=wording.label("alt-detail-subject", number=number),
                    view=detail(subject, region),
                ),
                replace(
                    panel("registered", fitted, match, wording),
                    caption=wording.label("panel-reference"),
                    alternative=wording.label("alt-detail-reference", number=number),
                    view=detail(fitted, region),
                ),
            ),
        )
        for number, region in sorted(numbered[:_DETAILS])
    )


def _regions(match: Match, wording: Wording) -> tuple[RegionRow, ...]:
    return tuple(
        RegionRow(
            number=number,
            position=wording.label("position", x=region.x, y=region.y),
            size=wording.pixels(region.width, region.height),
            share=wording.percent(region.area_fraction),
            chance=_chance(region, wording),
            note=wording.label("region-laid-over") if region.laid_over else "",
        )
        for number, region in enumerate(match.changed_regions, 1)
    )


def _chance(region: Region, wording: Wording) -> str:
    """The number of false alarms as a power of ten; 10 to the 0 and more says nothing."""
    if region.log10_nfa is None:
        return ""
    power = min(0, ceil(region.log10_nfa))
    return wording.label("power-of-ten", power=str(power).translate(_RAISED))


def _measured(report: Report, match: Match, wording: Wording) -> tuple[Fact, ...]:
    modifications = ", ".join(wording.term("modification", m) for m in match.modifications)
    overlap = match.subject_overlap, match.reference_overlap, match.agreement
    shares = tuple(None if share is None else wording.percent(share) for share in overlap)
    changed = wording.percent(match.changed_fraction) if match.changed_regions else None
    values = (
        ("relation", wording.term("relation", match.relation)),
        ("modifications", modifications),
        ("orientation", wording.term("orientation", match.orientation)),
        ("subject-overlap", shares[0]),
        ("reference-overlap", shares[1]),
        ("changed-share", changed),
        ("agreement", shares[2]),
        ("matching-points", wording.number(match.inliers) if match.inliers else None),
        ("distances", _distances(report, match, wording)),
    )
    return tuple(Fact(label=wording.label(key), value=value) for key, value in values if value)


def _distances(report: Report, match: Match, wording: Wording) -> str:
    bits = {fingerprint.kind: fingerprint.bits for fingerprint in report.fingerprints}
    return ", ".join(
        wording.label("distance-of", kind=kind, distance=distance, bits=bits[kind])
        if kind in bits
        else wording.label("distance", kind=kind, distance=distance)
        for kind, distance in match.distances.items()
    )


def _size(reference: Reference, wording: Wording) -> str:
    """Empty for a record that came without its picture."""
    if not reference.width or not reference.height:
        return ""
    return wording.pixels(reference.width, reference.height)


def _record(match: Match, wording: Wording) -> tuple[Fact, ...]:
    """The reference's source record. Its links stay text: they come with the reference set."""
    reference, source = match.reference, match.reference.source
    date = source.published_at
    facts = (
        Fact(label="publisher", value=source.publisher or ""),
        Fact(label="author", value=source.author or ""),
        Fact(label="date", value=wording.typed_date(date) if date else ""),
        Fact(label="caption", value=source.caption or "", language=source.caption_language),
        Fact(label="place", value=wording.place(source.place) if source.place else ""),
        Fact(label="rights", value=source.rights or ""),
        Fact(label="link", value=source.url or "", exact=True),
        Fact(label="archive-link", value=source.archive_url or "", exact=True),
        Fact(label="note", value=source.note or ""),
        Fact(label="shared-by", value=source.shared_by or ""),
        Fact(label="size", value=_size(reference, wording)),
        Fact(label="added", value=wording.date(reference.added_at)),
        Fact(label="sha256", value=reference.sha256, exact=True),
    )
    return tuple(
        Fact(
            label=wording.label(fact.label),
            value=fact.value,
            language=fact.language,
            exact=fact.exact,
        )
        for fact in facts
        if fact.value
    )
