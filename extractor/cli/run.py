"""`extractor run`: files and folders in, checked facts in the database out."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.exits import ExitCode
from extractor.cli.options import DbOption
from extractor.cli.terminal import tell_error

if TYPE_CHECKING:
    from extractor.pipeline import RunSummary


class RunFormat(StrEnum):
    """How the result is printed."""

    TABLE = "table"
    JSON = "json"


def run(  # noqa: PLR0913 - one parameter a flag
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH", help="Files and folders; - is standard input.")
    ],
    *,
    db: DbOption = None,
    model: Annotated[
        str | None, typer.Option(help="The model's name at the endpoint, or a GGUF file.")
    ] = None,
    base_url: Annotated[
        str | None,
        typer.Option(help="An OpenAI-compatible endpoint; without one, the embedded model is asked."),
    ] = None,
    concurrency: Annotated[int | None, typer.Option(help="Requests at a time.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many documents.")] = None,
    output: Annotated[
        RunFormat, typer.Option("--format", help="json prints one summary for scripts.")
    ] = RunFormat.TABLE,
) -> None:
    """Read reports, ask the model, check every figure against the words, and store all of it.

    What is done already is not asked again: the same command goes on where it was interrupted.
    Exit code 1 means done, but some documents failed (extractor status says why).
    """
    from extractor.cli.progress import progress_bar  # noqa: PLC0415
    from extractor.cli.report import print_json, print_report  # noqa: PLC0415
    from extractor.pipeline import run_documents  # noqa: PLC0415
    from extractor.reader import read_documents  # noqa: PLC0415
    from extractor.settings import load_settings  # noqa: PLC0415
    from extractor.store import Store  # noqa: PLC0415

    settings = load_settings(db=db, model=model, base_url=base_url, concurrency=concurrency)
    documents = read_documents(paths, max_chars=settings.max_chars)
    with Store.open(settings.db, wait=settings.lock_wait) as store:
        with progress_bar() as show:
            work = run_documents(documents, settings, store, progress=show, limit=limit)
            summary = asyncio.run(work)
        if output is RunFormat.JSON:
            print_json(summary, settings.db)
        else:
            print_report(summary, store, settings.db)
    raise typer.Exit(_exit_code(summary))


def _exit_code(summary: RunSummary) -> int:
    from extractor.pipeline import RunOutcome  # noqa: PLC0415

    if summary.error is not None:
        tell_error(summary.error)
        return summary.error.exit_code
    if summary.outcome is RunOutcome.INTERRUPTED:
        return ExitCode.INTERRUPTED
    return ExitCode.FAILED_DOCUMENTS if summary.failed else ExitCode.DONE
