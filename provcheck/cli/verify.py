"""``provcheck verify`` and ``provcheck custody verify``: does a report still hold?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provcheck.cli import options
from provcheck.cli.attach import linked_data
from provcheck.cli.commands import Commands
from provcheck.cli.configuration import speaking
from provcheck.cli.sign import MAX_FILE_BYTES, beside, key_folder
from provcheck.cli.verdicts import told
from provcheck.errors import NothingToVerify, SignExtraMissing
from provcheck.safe_text import safe_text

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from provcheck.model import Report
    from provcheck.verification import Verdict

custody = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    help="The chain of custody that a report carries.",
    context_settings={"help_option_names": ["-h", "--help"]},
)

Saved = Annotated[Path, typer.Argument(metavar="REPORT.json", help="A report written earlier.")]


def verify(
    saved: Annotated[
        Path,
        typer.Argument(
            metavar="REPORT", help="A report; of other forms than .json only what is beside it."
        ),
    ],
    image: Annotated[
        Path | None, typer.Option("--image", metavar="FILE", help="The file that was examined.")
    ] = None,
    story: Annotated[
        list[Path] | None,
        typer.Option("--story", metavar="FILE", help="A story it is attached to; may be repeated."),
    ] = None,
    signature: Annotated[
        Path | None,
        typer.Option("--signature", metavar="FILE", help="Default: REPORT.sig beside it."),
    ] = None,
    stamp: Annotated[
        Path | None,
        typer.Option("--stamp", metavar="FILE", help="Default: REPORT.tsr beside it."),
    ] = None,
    tsa_roots: options.TsaRoots = None,
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Check that a report, its pictures, custody, signature, time stamp, image and story fit.

    One line each. Exits with 1 when a part does not hold, with 2 when the file is no report or a
    file that is named cannot be read.

    \b
    Examples:
      provcheck verify report.json --image photo.jpg
      provcheck verify report.json --image photo.jpg --story story.md
    """
    with speaking(lang, config) as language:
        from provcheck.image import Limits, read_file
        from provcheck.signing import read_roots
        from provcheck.verification import verify_report

        roots = read_roots(tsa_roots) if tsa_roots else ()
        verdicts: list[Verdict] = []
        if saved.suffix.lower() == ".json":
            content, report = _read(saved)
            verdicts += verify_report(content, report, image)
        else:
            content = read_file(saved, Limits(max_bytes=MAX_FILE_BYTES))
        verdicts.append(_signature(content, signature, beside(saved, ".sig")))
        verdicts.append(_stamp(content, stamp, beside(saved, ".tsr"), roots))
        if all(each.ok is None for each in verdicts) and saved.suffix.lower() != ".json":
            raise NothingToVerify(name=safe_text(saved.name or str(saved)))
        holds = told(verdicts, language)
        for each in story or ():
            holds &= _story_holds(each, language)
    if not holds:
        raise typer.Exit(1)


@custody.command("verify")
def verify_custody(saved: Saved, lang: options.Lang = None, config: options.Config = None) -> None:
    """Check that no custody line was changed, taken out or put in.

    \b
    Example:
      provcheck custody verify report.json
    """
    with speaking(lang, config) as language:
        from provcheck.verification import of_custody, of_history

        _, report = _read(saved)
        holds = told([of_custody(report), of_history(report)], language)
    if not holds:
        raise typer.Exit(1)


def _read(path: Path) -> "tuple[bytes, Report]":
    """The file's bytes and the report in them, not yet held against its id."""
    from provcheck.image import Limits, read_file
    from provcheck.report import MAX_REPORT_BYTES, from_json

    content = read_file(path, Limits(max_bytes=MAX_REPORT_BYTES))
    return content, from_json(content, safe_text(path.name))


def _signature(content: bytes, given: Path | None, usual: Path) -> "Verdict":
    from provcheck.image import Limits, read_file
    from provcheck.signing import known_keys, read_signature
    from provcheck.verification import nothing_beside, of_signature, unread

    path = given or usual
    if given is None and not path.exists():
        return nothing_beside("signature")
    written = read_file(path, Limits())
    try:
        found = read_signature(written, safe_text(path.name))
        return of_signature(content, found, known_keys(key_folder()))
    except SignExtraMissing:
        return unread("signature")


def _stamp(
    content: bytes, given: Path | None, usual: Path, roots: "tuple[Certificate, ...]"
) -> "Verdict":
    from provcheck.image import Limits, read_file
    from provcheck.signing import read_stamp
    from provcheck.verification import nothing_beside, of_stamp, unread

    path = given or usual
    if given is None and not path.exists():
        return nothing_beside("stamp")
    answer = read_file(path, Limits())
    try:
        return of_stamp(read_stamp(answer, content, roots, safe_text(path.name)))
    except SignExtraMissing:
        return unread("stamp")


def _story_holds(story: Path, language: str) -> bool:
    from provcheck.report import read_report
    from provcheck.story import Again, verify

    return told(verify(story, read_report, Again(linked_data=linked_data)), language)
