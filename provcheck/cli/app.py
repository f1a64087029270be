"""All commands under one name. Importing this loads nothing heavy."""

from typing import Annotated

import typer

from provcheck.cli.assess import assess
from provcheck.cli.attach import attach
from provcheck.cli.bundle import bundle, redact
from provcheck.cli.check import check
from provcheck.cli.commands import Commands
from provcheck.cli.compare import compare
from provcheck.cli.detach import detach
from provcheck.cli.explain import explain
from provcheck.cli.handoff import handoff
from provcheck.cli.mediareview import mediareview
from provcheck.cli.refs import refs
from provcheck.cli.refs_import import import_feed
from provcheck.cli.refs_init import init
from provcheck.cli.replay import replay
from provcheck.cli.report import report
from provcheck.cli.scan import scan
from provcheck.cli.sign import keys, sign, timestamp
from provcheck.cli.verify import custody, verify

# Plain help: rich's panels would more than double the time until --help is there.
app = typer.Typer(
    name="provcheck",
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from provcheck.version import __version__

        typer.echo(f"provcheck {__version__}")
        raise typer.Exit()


@app.callback()
def provcheck(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and stop."
        ),
    ] = False,
) -> None:
    """Check downloaded images offline: seen before? changed? does the file fit the claim?

    provcheck says what it measured and what it could not check. People rate.

    \b
    Start here:
      provcheck refs add archive/            fill your own reference set
      provcheck check photo.jpg              examine one image
      provcheck check photo.jpg --case case.toml -o report.html
      provcheck scan downloads/ --jsonl results.jsonl

    \b
    Exit codes: 0 nothing flagged, 1 something flagged, 2 could not do it.
    Where one image is flagged and another could not be done, 1 wins.
    """


refs.command("import")(import_feed)
refs.command("init")(init)
for command in (
    *(check, scan, compare, report, replay),
    *(verify, assess, handoff, sign, timestamp),
    *(attach, detach, mediareview, bundle, redact, explain),
):
    app.command()(command)
app.add_typer(refs, name="refs")
app.add_typer(custody, name="custody")
app.add_typer(keys, name="keys")
