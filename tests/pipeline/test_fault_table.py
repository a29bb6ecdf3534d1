"""The fault table: every row is played, stored as it says, told as it says, and harms no other document."""

import asyncio
import re
import socket
import ssl
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from faults import BY_SLUG, FAULTS, NOWHERE, Then, fault_of, page, report
from faulty import FaultyEndpoint
from typer.testing import CliRunner

from extractor.cli.app import app
from extractor.document import Document
from extractor.errors import EndpointError
from extractor.pipeline import RunOutcome, failed_again, run_corpus, run_documents
from extractor.settings import load_settings
from extractor.store import Store, run_query

TESTS = Path(__file__).parents[1]
QUICK = {"model": "scripted", "concurrency": 4, "retries": 1, "timeout": 2.5, "max_wait": 0.05}
"""Waits that a test can wait for."""
SENT = {Then.AGAIN: 2, Then.SLOWER: 2, Then.AFTER_WAIT: 2, Then.CORRECTED: 2, Then.HALVED: 3}
"""Requests about a document whose fault lasts, with one retry and one re-ask; one where it is not named."""
HEAL = {*SENT, Then.READ}


def documents():
    """A report for each fault, and a good one after each."""
    for number, fault in enumerate(FAULTS):
        yield Document(fault.slug, report(14, fault.slug))
        yield Document(f"good {number}", report(100 + 2 * number))


async def run_over(found, url, db):
    settings = load_settings(db=db, base_url=url, **QUICK)
    with Store.open(db) as store:
        return await run_documents(found, settings, store)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory):
    """A run in which every fault comes again and again: its summary and its database."""
    db = tmp_path_factory.mktemp("lasting") / "x.duckdb"
    with FaultyEndpoint(lambda text, _: (fault := fault_of(text)) and fault.play) as endpoint:
        summary = asyncio.run(run_over(documents(), endpoint.url, db))
    return summary, db


@pytest.fixture(scope="module")
def passing(tmp_path_factory):
    """A run in which every fault comes once, then one over what failed: summaries, requests of the second."""
    db = tmp_path_factory.mktemp("passing") / "x.duckdb"
    left = {fault.slug: fault.play for fault in FAULTS}
    once = lambda text, _: (fault := fault_of(text)) and left.pop(fault.slug, None)  # noqa: E731
    with FaultyEndpoint(once) as endpoint:
        first = asyncio.run(run_over(documents(), endpoint.url, db))
        before = sum(endpoint.asked.values())
        with Store.open(db) as store:
            again = failed_again(store)
        second = asyncio.run(run_over(again.documents, endpoint.url, db))
    return first, second, sum(endpoint.asked.values()) - before, db


def attempts(db, name):
    sql = f"""
    SELECT attempt.outcome, http_status, reason FROM attempt JOIN document ON document.id = document_id
    WHERE name = '{name}' ORDER BY attempt.started_at
    """
    return run_query(db, sql).rows


def failures(db):
    return dict(run_query(db, "SELECT name, kind FROM failure").rows)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.slug)
def test_a_fault_is_stored_and_told_as_the_table_says(fault, lasting):
    """Each request is an attempt with outcome, status and reason; the document is done or failed with it."""
    summary, db = lasting
    told = attempts(db, fault.slug)
    assert {(outcome, status) for outcome, status, _ in told} == {(fault.outcome, fault.status)}
    assert all(fault.said in reason for *_, reason in told)
    failed = {one.name: one.failure for one in summary.failed}
    if fault.then is Then.READ:
        assert fault.slug not in failed
    else:
        assert len(told) == SENT.get(fault.then, 1)
        assert failed[fault.slug].kind == failures(db)[fault.slug] == fault.outcome
        assert fault.said in failed[fault.slug].reason


def test_no_fault_harms_another_document(lasting):
    """All the good ones are done, and the run ended by itself."""
    summary, db = lasting
    done = {name for (name,) in run_query(db, "SELECT name FROM document WHERE name LIKE 'good%'").rows}
    assert summary.outcome is RunOutcome.DONE
    assert len(done) == len(FAULTS)
    assert not done & {one.name for one in summary.failed}


