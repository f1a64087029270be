"""Is there anything that is consistent with a passage through a platform or messenger?

Names and IPTC entries are notices, a picture size alone is information. Where a file has no capture
data, the platform's habit explains that, and the finding says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from provcheck.checks.base import Card, Examination, clear, found
from provcheck.model import CheckRun, Finding, Metadata, PlatformTrace

CARD = Card(id="platform-trace", version="1")

# The sentence that explains missing capture data, where the platform is known to remove it.
_EXPLAINED = {
    ("file-name", "photos"): "file-name-photos",
    ("file-name", "all"): "file-name-all",
    ("iptc", "photos"): "iptc-photos",
    ("iptc", "all"): "iptc-all",
}
_PLAIN = {"file-name": "file-name", "iptc": "iptc", "comment": "comment"}


def platform_trace(examination: Examination) -> CheckRun:
    """One finding for each platform that names or entries point to, one for the size."""
    metadata = examination.metadata
    if not metadata.traces:
        return clear(CARD, CARD.message("no-traces"))
    stated = [trace for trace in metadata.traces if trace.evidence != "picture-size"]
    sized = [trace for trace in metadata.traces if trace.evidence == "picture-size"]
    findings = [_stated(trace, metadata) for trace in _once(stated)]
    known = {trace.platform for trace in stated}
    if sized and not known:
        names = ", ".join(trace.name for trace in sized)
        message = CARD.message("size", value=sized[0].value, platforms=names)
        findings.append(Finding(message=message, severity="info"))
    return found(CARD, findings) if findings else clear(CARD, CARD.message("no-traces"))


def _once(traces: Sequence[PlatformTrace]) -> list[PlatformTrace]:
    """The first trace of each platform."""
    return list({trace.platform: trace for trace in reversed(traces)}.values())[::-1]


def _stated(trace: PlatformTrace, metadata: Metadata) -> Finding:
    name = _PLAIN[trace.evidence]
    # Screenshots are no platform: nothing was removed, there was nothing.
    if not metadata.states_capture and trace.platform != "screenshot":
        name = _EXPLAINED.get((trace.evidence, trace.removes), name)
    message = CARD.message(name, platform=trace.name, value=trace.value, source=trace.source)
    return Finding(message=message, severity="notice", measures={"source": trace.source})
