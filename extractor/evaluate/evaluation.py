"""A stored run against gold: three readers side by side, and the promise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractor.evaluate.gold import GoldDocument, gold_version
from extractor.evaluate.intervals import Rate, rate_over_documents
from extractor.evaluate.matching import Match, match_results
from extractor.evaluate.promise import (
    CheckedDocument,
    confirmed_precision,
    coverage,
    hallucination_rate,
    unclaimed_number_rate,
    unsupported_number_rate,
)
from extractor.evaluate.readings import Reading, read_alone
from extractor.evaluate.scoring import Column, DocumentScore, score_document
from extractor.fact import Fact, Verdict
from extractor.run import ReportHeader, Run

if TYPE_CHECKING:
    from extractor.store import StoredDocument

READERS = ("model", "reader", "trusted")
"""The model's facts as they came, the number reader alone, and what a person may trust."""

MEASURES = ("precision", "recall", "f1")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took."""

    tokens: int
    dollars: float | None
    """None where a price is not known."""
    seconds: float | None
    """None where the run did not end."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that a report shows, before it is put into tables."""

    run: Run | None
    """None where the number reader alone was measured."""
    cost: Cost | None
    gold_version: str
    columns: tuple[Column, ...]
    checked: tuple[CheckedDocument, ...]
    """The model's facts with their verdicts; empty where no run was measured."""
    readings: tuple[Reading, ...]
    """What the number reader makes of each document."""
    notes: tuple[str, ...]
    """Gold without its document in the run, failed documents, texts that differ: a sentence each."""

    @property
    def documents(self) -> int:
        """How many gold documents were scored."""
        return len(self.columns[0].documents)

    def column(self, reader: str) -> Column:
        """The column of one reader.

        Raises:
            KeyError: there is none of that name.
        """
        return {column.reader: column for column in self.columns}[reader]

    def figures(self) -> Mapping[str, Rate]:
        """Every rate under the name by which `--fail-under` knows it (`trusted.headline.f1`)."""
        found: dict[str, Rate] = {}
        for column in self.columns:
            for group, headline in (("", None), ("headline.", True), ("breakdown.", False)):
                for name in MEASURES:
                    found[f"{column.reader}.{group}{name}"] = column.rate(name, headline=headline)
        wrong = [(len(reading.wrong), len(reading.mentions)) for reading in self.readings]
        return found | {"reader.wrong_measure": rate_over_documents(wrong)} | self._promise()

    def _promise(self) -> dict[str, Rate]:
        if self.run is None:
            return {}
        return {
            "confirmed.precision": confirmed_precision(self.checked),
            "confirmed.coverage": coverage(self.checked, (Verdict.CONFIRMED,)),
            "model.hallucination": hallucination_rate(self.checked),
            "model.unsupported_number": unsupported_number_rate(self.checked),
            "model.unclaimed_number": unclaimed_number_rate(self.checked),
        }


def evaluate_reader(golds: Sequence[GoldDocument]) -> Evaluation:
    """Score the number reader alone on the texts beside the gold; needs no run and no database."""
    readings = tuple(map(read_alone, golds))
    return Evaluation(None, None, _version(golds), (_reader_column(readings),), (), readings, ())


def evaluate_run(
    golds: Sequence[GoldDocument], run: Run, results: Sequence[StoredDocument], *, cost: Cost | None = None
) -> Evaluation:
    """Score a run's documents against gold.

    A gold document that failed, or that the run does not have, has all its gold missed, and is named.

    Args:
        golds: Gold records with the texts beside them.
        run: The run, for the report's header.
        results: Its documents; ones without gold are not looked at.
        cost: What it took.
    """
    matches = match_results(golds, results)
    readings = tuple(map(read_alone, golds))
    columns = (
        Column("model", tuple(_score(match, lambda result: result.claims) for match in matches)),
        _reader_column(readings),
        Column("trusted", tuple(_score(match, _trusted) for match in matches)),
    )
    checked = tuple(_checked(match) for match in matches)
    return Evaluation(run, cost, _version(golds), columns, checked, readings, tuple(_notes(matches)))


def _version(golds: Sequence[GoldDocument]) -> str:
    return gold_version([gold.record for gold in golds])


def _reader_column(readings: Sequence[Reading]) -> Column:
    return Column("reader", tuple(score_document(reading.gold, reading.facts) for reading in readings))


def _score(match: Match, facts: Callable[[StoredDocument], Sequence[Fact]]) -> DocumentScore:
    if match.result is None:
        return score_document(match.gold, (), ReportHeader(), failed="not in the run", absent=True)
    if match.result.failure is not None:
        return score_document(match.gold, (), match.result.header, failed=match.result.failure.kind)
    return score_document(match.gold, facts(match.result), match.result.header)


def _trusted(result: StoredDocument) -> tuple[Fact, ...]:
    """What a person may publish: confirmed or accepted, and not rejected."""
    return tuple(checked.fact for checked in result.trusted_facts)


def _checked(match: Match) -> CheckedDocument:
    result = match.result
    if result is None or result.failure is not None:
        return CheckedDocument(match.gold, (), ())
    facts = tuple(checked for checked in result.facts if checked.verdict is not Verdict.MISSED)
    return CheckedDocument(match.gold, facts, result.ledger)


def _notes(matches: Sequence[Match]) -> list[str]:
    notes = [f"{match.gold.name!r} {match.note}" for match in matches if match.note]
    failed = [
        f"{match.gold.name!r} failed ({match.result.failure.kind}); all its gold counts as missed"
        for match in matches
        if match.result is not None and match.result.failure is not None
    ]
    return notes + failed
