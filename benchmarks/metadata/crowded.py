"""One file with more to say than a page can hold, and what its report makes of it.

    python -m benchmarks.metadata.crowded [--output FOLDER]

Builds a PNG whose EXIF, XMP and name give 20 dates that all disagree, with an edit history of
5,000 steps and a prompt of 1 MB, and the same picture with none of it. Checks both against a claim
and prints the time (median of three fresh processes), the size of the page, how many words stand
on it before anything is unfolded, and the lines and the widest line on the screen. ``--output``
keeps the files and pages.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from benchmarks.machine import machine, table, wall_seconds

STEPS, PROMPT = 5_000, 1_000_000
NAME = "photo_2019-01-03_04-05-06.png"
CLAIM = ("--claimed-date", "2024-10-21", "--claimed-place", "Pokrovsk, UA")
_DATE_TIME, _EXIF, _GPS = 0x0132, 0x8769, 0x8825
_ORIGINAL, _DIGITISED, _GPS_TIME, _GPS_DATE = 0x9003, 0x9004, 0x0007, 0x001D
_XMP_DATES = (
    *("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate", "exif:DateTimeOriginal"),
    *("exif:DateTimeDigitized", "exif:GPSTimeStamp", "tiff:DateTime"),
)
# The rest of the twenty beside those, four of EXIF and the name's.
_CREATED = 20 - len(_XMP_DATES) - 4 - 1
_NAMES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "stEvt": "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.metadata.crowded", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--output", type=Path, help="folder in which files and pages are kept")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.output or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        build_plain(folder / "plain.png")
        build_crowded(folder / NAME)
        rows = [_measure(folder / name) for name in ("plain.png", NAME)]
    print(machine())
    head = ("file", "bytes", "seconds", "page, bytes", "words in sight", "lines", "widest line")
    print(table([head, *rows]))


def build_plain(path: Path) -> None:
    """A picture that says nothing about itself."""
    _picture().save(path)


def build_crowded(path: Path) -> None:
    """The same picture with 20 dates (its name's among them), 5,000 steps and a long prompt."""
    exif = Image.Exif()
    exif[_DATE_TIME] = "2001:02:03 04:05:06"
    exif.get_ifd(_EXIF).update({_ORIGINAL: "2002:03:04 05:06:07", _DIGITISED: "2003:04:05 06:07"})
    exif.get_ifd(_GPS).update({_GPS_DATE: "2004:05:06", _GPS_TIME: (7.0, 8.0, 9.0)})
    texts = PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", _packet())
    prompt = "a spoil heap, two flags, " * (PROMPT // 25)
    texts.add_text("parameters", f"{prompt}\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 1")
    _picture().save(path, exif=exif, pnginfo=texts)


def _picture() -> Image.Image:
    across = Image.linear_gradient("L").rotate(90)
    return Image.merge("RGB", [across, Image.linear_gradient("L"), Image.radial_gradient("L")])


def _packet() -> str:
    dates = "".join(
        f"<{name}>20{number:02d}-06-07T08:09:10Z</{name}>"
        for number, name in enumerate(_XMP_DATES, start=5)
    )
    created = "".join(f"<rdf:li>19{90 + number}-01-02</rdf:li>" for number in range(_CREATED))
    steps = "".join(
        f'<rdf:li stEvt:action="saved" stEvt:softwareAgent="Adobe Photoshop {number}"'
        f' stEvt:when="2014-{number % 12 + 1:02d}-{number % 28 + 1:02d}T10:00:00+02:00"/>'
        for number in range(STEPS)
    )
    declared = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in _NAMES.items())
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {declared}><rdf:Description rdf:about="">'
        f"{dates}<photoshop:DateCreated><rdf:Seq>{created}</rdf:Seq></photoshop:DateCreated>"
        f"<xmpMM:History><rdf:Seq>{steps}</rdf:Seq></xmpMM:History>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )


def _measure(path: Path) -> tuple[str, ...]:
    page = path.with_suffix(".html")
    command = [sys.executable, "-m", "provcheck", "check", str(path), *CLAIM, "-o", str(page)]
    seconds = wall_seconds(command, runs=3)
    run = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | {"COLUMNS": "80"}
    )
    if run.returncode not in (0, 1):
        raise SystemExit(run.stderr)
    html = page.read_text("utf-8")
    lines = run.stdout.splitlines()
    return (
        path.name,
        f"{path.stat().st_size:,}",
        f"{seconds:.1f}",
        f"{len(html):,}",
        f"{len(words_in_sight(html)):,}",
        str(len(lines)),
        str(max(map(len, lines))),
    )


def words_in_sight(html: str) -> list[str]:
    """The words of a page outside its style, script, pictures and folded parts."""
    for tag in ("head", "style", "script", "template", "svg", "details"):
        html = re.sub(rf"<{tag}\b.*?</{tag}>", " ", html, flags=re.S)
    return re.sub(r"<[^>]+>", " ", html).split()


if __name__ == "__main__":
    main()
