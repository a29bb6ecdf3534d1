"""`extractor replay`: what changed, in words and for scripts; and what a run with a cap says at its end."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from scripted import seed_answers

from extractor.cli.exits import ExitCode
from extractor.fact import Measure
from extractor.mention import Role
from extractor.pipeline import one as one_document

KEYS = ["outcome", "dry_run", "runs", "results", "same", "changed", "left", "kinds", "moved", "seconds"]


@pytest.fixture
def replayable(extractor, scripted, seeds):
    """The seeds, read by a scripted endpoint that knows them."""
    scripted.answers(seed_answers())
    assert extractor("run", "seeds").exit_code == 0
    return scripted


@pytest.fixture
def changed_rule(monkeypatch):
    """The reader has no opinion on arrests any more."""
    known = one_document.read_numbers

    def read(text):
        return tuple(
            replace(one, role=Role.UNKNOWN, measure=None) if one.measure is Measure.ARRESTS else one
            for one in known(text)
        )

    monkeypatch.setattr(one_document, "read_numbers", read)


def test_nothing_moved_is_said_in_three_lines(extractor, replayable):
    """Results, what was asked, time; no request was sent."""
    asked = len(replayable.asked)
    result = extractor("replay")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "Results    5 stored, 5 rebuilt: 5 the same, 0 changed, 0 left as they are"
    assert lines[1] == "Asked      nothing"
    assert len(replayable.asked) == asked


def test_what_moved_is_told_by_kind_and_by_name(extractor, replayable, changed_rule):
    """Counts first, then figures; a dry run says the same and writes nothing."""
    before = Path("operations.duckdb").read_bytes()
    dry = extractor("replay", "--dry-run")
    assert Path("operations.duckdb").read_bytes() == before
    assert "would change" in dry.stdout
    result = extractor("replay")
    lines = [line.split() for line in result.stdout.splitlines()]
    assert any(
        line[:3] == ["fact", "confirmed", "unverified"] and int(line[3]) > 5
        for line in lines
        if len(line) == 4
    )
    assert any("seeds/" in line[0] and "arrests" in line for line in lines if len(line) > 4)


def test_scripts_get_one_object(extractor, replayable, changed_rule):
    """Stable keys; kinds add up to what moved."""
    row = json.loads(extractor("replay", "--format", "json").stdout)
    assert list(row) == KEYS
    assert (row["outcome"], row["results"], row["left"]) == ("done", 5, [])
    assert sum(kind["count"] for kind in row["kinds"]) == len(row["moved"]) > 0
    assert set(row["moved"][0]) == {"document", "thing", "before", "after", "words", "reason"}


def test_without_a_database_none_is_made(extractor, own_folder):
    """It says what to do."""
    result = extractor("replay")
    assert result.exit_code == ExitCode.STORE
    assert "extractor run" in result.stderr
    assert list(own_folder.iterdir()) == []


def test_a_document_that_is_not_there_is_an_error_of_input(extractor, replayable):
    """With the name that was given."""
    result = extractor("replay", "nowhere.txt")
    assert result.exit_code == ExitCode.INPUT
    assert "nowhere.txt" in result.stderr


def test_a_run_that_met_its_cap_says_so_and_how_to_go_on(extractor, scripted, seeds, monkeypatch):
    """Exit code 6, what was spent, what to type; for scripts the kind of cap."""
    scripted.answers(seed_answers())
    monkeypatch.setenv("EXTRACTOR_MAX_OUTPUT_TOKENS", "50")
    result = extractor("run", "seeds", "--max-tokens", "5000", "--concurrency", "1")
    assert result.exit_code == ExitCode.CAP
    assert "Stopped: The cap is reached: " in result.stderr
    assert "of 5,000 tokens are spent" in result.stderr
    assert "the same command goes on" in result.stderr
    assert "left" in result.stdout
    again = json.loads(extractor("run", "seeds", "--max-tokens", "3000", "--format", "json").stdout)
    assert (again["outcome"], again["cap"]) == ("interrupted", "max_tokens")


def test_a_cap_in_dollars_without_a_price_is_refused(extractor, scripted, seeds):
    """A setting that cannot be kept is no setting; nothing was asked."""
    result = extractor("run", "seeds", "--max-cost", "1")
    assert result.exit_code == ExitCode.USAGE
    assert "EXTRACTOR_PRICES__INPUT" in result.stderr
    assert scripted.asked == []
