"""What a plan needs to know of a database: what is stored for documents, and what requests took so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from extractor.run import Run
from extractor.store.reader import StoreReader
from extractor.store.replay import family_of
from extractor.store.stored import run_of

RECENT = 500
"""Pieces that a forecast learns from: those asked about last."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is stored for documents, by their keys."""

    outcomes: Mapping[str, str] = field(default_factory=dict)
    """done or failed, by work key."""
    names: Mapping[str, str] = field(default_factory=dict)
    """The id of the document that was met last under a name."""
    done: frozenset[str] = frozenset()
    """Ids of documents that some model, prompt or settings have a result for."""


@dataclass(frozen=True, slots=True)
class PieceUse:
    """All requests about one piece of a document, retries and re-asks counted."""

    chars: int
    requests: int
    reasks: int
    retries: int
    """Requests for which the endpoint counted no tokens: faults, mostly."""
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int


def load_held(store: StoreReader, work_keys: Sequence[str], names: Sequence[str]) -> Held:
    """What is stored for documents.

    Args:
        store: An open database.
        work_keys: Of the documents, in the run that is planned.
        names: What the documents are called.
    """
    outcomes = store._fetch(_OUTCOMES, [list(work_keys)])
    met = store._fetch(_NAMES, [list(names)])
    return Held(
        outcomes={row["work_key"]: row["outcome"] for row in outcomes},
        names={row["document_name"]: row["document_id"] for row in met},
        done=frozenset(row["document_id"] for row in store._fetch(_DONE)),
    )


def load_answered(store: StoreReader, run: Run) -> frozenset[tuple[str, int, int]]:
    """Document and span of each piece whose first request is answered by a stored answer.

    Args:
        store: An open database.
        run: A run such as is planned; whether it is stored does not matter.
    """
    found = store._fetch(_ANSWERED, [run.model])
    runs = {row["id"]: run_of(row) for row in store._fetch("SELECT * FROM run")}
    same = {run_id for run_id, other in runs.items() if family_of(other) == family_of(run)}
    return frozenset(
        (row["document_id"], row["piece_start"], row["piece_end"]) for row in found if row["run_id"] in same
    )


def load_uses(store: StoreReader, run: Run) -> tuple[PieceUse, ...]:
    """What the pieces asked about last took, by the endpoint's own count.

    Args:
        store: An open database.
        run: A run such as is planned: its model, prompt and schema count.
    """
    rows = store._fetch(_USES, [run.model, run.prompt_hash, run.schema_hash, RECENT])
    return tuple(PieceUse(**row) for row in rows)


_OUTCOMES = "SELECT work_key, outcome FROM report WHERE work_key IN (SELECT unnest(?::VARCHAR[]))"

_NAMES = """
SELECT document_name, arg_max(document_id, serial) AS document_id
FROM run_document
WHERE document_name IN (SELECT unnest(?::VARCHAR[]))
GROUP BY document_name
"""

_DONE = "SELECT DISTINCT document_id FROM report WHERE outcome = 'done'"

_ANSWERED = """
SELECT DISTINCT document_id, piece_start, piece_end, run_id
FROM attempt
WHERE outcome = 'answered' AND NOT reask AND model = ?
"""

_USES = """
SELECT
    piece_end - piece_start AS chars,
    count(*) AS requests,
    count(*) FILTER (WHERE reask) AS reasks,
    count(*) FILTER (WHERE attempt.prompt_tokens IS NULL) AS retries,
    sum(coalesce(prompt_tokens, 0))::BIGINT AS prompt_tokens,
    sum(coalesce(cached_tokens, 0))::BIGINT AS cached_tokens,
    sum(coalesce(completion_tokens, 0))::BIGINT AS completion_tokens
FROM attempt
JOIN run ON run.id = attempt.run_id
WHERE attempt.model = ? AND run.prompt_hash = ? AND run.schema_hash = ?
GROUP BY attempt.document_id, piece_start, piece_end, run.settings::VARCHAR
HAVING sum(prompt_tokens) IS NOT NULL
ORDER BY max(attempt.rowid) DESC
LIMIT ?
"""
