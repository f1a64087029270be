"""``provcheck refs stats``: what a set holds."""

from provcheck.cli import options
from provcheck.cli.refs import configured, reading
from provcheck.cli.streams import result


def stats(
    refs: options.Set = None, lang: options.Lang = None, config: options.Config = None
) -> None:
    """Count what the set holds: references, source records, fingerprint versions.

    \b
    Example:
      provcheck refs stats
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
