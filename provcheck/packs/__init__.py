"""Packs: what a desk knows about pictures in one file, without the pictures.

A pack is a ZIP file of ``pack.json`` (what it is), ``records.jsonl`` (one reference a line, by id)
and, where it is signed, ``signature.json`` over ``pack.json``, which holds the digest of the
records. Written and read through the protocols of :mod:`provcheck.references` only.
"""

from provcheck.packs.header import FORMAT_VERSION, PackHeader
from provcheck.packs.lines import references_of
from provcheck.packs.reading import Pack, is_pack
from provcheck.packs.taking import (
    FieldDifference,
    Prefer,
    Taken,
    TakenResult,
    compare_sets,
    take_over,
)
from provcheck.packs.writing import write_pack

__all__ = [
    "FORMAT_VERSION",
    "FieldDifference",
    "Pack",
    "PackHeader",
    "Prefer",
    "Taken",
    "TakenResult",
    "compare_sets",
    "is_pack",
    "references_of",
    "take_over",
    "write_pack",
]
