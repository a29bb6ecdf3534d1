"""Exchanges with the embedded model, recorded for real: asked again word for word, read as they came.

A request that changes by one letter no longer matches its recording; `make record` asks the model anew.
"""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from extractor.llm import Question, open_model
from extractor.llm.endpoint import choose_endpoint
from extractor.prompt import cut_pieces, load_prompt
from extractor.schema import to_facts
from extractor.settings import load_settings

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"), key=lambda path: path.stat().st_size)
PROMPT = load_prompt()
SHORT = (
    "Officers from Kent Police made 12 arrests in Dover on Monday.\n\n"
    "They seized more than £2,000 in cash and two knives."
)

pytestmark = [pytest.mark.vcr, pytest.mark.usefixtures("recorded_model")]


def forget(request_hash):
    """Nothing is stored."""


def question(text, span=None):
    """A question about a text, or about a stretch of it."""
    span = span or (0, len(text))
    return Question("doc_1", span, PROMPT.messages(text[slice(*span)]))


async def read_in_pieces(text):
    """Every piece of a text, one after the other, as the embedded model takes them: answers and attempts."""
    attempts = []
    async with open_model(load_settings()) as model:
        spans = cut_pieces(text, model.piece_chars)
        answers = [
            await model.ask(question(text, span), recall=forget, keep=attempts.append) for span in spans
        ]
    return answers, attempts


def assert_read(text, answers, attempts):
    """Each piece with a number was asked about once, and every quote that came back stands in the text."""
    assert {attempt.outcome for attempt in attempts} == {"answered"}
    assert [answer.failure for answer in answers if answer.failure] == []
    assert len(attempts) == sum(bool(answer.attempts) for answer in answers)
    assert all(attempt.prompt_tokens > attempt.completion_tokens > 0 for attempt in attempts)
    facts = [fact for answer in answers for fact in to_facts(answer.report)]
    assert facts
    assert [fact.quote for fact in facts if fact.quote not in text] == []


@pytest.mark.parametrize("seed", SEEDS[:-1], ids=lambda path: path.stem)
async def test_a_sample_report_is_read(seed):
    """With real answers from a real, if very weak, model."""
    text = seed.read_text(encoding="utf-8")
    assert_read(text, *await read_in_pieces(text))


async def test_a_long_document_is_read_in_many_pieces():
    """The longest of the sample reports."""
    text = SEEDS[-1].read_text(encoding="utf-8")
    answers, attempts = await read_in_pieces(text)
    assert_read(text, answers, attempts)
    assert len(answers) > 30
    assert all(attempt.piece_end - attempt.piece_start <= 300 for attempt in attempts)
    assert all(one.piece_start < two.piece_start < two.piece_end for one, two in pairwise(attempts))


async def test_a_reask_carries_the_answer_and_the_reasons():
    """The second request begins with the first, so that the endpoint reads only what is new."""
    attempts = []
    async with open_model(load_settings()) as model:
        first = await model.ask(question(SHORT), recall=forget, keep=attempts.append)
        reasons = [f"{fact.measure} {fact.value}: read it again" for fact in to_facts(first.report)]
        messages = PROMPT.reask(question(SHORT).messages, first.text, reasons)
        again = Question("doc_1", (0, len(SHORT)), messages, reask=True)
        second = await model.ask(again, recall=forget, keep=attempts.append)
    assert [attempt.reask for attempt in attempts] == [False, True]
    assert attempts[1].cached_tokens >= attempts[0].prompt_tokens - 10
    assert second.report is not None


async def test_the_server_takes_the_whole_schema_too(monkeypatch):
    """As larger models are asked: llama.cpp makes a grammar of it, and the answer fits."""
    whole = replace(choose_endpoint(load_settings()), narrow=False, max_output_tokens=1_000)
    monkeypatch.setattr("extractor.llm.choose_endpoint", lambda settings: whole)
    attempts = []
    async with open_model(load_settings()) as model:
        answer = await model.ask(question(SHORT), recall=forget, keep=attempts.append)
        assert model.mode == "json_schema"
    assert [attempt.outcome for attempt in attempts] == ["answered"]
    assert answer.failure is None
