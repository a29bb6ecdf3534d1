"""Opening the database file: one writer, or any number of readers that can do nothing but read."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb

from extractor.errors import StoreError
from extractor.store.faults import is_locked, mapped_errors

_OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}

WRITER = {**_OFFLINE, "storage_compatibility_version": "v1.5.0"}
"""Files can be read by the duckdb 1.5 line too, which other programs still carry."""

READER = {**_OFFLINE, "memory_limit": "1GB", "temp_directory": ""}
"""Bounded, and nothing is written beside the database, not even to make room."""

_PAUSE = 0.05
_HEADERS = 3 * 4096
"""Bytes before the first block of a database file."""


def connect_writer(path: Path, wait: float) -> duckdb.DuckDBPyConnection:
    """Open for writing, creating the file where there is none.

    Args:
        path: The database file.
        wait: Seconds to wait for another process to let go of it.

    Raises:
        StoreLockedError: another process still holds it after `wait` seconds.
        StoreError: it cannot be opened; the message says why.
    """
    _check_place(path)
    if path.exists() and _log_of(path).exists():
        # Opening for writing works the log into the file, and would hide that the file was cut short.
        _connect(path, wait, WRITER, read_only=True).close()
    return _connect(path, wait, WRITER, read_only=False)


def connect_reader(path: Path, wait: float) -> duckdb.DuckDBPyConnection:
    """Open an existing file for reading only.

    Args:
        path: The database file.
        wait: Seconds to wait for another process to let go of it.

    Raises:
        StoreLockedError: another process still writes after `wait` seconds.
        StoreError: there is no such file, or it cannot be opened; the message says why.
    """
    _check_place(path)
    if not path.exists():
        raise StoreError(
            f"there is no database {str(path)!r}",
            hint="Run `extractor run` first, or name another file",
            kind="no_database",
        )
    return _connect(path, wait, READER, read_only=True)


def lock_down(connection: duckdb.DuckDBPyConnection, writable: Path | None = None) -> None:
    """Make a connection fit for SQL of users: no files, no other databases, no extensions, no settings.

    Args:
        connection: Open for reading.
        writable: One file that it may write and read all the same.
    """
    if writable is not None:
        # Duckdb takes the list only after it has started, and as SQL.
        quoted = str(writable.absolute()).replace("'", "''")
        connection.execute(f"SET allowed_paths = ['{quoted}']")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of it or nothing.

    Any error rolls back and is raised again: COMMIT after an error would say nothing and keep nothing.
    """
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException:
        with suppress(duckdb.Error):
            connection.rollback()
        raise


def fetch_rows(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
) -> list[dict[str, Any]]:
    """Every row of a SELECT, by column name; parameters by position or by name."""
    given = dict(parameters) if isinstance(parameters, Mapping) else list(parameters)
    result = connection.execute(sql, given)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _connect(
    path: Path, wait: float, config: Mapping[str, str], *, read_only: bool
) -> duckdb.DuckDBPyConnection:
    deadline = time.monotonic() + wait
    # An absolute path is a file, whatever its name; ":memory:" and "md:x" would be something else.
    target = path.absolute()
    with mapped_errors(path):
        while True:
            # Working a log into the file, on opening for writing, changes what the file should hold.
            settled = read_only or not _log_of(target).exists()
            try:
                connection = duckdb.connect(str(target), read_only=read_only, config=dict(config))
                break
            except duckdb.IOException as error:
                if not is_locked(error) or time.monotonic() >= deadline:
                    raise
            time.sleep(_PAUSE)
        try:
            if settled:
                _check_size(connection, target)
        except BaseException:
            connection.close()
            raise
    return connection


def _log_of(path: Path) -> Path:
    """Where duckdb writes what it has not yet worked into the file; left behind by a process that died."""
    return path.with_name(f"{path.name}.wal")


def _check_size(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Refuse a file that was cut short: duckdb would open it, and fail at the first block that is missing.

    Used blocks alone must be there, since a file shrinks when blocks at its end fall free.
    """
    row = connection.execute("SELECT used_blocks * block_size FROM pragma_database_size()").fetchone()
    if row and row[0] and path.stat().st_size < row[0] + _HEADERS:
        raise duckdb.IOException("could not read enough bytes from file")


def _check_place(path: Path) -> None:
    """Say early, and better than duckdb, what is wrong with a path."""
    try:
        if path.is_dir():
            raise StoreError(
                f"{str(path)!r} is a folder, no database file",
                hint="Name a file in it, such as 'operations.duckdb'",
                kind="directory",
            )
        if not path.absolute().parent.is_dir():
            raise StoreError(
                f"the folder of the database {str(path)!r} does not exist",
                hint="Create it, or choose another file",
                kind="no_folder",
            )
    except OSError as error:
        raise StoreError(
            f"the database {str(path)!r} cannot be reached: {error.strerror}",
            hint="Choose another file",
            kind="not_permitted",
        ) from error
