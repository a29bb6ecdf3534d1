"""How large `extractor report` gets, how long it takes and what memory it needs: 1,000 documents.

    python tests/benchmarks/size_report.py [DOCUMENTS]

The documents are the five sample reports in turn, each with a line of its own, under the claims of their gold
records and as many wrong ones, so that every document has proofs that hold and proofs that do not.
"""

import resource
import sys
import tempfile
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from extractor.document import Document
from extractor.pages.report import Wanted, report_pieces
from extractor.reconcile import verify
from extractor.run import DocumentResult, Run, tagged_hash
from extractor.store import Store, open_reader

sys.path.insert(0, str(Path(__file__).parents[1]))
from scripted import SEEDS, gold_facts

RUN = Run("run_size", datetime(2026, 11, 22), "scripted", "http://127.0.0.1/v1", "p", "p", "s", "0", {})


def fill(path: Path, documents: int) -> None:
    """Store so many documents."""
    texts = sorted(SEEDS.glob("*.txt"))
    checked = {}
    for text in texts:
        facts = gold_facts(text)
        wrong = [replace(fact, value=fact.value + 1) for fact in facts]
        checked[text] = verify(text.read_text(), [*facts, *wrong])
    with Store.open(path) as store:
        store.start_run(RUN)
        for number in range(documents):
            text = texts[number % len(texts)]
            found = checked[text]
            document = Document(
                f"reports/{number:04}.txt", f"{text.read_text()}\n\nReport {number} of a series."
            )
            result = DocumentResult(
                document,
                tagged_hash("work", document.id),
                facts=(*found.facts, *found.missed),
                claims=tuple(one.fact for one in found.facts),
                ledger=found.ledger,
                findings=found.findings,
            )
            store.save_result(RUN.id, result)
        store.finish_run(RUN.id, "done")


def main() -> None:
    """Fill, write, tell."""
    documents = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "size.duckdb"
        fill(path, documents)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.perf_counter()
        with open_reader(path) as store:
            size = sum(len(piece.encode()) for piece in report_pieces(store, store.select(), Wanted()))
        seconds = time.perf_counter() - begun
    more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(
        f"{documents:,} documents: {size / 1e6:.1f} MB in {seconds:.1f} s, {more / 1024:.0f} MiB more memory"
    )


if __name__ == "__main__":
    main()
