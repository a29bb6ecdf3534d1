"""`extractor status`: what was done, what failed and why, and what it took."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from extractor.cli.options import DbOption
from extractor.cli.terminal import MARKS, cost_words, print_table, time_words

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
    print_table(RUN_COLUMNS, map(_run_cells, report.runs), title="Runs")
    if report.failures:
        rows = ((failed.name, failed.stage, failed.kind, failed.reason) for failed in report.failures)
        print_table(("document", "stage", "kind", "reason"), rows, title="Failed documents")
    print_table(("", ""), _counts(report), title="All documents, by their latest result")


RUN_COLUMNS = (
    "run", "started (UTC)", "outcome", "model", "documents", "done", "failed", "done before",
    "requests", "tokens in", "cached", "out", "cost", "per document",
)  # fmt: skip


def _run_cells(run: RunStatus) -> tuple[str, ...]:
    counts = (run.documents, run.done, run.failed, run.skipped, run.attempts)
    tokens = (run.prompt_tokens, run.cached_tokens, run.completion_tokens)
    return (
        run.run_id,
        time_words(run.started_at),
        run.outcome,
        run.model,
        *(f"{count:,}" for count in (*counts, *tokens)),
        cost_words(run.cost),
        cost_words(run.cost_per_document),
    )


def _counts(report: StatusReport) -> Iterable[tuple[str, str]]:
    yield "documents with a result", f"{report.documents:,}"
    yield "failed documents", f"{len(report.failures):,}"
    for verdict, count in report.verdicts.items():
        yield f"{MARKS[verdict][0]} {verdict}", f"{count:,}"
    yield "trusted facts", f"{report.trusted:,} in {report.confirmed_documents:,} documents"
    yield "claims whose number does not stand where they say", _share(report.unsupported_numbers)
    yield "numbers that may be results and that no fact claims", _share(report.unclaimed_numbers)


def _share(share: Share) -> str:
    rate = "" if share.rate is None else f" ({share.rate:.0%})"
    return f"{share.count:,} of {share.of:,}{rate}"
