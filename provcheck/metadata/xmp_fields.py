"""What is taken from XMP packets: curated fields, dates, position, and the trail of edits.

Names: XMP specification part 2 (2016), Exif 3.0 for XMP (CIPA DC-010), IPTC Photo Metadata
Standard 2025.1.
"""

from __future__ import annotations

import re

from provcheck.metadata.gathering import Gathering
from provcheck.metadata.times import iso_date, stated_date
from provcheck.metadata.xmp import Packet, Property
from provcheck.model import DateType

READER = "provcheck"

# Top-level property -> (group, field).
_FIELDS = {
    "tiff:Make": ("camera", "make"),
    "tiff:Model": ("camera", "model"),
    "aux:Lens": ("camera", "lens_model"),
    "aux:LensModel": ("camera", "lens_model"),
    "exifEX:LensModel": ("camera", "lens_model"),
    "exifEX:LensMake": ("camera", "lens_make"),
    "aux:SerialNumber": ("camera", "body_serial"),
    "exifEX:BodySerialNumber": ("camera", "body_serial"),
    "exifEX:SerialNumber": ("camera", "body_serial"),
    "aux:LensSerialNumber": ("camera", "lens_serial"),
    "exifEX:LensSerialNumber": ("camera", "lens_serial"),
    "exif:ImageUniqueID": ("camera", "unique_id"),
    "tiff:Software": ("software", "software"),
    "xmp:CreatorTool": ("software", "creator_tool"),
    "GIMP:Version": ("software", "gimp_version"),
    "tiff:Orientation": ("picture", "orientation"),
    "dc:title": ("text", "title"),
    "dc:description": ("text", "description"),
    "tiff:ImageDescription": ("text", "description"),
    "dc:creator": ("text", "creator"),
    "tiff:Artist": ("text", "creator"),
    "dc:rights": ("text", "rights"),
    "tiff:Copyright": ("text", "rights"),
    "dc:subject": ("text", "keywords"),
    "dc:source": ("text", "source"),
    "exif:UserComment": ("text", "user_comment"),
    "photoshop:Headline": ("text", "headline"),
    "photoshop:Credit": ("text", "credit"),
    "photoshop:Source": ("text", "source"),
    "photoshop:Instructions": ("text", "instructions"),
    "photoshop:AuthorsPosition": ("text", "creator_title"),
    "photoshop:CaptionWriter": ("text", "description_writer"),
    "photoshop:TransmissionReference": ("text", "transmission_reference"),
    "photoshop:City": ("text", "city"),
    "photoshop:State": ("text", "state"),
    "photoshop:Country": ("text", "country"),
    "photoshop:Category": ("text", "category"),
    "photoshop:Urgency": ("text", "urgency"),
    "Iptc4xmpCore:Location": ("text", "sublocation"),
    "Iptc4xmpCore:CountryCode": ("text", "country_code"),
    "Iptc4xmpExt:Event": ("text", "event"),
    "Iptc4xmpExt:PersonInImage": ("text", "person_shown"),
    "xmpRights:UsageTerms": ("text", "usage_terms"),
    "xmpRights:WebStatement": ("text", "rights_statement"),
    "xmpRights:Marked": ("text", "rights_marked"),
    "xmp:Label": ("text", "label"),
    "xmp:Rating": ("text", "rating"),
    "xmpMM:DocumentID": ("trail", "document_id"),
    "xmpMM:InstanceID": ("trail", "instance_id"),
    "xmpMM:OriginalDocumentID": ("trail", "original_document_id"),
    "xmpMM:RenditionClass": ("trail", "rendition"),
    "photoshop:DocumentAncestors": ("trail", "ancestors"),
    "photoshop:History": ("trail", "photoshop_history"),
    "crs:RawFileName": ("trail", "raw_file_name"),
    "Iptc4xmpExt:DigitalSourceType": ("ai", "digital_source_type"),
    "Iptc4xmpExt:DigitalSourcefileType": ("ai", "digital_source_type"),
    "Iptc4xmpExt:AISystemUsed": ("ai", "ai_system"),
    "Iptc4xmpExt:AISystemVersionUsed": ("ai", "ai_system_version"),
    "Iptc4xmpExt:AIPromptInformation": ("ai", "ai_prompt"),
    "Iptc4xmpExt:AIPromptWriterName": ("ai", "ai_prompt_writer"),
    "TC260:AIGC": ("ai", "tc260_label"),
    "dcterms:provenance": ("trail", "provenance_link"),
}
# Structures whose parts are worth a field each: property -> field prefix.
_STRUCTURES = {
    "xmpMM:DerivedFrom": "derived_from",
    "xmpMM:Ingredients": "ingredient",
}
_PLACES = ("Iptc4xmpExt:LocationCreated", "Iptc4xmpExt:LocationShown")

