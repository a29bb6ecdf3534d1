"""What tests, benchmark and screenshots of the review page share: databases, and the served page."""

import http.client
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from extractor.document import Document
from extractor.fact import Fact, Measure
from extractor.reconcile import verify
from extractor.run import DocumentResult, ReportHeader, Run, tagged_hash
from extractor.store import Store

SEEDS = Path(__file__).parents[1] / "seeds"
PROGRAM = "from extractor.cli import main; main()"


def make_run(run_id: str = "run_1") -> Run:
    """A run of a scripted model."""
    started = datetime(2026, 11, 20, 9, 30)
    return Run(run_id, started, "scripted", "http://127.0.0.1/v1", "operation.v1", "p", "s", "0", {})


def make_result(
    name: str, text: str, facts: Sequence[Fact], header: ReportHeader | None = None, work: str = ""
) -> DocumentResult:
    """A document with claims, reconciled as in a run."""
    checked = verify(text, facts)
    return DocumentResult(
        Document(name, text),
        tagged_hash("work", text, work),
        header or ReportHeader("operation"),
        facts=checked.facts + checked.missed,
        claims=tuple(facts),
        ledger=checked.ledger,
        findings=checked.findings,
    )


def store_results(db: Path, results: Iterable[DocumentResult], run_id: str = "run_1") -> None:
    """A run that made these results, in a database that is made where there is none."""
    with Store.open(db) as store:
        store.start_run(make_run(run_id))
        for result in results:
            store.save_result(run_id, result)
        store.finish_run(run_id, "done")


def flawed_seeds(chance: int = 3) -> Iterator[DocumentResult]:
    """The five sample reports as a hasty reader might answer: some figures wrong, left out or misquoted."""
    dice = random.Random(chance)
    for path in sorted(SEEDS.glob("*.txt")):
        gold = json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))
        lists = (tuple(gold[key]) for key in ("operation_names", "forces", "places"))
        header = ReportHeader(gold["report_type"], *lists)
        facts = [_spoiled(Fact.from_mapping(row), dice) for row in gold["facts"]]
        text = path.read_text(encoding="utf-8")
        yield make_result(f"seeds/{path.name}", text, [fact for fact in facts if fact], header)


def _spoiled(fact: Fact, dice: random.Random) -> Fact | None:
    throw = dice.random()
    if throw < 0.12:
        return None
    if throw < 0.2:
        return replace(fact, value=fact.value + 1)
    if throw < 0.26 and fact.measure is Measure.ARRESTS:
        return replace(fact, measure=Measure.CHARGES)
    if throw < 0.32:
        return replace(fact, quote=f"{fact.quote} in all")
    return fact


def many_reports(count: int) -> Iterator[DocumentResult]:
    """Short reports, each with a right figure, a wrong one and one that is left out."""
    for number in range(count):
        text = (
            f"Report {number}. Officers made {number % 90 + 3} arrests in Ashby and executed "
            f"{number % 40 + 2} warrants. They seized {number % 7 + 2} vehicles."
        )
        facts = [
            Fact(Measure.ARRESTS, Decimal(number % 90 + 3), f"{number % 90 + 3} arrests"),
            Fact(Measure.WARRANTS, Decimal(number % 40 + 3), f"{number % 40 + 2} warrants"),
        ]
        yield make_result(f"reports/{number:05}.txt", text, facts)


def long_report(characters: int = 20_000) -> DocumentResult:
    """One report of many paragraphs, with a figure in each; every third is claimed wrongly."""
    texts, facts = [], []
    while sum(map(len, texts)) < characters:
        number = len(texts) + 12
        texts.append(
            f"In week {number - 11} of the campaign officers of the neighbourhood team made {number} arrests "
            "after months of patient work with residents, shops and the council, and more visits follow.\n\n"
        )
        claimed = number + (number % 3 == 0)
        facts.append(Fact(Measure.ARRESTS, Decimal(claimed), f"made {number} arrests"))
    return make_result("reports/long.txt", "".join(texts)[:characters], facts)


@dataclass(frozen=True)
class Served:
    """The review page as a process of its own."""

    address: str
    """The first address, with its token."""
    process: subprocess.Popen[str]

    @property
    def root(self) -> str:
        """Scheme, host and port."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def token(self) -> str:
        """What opens the page."""
        return parse_qs(urlsplit(self.address).query)["token"][0]

    @property
    def cookie(self) -> tuple[str, str]:
        """Name and value of what a browser holds after the first address."""
        return f"extractor_review_{urlsplit(self.root).port}", self.token

    def ask(
        self,
        path: str,
        *,
        form: dict[str, str] | None = None,
        cookie: bool = True,
        **headers: str,
    ) -> tuple[int, dict[str, str], str]:
        """One request without a browser: status, headers in lower case, body."""
        parts = urlsplit(self.root)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
        sent = {"Host": parts.netloc, **headers}
        if cookie:
            sent["Cookie"] = "=".join(self.cookie)
        if form is not None:
            sent = {"Origin": self.root, "Content-Type": "application/x-www-form-urlencoded", **sent}
        try:
            body = None if form is None else urlencode(form)
            connection.request("GET" if form is None else "POST", path, body, sent)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, found, answer.read().decode()
        finally:
            connection.close()


@contextmanager
def served(db: Path, *flags: str, **variables: str) -> Iterator[Served]:
    """`extractor review` over a database, until the block ends."""
    command = [sys.executable, "-c", PROGRAM, "review", "--db", str(db), "--no-open", *flags]
    environment = {**os.environ, **variables}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command, env=environment, **streams)
    try:
        address = process.stdout.readline().strip()
        if not address:
            raise AssertionError(process.communicate()[1])
        yield Served(address, process)
    finally:
        process.terminate()
        process.communicate(timeout=20)
