"""What ExifTool says of a folder, as values that can be compared."""

import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GROUPS = (
    "camera",
    "exposure",
    "software",
    "dates",
    "GPS",
    "orientation",
    "EXIF text",
    "IPTC",
    "XMP text",
    "XMP edit trail",
    "ICC name",
)

# ExifTool's tag -> (table row, family of the source, our group, our field).
_TAGS = {
    "IFD0:Make": ("camera", "exif", "camera", "make"),
    "IFD0:Model": ("camera", "exif", "camera", "model"),
    "ExifIFD:LensMake": ("camera", "exif", "camera", "lens_make"),
    "ExifIFD:LensModel": ("camera", "exif", "camera", "lens_model"),
    "ExifIFD:SerialNumber": ("camera", "exif", "camera", "body_serial"),
    "ExifIFD:LensSerialNumber": ("camera", "exif", "camera", "lens_serial"),
    "ExifIFD:ImageUniqueID": ("camera", "exif", "camera", "unique_id"),
    "XMP-tiff:Make": ("camera", "xmp", "camera", "make"),
    "XMP-tiff:Model": ("camera", "xmp", "camera", "model"),
    "XMP-aux:Lens": ("camera", "xmp", "camera", "lens_model"),
    "XMP-aux:SerialNumber": ("camera", "xmp", "camera", "body_serial"),
    "XMP-exifEX:LensModel": ("camera", "xmp", "camera", "lens_model"),
    "XMP-exifEX:SerialNumber": ("camera", "xmp", "camera", "body_serial"),
    "ExifIFD:ExposureTime": ("exposure", "exif", "exposure", "exposure_time"),
    "ExifIFD:FNumber": ("exposure", "exif", "exposure", "f_number"),
    "ExifIFD:ISO": ("exposure", "exif", "exposure", "iso"),
    "ExifIFD:FocalLength": ("exposure", "exif", "exposure", "focal_length"),
    "IFD0:Software": ("software", "exif", "software", "software"),
    "IFD0:ProcessingSoftware": ("software", "exif", "software", "processing_software"),
    "IFD0:HostComputer": ("software", "exif", "software", "host"),
    "XMP-xmp:CreatorTool": ("software", "xmp", "software", "creator_tool"),
    "XMP-tiff:Software": ("software", "xmp", "software", "software"),
    "PNG:Software": ("software", "png", "software", "software"),
    "IPTC:OriginatingProgram": ("software", "iptc", "software", "originating_program"),
    "ExifIFD:DateTimeOriginal": ("dates", "exif", "time", "taken"),
    "ExifIFD:CreateDate": ("dates", "exif", "time", "digitised"),
    "IFD0:ModifyDate": ("dates", "exif", "time", "modified"),
    "ExifIFD:SubSecTime": ("dates", "exif", "time", "modified_subsec"),
    "ExifIFD:SubSecTimeOriginal": ("dates", "exif", "time", "taken_subsec"),
    "ExifIFD:SubSecTimeDigitized": ("dates", "exif", "time", "digitised_subsec"),
    "ExifIFD:OffsetTime": ("dates", "exif", "time", "modified_offset"),
    "ExifIFD:OffsetTimeOriginal": ("dates", "exif", "time", "taken_offset"),
    "ExifIFD:OffsetTimeDigitized": ("dates", "exif", "time", "digitised_offset"),
    "XMP-xmp:CreateDate": ("dates", "xmp", "time", "xmp_create"),
    "XMP-xmp:ModifyDate": ("dates", "xmp", "time", "xmp_modify"),
    "XMP-xmp:MetadataDate": ("dates", "xmp", "time", "xmp_metadata"),
    "XMP-exif:DateTimeOriginal": ("dates", "xmp", "time", "taken"),
    "XMP-exif:DateTimeDigitized": ("dates", "xmp", "time", "digitised"),
    "XMP-tiff:DateTime": ("dates", "xmp", "time", "modified"),
    "XMP-photoshop:DateCreated": ("dates", "xmp", "time", "photoshop_created"),
    "IPTC:DateCreated": ("dates", "iptc", "time", "iptc_created"),
    "IPTC:DigitalCreationDate": ("dates", "iptc", "time", "iptc_digitised"),
    "GPS:GPSDateStamp": ("GPS", "exif", "gps", "date"),
    "GPS:GPSTimeStamp": ("GPS", "exif", "gps", "time"),
    "GPS:GPSAltitude": ("GPS", "exif", "gps", "altitude"),
    "GPS:GPSImgDirection": ("GPS", "exif", "gps", "direction"),
    "IFD0:Orientation": ("orientation", "exif", "picture", "orientation"),
    "XMP-tiff:Orientation": ("orientation", "xmp", "picture", "orientation"),
    "IFD0:ImageDescription": ("EXIF text", "exif", "text", "description"),
    "IFD0:Artist": ("EXIF text", "exif", "text", "artist"),
    "IFD0:Copyright": ("EXIF text", "exif", "text", "copyright"),
    "IFD0:XPTitle": ("EXIF text", "exif", "text", "title"),
    "IFD0:XPComment": ("EXIF text", "exif", "text", "user_comment"),
    "IFD0:XPAuthor": ("EXIF text", "exif", "text", "artist"),
    "IFD0:XPSubject": ("EXIF text", "exif", "text", "subject"),
    "IFD0:XPKeywords": ("EXIF text", "exif", "text", "keywords"),
    "ExifIFD:UserComment": ("EXIF text", "exif", "text", "user_comment"),
    "IPTC:ObjectName": ("IPTC", "iptc", "text", "title"),
    "IPTC:Headline": ("IPTC", "iptc", "text", "headline"),
    "IPTC:Caption-Abstract": ("IPTC", "iptc", "text", "description"),
    "IPTC:Writer-Editor": ("IPTC", "iptc", "text", "description_writer"),
    "IPTC:By-line": ("IPTC", "iptc", "text", "creator"),
    "IPTC:By-lineTitle": ("IPTC", "iptc", "text", "creator_title"),
    "IPTC:Credit": ("IPTC", "iptc", "text", "credit"),
    "IPTC:Source": ("IPTC", "iptc", "text", "source"),
    "IPTC:CopyrightNotice": ("IPTC", "iptc", "text", "rights"),
    "IPTC:Keywords": ("IPTC", "iptc", "text", "keywords"),
    "IPTC:SpecialInstructions": ("IPTC", "iptc", "text", "instructions"),
    "IPTC:City": ("IPTC", "iptc", "text", "city"),
    "IPTC:Sub-location": ("IPTC", "iptc", "text", "sublocation"),
    "IPTC:Province-State": ("IPTC", "iptc", "text", "state"),
    "IPTC:Country-PrimaryLocationName": ("IPTC", "iptc", "text", "country"),
    "IPTC:Country-PrimaryLocationCode": ("IPTC", "iptc", "text", "country_code"),
    "IPTC:OriginalTransmissionReference": ("IPTC", "iptc", "text", "transmission_reference"),
    "IPTC:Contact": ("IPTC", "iptc", "text", "contact"),
    "XMP-dc:Title": ("XMP text", "xmp", "text", "title"),
    "XMP-dc:Description": ("XMP text", "xmp", "text", "description"),
    "XMP-dc:Creator": ("XMP text", "xmp", "text", "creator"),
    "XMP-dc:Rights": ("XMP text", "xmp", "text", "rights"),
    "XMP-dc:Subject": ("XMP text", "xmp", "text", "keywords"),
    "XMP-dc:Source": ("XMP text", "xmp", "text", "source"),
    "XMP-exif:UserComment": ("XMP text", "xmp", "text", "user_comment"),
    "XMP-tiff:ImageDescription": ("XMP text", "xmp", "text", "description"),
    "XMP-tiff:Artist": ("XMP text", "xmp", "text", "creator"),
    "XMP-tiff:Copyright": ("XMP text", "xmp", "text", "rights"),
    "XMP-photoshop:Headline": ("XMP text", "xmp", "text", "headline"),
    "XMP-photoshop:Credit": ("XMP text", "xmp", "text", "credit"),
    "XMP-photoshop:Source": ("XMP text", "xmp", "text", "source"),
    "XMP-photoshop:Instructions": ("XMP text", "xmp", "text", "instructions"),
    "XMP-photoshop:AuthorsPosition": ("XMP text", "xmp", "text", "creator_title"),
    "XMP-photoshop:CaptionWriter": ("XMP text", "xmp", "text", "description_writer"),
    "XMP-photoshop:City": ("XMP text", "xmp", "text", "city"),
    "XMP-photoshop:State": ("XMP text", "xmp", "text", "state"),
    "XMP-photoshop:Country": ("XMP text", "xmp", "text", "country"),
    "XMP-photoshop:TransmissionReference": ("XMP text", "xmp", "text", "transmission_reference"),
    "XMP-iptcCore:Location": ("XMP text", "xmp", "text", "sublocation"),
    "XMP-iptcCore:CountryCode": ("XMP text", "xmp", "text", "country_code"),
    "XMP-xmpRights:UsageTerms": ("XMP text", "xmp", "text", "usage_terms"),
    "XMP-xmpRights:WebStatement": ("XMP text", "xmp", "text", "rights_statement"),
    "XMP-xmpMM:DocumentID": ("XMP edit trail", "xmp", "trail", "document_id"),
    "XMP-xmpMM:InstanceID": ("XMP edit trail", "xmp", "trail", "instance_id"),
    "XMP-xmpMM:OriginalDocumentID": ("XMP edit trail", "xmp", "trail", "original_document_id"),
    "XMP-photoshop:DocumentAncestors": ("XMP edit trail", "xmp", "trail", "ancestors"),
    "XMP-iptcExt:DigitalSourceType": ("XMP edit trail", "xmp", "ai", "digital_source_type"),
    "ICC_Profile:ProfileDescription": ("ICC name", "icc", "icc", "name"),
}
_DERIVED = "XMP-xmpMM:DerivedFrom"
_HISTORY = "XMP-xmpMM:History"
_NUMBERED = re.compile(r"IFD0|ExifIFD|GPS|IPTC\d*|XMP-[A-Za-z]+|PNG|ICC_Profile")


