"""`extractor query`: SQL over the database, one golden output for each format."""

import io
import json
from pathlib import Path

import duckdb
import pytest

from extractor.store import Store

HARD = """
SELECT
    21 AS whole, 0.50::DECIMAL(10, 2) AS half, 12345678901234567890.5::DECIMAL(38, 6) AS long,
    1.5::DOUBLE AS rough, 'NaN'::DOUBLE AS not_a_number, true AS yes, NULL AS nothing,
    DATE '2026-11-22' AS day,
    TIMESTAMP '2026-11-22 07:00:00' AS moment, ['a', NULL] AS list, {'low': 1, 'high': NULL} AS parts,
    'two' || chr(10) || 'lines, "quoted"' AS text, '=1+1' AS formula, 'caf' || chr(233) AS accent
"""

GOLDEN = {
    "csv": (
        "whole,half,long,rough,not_a_number,yes,nothing,day,moment,list,parts,text,formula,accent\n"
        '21,0.5,12345678901234567890.5,1.5,nan,true,,2026-11-22,2026-11-22T07:00:00,"[""a"", null]",'
        '"{""low"": 1, ""high"": null}","two\nlines, ""quoted""",\'=1+1,café\n'
    ),
    "jsonl": (
        '{"whole": 21, "half": 0.5, "long": 12345678901234567890.5, "rough": 1.5, "not_a_number": "nan", '
        '"yes": true, "nothing": null, "day": "2026-11-22", "moment": "2026-11-22T07:00:00", '
        '"list": ["a", null], "parts": {"low": 1, "high": null}, "text": "two\\nlines, \\"quoted\\"", '
        '"formula": "=1+1", "accent": "café"}\n'
    ),
}

REFUSED = [
    "CREATE TABLE own (a INTEGER)",
    "DELETE FROM fact",
    "COPY fact TO 'out.csv'",
    "ATTACH 'other.duckdb'",
    "INSTALL httpfs",
    "SET memory_limit = '1GB'",
    "SELECT * FROM read_csv('secret.csv')",
    "SELECT * FROM 'secret.csv'",
    "SELECT content FROM read_text('secret.csv')",
    "SELECT 1; SELECT 2",
    "SELEC 1",
    "",
]


@pytest.fixture(autouse=True)
def database(own_folder):
    Store.open(Path("operations.duckdb")).close()
    Path("secret.csv").write_text("a\nsecret\n")


@pytest.mark.parametrize("form", GOLDEN)
def test_every_hard_value_has_one_form(extractor, form):
    """NULL, decimals, dates, lists, structs, line ends, quotes and formulas, byte for byte."""
    result = extractor("query", HARD, "--format", form)
    assert (result.exit_code, result.stdout) == (0, GOLDEN[form])


def test_the_table_holds_what_the_rows_hold(extractor):
    """The default is a table for people, with NULL as nothing."""
    result = extractor("query", "SELECT 21 AS arrests, NULL AS cash, 'Operation [bold]X[/bold]' AS name")
    assert [line.split() for line in result.stdout.splitlines() if "21" in line] == [
        ["21", "Operation", "[bold]X[/bold]"]
    ]


def test_parquet_goes_to_a_pipe_as_bytes(extractor):
    """What comes out is a Parquet file that other programs read."""
    result = extractor("query", HARD, "--format", "parquet")
    Path("rows.parquet").write_bytes(result.stdout_bytes)
    assert duckdb.sql("SELECT whole, half, day::VARCHAR FROM 'rows.parquet'").fetchall()[0][0] == 21


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "table"])
def test_every_format_goes_to_a_file(extractor, form):
    """With -o nothing is printed and the file holds the rows."""
    result = extractor("query", "SELECT 21 AS arrests", "--format", form, "-o", "out.file")
    assert (result.exit_code, result.output) == (0, "")
    assert Path("out.file").stat().st_size > 0


