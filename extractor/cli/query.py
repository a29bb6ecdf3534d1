"""`extractor query`: SQL over the database, and nothing but the database."""

from __future__ import annotations

import shutil
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from extractor.cli.options import DbOption
from extractor.cli.output import opened
from extractor.cli.terminal import clean, escape_json, fits, print_records, print_table
from extractor.errors import UsageError

if TYPE_CHECKING:
    from extractor.settings import Settings
    from extractor.store import Table


class QueryFormat(StrEnum):
    """How rows are printed; a table that is too wide for the terminal is printed vertically."""

    TABLE = "table"
    VERTICAL = "vertical"
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

    Start with: SELECT * FROM trusted_fact, or FROM operation, unclaimed_number, failure, cost. A table that
    is too wide for the terminal is printed as a block a row, without the columns that are NULL there.
    """
    from extractor.settings import load_settings  # noqa: PLC0415

    settings = load_settings(db=db)
    if output is QueryFormat.PARQUET:
        _write_parquet(settings, sql, target)
        return
    from extractor.store import run_query  # noqa: PLC0415

    table = run_query(settings.db, sql, wait=settings.lock_wait)
    with opened(target, keep=settings.db) as stream:
        WRITERS[output](table, stream)


def _write_table(table: Table, stream: TextIO) -> None:
    from extractor.store import format_cell  # noqa: PLC0415

    rows = [[format_cell(value) for value in row] for row in table.rows]
    if fits(table.columns, rows, stream):
        print_table(table.columns, rows, stream=stream)
    else:
        _write_vertical(table, stream)


def _write_vertical(table: Table, stream: TextIO) -> None:
    from extractor.store import format_cell  # noqa: PLC0415

    cells = ([None if value is None else format_cell(value) for value in row] for row in table.rows)
    print_records(table.columns, cells, stream=stream)


def _write_csv(table: Table, stream: TextIO) -> None:
    from extractor.store import to_csv  # noqa: PLC0415

    text = to_csv(table)
    stream.write(clean(text) if stream.isatty() else text)


def _write_jsonl(table: Table, stream: TextIO) -> None:
    from extractor.store import to_jsonl  # noqa: PLC0415

    stream.write(escape_json(to_jsonl(table)))


WRITERS = {
    QueryFormat.TABLE: _write_table,
    QueryFormat.VERTICAL: _write_vertical,
    QueryFormat.CSV: _write_csv,
    QueryFormat.JSONL: _write_jsonl,
}


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
