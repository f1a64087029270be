"""The rate of false matches of a set, measured on sets of which it is known."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from factories import pokrovsk_report
from packs.made import TEXT, filled, made
from PIL import Image

import provcheck.calibrating
from provcheck.calibrating import calibrate, upper_bound
from provcheck.ingest import take_in
from provcheck.model import Calibration, Fingerprint, HashRate, Report
from provcheck.references import open_reader, open_writer, write_calibration
from provcheck.report import identify, render_report
from provcheck.sets import index_home
from provcheck.settings import Settings

FIXTURES = Path(__file__).parents[1] / "fixtures" / "images" / "pokrovsk"


def _set(path: Path, codes: Sequence[bytes]) -> Path:
    return filled(
        path,
        *(
            made(
                str(number),
                fingerprints=(Fingerprint(kind="phash64", version="1", bits=64, value=code.hex()),),
            )
            for number, code in enumerate(codes)
        ),
    )


def _random(count: int) -> list[bytes]:
    draw = np.random.default_rng(3)
    return [draw.bytes(8) for _ in range(count)]


def _flipped(code: bytes, bits: int) -> bytes:
    return (int.from_bytes(code) ^ ((1 << bits) - 1)).to_bytes(8)


def _measured(path: Path) -> Calibration:
    with open_reader(path) as reader:
        return calibrate(reader, now=TEXT)[0]


def test_a_known_rate_is_found(tmp_path: Path) -> None:
    codes = _random(60)
    # Three near pairs: 5, 8 and 0 bits; the one of 9 bits is beyond the threshold.
    codes += [_flipped(codes[n], bits) for n, bits in enumerate((5, 8, 0, 9))]
    measured = _measured(_set(tmp_path / "a.db", codes))
    (rate,) = measured.rates
    assert (rate.near, rate.pairs, rate.threshold) == (3, 64 * 63 // 2, 8)
    assert rate.near / rate.pairs < rate.at_most < 3 * rate.near / rate.pairs
    assert measured.untested == 3, "without features nobody can tell that they are copies"


def test_none_seen_is_the_rule_of_three(tmp_path: Path) -> None:
    (rate,) = _measured(_set(tmp_path / "a.db", _random(40))).rates
    assert rate.near == 0
    assert rate.at_most == pytest.approx(3 / rate.pairs)
    assert upper_bound(0, 2) == 1.0
    # Clopper and Pearson's exact bound is 0.0629.
    assert upper_bound(50, 1000) == pytest.approx(0.0629, abs=0.002)


def test_large_sets_are_sampled_without_a_pair_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provcheck.calibrating, "MOST_PAIRS", 400)
    seen = [
        frozenset(pair)
        for ones, others in provcheck.calibrating._pairs(np.arange(40))
        for pair in zip(ones.tolist(), others.tolist(), strict=True)
    ]
    assert len(seen) == len(set(seen)) == 400
    assert all(len(pair) == 2 for pair in seen)


def test_confirmed_copies_are_left_out(tmp_path: Path) -> None:
    path, smaller = tmp_path / "a.db", tmp_path / "smaller.jpg"
    with Image.open(FIXTURES / "posted.jpg") as picture:
        picture.resize((640, 426)).save(smaller, quality=80)
    with open_writer(path, now=TEXT) as writer:
        pictures = [smaller, FIXTURES / "posted.jpg", FIXTURES / "references"]
        list(take_in(writer, pictures, now=TEXT, settings=Settings()))
    measured = _measured(path)
    assert measured.copies > 0
    assert measured.untested == 0
    assert {(rate.kind, rate.near) for rate in measured.rates} == {
        ("phash256", 0), ("phash64", 0), ("dhash64", 0),
    }  # fmt: skip
    assert [r.threshold for r in measured.rates if r.kind == "phash256"] == [31, 62]


def test_it_is_known_until_the_set_changes(tmp_path: Path) -> None:
    path, cache = _set(tmp_path / "a.db", _random(5)), tmp_path / "cache"
    with open_reader(path) as reader:
        measured, histograms = calibrate(reader, now=TEXT)
    home = index_home(path, cache)
    kept = write_calibration(home, measured, histograms)
    with open_reader(path, index=home) as reader:
        assert reader.info().calibration == measured
    for text in (b"", b"[]", b'{"measured": {"rates": 1}}', b"[" * 100_000):
        kept.write_bytes(text)
        with open_reader(path, index=home) as reader:
            assert reader.info().calibration is None
    write_calibration(home, measured, histograms)
    filled(path, made("one more"))
    with open_reader(path, index=home) as reader:
        assert reader.info().calibration is None


def test_nothing_to_measure(tmp_path: Path) -> None:
    assert _measured(_set(tmp_path / "a.db", _random(1))).rates == ()


def _calibrated() -> Report:
    report = pokrovsk_report()
    assert report.reference_set is not None
    measured = Calibration(
        snapshot=report.reference_set.snapshot,
        measured_at=TEXT,
        copies=2,
        untested=1,
        rates=(
            HashRate(
                kind="phash256", version="1", threshold=31, pairs=9000, near=0, at_most=3 / 9000
            ),
            HashRate(kind="phash64", version="1", threshold=8, pairs=9000, near=3, at_most=8e-4),
        ),
    )
    held = replace(report.reference_set, calibration=measured)
    return identify(replace(report, reference_set=held))


@pytest.mark.parametrize("ending", [".html", ".md", ".txt"])
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "at this threshold 1 in 3,000 unrelated images matches"),
        ("de", "passt 1 von 3.000 Bildern"),
        ("uk", "збігається 1 із 3 000"),
    ],
)
def test_reports_state_it_with_their_method(ending: str, language: str, said: str) -> None:
    text = " ".join(render_report(_calibrated(), ending, language).decode("utf-8").split())
    assert said in text.replace("\\", "")
    assert "phash256" in text and "phash64" in text


def test_the_pdf_states_it_too() -> None:
    pytest.importorskip("typst")
    pypdf = pytest.importorskip("pypdf")
    pages = pypdf.PdfReader(io.BytesIO(render_report(_calibrated(), ".pdf", "en"))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "1 in 3,000 unrelated images" in text
