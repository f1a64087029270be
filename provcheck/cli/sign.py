"""``provcheck keys``, ``sign`` and ``timestamp``: what stands beside a report to vouch for it."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from provcheck.cli import options
from provcheck.cli.commands import Commands
from provcheck.cli.configuration import data_folder, load, speaking
from provcheck.cli.outputs import protect, require_new
from provcheck.cli.streams import note, result, spoken_errors
from provcheck.errors import PassphraseEmpty, PassphraseUnusable

keys = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    help="Your signing key, and the public keys of people you know. Needs provcheck[sign].",
    context_settings={"help_option_names": ["-h", "--help"]},
)

_PASSPHRASE = "PROVCHECK_PASSPHRASE"
# What OpenSSL takes for a key in PEM.
_LONGEST_PASSPHRASE = 1023
MAX_FILE_BYTES = 256_000_000
"""The largest file signed, stamped or verified: a report with its pictures, a page, a PDF."""


def key_folder() -> Path:
    """Where keys lie, within the user's data folder."""
    return data_folder() / "keys"


@keys.command("new")
def keys_new(
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="Name of the key.")] = "desk",
    passphrase: Annotated[
        bool,
        typer.Option(
            "--passphrase", help="Lock it; asked for, or taken from PROVCHECK_PASSPHRASE."
        ),
    ] = False,
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Make an Ed25519 key pair. The public file is for giving away.

    \b
    Examples:
      provcheck keys new
      provcheck keys new --name reuters-desk --passphrase
    """
    with speaking(lang, config) as language:
        from provcheck.messages import catalogue
        from provcheck.signing import new_key

        secret = _passphrase(ask=True, confirm=True) if passphrase else None
        public = new_key(key_folder(), name, secret)
        private = public.with_name(f"{name}.key.pem")
        words = catalogue(language)
        result(words.text("keys.made", {"private": str(private), "public": str(public)}))


@keys.command("trust")
def keys_trust(
    file: Annotated[Path, typer.Argument(metavar="FILE.pem", help="Somebody's public key.")],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="Whose it is.")],
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Keep the public key of somebody you know, so that verify can name them.

    Compare its digits with its owner first, on the telephone for instance.

    \b
    Example:
      provcheck keys trust kovalenko.pub.pem --name kovalenko
    """
    with speaking(lang, config) as language:
        from provcheck.messages import catalogue
        from provcheck.signing import remember_key

        kept = remember_key(key_folder(), file, name)
        result(catalogue(language).text("keys.kept", {"path": str(kept)}))


@keys.command("list")
def keys_list(lang: options.Lang = None, config: options.Config = None) -> None:
    """List your own keys and those you know: kind, name, digits.

    \b
    Example:
      provcheck keys list
    """
    with speaking(lang, config) as language:
        from provcheck.messages import catalogue
        from provcheck.signing import known_keys

        words, found = catalogue(language), known_keys(key_folder())
        for kind, named in (("own", found.own), ("known", found.others)):
            for key, name in named.items():
                result(words.term("key-kind", kind), name, key.hex())
        if not found.own and not found.others:
            note(words.text("keys.none"))


_Signed = Annotated[
    Path, typer.Argument(metavar="REPORT", help="A report of any form; other files too.")
]


def sign(
    file: _Signed,
    key: Annotated[
        str, typer.Option("--key", metavar="NAME|FILE", help="A key's name, or its file.")
    ] = "desk",
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="NAME", help="Who signs. Default: the key's name."),
    ] = None,
    passphrase: Annotated[
        bool, typer.Option("--passphrase", help="Ask for the key's passphrase.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Default: REPORT.sig beside it."),
    ] = None,
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Sign a report's bytes; the signature is a file of its own beside it.

    A signature is about bytes. On any other file, a picture or a package, it says that you held
    it, and nothing about what it shows; a report holds its picture's digest already.

    \b
    Examples:
      provcheck sign report.json --by "M. Huber"
      provcheck sign report.pdf --key reuters-desk
    """
    with spoken_errors(lang):
        settings = load(config=config, lang=lang, by=by).settings
    with spoken_errors(settings.language):
        from provcheck.image import Limits, read_file
        from provcheck.messages import catalogue
        from provcheck.signing import sign as make_signature
        from provcheck.whole_file import write_whole

        target = output or beside(file, ".sig")
        require_new(target)
        content = read_file(file, Limits(max_bytes=MAX_FILE_BYTES))
        signature = make_signature(
            _sha256(content),
            _key_file(key),
            _passphrase(ask=passphrase),
            settings.examiner or key,
            datetime.now(UTC),
        )
        write_whole(target, signature, new=True)
        result(catalogue(settings.language).text("keys.signed", {"path": str(target)}))


def timestamp(
    file: _Signed,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Default: REPORT.tsq beside it."),
    ] = None,
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Write a time stamp request (RFC 3161) for a report. Nothing is sent.

    The request holds a digest of the report and nothing else. Send it to an authority of your
    choice and put its answer beside the report as REPORT.tsr; verify looks at it there.

    \b
    Examples:
      provcheck timestamp report.json
      curl -H 'Content-Type: application/timestamp-query' \\
          --data-binary @report.json.tsq https://AUTHORITY -o report.json.tsr
      provcheck verify report.json --tsa-roots authorities/
    """
    with speaking(lang, config) as language:
        from provcheck.image import Limits, read_file
        from provcheck.messages import catalogue
        from provcheck.signing import stamp_request
        from provcheck.whole_file import write_whole

        target = output or beside(file, ".tsq")
        protect([file], target)
        require_new(target)
        write_whole(
            target, stamp_request(read_file(file, Limits(max_bytes=MAX_FILE_BYTES))), new=True
        )
        answer = str(beside(file, ".tsr"))
        words = catalogue(language)
        result(words.text("keys.request", {"path": str(target), "answer": answer}))


def beside(file: Path, suffix: str) -> Path:
    """``report.json`` -> ``report.json.sig``."""
    return file.with_name(file.name + suffix)


def _sha256(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()


def _key_file(key: str) -> Path:
    """A key given as a file, or by its name in the key folder."""
    named = key_folder() / f"{key}.key.pem"
    return named if named.name == f"{Path(key).name}.key.pem" and named.is_file() else Path(key)


def _passphrase(*, ask: bool = False, confirm: bool = False) -> bytes | None:
    given = os.environ.get(_PASSPHRASE)
    if given is None and ask:
        given = str(typer.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm))
    if ask and not given:
        raise PassphraseEmpty
    if not given:
        return None
    try:
        secret = given.encode("utf-8")
    except UnicodeEncodeError as error:
        raise PassphraseUnusable from error
    if len(secret) > _LONGEST_PASSPHRASE:
        raise PassphraseUnusable
    return secret
