"""``provcheck refs stats``: what a set holds."""

from typing import TYPE_CHECKING, Annotated

import typer

from provcheck.cli import options
from provcheck.cli.check import utc_now
from provcheck.cli.configuration import Configuration
from provcheck.cli.refs import configured, reading
from provcheck.cli.streams import Progress, note, result

if TYPE_CHECKING:
    from provcheck.messages import Catalogue
    from provcheck.references import ReferenceReader


def stats(
    refs: options.Refs = None,
    calibrate: Annotated[
        bool,
        typer.Option("--calibrate", help="Measure how often unrelated pictures have near hashes."),
    ] = False,
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Count what the set holds: references, source records, fingerprint versions.

    --calibrate compares pairs of references of this set, leaves out those confirmed to be copies,
    and says how many unrelated images match at which threshold. Reports state it as long as the
    set stays as it is.

    \b
    Examples:
      provcheck refs stats
      provcheck refs stats --calibrate --refs desk.db
    """
    with configured(lang, config, refs) as configuration, reading(configuration) as reader:
        from provcheck.messages import catalogue

        info = reader.info()
        sourced = dated = placed = proxies = 0
        for reference in reader.list():
            source = reference.source
            sourced += bool(source.publisher or source.url)
            dated += source.published_at is not None
            placed += source.place is not None
            proxies += reference.has_proxy
        words = catalogue(configuration.settings.language)
        for key, value in (
            ("references", info.count),
            ("sourced", sourced),
            ("dated", dated),
            ("placed", placed),
            ("pictured", proxies),
            ("changed", info.as_of),
            ("snapshot", info.snapshot),
        ):
            result(words.text(f"refs.{key}"), str(value))
        for covered in reader.coverage():
            result(f"{covered.kind} {covered.version}", str(covered.count))
        if calibrate:
            _calibrate(reader, configuration, words)


def _calibrate(reader: "ReferenceReader", configuration: Configuration, words: "Catalogue") -> None:
    from dataclasses import replace

    from provcheck.calibrating import calibrate
    from provcheck.references import write_calibration
    from provcheck.report import calibration_said
    from provcheck.sets import index_home

    with Progress("refs stats") as progress:
        measured, histograms = calibrate(reader, now=utc_now(), step=progress.step)
    if not measured.rates:
        note(words.text("calibration.too-few"))
        return
    for said in calibration_said(replace(reader.info(), calibration=measured)):
        result(words.sentence(said))
    home = index_home(configuration.refs or configuration.own_set, configuration.cache)
    path = write_calibration(home, measured, histograms)
    note(words.text("calibration.kept", {"path": str(path)}))
