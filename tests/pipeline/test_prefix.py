"""What never changes comes first, so that a provider's prompt cache serves every request of a run."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from scripted import completion
from werkzeug import Response

from extractor import run_corpus
from extractor.fact import Fact, Measure
from extractor.prompt import load_prompt
from extractor.run import ReportHeader
from extractor.schema import report_json
from extractor.store import run_query

TEXTS = [
    f"{place} Police made {number} arrests." for number, place in enumerate(("Kent", "Gwent", "Essex"), 11)
]


@pytest.fixture
def reports(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for number, text in enumerate(TEXTS):
        Path(f"{number}.txt").write_text(text)
    return [f"{number}.txt" for number in range(len(TEXTS))]


def sent(messages):
    return json.dumps(messages, ensure_ascii=False)


def test_requests_differ_from_the_document_on_and_not_before(scripted, reports):
    """All they share stands in front: words, examples; the shared prefix is the longest there can be."""
    run_corpus(reports)
    requests = [sent(messages) for messages in scripted.asked]
    shared = next(at for at, letters in enumerate(zip(*requests, strict=False)) if len(set(letters)) > 1)
    assert len(requests) == len(TEXTS)
    assert {request.index(text) for request in requests for text in TEXTS if text in request} == {shared}
    prompt = load_prompt()
    assert shared > sum(map(len, (prompt.system, *(example.text for example in prompt.examples))))


def test_a_re_ask_goes_on_where_its_first_request_ended(scripted, reports):
    """The first request is a prefix of it, whole."""
    wrong = report_json(ReportHeader(), [Fact(Measure.ARRESTS, Decimal(99), TEXTS[0])])
    scripted.respond = lambda _: wrong
    run_corpus(reports[:1])
    first, again = scripted.asked
    assert again[: len(first)] == first
    assert len(again) == len(first) + 2


def test_cached_tokens_are_counted_apart_and_priced_apart(scripted, reports, monkeypatch):
    """A tenth of the price for what came from the cache, in the summary as in the database."""
    for name, price in {"INPUT": "10", "CACHED": "1", "OUTPUT": "20"}.items():
        monkeypatch.setenv(f"EXTRACTOR_PRICES__{name}", price)
    body = completion(report_json(ReportHeader(), []))
    body["usage"]["prompt_tokens_details"] = {"cached_tokens": 80}
    scripted.respond = lambda _: Response(json.dumps(body), content_type="application/json")
    summary = run_corpus(reports)
    each = (Decimal(20) * 10 + 80 * 1 + 20 * 20) / 1_000_000
    assert (summary.usage.prompt_tokens, summary.usage.cached_tokens, summary.usage.cost) == (
        300,
        240,
        3 * each,
    )
    found = run_query(Path("operations.duckdb"), "SELECT prompt_tokens, cached_tokens, cost FROM cost").rows
    assert found == [(300, 240, 3 * each)]
