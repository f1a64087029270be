"""What stays of a file's own entries: values made of closed words, names that many files bear,
numbers and times.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from provcheck.model import (
    AiMark,
    CredentialAction,
    Credentials,
    DateType,
    Metadata,
    MetadataValue,
    PlatformTrace,
    RedactionKind,
    TrustList,
    TypedDate,
)
from provcheck.redacting import vocabulary
from provcheck.redacting.vocabulary import BLANK

_Check = Callable[[str], bool]
_ANY = "*"
# Group -> field -> what a value must be to stay. Whatever a later version reads in addition goes
# until it is listed.
_KEPT: Mapping[str, Mapping[str, _Check]] = {
    "camera": dict.fromkeys(("make", "model", "lens_make", "lens_model"), vocabulary.is_name),
    "exposure": {_ANY: vocabulary.is_quantity},
    "software": dict.fromkeys(
        ("software", "processing_software", "creator_tool", "originating_program", "gimp_version"),
        vocabulary.is_name,
    ),
    "time": {_ANY: vocabulary.is_time},
    "picture": {_ANY: vocabulary.is_quantity},
    "jpeg": {_ANY: vocabulary.is_structure},
    "icc": {_ANY: vocabulary.is_profile},
    "thumbnail": {_ANY: vocabulary.is_quantity},
    "image": {_ANY: vocabulary.is_structure},
    "ai": {
        "digital_source_type": vocabulary.is_source_type,
        "ai_system": vocabulary.is_name,
        "ai_system_version": vocabulary.is_name,
    },
}
# Groups whose values are names: the only ones in which a text that was taken out can stand again.
_NAMED = frozenset({"camera", "software", "ai"})
_KINDS: Mapping[str, RedactionKind] = {
    "gps": "position",
    # Beside the camera's clock it tells the time zone.
    "gps_utc": "position",
    "body_serial": "serial-number",
    "lens_serial": "serial-number",
    "unique_id": "serial-number",
    "host": "device",
    "trail": "edit-trail",
    "ai": "prompt",
    "text": "text",
    "png": "text",
}
# Entries of the listing whose values may stand elsewhere as well.
_TELLING = re.compile(
    r"(?i)gps|serial|owner|artist|author|creator|byline|contact|host|user|person|name|path|file"
    r"|prompt|param|comment|caption|description|title|keyword|location|city|address|mail|phone"
)
# Other dates are the desk's own record, or a reference's.
_OF_FILE: frozenset[DateType] = frozenset(
    {"capture", "digitised", "modified", "history", "signed", "gps", "file-name", "embedded"}
)
_READERS = frozenset({"exifread", "pillow", "provcheck"})


@dataclass(slots=True)
class Ledger:
    """What was taken out: how often by kind, and the texts, which must not stand anywhere else."""

    counts: Counter[RedactionKind]
    texts: set[str] = field(default_factory=set)

    def take(self, kind: RedactionKind, *texts: str | None) -> None:
        """Count an entry that goes, and remember its texts."""
        self.counts[kind] += 1
        self.remember(*texts)

    def remember(self, *texts: str | None) -> None:
        """Texts that must not stand anywhere; bare numbers stand everywhere and lead nowhere."""
        bare = (text.strip().casefold() for text in texts if text)
        self.texts |= {text for text in bare if not re.fullmatch(r"[\d\W]{0,6}", text)}

    def holds(self, text: str) -> bool:
        """Whether a text that was taken out stands in this one, as whole words."""
        folded = text.casefold()
        return any(
            taken in folded and re.search(rf"(?<!\w){re.escape(taken)}(?!\w)", folded)
            for taken in self.texts
        )


def redacted_entries(metadata: Metadata, ledger: Ledger) -> Metadata:
    """The file's entries without what could lead to a source; the ledger says what went."""
    for entry in metadata.dump:
        ledger.counts["listing"] += 1
        if _TELLING.search(entry.source):
            ledger.remember(entry.value)
    stays = [each for each in metadata if _may_stay(*each)]
    for group, name, value in metadata:
        if not _may_stay(group, name, value):
            kind = _KINDS.get(name) or _KINDS.get(group, "other")
            ledger.take(kind, value.value, value.raw)
    credentials = _credentials(metadata.credentials, ledger)
    groups: dict[str, dict[str, tuple[MetadataValue, ...]]] = {}
    for group, name, value in stays:
        if group in _NAMED and ledger.holds(value.value):
            ledger.take("other")
            continue
        fields = groups.setdefault(group, {})
        fields[name] = (*fields.get(name, ()), _bare(value))
    return replace(
        metadata,
        groups=groups,
        dates=tuple(redacted_dates(metadata.dates)),
        position=None,
        bearing=None,
        ai_marks=tuple(_mark(mark) for mark in metadata.ai_marks),
        traces=tuple(_trace(trace) for trace in metadata.traces),
        credentials=credentials,
        dump=(),
    )