_DATES: dict[str, tuple[str, DateType]] = {
    "exif:DateTimeOriginal": ("taken", "capture"),
    "exif:DateTimeDigitized": ("digitised", "digitised"),
    "tiff:DateTime": ("modified", "modified"),
    "photoshop:DateCreated": ("photoshop_created", "capture"),
    "xmp:CreateDate": ("xmp_create", "digitised"),
    "xmp:ModifyDate": ("xmp_modify", "modified"),
    "xmp:MetadataDate": ("xmp_metadata", "modified"),
}
_COORDINATE = re.compile(r"(\d+),(\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?([NSEW])", re.ASCII)
# What a step of the history may say, in the order of its sentence.
_STEP_PARTS = ("action", "parameters", "softwareAgent", "changed")


def read_xmp(packet: Packet, gathering: Gathering) -> None:
    """Gather what one packet says."""
    for name, (group, field) in _FIELDS.items():
        for each in packet.under(name):
            gathering.add(group, field, each.text, source=packet.source(each.path), reader=READER)
    for name, (field, type) in _DATES.items():
        for each in packet.under(name):
            source = packet.source(each.path)
            stated_date(field, type, each.text, gathering, source=source, reader=READER)
    _read_structures(packet, gathering)
    _read_position(packet, gathering)
    _read_history(packet, gathering)


def _read_structures(packet: Packet, gathering: Gathering) -> None:
    for name, prefix in _STRUCTURES.items():
        for each in packet.under(name):
            part = each.path.rpartition(":")[2]
            gathering.add(
                "trail",
                f"{prefix}_{_snake(part)}" if "/" in each.path else prefix,
                each.text,
                source=packet.source(each.path),
                reader=READER,
            )
    for name in _PLACES:
        for each in packet.under(name):
            field = f"{_snake(name.partition(':')[2])}_{_snake(each.path.rpartition(':')[2])}"
            gathering.add("text", field, each.text, source=packet.source(each.path), reader=READER)


def _snake(name: str) -> str:
    """``documentID`` -> ``document_id``; language and number marks dropped."""
    bare = re.sub(r"\[[^\]]*\]", "", name)
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", bare).lower()[:40]


def _read_position(packet: Packet, gathering: Gathering) -> None:
    values: dict[str, float] = {}
    for name, field, letters, limit in (
        ("exif:GPSLatitude", "latitude", "NS", 90),
        ("exif:GPSLongitude", "longitude", "EW", 180),
    ):
        for each in packet.under(name)[:1]:
            degrees = _degrees(each, letters, limit)
            source = packet.source(each.path)
            if degrees is None:
                gathering.note("gps-out-of-range", source=source, raw=each.text)
                continue
            values[field] = degrees
            gathering.add(
                "gps", field, f"{degrees:.6f}", raw=each.text, source=source, reader=READER
            )
    if len(values) == 2:
        gathering.locate(values["latitude"], values["longitude"])
    for each in packet.under("exif:GPSTimeStamp")[:1]:
        source = packet.source(each.path)
        stated_date("gps_utc", "gps", each.text, gathering, source=source, reader=READER)


def _degrees(stated: Property, letters: str, limit: int) -> float | None:
    """``50,16.83N`` or ``50,16,50N`` (XMP part 2, GPSCoordinate) as signed degrees."""
    match = _COORDINATE.fullmatch(stated.text.strip())
    if match is None or match[4] not in letters:
        return None
    degrees, minutes, seconds = float(match[1]), float(match[2]), float(match[3] or 0)
    value = degrees + minutes / 60 + seconds / 3600
    if minutes >= 60 or seconds >= 60 or value > limit:
        return None
    return round(-value if match[4] == letters[1] else value, 7)


def _read_history(packet: Packet, gathering: Gathering) -> None:
    """One value for each step of xmpMM:History, and its date."""
    steps: dict[str, dict[str, str]] = {}
    for each in packet.under("xmpMM:History"):
        step, _, part = each.path.partition("/")
        steps.setdefault(step, {})[part.rpartition(":")[2]] = each.text
    for step, parts in steps.items():
        words = [parts[key] for key in _STEP_PARTS if key in parts]
        if "when" in parts:
            words.append(parts["when"])
        source = packet.source(step)
        raw = "; ".join(f"{key}={value}" for key, value in parts.items())
        gathering.add("trail", "history", " · ".join(words), raw=raw, source=source, reader=READER)
        if "when" in parts:
            iso = iso_date(parts["when"])
            if iso:
                gathering.date(iso, type="history", source=f"{source}/stEvt:when")
