"""`extractor run --retry-failed`: what failed is asked again, and nothing else."""

import json
from pathlib import Path

import pytest
from scripted import NOTHING
from typer.testing import CliRunner
from werkzeug import Response

from extractor.cli.app import app
from extractor.store import run_query


@pytest.fixture
def after_failures(own_folder, scripted):
    """A database after a run in which two of five documents failed, one of them without a text."""
    for number in range(11, 15):
        (own_folder / f"{number}.txt").write_text(f"Officers made {number} arrests.")
    (own_folder / "empty.txt").write_text("")
    scripted.respond = lambda messages: (
        Response("no", status=400) if " 13 " in messages[-1]["content"] else NOTHING
    )
    assert run(".").exit_code == 1
    scripted.respond = lambda _: NOTHING
    scripted.asked.clear()
    return scripted


def run(*words):
    return CliRunner().invoke(app, ["run", *words])


def counts(*words):
    result = run(*words, "--format", "json")
    return json.loads(result.stdout)["documents"]


def failed():
    return [
        Path(name).name for (name,) in run_query(Path("operations.duckdb"), "SELECT name FROM failure").rows
    ]


def test_without_a_path_the_stored_text_is_asked_about(after_failures):
    """One request; the file without a text is named, with what to do."""
    for path in Path().glob("*.txt"):
        path.rename(path.with_suffix(".gone"))
    result = run("--retry-failed")
    assert len(after_failures.asked) == 1
    assert "1 failed without a text" in result.stderr
    assert "empty.txt" in result.stderr
    assert (result.exit_code, failed()) == (0, ["empty.txt"])


def test_with_a_path_only_what_failed_there_is_asked(after_failures):
    """A new file is not read as one; a mended one is."""
    Path("new.txt").write_text("Officers made 99 arrests.")
    Path("empty.txt").write_text("Officers made 15 arrests.")
    assert counts("--retry-failed", "13.txt")["done"] == 1
    assert counts("--retry-failed", ".")["done"] == 1
    assert [messages[-1]["content"][-11:] for messages in after_failures.asked] == [
        "13 arrests.",
        "15 arrests.",
    ]
    assert failed() == []


def test_where_nothing_failed_nothing_is_asked(after_failures):
    """And the run is done."""
    Path("empty.txt").unlink()
    counts("--retry-failed")
    asked = len(after_failures.asked)
    assert counts("--retry-failed")["read"] == 0
    assert len(after_failures.asked) == asked


def test_what_fails_again_is_told_how_to_ask_again(after_failures):
    """Exit code 1, and the command."""
    after_failures.respond = lambda _: Response("no", status=400)
    result = run("--retry-failed")
    assert result.exit_code == 1
    assert "extractor run --retry-failed" in result.stderr


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [([], 2, "no PATH"), (["--retry-failed", "--db", "nowhere.duckdb"], 5, "no database")],
)
def test_what_makes_no_sense_is_told(words, code, told, own_folder, scripted):
    """Nothing is made where nothing can have failed."""
    result = run(*words)
    error = result.stderr if result.exit_code == code else str(result.exception)
    assert told in error
    assert list(own_folder.iterdir()) == []


def test_five_refusals_in_a_row_leave_the_rest_for_the_next_run(own_folder, scripted):
    """Exit code 4 with what to do; the same command goes on."""
    for number in range(11, 21):
        (own_folder / f"{number}.txt").write_text(f"Officers made {number} arrests.")
    scripted.respond = lambda _: Response('{"error": {"message": "no such key"}}', status=401)
    result = run(".", "--concurrency", "1")
    assert len(scripted.asked) == 5
    scripted.respond = lambda _: NOTHING
    assert counts(".")["done"] == 10
    error = f"{result.stderr}{result.exception}"
    assert "OPENAI_API_KEY" in error
    assert "goes on with the rest" in result.stderr