def redacted_dates(dates: tuple[TypedDate, ...]) -> Iterator[TypedDate]:
    """The dates without GPS time, those of the file with their sources in words of ours."""
    for date in dates:
        if date.type != "gps" and vocabulary.is_date(date.value):
            of_file = date.type in _OF_FILE
            clean = vocabulary.source if of_file else vocabulary.case_source
            yield replace(date, source=clean(date.source))


def _may_stay(group: str, name: str, value: MetadataValue) -> bool:
    fields = _KEPT.get(group, {})
    check = fields.get(name) or fields.get(_ANY)
    if check is None or name in _KINDS or not vocabulary.is_term("metadata-field", name):
        return False
    return check(value.value)


def _bare(value: MetadataValue) -> MetadataValue:
    """The value without the text that it was read from, which may say more."""
    reader = value.reader if value.reader in _READERS else BLANK
    source = vocabulary.source(value.source)
    return MetadataValue(value=value.value, raw=value.value, source=source, reader=reader)


def _mark(mark: AiMark) -> AiMark:
    kind = mark.kind if vocabulary.is_term("ai-mark", mark.kind) else BLANK
    return replace(mark, kind=kind, source=vocabulary.source(mark.source), value=BLANK)


def _trace(trace: PlatformTrace) -> PlatformTrace:
    shown = trace.evidence == "picture-size" and vocabulary.is_quantity(trace.value)
    known = vocabulary.is_platform(trace.name)
    return replace(
        trace,
        platform=trace.platform if known else BLANK,
        name=trace.name if known else BLANK,
        source=vocabulary.source(trace.source),
        value=trace.value if shown else BLANK,
    )


def _credentials(found: Credentials | None, ledger: Ledger) -> Credentials | None:
    """State, times, failures and kinds of steps stay; names, titles and addresses go."""
    if found is None or found.state == "none":
        return found
    texts = (found.signer, found.organisation, found.title, found.remote_url, found.reason)
    named = [text for text in (*texts, *(part.title for part in found.ingredients)) if text]
    if named:
        ledger.take("credentials", *named)
    ledger.remember(*(part.signer for part in found.ingredients))
    listed = found.trust_list
    return replace(
        found,
        signer=None,
        organisation=None,
        title=None,
        ingredients=(),
        remote_url=None,
        reason=None,
        signed_at=_if(vocabulary.is_date, found.signed_at),
        generator=_if(vocabulary.is_name, found.generator),
        actions=tuple(_action(action) for action in found.actions),
        codes=tuple(known_code(code) for code in found.codes),
        trust_list=None if listed is None else _list(listed),
    )


def known_code(code: str) -> str:
    """A failure in the specification's words, or ``unknown``."""
    return code if vocabulary.is_term("credential-failure", code.replace(".", "-")) else "unknown"


def _list(listed: TrustList) -> TrustList:
    """The desk's list without the names of its files, which say whom it trusts."""
    date = listed.date if vocabulary.is_date(listed.date) else BLANK
    return replace(listed, files=(BLANK,) * len(listed.files), date=date)


def _action(action: CredentialAction) -> CredentialAction:
    return CredentialAction(
        action=_if(vocabulary.is_action, action.action) or BLANK,
        when=_if(vocabulary.is_date, action.when),
        software=_if(vocabulary.is_name, action.software),
        source_type=_if(vocabulary.is_source_type, action.source_type),
    )


def _if(check: _Check, text: str | None) -> str | None:
    return text if text is not None and check(text) else None
