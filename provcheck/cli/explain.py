"""``provcheck explain``: the card of a check."""

from typing import Annotated

import typer

from provcheck.cli import options
from provcheck.cli.configuration import speaking
from provcheck.cli.streams import console


def explain(
    check: Annotated[
        str | None, typer.Argument(metavar="CHECK", help="Leave out for the list of checks.")
    ] = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="All cards as one Markdown page (docs/checks.md).")
    ] = False,
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Print a check's card: what it sees, when it is wrong, how often, what to do next.

    \b
    Examples:
      provcheck explain
      provcheck explain reference-differs
      provcheck explain --markdown > checks.md
    """
    with speaking(lang, config) as language:
        if markdown:
            typer.echo(_page(language), nl=False)
        elif check is None:
            _list(language)
        else:
            _card(check, language)


def _list(language: str) -> None:
    from rich.table import Table

    from provcheck.checks import all_checks
    from provcheck.messages import catalogue

    words = catalogue(language)
    table = Table.grid(padding=(0, 2))
    for check in all_checks():
        table.add_row(check.card.id, words.text(check.card.key("title")))
    console().print(table)


def _card(check: str, language: str) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from provcheck.checks import CARD_WORDS, card
    from provcheck.messages import catalogue

    words = catalogue(language)
    found = card(check)
    shown = console()
    shown.print(Text(f"{found.id} · {words.text(found.key('title'))}", style="bold"))
    for word in CARD_WORDS:
        if word == "title":
            continue
        shown.print(Text(words.term("card", word), style="dim"))
        shown.print(Padding(Text(words.text(found.key(word))), (0, 2, 1, 2)))


def _page(language: str) -> str:
    """Every card, in the order of the checks."""
    from provcheck.checks import CARD_WORDS, all_checks
    from provcheck.messages import catalogue

    words = catalogue(language)
    lines = [f"# {words.text('explain.title')}", "", words.text("explain.note"), ""]
    for check in all_checks():
        card = check.card
        lines += [f"## {words.text(card.key('title'))}", "", f"`{card.id}`, {card.version}", ""]
        for word in CARD_WORDS:
            if word != "title":
                lines.append(f"- **{words.term('card', word)}.** {words.text(card.key(word))}")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"
