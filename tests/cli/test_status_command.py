"""`extractor status`: what was done, what failed and why, and what it took."""


def test_runs_tell_what_they_did_and_took(extractor, stored):
    """One line a run: outcome, model, documents, requests, tokens, cost."""
    result = extractor("status")
    [line] = [line for line in result.stdout.splitlines() if "run_1" in line]
    assert result.exit_code == 0
    for word in ("2026-05-04 09:30:00", "done", "scripted", "1,200", "1,000", "80", "$0.0010"):
        assert word in line


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
