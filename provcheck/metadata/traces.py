"""What in a file is consistent with a passage through a platform or messenger."""

from __future__ import annotations

from collections.abc import Iterator

from provcheck.metadata.platforms import Platform, platforms
from provcheck.model import Metadata, PlatformTrace


def platform_traces(
    metadata: Metadata, name: str, long_side: int | None
) -> tuple[PlatformTrace, ...]:
    """Every trace, the table's order. ``long_side``: of a JPEG in pixels, None for others.

    Sizes count only where a file has no capture data: cameras write these sizes as well.
    """
    found: list[PlatformTrace] = []
    for platform in platforms():
        found += _stated(platform, metadata, name)
        if not metadata.states_capture and long_side in platform.long_sides:
            value = f"{long_side} px"
            found.append(_trace(platform, "picture-size", "jpeg:SOF", value))
    return tuple(found)


def _stated(platform: Platform, metadata: Metadata, name: str) -> Iterator[PlatformTrace]:
    for pattern in platform.file_names:
        match = pattern.search(name)
        if match is not None:
            yield _trace(platform, "file-name", "file-name", match.group())
            break
    for number, pattern in platform.iptc.items():
        for _, _, value in metadata:
            if value.source.endswith(f":2:{number}") and pattern.search(value.value):
                yield _trace(platform, "iptc", value.source, value.value)
    for value in metadata.values("text", "user_comment"):
        if platform.user_comment and value.value == platform.user_comment:
            yield _trace(platform, "comment", value.source, value.value)


def _trace(platform: Platform, evidence: str, source: str, value: str) -> PlatformTrace:
    return PlatformTrace(
        platform=platform.id,
        name=platform.name,
        evidence=evidence,  # type: ignore[arg-type]
        source=source,
        value=value,
        removes=platform.removes,
    )
