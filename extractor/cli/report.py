"""What a run prints at its end: for a person, or for a script."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.cli.progress import usage_words
from extractor.cli.terminal import FACT_COLUMNS, MARKS, clean, fact_cells, json_line, print_table, tell
from extractor.pipeline import RunOutcome, RunSummary
from extractor.settings import Settings

if TYPE_CHECKING:
    from extractor.store import Store, StoredDocument

QUESTION = "SELECT document_name, measure, value, qualifier, quote FROM trusted_fact"
SHOWN = 20
"""Documents whose facts are printed at the end of a run; more than that is what `query` is for."""


def summary_row(summary: RunSummary, db: Path) -> dict[str, Any]:
    """A run as scripts get it; these keys stay."""
    return {
        "run": summary.run_id,
        "outcome": summary.outcome,
        "db": str(db),
        "model": summary.model,
        "endpoint": summary.endpoint,
        "documents": {
            "read": summary.read,
            "repeated": summary.repeated,
            "done": summary.done,
            "already_done": summary.already_done,
            "failed": len(summary.failed),
            "remaining": summary.remaining,
            "in_batches": summary.in_batches,
        },
        "facts": dict(summary.verdicts),
        "requests": summary.usage.requests,
        "tokens": {
            "prompt": summary.usage.prompt_tokens,
            "cached": summary.usage.cached_tokens,
            "completion": summary.usage.completion_tokens,
        },
        "cost": summary.usage.cost,
        "cap": summary.cap and summary.cap.kind,
        "seconds": round(summary.seconds, 3),
        "failures": [
            {
                "document": failed.name,
                "id": failed.document_id,
                "stage": failed.failure.stage,
                "kind": failed.failure.kind,
                "reason": failed.failure.reason,
            }
            for failed in summary.failed
        ],
    }


def print_json(summary: RunSummary, db: Path) -> None:
    """One JSON object on stdout."""
    sys.stdout.write(json.dumps(json.loads(json_line(summary_row(summary, db))), indent=2) + "\n")


def print_report(summary: RunSummary, store: Store, db: Path) -> None:
    """Facts by document, failures and counts on stdout; what to type next on stderr."""
    shown = [stored for stored in islice(store.load_run(summary.run_id), SHOWN) if stored.failure is None]
    for stored in shown:
        print_facts(stored)
    hidden = summary.read - summary.remaining - len(summary.failed) - len(shown)
    if hidden > 0:
        tell(f"… and {hidden:,} more documents")
    if summary.failed:
        rows = ((one.name, one.failure.kind, one.failure.reason) for one in summary.failed)
        print_table(("document", "kind", "reason"), rows, title="Failed documents")
    sys.stdout.write("".join(f"{line}\n" for line in count_lines(summary)))
    sys.stdout.flush()
    if summary.in_batches:
        tell(
            f"{summary.in_batches:,} documents wait in a batch and were not asked again: "
            f"{program()} batch collect brings their answers"
        )
    if summary.cap is not None:
        return
    if summary.outcome is RunOutcome.INTERRUPTED:
        tell("Interrupted; what is done is stored. The same command goes on with the rest.")
    elif shown:
        tell_next(summary, shown[0].document.name, db)


def print_facts(stored: StoredDocument) -> None:
    """The facts of one document with their verdicts."""
    columns = FACT_COLUMNS if stored.facts else ("no figure was found, by the model or by the number reader",)
    print_table(columns, map(fact_cells, stored.facts), title=stored.document.name, cut=True)


def count_lines(summary: RunSummary) -> list[str]:
    """The run in a few lines."""
    documents = (
        f"{summary.read:,} read: {summary.done:,} done, {len(summary.failed):,} failed, "
        f"{summary.already_done:,} done before"
    )
    if summary.remaining:
        documents += f", {summary.remaining:,} left"
    if summary.repeated:
        documents += f"; {summary.repeated:,} more with the same text as another"
    facts = (f"{MARKS[verdict][0]} {count:,} {verdict}" for verdict, count in summary.verdicts.items())
    return [
        f"Documents  {documents}",
        f"Facts      {', '.join(facts) if any(summary.verdicts.values()) else 'nothing new'}",
        f"Model      {clean(summary.model)} ({clean(summary.endpoint)}): {usage_words(summary.usage)}",
        f"Time       {summary.seconds:,.1f} s",
    ]


def tell_next(summary: RunSummary, name: str, db: Path) -> None:
    """What a person would want to type now."""
    where = "" if db == Settings.model_fields["db"].default else f" --db {shlex.quote(str(db))}"
    typed = program()
    tell("Next:")
    tell(f"  {typed} show{where} {shlex.quote(Path(name).name)}")
    tell(f'  {typed} query{where} "{QUESTION}"')
    tell(f"  {typed} status{where}")
    if summary.endpoint == "embedded":
        tell("The embedded model is a very weak reader. With an endpoint and its key far more is confirmed:")
        tell(f"  OPENAI_API_KEY=… {typed} run PATH --base-url URL --model NAME")


def program() -> str:
    """This program as a person has to type it: a virtual environment need not be on the path."""
    typed = sys.argv[0]
    found = shutil.which("extractor")
    return "extractor" if found and Path(found).resolve() == Path(typed).resolve() else shlex.quote(typed)
