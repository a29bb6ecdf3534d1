"""A real browser at the real command: one browser and one server for all tests of a worker.

Playwright's plain interface leaves an event loop running in the thread that it was started in, where then no
other test could start one. So browser, pages and the tests that use them run in a thread of their own.
"""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from reviewing import Served, make_result, served, store_results

from extractor.fact import Fact, Measure
from extractor.run import tagged_hash
from extractor.store import StoreReader, open_reader

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # What a site does that makes its own name point to this machine.
    "--host-resolver-rules=MAP rebound.test 127.0.0.1",
]

expect.set_options(timeout=20_000)  # many tests may share the machine

SHARED = ThreadPoolExecutor(max_workers=1, thread_name_prefix="browser")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """Run a test that uses the browser in the browser's thread."""
    if "browser" not in pyfuncitem.fixturenames:
        return None
    given = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    SHARED.submit(pyfuncitem.obj, **given).result()
    return True


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here; on Debian and Ubuntu: apt-get install chromium")

    def start():
        playwright = sync_playwright().start()
        return playwright, playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)

    playwright, launched = SHARED.submit(start).result()
    yield launched
    SHARED.submit(launched.close).result()
    SHARED.submit(playwright.stop).result()


@dataclass(frozen=True)
class Report:
    """One document of the database."""

    id: str
    name: str
    text: str
    facts: tuple[Fact, ...]
    address: str

    def rerun(self, db: Path, run_id: str, *facts: Fact) -> None:
        """Another run reads the same text and claims something else."""
        store_results(db, [make_result(self.name, self.text, facts, work=run_id)], run_id)


@dataclass(frozen=True)
class Desk:
    """The page over a database to which tests add reports of their own."""

    db: Path
    page: Served

    def report(self, name: str, text: str, *facts: Fact) -> Report:
        """A report that nobody has seen."""
        result = make_result(f"{name}.txt", text, facts)
        store_results(self.db, [result], f"run_{name}")
        document_id = result.document.id
        address = f"{self.page.root}/document/{document_id}"
        return Report(document_id, result.document.name, text, tuple(facts), address)

    def reading(self) -> StoreReader:
        return open_reader(self.db)


@pytest.fixture(scope="session")
def desk(tmp_path_factory) -> Iterator[Desk]:
    """The served page of an empty database, with Ann deciding."""
    db = tmp_path_factory.mktemp("review") / "operations.duckdb"
    store_results(db, [], "run_none")
    with served(db, "--name", "Ann") as page:
        yield Desk(db, page)


@pytest.fixture
def report(desk, request) -> Report:
    """A report with a contradicted, a confirmed, an unsupported and a missed figure, for this test alone."""
    name = tagged_hash("t", request.node.nodeid)
    text = (
        f"Report {name}.\n\nOfficers arrested 21 people in the town on Friday and executed 14 warrants. "
        "They seized 6 vehicles, and a man aged 34 was spoken to.\n"
    )
    claims = (
        Fact(Measure.CHARGES, Decimal(21), "arrested 21 people"),
        Fact(Measure.WARRANTS, Decimal(14), "executed 14 warrants"),
        Fact(Measure.PHONES, Decimal(3), "three phones were found"),
    )
    return desk.report(name, text, *claims)


@pytest.fixture
def visit(browser, desk) -> Iterator[Callable[..., Page]]:
    """`visit(address, **options)`: a page of a browser that holds the cookie, a new browser for each call."""
    opened: list[BrowserContext] = []

    def go(address: str, **options) -> Page:
        context = browser.new_context(**options)
        opened.append(context)
        name, value = desk.page.cookie
        context.add_cookies([{"name": name, "value": value, "url": desk.page.root, "sameSite": "Strict"}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(address)
        return page

    yield go
    for context in opened:
        SHARED.submit(context.close).result()
