"""`extractor query` reads its database and nothing else: every function of duckdb is tried on a file."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from extractor.errors import ExtractorError
from extractor.store import Store, run_query

WORD = "hunter2"

STATEMENTS = [
    "SELECT * FROM '{secret}'",
    'SELECT * FROM "{secret}"',
    "SELECT * FROM query('FROM ''{secret}''')",
    "SELECT * FROM query_table(['{secret}'])",
    "WITH x AS (FROM read_text('{secret}')) FROM x",
    "SELECT (SELECT content FROM read_text('{secret}'))",
    "EXPLAIN ANALYZE SELECT * FROM read_text('{secret}')",
    "DESCRIBE FROM read_csv('{secret}')",
    "SUMMARIZE FROM read_csv('{secret}')",
    "PIVOT read_csv('{secret}') ON column0",
    "SELECT getvariable('x'), getenv('SECRET')",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM which_secret('s3://x', 's3')",
    "COPY fact TO '{folder}/out.csv'",
    "COPY (SELECT 1) TO PROGRAM 'touch {folder}/out.csv'",
    "COPY fact FROM '{secret}'",
    "ATTACH '{other}'",
    "ATTACH '{other}' AS o (READ_ONLY)",
    "ATTACH 'http://127.0.0.1:9/x.duckdb'",
    "EXPORT DATABASE '{folder}/out'",
    "IMPORT DATABASE '{folder}'",
    "INSTALL httpfs",
    "LOAD '{folder}/x.duckdb_extension'",
    "FORCE INSTALL httpfs FROM 'http://127.0.0.1:9'",
    "SET enable_external_access = true",
    "SET allowed_paths = ['{secret}']",
    "SET allowed_directories = ['/']",
    "SET temp_directory = '{folder}/temp'",
    "SET log_query_path = '{folder}/log'",
    "SET home_directory = '/'",
    "SET VARIABLE x = (SELECT content FROM read_text('{secret}'))",
    "PRAGMA enable_profiling = 'json'",
    "PRAGMA profile_output = '{folder}/out'",
    "PRAGMA version",
    "CREATE SECRET s (TYPE s3)",
    "CREATE MACRO m(x) AS TABLE SELECT * FROM read_text(x)",
    "CREATE TEMP TABLE t AS SELECT 1",
    "CALL pragma_version()",
    "USE memory",
    "SELECT * FROM read_text('/proc/self/environ')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM read_json('http://127.0.0.1:9/x.json')",
    "SELECT * FROM read_parquet('s3://bucket/x.parquet')",
]


@pytest.fixture(scope="module")
def places(tmp_path_factory) -> dict[str, Path]:
    """A database, and beside it what no query may see."""
    folder = tmp_path_factory.mktemp("reach")
    Store.open(folder / "operations.duckdb").close()
    (folder / "secret.csv").write_text(f"a,b\n{WORD},1\n")
    with duckdb.connect(str(folder / "other.duckdb")) as connection:
        connection.execute(f"CREATE TABLE t AS SELECT '{WORD}' AS a")
    return {"folder": folder, "secret": folder / "secret.csv", "other": folder / "other.duckdb"}


def said(database: Path, sql: str) -> str:
    """The rows, or the message, whatever comes."""
    try:
        return repr(run_query(database, sql).rows)
    except ExtractorError as error:
        return str(error)


@pytest.mark.parametrize("sql", STATEMENTS)
def test_no_statement_leads_out_of_the_database(places, sql, monkeypatch):
    """It is refused, says nothing of what it asked for, and leaves nothing behind."""
    monkeypatch.setenv("SECRET", WORD)
    before = sorted(path.name for path in places["folder"].iterdir())
    with pytest.raises(ExtractorError) as raised:
        run_query(places["folder"] / "operations.duckdb", sql.format(**places))
    assert WORD not in str(raised.value)
    assert raised.value.exit_code == 5
    assert sorted(path.name for path in places["folder"].iterdir()) == before


def functions() -> list[tuple[str, str]]:
    """Every function of duckdb, with its kind."""
    sql = "SELECT DISTINCT function_name, function_type FROM duckdb_functions() ORDER BY ALL"
    with duckdb.connect() as connection:
        return [row for row in connection.execute(sql).fetchall() if row[0].isidentifier()]


def test_no_function_of_duckdb_opens_a_file(places, monkeypatch):
    """All of them, those of a later version too: none gives what stands in a file or the environment."""
    monkeypatch.setenv("SECRET", WORD)
    database = places["folder"] / "operations.duckdb"
    before = sorted(path.name for path in places["folder"].iterdir())
    found = functions()
    tables = [name for name, kind in found if kind in {"table", "table_macro"}]
    scalars = [name for name, kind in found if kind in {"scalar", "macro"}]
    assert len(tables) > 40
    assert len(scalars) > 300
    asked = [
        *(
            f"SELECT * FROM {name}('{places[place]}') LIMIT 5"
            for name in tables
            for place in ("secret", "other")
        ),
        *(f"SELECT {name}('{places['secret']}')" for name in scalars if name != "error"),
        *(f"SELECT {name}('SECRET')" for name in scalars if "env" in name or "get" in name or "var" in name),
    ]
    with _opened(database) as ask:
        leaks = [sql for sql in asked if WORD in ask(sql)]
    assert leaks == []
    assert sorted(path.name for path in places["folder"].iterdir()) == before
    assert os.environ["SECRET"] == WORD


def _opened(database: Path):
    """One locked-down connection for many questions; a new one for each would take minutes."""
    from contextlib import contextmanager

    from extractor.store.connection import connect_reader, lock_down

    @contextmanager
    def opened():
        connection = connect_reader(database, 3)
        lock_down(connection)

        def ask(sql: str) -> str:
            try:
                return repr(connection.execute(sql).fetchmany(5))
            except (duckdb.Error, RuntimeError, ValueError, OverflowError) as error:
                return str(error)

        try:
            yield ask
        finally:
            connection.close()

    return opened()
