"""`extractor run`: files and folders in, checked facts in the database out."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.exits import ExitCode
from extractor.cli.options import DbOption, FollowSymlinksOption
from extractor.cli.terminal import tell, tell_error

if TYPE_CHECKING:
    from extractor.pipeline import RunSummary


class RunFormat(StrEnum):
    """How the result is printed."""

    TABLE = "table"
    JSON = "json"


def run(  # noqa: PLR0913 - one parameter a flag
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATH", help="Files and folders; - is standard input.")
    ] = None,
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
    retry_failed: Annotated[
        bool,
        typer.Option(
            "--retry-failed", help="Ask again only for documents that failed; PATH narrows them down."
        ),
    ] = False,
    max_cost: Annotated[
        float | None, typer.Option(metavar="USD", help="Stop before more than these US dollars are spent.")
    ] = None,
    max_tokens: Annotated[
        int | None, typer.Option(help="Stop before more than these tokens, in and out, are spent.")
    ] = None,
    follow_symlinks: FollowSymlinksOption = False,
    output: Annotated[
        RunFormat, typer.Option("--format", help="json prints one summary for scripts.")
    ] = RunFormat.TABLE,
) -> None:
    """Read reports, ask the model, check every figure against the words, and store all of it.

    What is done already is not asked again: the same command goes on where it was interrupted, and asks again
    for what failed. Exit code 1 means done, but some documents failed (extractor status says why).
    """
    import asyncio  # noqa: PLC0415

    from extractor.cli.progress import progress_bar  # noqa: PLC0415
    from extractor.cli.report import print_json, print_report  # noqa: PLC0415
    from extractor.pipeline import FailedAgain, failed_again, run_documents  # noqa: PLC0415
    from extractor.reader import read_documents  # noqa: PLC0415
    from extractor.settings import load_settings  # noqa: PLC0415
    from extractor.store import Store  # noqa: PLC0415

    settings = load_settings(
        db=db,
        model=model,
        base_url=base_url,
        concurrency=concurrency,
        max_cost=max_cost,
        max_tokens=max_tokens,
    )
    _check_paths(paths, settings.db, retry_failed=retry_failed)
    found = (
        read_documents(paths, max_chars=settings.max_chars, follow_symlinks=follow_symlinks)
        if paths
        else None
    )
    with Store.open(settings.db, wait=settings.lock_wait) as store:
        again = failed_again(store, found) if retry_failed else FailedAgain(found or ())
        tell_need_file(again.need_file)
        with progress_bar() as show:
            work = run_documents(again.documents, settings, store, progress=show, limit=limit)
            summary = asyncio.run(work)
        if output is RunFormat.JSON:
            print_json(summary, settings.db)
        else:
            print_report(summary, store, settings.db)
    tell_how_to_go_on(summary)
    raise typer.Exit(_exit_code(summary))


def _check_paths(paths: list[str] | None, db: Path, *, retry_failed: bool) -> None:
    from extractor.errors import StoreError, UsageError  # noqa: PLC0415

    if not paths and not retry_failed:
        hint = "Name files or folders, or ask again for what failed with --retry-failed"
        raise UsageError("There is no PATH", hint=hint, kind="no_path")
    if retry_failed and not db.exists():
        hint = "Run `extractor run PATH` first, or name another file with --db"
        raise StoreError(f"there is no database {str(db)!r}", hint=hint, kind="no_database")


def tell_need_file(names: Sequence[str]) -> None:
    """Failed documents whose text is not stored cannot be asked about without their files."""
    if names:
        shown = ", ".join(repr(name) for name in names[:3]) + (", …" if len(names) > 3 else "")
        tell(f"{len(names):,} failed without a text that could be stored and need their files: {shown}")
        tell("  extractor run --retry-failed PATH reads them again")


def tell_how_to_go_on(summary: RunSummary) -> None:
    """After a run that left something undone: what to type, beside what the report itself says."""
    if summary.error is not None:
        tell("What is done is stored. The same command goes on with the rest.")
    elif summary.failed:
        tell(f"{len(summary.failed):,} failed; `extractor run --retry-failed` asks again for those alone.")


def _exit_code(summary: RunSummary) -> int:
    from extractor.pipeline import RunOutcome  # noqa: PLC0415

    if summary.error is not None:
        tell_error(summary.error)
        return summary.error.exit_code
    if summary.cap is not None:
        tell(f"Stopped: {summary.cap.message}.")
        tell(f"Next:    {summary.cap.hint}.")
        return summary.cap.exit_code
    if summary.outcome is RunOutcome.INTERRUPTED:
        return ExitCode.INTERRUPTED
    return ExitCode.FAILED_DOCUMENTS if summary.failed else ExitCode.DONE
