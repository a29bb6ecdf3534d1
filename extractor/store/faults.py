"""What duckdb raises, in the words of this project: nothing of duckdb's leaves the store room unmapped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath

import duckdb

from extractor.errors import QueryError, StoreError, StoreLockedError, StoreVersionError


@dataclass(frozen=True, slots=True)
class _Fault:
    """One way in which duckdb fails, known by the words of its message."""

    pattern: str
    kind: str
    message: str
    """What happened, with the database's name in place of {name}."""
    hint: str
    error: type[StoreError] = StoreError


_ELSEWHERE = "Choose another file, or move this one away"
_DAMAGED = "Put back a copy of it, or move it and its .wal file away and run again"

_FAULTS = (
    _Fault(
        r"could not set lock",
        "locked",
        "the database {name} is in use by {holder}",
        "Wait until that has ended, or end it, then try again",
        StoreLockedError,
    ),
    _Fault(
        r"version number",
        "version",
        "the database {name} was written by a newer version of duckdb",
        "Install the newest extractor, or choose another file",
        StoreVersionError,
    ),
    _Fault(
        r"different configuration",
        "already_open",
        "this process has the database {name} open already, for another purpose",
        "Close the Store first",
    ),
    _Fault(r"is a directory", "directory", "{name} is a folder, no database file", _ELSEWHERE),
    _Fault(
        r"not a valid duckdb database|sqlite|unable to deserialize",
        "not_a_database",
        "{name} is no DuckDB database",
        _ELSEWHERE,
    ),
    _Fault(
        r"corrupt|checksum|could not read enough bytes|read out of range|failure while replaying wal",
        "damaged",
        "the database {name} is damaged or cut short",
        _DAMAGED,
    ),
    _Fault(
        r"no space left|file too large|disk quota|could not write all|input/output error",
        "disk_full",
        "the database {name} cannot be written: the disk is full or failing",
        "Make room and run again; what was stored stays stored",
    ),
    _Fault(
        r"permission denied|read-only file system|operation not permitted",
        "not_permitted",
        "the database {name} cannot be opened or written: permission denied",
        "Choose a folder that you may write to, or change the permissions",
    ),
    _Fault(
        r"no such file or directory|not a directory|does not exist",
        "no_database",
        "there is no database {name}",
        "Run `extractor run` first, or name another file",
    ),
    _Fault(
        r"database has been invalidated|fatal",
        "invalidated",
        "the database {name} stopped working after an earlier error",
        "Start the command again; what was stored stays stored",
    ),
    _Fault(
        r"out of memory",
        "memory",
        "the database {name} needs more memory than there is",
        "End other programs, or work on fewer documents at once",
    ),
)

_HOLDER = re.compile(r"lock is held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")
_COMMAND_CHARS = 100


def is_locked(error: duckdb.Error) -> bool:
    """Whether another process holds the file, which waiting may heal."""
    return "could not set lock" in str(error).casefold()


def store_error(error: duckdb.Error, path: Path) -> StoreError:
    """The error of this project that stands for an error of duckdb.

    Args:
        error: Any exception of duckdb.
        path: The database that it is about.
    """
    said = str(error)
    name = repr(str(path))
    for fault in _FAULTS:
        if re.search(fault.pattern, said, re.IGNORECASE):
            message = fault.message.format(name=name, holder=_holder(said))
            return fault.error(message, hint=fault.hint, kind=fault.kind)
    first_line = next(iter(said.splitlines()), "") or type(error).__name__
    return StoreError(
        f"the database {name} failed: {first_line}",
        hint="If it happens again, please report it with this message",
        kind="database",
    )


def query_error(error: duckdb.Error) -> QueryError:
    """The error that stands for an error of duckdb about a user's SQL; duckdb's own hints are kept.

    Args:
        error: Any exception of duckdb.
    """
    said = str(error).strip() or type(error).__name__
    if isinstance(error, duckdb.PermissionException):
        return QueryError(
            "a query reads this database; files, other databases and extensions are out of reach",
            hint=said,
            kind="refused",
        )
    if isinstance(error, duckdb.OutOfMemoryException):
        return QueryError(
            "the query needs more memory than a query gets",
            hint="Select fewer rows or columns, add a WHERE or a LIMIT",
            kind="memory",
        )
    if "read-only mode" in said:
        return QueryError("a query only reads", hint=said.splitlines()[0], kind="refused")
    if "configuration has been locked" in said:
        return QueryError("a query changes no settings", hint=said.splitlines()[0], kind="refused")
    return QueryError(said, hint=_where_to_look(error), kind="sql")


@contextmanager
def mapped_errors(path: Path, *, query: bool = False) -> Iterator[None]:
    """Let no exception of duckdb out: each becomes a StoreError, or a QueryError for a user's SQL.

    Args:
        path: The database in use.
        query: True while a user's SQL runs.

    Raises:
        StoreError: in place of any exception of duckdb; the original one is its cause.
        KeyboardInterrupt: where duckdb swallowed one.
    """
    try:
        yield
    except duckdb.Error as error:
        raise (query_error(error) if query else store_error(error, path)) from error
    except RuntimeError as error:
        # duckdb answers Ctrl-C with a bare RuntimeError.
        if str(error) == "Query interrupted":
            raise KeyboardInterrupt from error
        raise


def _holder(said: str) -> str:
    found = _HOLDER.search(said)
    if found is None:
        return "another process"
    called = _command(found["pid"]) or PurePath(found["program"]).name
    return f"{called!r} (process {found['pid']})"


def _command(pid: str) -> str:
    """How a process was called, without the path of its program; empty where the system does not tell."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        return ""
    is_interpreter = PurePath(words[0]).name.startswith("python")
    if is_interpreter and len(words) > 1 and not words[1].startswith("-"):
        words = words[1:]
    line = " ".join(f"{PurePath(words[0]).name} {' '.join(words[1:])}".split())
    return line if len(line) <= _COMMAND_CHARS else f"{line[: _COMMAND_CHARS - 1]}…"


def _where_to_look(error: duckdb.Error) -> str:
    if isinstance(error, duckdb.CatalogException | duckdb.BinderException):
        return "`SHOW ALL TABLES` lists tables and columns, `DESCRIBE operation` those of one"
    return ""
