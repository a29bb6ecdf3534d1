"""The ledger of errors: every fact of every reader, with what it counts as, one row each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from extractor.evaluate.alignment import Outcome, Pair
from extractor.evaluate.evaluation import Evaluation
from extractor.evaluate.scoring import DocumentScore
from extractor.fact import Fact, Measure


@dataclass(frozen=True, slots=True)
class FactRow:
    """One gold fact with its claim, or one of them alone, under one reader."""

    reader: str
    document: str
    content_hash: str
    outcome: Outcome
    headline: bool
    measure: Measure
    gold: Fact | None
    gold_optional: bool | None
    """None where no gold fact is met."""
    claim: Fact | None
    verdict: str
    """Of the claim, where the reader is the model or trusted; else empty."""
    reason: str
    """Why the claim got its verdict, or why the document has no facts."""

    @property
    def quote(self) -> str:
        """The words of the claim, or of gold where nothing was claimed."""
        fact = self.claim or self.gold
        return fact.quote if fact else ""


def fact_rows(evaluation: Evaluation) -> Iterator[FactRow]:
    """Every pair of every reader, documents in order."""
    verdicts = _verdicts(evaluation)
    for column in evaluation.columns:
        for score in column.documents:
            of_document = verdicts.get(score.gold.name, {}) if column.reader != "reader" else {}
            for pair in score.pairs:
                yield _row(column.reader, score, pair, of_document)


def error_rows(evaluation: Evaluation, reader: str) -> tuple[FactRow, ...]:
    """What one reader got wrong, missed or made up."""
    right = (Outcome.CORRECT, Outcome.OPTIONAL)
    return tuple(row for row in fact_rows(evaluation) if row.reader == reader and row.outcome not in right)


def _verdicts(evaluation: Evaluation) -> dict[str, dict[Fact, tuple[str, str]]]:
    return {
        document.gold.name: {each.fact: (each.verdict.value, each.reason) for each in document.facts}
        for document in evaluation.checked
    }


def _row(reader: str, score: DocumentScore, pair: Pair, verdicts: Mapping[Fact, tuple[str, str]]) -> FactRow:
    fact = pair.gold.fact if pair.gold else pair.claim
    verdict, reason = verdicts.get(pair.claim, ("", "")) if pair.claim else ("", score.failed)
    return FactRow(
        reader=reader,
        document=score.gold.name,
        content_hash=score.gold.document.content_hash,
        outcome=pair.outcome(),
        headline=pair.headline,
        measure=fact.measure if fact else Measure.OTHER,
        gold=pair.gold.fact if pair.gold else None,
        gold_optional=pair.gold.optional if pair.gold else None,
        claim=pair.claim,
        verdict=verdict,
        reason=reason,
    )
