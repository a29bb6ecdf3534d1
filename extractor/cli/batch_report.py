"""What `extractor batch` prints: what was sent, how far it is, what came home."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from extractor.cli.terminal import json_line, print_table, tell

if TYPE_CHECKING:
    from datetime import datetime

    from extractor.pipeline import Collected, FailedDocument, Submitted
    from extractor.store import BatchStatus, Store


class BatchFormat(StrEnum):
    """How the result is printed."""

    TABLE = "table"
    JSON = "json"


def _print_json(row: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(json.loads(json_line(row)), indent=2) + "\n")


def submitted_row(submitted: Submitted) -> dict[str, Any]:
    """A submission as scripts get it; these keys stay."""
    return {
        "batches": [{"id": batch.id, "remote_id": batch.remote_id} for batch in submitted.batches],
        "requests": submitted.requests,
        "reasks": submitted.reasks,
        "in_flight": submitted.in_flight,
        "documents": {
            "waiting": submitted.waiting,
            "done": submitted.done,
            "already_done": submitted.already_done,
            "repeated": submitted.repeated,
            "left": submitted.left,
            "elsewhere": submitted.elsewhere,
            "failed": len(submitted.failed),
        },
        "cap": submitted.cap and submitted.cap.kind,
        "failures": _failure_rows(submitted.failed),
    }


def _failure_rows(failed: Sequence[FailedDocument]) -> list[dict[str, str]]:
    return [{"document": one.name, "kind": one.failure.kind, "reason": one.failure.reason} for one in failed]


def print_submitted(submitted: Submitted, output: BatchFormat) -> None:
    """What was sent, on stdout; what to type next on stderr."""
    if output is BatchFormat.JSON:
        _print_json(submitted_row(submitted))
        return
    _print_failed(submitted.failed)
    done = f", {submitted.done:,} done by stored answers" if submitted.done else ""
    left = f", {submitted.left:,} left by the cap" if submitted.left else ""
    flight = f"; {submitted.in_flight:,} more were in a batch already" if submitted.in_flight else ""
    sys.stdout.write(
        f"Documents  {submitted.waiting:,} wait for answers, {submitted.already_done:,} done before{done}, "
        f"{len(submitted.failed):,} failed{left}\n"
        f"Requests   {submitted.requests:,} sent in {len(submitted.batches):,} batches, "
        f"{submitted.reasks:,} of them re-asks{flight}\n"
    )
    sys.stdout.flush()
    tell_elsewhere(submitted.elsewhere)
    if submitted.waiting:
        tell("Next:    extractor batch collect --wait")


def print_status(store: Store, output: BatchFormat) -> None:
    """Every batch on stdout, the latest last."""
    from extractor.pipeline.batch import utc_now  # noqa: PLC0415

    found = store.batch_statuses()
    waiting = len(store.waiting_documents())
    if output is BatchFormat.JSON:
        _print_json({"batches": [_status_row(one) for one in found], "documents_waiting": waiting})
        return
    rows = (_status_cells(one, utc_now()) for one in found)
    print_table(STATUS_COLUMNS, rows, title="Batches", cut=True)
    sys.stdout.write(f"Documents  {waiting:,} wait\n")
    sys.stdout.flush()


STATUS_COLUMNS = ("batch", "state", "done", "failed", "of", "collected", "age", "expires", "waiting", "model")


def _status_row(one: BatchStatus) -> dict[str, Any]:
    batch = one.batch
    names = ("id", "remote_id", "endpoint", "model", "status", "reason", "requests", "completed", "failed")
    moments = ("submitted_at", "expires_at", "collected_at")
    return {
        **{name: getattr(batch, name) for name in names},
        "stored": one.stored,
        "documents_waiting": one.waiting,
        **{name: (moment := getattr(batch, name)) and f"{moment.isoformat()}Z" for name in moments},
    }


def _status_cells(one: BatchStatus, now: datetime) -> tuple[str, ...]:
    batch = one.batch
    return (
        batch.id,
        batch.status.replace("_", " "),
        "-" if batch.completed is None else f"{batch.completed:,}",
        "-" if batch.failed is None else f"{batch.failed:,}",
        f"{batch.requests:,}",
        "yes" if batch.collected_at else "no",
        _age((now - batch.submitted_at).total_seconds()),
        f"{batch.expires_at:%Y-%m-%d %H:%M}" if batch.expires_at else "-",
        f"{one.waiting:,}",
        batch.model,
    )


def _age(seconds: float) -> str:
    """Days and hours, or hours and minutes."""
    minutes = max(int(seconds // 60), 0)
    hours, minutes = divmod(minutes, 60)
    return f"{hours // 24} d {hours % 24} h" if hours >= 24 else f"{hours} h {minutes} min"


def collected_row(collected: Collected) -> dict[str, Any]:
    """A collection as scripts get it; these keys stay."""
    usage = collected.usage
    return {
        "batches": {
            "collected": collected.batches,
            "open": collected.open,
            "elsewhere": collected.elsewhere,
        },
        "lines": {
            **dict(collected.lines),
            "unreadable": collected.unreadable,
            "strange": collected.strange,
        },
        "documents": {
            "done": collected.done,
            "failed": len(collected.failed),
            "waiting": collected.waiting,
            "pending": collected.pending,
            "outdated": collected.outdated,
        },
        "to_send": collected.to_send,
        "reasks": collected.reasks,
        "facts": dict(collected.verdicts),
        "tokens": {
            "prompt": usage.prompt_tokens,
            "cached": usage.cached_tokens,
            "completion": usage.completion_tokens,
        },
        "cost": usage.cost,
        "notes": collected.notes,
        "failures": _failure_rows(collected.failed),
    }


def print_collected(collected: Collected, output: BatchFormat) -> None:
    """What came home on stdout; what a person has to know, and what to type next, on stderr."""
    if output is BatchFormat.JSON:
        sys.stdout.write(json_line(collected_row(collected)) + "\n")
        sys.stdout.flush()
        return
    from extractor.cli.progress import usage_words  # noqa: PLC0415

    _print_failed(collected.failed)
    facts = ", ".join(f"{count:,} {verdict}" for verdict, count in collected.verdicts.items() if count)
    sys.stdout.write(
        f"Batches    {collected.batches:,} collected, {collected.open:,} open\n"
        f"Documents  {collected.done:,} done, {len(collected.failed):,} failed, "
        f"{collected.waiting:,} wait for a batch, {collected.pending:,} need more requests\n"
        f"Facts      {facts or 'nothing new'}\n"
        f"Answers    {usage_words(collected.usage)}\n"
    )
    sys.stdout.flush()
    for note in collected.notes:
        tell(note)
    if collected.unreadable or collected.strange:
        tell(
            f"{collected.unreadable:,} lines cannot be read and {collected.strange:,} are about requests "
            "that were not sent; neither counts as an answer."
        )
    tell_elsewhere(collected.elsewhere)
    _tell_pending(collected)


def _tell_pending(collected: Collected) -> None:
    """What has to be sent before the rest can be finished."""
    if collected.to_send:
        missing = collected.to_send - collected.reasks
        parts = [f"{collected.reasks:,} re-asks"] * bool(collected.reasks)
        parts += [f"{missing:,} requests without an answer"] * bool(missing)
        tell(f"{' and '.join(parts)} wait: `extractor batch submit` sends them.")
        if collected.reasks:
            tell("  `extractor batch collect --no-reask` takes the answers as they are.")
    if collected.outdated:
        tell(
            f"{collected.outdated:,} documents were submitted with another version of the prompt or schema: "
            "`extractor batch submit PATH` starts them anew."
        )


def tell_elsewhere(count: int) -> None:
    """The key is told to the endpoint that the settings mean, and to no other."""
    if count:
        tell(f"{count:,} more wait at another endpoint; name it with --base-url, and set its key.")


def _print_failed(failed: Sequence[FailedDocument]) -> None:
    if failed:
        rows = ((one.name, one.failure.kind, one.failure.reason) for one in failed)
        print_table(("document", "kind", "reason"), rows, title="Failed documents")
