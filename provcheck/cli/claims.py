"""What a call says about the claim: a case file, flags, or both (flags win)."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provcheck.model import Acquisition, Case


def read_claim(
    case_file: Path | None, claim: str | None, date: str | None, place: str | None
) -> "tuple[Case | None, Acquisition | None]":
    """Read the case and how the file was obtained. Raises UsageError."""
    from provcheck.case_file import merge_claim, read_case

    case, acquisition = read_case(case_file) if case_file is not None else (None, None)
    if claim is not None or date is not None or place is not None:
        case = merge_claim(case, claim, date, place)
    return case, acquisition
