"""A corpus of documents: isolated, asked once, gone on with later."""

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from werkzeug import Response

from extractor import run_corpus
from extractor.errors import EndpointError, InputError, StoreError
from extractor.fact import Fact, Measure, Verdict
from extractor.pipeline import RunOutcome
from extractor.pipeline import one as one_document
from extractor.run import ReportHeader
from extractor.schema import report_json
from extractor.store import Store, open_reader, run_query


def told_by(messages):
    """What a perfect reader says of every "N arrests" in the last message."""
    numbers = re.findall(r"(\d+) arrests", messages[-1]["content"])
    return report_json(ReportHeader(), [Fact(Measure.ARRESTS, Decimal(n), f"{n} arrests") for n in numbers])


@pytest.fixture
def reports(own_folder):
    """Twelve reports, each with another number of arrests."""
    folder = own_folder / "reports"
    folder.mkdir()
    for number in range(11, 23):
        (folder / f"{number}.txt").write_text(f"Officers made {number} arrests.")
    return folder


@pytest.fixture
def reader(scripted):
    """A scripted endpoint that reads every report well."""
    scripted.respond = told_by
    return scripted


def rows(sql):
    return run_query(Path("operations.duckdb"), sql).rows


def trusted():
    return [int(value) for (value,) in rows("SELECT value FROM trusted_fact ORDER BY value")]


def test_every_document_is_asked_and_stored(reader, reports):
    """The summary counts them, the database holds their facts."""
    summary = run_corpus([reports])
    assert summary.outcome is RunOutcome.DONE
    assert (summary.read, summary.done, summary.remaining) == (12, 12, 0)
    assert summary.verdicts[Verdict.CONFIRMED] == 12
    usage = summary.usage
    assert (usage.requests, usage.prompt_tokens, usage.completion_tokens) == (12, 1200, 240)
    assert trusted() == list(range(11, 23))


def test_a_second_run_asks_nothing(reader, reports):
    """What is done under the same model, prompt, schema and settings stays, and is part of the new run."""
    run_corpus([reports])
    asked = len(reader.asked)
    again = run_corpus([reports])
    assert len(reader.asked) == asked
    assert (again.done, again.already_done, again.remaining) == (0, 12, 0)
    with open_reader(Path("operations.duckdb")) as store:
        assert len(list(store.load_run(again.run_id))) == 12


def test_what_is_done_needs_no_endpoint(reader, reports, monkeypatch):
    """The model is opened only when there is something to ask."""
    run_corpus([reports])
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    assert run_corpus([reports]).already_done == 12


@pytest.mark.parametrize(
    "change", [{"model": "other"}, {"temperature": 0.5}, {"piece_chars": 500}, {"reasks": 0}]
)
def test_what_changes_an_answer_asks_again(reader, reports, change):
    """Another model or another setting is other work; the old result stays stored."""
    run_corpus([reports], limit=1)
    assert run_corpus([reports], limit=1, **change).done == 1


@pytest.mark.parametrize("change", [{"concurrency": 2}, {"timeout": 5}, {"retries": 0}])
def test_how_fast_it_is_asked_changes_nothing(reader, reports, change):
    """Speed is no part of the work."""
    run_corpus([reports], limit=1)
    assert run_corpus([reports], limit=1, **change).already_done == 1


def test_a_changed_document_alone_is_asked_again(reader, reports):
    """The work is keyed by content, not by name or time."""
    run_corpus([reports])
    (reports / "11.txt").write_text("Officers made 99 arrests.")
    (reports / "12.txt").rename(reports / "renamed.txt")
    assert run_corpus([reports]).done == 1


def test_the_same_text_twice_is_asked_once(reader, reports):
    """Copies under other names are found under those names, too."""
    (reports / "copy.txt").write_text("Officers made 11 arrests.")
    summary = run_corpus([reports])
    assert (summary.read, summary.repeated, len(reader.asked)) == (12, 1, 12)
    with open_reader(Path("operations.duckdb")) as store:
        assert store.load_result("copy.txt").document_id == store.load_result("11.txt").document_id


def test_a_limit_takes_the_first_documents(reader, reports):
    """The same command again does nothing more."""
    assert run_corpus([reports], limit=3).done == 3
    assert run_corpus([reports], limit=3).already_done == 3
    assert trusted() == [11, 12, 13]


def test_one_bad_document_harms_no_other(reader, reports):
    """Unreadable files and refused requests are failures with their reasons; the rest is stored."""
    (reports / "empty.txt").write_text("")
    (reports / "binary.txt").write_bytes(bytes(range(256)) * 20)
    reader.respond = lambda messages: (
        Response("no", status=400) if " 15 " in messages[-1]["content"] else told_by(messages)
    )
    summary = run_corpus([reports], retries=0)
    assert (summary.read, summary.done, len(summary.failed)) == (14, 11, 3)
    assert {failed.failure.stage for failed in summary.failed} == {"read", "ask"}
    kinds = dict(rows("SELECT name, kind FROM failure"))
    assert {Path(name).name for name in kinds} == {"empty.txt", "binary.txt", "15.txt"}
    assert 15 not in trusted()


