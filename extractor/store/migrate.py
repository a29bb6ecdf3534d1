"""Bringing a database to the present schema: numbered files, each in one transaction with its own record."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

import duckdb

from extractor import __version__
from extractor.errors import StoreError, StoreVersionError
from extractor.store.connection import transaction
from extractor.store.rows import utc_now


class Migration(NamedTuple):
    """One numbered file."""

    version: int
    name: str
    sql: str


def migrations() -> tuple[Migration, ...]:
    """Every migration that this version of the tool knows, oldest first."""
    found = sorted(
        (entry for entry in files("extractor.store.migrations").iterdir() if entry.name.endswith(".sql")),
        key=lambda entry: entry.name,
    )
    return tuple(_migration(entry) for entry in found)


def migrate(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Apply what is not applied yet; a database that is up to date is not written to.

    Args:
        connection: Open for writing.
        path: Its file, for messages.

    Raises:
        StoreVersionError: a newer version of the tool wrote it.
        StoreError: it holds tables of something else.
    """
    present = _version(connection, path)
    for migration in migrations():
        if migration.version > present:
            _apply(connection, migration)


def check_version(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Refuse to read a database whose schema is not the present one.

    Args:
        connection: Open for reading.
        path: Its file, for messages.

    Raises:
        StoreVersionError: a newer version of the tool wrote it.
        StoreError: it is older, empty, or holds something else.
    """
    present = _version(connection, path)
    if present < migrations()[-1].version:
        raise StoreError(
            f"the database {str(path)!r} has the schema of an older version ({present})",
            hint="`extractor run` brings it up to date; nothing in it is lost",
            kind="outdated",
        )


def _migration(entry: Traversable) -> Migration:
    return Migration(int(entry.name.split("_")[0]), entry.name, entry.read_text(encoding="utf-8"))


def _version(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    try:
        row = connection.execute("SELECT max(version) FROM schema_migration").fetchone()
    except duckdb.CatalogException:
        # Asked only where it is needed: to list the tables takes longer than all else on opening.
        _check_empty(connection, path)
        return 0
    present = int(row[0]) if row and row[0] is not None else 0
    known = migrations()[-1].version
    if present > known:
        raise StoreVersionError(
            f"the database {str(path)!r} was written by a newer extractor",
            hint=f"It has schema {present}, this one knows {known}: install the newest extractor",
            kind="version",
        )
    return present


def _check_empty(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    found = connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
    tables = sorted({row[0] for row in found})
    if tables:
        raise StoreError(
            f"{str(path)!r} is a database of something else: it holds {', '.join(tables[:3])}",
            hint="Choose another file",
            kind="foreign",
        )


def _apply(connection: duckdb.DuckDBPyConnection, migration: Migration) -> None:
    with transaction(connection):
        connection.execute(migration.sql)
        connection.execute(
            "INSERT INTO schema_migration VALUES (?, ?, ?, ?)",
            [migration.version, migration.name, __version__, utc_now()],
        )
