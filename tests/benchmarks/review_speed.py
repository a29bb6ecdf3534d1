"""How fast the review page answers, over a database of many documents.

    PYTHONPATH=tests python tests/benchmarks/review_speed.py [--documents 10000] [--requests 50] [--db FILE]

The database holds short reports with three figures each and one report of 20,000 characters; it takes some
minutes to make, and is kept and used again where `--db` names it. Each line is a page as a browser asks for
it, over HTTP; "after a pause" means that the server had let go of the database before.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from reviewing import Served, long_report, many_reports, served, store_results

from extractor.review.desk import GRACE


def main() -> None:
    args = _arguments()
    with _database(args.db, args.documents) as db, served(db, "--name", "benchmark") as page:
        report = long_report().document
        print(f"{args.documents:,} documents and one of {len(report.text):,} characters\n")
        print(f"{'page':34}{'median':>10}{'p95':>10}{'largest':>10}")
        address = f"/document/{report.id}"
        pages = {
            "document": lambda: page.ask(address),
            "document, after a pause": lambda: page.ask(address),
            "document, all numbers": lambda: page.ask(f"{address}?ledger=1"),
            "queue": lambda: page.ask("/"),
            "queue of one verdict and measure": lambda: page.ask("/?verdict=missed&measure=vehicles"),
            "document and decision": lambda: _decide(page, address),
        }
        for name, ask in pages.items():
            _measure(name, ask, args.requests, GRACE + 0.2 if "pause" in name else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=50)
    parser.add_argument("--db", type=Path)
    return parser.parse_args()


@contextmanager
def _database(kept: Path | None, documents: int) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        db = kept or Path(folder) / "many.duckdb"
        if not db.exists():
            store_results(db, itertools.chain(many_reports(documents), [long_report()]))
        yield db


def _decide(page: Served, address: str) -> tuple[int, dict[str, str], str]:
    """Accept what the page offers, as a person does: the page and the decision."""
    _, _, body = page.ask(address)
    fields = {
        name: body.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("fact", "seen")
    }
    return page.ask(address, form={**fields, "act": "accept"})


def _measure(
    name: str, ask: Callable[[], tuple[int, dict[str, str], str]], requests: int, pause: float
) -> None:
    seconds = []
    for _ in range(requests):
        time.sleep(pause)
        started = time.perf_counter()
        status, _, _ = ask()
        seconds.append(time.perf_counter() - started)
        assert status in {200, 303}, status
    low, high = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
    print(f"{name:34}{low * 1000:>7.0f} ms{high * 1000:>7.0f} ms{max(seconds) * 1000:>7.0f} ms")


if __name__ == "__main__":
    main()