def test_a_file_that_cannot_be_written_is_named(extractor):
    """The folder is missing: a message, no traceback."""
    for form in ("csv", "parquet"):
        result = extractor("query", "SELECT 1", "--format", form, "-o", "nowhere/out.file")
        assert result.exit_code in {2, 5}
        assert "'nowhere/out.file'" in result.stderr


@pytest.mark.parametrize("sql", REFUSED)
def test_a_query_reads_the_database_and_nothing_else(extractor, sql):
    """No writes, no files, no other databases, no settings: exit code 5 and a reason."""
    result = extractor("query", sql)
    assert result.exit_code == 5
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert "secret" not in result.stdout


def test_a_database_that_is_not_there_is_not_made(extractor):
    """A wrong name is an error, and leaves no file behind."""
    result = extractor("query", "SELECT 1", "--db", "other.duckdb")
    assert result.exit_code == 5
    assert "'other.duckdb'" in result.stderr
    assert not Path("other.duckdb").exists()


def test_hostile_values_are_shown_and_not_obeyed(extractor):
    """Control characters from a document do not reach a terminal by way of a table or of JSON."""
    sql = "SELECT chr(27) || ']0;owned' || chr(7) || chr(155) || chr(8238) AS evil"
    for form in ("table", "jsonl"):
        assert not set("\x1b\x07\x9b\u202e") & set(extractor("query", sql, "--format", form).stdout)


def test_two_columns_of_one_name_both_come_out(extractor):
    """JSON objects have no key twice, and no value is lost."""
    result = extractor("query", "SELECT 1 AS a, 2 AS a", "--format", "jsonl")
    assert sorted(json.load(io.StringIO(result.stdout)).values()) == [1, 2]


WIDE = "SELECT " + ", ".join(f"{number} AS column_{number}" for number in range(40)) + ", NULL AS nothing"


def test_a_table_too_wide_for_the_terminal_is_printed_vertically(extractor, monkeypatch):
    """One line a column, without those that are NULL; into a pipe rows stay rows."""
    assert len(extractor("query", WIDE).stdout.splitlines()[-2].split()) == 40
    monkeypatch.setenv("COLUMNS", "100")
    lines = [line.split() for line in extractor("query", WIDE).stdout.splitlines()]
    assert lines[0] == ["──", "1", "──"]
    assert ["column_39", "39"] in lines
    assert "nothing" not in {word for line in lines for word in line}


def test_a_table_that_fits_stays_a_table(extractor, monkeypatch):
    """Long text is folded in its column."""
    monkeypatch.setenv("COLUMNS", "60")
    out = extractor("query", "SELECT 21 AS arrests, repeat('word ', 60) AS quote").stdout
    assert out.splitlines()[1].split() == ["arrests", "quote"]


def test_the_vertical_form_is_there_on_request(extractor):
    """A block a row, hostile values shown and not obeyed."""
    sql = "SELECT unnest([1, 2]) AS n, chr(27) || '[31mred' AS text, NULL AS nothing"
    out = extractor("query", sql, "--format", "vertical").stdout
    assert [line.rstrip() for line in out.splitlines()] == [
        "── 1 ──",
        "n      1",
        "text   ␛[31mred",
        "",
        "── 2 ──",
        "n      2",
        "text   ␛[31mred",
        "",
    ]


def test_a_file_is_there_whole_or_not_at_all(extractor):
    """A query that fails leaves the file that was there; the database itself is never overwritten."""
    Path("out.csv").write_text("before")
    assert extractor("query", "SELEC 1", "--format", "csv", "-o", "out.csv").exit_code == 5
    assert Path("out.csv").read_text() == "before"
    result = extractor("query", "SELECT 1", "--format", "csv", "-o", "operations.duckdb")
    assert result.exit_code == 2
    assert "the database itself" in result.stderr
    assert extractor("query", "SELECT 1", "-o", "/dev/null").exit_code == 0
    assert Path("/dev/null").is_char_device()
