"""`extractor status`: what was done, what failed and why, and what it took."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from extractor.cli.options import DbOption
from extractor.cli.terminal import MARKS, cost_words, print_table

if TYPE_CHECKING:
    from extractor.store import RunStatus, Share, StatusReport


def status(db: DbOption = None) -> None:
    """Show runs, documents by outcome, failures with their reasons, tokens and cost."""
    from extractor.settings import load_settings  # noqa: PLC0415
    from extractor.store import open_reader  # noqa: PLC0415

    settings = load_settings(db=db)
    with open_reader(settings.db, wait=settings.lock_wait) as store:
        print_status(store.status())


def print_status(report: StatusReport) -> None:
    """Runs, failures and counts on stdout."""
    print_table(RUN_COLUMNS, map(_run_cells, report.runs), title="Runs", cut=True)
    if report.failures:
        rows = ((failed.name, failed.stage, failed.kind, failed.reason) for failed in report.failures)
        print_table(("document", "stage", "kind", "reason"), rows, title="Failed documents")
    print_table(("all documents, by their latest result", ""), _counts(report))
    print_table(("all runs", ""), _spent(report.runs))


RUN_COLUMNS = ("run", "started (UTC)", "outcome", "done", "failed", "done before", "cost", "model")
_ID_CHARS = 12
"""As much of a run's id as tells it from the others; every command takes the beginning of an id."""


def _run_cells(run: RunStatus) -> tuple[str, ...]:
    return (
        run.run_id[:_ID_CHARS],
        f"{run.started_at:%Y-%m-%d %H:%M}",
        run.outcome,
        f"{run.done:,}",
        f"{run.failed:,}",
        f"{run.skipped:,}",
        cost_words(run.cost),
        run.model,
    )


def _counts(report: StatusReport) -> Iterable[tuple[str, str]]:
    yield "documents with a result", f"{report.documents:,}"
    yield "failed documents", f"{len(report.failures):,}"
    for verdict, count in report.verdicts.items():
        yield f"{MARKS[verdict][0]} {verdict}", f"{count:,}"
    yield "trusted facts", f"{report.trusted:,} in {report.confirmed_documents:,} documents"
    yield "claims whose number does not stand where they say", _share(report.unsupported_numbers)
    yield "numbers that may be results and that no fact claims", _share(report.unclaimed_numbers)


def _spent(runs: Sequence[RunStatus]) -> Iterable[tuple[str, str]]:
    costs = [run.cost for run in runs]
    yield "requests", f"{sum(run.attempts for run in runs):,}"
    yield "tokens in", f"{sum(run.prompt_tokens for run in runs):,}"
    yield "of these from the endpoint's cache", f"{sum(run.cached_tokens for run in runs):,}"
    yield "tokens out", f"{sum(run.completion_tokens for run in runs):,}"
    yield "cost", cost_words(None if None in costs else sum(filter(None, costs), Decimal(0)))


def _share(share: Share) -> str:
    rate = "" if share.rate is None else f" ({share.rate:.0%})"
    return f"{share.count:,} of {share.of:,}{rate}"
