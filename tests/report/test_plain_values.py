"""A report's plain values are harmless, however its texts are looked at."""

from dataclasses import replace
from unittest.mock import patch

import pytest
from factories import pokrovsk_report
from hypothesis import given, settings
from hypothesis import strategies as st

from provcheck.model import Acquisition
from provcheck.report.plain import to_plain

REPORT = replace(pokrovsk_report(), exhibits=())


@settings(deadline=None, max_examples=50)
@given(st.text(), st.text(alphabet="ab\\\n\t\x1b\u202eäї\x7f", max_size=6))
def test_looking_at_all_texts_at_once_changes_nothing(name: str, method: str) -> None:
    report = replace(
        REPORT,
        subject=replace(REPORT.subject, name=name),
        acquisition=Acquisition(method=method),
    )
    made = to_plain(report)
    with patch("provcheck.report.plain._harmless_at_once", return_value=None):
        one_by_one = to_plain(report)
    assert made == one_by_one


def test_numbers_that_are_none_are_refused() -> None:
    match = replace(REPORT.matches[0], agreement=float("nan"))
    with pytest.raises(ValueError, match="finite"):
        to_plain(replace(REPORT, matches=(match,)))
