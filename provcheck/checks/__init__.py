"""Checks: one file is one check, found by its file name. See ``base`` for what they share."""

from provcheck.checks.base import CARD_WORDS, Card, Examination
from provcheck.checks.registry import Check, all_checks, card, run_checks

__all__ = ["CARD_WORDS", "Card", "Check", "Examination", "all_checks", "card", "run_checks"]
