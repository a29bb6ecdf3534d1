"""The facts of one reader scored against gold, document by document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from extractor.evaluate.alignment import Level, Outcome, Pair, align
from extractor.evaluate.gold import GoldDocument
from extractor.evaluate.intervals import Rate, rate_over_documents
from extractor.evaluate.sameness import canonical_force, fold, scope_of
from extractor.evaluate.tally import Tally, tally
from extractor.fact import Fact, Measure
from extractor.run import ReportHeader

ATTRIBUTES = ("qualifier", "period", "force", "place", "offence")
FIELDS = ("report_type", "operation_names", "forces", "places", "start_date", "end_date", "published")

_NOTHING = Tally()


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """One document's facts against its gold."""

    gold: GoldDocument
    pairs: tuple[Pair, ...]
    header: ReportHeader | None
    """None where the reader says nothing about the report as a whole; then no field is scored."""
    failed: str = ""
    """Why there is no answer (all gold counts as missed); empty where there is one."""
    absent: bool = False
    """True where the run does not have the document at all."""

    def tally(self, level: Level = Level.JOINT, *, headline: bool | None = None) -> Tally:
        """The count over headline figures (True), breakdown figures (False) or all of them (None)."""
        chosen = (pair for pair in self.pairs if headline is None or pair.headline is headline)
        return tally(chosen, level)

    def attribute(self, name: str) -> Tally:
        """The count of one attribute over the facts whose number is right."""
        correct = (pair for pair in self.pairs if pair.outcome(Level.NUMBER) is Outcome.CORRECT)
        return total(_attribute(name, pair) for pair in correct)


@dataclass(frozen=True, slots=True)
class Column:
    """One reader over all documents: a column of the report."""

    reader: str
    """`model`, `reader` or `trusted`."""
    documents: tuple[DocumentScore, ...]

    def tally(self, level: Level = Level.JOINT, *, headline: bool | None = None) -> Tally:
        """The sum of the documents' counts."""
        return total(each.tally(level, headline=headline) for each in self.documents)

    def rate(self, name: str, level: Level = Level.JOINT, *, headline: bool | None = None) -> Rate:
        """A measure of `RATES` with its interval over documents."""
        return rate_of(name, [each.tally(level, headline=headline) for each in self.documents])

    def exact_documents(self) -> int:
        """How many documents have nothing wrong, missing or spurious."""
        return sum(not each.failed and each.tally().exact for each in self.documents)

    def by_measure(self, measure: Measure) -> list[Tally]:
        """Each document's count of one measure; a pair belongs to its gold fact's measure."""
        return [tally(pair for pair in each.pairs if _measure_of(pair) is measure) for each in self.documents]

    def measures(self) -> tuple[Measure, ...]:
        """Every measure that a required gold fact or a claim has, in the order of the guide."""
        found = {_measure_of(pair) for each in self.documents for pair in each.pairs if _counts(pair)}
        return tuple(measure for measure in Measure if measure in found)

    def attribute(self, name: str) -> list[Tally]:
        """Each document's count of one attribute, over the facts whose number is right."""
        return [each.attribute(name) for each in self.documents]

    def field(self, name: str) -> list[Tally]:
        """Each document's count of one field of the report as a whole."""
        return [_field(name, each) for each in self.documents]


def score_document(
    gold: GoldDocument,
    claims: Sequence[Fact],
    header: ReportHeader | None = None,
    *,
    failed: str = "",
    absent: bool = False,
) -> DocumentScore:
    """Score one document; a failed or absent one has all its gold missed, whatever it claims."""
    told = () if failed else tuple(claims)
    return DocumentScore(gold, align(gold.record.facts, told), header, failed, absent)


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies."""
    return sum(tallies, start=_NOTHING)


def rate_of(name: str, tallies: Iterable[Tally]) -> Rate:
    """A measure of `RATES` over documents, one tally each.

    Raises:
        KeyError: another name.
    """
    return rate_over_documents([RATES[name](each) for each in tallies])


RATES: dict[str, Callable[[Tally], tuple[int, int]]] = {
    "precision": lambda each: (each.correct, each.actual),
    "recall": lambda each: (each.correct, each.possible),
    "f1": lambda each: (2 * each.correct, each.possible + each.actual),
    "undergeneration": lambda each: (each.missing, each.possible),
    "overgeneration": lambda each: (each.spurious, each.actual),
    "correction_rate": lambda each: (each.slots - each.correct, each.slots),
}
"""Numerator and denominator of each measure in one document; sums of them make the whole."""


def _measure_of(pair: Pair) -> Measure | None:
    fact = pair.gold.fact if pair.gold else pair.claim
    return fact.measure if fact else None


def _counts(pair: Pair) -> bool:
    return pair.outcome() is not Outcome.OPTIONAL


def _attribute(name: str, pair: Pair) -> Tally:
    if pair.gold is None or pair.claim is None:
        return _NOTHING
    if name == "qualifier":
        return Tally(correct=1) if pair.qualifier_right else Tally(incorrect=1)
    return _slot(_attribute_value(name, pair.gold.fact), _attribute_value(name, pair.claim))


def _attribute_value(name: str, fact: Fact) -> object:
    return fact.period if name == "period" else getattr(scope_of(fact), name)


def _slot(gold: object, told: object) -> Tally:
    """One slot; None is empty, and empty on both sides earns nothing."""
    if gold is None:
        return _NOTHING if told is None else Tally(spurious=1)
    if told is None:
        return Tally(missing=1)
    return Tally(correct=1) if gold == told else Tally(incorrect=1)


def _field(name: str, score: DocumentScore) -> Tally:
    if score.header is None:
        return _NOTHING
    gold = getattr(score.gold.record.header, name)
    told = None if score.failed else getattr(score.header, name)
    if name in ("operation_names", "forces", "places"):
        return _names(_folded(name, gold), _folded(name, told or ()))
    return _slot(fold(gold), fold(told))


def _names(gold: set[str], told: set[str]) -> Tally:
    return Tally(correct=len(gold & told), missing=len(gold - told), spurious=len(told - gold))


def _folded(field: str, names: Iterable[str]) -> set[str]:
    canonical = canonical_force if field == "forces" else fold
    return {folded for name in names if (folded := canonical(name))}
