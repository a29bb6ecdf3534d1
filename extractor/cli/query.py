"""`extractor query`: SQL over the database, and nothing but the database."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from extractor.cli.options import DbOption
from extractor.cli.terminal import clean, escape_json, print_table
from extractor.errors import UsageError

if TYPE_CHECKING:
    from extractor.settings import Settings
    from extractor.store import Table


class QueryFormat(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


def query(
    sql: Annotated[str, typer.Argument(metavar="SQL", help="One SELECT, in quotes.")],
    db: DbOption = None,
    output: Annotated[
        QueryFormat, typer.Option("--format", help="How rows are printed.")
    ] = QueryFormat.TABLE,
    target: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there instead of to stdout.")
    ] = None,
) -> None:
    """Ask the database in SQL: read-only, without access to files or the network.

    Start with: SELECT * FROM trusted_fact, or FROM operation, unclaimed_number, failure, cost.
    """
    from extractor.settings import load_settings  # noqa: PLC0415

    settings = load_settings(db=db)
    if output is QueryFormat.PARQUET:
        _write_parquet(settings, sql, target)
        return
    from extractor.store import run_query  # noqa: PLC0415

    table = run_query(settings.db, sql, wait=settings.lock_wait)
    with _opened(target) as stream:
        WRITERS[output](table, stream)


@contextmanager
def _opened(target: Path | None) -> Iterator[TextIO]:
    if target is None:
        yield sys.stdout
        return
    try:
        with target.open("w", encoding="utf-8", newline="") as stream:
            yield stream
    except OSError as error:
        raise UsageError(f"{str(target)!r} cannot be written: {error.strerror}", kind="bad_output") from error


def _write_table(table: Table, stream: TextIO) -> None:
    from extractor.store import format_cell  # noqa: PLC0415

    print_table(table.columns, ([format_cell(value) for value in row] for row in table.rows), stream=stream)


def _write_csv(table: Table, stream: TextIO) -> None:
    from extractor.store import to_csv  # noqa: PLC0415

    text = to_csv(table)
    stream.write(clean(text) if stream.isatty() else text)


def _write_jsonl(table: Table, stream: TextIO) -> None:
    from extractor.store import to_jsonl  # noqa: PLC0415

    stream.write(escape_json(to_jsonl(table)))


WRITERS = {QueryFormat.TABLE: _write_table, QueryFormat.CSV: _write_csv, QueryFormat.JSONL: _write_jsonl}


def _write_parquet(settings: Settings, sql: str, target: Path | None) -> None:
    from extractor.store import export_parquet  # noqa: PLC0415

    if target is not None:
        export_parquet(settings.db, sql, target, wait=settings.lock_wait)
        return
    if sys.stdout.isatty():
        raise UsageError("Parquet is no text for a terminal", hint="Add -o FILE, or send stdout to a file")
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "rows.parquet"
        export_parquet(settings.db, sql, rows, wait=settings.lock_wait)
        with rows.open("rb") as stream:
            shutil.copyfileobj(stream, sys.stdout.buffer)
