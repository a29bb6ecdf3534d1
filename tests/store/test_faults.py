"""Nothing of duckdb's leaves the store room unmapped."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from extractor.errors import QueryError, StoreError, StoreLockedError, StoreVersionError
from extractor.store.faults import mapped_errors

PATH = Path("operations.duckdb")

EVERY_EXCEPTION = [
    kind
    for kind in vars(duckdb).values()
    if isinstance(kind, type)
    and issubclass(kind, Exception)
    and not issubclass(kind, Warning)
    # The DB-API's Warning is no built-in Warning, and nothing raises it.
    and kind is not duckdb.Warning
]

# What duckdb says, what it is called here, and what the message must hold.
SAYINGS = [
    (
        'IO Error: Could not set lock on file "/x/operations.duckdb": Conflicting lock is held in '
        "/usr/bin/python3.11 (PID 99999999) by user ann. See also https://duckdb.org/docs",
        StoreLockedError,
        "locked",
        "'python3.11' (process 99999999)",
    ),
    ("Could not set lock on file: no further word", StoreLockedError, "locked", "another process"),
    (
        "Trying to read a file with version number 90, but we can only read versions between 64 and 69",
        StoreVersionError,
        "version",
        "newer version of duckdb",
    ),
    (
        "Can't open a connection to same database file with a different configuration",
        StoreError,
        "already_open",
        "open already",
    ),
    (
        "The file exists, but it is not a valid DuckDB database file!",
        StoreError,
        "not_a_database",
        "no DuckDB",
    ),
    ("Could not read enough bytes from file: attempted to read 6144", StoreError, "damaged", "damaged"),
    ("Corrupt database file: computed checksum 3 does not match", StoreError, "damaged", "damaged"),
    ("Could not write file: No space left on device", StoreError, "disk_full", "disk is full"),
    ('Cannot open file "x": Permission denied', StoreError, "not_permitted", "permission denied"),
    ('Cannot open file "x": Read-only file system', StoreError, "not_permitted", "permission denied"),
    ('Cannot open file "x": No such file or directory', StoreError, "no_database", "there is no database"),
    ("database has been invalidated because of a previous fatal error", StoreError, "invalidated", "stopped"),
    ("failed to allocate data: Out of Memory Error", StoreError, "memory", "memory"),
    ("something that nobody has seen\nLINE 2", StoreError, "database", "something that nobody has seen"),
]


@pytest.mark.parametrize("kind", EVERY_EXCEPTION, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize(("query", "stands_for"), [(False, StoreError), (True, QueryError)])
def test_every_exception_of_duckdb_is_mapped(kind, query, stands_for):
    """Whatever duckdb raises becomes an error of this project, with the original as its cause."""
    with pytest.raises(stands_for) as raised, mapped_errors(PATH, query=query):
        raise kind("some words")
    assert isinstance(raised.value.__cause__, kind)
    assert raised.value.message
    assert raised.value.kind


def test_the_walk_over_exceptions_finds_them():
    """The list above is duckdb's, with its base class, and not empty by accident."""
    assert duckdb.Error in EVERY_EXCEPTION
    assert len(EVERY_EXCEPTION) > 25


@pytest.mark.parametrize(("said", "error", "kind", "words"), SAYINGS)
def test_what_duckdb_says_becomes_a_message_for_people(said, error, kind, words):
    """The message names the file and what is wrong, the hint what to do."""
    with pytest.raises(StoreError) as raised, mapped_errors(PATH):
        raise duckdb.IOException(said)
    assert type(raised.value) is error
    assert raised.value.kind == kind
    assert words in raised.value.message
    assert "'operations.duckdb'" in raised.value.message
    assert raised.value.hint
    assert "\n" not in str(raised.value)


def test_an_interrupt_that_duckdb_swallowed_is_one_again():
    """Ctrl-C during a statement, which duckdb turns into a RuntimeError, ends the command as Ctrl-C does."""
    with pytest.raises(KeyboardInterrupt), mapped_errors(PATH):
        raise RuntimeError("Query interrupted")


def test_errors_that_are_not_of_duckdb_pass_through():
    """The mapping hides no mistake of this tool."""
    with pytest.raises(RuntimeError, match="something else"), mapped_errors(PATH):
        raise RuntimeError("something else")
