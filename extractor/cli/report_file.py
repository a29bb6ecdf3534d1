"""`extractor report`: one HTML file to send or to print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor import __version__
from extractor.cli.options import DbOption
from extractor.cli.output import opened
from extractor.cli.terminal import tell
from extractor.fact import Verdict


def report(  # noqa: PLR0913 - one parameter a flag
    *,
    target: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE.html", help="The file to write; - for stdout."),
    ],
    documents: Annotated[
        list[str] | None,
        typer.Option(metavar="PATTERN", help="Only these: a name, with * and ?, or an id. May be repeated."),
    ] = None,
    verdict: Annotated[
        list[Verdict] | None,
        typer.Option(help="Only documents with such figures, and only these listed. May be repeated."),
    ] = None,
    title: Annotated[str, typer.Option(help="The heading of the report.")] = "",
    run: Annotated[
        str | None,
        typer.Option(metavar="RUN", help="What this run made or used, instead of the latest results."),
    ] = None,
    db: DbOption = None,
) -> None:
    """Write one HTML file: totals, operations, and each document with its figures marked and proven.

    It needs no script and asks for nothing from elsewhere: send it, print it, open it from a disk.
    """
    from extractor.pages.report import Wanted, report_pieces  # noqa: PLC0415
    from extractor.settings import load_settings  # noqa: PLC0415
    from extractor.store import open_reader  # noqa: PLC0415

    settings = load_settings(db=db)
    wanted = Wanted(title, tuple(verdict or ()), tuple(documents or ()), code_version=__version__)
    with open_reader(settings.db, wait=settings.lock_wait) as store:
        selection = store.select(run_id=run, patterns=wanted.patterns, verdicts=wanted.verdicts)
        with opened(target, keep=settings.db) as stream:
            for piece in report_pieces(store, selection, wanted):
                stream.write(piece)
    tell(f"{len(selection.rows):,} documents, {len(selection.failures):,} failed: {str(target)!r}")
