"""``provcheck refs init``: a set that a team shares."""

from typing import Annotated

import typer

from provcheck.cli import options
from provcheck.cli.configuration import load
from provcheck.cli.streams import note, spoken_errors
from provcheck.errors import InvalidValue


def init(
    address: Annotated[
        str | None,
        typer.Argument(
            metavar="[postgresql://USER@HOST/DATABASE]", help="Default: PROVCHECK_REFS, settings."
        ),
    ] = None,
    reader: Annotated[
        list[str] | None,
        typer.Option("--reader", metavar="ROLE", help="A role that may read; several times."),
    ] = None,
    contributor: Annotated[
        list[str] | None,
        typer.Option(
            "--contributor", metavar="ROLE", help="A role that may also change; several times."
        ),
    ] = None,
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Make a shared reference set in a PostgreSQL database, or bring its tables up to date.

    Run it with the login that owns the database; again whenever provcheck says so, or to give
    further roles their rights. The roles must be there. Passwords belong into ~/.pgpass or
    PGPASSWORD: on the command line other users of the computer can see them. Needs the extra
    "postgres": pip install 'provcheck[postgres]'

    \b
    Example:
      provcheck refs init postgresql://owner@db.example/desk --contributor desk
    """
    with spoken_errors(lang):
        configuration = load(config=config, refs=address, lang=lang)
    with spoken_errors(configuration.settings.language):
        from provcheck.messages import catalogue
        from provcheck.references import is_on_server, server_address, set_up

        if not is_on_server(configuration.refs):
            reason = "expected postgresql://USER@HOST/DATABASE"
            raise InvalidValue(where="refs init", key="SET", reason=reason)
        server = server_address(str(configuration.refs))
        set_up(server, readers=reader or (), contributors=contributor or ())
        words = catalogue(configuration.settings.language)
        roles = {
            "contributors": ", ".join(contributor or ()) or "-",
            "readers": ", ".join(reader or ()) or "-",
        }
        note(words.text("refs.initialised", {"set": server.name, **roles}))
