"""Reports as SARIF 2.1.0 (OASIS), for pipelines that collect results of many tools.

A finding at notice or above becomes a result of kind ``fail``, which in SARIF means no more than
that the rule found something; only such results may carry a level (section 3.27.9). A check that
could not tell is ``open``, one that looked and saw nothing ``pass``, one that did not apply
``notApplicable``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from provcheck.model import CheckRun, Finding, Report, Severity
from provcheck.report.texts import speak
from provcheck.report.wording import Wording
from provcheck.safe_text import safe_text
from provcheck.version import __version__

SARIF_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: dict[Severity, str] = {
    "info": "none",
    "notice": "note",
    "warning": "warning",
    "alert": "error",
}
_KINDS = {
    "clear": "pass",
    "not-applicable": "notApplicable",
    "inconclusive": "open",
    "failed": "open",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One file of a run: its path, and its report or the sentence on why there is none."""

    path: str
    report: Report | None = None
    error: str = ""


def to_sarif(files: Iterable[Examined], language: str) -> bytes:
    """One SARIF log with one run over all files, texts in ``language``.

    Paths become relative URIs. Raises UnknownLanguage.
    """
    log = SarifLog(language)
    for examined in files:
        log.add(examined)
    return log.written()


class SarifLog:
    """A log under construction: rules by id, files and results in order; reports are not kept.

    Raises UnknownLanguage.
    """

    def __init__(self, language: str) -> None:
        self._wording = Wording.of(language)
        self._rules: dict[str, dict[str, Any]] = {}
        self._artifacts: list[dict[str, Any]] = []
        self._results: list[dict[str, Any]] = []
        self._notifications: list[dict[str, Any]] = []

    def add(self, examined: Examined) -> None:
        """One more file."""
        uri = quote(safe_text(examined.path), safe="/")
        place = {"artifactLocation": {"uri": uri, "index": len(self._artifacts)}}
        location = [{"physicalLocation": place}]
        if examined.report is None:
            self._artifacts.append({"location": {"uri": uri}})
            self._notifications.append(
                {
                    "level": "error",
                    "message": _message(examined.error),
                    "locations": location,
                }
            )
            return
        report = speak(examined.report, self._wording.words.language)
        self._artifacts.append(_artifact(report, uri))
        for check in report.checks:
            self._rule(check)
            for finding in check.findings:
                self._results.append(_found(check, finding, report, location))
            if not check.findings:
                self._results.append(_quiet(check, report, location, self._wording))

    def _rule(self, check: CheckRun) -> None:
        if check.id in self._rules:
            return
        words = self._wording
        rule: dict[str, Any] = {
            "id": safe_text(check.id),
            "name": "".join(part.capitalize() for part in safe_text(check.id).split("-")),
            "shortDescription": {"text": words.check_title(check.id)},
        }
        for key, name in (("sees", "fullDescription"), ("next", "help")):
            text = words.check_words(check.id, key)
            if text:
                rule[name] = {"text": text}
        self._rules[check.id] = rule

    def written(self) -> bytes:
        """The log as indented UTF-8 JSON with a final newline."""
        import msgspec

        log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [self._run()]}
        return msgspec.json.format(msgspec.json.encode(log), indent=2) + b"\n"

    def _run(self) -> dict[str, Any]:
        rules = list(self._rules.values())
        places = {rule["id"]: number for number, rule in enumerate(rules)}
        results = [{**result, "ruleIndex": places[result["ruleId"]]} for result in self._results]
        invocation: dict[str, Any] = {"executionSuccessful": not self._notifications}
        if self._notifications:
            invocation["toolExecutionNotifications"] = self._notifications
        driver = {"name": "provcheck", "version": __version__, "rules": rules}
        return {
            "tool": {"driver": driver},
            "language": self._wording.words.language,
            "columnKind": "unicodeCodePoints",
            "invocations": [invocation],
            "artifacts": self._artifacts,
            "results": results,
        }


def _artifact(report: Report, uri: str) -> dict[str, Any]:
    subject, concluded = report.subject, report.conclusion
    return {
        "location": {"uri": uri},
        "length": subject.byte_size,
        "mimeType": safe_text(subject.media_type),
        "hashes": {"sha-256": safe_text(subject.sha256)},
        "properties": {
            "reportId": safe_text(report.report_id),
            "status": concluded.status,
            "flags": [flag.flag for flag in concluded.flags],
            "summary": safe_text(concluded.reasons[0].text) if concluded.reasons else "",
        },
    }


def _found(
    check: CheckRun, finding: Finding, report: Report, location: list[Any]
) -> dict[str, Any]:
    info = finding.severity == "info"
    regions = [
        {"x": region.x, "y": region.y, "width": region.width, "height": region.height}
        for region in finding.regions
    ]
    return {
        **_result(check, report, location, finding.text, finding.message.id),
        "kind": "informational" if info else "fail",
        "level": _LEVELS[finding.severity],
        "properties": {"severity": finding.severity, "regions": regions},
    }


def _quiet(check: CheckRun, report: Report, location: list[Any], words: Wording) -> dict[str, Any]:
    text = check.text or words.term("outcome", check.outcome)
    # A check that found something without saying what comes from another version's report.
    kind = _KINDS.get(check.outcome, "open")
    return {**_result(check, report, location, text, check.outcome), "kind": kind, "level": "none"}


def _result(
    check: CheckRun, report: Report, location: list[Any], text: str, what: str
) -> dict[str, Any]:
    same = f"{check.id}\0{what}\0{report.subject.sha256}"
    return {
        "ruleId": safe_text(check.id),
        "message": _message(text),
        "locations": location,
        "partialFingerprints": {
            "checkMessageImage/v1": hashlib.sha256(same.encode("utf-8", "replace")).hexdigest()
        },
    }


def _message(text: str) -> dict[str, str]:
    """A message's braces and brackets would be placeholders and links (section 3.11.5)."""
    inert = safe_text(text, multiline=True)
    for character in "\\[]{}":
        inert = inert.replace(character, {"{": "{{", "}": "}}"}.get(character, "\\" + character))
    return {"text": inert}
