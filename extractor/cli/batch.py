"""`extractor batch`: a corpus through the endpoint's batch interface, at half the price and within a day."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.batch_report import (
    BatchFormat,
    print_collected,
    print_status,
    print_submitted,
    tell_elsewhere,
)
from extractor.cli.exits import ExitCode
from extractor.cli.options import DbOption, FollowSymlinksOption
from extractor.cli.terminal import tell

if TYPE_CHECKING:
    from extractor.pipeline import FailedDocument
    from extractor.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    help="Half the price: requests sent as batches, answered within a day, collected when they are done.",
)


FormatOption = Annotated[BatchFormat, typer.Option("--format", help="json prints one object for scripts.")]
BaseUrlOption = Annotated[
    str | None, typer.Option(help="An OpenAI-compatible endpoint with a batch interface.")
]


@app.command("submit")
def submit(  # noqa: PLR0913 - one parameter a flag
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH", help="Files and folders; without any, what earlier submissions still need."
        ),
    ] = None,
    *,
    db: DbOption = None,
    model: Annotated[str | None, typer.Option(help="The model's name at the endpoint.")] = None,
    base_url: BaseUrlOption = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many documents.")] = None,
    max_cost: Annotated[
        float | None, typer.Option(metavar="USD", help="Send no more than may cost these US dollars.")
    ] = None,
    max_tokens: Annotated[
        int | None, typer.Option(help="Send no more than may take these tokens, in and out.")
    ] = None,
    follow_symlinks: FollowSymlinksOption = False,
    output: FormatOption = BatchFormat.TABLE,
) -> None:
    """Send every request that documents still need; nothing that is answered or in a batch is sent twice.

    Without PATH it sends what is missing of earlier submissions: re-asks, and what a batch left unanswered.
    """
    import asyncio  # noqa: PLC0415

    from extractor.pipeline import submit_documents, submit_waiting  # noqa: PLC0415
    from extractor.reader import read_documents  # noqa: PLC0415
    from extractor.settings import load_settings  # noqa: PLC0415
    from extractor.store import Store  # noqa: PLC0415

    settings = load_settings(db=db, model=model, base_url=base_url, max_cost=max_cost, max_tokens=max_tokens)
    if not paths:
        _check_database(settings)
    with _interruptible(), Store.open(settings.db, wait=settings.lock_wait) as store:
        if paths:
            found = read_documents(paths, max_chars=settings.max_chars, follow_symlinks=follow_symlinks)
            work = submit_documents(found, settings, store, limit=limit)
        else:
            work = submit_waiting(settings, store, limit=limit)
        submitted = asyncio.run(work)
    print_submitted(submitted, output)
    if submitted.cap is not None:
        tell(f"Stopped: {submitted.cap.message}.")
        tell(f"Next:    {submitted.cap.hint}.")
        raise typer.Exit(ExitCode.CAP)
    raise typer.Exit(ExitCode.FAILED_DOCUMENTS if submitted.failed else ExitCode.DONE)


@app.command("status")
def status(
    *, db: DbOption = None, base_url: BaseUrlOption = None, output: FormatOption = BatchFormat.TABLE
) -> None:
    """Ask the endpoint how far the batches are, and show them."""
    import asyncio  # noqa: PLC0415

    from extractor.pipeline import refresh_batches  # noqa: PLC0415
    from extractor.settings import load_settings  # noqa: PLC0415
    from extractor.store import Store  # noqa: PLC0415

    settings = load_settings(db=db, base_url=base_url)
    _check_database(settings)
    with Store.open(settings.db, wait=settings.lock_wait) as store:
        try:
            elsewhere = asyncio.run(refresh_batches(settings, store))
        finally:
            print_status(store, output)
    tell_elsewhere(elsewhere)


@app.command("collect")
def collect(  # noqa: PLR0913 - one parameter a flag
    *,
    db: DbOption = None,
    base_url: BaseUrlOption = None,
    wait: Annotated[bool, typer.Option("--wait", help="Ask again until every batch has ended.")] = False,
    every: Annotated[
        float, typer.Option(min=0.01, metavar="SECONDS", help="How long to wait in between.")
    ] = 60,
    no_reask: Annotated[
        bool, typer.Option("--no-reask", help="Take answers as they are, where a run would ask again.")
    ] = False,
    abandon: Annotated[
        str | None,
        typer.Option(
            metavar="BATCH",
            help="First give up a batch: what it has not answered may be sent, and paid for, again.",
        ),
    ] = None,
    output: FormatOption = BatchFormat.TABLE,
) -> None:
    """Store what the batches have answered, and finish the documents that have all their answers.

    Again changes nothing and pays nothing. Exit code 1 means that documents failed (extractor status says
    why).
    """
    import asyncio  # noqa: PLC0415

    from extractor.pipeline import abandon_batch, collect_batches  # noqa: PLC0415
    from extractor.settings import load_settings  # noqa: PLC0415
    from extractor.store import Store  # noqa: PLC0415

    settings = load_settings(db=db, base_url=base_url)
    _check_database(settings)
    failed: list[FailedDocument] = []
    with _interruptible():
        while True:
            with Store.open(settings.db, wait=settings.lock_wait) as store:
                if abandon is not None:
                    tell(f"{abandon_batch(abandon, store).id} is given up.")
                    abandon = None
                collected = asyncio.run(collect_batches(settings, store, reask=not no_reask))
            failed += collected.failed
            print_collected(collected, output)
            if not (wait and collected.open):
                break
            time.sleep(every)  # the database is closed meanwhile, for others to read
    raise typer.Exit(ExitCode.FAILED_DOCUMENTS if failed else ExitCode.DONE)


@contextmanager
def _interruptible() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        tell("Interrupted; what was sent and what came back is stored. The same command goes on.")
        raise typer.Exit(ExitCode.INTERRUPTED) from None


def _check_database(settings: Settings) -> None:
    """Nothing was ever submitted into a file that is not there, and none is made."""
    from extractor.errors import StoreError  # noqa: PLC0415

    if not settings.db.exists():
        raise StoreError(
            f"there is no database {str(settings.db)!r}",
            hint="Send documents with `extractor batch submit PATH`, or name another file with --db",
            kind="no_database",
        )
