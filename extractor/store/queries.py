"""SQL of users: one SELECT, over this database and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from extractor.errors import QueryError
from extractor.store.connection import connect_reader, lock_down
from extractor.store.faults import mapped_errors

T = TypeVar("T")

MAX_ROWS = 1_000_000
"""A result is held in memory; more rows than these are for `export_parquet`."""

_SURROGATE = re.compile("[\ud800-\udfff]")

_READING = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN, duckdb.StatementType.MULTI)
"""MULTI is what duckdb makes of PIVOT."""


@dataclass(frozen=True, slots=True)
class Table:
    """The result of a query."""

    columns: tuple[str, ...]
    """As selected; a name may stand twice."""
    types: tuple[str, ...]
    """DuckDB's names of the types, one for each column."""
    rows: list[tuple[Any, ...]]
    """Decimals have no trailing zeros; lists and structs are Python lists and dicts."""


def run_query(path: Path, sql: str, *, wait: float = 3.0) -> Table:
    """The rows of one SELECT.

    The connection can read the database and nothing else: no writing, no files, no other database, no
    settings, no extensions. Ctrl-C stops the query.

    Args:
        path: The database file.
        sql: One SELECT, or what reads like one: FROM, WITH, VALUES, DESCRIBE, SHOW, SUMMARIZE, PIVOT.
        wait: Seconds to wait for a process that writes to the file.

    Raises:
        QueryError: the SQL was refused or failed; the message says why.
        StoreError: there is no such database, or it cannot be opened.
    """
    with query_connection(path, wait) as connection:
        statement = check_statement(connection, sql)
        return interruptible(connection, lambda: _fetch(connection, statement))


def check_statement(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """The one statement that the text holds, if it only reads.

    Raises:
        QueryError: there is none, there are several, or it is of another kind.
    """
    if _SURROGATE.search(sql):
        raise QueryError("the query holds bytes that are no text", hint="Write it in UTF-8", kind="sql")
    statements = connection.extract_statements(sql)
    if not statements:
        raise QueryError(
            "there is no statement in the query", hint="Try `SELECT * FROM operation`", kind="empty"
        )
    if len(statements) > 1:
        raise QueryError(
            f"the query holds {len(statements)} statements", hint="Write one SELECT", kind="refused"
        )
    [statement] = statements
    if statement.type not in _READING:
        raise QueryError(
            f"a query only reads; {statement.type.name} is refused", hint="Write a SELECT", kind="refused"
        )
    return statement


def interruptible(connection: duckdb.DuckDBPyConnection, work: Callable[[], T]) -> T:
    """Do work on the connection so that Ctrl-C stops it at once.

    Duckdb looks at signals only when a query has ended, so the query runs in a thread of its own.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        pending = pool.submit(work)
        try:
            return pending.result()
        except KeyboardInterrupt:
            connection.interrupt()
            raise


def shortest(value: Decimal) -> Decimal:
    """The number without the zeros that its column adds: 21, not 21.000000."""
    text = f"{value:f}"
    return Decimal(text.rstrip("0").rstrip(".")) if "." in text else value


@contextmanager
def query_connection(
    path: Path, wait: float, *, writable: Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A locked-down connection for SQL of users.

    Args:
        path: The database file.
        wait: Seconds to wait for a process that writes to it.
        writable: One file that the connection may write.

    Raises:
        QueryError: in place of any error of duckdb while it is in use.
        StoreError: there is no such database, or it cannot be opened.
    """
    connection = connect_reader(path, wait)
    try:
        with mapped_errors(path, query=True):
            lock_down(connection, writable)
            yield connection
    finally:
        connection.close()


def _fetch(connection: duckdb.DuckDBPyConnection, statement: duckdb.Statement) -> Table:
    result = connection.execute(statement)
    described = result.description
    try:
        rows = result.fetchmany(MAX_ROWS + 1)
    except (OverflowError, ValueError) as error:
        raise QueryError(
            f"a value of the result cannot be shown: {error}", hint="Cast it to VARCHAR", kind="value"
        ) from error
    if len(rows) > MAX_ROWS:
        raise QueryError(
            f"the result has more than {MAX_ROWS:,} rows",
            hint="Add a LIMIT, or write Parquet",
            kind="too_many",
        )
    return Table(
        columns=tuple(column[0] for column in described),
        types=tuple(str(column[1]) for column in described),
        rows=[plain_row(row) for row in rows],
    )


def plain_row(row: Sequence[Any]) -> tuple[Any, ...]:
    """A row as `Table` holds it."""
    return tuple(map(_plain, row))


def _plain(value: Any) -> Any:
    return shortest(value) if isinstance(value, Decimal) else value