@dataclass(frozen=True, slots=True)
class Value:
    """One value that ExifTool reads: where we should have it, and what it is."""

    row: str
    family: str
    group: str
    field: str
    text: str


def exiftool(folder: Path) -> dict[Path, list[Value]]:
    """Every file of the folder with its values. Raises FileNotFoundError without ExifTool."""
    command = ["exiftool", "-j", "-G1", "-a", "-struct", "-n", "-r", "-q", "-q", "--", str(folder)]
    done = subprocess.run(command, capture_output=True, check=False)
    text = done.stdout.decode("utf-8", "replace") or "[]"
    listed: list[dict[str, Any]] = json.loads(text, parse_int=str, parse_float=str)
    return {
        Path(entry["SourceFile"]): list(_values(entry))
        for entry in listed
        # Metadata without a picture that merely has a picture's suffix
        if entry.get("File:FileType") not in ("EXV", None)
    }


def _values(entry: dict[str, Any]) -> Iterator[Value]:
    yield from _position(entry)
    for key, stated in entry.items():
        name = key.split(" (")[0]
        if name == _DERIVED and isinstance(stated, dict):
            for part, text in stated.items():
                field = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", part).lower()
                yield Value("XMP edit trail", "xmp", "trail", f"derived_from_{field}", str(text))
        elif name == _HISTORY and isinstance(stated, list):
            yield from _steps(stated)
        elif name in _TAGS:
            row, family, group, field = _TAGS[name]
            for text in stated if isinstance(stated, list) else [stated]:
                if str(text).strip(" \0") and not _is_blank_date(row, str(text)):
                    yield Value(row, family, group, field, str(text))


def _steps(steps: Sequence[Any]) -> Iterator[Value]:
    for step in steps:
        if isinstance(step, dict):
            for part in ("Action", "When", "SoftwareAgent"):
                if part in step:
                    yield Value("XMP edit trail", "xmp", "trail", f"history {part}", step[part])


def _position(entry: dict[str, Any]) -> Iterator[Value]:
    for tag, reference, field, negative in (
        ("GPS:GPSLatitude", "GPS:GPSLatitudeRef", "latitude", "S"),
        ("GPS:GPSLongitude", "GPS:GPSLongitudeRef", "longitude", "W"),
    ):
        stated, letter = str(entry.get(tag, "")).strip(), str(entry.get(reference, "")).strip()
        if stated and letter:
            sign = "-" if letter.upper().startswith(negative) else ""
            yield Value("GPS", "exif", "gps", field, sign + stated)
    for tag, field in (
        ("XMP-exif:GPSLatitude", "latitude"),
        ("XMP-exif:GPSLongitude", "longitude"),
    ):
        if tag in entry:
            yield Value("GPS", "xmp", "gps", field, str(entry[tag]))


def _is_blank_date(row: str, text: str) -> bool:
    return row == "dates" and not text.strip("0: -T")
