"""A corpus of reports, an endpoint that counts what it is asked, and commands that can be killed."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from threading import Event, Lock

import pytest
from killable import Killable, Killables, killables
from pytest_httpserver import HTTPServer
from scripted import completion
from werkzeug import Request, Response

from extractor.fact import Fact, Measure
from extractor.llm.model import request_hash
from extractor.prompt import load_prompt
from extractor.run import ReportHeader
from extractor.schema import report_json
from extractor.store import run_query

DOCUMENTS = 50
PIECE_CHARS = 400
_ARRESTS = re.compile(r"made (\d+) arrests")
_CASH = re.compile(r"seized £(\d+) in cash")


def report(number: int) -> str:
    """A report of two figures that no other one has; one in five is so long that it goes in two pieces."""
    filler = "The force thanked residents for their patience. " * 9 + "\n\n" if number % 5 == 0 else ""
    return (
        f"Officers of Kent Police made {number + 10} arrests on Friday.\n\n{filler}"
        f"They seized £{1000 + number} in cash and two knives."
    )


def answer(piece: str, *, again: bool) -> str:
    """What a model makes of a piece: every third count of arrests is wrong until it is asked again."""
    facts = []
    if found := _ARRESTS.search(piece):
        wrong = int(found[1]) % 3 == 0 and not again
        facts.append(Fact(Measure.ARRESTS, Decimal(found[1]) + 500 * wrong, f"{found[1]} arrests"))
    if found := _CASH.search(piece):
        facts.append(Fact(Measure.CASH, Decimal(found[1]), f"£{found[1]} in cash", unit="GBP"))
    return report_json(ReportHeader(report_type="operation", forces=("Kent Police",)), facts)


@dataclass
class Counting:
    """An endpoint that keeps the hash of every request, as the database keys its answers."""

    base_url: str
    delay: float = 0.0
    """Seconds that an answer takes."""
    answers_again: Event = field(default_factory=Event)
    """While it is not set, a request that carries reasons gets no answer."""
    asked: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def handle(self, request: Request) -> Response:
        body = json.loads(request.get_data())
        with self._lock:
            self.asked.append(request_hash(body))
        time.sleep(self.delay)
        messages, at = body["messages"], load_prompt().document_at
        again = len(messages) > at + 1
        if again:
            self.answers_again.wait(60)
        told = answer(messages[at]["content"], again=again)
        return Response(json.dumps(completion(told)), content_type="application/json")

    def wait_for(self, count: int, seconds: float = 60.0) -> None:
        """Return once so many requests came in all."""
        deadline = time.monotonic() + seconds
        while len(self.asked) < count:
            assert time.monotonic() < deadline, f"{len(self.asked)} of {count} requests came"
            time.sleep(0.005)

    @property
    def counts(self) -> Counter[str]:
        """How often each request came."""
        return Counter(self.asked)

    @property
    def environment(self) -> dict[str, str]:
        """What leads a command here."""
        return {
            "OPENAI_BASE_URL": self.base_url,
            "OPENAI_API_KEY": "no-real-key",
            "EXTRACTOR_MODEL": "scripted",
            "EXTRACTOR_PIECE_CHARS": str(PIECE_CHARS),
        }


@pytest.fixture
def counting(scripted_server: HTTPServer) -> Counting:
    """An endpoint of this test's own."""
    endpoint = Counting(scripted_server.url_for("/v1"))
    endpoint.answers_again.set()
    scripted_server.clear()
    chat = scripted_server.expect_request("/v1/chat/completions", method="POST")
    chat.respond_with_handler(endpoint.handle)
    return endpoint


@pytest.fixture(scope="module")
def warm() -> Iterator[Killables]:
    """Where commands are started from; it takes seconds to load everything, so a module shares it."""
    with killables() as parent:
        yield parent


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with the corpus and, once a command has run, the database."""

    folder: Path
    endpoint: Counting
    warm: Killables

    @property
    def database(self) -> Path:
        """The default database of a command that runs here."""
        return self.folder / "operations.duckdb"

    @property
    def log(self) -> str:
        """Whatever the commands said here."""
        return (self.folder / "log").read_text()

    def start(self, *arguments: str, file_bytes: int = 0, **environment: str) -> Killable:
        """Start a command here; without arguments, the run over the corpus."""
        told = arguments or ("run", "reports")
        settings = {**self.endpoint.environment, **environment}
        return self.warm.start(self.folder, self.folder / "log", *told, file_bytes=file_bytes, **settings)

    def rows(self, sql: str) -> list[tuple]:
        """What the database holds."""
        return run_query(self.database, sql).rows


@pytest.fixture
def make_place(tmp_path: Path, counting: Counting, warm: Killables):
    """`make_place(name, documents=50)`: a folder of its own with the corpus in it."""

    def make(name: str, documents: int = DOCUMENTS) -> Place:
        folder = tmp_path / name
        (folder / "reports").mkdir(parents=True)
        for number in range(documents):
            (folder / "reports" / f"{number:03}.txt").write_text(report(number), encoding="utf-8")
        (folder / "reports" / "blank.txt").write_text(" \n")
        (folder / "reports" / "repeated.txt").write_text(report(1), encoding="utf-8")
        return Place(folder, counting, warm)

    return make
