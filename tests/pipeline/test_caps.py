"""A run with a cap stops before it is passed, leaves nothing half done, and goes on later."""

import json
import re
import time
from decimal import Decimal
from pathlib import Path

import pytest
from scripted import completion
from werkzeug import Response

from extractor import extract, run_corpus
from extractor.errors import CapError, SettingsError
from extractor.fact import Fact, Measure
from extractor.pipeline import RunOutcome
from extractor.run import ReportHeader
from extractor.schema import report_json
from extractor.store import run_query

DOCUMENTS = 12
OUTPUT = 400
SPENT_EACH = 2_700


def answer(messages, prompt=SPENT_EACH - 200, out=200):
    """What a perfect reader says of every "N arrests", at the tokens that a test wants."""
    numbers = re.findall(r"(\d+) arrests", messages[-1]["content"])
    facts = [Fact(Measure.ARRESTS, Decimal(n), f"{n} arrests") for n in numbers]
    body = completion(report_json(ReportHeader(), facts))
    body["usage"] = {"prompt_tokens": prompt, "completion_tokens": out, "total_tokens": prompt + out}
    return Response(json.dumps(body), content_type="application/json")


@pytest.fixture
def reports(own_folder):
    """Twelve reports, each with another number of arrests."""
    folder = own_folder / "reports"
    folder.mkdir()
    for number in range(11, 11 + DOCUMENTS):
        (folder / f"{number}.txt").write_text(f"Officers made {number} arrests.")
    return folder


@pytest.fixture
def reader(scripted, monkeypatch):
    """A scripted endpoint that reads every report well; a dollar per million in, two out."""
    scripted.respond = answer
    monkeypatch.setenv("EXTRACTOR_PRICES__INPUT", "1")
    monkeypatch.setenv("EXTRACTOR_PRICES__OUTPUT", "2")
    monkeypatch.setenv("EXTRACTOR_MAX_OUTPUT_TOKENS", str(OUTPUT))
    return scripted


def rows(sql):
    return run_query(Path("operations.duckdb"), sql).rows


def spent():
    [row] = rows("SELECT sum(prompt_tokens + completion_tokens), sum(cost) FROM attempt")
    return row


@pytest.mark.parametrize("concurrency", [1, 4])
@pytest.mark.parametrize("cap", [{"max_tokens": 14_000}, {"max_cost": "0.014"}], ids=str)
def test_a_run_stops_before_its_cap(reader, reports, cap, concurrency):
    """Requests side by side count too; what was begun and fitted is stored, the rest is untouched."""
    summary = run_corpus([reports], concurrency=concurrency, **cap)
    tokens, cost = spent()
    assert tokens <= cap.get("max_tokens", tokens)
    assert cost <= Decimal(cap.get("max_cost", cost))
    assert 0 < summary.done < DOCUMENTS
    assert summary.outcome is RunOutcome.INTERRUPTED
    assert summary.cap.kind == next(iter(cap))
    assert summary.failed == ()
    assert summary.remaining == DOCUMENTS - summary.done
    assert rows("SELECT count(*) FROM report") == [(summary.done,)]
    assert rows("SELECT outcome FROM run") == [("interrupted",)]


def test_the_same_command_goes_on_until_all_is_done(reader, reports):
    """Each run has the cap anew, none asks again for what an earlier one paid."""
    runs = 0
    while (summary := run_corpus([reports], max_tokens=14_000)).cap is not None:
        runs += 1
        assert summary.done > 0
    assert runs > 1
    assert len(reader.asked) == DOCUMENTS
    assert rows("SELECT count(*) FROM trusted_fact") == [(DOCUMENTS,)]


def test_retries_are_counted(reader, reports):
    """A time-out may be on the bill: it is counted in full, and it is not sent again past the cap."""
    reader.delay = 0.4
    summary = run_corpus([reports], max_tokens=14_000, timeout=0.2, retries=20, max_wait=0.01, concurrency=1)
    assert summary.cap is not None
    assert summary.done == 0
    assert len(reader.asked) < 5


def test_a_document_whose_re_ask_does_not_fit_stays_pending(reader, own_folder):
    """Its first answer is kept, paid for once; the next run asks only the re-ask and stores the document."""
    Path("one.txt").write_text("Officers made 11 arrests.")
    false = Fact(Measure.ARRESTS, Decimal(12), "11 arrests")

    def respond(messages):
        if len(messages) % 2 and "11 arrests" not in messages[-1]["content"]:
            return answer(messages[:-2])
        body = completion(report_json(ReportHeader(), [false]))
        body["usage"] = {"prompt_tokens": 2_500, "completion_tokens": 200}
        return Response(json.dumps(body), content_type="application/json")

    reader.respond = respond
    first = run_corpus(["one.txt"], max_tokens=5_500)
    assert (first.cap.kind, first.done, first.failed, len(reader.asked)) == ("max_tokens", 0, (), 1)
    assert rows("SELECT count(*) FROM report") == [(0,)]
    second = run_corpus(["one.txt"], max_tokens=5_500)
    assert (second.cap, second.done, second.usage.requests) == (None, 1, 1)


def test_a_cap_that_is_not_reached_changes_nothing(reader, reports):
    """All is done, and the summary says nothing of a cap."""
    summary = run_corpus([reports], max_tokens=1_000_000, max_cost="100")
    assert (summary.outcome, summary.cap, summary.done) == (RunOutcome.DONE, None, DOCUMENTS)


def test_a_cap_in_dollars_without_a_price_asks_nothing(scripted, reports):
    """It is told before the database is written and before anything is spent."""
    with pytest.raises(SettingsError, match="EXTRACTOR_PRICES__INPUT"):
        run_corpus([reports], max_cost="1")
    assert scripted.asked == []


def test_a_request_that_was_turned_away_leaves_the_cost_known(reader, reports):
    """It used no tokens; an answer without a count of tokens is what makes a cost unknown."""
    turned_away = Response("slow down", status=429)
    reader.respond = lambda messages: turned_away if len(reader.asked) == 1 else answer(messages)
    summary = run_corpus([reports], limit=2, max_wait=0.01, concurrency=1)
    assert (summary.usage.requests, summary.usage.cost) == (3, 2 * Decimal("0.0029"))
    assert rows("SELECT cost FROM cost") == [(2 * Decimal("0.0029"),)]
    uncounted = completion(report_json(ReportHeader(), []))
    del uncounted["usage"]
    reader.respond = lambda _: Response(json.dumps(uncounted), content_type="application/json")
    assert run_corpus([reports], limit=3).usage.cost is None


def test_a_single_text_keeps_to_the_cap_too(reader):
    """`extract` asks nothing that might pass it."""
    with pytest.raises(CapError, match="The cap is reached"):
        extract("Officers made 11 arrests.", max_tokens=100)
    assert reader.asked == []
    assert extract("Officers made 11 arrests.", max_tokens=50_000).failure is None


def test_who_waits_for_room_waits_for_the_brake_too(reader, reports):
    """A request that found room only while the endpoint asked for a pause does not start in it."""
    starts = []

    def respond(messages):
        starts.append(time.monotonic())
        turned_away = Response("slow down", status=429, headers={"retry-after-ms": "600"})
        return turned_away if len(starts) == 1 else answer(messages)

    reader.respond = respond
    run_corpus([reports], limit=2, max_tokens=5_500, concurrency=2)
    assert starts[1] - starts[0] > 0.5
