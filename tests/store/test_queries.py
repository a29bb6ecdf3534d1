"""SQL of users: everything about this database, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest

from extractor.errors import QueryError
from extractor.store import Store, queries, run_query

READS = [
    "SELECT 1",
    "FROM run",
    "VALUES (1), (2)",
    "WITH one AS (SELECT 1) FROM one",
    "TABLE run",
    "DESCRIBE operation",
    "SHOW TABLES",
    "SHOW ALL TABLES",
    "SUMMARIZE run",
    "PIVOT run ON model USING count(*)",
    "UNPIVOT (SELECT 1 AS a, 2 AS b) ON a, b",
    "EXPLAIN SELECT 1",
    "SELECT 1;",
    "SELECT ';' AS text; -- one statement, with a remark",
    "/* first */ SELECT 1",
    "SELECT * FROM duckdb_columns()",
    "SELECT list_transform([1], lambda x: x + 1)",
    "SELECT regexp_matches(model, 's.*d') FROM run",
]

REFUSED = [
    "INSERT INTO run SELECT * FROM run",
    "UPDATE run SET model = 'x'",
    "DELETE FROM run",
    "TRUNCATE run",
    "DROP TABLE run",
    "ALTER TABLE run ADD COLUMN x INTEGER",
    "CREATE TABLE x (y INTEGER)",
    "CREATE TEMP TABLE x (y INTEGER)",
    "CREATE TEMP VIEW x AS SELECT 1",
    "CREATE MACRO x() AS 1",
    "CREATE SECRET (TYPE s3)",
    "MERGE INTO run USING run AS r ON run.id = r.id WHEN MATCHED THEN DELETE",
    "WITH gone AS (DELETE FROM run RETURNING *) FROM gone",
    "WITH new AS (INSERT INTO run SELECT * FROM run RETURNING *) FROM new",
    "EXPLAIN ANALYZE DELETE FROM run",
    "ATTACH ':memory:' AS other",
    "ATTACH '{folder}/other.duckdb'",
    "DETACH operations",
    "USE memory",
    "COPY run TO '{folder}/out.csv'",
    "COPY (SELECT 1) TO '{folder}/out.parquet' (FORMAT parquet)",
    "COPY run FROM '{secret}'",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO '{folder}/out.csv'",
    "EXPORT DATABASE '{folder}/out'",
    "IMPORT DATABASE '{folder}'",
    "SELECT * FROM read_csv('{secret}')",
    "SELECT * FROM read_text('{secret}')",
    "SELECT * FROM read_blob('{secret}')",
    "SELECT * FROM read_json('{secret}')",
    "SELECT * FROM read_parquet('{secret}')",
    "SELECT * FROM sniff_csv('{secret}')",
    "SELECT * FROM parquet_metadata('{secret}')",
    "FROM '{secret}'",
    "FROM query_table('{secret}')",
    "FROM query('SELECT * FROM read_text(''{secret}'')')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM duckdb_secrets()",
    "SELECT getenv('HOME')",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SELECT * FROM 'https://news.invalid/x.csv'",
    "SET memory_limit = '100GB'",
    "RESET memory_limit",
    "SET enable_external_access = true",
    "PRAGMA enable_profiling",
    "PRAGMA database_list",
    "CALL pragma_version()",
    "CALL enable_logging()",
    "CHECKPOINT",
    "VACUUM",
    "ANALYZE",
    "BEGIN",
    "COMMIT",
    "PREPARE x AS SELECT 1",
    "EXECUTE x",
    "SELECT nextval('serial')",
    "SELECT 1; SELECT 2",
    "SELECT 1; DROP TABLE run",
    "",
    "   ",
    "-- nothing but a remark",
    ";",
    "SELECT",
    "SELEC 1",
    "SELECT ?",
    "SELECT $name",
    "SELECT 1 /* open",
    "SELECT 'x'::INTEGER",
    "SELECT INTERVAL 10000000 YEARS",
    "SELECT 'a\udcffb'",
]

INTERRUPTED = """
import signal, sys, threading, os
from pathlib import Path
from extractor.store import run_query
signal.signal(signal.SIGINT, signal.default_int_handler)
threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    run_query(Path(sys.argv[1]), "SELECT count(*) FROM range(100000000000) t WHERE hash(range) % 7 = 3")
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, make_run) -> Path:
    """A database with one run, alone in its folder with a file that no query may read."""
    path = tmp_path_factory.mktemp("filled") / "operations.duckdb"
    with Store.open(path) as store:
        store.start_run(make_run())
    (path.parent / "secret.csv").write_text("password\nhunter2\n")
    return path


