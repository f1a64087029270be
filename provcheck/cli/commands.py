"""What all commands have in common: how a call that is off is answered, and in which language."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

import typer
from typer.core import TyperGroup

from provcheck.cli.streams import complain, note, spoken_errors
from provcheck.errors import EmptyArgument, UnknownCommand
from provcheck.safe_text import safe_text

if TYPE_CHECKING:
    from provcheck.messages import Catalogue

# Typer carries a copy of click of its own in newer versions; this is the right class in all.
_UsageError = cast(type[Exception], typer.BadParameter.__mro__[1])
_ARGUMENTS = "provcheck.arguments"
# All that the parser tells of arguments that are too many, in its older and newer versions.
_EXTRA = re.compile(r"extra argument(?:s|\(s\))? \((.*)\)$", re.DOTALL)


class Commands(TyperGroup):
    """A group of commands that speaks the language of the call from its first word on."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Refuse empty arguments: as a path, "" would be the folder one is in."""
        ctx.meta.setdefault(_ARGUMENTS, list(args))
        with _answered(ctx):
            for before, argument in pairwise((ctx.command_path, *args)):
                option, separator, value = argument.partition("=")
                if not argument:
                    raise EmptyArgument(after=safe_text(before, limit=80))
                if option.startswith("--") and separator and not value:
                    raise EmptyArgument(after=safe_text(option, limit=80))
            return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is called. Raises UnknownCommand."""
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], known, n=1, cutoff=0)
            raise UnknownCommand(
                name=safe_text(args[0], limit=60), nearest=f"{ctx.command_path} {near[0]}"
            )
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; whatever is off with the call becomes a sentence."""
        with _answered(ctx):
            return super().invoke(ctx)


@contextmanager
def _answered(ctx: Any) -> Iterator[None]:
    language = _language(ctx.meta[_ARGUMENTS])
    with spoken_errors(language):
        try:
            yield
        except _UsageError as error:
            if type(error).__name__ == "NoArgsIsHelpError":
                raise
            _tell(error, language, ctx.meta[_ARGUMENTS])
            raise typer.Exit(2) from None


def _language(arguments: Sequence[str]) -> str | None:
    """What ``--lang`` names, before anything is understood of the call."""
    for before, argument in pairwise(("", *arguments)):
        if before == "--lang":
            return argument
        if argument.startswith("--lang="):
            return argument.partition("=")[2]
    return os.environ.get("PROVCHECK_LANG")  # may be unknown: then English


def _tell(error: Any, language: str | None, arguments: Sequence[str]) -> None:
    """A mistake that was seen in taking the call apart, and where help is."""
    from provcheck.messages import catalogue, languages

    words = catalogue(language if language in languages() else "en")
    complain(_sentence(error, words, arguments))
    if error.ctx is not None:
        note(words.text("call.help", {"command": error.ctx.command_path}))


def _sentence(error: Any, words: Catalogue, arguments: Sequence[str]) -> str:
    """What is wrong in the user's language; the parser's own words are English."""
    name = str(error.__dict__.get("option_name") or _hint(error))
    match type(error).__name__:
        case "MissingParameter":
            return words.text("call.missing", {"name": name})
        case "NoSuchOption":
            return words.text("call.no-option", {"name": name})
        case "BadOptionUsage":
            given = any(argument.startswith(f"{name}=") for argument in arguments)
            key = "call.takes-no-value" if given else "call.needs-value"
            return words.text(key, {"name": name})
        case "BadParameter" if name:
            reason = str(error.message)
            if getattr(error.__dict__.get("param"), "metavar", None) == "N":
                reason = words.text("call.whole-number")
            return words.text("call.bad-value", {"name": name, "reason": reason})
        case _:
            extra = _EXTRA.search(str(error.message))
            if extra is None:
                return str(error.format_message())
            return words.text("call.extra", {"names": extra[1]})


def _hint(error: Any) -> str:
    """The option or argument that is meant, as the user types it."""
    hint, param = error.__dict__.get("param_hint"), error.__dict__.get("param")
    if param is not None and hint is None:
        dashed = [option for option in param.opts if option.startswith("-")]
        return str(max(dashed, key=len) if dashed else param.metavar or param.name)
    return (" / ".join(hint) if isinstance(hint, (list, tuple)) else str(hint or "")).strip("'")
