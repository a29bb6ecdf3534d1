"""Build a database of many documents, one of them long, through the real store.

    python tests/benchmarks/build_big_database.py big.duckdb --documents 10000

Every document is invented: a few sentences with figures, claimed by a scripted reader that is wrong in a
known share of cases. A few are reconciled with their text and stored by `Store.save_result`; the others are
copies of their rows under other ids and names, made in SQL, so that 10,000 documents take seconds.
`reports/long.txt` has 20,000 characters, with some 500 numbers.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from extractor.decision import Action
from extractor.document import Document
from extractor.fact import Fact, Measure
from extractor.reconcile import verify
from extractor.run import DocumentResult, ReportHeader, Run, tagged_hash
from extractor.store import Store

TOWNS = ("Alderford", "Brackmoor", "Caldwick", "Dunholme", "Elmstead", "Farrowby", "Greythorpe", "Hollinsea")
FORCES = ("Kent Police", "Essex Police", "Suffolk Police", "Norfolk Police")
SHAPES = 40
LONG = 20_000
DECIDED = 100


def _other(column: str) -> str:
    """An id like the one in a column, for copy n."""
    return f"split_part({column}, '_', 1) || '_' || left(md5({column} || n), 16)"


_WHOSE = {"document_id": _other("document_id"), "work_key": _other("work_key")}
_NAMED = "replace({0}, '.txt', '-' || n || '.txt')"
COPIED = {
    "document": {"id": _other("id"), "name": _NAMED.format("name")},
    "report": _WHOSE,
    "fact": {**_WHOSE, "id": _other("fact.id"), "fact_key": _other("fact_key")},
    "mention": {**_WHOSE, "fact_id": _other("fact_id")},
    "finding": _WHOSE,
    "run_document": {
        **_WHOSE,
        "document_name": _NAMED.format("document_name"),
        "serial": "nextval('serial')",
    },
}
"""Tables whose rows are copied, and the columns that differ from copy to copy."""


def paragraph(number: int) -> tuple[str, list[Fact]]:
    """A paragraph about one town, and what the scripted reader claims of it: some right, some not."""
    town, arrests, charged = TOWNS[number % len(TOWNS)], 11 + number % 80, 3 + number % 7
    cash, phones, warrants = 1_000 + 10 * number, 2 + number % 9, 13 + number % 17
    text = (
        f"Officers in {town} executed {warrants} warrants in the early hours. They arrested {arrests} people,"
        f" of whom {charged} have been charged. Cash of £{cash:,} and {phones} mobile phones were seized."
        f" Anyone with information can call 101 and quote reference 4{number:05d}.\n\n"
    )
    claims = [
        Fact(Measure.WARRANTS, Decimal(warrants), f"executed {warrants} warrants"),
        Fact(Measure.ARRESTS, Decimal(arrests + 100 * (number % 5 == 0)), f"They arrested {arrests} people"),
        Fact(Measure.CASH, Decimal(cash), f"Cash of £{cash:,}", unit="GBP"),
        Fact(Measure.OTHER, Decimal(101), "call 101"),
    ]
    if number % 4 == 0:
        claims.append(Fact(Measure.VEHICLES, Decimal(3), "three cars were towed away"))
    return text, claims


def result(first: int, paragraphs: int) -> DocumentResult:
    """The result of a document of so many paragraphs."""
    written = [paragraph(first + step) for step in range(paragraphs)]
    document = Document(f"reports/{first:05d}.txt", "".join(text for text, _ in written))
    claims = tuple(claim for _, made in written for claim in made)
    found = verify(document.text, claims)
    return DocumentResult(
        document,
        tagged_hash("work", document.id),
        ReportHeader("operation", forces=(FORCES[first % len(FORCES)],)),
        (*found.facts, *found.missed),
        claims,
        found.ledger,
        found.findings,
    )


def build(path: Path, documents: int = 10_000) -> None:
    """Write the database, with decisions on some of its documents."""
    run = Run(
        "run_big", datetime(2026, 5, 4, 9), "scripted", "http://127.0.0.1", "operation.v1", "p", "s", "0", {}
    )
    long = result(50_000, LONG // 230)
    with Store.open(path) as store:
        store.start_run(run)
        for number in range(SHAPES):
            store.save_result(run.id, result(number, 3))
        multiply(store, max(1, documents // SHAPES))
        store.save_result(run.id, replace(long, document=replace(long.document, name="reports/long.txt")))
        store.finish_run(run.id, "done")
        for item in store.queue(limit=DECIDED * 3).items[::3]:
            store.decide(item.fact_id, Action.REJECTED, decided_by="benchmark")


def multiply(store: Store, copies: int) -> None:
    """Copy the rows of every document so often, with ids and names of their own."""
    for table, columns in COPIED.items():
        changed = ", ".join(f"{value} AS {column}" for column, value in columns.items())
        store._connection.execute(
            f"INSERT INTO {table} SELECT {table}.* REPLACE ({changed})"
            f" FROM {table}, range(1, {copies}) AS copy(n)"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("database", type=Path)
    parser.add_argument("--documents", type=int, default=10_000)
    given = parser.parse_args()
    build(given.database, given.documents)


if __name__ == "__main__":
    main()
