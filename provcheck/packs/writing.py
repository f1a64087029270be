"""Writing a pack, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from provcheck.errors import PackUnreadable
from provcheck.packs.header import (
    FORMAT_VERSION,
    HEADER,
    MAX_RECORDS,
    RECORDS,
    SIGNATURE,
    PackHeader,
)
from provcheck.packs.lines import references_of, to_line, without_name
from provcheck.references import NewReference, ReferenceReader
from provcheck.safe_text import safe_text
from provcheck.version import __version__
from provcheck.whole_file import written_whole


def write_pack(
    path: Path,
    reader: ReferenceReader,
    *,
    created_by: str,
    now: datetime,
    features: bool = False,
    names: bool = True,
    seal: Callable[[bytes], bytes] | None = None,
    step: Callable[[str], None] = lambda name: None,
) -> PackHeader:
    """Write what a set knows, without its pictures.

    ``now``: with time zone. ``features``: local features and learned vectors as well. ``names``:
    keep file names. ``seal``: makes the signature file for ``pack.json``. ``step``: called for
    each reference. Raises OutputError, SetCorrupt, PackUnreadable (too large), and what ``seal``
    raises.
    """
    info = reader.info()
    if info.count > MAX_RECORDS:
        reason = f"a pack holds at most {MAX_RECORDS} references"
        raise PackUnreadable(name=safe_text(path.name), reason=reason)
    digest, codes, count = hashlib.sha256(), Counter[str](), 0
    with written_whole(path) as handle, zipfile.ZipFile(handle, "w") as archive:
        with archive.open(_entry(RECORDS, now), "w", force_zip64=True) as records:
            for new in references_of(reader, features=features, pictures=False):
                line = to_line(new if names else without_name(new))
                records.write(line)
                digest.update(line)
                codes.update(_codes(new))
                count += 1
                step(new.reference.name)
        header = PackHeader(
            format=FORMAT_VERSION,
            set_name=info.name,
            snapshot=info.snapshot,
            as_of=info.as_of,
            count=count,
            created_at=now.isoformat(timespec="seconds").replace("+00:00", "Z"),
            created_by=safe_text(created_by, limit=200),
            tool=f"provcheck {__version__}",
            records_sha256=digest.hexdigest(),
            codes=dict(sorted(codes.items())),
        )
        text = json.dumps(asdict(header), ensure_ascii=False, indent=2).encode("utf-8") + b"\n"
        archive.writestr(_entry(HEADER, now), text)
        if seal is not None:
            archive.writestr(_entry(SIGNATURE, now), seal(text))
    return header


def _codes(new: NewReference) -> list[str]:
    held = [*new.fingerprints, new.features]
    return [f"{item.kind} {item.version}" for item in held if item is not None]


def _entry(name: str, now: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, now.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
