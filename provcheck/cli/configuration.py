"""Where settings come from: flags, then PROVCHECK_* variables, then the first settings file.

Files, first one found: ``--config``, ``./provcheck.toml``, ``[tool.provcheck]`` in
``./pyproject.toml``, ``provcheck/config.toml`` in the user's configuration folder.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from provcheck.cli.streams import note, spoken_errors
from provcheck.errors import OptionUnusable, UnknownLanguage
from provcheck.safe_text import safe_text
from provcheck.settings import (
    ALL_FLAGS,
    MAX_BYTES,
    MAX_PIXELS,
    DescriptorModel,
    Settings,
    TrustAnchors,
)

_LARGEST = 10**12
# The command line of a process can be seen by every user of the machine.
_PASSWORD = re.compile(r"\w+://([^@/]*:[^@/]+@|.*[?&]password=)")

Depth = Literal["quick", "usual", "thorough"]
"""``usual``: without the costly checks; ``quick``: without whatever decodes a picture whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What a command works with. ``refs`` is None where no set was named and none exists."""

    settings: Settings
    refs: str | None
    own_set: Path
    cache: Path
    fail_on: tuple[str, ...]

    @property
    def inputs(self) -> tuple[Path, ...]:
        """What a call reads without naming it as its subject: the set and the descriptor."""
        model = self.settings.descriptor
        set_ = (Path(self.refs),) if self.refs and "://" not in self.refs else ()
        return (*set_, model.path) if model else set_


def load(
    *,
    config: Path | None = None,
    refs: str | None = None,
    lang: str | None = None,
    fail_on: str | None = None,
    max_bytes: int | None = None,
    max_pixels: int | None = None,
    descriptor: Path | None = None,
    trust_dir: Path | None = None,
    skip: str | None = None,
    depth: Depth = "thorough",
    describes: bool = False,
    exhibits: bool = True,
    expert: bool = False,
    by: str | None = None,
) -> Configuration:
    """Put the settings of a call together. Raises UsageError for anything unusable.

    ``describes``: whether the command computes fingerprints. Only then is the learned descriptor
    opened, if there is one; the others need neither its file nor its package. ``depth``: what is
    left out besides the checks to ``skip``.
    """
    from provcheck.strict_table import StrictTable

    name, content = _file(config)
    if content and config is None and name != "config.toml":
        # A folder of downloads may bring a settings file along; it must not act unseen.
        note(f"provcheck: using settings from {name} in this folder")
    table = StrictTable(content, name)
    stored = {
        "refs": table.text("refs"),
        "lang": table.text("lang"),
        "fail_on": ",".join(table.texts("fail_on")) or None,
        "max_bytes": table.number("max_bytes", low=1, high=1e12),
        "max_pixels": table.number("max_pixels", low=1, high=1e12),
        "descriptor": table.text("descriptor"),
        "trust_dir": table.text("trust_dir"),
        "skip": ",".join(table.texts("skip")) or None,
        "by": table.text("by"),
    }
    table.finish()

    def chosen(flag: str | int | Path | None, key: str, default: str | int) -> str:
        values = (flag, os.environ.get(f"PROVCHECK_{key.upper()}") or None, stored[key], default)
        return str(next(value for value in values if value is not None))

    own_set = data_folder() / "references.db"
    fallback = str(own_set) if own_set.exists() else ""
    settings = Settings(
        max_bytes=_count(chosen(max_bytes, "max_bytes", MAX_BYTES), "max_bytes"),
        max_pixels=_count(chosen(max_pixels, "max_pixels", MAX_PIXELS), "max_pixels"),
        descriptor=_descriptor(chosen(descriptor, "descriptor", "")) if describes else None,
        trust=_trust(chosen(trust_dir, "trust_dir", "")) if describes else None,
        skip=_skipped(chosen(skip, "skip", ""), depth) if describes else (),
        quick=depth == "quick",
        exhibits=exhibits,
        expert=expert,
        language=_language(chosen(lang, "lang", "en")),
        examiner=safe_text(chosen(by, "by", ""), limit=200) or None,
    )
    if refs and _PASSWORD.match(refs):
        from provcheck.messages import catalogue

        note(catalogue(settings.language).text("refs.password-seen"))
    return Configuration(
        settings=settings,
        refs=chosen(refs, "refs", fallback) or None,
        own_set=own_set,
        cache=cache_folder(),
        fail_on=_flags(chosen(fail_on, "fail_on", ",".join(ALL_FLAGS))),
    )


@contextmanager
def speaking(lang: str | None, config: Path | None) -> Iterator[str]:
    """The language of a call that needs no other setting; its errors are spoken in it."""
    with spoken_errors(lang):
        language = load(config=config, lang=lang).settings.language
    with spoken_errors(language):
        yield language


def data_folder() -> Path:
    """Where the user's own reference set lies (XDG_DATA_HOME; PROVCHECK_DATA overrides)."""
    return _folder("PROVCHECK_DATA", "user_data_path")


