"""Full, realistic records for tests: above all the report of the Pokrovsk photo.

Everything is made here from numbers: the pictures are drawn (a spoil heap with one flag, and a
copy with two), so that no test depends on a file. Same input, same report, on every machine that
has the same Pillow.
"""

from __future__ import annotations

import functools
import hashlib
import io
import struct
import zlib
from dataclasses import replace

from PIL import Image, ImageDraw, ImageFilter

from provcheck.model import (
    Acquisition,
    Asset,
    Case,
    CheckRun,
    Conclusion,
    CustodyEntry,
    EvidenceRow,
    Exhibit,
    ExhibitKind,
    Finding,
    Fingerprint,
    Flag,
    Match,
    Message,
    Metadata,
    MetadataValue,
    NotChecked,
    Param,
    Place,
    Position,
    RawValue,
    Reference,
    ReferenceSetInfo,
    Region,
    Report,
    Sentence,
    Source,
    Statement,
    Tool,
    TypedDate,
)
from provcheck.report import SCHEMA, identify, linked, speak

WIDTH, HEIGHT = 960, 640
FLAG_REGION = Region(x=556, y=150, width=104, height=84, area_fraction=0.014, measure=38.2)


def sha256(text: str) -> str:
    """A stand-in digest that looks like one."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def heap(*, second_flag: bool, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Image.Image:
    """A drawn spoil heap under a grey sky with one flag, or with a second one beside it."""
    picture = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    sky = Image.merge("RGB", [picture.point(lambda v, k=k: k + v // 4) for k in (148, 160, 172)])
    draw = ImageDraw.Draw(sky)
    draw.polygon(
        [(0, 640), (180, 430), (420, 246), (640, 232), (820, 400), (960, 520), (960, 640)],
        fill=(74, 68, 62),
    )
    draw.polygon([(420, 246), (640, 232), (700, 640), (300, 640)], fill=(88, 80, 72))
    for step in range(0, 960, 24):
        draw.line([(step, 640), (step + 60, 470 + (step * 7) % 90)], fill=(62, 60, 52), width=5)
    _flag(draw, 452, 246, ("#f2f2f2", "#2b4ea2", "#c8322f"))
    if second_flag:
        _flag(draw, 580, 236, ("#2b4ea2", "#c8322f", "#2b4ea2"))
    return sky.filter(ImageFilter.GaussianBlur(0.8)).resize(size)


def _flag(draw: ImageDraw.ImageDraw, x: int, foot: int, bands: tuple[str, str, str]) -> None:
    draw.line([(x, foot), (x, foot - 84)], fill=(40, 38, 36), width=4)
    for number, band in enumerate(bands):
        top = foot - 84 + 15 * number
        draw.polygon([(x, top), (x + 70, top + 4), (x + 70, top + 19), (x, top + 15)], fill=band)


def _change_map() -> Image.Image:
    picture = heap(second_flag=True).convert("L").convert("RGB").point(lambda v: v // 3)
    draw = ImageDraw.Draw(picture)
    region = FLAG_REGION
    draw.ellipse(
        [region.x + 8, region.y + 6, region.x + region.width - 8, region.y + region.height - 6],
        fill=(255, 236, 160),
    )
    return picture.filter(ImageFilter.GaussianBlur(3))


def exhibit(id: str, kind: ExhibitKind, picture: Image.Image) -> Exhibit:
    """A picture as an exhibit: JPEG, or PNG for masks."""
    buffer = io.BytesIO()
    if kind == "mask":
        picture.save(buffer, "PNG")
    else:
        picture.save(buffer, "JPEG", quality=85)
    content = buffer.getvalue()
    return Exhibit(
        id=id,
        kind=kind,
        media_type="image/png" if kind == "mask" else "image/jpeg",
        width=picture.width,
        height=picture.height,
        sha256=hashlib.sha256(content).hexdigest(),
        data=content,
    )


def flat_png(width: int, height: int, grey: int) -> bytes:
    """A plain grey PNG without compression: the same bytes with every library version."""
    rows = b"".join(b"\0" + bytes([grey]) * width for _ in range(height))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 0)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


@functools.cache
def flat_exhibits() -> tuple[Exhibit, ...]:
    """The exhibits of :func:`exhibits` as small grey pictures, for golden files."""
    flat = []
    for number, original in enumerate(exhibits()):
        content = flat_png(12, 8, 40 * number)
        digest = hashlib.sha256(content).hexdigest()
        flat.append(
            replace(
                original, media_type="image/png", width=12, height=8, sha256=digest, data=content
            )
        )
    return tuple(flat)


@functools.cache
def exhibits() -> tuple[Exhibit, ...]:
    """The subject, and what one match adds."""
    mask = Image.new("1", (WIDTH, HEIGHT))
    ImageDraw.Draw(mask).rectangle([556, 150, 660, 234], fill=1)
    return (
        exhibit("subject", "subject", heap(second_flag=True)),
        exhibit("match-0-reference", "reference", heap(second_flag=False)),
        exhibit("match-0-registered", "registered", heap(second_flag=False)),
        exhibit("match-0-changes", "changes", _change_map()),
        exhibit("match-0-mask", "mask", mask),
    )


def date(value: str, type: str, source: str) -> TypedDate:
    """A typed date."""
    return TypedDate.parse(value, type=type, source=source)  # type: ignore[arg-type]


def subject() -> Asset:
    """The Telegram copy of the flag photo."""
    return Asset(
        name="photo_2024-10-21_15-42-07.jpg",
        sha256=sha256("pokrovsk copy"),
        pixel_sha256=sha256("pokrovsk copy, pixels"),
        media_type="image/jpeg",
        byte_size=148_213,
        width=WIDTH,
        height=HEIGHT,
    )


def reference(name: str = "terrikon-one-flag.jpg", published: str = "2024-10-19") -> Reference:
    """A picture of the same heap with one flag, larger than the copy."""
    return Reference(
        id=sha256(name)[:16],
        name=name,
        sha256=sha256(name),
        pixel_sha256=sha256(name + " pixels"),
        media_type="image/jpeg",
        byte_size=911_004,
        width=1920,
        height=1280,
        added_at="2024-10-22T09:30:00Z",
        source=Source(
            publisher="Redaktionsarchiv",
            author="Agenturfoto",
            url="https://archive.example/terrikon",
            archive_url="https://web.example/2024/terrikon",
            published_at=date(published, "published", f"reference {name}"),
            caption="Терикон біля Цукурине",
            caption_language="uk",
            place=Place(
                name="Tsukuryne",
                variants=("Цукурине", "Zukuryne"),
                position=Position(latitude=48.1261, longitude=37.3267),
                radius_m=2000,
            ),
            rights="Agency, one-time use",
            note="Frame from a longer series.",
        ),
    )


def matches() -> tuple[Match, ...]:
    """A confirmed match with one changed region, and a candidate."""
    return (
        Match(
            reference=reference(),
            relation="differs",
            modifications=("re-saved", "resized"),
            distances={"phash64": 4, "dhash64": 6, "phash256": 18},
            inliers=312,
            agreement=0.982,
            subject_overlap=1.0,
            reference_overlap=0.97,
            transform=(2.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 1.0),
            changed_regions=(FLAG_REGION,),
            changed_fraction=0.014,
            exhibits=(
                "match-0-reference",
                "match-0-registered",
                "match-0-changes",
                "match-0-mask",
            ),
        ),
        Match(
            reference=reference("heap-in-fog.jpg", "2023-02"),
            relation="candidate",
            distances={"phash64": 8, "dhash64": 15, "phash256": 61},
        ),
    )


def case() -> Case:
    """The claim and the statements on record; they disagree, and the outcome is open."""
    return Case(
        claim="Действия бойцов вызвали большую растерянность у противника: "
        "флаги России и КНДР над терриконом под Покровском.",
        claim_language="ru",
        claim_translation="The fighters' actions caused a great deal of confusion for the "
        "enemy: the flags of Russia and North Korea on a spoil heap near Pokrovsk.",
        translator="desk",
        author="Telegram channel “War correspondents of the Russian Spring”",
        date=date("2024-10-21", "claimed", "case.toml [claim]: date"),
        place=Place(
            name="Pokrovsk",
            variants=("Покровськ", "Pokrowsk"),
            position=Position(latitude=48.2817, longitude=37.1758),
            radius_m=5000,
        ),
        first_seen=date("2024-10-21", "posted", "case.toml [first_seen]: date"),
        first_seen_url="https://t.example/rvvoenkor",
        first_seen_archive_url="https://web.example/2024/rvvoenkor",
        first_seen_by="Telegram, @rvvoenkor_bot",
        outcome="open",
        statements=_statements(),
    )


def _statements() -> tuple[Statement, ...]:
    day = date("2024-10-21", "published", "case.toml [[statements]]: date")
    return (
        Statement(
            speaker="Andrii Kovalenko",
            affiliation="Center for Countering Disinformation, Ukraine",
            date=day,
            text="Exclusively an element of information operations.",
            language="en",
            position="Such photos will come whether flags are hung or “photoshopped”.",
            url="https://unn.example/en/kovalenko",
        ),
        Statement(
            speaker="Center for Countering Disinformation (CPD)",
            affiliation="Ukraine",
            date=day,
            text="Наразі не виявлено.",
            language="uk",
            translation="Currently not found (near Tsukuryne, after asking the military command).",
            url="https://suspilne.example/donbas/862837",
            archive_url="https://web.example/2024/suspilne",
        ),
        Statement(
            speaker="Yurii Kotenok",
            affiliation="Russian military blogger",
            date=day,
            text="Либо фотошоп, либо троллинг.",
            language="ru",
            translation="Either Photoshop or trolling.",
            position="The Russian flag was raised on that heap; the second flag is doubtful.",
        ),
        Statement(
            speaker="Aleksandr Kots",
            affiliation="Komsomolskaya Pravda",
            date=day,
            text="Толстый троллинг.",
            language="ru",
            translation="Thick trolling.",
            position="Fighters of group Centre flew the flags as a joke.",
        ),
        Statement(
            speaker="Unnamed officer",
            affiliation="quoted by The Telegraph",
            text="They hung a flag. They could be spreading disinformation.",
            language="en",
        ),
    )


def message(name: str, /, **params: Param) -> Message:
    """A message of the catalogues."""
    return Message(id=name, params=params)


def checks() -> tuple[CheckRun, ...]:
    """At least one run for every outcome that a check can have."""
    first, candidate = (match.reference for match in matches())
    known: dict[str, Param] = {"id": first.id, "name": first.name}
    origin = f"reference:{first.id}"
    return (
        CheckRun(
            id="reference-match",
            version="1",
            outcome="found",
            findings=(
                Finding(
                    message=message(
                        "reference-match.differs-dated",
                        date="2024-10-19",
                        type="published",
                        **known,
                    ),
                    severity="notice",
                    measures={"inliers": 312},
                ),
                Finding(
                    message=message(
                        "reference-match.candidate", id=candidate.id, name=candidate.name
                    ),
                    severity="info",
                ),
            ),
        ),
        CheckRun(
            id="reference-differs",
            version="1",
            outcome="found",
            findings=(
                Finding(
                    message=message("reference-differs.areas", count=1, share=0.014, **known),
                    severity="warning",
                    regions=(FLAG_REGION,),
                    measures={"changed_fraction": 0.014},
                    exhibits=("match-0-changes",),
                ),
            ),
        ),
        CheckRun(
            id="claim-date",
            version="1",
            outcome="found",
            findings=(
                Finding(
                    message=message(
                        "claim-date.older-reference",
                        date="2024-10-19",
                        type="published",
                        claimed="2024-10-21",
                        **known,
                    ),
                    severity="warning",
                ),
            ),
            evidence=(
                EvidenceRow(
                    aspect="date",
                    claimed="2024-10-21",
                    found="2024-10-19",
                    source=origin,
                    standing="contradicts",
                    reason=message("claim-date.existed-before", type="published"),
                ),
                EvidenceRow(
                    aspect="date",
                    claimed="2024-10-21",
                    found="2024-10-21T15:42:07",
                    source="file-name:telegram",
                    standing="not-checkable",
                    reason=message("claim-date.date-of-saving", type="file-name"),
                ),
            ),
        ),
        CheckRun(
            id="claim-place",
            version="1",
            outcome="found",
            findings=(
                Finding(
                    message=message(
                        "claim-place.reference-elsewhere",
                        found="Tsukuryne",
                        km=20.6,
                        place="Pokrovsk",
                        radius=7.0,
                        **known,
                    ),
                    severity="warning",
                ),
            ),
            evidence=(
                EvidenceRow(
                    aspect="place",
                    claimed="Pokrovsk",
                    found="Tsukuryne",
                    source=origin,
                    standing="contradicts",
                    reason=message("claim-place.apart", km=20.6, radius=7.0),
                ),
            ),
        ),
        CheckRun(id="dates-contradict", version="1", outcome="clear"),
        CheckRun(
            id="editor-named",
            version="1",
            outcome="clear",
            reason=message("editor-named.no-editor"),
        ),
        CheckRun(
            id="no-capture-metadata",
            version="1",
            outcome="inconclusive",
            reason=message("reference-match.too-plain"),
        ),
        CheckRun(
            id="thumbnail-differs",
            version="1",
            outcome="not-applicable",
            reason=message("thumbnail-differs.no-thumbnail"),
        ),
        CheckRun(
            id="some-later-check",
            version="1",
            outcome="failed",
            reason=message("checks.failed", reason="ValueError"),
        ),
    )


def conclusion() -> Conclusion:
    """Matches, with differences; three flags."""
    first = matches()[0].reference
    known: dict[str, Param] = {"id": first.id, "name": first.name}
    older = checks()[2].findings[0].message
    edited = message("conclude.edited", count=1, **known)
    return Conclusion(
        status="match-differs",
        flags=(
            Flag(
                flag="reused",
                reasons=(
                    Sentence(
                        message=message("conclude.reused-differs", **known), cites=("matches/0",)
                    ),
                ),
            ),
            Flag(
                flag="edited",
                reasons=(Sentence(message=edited, cites=("checks/reference-differs/0",)),),
            ),
            Flag(
                flag="context",
                reasons=(Sentence(message=older, cites=("checks/claim-date/0",)),),
            ),
        ),
        reasons=(
            Sentence(
                message=message("conclude.summary-differs", count=1, **known),
                cites=("matches/0", "checks/reference-differs/0"),
            ),
            Sentence(message=older, cites=("checks/claim-date/0",)),
            Sentence(
                message=checks()[3].findings[0].message,
                cites=("checks/claim-place/0",),
            ),
        ),
        limits=(
            Sentence(message=message("conclude.limit-comparison")),
            Sentence(message=message("conclude.limit-metadata")),
            Sentence(
                message=message("conclude.limit-failed", check="some-later-check"),
                cites=("checks/some-later-check",),
            ),
        ),
    )


def metadata() -> Metadata:
    """What is left in a Telegram copy."""

    def value(text: str, source: str, raw: str | None = None) -> tuple[MetadataValue, ...]:
        return (MetadataValue(value=text, raw=raw or text, source=source, reader="provcheck"),)

    return Metadata(
        groups={
            "jpeg": {
                "quality": value("IJG 87", "jpeg:DQT", "06 04 05 06 05 04 06 06"),
                "subsampling": value("4:2:0", "jpeg:SOF"),
                "progressive": value("no", "jpeg:SOF0"),
            },
            "time": {"file_name": value("2024-10-21T15:42:07", "file-name:telegram")},
        },
        notes=(message("metadata.date-blank", source="exif:IFD0:DateTime"),),
        dump=(
            RawValue(source="jpeg:SOF", value="baseline"),
            RawValue(source="block", value="APP0 JFIF at 2, 18 B"),
        ),
    )


def pokrovsk_report(**changes: object) -> Report:
    """The full report of the running example, spoken in English and identified.

    ``changes`` replace fields before the id is computed.
    """
    report = Report(
        schema=SCHEMA,
        report_id="",
        language="en",
        tool=Tool(
            name="provcheck", version="0.1.0", libraries={"imagehash": "4.3.2", "pillow": "13.0.0"}
        ),
        created_at="2024-10-23T08:14:05Z",
        subject=subject(),
        metadata=metadata(),
        conclusion=conclusion(),
        settings_digest=sha256("settings"),
        case=case(),
        acquisition=Acquisition(
            url="https://t.example/rvvoenkor",
            archive_url="https://web.example/2024/rvvoenkor",
            obtained_by="m.huber@desk",
            obtained_at=date("2024-10-22T07:55+02:00", "seen", "case.toml [acquisition]: at"),
            method="browser download, Telegram Web",
        ),
        fingerprints=(
            Fingerprint(
                kind="phash64", version="imagehash-4.3.2", bits=64, value="e1c6b3999e640f33"
            ),
            Fingerprint(
                kind="dhash64", version="imagehash-4.3.2", bits=64, value="70e8c0d4b2928600"
            ),
            Fingerprint(kind="phash256", version="imagehash-4.3.2", bits=256, value=sha256("p")),
        ),
        reference_set=ReferenceSetInfo(
            name="desk-archive",
            count=1204,
            snapshot=sha256("snapshot"),
            as_of="2024-10-22T18:00:00Z",
        ),
        matches=matches(),
        timeline=(
            date("2024-10-21", "claimed", "case.toml [claim]: date"),
            date("2024-10-19", "published", f"reference:{reference().id}"),
            date("2024-10-21T15:42:07", "file-name", "file-name:telegram"),
            date("2024-10-21", "posted", "Telegram, @rvvoenkor_bot"),
            date("2024-10-24", "archived", "https://web.example/2024/rvvoenkor"),
        ),
        checks=checks(),
        not_checked=(
            NotChecked(
                check="reverse-image-search",
                reason=message("not-checked-reason.reverse-image-search"),
            ),
            NotChecked(check="geolocation", reason=message("not-checked-reason.geolocation")),
        ),
        custody=linked(
            (
                CustodyEntry(
                    seq=1,
                    time="2024-10-22T05:55:00Z",
                    action="acquired",
                    actor="m.huber@desk",
                    method="browser download, Telegram Web",
                    source_url="https://t.example/rvvoenkor",
                    clock_source="recorded",
                    sha256_after=sha256("pokrovsk copy"),
                ),
                CustodyEntry(
                    seq=2,
                    time="2024-10-23T08:14:05Z",
                    action="examined",
                    tool="provcheck 0.1.0",
                    sha256_before=sha256("pokrovsk copy"),
                    sha256_after=sha256("pokrovsk copy"),
                    clock_source="system",
                ),
            )
        ),
        exhibits=exhibits(),
    )
    return identify(speak(replace(report, **changes), "en"))  # type: ignore[arg-type]


def bare_report() -> Report:
    """The least a report can be: nothing known, nothing found, no reference set."""
    report = Report(
        schema=SCHEMA,
        report_id="",
        language="en",
        tool=Tool(name="provcheck", version="0.1.0"),
        created_at="2024-10-23T08:14:05Z",
        subject=subject(),
        metadata=Metadata(),
        conclusion=Conclusion(status="no-match"),
        settings_digest=sha256("settings"),
    )
    return identify(speak(report, "en"))
