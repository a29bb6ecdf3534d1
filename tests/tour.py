"""The database of docs/tour.md: the five sample reports, read twice by scripted models with stated flaws.

    python tests/tour.py tour.duckdb            # makes the database: make tour
    python tests/tour.py tour.duckdb --write    # and puts the answers that come out into the page

A scripted model is a small HTTP server on loopback that answers what is written here: the gold record of each
report, but for the flaws below. So the tour needs no key, no network and no weights, and its answers stay.
"""

import contextlib
import logging
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from pytest_httpserver import HTTPServer
from scripted import SEEDS, ScriptedEndpoint, gold_answer, gold_facts
from typer.testing import CliRunner

from extractor import run_corpus
from extractor.cli.app import app
from extractor.fact import Fact, Measure, Qualifier

TOUR = SEEDS.parent / "docs" / "tour.md"

Flaw = Callable[[Fact], Fact | None]
"""From a gold fact to what the model claims instead; None where it leaves it out."""


def _charges_for_arrests(fact: Fact) -> Fact | None:
    """It gives the number of people arrested as the number charged."""
    return replace(fact, value=Decimal(21)) if fact.measure is Measure.CHARGES else fact


def _no_warrants(fact: Fact) -> Fact | None:
    """It overlooks the warrants."""
    return None if fact.measure is Measure.WARRANTS else fact


def _certain_of_officers(fact: Fact) -> Fact | None:
    """It makes a number of an estimate."""
    return replace(fact, qualifier=Qualifier.EXACT) if fact.measure is Measure.OFFICERS else fact


def _digits_swapped(fact: Fact) -> Fact | None:
    """It swaps the digits of one force's arrests."""
    return replace(fact, value=Decimal(12)) if fact.force == "Surrey Police" else fact


def _no_weapons_but_one(fact: Fact) -> Fact | None:
    """It overlooks the weapons, but for one."""
    return None if fact.measure is Measure.WEAPONS and fact.value != 1 else fact


READERS: dict[str, dict[str, Flaw]] = {
    "first-reader": {
        "000": _charges_for_arrests,
        "001": _no_warrants,
        "004": _certain_of_officers,
    },
    "second-reader": {"002": _digits_swapped, "003": _no_weapons_but_one},
}
"""For each model, in the order of the two runs, its flaw in each report that it does not read right."""


def make_tour(db: Path) -> None:
    """Read the sample reports into a new database, once with each of the two models."""
    with _endpoint() as endpoint, contextlib.chdir(SEEDS.parent):
        for model, flaws in READERS.items():
            endpoint.answers({path.read_text(): _answer(path, flaws) for path in SEEDS.glob("*.txt")})
            run_corpus(["seeds"], db=db, base_url=endpoint.base_url, model=model, reasks=0)


def _answer(path: Path, flaws: dict[str, Flaw]) -> str:
    flaw = flaws.get(path.name[:3], lambda fact: fact)
    return gold_answer(path, [claim for claim in map(flaw, gold_facts(path)) if claim is not None])


@contextlib.contextmanager
def _endpoint() -> Iterator[ScriptedEndpoint]:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        endpoint = ScriptedEndpoint(server.url_for("/v1"))
        chat = server.expect_request("/v1/chat/completions", method="POST")
        chat.respond_with_handler(endpoint.handle)
        yield endpoint


def blocks(page: str) -> list[tuple[str, str]]:
    """Each query of the page, and the answer that stands under it."""
    return re.findall(r"^```sql\n(.*?)^```\n\n```text\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def answer(db: Path, sql: str) -> str:
    """What a terminal of 100 characters shows, without blank lines around it and spaces behind it."""
    result = CliRunner(env={"COLUMNS": "100"}).invoke(app, ["query", "--db", str(db), sql])
    assert result.exit_code == 0, result.output
    return "".join(f"{line.rstrip()}\n" for line in result.stdout.splitlines() if line.strip())


def rewritten(page: str, db: Path) -> str:
    """The page with the answers that come out now."""
    for sql, told in blocks(page):
        page = page.replace(f"{sql}```\n\n```text\n{told}```", f"{sql}```\n\n```text\n{answer(db, sql)}```")
    return page


def main() -> None:
    """Make the database; with --write, put its answers into the page too."""
    db = Path(sys.argv[1]).absolute()
    db.unlink(missing_ok=True)
    make_tour(db)
    print(f"{sys.argv[1]!r}: the five sample reports, read by {' and '.join(READERS)}")
    if "--write" in sys.argv:
        TOUR.write_text(rewritten(TOUR.read_text(encoding="utf-8"), db), encoding="utf-8")


if __name__ == "__main__":
    main()
