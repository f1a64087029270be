"""The report as one page of HTML that needs nothing else: no network, no other file.

The page carries its style, its pictures and one script inside itself, and a Content Security
Policy that forbids a browser to load anything or to run anything else. It says everything without
the script, which only lets readers wipe, blink and zoom the pictures that are compared. Everything
it prints of the report passes ``safe_text`` and is then escaped by Jinja2; the templates never mark
report text as safe.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from provcheck.report.anchors import anchor
from provcheck.report.basis import basis, held_against, nothing_beside, repeating
from provcheck.report.comparison import candidate_rows, comparisons, plates
from provcheck.report.dates_chart import dates_chart
from provcheck.report.finding_pictures import finding_pictures
from provcheck.report.inline import content_policy, script, style
from provcheck.report.pictures import data_uri, exhibit_of
from provcheck.report.place_map import place_map
from provcheck.report.rated import limits, rated_line
from provcheck.report.rows import (
    cited,
    dump_rows,
    evidence_rows,
    finding_rows,
    metadata_groups,
    origins,
)
from provcheck.report.texts import speak
from provcheck.report.timeline import date_rows
from provcheck.report.wording import Wording
from provcheck.safe_text import safe_text

if TYPE_CHECKING:
    from jinja2 import Environment

    from provcheck.model import ExhibitKind, Report

_REPORT_ID = re.compile(r"pc-[0-9a-f]{32}")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def to_html(report: Report, language: str | None = None) -> str:
    """The report as a self-contained page in ``language`` (default: the report's own).

    All sentences are made anew from their messages. Raises UnknownLanguage.
    """
    spoken = speak(report, language or report.language)
    wording = Wording.of(spoken.language)
    findings = finding_rows(spoken, wording)
    compared = comparisons(spoken, wording)
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            report=spoken,
            words=wording,
            t=wording.label,
            term=wording.term,
            style=style(),
            script=script(),
            policy=content_policy(script()),
            rated=rated_line(spoken, wording),
            held_against=held_against(spoken, wording),
            basis=tuple(basis(spoken, wording)),
            nothing_beside=nothing_beside(spoken, wording),
            repeating=repeating(spoken, wording),
            limits=limits(spoken),
            identified=_REPORT_ID.fullmatch(spoken.report_id) is not None,
            subject=_shown(spoken, "subject"),
            embedded=_shown(spoken, "thumbnail"),
            parts=_pictures(spoken, "ingredient"),
            marked=finding_pictures(findings, spoken, wording),
            expert=_pictures(spoken, "expert"),
            findings=findings,
            cited=cited(findings, spoken, wording),
            comparisons=compared,
            plates=plates(compared),
            candidates=candidate_rows(spoken, wording),
            origin=origins(spoken, wording),
            evidence=evidence_rows(spoken),
            dates=date_rows(spoken, wording),
            chart=dates_chart(spoken, wording),
            metadata=metadata_groups(spoken, wording),
            dump=dump_rows(spoken, wording),
            map=place_map(spoken, wording),
        )
    )


@cache
def environment() -> Environment:
    """What renders the templates: everything escaped and made inert, nothing undefined."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("provcheck.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    environment.filters["web_link"] = web_link
    environment.filters["language_tag"] = language_tag
    environment.filters["anchor"] = anchor
    return environment


def _harmless(value: object) -> object:
    """Second belt behind the readers: no control or bidi character reaches the page."""
    from markupsafe import Markup

    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return safe_text(value, multiline=True)


def web_link(address: str | None) -> str | None:
    """The address if it is a plain http(s) link that may be clicked, else None.

    Links with user names are refused: ``https://known-site@elsewhere`` is there to mislead.
    """
    if address is None or safe_text(address) != address or " " in address:
        return None
    try:
        parts = urlsplit(address)
        fine = parts.scheme in {"http", "https"} and parts.hostname and parts.username is None
    except ValueError:
        return None
    return address if fine else None


def language_tag(text: str | None) -> str | None:
    """A BCP 47 language tag fit for a ``lang`` attribute, or None."""
    return text if text is not None and _LANGUAGE_TAG.fullmatch(text) else None


def _shown(report: Report, kind: ExhibitKind) -> str | None:
    try:
        return data_uri(exhibit_of(report, (kind,)))
    except LookupError:
        return None


def _pictures(report: Report, kind: ExhibitKind) -> dict[str, str]:
    """All pictures of a kind, by exhibit."""
    shown = {each.id: data_uri(each) for each in report.exhibits if each.kind == kind}
    return {id: address for id, address in shown.items() if address is not None}
