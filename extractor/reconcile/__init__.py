"""Reconciliation: what a model claims, held against what the document says.

    >>> from decimal import Decimal
    >>> from extractor.fact import Fact, Measure
    >>> from extractor.reconcile import verify
    >>> fact = Fact(Measure.CHARGES, Decimal(21), quote="21 people were arrested")
    >>> verify("In all 21 people were arrested.", [fact]).facts[0].reason
    'the text says 21 people arrested here, not charged'

The three tests are in `quotes.py` and `verdict.py` (with `scope.py` and `items.py`); `assign.py` gives each
number to one fact; `ledger.py` says what became of every number; `findings.py` holds the document's own
arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.fact import CheckedFact, Fact
from extractor.mention import Mention
from extractor.numbers import read_numbers
from extractor.reconcile.findings import check_document
from extractor.reconcile.ledger import Claims, check_facts, find_missed, write_ledger
from extractor.reconcile.page import Page
from extractor.reconcile.quotes import find_quote
from extractor.run import Finding, LedgerEntry

__all__ = ["Reconciliation", "find_quote", "reconcile", "verify"]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What the document says of the facts claimed, and of everything else it counts."""

    facts: tuple[CheckedFact, ...]
    """One for each claimed fact, in the order given."""
    missed: tuple[CheckedFact, ...]
    """The number reader's own readings that no fact claims, in text order."""
    ledger: tuple[LedgerEntry, ...]
    """Every mention with what became of it, in text order."""
    findings: tuple[Finding, ...]
    """The document's own arithmetic, passed and failed; it does not depend on the facts."""


def verify(text: str, facts: Sequence[Fact], *, published: str | None = None) -> Reconciliation:
    """Hold facts from anywhere against a text.

    Args:
        text: The document's own text.
        facts: As claimed.
        published: The document's date of publication (EDTF), for checking weekdays; None where unknown.
    """
    return reconcile(text, read_numbers(text), facts, published=published)


def reconcile(
    text: str, mentions: Sequence[Mention], facts: Sequence[Fact], *, published: str | None = None
) -> Reconciliation:
    """Hold facts against a text whose numbers have been read.

    Args:
        text: The document's own text.
        mentions: What `read_numbers` found in it: in order, without overlaps.
        facts: As claimed.
        published: The document's date of publication (EDTF), for checking weekdays; None where unknown.
    """
    page = Page(text, mentions)
    checked, trials = check_facts(page, facts)
    claims = Claims(page, checked, trials)
    missed, fates = find_missed(page, claims)
    return Reconciliation(checked, missed, write_ledger(page, claims, fates), check_document(page, published))
