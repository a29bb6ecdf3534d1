"""`extractor review`: how it starts and ends, and how it lives beside runs and queries."""

import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
from playwright.sync_api import expect
from reviewing import PROGRAM, make_result, served, store_results
from typer.testing import CliRunner

from extractor.cli.app import app
from extractor.errors import StoreError
from extractor.review.desk import Desk
from extractor.store import Store, run_query


@pytest.fixture
def db(tmp_path):
    path = tmp_path / "operations.duckdb"
    store_results(path, [make_result("a.txt", "Officers made 21 arrests.", [])])
    return path


def review(*args):
    return CliRunner().invoke(app, ["review", "--no-open", *map(str, args)])


def test_it_prints_the_address_alone_and_ends_on_ctrl_c(db):
    """The address goes to stdout, for scripts, everything else to stderr; port and name are as asked."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with served(db, "--name", "Ann", "--port", str(port)) as page:
        assert page.root == f"http://127.0.0.1:{port}"
        assert page.ask("/")[0] == 200
        page.process.send_signal(signal.SIGINT)
        out, err = page.process.communicate(timeout=20)
    assert (page.process.returncode, out) == (0, "")
    assert "as 'Ann'" in err
    assert "Ended." in err
    assert "Traceback" not in err


def test_it_listens_on_this_machine_alone(desk):
    """Not on any address that others can reach."""
    port = int(desk.page.root.rpartition(":")[2])
    own = socket.gethostbyname(socket.gethostname())
    if own.startswith("127."):
        own = "127.0.0.2"
    command = [sys.executable, "-c", f"import socket; socket.create_connection(('{own}', {port}), 2)"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "ConnectionRefusedError" in done.stderr


def test_a_database_that_is_not_there_is_told_and_not_made(tmp_path):
    """With what to do."""
    done = review("--db", tmp_path / "none.duckdb")
    assert done.exit_code == 5
    assert "there is no database" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_goes_away_is_told_and_not_made_anew(tmp_path):
    """Neither a page nor a decision leaves an empty database where the file stood."""
    path = tmp_path / "reports.duckdb"
    Store.open(path).close()
    desk = Desk(path, "Ann", 1.0)
    assert desk.check() == ""
    path.rename(tmp_path / "elsewhere.duckdb")
    for opened in (desk.reading, desk.writing):
        with pytest.raises(StoreError, match=r"reports\.duckdb"), opened():
            pass
    assert not path.exists()


def test_a_port_that_is_taken_is_told(db):
    """With what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = review("--db", db, "--port", taken.getsockname()[1])
    assert done.exit_code == 2
    assert "Leave out --port" in done.stderr


def test_a_name_that_says_nothing_is_refused(db):
    """A decision says who took it."""
    done = review("--db", db, "--name", "  ")
    assert done.exit_code == 2
    assert "--name" in done.stderr


def test_a_query_runs_beside_it_and_a_run_can_write(db):
    """The page holds the file while it answers and for a moment after: less than others wait for it."""
    with served(db) as page:
        assert page.ask("/")[0] == 200
        assert run_query(db, "SELECT count(*) FROM fact", wait=2).rows == [(1,)]
        with Store.open(db, wait=2) as store:
            store.finish_run("run_1", "done")
        assert page.ask("/")[0] == 200


HOLD = """
import sys, time
from pathlib import Path
from extractor.store import Store
with Store.open(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def hold():
    """Another process that holds a database until it is let go."""
    started = []

    def holding(db):
        command = [sys.executable, "-c", HOLD, str(db)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout.readline() == "held\n"
        return process

    yield holding
    for process in started:
        process.kill()
        process.communicate()


def test_while_a_run_holds_the_file_the_page_says_who_and_goes_on_by_itself(db, hold, browser):
    """Nothing is lost: what was decided is stored, what was asked for is shown, once the file is free."""
    with served(db, "--name", "Ann", EXTRACTOR_LOCK_WAIT="0.1") as page:
        tab = browser.new_context().new_page()
        tab.set_default_timeout(20_000)
        tab.goto(page.address)
        tab.locator(".queue .row").click()
        tab.wait_for_load_state()
        holder = hold(db)
        tab.keyboard.press("a")
        expect(tab.get_by_role("heading", name="Waiting for the database")).to_be_visible()
        expect(tab.locator("main")).to_contain_text(f"process {holder.pid}")
        expect(tab.locator("main")).to_contain_text("Your decision is not stored yet")
        second = tab.context.new_page()
        second.goto(page.root)
        expect(second.locator("main")).to_contain_text(f"process {holder.pid}")
        holder.communicate("")
        expect(tab.locator("[data-said]")).to_contain_text("Accepted: 21 arrests")
        expect(second.get_by_role("heading", name="Queue")).to_be_visible()
        tab.context.close()
    assert run_query(db, "SELECT decided_by FROM decision WHERE in_force").rows == [("Ann",)]


def test_it_starts_while_a_run_holds_the_file(db, hold):
    """And says so, instead of giving up."""
    holder = hold(db)
    with served(db, EXTRACTOR_LOCK_WAIT="0.1") as page:
        status, _, body = page.ask("/")
        assert status == 503
        assert f"process {holder.pid}" in body
        threading.Timer(0.1, holder.communicate, [""]).start()
        deadline = time.monotonic() + 20
        while page.ask("/")[0] != 200:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_the_command_does_not_load_its_server_for_help():
    """`extractor --help` stays instant."""
    program = f"import sys; sys.argv = ['extractor', 'review', '--help']\ntry:\n    {PROGRAM}\nfinally:\n    "
    program += "print({'uvicorn', 'starlette', 'jinja2', 'duckdb'} & set(sys.modules))"
    program = program.replace(
        "from extractor.cli import main; main()", "from extractor.cli import main\n    main()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout.endswith("set()\n"), done.stdout + done.stderr
