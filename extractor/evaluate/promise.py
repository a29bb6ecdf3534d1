"""The promise measured: what is confirmed is what the report says, and how much is confirmed.

Precision of confirmed facts and coverage of required gold always stand together; either alone is easily had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.evaluate.alignment import Level, Outcome, Pair, align
from extractor.evaluate.gold import GoldDocument
from extractor.evaluate.intervals import Interval, Rate, clopper_pearson, rate_over_documents
from extractor.evaluate.sameness import known_to, number_of, same_figure
from extractor.fact import CheckedFact, Fact, FailedTest, Verdict
from extractor.run import Fate, LedgerEntry

LETTING_IN = (Verdict.CONFIRMED, Verdict.UNVERIFIED, Verdict.CONTRADICTED, Verdict.UNSUPPORTED)
"""Verdicts from the surest on."""

_NOT_THERE = frozenset({FailedTest.QUOTE, FailedTest.NUMBER})
_UNCLAIMED = frozenset({Fate.MISSED, Fate.UNCLAIMED})


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """One document's facts with their verdicts, its numbers, and its gold."""

    gold: GoldDocument
    facts: tuple[CheckedFact, ...]
    """The model's facts as checked, without `missed` rows; empty for a failed document."""
    ledger: tuple[LedgerEntry, ...]
    """Every number of the document and what became of it."""

    def with_verdict(self, *verdicts: Verdict) -> tuple[Fact, ...]:
        """The facts that got one of these verdicts."""
        return tuple(checked.fact for checked in self.facts if checked.verdict in verdicts)


@dataclass(frozen=True, slots=True)
class Step:
    """What a table holds when verdicts are let in down to this one."""

    verdict: Verdict
    """The last verdict let in."""
    facts: int
    wrong: int
    """Facts that no gold fact, required or optional, says."""
    risk: Interval | None
    """Clopper-Pearson bounds of wrong over facts; None where there is no fact."""
    coverage: Rate
    """Required gold facts that are let in, number, qualifier, scope and period right."""


@dataclass(frozen=True, slots=True)
class PowerOfTen:
    """A claim that is a true figure with its decimal point moved."""

    document: str
    gold: Fact
    claim: Fact


def confirmed_precision(documents: Sequence[CheckedDocument]) -> Rate:
    """Confirmed facts that any gold fact says: measure, number, qualifier, scope and period."""
    return rate_over_documents([_right(each, each.with_verdict(Verdict.CONFIRMED)) for each in documents])


def coverage(documents: Sequence[CheckedDocument], verdicts: Sequence[Verdict]) -> Rate:
    """Required gold facts that are told, all of them right, by facts with these verdicts."""
    return rate_over_documents([_covered(each, each.with_verdict(*verdicts)) for each in documents])


def risk_and_coverage(documents: Sequence[CheckedDocument]) -> tuple[Step, ...]:
    """Risk against coverage as verdicts are let in one by one."""
    return tuple(_step(documents, LETTING_IN[: position + 1]) for position in range(len(LETTING_IN)))


def hallucination_rate(documents: Sequence[CheckedDocument]) -> Rate:
    """Claims whose measure and number no gold fact has, of all claims."""
    return rate_over_documents([_unknown(each) for each in documents])


def unsupported_number_rate(documents: Sequence[CheckedDocument]) -> Rate:
    """Claims whose number does not stand where they say, of all claims; needs no gold."""
    return rate_over_documents([_unread(each) for each in documents])


def unclaimed_number_rate(documents: Sequence[CheckedDocument]) -> Rate:
    """Numbers that no fact claims, of all numbers that may be results; needs no gold."""
    return rate_over_documents([_left_over(each.ledger) for each in documents])


def powers_of_ten(pairs: Sequence[tuple[str, Pair]]) -> tuple[PowerOfTen, ...]:
    """Every claim that is ten, a hundred, … times too large or too small, with its document."""
    return tuple(
        PowerOfTen(name, pair.gold.fact, pair.claim)
        for name, pair in pairs
        if pair.gold and pair.claim and pair.outcome() is Outcome.INCORRECT
        if _is_power_of_ten(pair.gold.fact, pair.claim)
    )


def _right(document: CheckedDocument, facts: Sequence[Fact]) -> tuple[int, int]:
    return sum(known_to(fact, document.gold.record.every) for fact in facts), len(facts)


def _covered(document: CheckedDocument, facts: Sequence[Fact]) -> tuple[int, int]:
    pairs = align(document.gold.record.facts, facts)
    told = sum(pair.outcome(Level.STATEMENT) is Outcome.CORRECT for pair in pairs)
    return told, len(document.gold.record.required)


def _step(documents: Sequence[CheckedDocument], verdicts: Sequence[Verdict]) -> Step:
    counts = [_right(each, each.with_verdict(*verdicts)) for each in documents]
    right, facts = sum(hits for hits, _ in counts), sum(total for _, total in counts)
    bounds = clopper_pearson(facts - right, facts) if facts else None
    return Step(verdicts[-1], facts, facts - right, bounds, coverage(documents, verdicts))


def _unknown(document: CheckedDocument) -> tuple[int, int]:
    every = document.gold.record.every
    unknown = sum(not any(same_figure(each.fact, known) for known in every) for each in document.facts)
    return unknown, len(document.facts)


def _unread(document: CheckedDocument) -> tuple[int, int]:
    unread = sum(each.failed_test in _NOT_THERE for each in document.facts)
    return unread, len(document.facts)


def _left_over(ledger: Sequence[LedgerEntry]) -> tuple[int, int]:
    open_to_claims = [entry for entry in ledger if entry.fate is not Fate.NO_RESULT]
    return sum(entry.fate in _UNCLAIMED for entry in open_to_claims), len(open_to_claims)


def _is_power_of_ten(gold: Fact, claim: Fact) -> bool:
    true, told = number_of(gold), number_of(claim)
    if not true.value or not told.value or true.unit != told.unit:
        return False
    digits = (true.value / told.value).normalize().as_tuple().digits
    return digits == (1,) and true.value != told.value
