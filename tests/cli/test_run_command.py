"""`extractor run`: the main job from end to end, through the command line, against a scripted endpoint."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from scripted import NOTHING, seed_answers
from werkzeug import Response

from extractor.store import run_query

HEADLINES = {
    "000": {"arrests": 21, "charges": 12, "warrants": 32},
    "001": {"arrests": 13, "warrants": 12},
    "002": {
        "arrests": 179,
        "weapons": 30,
        "drug_seizures": 40,
        "vehicles": 66,
        "cash": 5700,
        "police_forces": 7,
    },
    "003": {"arrests": 32, "weapons": 7},
    "004": {"arrests": 9, "cash": 1000},
}
KEYS = [
    "run", "outcome", "db", "model", "endpoint", "documents", "facts", "requests", "tokens", "cost", "cap",
    "seconds", "failures",
]  # fmt: skip


@pytest.fixture
def perfect(scripted):
    """An endpoint that answers with the gold facts of the seeds."""
    scripted.answers(seed_answers())
    return scripted


def rows(sql):
    return run_query(Path("operations.duckdb"), sql).rows


def test_the_headline_figures_of_the_five_reports_come_out(extractor, seeds, perfect):
    """With a reader that is right, `operation` holds the arrests 21, 13, 179, 32, 9 and other headlines."""
    result = extractor("run", "seeds")
    assert result.exit_code == 0, result.output
    assert len(perfect.asked) == 5
    listed = extractor("query", "SELECT * FROM operation", "--format", "jsonl").stdout.splitlines()
    found = {Path(row["name"]).name[:3]: row for row in map(json.loads, listed)}
    for name, figures in HEADLINES.items():
        assert {measure: found[name][measure] for measure in figures} == figures, name


def test_show_and_query_work_on_what_run_stored(extractor, seeds, perfect):
    """The other commands read the same file."""
    extractor("run", "seeds")
    shown = extractor("show", "004_625aec2d5acd668f.txt")
    asked = extractor("query", "SELECT arrests FROM operation ORDER BY arrests", "--format", "csv")
    assert shown.exit_code == 0
    assert "✓" in shown.stdout
    assert asked.stdout.split() == ["arrests", "9", "13", "21", "32", "179"]


def test_a_second_run_asks_nothing(extractor, seeds, perfect):
    """The same command again reads what is stored, shows it again, and asks nobody."""
    extractor("run", "seeds")
    again = extractor("run", "seeds")
    assert len(perfect.asked) == 5
    assert again.exit_code == 0
    assert "5 done before" in again.stdout
    assert "✓ confirmed" in again.stdout


def test_a_second_run_ends_at_once(extractor, seeds, perfect):
    """Two seconds from typing to the prompt, of which it waits for nobody: two seconds of processor time."""
    extractor("run", "seeds")
    command = [sys.executable, "-c", "from extractor.cli import main; main()", "run", "seeds"]
    before = os.times()
    subprocess.run(command, capture_output=True, check=True)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    assert spent < 2


def test_bad_files_fail_with_a_reason_and_the_good_ones_are_stored(extractor, seeds, perfect):
    """An unreadable, an empty and a 5 MB file among the seeds: exit code 1, and a reason for each."""
    (seeds / "binary.txt").write_bytes(bytes(range(256)) * 100)
    (seeds / "empty.txt").write_text("")
    (seeds / "huge.txt").write_text("Officers made 14 arrests.\n" * 200_000)
    result = extractor("run", "seeds")
    assert result.exit_code == 1
    assert rows("SELECT count(*) FROM operation") == [(5,)]
    kinds = {Path(name).name: kind for name, kind in rows("SELECT name, kind FROM failure")}
    assert kinds == {"binary.txt": "binary", "empty.txt": "empty", "huge.txt": "oversized"}
    for name, reason in rows("SELECT name, reason FROM failure"):
        assert name in result.stdout
        assert reason in result.stdout


def test_gold_records_are_passed_over_in_silence(extractor, seeds, perfect):
    """The records beside the reports are no documents and no failures."""
    result = extractor("run", "seeds")
    assert "gold" not in result.output
    assert rows("SELECT count(*) FROM document") == [(5,)]


def test_the_end_tells_facts_counts_and_what_to_type_next(extractor, seeds, perfect):
    """A table a document on stdout, with counts; commands that work on stderr."""
    result = extractor("run", "seeds")
    for name in (path.name for path in seeds.glob("*.txt")):
        assert name in result.stdout
    for word in ("✓ confirmed", "Documents  5 read: 5 done, 0 failed", "Facts ", "5 requests, 500 tokens in"):
        assert word in result.stdout
    for command in ("show", "query", "status"):
        assert f" {command}" in result.stderr


def test_the_summary_for_scripts_has_fixed_keys(extractor, seeds, perfect):
    """Exactly one JSON object on stdout."""
    summary = json.loads(extractor("run", "seeds", "--format", "json").stdout)
    assert list(summary) == KEYS
    assert summary["documents"] == {
        "read": 5, "repeated": 0, "done": 5, "already_done": 0, "failed": 0, "remaining": 0,
        "in_batches": 0,
    }  # fmt: skip
    assert summary["tokens"] == {"prompt": 500, "cached": 0, "completion": 100}
    assert summary["cost"] is None, "the price of a scripted model is unknown, never zero"
    assert set(summary["facts"]) == {"confirmed", "unverified", "contradicted", "unsupported", "missed"}


def test_failures_are_in_the_summary_for_scripts(extractor, scripted):
    """Document, id, stage, kind, reason."""
    Path("empty.txt").write_text("")
    result = extractor("run", "empty.txt", "--format", "json")
    [failure] = json.loads(result.stdout)["failures"]
    assert result.exit_code == 1
    assert (failure["document"], failure["stage"], failure["kind"]) == ("empty.txt", "read", "empty")


def test_flags_choose_database_model_and_number(extractor, seeds, perfect):
    """Each flag does what its name says."""
    result = extractor(
        "run", "seeds", "--db", "other.duckdb", "--model", "mine", "--limit", "2", "--concurrency", "1"
    )
    assert result.exit_code == 0
    assert not Path("operations.duckdb").exists()
    assert run_query(Path("other.duckdb"), "SELECT model FROM run").rows == [("mine",)]
    assert len(perfect.asked) == 2
    assert "--db other.duckdb" in result.stderr


def test_standard_input_is_a_document(extractor, scripted):
    """A dash reads it."""
    result = extractor("run", "-", stdin="Officers made 14 arrests.")
    assert result.exit_code == 0
    assert "+ missed" in result.stdout


def test_hostile_text_is_shown_and_not_obeyed(extractor, scripted):
    """Neither the table of facts nor a name of a file steers the terminal."""
    Path("evil\x1b[31m.txt").write_text("\x1b]0;owned\x07 Officers made 14 arrests \x1b[31mtoday.")
    out = extractor("run", ".").output
    assert "14" in out
    assert not set("\x1b\x07") & set(out)


def refused(status):
    return Response('{"error": {"message": "no", "code": "model_not_found"}}', status=status)


ENDS = {
    "done": (0, ["run", "report.txt"], NOTHING),
    "a document failed": (1, ["run", "report.txt", "empty.txt"], NOTHING),
    "unknown flag": (2, ["run", "report.txt", "--colour"], NOTHING),
    "no path": (2, ["run"], NOTHING),
    "a flag of the wrong kind": (2, ["run", "report.txt", "--concurrency", "many"], NOTHING),
    "a setting out of range": (2, ["run", "report.txt", "--concurrency", "0"], NOTHING),
    "an address that is none": (2, ["run", "report.txt", "--base-url", "nowhere"], NOTHING),
    "a path that is not there": (3, ["run", "nowhere.txt"], NOTHING),
    "a folder without documents": (3, ["run", "void"], NOTHING),
    "a key that is refused": (4, ["run", "report.txt"], refused(401)),
    "a model that is not there": (4, ["run", "report.txt"], refused(404)),
    "nobody listens": (4, ["run", "report.txt", "--base-url", "http://127.0.0.1:9/v1"], NOTHING),
    "a database of something else": (5, ["run", "report.txt", "--db", "other.db"], NOTHING),
    "a folder for a database": (5, ["run", "report.txt", "--db", "void"], NOTHING),
}


@pytest.mark.parametrize(("code", "command", "answer"), ENDS.values(), ids=ENDS)
def test_the_exit_code_says_how_it_ended(extractor, scripted, monkeypatch, code, command, answer):  # noqa: PLR0917
    """0 done, 1 with failed documents, 2 usage, 3 input, 4 model, 5 store; a message, never a traceback."""
    monkeypatch.setenv("EXTRACTOR_RETRIES", "0")
    Path("report.txt").write_text("Officers made 14 arrests.")
    Path("empty.txt").write_text("")
    Path("other.db").write_text("This is no database. " * 1000)
    Path("void").mkdir()
    scripted.respond = lambda _: answer
    result = extractor(*command)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    if code > 1:
        assert result.stderr.strip()


def test_five_refusals_in_a_row_keep_what_was_done_and_say_what_to_do(extractor, seeds, perfect):
    """The report is printed and the error follows; what was refused is a failure with its reason."""
    answer = perfect.respond
    perfect.respond = lambda messages: answer(messages) if len(perfect.asked) < 6 else refused(401)
    for number in range(7):
        (seeds / f"later_{number}.txt").write_text(f"Officers in town {number} made 14 arrests.")
    result = extractor("run", "seeds", "--concurrency", "1")
    assert result.exit_code == 4
    assert "5 done, 5 failed, 0 done before, 2 left" in result.stdout
    assert "OPENAI_API_KEY" in result.stderr
    assert "no-real-key" not in result.output


def test_a_key_on_the_command_line_or_in_a_file_is_refused(extractor):
    """Keys come from the environment alone."""
    Path("extractor.toml").write_text('api_key = "no-real-key"\n')
    Path("report.txt").write_text("Officers made 14 arrests.")
    result = extractor("run", "report.txt")
    assert result.exit_code == 2
    assert "environment" in result.stderr
    assert "no-real-key" not in result.output
