"""Bringing a database to the present schema."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from extractor.errors import StoreError, StoreVersionError
from extractor.fact import FailedTest, Period, Qualifier, Verdict
from extractor.run import Fate
from extractor.store import Store, migrate, open_reader

TABLES = {
    "attempt",
    "batch",
    "batch_document",
    "batch_request",
    "decided_fact",
    "decision",
    "document",
    "eval_fact",
    "eval_figure",
    "eval_run",
    "fact",
    "finding",
    "mention",
    "report",
    "run",
    "run_document",
    "schema_migration",
}
VIEWS = {
    "cost",
    "failure",
    "headline",
    "judged_fact",
    "latest_report",
    "operation",
    "request",
    "trusted_fact",
    "unclaimed_number",
}

VOCABULARIES = [
    ("fact", "verdict", Verdict),
    ("fact", "failed_test", FailedTest),
    ("fact", "qualifier", Qualifier),
    ("fact", "period", Period),
    ("mention", "fate", Fate),
    ("mention", "qualifier", Qualifier),
    ("mention", "period", Period),
]

SCHEMA = """
SELECT table_name, column_name, data_type, is_nullable, column_default, comment
FROM duckdb_columns() WHERE NOT internal ORDER BY ALL
"""


def read(path: Path, sql: str) -> list[tuple]:
    """Rows, past every door of the store."""
    connection = duckdb.connect(str(path))
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_files_are_numbered_from_one_without_gaps():
    """A migration's number is its place."""
    found = migrate.migrations()
    assert [migration.version for migration in found] == list(range(1, len(found) + 1))


def test_an_empty_place_gets_every_table_and_view(database: Path):
    """Opening creates the file with all that the design names, each migration with its record."""
    Store.open(database).close()
    assert {row[0] for row in read(database, "SELECT table_name FROM duckdb_tables()")} == TABLES
    found = read(database, "SELECT view_name FROM duckdb_views() WHERE NOT internal")
    assert {row[0] for row in found} == VIEWS
    recorded = read(database, "SELECT version, name FROM schema_migration ORDER BY version")
    assert recorded == [(one.version, one.name) for one in migrate.migrations()]


def test_opening_again_changes_nothing(database: Path):
    """A database that is up to date is not written to."""
    Store.open(database).close()
    before = database.read_bytes()
    Store.open(database).close()
    assert database.read_bytes() == before


@pytest.mark.parametrize("known", range(1, len(migrate.migrations())))
def test_every_older_schema_comes_up_to_date(
    known: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_run
):
    """A database of any earlier version keeps its rows and ends with the schema of a new one."""
    old, new = tmp_path / "old.duckdb", tmp_path / "new.duckdb"
    every = migrate.migrations()
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "migrations", lambda: every[:known])
        with Store.open(old) as store:
            store.start_run(make_run())
        with pytest.raises(StoreError) as raised:
            patch.setattr(migrate, "migrations", lambda: every)
            open_reader(old)
        assert raised.value.kind == "outdated"
    Store.open(old).close()
    Store.open(new).close()
    assert read(old, SCHEMA) == read(new, SCHEMA)
    assert read(old, "SELECT id FROM run") == [("run_a",)]


def test_a_migration_that_fails_leaves_nothing_behind(database: Path, monkeypatch: pytest.MonkeyPatch):
    """A migration and its record are one transaction; those before it stand."""
    first = migrate.migrations()[0]
    broken = migrate.Migration(2, "0002_broken.sql", "CREATE TABLE half (x INTEGER); SELECT no_such_column;")
    monkeypatch.setattr(migrate, "migrations", lambda: (first, broken))
    with pytest.raises(StoreError):
        Store.open(database)
    assert read(database, "SELECT version FROM schema_migration") == [(1,)]
    assert read(database, "SELECT 1 FROM duckdb_tables() WHERE table_name = 'half'") == []


@pytest.mark.parametrize("door", [Store.open, open_reader])
def test_a_newer_schema_is_refused(database: Path, door):
    """A file of a later version is neither read nor changed, and the message says what to do."""
    Store.open(database).close()
    read(
        database, "INSERT INTO schema_migration VALUES (99, '0099_later.sql', '9.0', TIMESTAMP '2030-01-01')"
    )
    before = database.read_bytes()
    with pytest.raises(StoreVersionError, match="newer extractor") as raised:
        door(database)
    assert "99" in raised.value.hint
    assert database.read_bytes() == before


@pytest.mark.parametrize("door", [Store.open, open_reader])
def test_a_database_of_something_else_is_refused(database: Path, door):
    """Tables are never put into somebody else's database."""
    read(database, "CREATE TABLE invoice (total DECIMAL(10, 2))")
    with pytest.raises(StoreError, match="something else: it holds invoice") as raised:
        door(database)
    assert raised.value.kind == "foreign"
    assert read(database, "SELECT table_name FROM duckdb_tables()") == [("invoice",)]


@pytest.mark.parametrize(("table", "column", "words"), VOCABULARIES)
def test_a_checked_column_takes_the_words_of_its_enumeration(database: Path, table, column, words):
    """The CHECK of a column and the enumeration in Python list the same words."""
    Store.open(database).close()
    sql = f"""
        SELECT constraint_text FROM duckdb_constraints()
        WHERE table_name = '{table}' AND contains(constraint_text, 'CHECK(({column} IN')
    """
    [(text,)] = read(database, sql)
    assert sorted(text.split("'")[1::2]) == sorted(words)


def test_every_table_view_and_stored_column_says_what_it_means(database: Path):
    """Who opens the file with another program finds the meaning beside the name."""
    Store.open(database).close()
    silent = read(
        database,
        """
        SELECT table_name FROM duckdb_tables() WHERE comment IS NULL
        UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal AND comment IS NULL
        UNION ALL SELECT table_name || '.' || column_name FROM duckdb_columns()
        WHERE NOT internal AND comment IS NULL AND table_name IN (SELECT table_name FROM duckdb_tables())
        """,
    )
    assert silent == []
