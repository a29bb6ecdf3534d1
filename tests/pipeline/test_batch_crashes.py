"""A process that dies between two steps of a batch: the same command goes on, and nothing is paid twice."""

import asyncio

import pytest
from scripted import seed_answers

from extractor.document import Document
from extractor.llm.batch import BatchClient
from extractor.pipeline import collect_batches, run_documents, submit_documents
from extractor.settings import load_settings
from extractor.store import Store, run_query

FACTS = "SELECT document_id, measure, value, quote, verdict FROM judged_fact ORDER BY ALL"

SUBMITTING = [
    (Store, "start_run"),
    (Store, "save_waiting"),
    (Store, "save_batch"),
    (BatchClient, "upload"),
    (Store, "update_batch"),
    (BatchClient, "create"),
    (Store, "finish_run"),
]
COLLECTING = [
    (BatchClient, "retrieve"),
    (BatchClient, "download"),
    (Store, "start_run"),
    (Store, "save_lines"),
    (Store, "update_batch"),
    (Store, "save_result"),
    (Store, "finish_run"),
]


class Killed(BaseException):
    """Stands for SIGKILL: nothing of this tool catches it."""


def kill_at(monkeypatch, owner, name, turn, *, after):
    """Die at the nth call, before it or after it."""
    real, calls = getattr(owner, name), []

    def die():
        if len(calls) == turn:
            monkeypatch.undo()
            raise Killed

    def plain(*args, **kwargs):
        calls.append(name)
        if not after:
            die()
        found = real(*args, **kwargs)
        if after:
            die()
        return found

    async def awaited(*args, **kwargs):
        calls.append(name)
        if not after:
            die()
        found = await real(*args, **kwargs)
        if after:
            die()
        return found

    monkeypatch.setattr(owner, name, awaited if asyncio.iscoroutinefunction(real) else plain)


def documents():
    return [Document(name=f"{at}.txt", text=text) for at, text in enumerate(seed_answers())]


def work(call):
    """One command; True where it came to its end."""
    with Store.open(load_settings().db) as store:
        try:
            asyncio.run(call(store))
        except Killed:
            return False
    return True


def submit(store):
    return submit_documents(documents(), load_settings(), store)


def collect(store):
    return collect_batches(load_settings(), store)


@pytest.fixture(scope="module")
def undisturbed():
    """What each test compares with, once there is one."""
    return {}


def check(batches, undisturbed, tmp_path):
    """Go on to the end: the facts of an undisturbed run, every request worked on once, no batch too many."""
    assert work(submit)
    for batch in batches.batches.values():
        if batch["status"] == "validating":
            batches.work(batch["id"])
    assert work(collect)
    if not undisturbed:
        with Store.open(tmp_path / "run.duckdb") as store:
            asyncio.run(run_documents(documents(), load_settings(), store))
        undisturbed["facts"] = run_query(tmp_path / "run.duckdb", FACTS).rows
    assert run_query(load_settings().db, FACTS).rows == undisturbed["facts"]
    assert sorted(batches.answered.values()) == [1] * 5
    [(doubled,)] = run_query(
        load_settings().db, "SELECT count(*) - count(DISTINCT request_hash) FROM attempt"
    ).rows
    assert doubled == 0
    assert len(batches.batches) == 1


@pytest.fixture
def patch_of_its_own(batches):
    """A patch of its own, since undoing one at the kill must leave the endpoint's address in place."""
    batches.chat.answers(seed_answers())
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.mark.parametrize(("owner", "step"), SUBMITTING, ids=[name for _, name in SUBMITTING])
def test_killed_while_sending(batches, undisturbed, patch_of_its_own, tmp_path, *, owner, step):
    """After each step, so before the next; the batch that was created is found again, whoever knew its id."""
    kill_at(patch_of_its_own, owner, step, 1, after=True)
    assert not work(submit)
    check(batches, undisturbed, tmp_path)


def test_killed_between_the_endpoint_and_our_own_record(batches, undisturbed, patch_of_its_own, tmp_path):
    """The batch exists, the database does not know its id yet."""
    kill_at(patch_of_its_own, Store, "update_batch", 2, after=False)
    assert not work(submit)
    assert len(batches.batches) == 1
    check(batches, undisturbed, tmp_path)


@pytest.mark.parametrize(("owner", "step"), COLLECTING, ids=[name for _, name in COLLECTING])
def test_killed_while_collecting(batches, undisturbed, patch_of_its_own, tmp_path, *, owner, step):
    """After each step, so before the next; lines that are stored stay stored."""
    assert work(submit)
    batches.work()
    kill_at(patch_of_its_own, owner, step, 1, after=True)
    assert not work(collect)
    check(batches, undisturbed, tmp_path)


@pytest.mark.parametrize("turn", [2, 3])
def test_killed_between_two_portions_of_lines(batches, undisturbed, patch_of_its_own, tmp_path, turn):
    """Each portion is one transaction; the next collection takes the rest."""
    assert work(submit)
    batches.work()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("extractor.pipeline.batch_collect._CHUNK", 1)
        kill_at(patch_of_its_own, Store, "save_lines", turn, after=False)
        assert not work(collect)
        stored = run_query(load_settings().db, "SELECT id FROM attempt").rows
        assert len(stored) == turn - 1
    check(batches, undisturbed, tmp_path)
