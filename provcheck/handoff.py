"""Handing the search on the internet over to a person, and keeping what came of it.

provcheck prints links and pages; it opens none of them and sends nothing.
"""

import tomllib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib import resources
from urllib.parse import quote

from provcheck.bookkeeping import utc
from provcheck.model import HistoryEntry, Report, Search
from provcheck.report import next_version
from provcheck.strict_table import filled_text

_NAME_LIMIT = 200
_RESULT_LIMIT = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A public search engine. ``link``: with ``{url}`` or ``{path}``, where it takes an address;
    ``upload``: the page on which a file is uploaded."""

    id: str
    name: str
    link: str | None = None
    upload: str | None = None

    def link_for(self, address: str | None) -> str | None:
        """The ready link for a picture at a public address, if the engine takes one."""
        if self.link is None or address is None:
            return None
        whole = quote(address, safe=":/?&=%#+,;@~")  # as a path, for archives
        return self.link.replace("{url}", quote(address, safe="")).replace("{path}", whole)


@cache
def engines() -> tuple[Engine, ...]:
    """The engines on the list, in its order."""
    text = resources.files("provcheck").joinpath("search_engines.toml").read_text("utf-8")
    return tuple(Engine(id=id, **entry) for id, entry in tomllib.loads(text).items())


def record_search(report: Report, *, engine: str, by: str, result: str, now: datetime) -> Report:
    """The report with a search that a person made, as a new version.

    ``engine``: the id or name of one on the list, or another's name. Raises InvalidValue for an
    empty text.
    """
    known = {key.casefold(): each.name for each in engines() for key in (each.id, each.name)}
    named = filled_text(engine, "searched", _NAME_LIMIT)
    search = Search(
        engine=known.get(named.casefold(), named),
        at=utc(now),
        by=filled_text(by, "by", _NAME_LIMIT),
        result=filled_text(result, "result", _RESULT_LIMIT),
    )
    step = HistoryEntry(
        seq=0,
        time=search.at,
        action="searched",
        report_id=report.report_id,
        actor=search.by,
        reason=f"{search.engine}: {search.result}",
    )
    return next_version(replace(report, searches=(*report.searches, search)), step)
