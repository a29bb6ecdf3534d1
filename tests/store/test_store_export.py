"""Results for other programs: every hard type in CSV, JSON lines and Parquet."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from extractor.errors import QueryError, StoreError
from extractor.store import Store, Table, export_parquet, run_query, to_csv, to_jsonl

HARD = """
SELECT
    NULL AS nothing, '' AS empty, true AS yes, -7 AS negative,
    170141183460469231731687303715884105727 AS huge,
    12345678901234567890123456789012.123450::DECIMAL(38, 6) AS exact, 0.1::DOUBLE AS float,
    'nan'::DOUBLE AS nan, '-inf'::DOUBLE AS infinite, DATE '2026-02-01' AS day,
    TIMESTAMP '2026-02-01 03:04:05.678' AS moment, TIME '10:00:00' AS time, INTERVAL 90 MINUTE AS span,
    'x, "y"' || chr(10) || 'é🚔' AS text, ['a', NULL] AS list, [1.50, 2] AS decimals,
    {'a': 1, 'b': [{'c': 'd'}]} AS struct, MAP {'k': 1} AS map, '\\x00ff'::BLOB AS blob,
    '{"a": [1.10, null]}'::JSON AS json, 'one' AS twice, 'two' AS twice
"""

CSV = """\
nothing,empty,yes,negative,huge,exact,float,nan,infinite,day,moment,time,span,text,list,decimals,struct,map,\
blob,json,twice,twice
,,true,-7,170141183460469231731687303715884105727,12345678901234567890123456789012.12345,0.1,nan,-inf,\
2026-02-01,2026-02-01T03:04:05.678000,10:00:00,1:30:00,"x, ""y""
é🚔","[""a"", null]","[1.5, 2]",\
"{""a"": 1, ""b"": [{""c"": ""d""}]}","{""k"": 1}",006666,"{""a"": [1.10, null]}",one,two
"""

JSON_LINE = (
    '{"nothing": null, "empty": "", "yes": true, "negative": -7, '
    '"huge": 170141183460469231731687303715884105727, "exact": 12345678901234567890123456789012.12345, '
    '"float": 0.1, "nan": "nan", "infinite": "-inf", "day": "2026-02-01", '
    '"moment": "2026-02-01T03:04:05.678000", "time": "10:00:00", "span": "1:30:00", '
    '"text": "x, \\"y\\"\\né🚔", "list": ["a", null], "decimals": [1.5, 2], '
    '"struct": {"a": 1, "b": [{"c": "d"}]}, "map": {"k": 1}, "blob": "006666", '
    '"json": {"a": [1.1, null]}, "twice": "one", "twice_1": "two"}\n'
)

FORMULAS = [
    ("=1+1", "'=1+1"),
    ("+44 20", "'+44 20"),
    ("-2 arrests", "'-2 arrests"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("\t=1", "'\t=1"),
    ("\r=1", "'\r=1"),
    ("\n=1", "'\n=1"),
    ("＝1", "'＝1"),
    ("1=1", "1=1"),
    ("'=1", "'=1"),
    (-2, "-2"),
    (Decimal("-2.50"), "-2.5"),
    (-0.5, "-0.5"),
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, make_run, gold_results) -> Path:
    """A database with the five sample reports."""
    path = tmp_path_factory.mktemp("filled") / "operations.duckdb"
    with Store.open(path) as store:
        store.start_run(make_run())
        for result in gold_results:
            store.save_result("run_a", result)
    return path


def test_csv_holds_every_type(filled: Path):
    """One golden text with every hard type: NULL is empty, decimals exact, parts as JSON."""
    assert to_csv(run_query(filled, HARD)) == CSV


def test_json_lines_hold_every_type(filled: Path):
    """One golden line with every hard type, and it is JSON."""
    line = to_jsonl(run_query(filled, HARD))
    assert line == JSON_LINE
    assert json.loads(line, parse_float=Decimal)["exact"] == Decimal("12345678901234567890123456789012.12345")


@pytest.mark.parametrize(("value", "cell"), FORMULAS)
def test_csv_gives_a_spreadsheet_no_formula(value: object, cell: str):
    """Text that a spreadsheet would run gets an apostrophe, in the header too; numbers stay numbers."""
    text = to_csv(Table((str(value),), ("VARCHAR",), [(value,)]))
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[1] == [cell]
    if isinstance(value, str):
        assert rows[0] == [cell]


def test_no_rows_are_a_header_or_nothing(filled: Path):
    """An empty result is valid in both forms."""
    table = run_query(filled, "SELECT id, text FROM document WHERE false")
    assert to_csv(table) == "id,text\n"
    assert to_jsonl(table) == ""


def test_names_that_stand_twice_stay_apart():
    """No column is lost to another of the same name, whatever the names are."""
    table = Table(("a", "a_1", "a", "a"), ("INTEGER",) * 4, [(1, 2, 3, 4)])
    assert json.loads(to_jsonl(table)) == {"a": 1, "a_1": 2, "a_2": 3, "a_3": 4}


def read_parquet(path: Path) -> list[tuple]:
    return duckdb.connect().execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()


STATEMENTS = [
    "SELECT name, arrests, cash, tellings FROM operation ORDER BY name",
    "SELECT name, arrests FROM operation ORDER BY name; -- £ and a remark; with a semicolon",
    "SELECT id, value, flags FROM fact ORDER BY id;;",
    "PIVOT trusted_fact ON period USING count(*) GROUP BY measure ORDER BY measure",
    "SELECT 1 AS a, 2 AS a",
    "FROM operation WHERE false",
]


@pytest.mark.parametrize("sql", STATEMENTS)
def test_parquet_holds_what_the_query_gives(filled: Path, tmp_path: Path, sql: str):
    """The file has the rows of the query, types kept."""
    out = tmp_path / "it's £.parquet"
    export_parquet(filled, sql, out)
    assert read_parquet(out) == run_query(filled, sql).rows


def test_parquet_replaces_a_file_only_when_all_went_well(filled: Path, tmp_path: Path):
    """A query that fails leaves the file that was there, and no half one beside it."""
    out = tmp_path / "out.parquet"
    export_parquet(filled, "SELECT 1 AS a", out)
    for wrong in ("SELECT no_such_column FROM run", "SELECT 'x'::INTEGER FROM range(10)", "DROP TABLE run"):
        with pytest.raises(QueryError):
            export_parquet(filled, wrong, out)
    assert read_parquet(out) == [(1,)]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["out.parquet"]


ESCAPES = [
    "SELECT * FROM read_text('{secret}')",
    "SELECT 1) TO '{folder}/other.csv'; --",
    "COPY (SELECT 1) TO '{folder}/other.csv'",
    "SELECT 1; COPY (SELECT 1) TO '{folder}/other.csv'",
    "SET enable_external_access = true",
]


@pytest.mark.parametrize("sql", ESCAPES)
def test_parquet_opens_no_other_file(filled: Path, tmp_path: Path, sql: str):
    """While one file may be written, no other can be read or written."""
    secret = tmp_path / "secret.csv"
    secret.write_text("hunter2")
    with pytest.raises(QueryError) as raised:
        export_parquet(filled, sql.format(folder=tmp_path, secret=secret), tmp_path / "out.parquet")
    assert "hunter2" not in str(raised.value)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["secret.csv"]


def test_parquet_says_where_it_cannot_write(filled: Path, tmp_path: Path):
    """A folder, a missing folder, and above all the database itself are refused."""
    for target in (tmp_path, tmp_path / "missing" / "out.parquet", filled):
        with pytest.raises(StoreError) as raised:
            export_parquet(filled, "SELECT 1", target)
        assert raised.value.kind == "bad_output"
    assert run_query(filled, "SELECT count(*) FROM document").rows == [(5,)]