def test_only_what_failed_is_asked_again(reader, reports):
    """A failure is no result: the next run tries it, and a success takes its place."""
    reader.respond = lambda messages: (
        Response("no", status=400) if " 15 " in messages[-1]["content"] else told_by(messages)
    )
    run_corpus([reports], retries=0)
    reader.respond, before = told_by, len(reader.asked)
    summary = run_corpus([reports])
    assert (summary.done, summary.already_done, len(reader.asked) - before) == (1, 11, 1)
    assert rows("SELECT * FROM failure") == []


@pytest.mark.parametrize("status", [401, 403, 404])
def test_an_endpoint_that_takes_nobody_stops_the_run(reader, reports, status):
    """What is done is kept, five failed and the rest was not asked, and the error says what to do."""
    refused = Response('{"error": {"message": "no", "code": "model_not_found"}}', status=status)
    reader.respond = lambda messages: refused if len(reader.asked) > 4 else told_by(messages)
    with pytest.raises(EndpointError) as raised:
        run_corpus([reports], concurrency=1, retries=0)
    assert raised.value.hint
    assert trusted() == [11, 12, 13, 14]
    assert len(reader.asked) == 9
    assert rows("SELECT count(*) FROM failure WHERE contains(reason, 'HTTP')") == [(5,)]
    assert rows("SELECT outcome FROM run") == [("failed",)]
    reader.respond = told_by
    assert run_corpus([reports]).already_done == 4


def test_a_fault_of_the_tool_is_the_failure_of_one_document(reader, reports, monkeypatch):
    """A bug that one text brings out is stored with its reason; the other documents go on."""

    def faulty(text):
        if " 15 " in text:
            raise ZeroDivisionError("in a rule")
        return read_numbers(text)

    read_numbers = one_document.read_numbers
    monkeypatch.setattr(one_document, "read_numbers", faulty)
    summary = run_corpus([reports])
    [failed] = summary.failed
    assert (failed.failure.kind, summary.done) == ("internal", 11)
    assert "ZeroDivisionError" in failed.failure.reason


def test_an_answer_is_durable_before_its_verdict(reader, reports, monkeypatch):
    """What was paid for is not asked again, even where the tool failed after the answer."""

    def faulty(*args, **kwargs):
        raise ZeroDivisionError

    reconcile = one_document.reconcile
    monkeypatch.setattr(one_document, "reconcile", faulty)
    assert len(run_corpus([reports]).failed) == 12
    monkeypatch.setattr(one_document, "reconcile", reconcile)
    asked = len(reader.asked)
    assert run_corpus([reports]).done == 12
    assert len(reader.asked) == asked
    assert trusted() == list(range(11, 23))


def test_only_the_piece_without_an_answer_is_asked_again(scripted, own_folder):
    """The answers of the other pieces were kept."""
    paragraphs = [f"Officers made {n} arrests. {'Nothing else happened there. ' * 10}" for n in range(11, 17)]
    Path("long.txt").write_text("\n\n".join(paragraphs))
    scripted.respond = lambda messages: (
        Response("no", status=400) if " 13 " in messages[-1]["content"] else told_by(messages)
    )
    first = run_corpus(["long.txt"], piece_chars=350, retries=0)
    pieces = len(scripted.asked)
    scripted.respond = told_by
    second = run_corpus(["long.txt"], piece_chars=350, retries=0)
    assert (len(first.failed), second.done) == (1, 1)
    assert pieces > 2
    assert len(scripted.asked) == pieces + 1


def test_requests_run_side_by_side_and_never_more_than_allowed(reader, reports):
    """As many at a time as the setting says, whether documents or pieces."""
    running, most = Counter(), []

    def respond(messages):
        running["now"] += 1
        most.append(running["now"])
        import time

        time.sleep(0.05)
        running["now"] -= 1
        return told_by(messages)

    reader.respond = respond
    run_corpus([reports], concurrency=3)
    assert max(most) == 3


def test_progress_tells_every_step(reader, reports):
    """From nothing done to all done, never backwards."""
    import asyncio

    from extractor.pipeline import run_documents
    from extractor.reader import read_documents
    from extractor.settings import load_settings

    steps = []
    settings = load_settings()
    with Store.open(settings.db) as store:
        asyncio.run(run_documents(read_documents([reports]), settings, store, progress=steps.append))
    finished = [step.finished for step in steps]
    assert (finished[0], finished[-1], steps[0].total) == (0, 12, 12)
    assert finished == sorted(finished)
    assert steps[-1].usage.requests == 12


def test_nothing_is_written_where_nothing_can_be_read(own_folder):
    """A path that is not there is an error of input, told before anything is asked."""
    with pytest.raises(InputError):
        run_corpus(["nowhere"])
    assert list(own_folder.iterdir()) == []


def test_a_run_works_inside_a_running_loop(reader, reports):
    """Notebooks have a loop of their own."""
    import asyncio

    async def cell():
        return run_corpus([reports], limit=2)

    assert asyncio.run(cell()).done == 2


def test_a_database_that_fails_stops_the_run(reader, reports, monkeypatch):
    """Nothing more is asked when nothing more can be kept."""

    def full(self, run_id, result):
        raise StoreError("the disk is full", kind="full")

    monkeypatch.setattr(Store, "save_result", full)
    with pytest.raises(StoreError, match="disk is full"):
        run_corpus([reports], concurrency=1)
    assert len(reader.asked) == 1
