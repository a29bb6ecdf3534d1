"""Gold and claims made by hand: short sentences, no file."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from extractor.document import Document
from extractor.evaluate.gold import GoldDocument, GoldFact, GoldRecord
from extractor.fact import Fact, Measure, Period, Qualifier
from extractor.run import ReportHeader


def make_fact(measure: str, value: str | int, qualifier: str = "exact", **keys: str) -> Fact:
    """A fact in one line; unit, item, force, place, offence, period, quote, value_max by name."""
    keys = {"quote": f"{value} {measure}", **keys}
    period = Period(keys.pop("period", "current"))
    upper = keys.pop("value_max", None)
    return Fact(
        measure=Measure(measure),
        value=Decimal(str(value)),
        value_max=None if upper is None else Decimal(upper),
        qualifier=Qualifier(qualifier),
        period=period,
        **keys,
    )


def make_gold(
    required: tuple[Fact, ...] = (),
    optional: tuple[Fact, ...] = (),
    *,
    name: str = "report",
    text: str = "Nothing happened.",
    header: ReportHeader | None = None,
) -> GoldDocument:
    """A gold record in memory with its document."""
    facts = (
        *(GoldFact(each, optional=False) for each in required),
        *(GoldFact(each, True) for each in optional),
    )
    record = GoldRecord(Path(f"{name}.gold.json"), header or ReportHeader(), facts, version="0" * 64)
    return GoldDocument(Document(f"{name}.txt", text), record)


@pytest.fixture
def fact():
    """The maker of facts."""
    return make_fact


@pytest.fixture
def gold():
    """The maker of gold documents."""
    return make_gold
