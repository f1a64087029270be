"""Content Credentials, as values for the PDF's template."""

from collections.abc import Iterator
from typing import Any

from provcheck.model import Credentials, Ingredient, Report
from provcheck.report.comparison import Fact
from provcheck.report.pdf.figures import Pictures, facts
from provcheck.report.pictures import can_be_shown
from provcheck.report.wording import Wording

Values = dict[str, Any]

# Steps and ingredients printed; the JSON report has all of them.
_SHOWN = 12


def credential_values(report: Report, wording: Wording, pictures: Pictures) -> Values | None:
    """What the credentials say and whether they hold; None where the file has none."""
    held = report.metadata.credentials
    if held is None or held.state in ("none", "not-checked"):
        return None
    return {
        "title": wording.check_title("content-credentials"),
        "facts": facts(_facts(held, wording)),
        "actions": [
            {
                "name": step.action,
                "more": " · ".join(
                    part for part in (step.source_type, step.software, step.when) if part
                ),
            }
            for step in held.actions[:_SHOWN]
        ],
        "more_actions": _more(len(held.actions), wording),
        "parts": [_part(part, report, wording, pictures) for part in held.ingredients[:_SHOWN]],
        "more_parts": _more(len(held.ingredients), wording),
    }


def _more(count: int, wording: Wording) -> str:
    return wording.label("more-values", count=count - _SHOWN) if count > _SHOWN else ""


def _facts(held: Credentials, wording: Wording) -> Iterator[Fact]:
    def fact(key: str, value: str, *, exact: bool = False) -> Fact:
        return Fact(label=wording.label(f"credentials-{key}"), value=value, exact=exact)

    yield fact("state", wording.term("credential-state", held.state))
    if held.signer or held.organisation:
        line = wording.label(
            "credentials-signer-line",
            signer=held.signer or "?",
            organisation=held.organisation or "?",
            standing=held.state,
        )
        yield fact("signer", line)
    if held.signed_at:
        key = "credentials-time-stamped" if held.time_stamped else "credentials-time-stated"
        yield fact("time", wording.label(key, date=held.signed_at))
    if held.generator:
        yield fact("generator", held.generator)
    if held.trust_list:
        listed = held.trust_list
        line = wording.label(
            "credentials-list-line",
            files=", ".join(listed.files),
            count=listed.certificates,
            date=listed.date,
            sha256=listed.sha256,
        )
        yield fact("list", line)
    if held.codes:
        yield fact("codes", ", ".join(held.codes), exact=True)
    if held.remote_url:
        yield fact("link", held.remote_url, exact=True)


def _part(part: Ingredient, report: Report, wording: Wording, pictures: Pictures) -> Values:
    picture = None
    for exhibit in report.exhibits:
        if exhibit.id == part.exhibit and exhibit.kind == "ingredient" and can_be_shown(exhibit):
            alternative = wording.label("alt-ingredient", title=part.title)
            picture = pictures.whole(exhibit, alternative)
    signer = wording.label("credentials-part-signer", signer=part.signer) if part.signer else ""
    state = wording.term("ingredient-state", part.state)
    return {
        "title": part.title,
        "more": " · ".join(text for text in (state, signer) if text),
        "codes": ", ".join(part.codes),
        "picture": picture,
    }
