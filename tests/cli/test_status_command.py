"""`extractor status`: what was done, what failed and why, and what it took."""


def test_runs_tell_what_they_did(extractor, stored):
    """One line a run: its id, when it started, how it ended, its documents, what it cost, which model."""
    result = extractor("status")
    [line] = [line.split() for line in result.stdout.splitlines() if "run_1" in line]
    assert result.exit_code == 0
    assert line == ["run_1", "2026-05-04", "09:30", "done", "1", "1", "0", "$0.0010", "scripted"]


def test_what_was_spent_is_told_in_full(extractor, stored):
    """Requests, tokens, cached tokens apart, cost."""
    lines = [line.split() for line in extractor("status").stdout.splitlines()]
    for words in ("requests 1", "tokens in 1,200", "tokens out 80", "cost $0.0010"):
        assert words.split() in lines
    assert "of these from the endpoint's cache 1,000".split() in lines


def test_failures_tell_why(extractor, stored):
    """Document, stage, kind, reason."""
    [line] = [line for line in extractor("status").stdout.splitlines() if "blank.txt" in line]
    for word in ("read", "empty", "The file is empty."):
        assert word in line


def test_every_verdict_is_counted(extractor, stored):
    """Also those that no fact has."""
    lines = [line.split() for line in extractor("status").stdout.splitlines()]
    assert ["✓", "confirmed", "1"] in lines
    assert ["!", "unsupported", "1"] in lines
    assert ["?", "unverified", "0"] in lines


def test_without_a_database_it_says_what_to_do(extractor):
    """Exit code 5, the file, and the command that makes one."""
    result = extractor("status")
    assert result.exit_code == 5
    assert "'operations.duckdb'" in result.stderr
    assert "extractor run" in result.stderr
