"""Two runs over the same documents: which is better, what was fixed, what was broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.errors import UsageError
from extractor.evaluate.alignment import Outcome
from extractor.evaluate.evaluation import Evaluation
from extractor.evaluate.intervals import Permutation, Rate, smallest_p, swap_permutation
from extractor.evaluate.report import SIGNIFICANT, Table, figure_words, table_json
from extractor.evaluate.scoring import RATES, Column, DocumentScore
from extractor.fact import Fact

COMPARED = ("model", "trusted")
"""The readers that differ between runs; the number reader is the same in both."""


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that the two runs do not tell alike."""

    reader: str
    document: str
    before: Outcome | None
    after: Outcome | None
    """None where a run neither has nor misses it: a spurious claim of the other one."""
    fact: Fact

    @property
    def fixed(self) -> bool:
        """True where the second run is right and the first was not, or leaves out what was made up."""
        return self.after in (Outcome.CORRECT, None)


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure of one reader under both runs."""

    reader: str
    measure: str
    """`precision`, `recall` or `f1`."""
    before: Rate
    after: Rate
    test: Permutation


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs side by side."""

    documents: int
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]

    @property
    def smallest_p(self) -> float:
        """The smallest p that so many documents allow."""
        return smallest_p(self.documents)


def compare(before: Evaluation, after: Evaluation, *, seed: int = 0) -> Comparison:
    """Compare two runs, both scored by this scorer against the same gold.

    Args:
        before: The first run.
        after: The second.
        seed: For the drawing of swaps beyond twelve documents.

    Raises:
        UsageError: gold differs, or one run lacks a document that the other has.
    """
    _require_same(before, after)
    pairs = [(before.column(reader), after.column(reader)) for reader in COMPARED]
    differences = tuple(each for first, second in pairs for each in _differences(first, second, seed))
    changes = tuple(each for first, second in pairs for each in _changes(first, second))
    return Comparison(before.documents, differences, changes)


def comparison_tables(comparison: Comparison) -> tuple[Table, ...]:
    """The differences with their tests, what was fixed, and what was broken."""
    rows = tuple(
        (
            f"{each.reader} {each.measure}",
            each.before,
            each.after,
            each.test.difference,
            each.test.p,
        )
        for each in comparison.differences
    )
    columns = ("figure", "first run", "second run", "difference", "p")
    return (
        Table("differences", "The second run against the first", columns, rows, _power(comparison)),
        _changes_table("fixed", "Fixed", [each for each in comparison.changes if each.fixed]),
        _changes_table("broken", "Broken", [each for each in comparison.changes if not each.fixed]),
    )


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """The same as JSON."""
    return {
        "documents": comparison.documents,
        "smallest_p": comparison.smallest_p,
        "tables": [table_json(table) for table in comparison_tables(comparison)],
    }


def _power(comparison: Comparison) -> str:
    test = comparison.differences[0].test
    how = "every swap" if test.exact else f"{test.swaps:,} swaps drawn"
    few = "" if comparison.smallest_p <= SIGNIFICANT else ", so nothing here can be significant"
    return (
        f"Swap permutation over documents, {how}; the smallest p that {comparison.documents} documents allow "
        f"is {comparison.smallest_p:.4g}{few}."
    )


def _changes_table(name: str, title: str, changes: Sequence[Change]) -> Table:
    rows = tuple(
        (each.reader, each.document, _outcome(each.before), _outcome(each.after), figure_words(each.fact))
        for each in changes
    )
    return Table(name, title, ("reader", "document", "first run", "second run", "fact"), rows)


def _outcome(outcome: Outcome | None) -> str:
    return "not claimed" if outcome is None else outcome.value


def _require_same(before: Evaluation, after: Evaluation) -> None:
    if before.gold_version != after.gold_version:
        raise UsageError(
            f"The runs were scored against different gold ({before.gold_version}, {after.gold_version})",
            hint="Compare them on the same records",
            kind="other_gold",
        )
    lacking = sorted(_absent(before) ^ _absent(after))
    if lacking:
        raise UsageError(
            f"Only one of the runs has {', '.join(map(repr, lacking))}",
            hint="Compare runs over the same documents, or name only gold that both have",
            kind="other_documents",
        )


def _absent(evaluation: Evaluation) -> set[str]:
    """Gold documents that the run does not have; one that failed was in the run."""
    documents = evaluation.column("model").documents
    return {each.gold.name for each in documents if each.absent}


def _differences(before: Column, after: Column, seed: int) -> Iterator[Difference]:
    for measure in ("f1", "precision", "recall"):
        parts = RATES[measure]
        test = swap_permutation(
            [parts(each.tally()) for each in before.documents],
            [parts(each.tally()) for each in after.documents],
            seed=seed,
        )
        yield Difference(before.reader, measure, before.rate(measure), after.rate(measure), test)


def _changes(before: Column, after: Column) -> Iterator[Change]:
    for first, second in zip(before.documents, after.documents, strict=True):
        yield from _gold_changes(before.reader, first, second)
        yield from _made_up(before.reader, first, second)


def _gold_changes(reader: str, before: DocumentScore, after: DocumentScore) -> Iterator[Change]:
    """Required facts that one run has right and the other has not."""
    first, second = _outcomes(before), _outcomes(after)
    for position, gold in enumerate(before.gold.record.facts):
        one, two = first.get(position), second.get(position)
        if one is not two and Outcome.CORRECT in (one, two):
            yield Change(reader, before.gold.name, one, two, gold.fact)


def _outcomes(score: DocumentScore) -> dict[int, Outcome]:
    """The outcome of each gold fact by its position in the record, which tells equal facts apart."""
    positions = {id(gold): position for position, gold in enumerate(score.gold.record.facts)}
    return {positions[id(pair.gold)]: pair.outcome() for pair in score.pairs if pair.gold}


def _made_up(reader: str, before: DocumentScore, after: DocumentScore) -> Iterator[Change]:
    """Claims without gold that only one run makes."""
    first, second = _spurious(before), _spurious(after)
    for fact in (first - second).elements():
        yield Change(reader, before.gold.name, Outcome.SPURIOUS, None, fact)
    for fact in (second - first).elements():
        yield Change(reader, before.gold.name, None, Outcome.SPURIOUS, fact)


def _spurious(score: DocumentScore) -> Counter[Fact]:
    claims: Sequence[Fact] = [
        pair.claim for pair in score.pairs if pair.claim and pair.outcome() is Outcome.SPURIOUS
    ]
    return Counter(claims)
