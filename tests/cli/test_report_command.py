"""`extractor report`: one HTML file to send or to print."""

from pathlib import Path

import pytest

from extractor.store import Store


def test_the_report_is_one_file_and_stdout_stays_silent(extractor, stored):
    """What was written is told on stderr."""
    result = extractor("report", "-o", "out.html")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "1 documents, 1 failed: 'out.html'\n"
    html = Path("out.html").read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>")
    assert html.endswith("</html>\n")
    assert "reports/dover.txt" in html
    assert "The file is empty." in html
    assert "$0.0010" in html
    assert [path.name for path in Path().iterdir() if "part" in path.name] == []


def test_a_dash_is_stdout(extractor, stored):
    """The same page, for a pipe."""
    html = extractor("report", "-o", "-", "--title", "Dover").stdout
    assert "<h1>Dover</h1>" in html
    assert html.endswith("</html>\n")


@pytest.mark.parametrize("pattern", ["dover.txt", "reports/d*", "doc_18e8e", "*.txt"])
def test_documents_are_chosen_by_name_pattern_or_id(extractor, stored, pattern):
    """As a person knows them."""
    extractor("report", "-o", "out.html", "--documents", pattern)
    assert Path("out.html").read_text().count("<article") == 1


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("--documents", "nowhere.txt"), 3, "no document 'nowhere.txt'"),
        (("--run", "run_9"), 3, "no run 'run_9'"),
        (("--verdict", "maybe"), 2, "maybe"),
        (("--db", "other.duckdb"), 5, "'other.duckdb'"),
    ],
)
def test_what_cannot_be_chosen_is_named_and_nothing_is_written(extractor, stored, args, code, words):
    """Exit code and message; no empty page."""
    result = extractor("report", "-o", "out.html", *args)
    assert result.exit_code == code
    assert words in result.stderr
    assert not Path("out.html").exists()


@pytest.mark.parametrize("target", ["nowhere/out.html", ".", "operations.duckdb"])
def test_a_place_that_cannot_be_written_is_named(extractor, stored, target):
    """A missing folder, a folder, the database itself."""
    before = stored.read_bytes()
    result = extractor("report", "-o", target)
    assert result.exit_code == 2
    assert f"{target!r} cannot be written" in result.stderr
    assert stored.read_bytes() == before


def test_an_empty_database_gives_an_empty_report(extractor, own_folder):
    """It says that there is nothing, and is a page all the same."""
    Store.open(Path("operations.duckdb")).close()
    html = extractor("report", "-o", "-").stdout
    assert "Figures from 0 reports" in html
    assert "There is none." in html


def test_a_run_is_reported_as_it_left_things(extractor, stored):
    """The failure of that run, its results, its id."""
    html = extractor("report", "-o", "-", "--run", "run_1", "--verdict", "contradicted").stdout
    assert "from run run_1" in html
    assert html.count('<tr id="d1f') == 2
