"""`extractor status`: what was done, what failed and why, and what it took."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from extractor.cli.options import DbOption
from extractor.cli.terminal import MARKS, print_table
from extractor.fact import Verdict
from extractor.pages.words import cost_words

if TYPE_CHECKING:
    from extractor.store import RequestStatus, RunStatus, Share, StatusReport


def status(db: DbOption = None) -> None:
    """Show runs, documents by outcome, failures with their reasons, tokens and cost."""
    from extractor.settings import load_settings  # noqa: PLC0415
    from extractor.store import open_reader  # noqa: PLC0415

    settings = load_settings(db=db)
    with open_reader(settings.db, wait=settings.lock_wait) as store:
        print_status(store.status())


def print_status(report: StatusReport) -> None:
    """Runs, failures, requests and counts on stdout."""
    print_table(RUN_COLUMNS, map(_run_cells, report.runs), title="Runs", cut=True)
    if report.failures:
        rows = ((failed.name, failed.stage, failed.kind, failed.reason) for failed in report.failures)
        print_table(("document", "stage", "kind", "reason"), rows, title="Failed documents")
    if report.requests:
        print_table(REQUEST_COLUMNS, map(_request_cells, report.requests), title="Requests", cut=True)
    print_table(("all documents, by their latest result", ""), _counts(report))
    print_table(("all runs", ""), _spent(report))


RUN_COLUMNS = ("run", "started (UTC)", "outcome", "done", "failed", "done before", "cost", "model")
REQUEST_COLUMNS = ("how they ended", "requests", "tokens in", "cached", "tokens out", "cost", "last reason")
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
        f"{run.model} (replay)" if run.kind == "replay" else run.model,
    )


def _request_cells(requests: RequestStatus) -> tuple[str, ...]:
    return (
        requests.outcome.replace("_", " "),
        f"{requests.requests:,}",
        f"{requests.prompt_tokens:,}",
        f"{requests.cached_tokens:,}",
        f"{requests.completion_tokens:,}",
        cost_words(requests.cost),
        " ".join(requests.last_reason.split()),
    )


def _counts(report: StatusReport) -> Iterable[tuple[str, str]]:
    yield "documents with a result", f"{report.documents:,}"
    yield "failed documents", f"{len(report.failures):,}"
    for verdict, count in report.verdicts.items():
        yield f"{MARKS[verdict][0]} {verdict}", f"{count:,}"
    yield "trusted facts", f"{report.trusted:,} in {report.confirmed_documents:,} documents"
    yield "claims whose number does not stand where they say", _share(report.unsupported_numbers)
    yield "numbers that may be results and that no fact claims", _share(report.unclaimed_numbers)


def _spent(report: StatusReport) -> Iterable[tuple[str, str]]:
    yield "requests", f"{sum(one.requests for one in report.requests):,}"
    yield "tokens in", f"{sum(one.prompt_tokens for one in report.requests):,}"
    yield "of these from the endpoint's cache", f"{sum(one.cached_tokens for one in report.requests):,}"
    yield "tokens out", f"{sum(one.completion_tokens for one in report.requests):,}"
    yield "cost", cost_words(report.cost)
    yield "cost per document asked about", _each(report.cost, report.documents_asked)
    yield "cost per confirmed fact", _each(report.cost, report.verdicts[Verdict.CONFIRMED])


def _each(cost: Decimal | None, count: int) -> str:
    """A share of the cost, to the millionth of a dollar; of nothing there is none."""
    if cost is None or not count:
        return "none" if not count else cost_words(cost)
    return f"${cost / count:,.6f}"


def _share(share: Share) -> str:
    rate = "" if share.rate is None else f" ({share.rate:.0%})"
    return f"{share.count:,} of {share.of:,}{rate}"