@pytest.mark.parametrize("sql", READS)
def test_whatever_reads_is_answered(filled: Path, sql: str):
    """SELECT and its relatives give rows."""
    assert run_query(filled, sql).rows


@pytest.mark.parametrize("sql", REFUSED)
def test_whatever_else_is_refused_with_a_message(filled: Path, sql: str):
    """No write, file, other database, setting, extension or second statement; nothing changes."""
    before = filled.read_bytes()
    with pytest.raises(QueryError) as raised:
        run_query(filled, sql.format(folder=filled.parent, secret=filled.parent / "secret.csv"))
    assert raised.value.message
    assert raised.value.kind
    assert "hunter2" not in str(raised.value)
    assert filled.read_bytes() == before
    assert sorted(entry.name for entry in filled.parent.iterdir()) == ["operations.duckdb", "secret.csv"]


HELPFUL = [
    ("SELECT arests FROM operation", "arrests"),
    ("SELECT * FROM operatoin", "operation"),
    ("SELEC 1", "syntax error"),
    ("DELETE FROM run", "DELETE is refused"),
    ("SELECT * FROM read_csv('x.csv')", "files, other databases and extensions are out of reach"),
    ("SELECT 1; SELECT 2", "2 statements"),
    ("", "no statement"),
    ("SELECT INTERVAL 10000000 YEARS", "Cast it to VARCHAR"),
]


@pytest.mark.parametrize(("sql", "words"), HELPFUL)
def test_the_message_says_what_went_wrong(filled: Path, sql: str, words: str):
    """Duckdb's own candidates are kept, refusals are in plain words."""
    with pytest.raises(QueryError) as raised:
        run_query(filled, sql)
    assert words in str(raised.value)


def test_a_table_has_columns_types_and_rows(filled: Path):
    """Names as selected, types as duckdb calls them, decimals without the zeros of their column."""
    numbers = "21::DECIMAL(38, 6) AS n, 0.50::DECIMAL(9, 3) AS n, 100::DECIMAL(9, 2) AS c"
    sql = f"SELECT {numbers}, [1] AS l, NULL AS z"
    table = run_query(filled, sql)
    assert table.columns == ("n", "n", "c", "l", "z")
    assert table.types == ("DECIMAL(38,6)", "DECIMAL(9,3)", "DECIMAL(9,2)", "INTEGER[]", '"NULL"')
    assert [str(value) for value in table.rows[0]] == ["21", "0.5", "100", "[1]", "None"]
    assert table.rows[0][1] == Decimal("0.5")


def test_more_rows_than_fit_are_refused(filled: Path, monkeypatch: pytest.MonkeyPatch):
    """A result is never cut in silence."""
    monkeypatch.setattr(queries, "MAX_ROWS", 1000)
    assert len(run_query(filled, "FROM range(1000)").rows) == 1000
    with pytest.raises(QueryError, match="more than 1,000 rows"):
        run_query(filled, "FROM range(1001)")


def test_a_query_that_needs_too_much_memory_is_refused(filled: Path):
    """Memory is bounded, nothing is written beside the database, and the message says what helps."""
    with pytest.raises(QueryError, match="more memory than a query gets") as raised:
        run_query(filled, "SELECT list(i) FROM range(400_000_000) t(i)")
    assert raised.value.kind == "memory"


@pytest.mark.skipif(not hasattr(os, "kill"), reason="signals of POSIX")
def test_ctrl_c_stops_a_query_at_once(filled: Path):
    """A long query ends within seconds of Ctrl-C, as KeyboardInterrupt."""
    before = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, str(filled)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "interrupted\n", done.stderr
    assert time.monotonic() - before < 15


def test_python_variables_are_no_tables(filled: Path):
    """A name in the caller's frames is not reachable from SQL."""
    secret_list = [{"a": 1}]
    with pytest.raises(QueryError):
        run_query(filled, "SELECT * FROM secret_list")
    assert secret_list
