"""`extractor status`: what was done, what failed and why, and what it took."""

from datetime import datetime

from extractor.run import Attempt, AttemptOutcome
from extractor.store import Store


def attempt(outcome=AttemptOutcome.ANSWERED, **found):
    """One more request about a document, without a price."""
    started = datetime(2026, 5, 4, 9, 31)
    return Attempt("s", "doc_other", "scripted", outcome, started, 1.0, **found)


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
    assert "cost per document asked about $0.001000".split() in lines
    assert "cost per confirmed fact $0.001000".split() in lines


def test_requests_are_told_by_how_they_ended(extractor, stored):
    """Tokens in, cached ones apart, tokens out, cost, and what the last of them said."""
    slowed = attempt(AttemptOutcome.RATE_LIMITED, reason="HTTP 429: slow down")
    with Store.open(stored) as store:
        store.save_attempt("run_1", slowed)
    lines = [line.split() for line in extractor("status").stdout.splitlines()]
    assert "answered 1 1,200 1,000 80 $0.0010".split() in lines
    assert "rate limited 1 0 0 0 $0.0000 HTTP 429: slow down".split() in lines


def test_an_unknown_price_is_no_zero(extractor, stored):
    """One answer without a price makes the sums unknown."""
    with Store.open(stored) as store:
        store.save_attempt("run_1", attempt(prompt_tokens=100, completion_tokens=10))
    lines = [line.split() for line in extractor("status").stdout.splitlines()]
    for words in ("cost unknown", "cost per document asked about unknown", "cost per confirmed fact unknown"):
        assert words.split() in lines


def test_where_nothing_was_asked_nothing_is_shared_out(extractor, own_folder):
    """No division by zero documents."""
    Store.open(own_folder / "operations.duckdb").close()
    lines = [line.split() for line in extractor("status").stdout.splitlines()]
    assert "cost per confirmed fact none".split() in lines


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
