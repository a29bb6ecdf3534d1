"""A page answers at once; `tests/benchmarks/review_speed.py` measures it over 10,000 documents."""

import statistics
import time

import pytest
from reviewing import long_report, many_reports, served, store_results

REPORT = long_report()


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A report of 20,000 characters among others."""
    db = tmp_path_factory.mktemp("speed") / "operations.duckdb"
    store_results(db, [*many_reports(40), REPORT])
    with served(db) as started:
        yield started


def test_a_long_document_is_shown_at_once(page):
    """20,000 characters with 100 figures: 0.1 s on a machine at rest, a generous bound on one that is not."""
    path = f"/document/{REPORT.document.id}"
    seconds = []
    for _ in range(7):
        started = time.perf_counter()
        status, _, body = page.ask(path)
        seconds.append(time.perf_counter() - started)
        assert (status, body.count('class="mark')) == (200, len(REPORT.facts))
    assert statistics.median(seconds) < 1.0
    assert len(body) < 300_000
