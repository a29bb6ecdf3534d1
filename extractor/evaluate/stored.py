"""Evaluations of stored runs: read from the database, scored, and written back as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from extractor import __version__
from extractor.evaluate.evaluation import Cost, Evaluation, evaluate_run
from extractor.evaluate.gold import GoldDocument
from extractor.evaluate.leak import refuse_leaks
from extractor.evaluate.outcomes import fact_rows
from extractor.run import tagged_hash
from extractor.store import RunStatus, Store, StoreReader, open_reader
from extractor.store.evaluation import EvalFact, EvalFigure, EvalRun, run_record, save_evaluation


def evaluate_stored(
    golds: Sequence[GoldDocument], db: Path, run_id: str = "latest", *, wait: float = 3.0
) -> Evaluation:
    """Score a run of a database against gold.

    Args:
        golds: Gold records with the texts beside them.
        db: The database file.
        run_id: Id of a run or the beginning of it; `latest` is the one started last.
        wait: Seconds to wait for a process that writes to the file.

    Raises:
        InputError: there is no such run.
        UsageError: its prompt carries text of a gold document.
        StoreError: the database cannot be read.
    """
    with open_reader(db, wait=wait) as store:
        chosen = store.find_run(run_id)
        run = run_record(store, chosen)
        note = refuse_leaks(run, golds)
        evaluation = evaluate_run(golds, run, list(store.load_run(chosen)), cost=_cost(store, chosen))
        return replace(evaluation, notes=(*evaluation.notes, note)) if note else evaluation


def store_evaluation(evaluation: Evaluation, db: Path, *, wait: float = 3.0) -> str:
    """Write an evaluation of a run into its database and return its id; an earlier one is replaced.

    Raises:
        ValueError: no run was measured.
        StoreError: the database cannot be written.
    """
    if evaluation.run is None:
        raise ValueError("an evaluation of the number reader alone belongs to no run")
    failed = sum(bool(each.failed) for each in evaluation.column("model").documents)
    head = EvalRun(
        id=tagged_hash("eval", evaluation.run.id, evaluation.gold_version, __version__),
        run_id=evaluation.run.id,
        gold_version=evaluation.gold_version,
        code_version=__version__,
        documents=evaluation.documents,
        failed_documents=failed,
        notes=evaluation.notes,
    )
    with Store.open(db, wait=wait) as store:
        save_evaluation(store, head, list(_figures(evaluation)), list(_facts(evaluation)))
    return head.id


def _cost(store: StoreReader, run_id: str) -> Cost | None:
    found = [run for run in store.status().runs if run.run_id == run_id]
    return _spent(found[0]) if found else None


def _spent(run: RunStatus) -> Cost:
    ended = run.finished_at if run.finished_at and run.finished_at >= run.started_at else None
    seconds = (ended - run.started_at).total_seconds() if ended else None  # a clock may have gone back
    dollars = None if run.cost is None else float(run.cost)
    return Cost(run.prompt_tokens + run.completion_tokens, dollars, seconds)


def _figures(evaluation: Evaluation) -> Iterator[EvalFigure]:
    for name, rate in evaluation.figures().items():
        interval = rate.interval
        yield EvalFigure(
            figure=name,
            rate=rate.value,
            hits=rate.hits,
            total=rate.total,
            documents=rate.documents,
            low=interval.low if interval else None,
            high=interval.high if interval else None,
            method=interval.method if interval else None,
            interval_of=interval.of if interval else None,
        )


def _facts(evaluation: Evaluation) -> Iterator[EvalFact]:
    for row in fact_rows(evaluation):
        yield EvalFact(
            reader=row.reader,
            document_name=row.document,
            content_hash=row.content_hash,
            outcome=row.outcome.value,
            headline=row.headline,
            measure=row.measure.value,
            gold=row.gold,
            gold_optional=row.gold_optional,
            claim=row.claim,
            verdict=row.verdict or None,
            reason=row.reason,
        )
