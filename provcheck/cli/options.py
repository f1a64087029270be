"""Options that several commands share, so that they are spelled and explained the same."""

from pathlib import Path
from typing import Annotated

import typer

Refs = Annotated[
    str | None,
    typer.Option(
        "--refs",
        metavar="SET",
        help="Reference set: a folder of images, a .db file or a postgresql:// address. "
        "Default: your own set.",
    ),
]
OwnRefs = Annotated[
    str | None,
    typer.Option(
        "--refs",
        metavar="SET",
        help="A .db file or a postgresql:// address. Default: your own set.",
    ),
]
Case = Annotated[
    Path | None,
    typer.Option(
        "--case", metavar="FILE", help="Case file (TOML): claim, dates, places, statements."
    ),
]
Claim = Annotated[str | None, typer.Option("--claim", metavar="TEXT", help="What is claimed.")]
ClaimedDate = Annotated[
    str | None,
    typer.Option("--claimed-date", metavar="DATE", help="Claimed date: 2024, 2024-10, 2024-10-21."),
]
ClaimedPlace = Annotated[
    str | None, typer.Option("--claimed-place", metavar="NAME", help="Claimed place.")
]
Json = Annotated[
    bool, typer.Option("--json", help="Print the whole report as JSON instead of the screen.")
]
Lang = Annotated[
    str | None, typer.Option("--lang", metavar="LANG", help="Language of the texts: en, de or uk.")
]
FailOn = Annotated[
    str | None,
    typer.Option(
        "--fail-on",
        metavar="FLAGS",
        help="Flags that give exit code 1, with commas. Default: all of "
        "reused,edited,context,ai,credentials.",
    ),
]
ExitZero = Annotated[
    bool, typer.Option("--exit-zero", help="Exit with 0 even when something is flagged.")
]
MaxBytes = Annotated[
    int | None, typer.Option("--max-bytes", metavar="N", help="Refuse larger files (200000000).")
]
MaxPixels = Annotated[
    int | None, typer.Option("--max-pixels", metavar="N", help="Refuse larger images (80000000).")
]
Descriptor = Annotated[
    Path | None,
    typer.Option(
        "--descriptor",
        metavar="FILE.onnx",
        help="A learned copy descriptor as one more way to find candidates; needs provcheck[onnx].",
    ),
]
TrustDir = Annotated[
    Path | None,
    typer.Option(
        "--trust-dir",
        metavar="DIR",
        help="PEM files of signers of Content Credentials to trust; needs provcheck[c2pa].",
    ),
]
ReportFile = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write the report: .html, .pdf, .json, .md, .txt or .sarif, by its ending.",
    ),
]
Exhibits = Annotated[
    Path | None,
    typer.Option("--exhibits", metavar="DIR", help="Write the pictures and masks there."),
]
NewVersion = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="The new version. Default: REPORT.v2.json, ..."
    ),
]
TsaRoots = Annotated[
    Path | None,
    typer.Option(
        "--tsa-roots", metavar="DIR", help="PEM files of time stamp authorities to trust."
    ),
]
By = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", help="Who has this examined, for the custody line."),
]
Config = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Settings file instead of provcheck.toml."),
]
Skip = Annotated[
    str | None,
    typer.Option(
        "--skip",
        metavar="CHECKS",
        help="Checks to leave out, with commas; provcheck explain lists them.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="One line per image, no screen.")]
