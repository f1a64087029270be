"""Does the file say when and with what it was taken?

The absence of such entries is the normal state of a picture from a messenger or platform, so it
is never more than information.
"""

from __future__ import annotations

from provcheck.checks.base import Card, Examination, clear, found
from provcheck.model import CheckRun, Finding, Message, Metadata

CARD = Card(id="no-capture-metadata", version="1")


def no_capture_metadata(examination: Examination) -> CheckRun:
    """Information when neither capture date nor camera is stated; else what the file states."""
    statement = _statement(examination.metadata)
    if statement is not None:
        return clear(CARD, statement)
    return found(CARD, [Finding(message=CARD.message("absent"), severity="info")])


def _statement(metadata: Metadata) -> Message | None:
    date = next((date.value for date in metadata.dates if date.type == "capture"), None)
    camera = _camera(metadata)
    if date is not None and camera is not None:
        return CARD.message("date-and-camera", date=date, camera=camera)
    if date is not None:
        return CARD.message("date-only", date=date)
    if camera is not None:
        return CARD.message("camera-only", camera=camera)
    return None


def _camera(metadata: Metadata) -> str | None:
    make, model = metadata.first("camera", "make"), metadata.first("camera", "model")
    if make is None or model is None:
        return model or make
    # "Canon" + "Canon EOS 40D": makers like to say it twice.
    return model if model.casefold().startswith(make.split()[0].casefold()) else f"{make} {model}"
