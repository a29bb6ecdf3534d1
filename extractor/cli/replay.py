"""`extractor replay`: all stored answers once more, by the present reader and rules."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli.exits import ExitCode
from extractor.cli.options import DbOption
from extractor.cli.terminal import json_line, print_table, tell

if TYPE_CHECKING:
    from extractor.pipeline import ReplayReport

SHOWN = 20
"""Things that moved and are named one by one; `--format json` names all."""


class ReplayFormat(StrEnum):
    """How the result is printed."""

    TABLE = "table"
    JSON = "json"


def replay(  # noqa: PLR0913 - one parameter a flag
    documents: Annotated[
        list[str] | None,
        typer.Argument(metavar="DOCUMENT", help="Only these: a name, its end, a pattern with *, or an id."),
    ] = None,
    *,
    db: DbOption = None,
    run: Annotated[
        str | None, typer.Option(help="Only the documents of this run; latest is the last.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; write nothing.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; as many as there are processors unless given.")
    ] = None,
    output: Annotated[
        ReplayFormat, typer.Option("--format", help="json prints one object for scripts.")
    ] = ReplayFormat.TABLE,
) -> None:
    """Check all stored answers again with the present number reader and rules, and say what moved.

    Nothing is asked and nothing is paid. Decisions stand. Exit code 130 means interrupted: the same command
    does the rest.
    """
    from extractor.cli.progress import progress_bar  # noqa: PLC0415
    from extractor.pipeline import RunOutcome, replay_stored  # noqa: PLC0415
    from extractor.settings import load_settings  # noqa: PLC0415
    from extractor.store import Store, open_reader  # noqa: PLC0415

    settings = load_settings(db=db)
    if not settings.db.exists():
        open_reader(settings.db).close()  # says what to do, and makes no file
    with Store.open(settings.db, wait=settings.lock_wait) as store, progress_bar() as show:
        report = replay_stored(
            store, documents=documents or (), run_id=run, dry_run=dry_run, workers=workers, progress=show
        )
    if output is ReplayFormat.JSON:
        sys.stdout.write(json.dumps(json.loads(json_line(report_row(report))), indent=2) + "\n")
    else:
        print_replay(report)
    if report.outcome is RunOutcome.INTERRUPTED:
        tell("Interrupted; what was rebuilt is stored. The same command does the rest.")
        raise typer.Exit(ExitCode.INTERRUPTED)


def report_row(report: ReplayReport) -> dict[str, Any]:
    """A replay as scripts get it; these keys stay."""
    return {
        "outcome": report.outcome,
        "dry_run": report.dry_run,
        "runs": list(report.runs),
        "results": report.total,
        "same": report.same,
        "changed": report.changed,
        "left": [{"document": left.document, "reason": left.reason} for left in report.left],
        "kinds": [
            {"thing": thing, "before": before, "after": after, "count": count}
            for (thing, before, after), count in report.kinds.most_common()
        ],
        "moved": [
            {
                "document": moved.document,
                "thing": moved.thing,
                "before": moved.before,
                "after": moved.after,
                "words": moved.words,
                "reason": moved.reason,
            }
            for moved in report.moved
        ],
        "seconds": round(report.seconds, 3),
    }


def print_replay(report: ReplayReport) -> None:
    """Counts by kind, the first things that moved, and what was left, on stdout."""
    if report.moved:
        print_table(("what", "before", "now", "how many"), _kinds(report), title="What moved")
        columns = ("document", "what", "before", "now", "figure or rule", "why")
        rows = (
            (one.document, one.thing.value, one.before or "-", one.after or "-", one.words, one.reason)
            for one in islice(report.moved, SHOWN)
        )
        print_table(columns, rows, title=f"The first {SHOWN}" if len(report.moved) > SHOWN else "", cut=True)
    if report.left:
        left = ((left.document, left.reason) for left in islice(report.left, SHOWN))
        print_table(("document", "why it was left as it is"), left)
    done = report.same + report.changed
    would = "would change" if report.dry_run else "changed"
    sys.stdout.write(
        f"Results    {report.total:,} stored, {done:,} rebuilt: {report.same:,} the same, "
        f"{report.changed:,} {would}, {len(report.left):,} left as they are\n"
        f"Asked      nothing\n"
        f"Time       {report.seconds:,.1f} s\n"
    )


def _kinds(report: ReplayReport) -> Iterable[tuple[str, ...]]:
    for (thing, before, after), count in report.kinds.most_common():
        yield thing.value, before or "-", after or "-", f"{count:,}"