def test_status_shows_every_failure(lasting, monkeypatch):
    """Document, kind and reason, as the table says."""
    monkeypatch.setenv("COLUMNS", "1000")
    shown = CliRunner().invoke(app, ["status", "--db", str(lasting[1])]).stdout
    rows = [re.split(r" {2,}", line.strip()) for line in shown.splitlines()]
    for fault in FAULTS:
        if fault.then is not Then.READ:
            [cells] = [cells for cells in rows if cells[0] == fault.slug]
            assert cells[:3] == [fault.slug, "ask", fault.outcome]
            assert fault.said[:40] in cells[3]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.slug)
def test_a_fault_that_passes_costs_no_document_where_it_can_heal(fault, passing):
    """What was sent again, corrected or cut in two is done; what failed is done the second time."""
    first, second, *_ = passing
    assert (fault.slug in {one.name for one in first.failed}) is (fault.then not in HEAL)
    assert second.failed == ()


def test_retry_failed_asks_for_what_failed_and_for_nothing_else(passing):
    """As many requests as documents, and then no failure is left; every figure is there."""
    first, second, asked, db = passing
    assert second.done == len(first.failed) == asked > 10
    assert failures(db) == {}
    sql = "SELECT count(DISTINCT document_id) FROM trusted_fact WHERE value IN (14, 15)"
    assert run_query(db, sql).rows == [(len(FAULTS),)]


@contextmanager
def nobody(context=None):
    """An address on loopback with nobody behind it, or with a TLS server that nobody can trust."""
    with socket.create_server(("127.0.0.1", 0), backlog=5) as listener:
        if context is not None:
            threading.Thread(target=shake_hands, args=(listener, context), daemon=True).start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}/v1"


def shake_hands(listener, context):
    while True:
        try:
            connection, _ = listener.accept()
            context.wrap_socket(connection, server_side=True)
        except ssl.SSLError:
            continue
        except OSError:
            return


@contextmanager
def refused():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    yield f"http://127.0.0.1:{port}/v1"


@contextmanager
def unknown_host():
    yield "http://nowhere.invalid/v1"


@contextmanager
def self_signed():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TESTS / "self_signed.pem")
    with nobody(context) as url:
        yield url


@contextmanager
def plain():
    with FaultyEndpoint() as endpoint:
        yield endpoint.url.replace("http:", "https:")


@contextmanager
def crowded_out():
    """A listener whose queue is full: the system answers no further connection."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        yield f"http://127.0.0.1:{port}/v1"
        for one in waiting:
            one.close()


PLACES = (refused, unknown_host, self_signed, plain, crowded_out)


@pytest.mark.parametrize(
    ("row", "place"), [*zip(NOWHERE, PLACES, strict=True)], ids=[name for name, *_ in NOWHERE]
)
def test_an_address_where_nobody_answers_stops_the_run(row, place, own_folder):
    """With what to do; the requests that were tried are stored, and the rest is left for the next run."""
    _, outcome, said = row
    for number in range(3):
        Path(f"{number}.txt").write_text(report(14 + number))
    with place() as url, pytest.raises(EndpointError, match="doctor") as raised:
        run_corpus(
            ["."],
            **{**QUICK, "concurrency": 1},
            base_url=url,
            connect_timeout=0.3 if place is crowded_out else 5,
        )
    assert raised.value.kind == outcome
    told = run_query(Path("operations.duckdb"), "SELECT outcome, http_status, reason FROM attempt").rows
    assert [row[:2] for row in told] == [(outcome, None)] * 2
    assert all(said in reason for *_, reason in told)
    assert run_query(Path("operations.duckdb"), "SELECT count(*) FROM failure").rows == [(1,)]


def test_the_names_in_the_table_are_all_different():
    """A row is found by its name."""
    assert len(BY_SLUG) == len(FAULTS)


def test_the_page_is_the_table():
    """docs/faults.md is what `python tests/faults.py` prints."""
    assert (TESTS.parent / "docs/faults.md").read_text() == page()
    printed = subprocess.run(
        [sys.executable, TESTS / "faults.py"], capture_output=True, text=True, check=True, cwd=TESTS.parent
    )
    assert printed.stdout == page()
