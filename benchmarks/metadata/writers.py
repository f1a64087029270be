"""Make the list of JPEG tables on record from a release of ExifTool.

    python -m benchmarks.metadata.writers --exiftool DIR > provcheck/metadata/jpeg_writers.txt

DIR is the unpacked source. Its module JPEGDigest gives, for the MD5 of a file's quantisation tables
and its sampling factors, the program or camera that was seen to write them. Taken over are the
facts alone: shortened digest, sampling, writer, setting. Tables of the Independent JPEG Group are
left out, since provcheck computes those.
"""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from provcheck.metadata import DIGEST_LENGTH

_ROW = re.compile(r"^\s*'([0-9a-f]{32})(?::(\d+))?' => (['\"])(.*?)\3,", re.MULTILINE)
_VERSION = re.compile(r"^\$VERSION = '([0-9.]+)';", re.MULTILINE)
_CAMERAS = ("Canon", "HTC", "Konica/Minolta", "Nikon", "Panasonic", "Pentax", "Sony")
# Names that begin as a maker's cameras do and are programs.
_PROGRAMS = (
    "ACD Systems Digital Imaging",
    "Adobe Lightroom",
    "Adobe Photoshop Express",
    "Adobe Photoshop",
    "Apple Aperture",
    "Apple QuickTime",
    "Canon Digital Photo Professional",
    "Canon ZoomBrowser",
    "Corel Paint Shop Pro PHOTO",
    "FinePixViewer",
    "FixFoto",
    "Nikon Capture NX",
    "PENTAX PHOTO Laboratory",
    "Sony Image Data Suite",
    "StereoPhoto Maker",
)
_HEAD = """\
# Who writes which JPEG quantisation tables.
#
# Source: ExifTool {release}, lib/Image/ExifTool/JPEGDigest.pm {module}, copyright 2003-2023 Phil
# Harvey, collected by Jens Duttke and Franz Buchinger; used under the Artistic License. Changed:
# digests shortened, labels split, tables of the Independent JPEG Group left out.
# Made by: python -m benchmarks.metadata.writers --exiftool DIR
#
# [program NAME] or [camera MAKER], then per line: the first {length} hexadecimal digits of the MD5
# of the tables as they stand in the file, joined by zero bytes; the sampling factors (* = any);
# the setting or the camera."""


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.metadata.writers", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--exiftool", type=Path, required=True, help="unpacked source of ExifTool")
    given = parser.parse_args()
    library = given.exiftool / "lib/Image"
    module = (library / "ExifTool/JPEGDigest.pm").read_text(encoding="utf-8")
    release = _VERSION.search((library / "ExifTool.pm").read_text(encoding="utf-8"))
    version = _VERSION.search(module)
    if release is None or version is None:
        parser.error("this folder holds no source of ExifTool")
    print(_HEAD.format(release=release[1], module=version[1], length=DIGEST_LENGTH))
    groups: dict[str, set[str]] = {}
    for digest, sampling, _, label in _ROW.findall(module):
        for group, setting in _writers(label):
            line = f"{digest[:DIGEST_LENGTH]} {sampling or '*'} {setting}"
            groups.setdefault(group, set()).add(line)
    for group in sorted(groups):
        print(f"\n[{group}]")
        print("\n".join(sorted(groups[group], key=lambda line: (line.split(" ", 2)[2], line))))


def _writers(label: str) -> Iterator[tuple[str, str]]:
    """Each (group, setting) that one label names; several are joined by semicolons."""
    if label.startswith(("Independent JPEG Group", "No DQT")):
        return
    for each in label.split("; "):
        program = next((name for name in _PROGRAMS if each.startswith(name)), None)
        if program is not None:
            yield f"program {program}", each.removeprefix(program).lstrip(", ")
            continue
        maker = next(name for name in _CAMERAS if each.startswith(name))
        yield f"camera {maker}", each


if __name__ == "__main__":
    main()
