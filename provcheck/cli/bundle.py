"""``provcheck bundle`` and ``provcheck redact``: what leaves the desk."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provcheck.cli import options
from provcheck.cli.configuration import load
from provcheck.cli.outputs import protect, require_new
from provcheck.cli.report import read_saved
from provcheck.cli.sign import beside, key_folder
from provcheck.cli.streams import result, spoken_errors
from provcheck.cli.verdicts import told
from provcheck.errors import PackageIncomplete, RedactedHoldsNoImage
from provcheck.settings import Settings

if TYPE_CHECKING:
    from provcheck.bundling import Bundled
    from provcheck.signing import KnownKeys

# Signature and time stamp are small; anything larger is something else.
_MAX_BESIDE = 1_000_000


def redact(
    saved: Annotated[Path, typer.Argument(metavar="REPORT.json", help="A report written earlier.")],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="The copy; .json to go on with it."),
    ],
    by: options.By = None,
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Write a copy of a report without what could lead to a source.

    Out go the file's name, position, serial numbers, names, texts, prompts, paths, the listing of
    all entries, names in Content Credentials, embedded pictures, who obtained the file and how, and
    how a claim stands to any of that. The copy says so and names the whole report by its id. The
    pictures and your own words stay: look at them.

    \b
    Example:
      provcheck redact report.json -o for-partners.json
    """
    with spoken_errors(lang):
        settings = load(config=config, lang=lang, by=by).settings
    with spoken_errors(settings.language):
        from provcheck.messages import catalogue
        from provcheck.redacting import redact as make_copy
        from provcheck.report import write_report

        protect([saved], output)
        require_new(output)
        copy = make_copy(read_saved(saved), by=settings.examiner, now=datetime.now(UTC))
        write_report(copy, output, new=True)
        words = catalogue(settings.language)
        result(words.text("redaction.written", {"report": str(output)}))


def bundle(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="REPORT.json", help="With --verify: the package, a .zip or its folder."
        ),
    ],
    image: Annotated[
        Path | None, typer.Option("--image", metavar="FILE", help="The file that was examined.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="The package, a .zip.")
    ] = None,
    redacted: Annotated[
        bool, typer.Option("--redact", help="Pack a copy that leads to no source; no image.")
    ] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Check a package part by part.")] = False,
    tsa_roots: options.TsaRoots = None,
    organisation: Annotated[
        str | None, typer.Option("--organisation", metavar="NAME", help="For bag-info.txt.")
    ] = None,
    contact: Annotated[
        str | None, typer.Option("--contact", metavar="NAME", help="For bag-info.txt.")
    ] = None,
    email: Annotated[
        str | None, typer.Option("--email", metavar="ADDRESS", help="For bag-info.txt.")
    ] = None,
    identifier: Annotated[
        str | None, typer.Option("--identifier", metavar="TEXT", help="Your own case number.")
    ] = None,
    by: options.By = None,
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Pack report, image, pictures, custody, signature and keys into one file (BagIt, RFC 8493).

    It opens offline with index.html. --verify holds page, texts and pictures against report.json,
    names what provcheck would not have packed, and exits with 1 when a part does not hold.

    \b
    Examples:
      provcheck bundle report.json --image photo.jpg -o case.zip
      provcheck bundle report.json --redact -o for-partners.zip
      provcheck bundle --verify case.zip
    """
    with spoken_errors(lang):
        settings = load(config=config, lang=lang, by=by).settings
    if verify:
        with spoken_errors(settings.language):
            _verify(file, tsa_roots, settings.language)
        return
    with spoken_errors(settings.language):
        if output is None or (image is None and not redacted):
            raise PackageIncomplete
        if image is not None and redacted:
            raise RedactedHoldsNoImage
        from provcheck.bundling import Sender, make_bundle
        from provcheck.messages import catalogue

        _require_zip(output)
        protect([file, image], output)
        require_new(output)
        now = datetime.now(UTC)
        bundled = _copy(file, settings, now) if image is None else _whole(file, image)
        sender = Sender(
            organisation=organisation, contact=contact, email=email, identifier=identifier
        )
        make_bundle(output, bundled, sender, now)
        result(catalogue(settings.language).text("bag.written", {"path": str(output)}))


def _require_zip(output: Path) -> None:
    from provcheck.errors import BundleNotZip
    from provcheck.safe_text import safe_text

    if output.suffix.lower() != ".zip":
        raise BundleNotZip(name=safe_text(output.name or str(output), limit=200))


def _copy(file: Path, settings: Settings, now: datetime) -> "Bundled":
    from provcheck.bundling import bundled_copy
    from provcheck.redacting import redact as make_copy

    return bundled_copy(make_copy(read_saved(file), by=settings.examiner, now=now))


def _whole(file: Path, image: Path) -> "Bundled":
    """The report with its image, which must be the one that was examined."""
    import hashlib

    from provcheck.bundling import ENDINGS, Bundled, require_fresh
    from provcheck.errors import BundleImageDiffers
    from provcheck.image import Limits, read_file
    from provcheck.report import MAX_REPORT_BYTES
    from provcheck.safe_text import safe_text

    report = read_saved(file)
    content = read_file(image, Limits())
    if hashlib.sha256(content).hexdigest() != report.subject.sha256:
        raise BundleImageDiffers(name=safe_text(image.name, limit=100))
    report_bytes = read_file(file, Limits(max_bytes=MAX_REPORT_BYTES))
    found = {ending: beside(file, ending) for ending in ENDINGS}
    limits = Limits(max_bytes=_MAX_BESIDE)
    vouching = {end: read_file(path, limits) for end, path in found.items() if path.is_file()}
    require_fresh(vouching, report_bytes, safe_text(file.name))
    return Bundled(
        report=report,
        report_bytes=report_bytes,
        image=(image.name, content),
        beside=vouching,
        keys={path.name.removesuffix(".pem"): path.read_bytes() for path in _public_keys()},
    )


def _public_keys() -> list[Path]:
    """One's own public keys; small files of one's own making."""
    return [path for path in sorted(key_folder().glob("*.pub.pem")) if path.is_file()]


def _verify(package: Path, tsa_roots: Path | None, language: str) -> None:
    from provcheck.bundle_checking import verify_bundle
    from provcheck.signing import read_roots

    roots = read_roots(tsa_roots) if tsa_roots else ()
    if not told(verify_bundle(package, _known(), roots), language):
        raise typer.Exit(1)


def _known() -> "KnownKeys":
    """The keys one knows; none without the extra that reads them."""
    from provcheck.errors import SignExtraMissing
    from provcheck.signing import KnownKeys, known_keys

    try:
        return known_keys(key_folder())
    except SignExtraMissing:
        return KnownKeys(own={}, others={})
