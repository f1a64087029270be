"""What was measured about false matches in a reference set, as sentences."""

from provcheck.model import Message, Param, ReferenceSetInfo


def calibration_said(known: ReferenceSetInfo | None) -> tuple[Message, ...]:
    """A sentence for each threshold, and one about how it was measured; none where it was not."""
    measured = known.calibration if known is not None else None
    if measured is None or not measured.rates:
        return ()
    sentences = []
    for rate in measured.rates:
        params: dict[str, Param] = {
            "kind": rate.kind,
            "bits": rate.threshold,
            "pairs": rate.pairs,
            "most": int(1 / rate.at_most),
        }
        if rate.near:
            params |= {"near": rate.near, "one": round(rate.pairs / rate.near)}
        name = "rate" if rate.near else "none"
        sentences.append(Message(id=f"calibration.{name}", params=params))
    about: dict[str, Param] = {
        "date": measured.measured_at,
        "copies": measured.copies,
        "untested": measured.untested,
    }
    return (*sentences, Message(id="calibration.measured", params=about))