def cache_folder() -> Path:
    """Where indexes of folders are kept (XDG_CACHE_HOME; PROVCHECK_CACHE overrides)."""
    return _folder("PROVCHECK_CACHE", "user_cache_path")


def _folder(variable: str, kind: str) -> Path:
    import platformdirs

    named = os.environ.get(variable)
    return Path(named) if named else Path(getattr(platformdirs, kind)("provcheck", appauthor=False))


def _file(config: Path | None) -> tuple[str, dict[str, object]]:
    """The first settings file there is, as (name, content)."""
    import platformdirs

    from provcheck.strict_table import read_toml

    if config is not None:
        return config.name, read_toml(config)
    here = Path("provcheck.toml")
    if here.is_file():
        return here.name, read_toml(here)
    project = Path("pyproject.toml")
    if project.is_file():
        tool = read_toml(project).get("tool")
        if isinstance(tool, dict) and isinstance(tool.get("provcheck"), dict):
            return "pyproject.toml [tool.provcheck]", dict(tool["provcheck"])
    own = platformdirs.user_config_path("provcheck", appauthor=False) / "config.toml"
    return (own.name, read_toml(own)) if own.is_file() else ("settings", {})


def _count(text: str, key: str) -> int:
    try:
        value = int(float(text))
    except (ValueError, OverflowError):
        value = 0
    if not 1 <= value <= _LARGEST:
        reason = "expected a whole number from 1 to 1e12"
        raise OptionUnusable(option=f"--{key.replace('_', '-')}", reason=reason)
    return value


def _descriptor(path: str) -> DescriptorModel | None:
    if not path:
        return None
    from provcheck.fingerprint import open_descriptor

    return open_descriptor(Path(path))


def _trust(path: str) -> TrustAnchors | None:
    if not path:
        return None
    from provcheck.metadata import read_trust_folder

    return read_trust_folder(Path(path))


def _language(name: str) -> str:
    from provcheck.messages import languages

    if name not in languages():
        raise UnknownLanguage(name=name, known=", ".join(languages()))
    return name


def _skipped(text: str, depth: Depth) -> tuple[str, ...]:
    """The checks to leave out, sorted; those that a conclusion rests on cannot be."""
    from provcheck.checks import all_checks, card
    from provcheck.conclude import REQUIRED

    named = {card(name.strip()).id for name in text.split(",") if name.strip()}
    needed = sorted(named & REQUIRED)
    if needed:
        reason = f"a conclusion rests on {', '.join(needed)}"
        raise OptionUnusable(option="--skip", reason=reason)
    cards = [check.card for check in all_checks()] if depth != "thorough" else []
    left = {each.id for each in cards if each.costly or (each.decodes and depth == "quick")}
    return tuple(sorted(named | left))


def _flags(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if name not in ALL_FLAGS:
            reason = f"'{name}' is not one of: {', '.join(ALL_FLAGS)}"
            raise OptionUnusable(option="--fail-on", reason=reason)
    return names
