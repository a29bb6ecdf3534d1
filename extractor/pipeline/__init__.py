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
from extractor.pipeline.corpus import ignore_progress, run_documents
from extractor.pipeline.one import Reader, read_one
from extractor.pipeline.plan import make_plan
from extractor.pipeline.summary import FailedDocument, Progress, RunOutcome, RunSummary, Usage
from extractor.reader import read_documents
from extractor.run import Attempt, DocumentResult
from extractor.settings import Settings, load_settings
from extractor.store import Store

__all__ = [
    "FailedDocument",
    "Progress",
    "RunOutcome",
    "RunSummary",
    "Usage",
    "extract",
    "ignore_progress",
    "run_corpus",
    "run_documents",
]

T = TypeVar("T")


def run_corpus(
    paths: Sequence[str | Path], *, db: str | Path | None = None, limit: int | None = None, **settings: Any
) -> RunSummary:
    """Read files and folders, ask the model, reconcile, store; what is done already is not asked again.

    Args:
        paths: Files and folders, as for `extractor run`.
        db: The DuckDB file, made where there is none; the setting `db` where it is not given.
        limit: Only the first so many documents.
        settings: Any setting of `extractor.settings.Settings`, over environment and `extractor.toml`.

    Raises:
        ExtractorError: a path, a setting, the endpoint or the database cannot be used; documents that fail on
            their own are counted in the summary and stored with their reason.
    """
    chosen = load_settings(db=db, **settings)
    documents = read_documents(paths, max_chars=chosen.max_chars)
    with Store.open(chosen.db, wait=chosen.lock_wait) as store:
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
        ExtractorError: a setting or the endpoint cannot be used. An answer that cannot be used is no
            exception: it is the result's `failure`.
    """
    return _wait_for(_extract(Document(name="text", text=text), load_settings(**settings)))


async def _extract(document: Document, settings: Settings) -> DocumentResult:
    from extractor.llm import open_model  # noqa: PLC0415

    plan = make_plan(settings)
    async with open_model(settings) as model:
        reader = Reader(model, plan.prompt, _nothing_stored, _forget)
        return await read_one(document, plan.work_key(document), reader)


def _nothing_stored(request_hash: str) -> Attempt | None:  # noqa: ARG001
    return None


def _forget(attempt: Attempt) -> None:
    """Without a database there is nowhere to keep an attempt."""


def _wait_for(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end, also from a notebook, whose own loop is running already."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, work).result()
