"""`extractor numbers`: the number reader alone."""

import json
from pathlib import Path

import pytest

TEXT = "Officers made 14 arrests on Friday 3 May. A 49-year-old man was charged."
KEYS = [
    "document", "start", "end", "text", "value", "value_max", "unit", "qualifier", "role", "measure", "force",
    "place", "offence", "period", "item", "also", "rule",
]  # fmt: skip


@pytest.fixture
def report():
    Path("report.txt").write_text(TEXT)
    return "report.txt"


def lines(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_number_a_line_with_fixed_keys(extractor, report):
    """The keys that scripts rely on, in their order; enumerations as words."""
    rows = lines(extractor("numbers", report, "--format", "jsonl"))
    assert [list(row) for row in rows] == [KEYS] * len(rows)
    assert [rows[0][key] for key in ("text", "value", "role", "measure")] == ["14", 14, "result", "arrests"]


def test_spans_cut_the_number_out_of_the_text(extractor, report):
    """Both offsets are half-open character offsets of the document's own text."""
    for row in lines(extractor("numbers", report, "--format", "jsonl")):
        assert TEXT[row["start"] : row["end"]] == row["text"]


def test_the_table_is_for_people(extractor, report):
    """Without --format a table tells what each number is."""
    result = extractor("numbers", report)
    assert result.exit_code == 0
    assert "report.txt" in result.stdout
    assert "arrests" in result.stdout
    assert "age" in result.stdout


def test_documents_keep_their_names(extractor):
    """Rows of a file, and several files, are told apart."""
    Path("a.txt").write_text("14 arrests")
    Path("rows.jsonl").write_text('{"id": "x", "text": "15 arrests"}\n')
    rows = lines(extractor("numbers", "a.txt", "rows.jsonl", "--format", "jsonl"))
    assert [(row["document"], row["value"]) for row in rows] == [("a.txt", 14), ("rows.jsonl#x", 15)]


def test_standard_input_is_a_dash(extractor):
    """Text can be piped in."""
    assert lines(extractor("numbers", "-", "--format", "jsonl", stdin=TEXT))[0]["value"] == 14


def test_an_unreadable_file_is_told_and_the_rest_goes_on(extractor, report):
    """Exit code 1: done, but not all of it; the reason goes to stderr."""
    Path("empty.txt").write_text("")
    result = extractor("numbers", "empty.txt", report, "--format", "jsonl")
    assert result.exit_code == 1
    assert lines(result)[0]["value"] == 14
    assert "'empty.txt'" in result.stderr


def test_a_path_that_is_not_there_is_an_error_of_input(extractor):
    """Exit code 3, and the path is named."""
    result = extractor("numbers", "nowhere.txt")
    assert result.exit_code == 3
    assert "nowhere.txt" in result.stderr


def test_hostile_text_is_shown_and_not_obeyed(extractor):
    """Colours, titles and links in a document do not reach the terminal."""
    Path("evil.txt").write_text("\x1b]0;owned\x07\x1b[31m14 arrests\x1b[0m and [red]15[/red] more \u202e")
    for form in ("table", "jsonl"):
        out = extractor("numbers", "evil.txt", "--format", form).output
        assert not set("\x1b\x07\u202e") & set(out)
