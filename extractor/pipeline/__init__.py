"""One document from end to end, and a corpus of them.

A document is read, asked, checked and stored as one unit of work; none can harm another.

    >>> from extractor import extract, run_corpus
    >>> result = extract("Officers made 14 arrests on Friday.")
    >>> summary = run_corpus(["reports"], db="operations.duckdb", model="gpt-5-mini")
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from extractor.document import Document
from extractor.pipeline.again import FailedAgain, failed_again
from extractor.pipeline.batch_collect import Collected, collect_batches
from extractor.pipeline.batch_state import abandon_batch, refresh_batches
from extractor.pipeline.batch_submit import Submitted, submit_documents, submit_waiting
from extractor.pipeline.corpus import ignore_progress, run_documents
from extractor.pipeline.forecast import Forecast
from extractor.pipeline.one import Reader, read_one
from extractor.pipeline.outlook import Outlook, Standing, look_ahead
from extractor.pipeline.plan import make_plan
from extractor.pipeline.rebuild import Moved, Thing
from extractor.pipeline.replay import Left, ReplayReport, replay_stored
from extractor.pipeline.summary import FailedDocument, Progress, RunOutcome, RunSummary, Usage
from extractor.reader import read_documents
from extractor.run import Attempt, DocumentResult
from extractor.settings import Settings, load_settings
from extractor.store import Store

__all__ = [
    "Collected",
    "FailedAgain",
    "FailedDocument",
    "Forecast",
    "Left",
    "Moved",
    "Outlook",
    "Progress",
    "ReplayReport",
    "RunOutcome",
    "RunSummary",
    "Standing",
    "Submitted",
    "Thing",
    "Usage",
    "abandon_batch",
    "collect_batches",
    "extract",
    "failed_again",
    "ignore_progress",
    "look_ahead",
    "refresh_batches",
    "replay_stored",
    "run_corpus",
    "run_documents",
    "submit_documents",
    "submit_waiting",
]

T = TypeVar("T")


def run_corpus(
    paths: Sequence[str | Path],
    *,
    db: str | Path | None = None,
    limit: int | None = None,
    retry_failed: bool = False,
    **settings: Any,
) -> RunSummary:
    """Read files and folders, ask the model, reconcile, store; what is done already is not asked again.

    Args:
        paths: Files and folders, as for `extractor run`; none are needed to ask again for what failed.
        db: The DuckDB file, made where there is none; the setting `db` where it is not given.
        limit: Only the first so many documents.
        retry_failed: Only documents that failed when they were last met.
        settings: Any setting of `extractor.settings.Settings`, over environment and `extractor.toml`.

    Raises:
        ExtractorError: a path, a setting, the endpoint or the database cannot be used; documents that fail on
            their own are counted in the summary and stored with their reason.
    """
    chosen = load_settings(db=db, **settings)
    found = read_documents(paths, max_chars=chosen.max_chars) if paths or not retry_failed else None
    with Store.open(chosen.db, wait=chosen.lock_wait) as store:
        documents = failed_again(store, found).documents if retry_failed else found or ()
        summary = _wait_for(run_documents(documents, chosen, store, limit=limit))
    if summary.error is not None:
        raise summary.error
    return summary


def extract(text: str, **settings: Any) -> DocumentResult:
    """Ask the model about one text and reconcile its answer; no database is touched.

    Args:
        text: The report; every span of the result refers to it.
        settings: As for `run_corpus`.

    Raises:
        ExtractorError: a setting or the endpoint cannot be used, or a cap does not reach to the end of the
            text (`CapError`). An answer that cannot be used is no exception: it is the result's `failure`.
    """
    return _wait_for(_extract(Document(name="text", text=text), load_settings(**settings)))


async def _extract(document: Document, settings: Settings) -> DocumentResult:
    from extractor.llm import choose_endpoint, open_budget, open_model  # noqa: PLC0415

    plan = make_plan(settings)
    async with open_model(settings, open_budget(choose_endpoint(settings), settings)) as model:
        reader = Reader(model, plan.prompt, _nothing_stored, _forget)
        result = await read_one(document, plan.work_key(document), reader)
        if (stop := model.stopped(ended=True)) is not None:
            raise stop
        return result


def _nothing_stored(request_hash: str) -> Attempt | None:  # noqa: ARG001
    return None


def _forget(attempt: Attempt) -> None:
    """Without a database there is nowhere to keep an attempt."""


def _wait_for(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end, also from a notebook, whose own loop is running already."""
    if not _in_loop():
        return asyncio.run(work)
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, work).result()


def _in_loop() -> bool:
    """Asked apart from the work: whatever fails while an exception is handled drags that one along."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
