"""What happened: one request to a model, one document's result, one invocation over a corpus."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from extractor.document import Document, UnreadableDocument
from extractor.fact import CheckedFact, Fact
from extractor.mention import Mention


class AttemptOutcome(StrEnum):
    """How one exchange with an endpoint ended; each is told apart, stored and counted."""

    ANSWERED = "answered"
    """A valid answer."""
    INVALID = "invalid"
    """JSON that does not fit the schema."""
    NOT_JSON = "not_json"
    TRUNCATED = "truncated"
    REFUSED = "refused"
    FILTERED = "filtered"
    EMPTY = "empty"
    BAD_REQUEST = "bad_request"
    AUTHENTICATION = "authentication"
    PERMISSION = "permission"
    MODEL_NOT_FOUND = "model_not_found"
    TOO_LONG = "too_long"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    CONNECTION = "connection"
    TIMEOUT = "timeout"
    NOT_AN_ENDPOINT = "not_an_endpoint"
    """Status 200 with something that is no chat completion (HTML, another JSON)."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request to a model and what came of it; durable before its document counts as done."""

    request_hash: str
    """SHA-256 of method, path and body as sent: the key under which an answer is found again."""
    document_id: str
    model: str
    outcome: AttemptOutcome
    started_at: datetime
    """UTC, without zone."""
    seconds: float
    number: int = 1
    """1 for the first request about a piece, counting up over retries and re-asks."""
    piece_start: int = 0
    piece_end: int = 0
    """The stretch of the document that was sent (half-open character offsets)."""
    mode: str = "json_schema"
    """How an answer was asked for: json_schema, json or text."""
    reask: bool = False
    """True where the request carries reasons why an earlier answer could not stand."""
    answer: str | None = None
    """The raw text of the answer, as it came."""
    reason: str = ""
    http_status: int | None = None
    prompt_tokens: int | None = None
    cached_tokens: int | None = None
    completion_tokens: int | None = None
    cost: Decimal | None = None
    """US dollars; None where the price is not known, never zero for unknown."""

    @property
    def id(self) -> str:
        """Tagged hash of what was asked and when."""
        key = f"{self.request_hash}|{self.document_id}|{self.number}|{self.started_at.isoformat()}"
        return f"att_{hashlib.sha256(key.encode()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class ReportHeader:
    """What a report says of the operation as a whole, as the model read it."""

    report_type: str = "other"
    operation_names: tuple[str, ...] = ()
    forces: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    start_date: str | None = None
    end_date: str | None = None
    published: str | None = None


class Fate(StrEnum):
    """What became of a mention, in the ledger."""

    CLAIMED = "claimed"
    """A confirmed or unverified fact rests on it."""
    DISPUTED = "disputed"
    """Only contradicted facts rest on it."""
    RESTATED = "restated"
    """A second telling of a figure that a fact claims elsewhere."""
    MISSED = "missed"
    """A result that no fact claims."""
    NO_RESULT = "no_result"
    """An age, a date, a telephone number, …"""
    UNCLAIMED = "unclaimed"
    """The reader has no opinion and no fact claims it."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One mention of a document and what became of it."""

    mention: Mention
    fate: Fate
    fact_index: int | None = None
    """Position of the fact that claims it among the facts of the document; None where none does."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one document-level check, passed or failed."""

    rule: str
    """Identifier of the check, stable (`parts_sum`, `restatement`, …)."""
    version: int
    passed: bool
    message: str
    """One sentence for a person, with the numbers that were compared."""
    spans: tuple[tuple[int, int], ...] = ()
    """Where the compared words stand."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a document has no facts."""

    stage: str
    """read, ask or check."""
    kind: str
    """A stable word: empty, binary, oversized, truncated, authentication, …"""
    reason: str
    """For a person: what happened and what to do."""


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """All that is stored of one document in one run, in one transaction."""

    document: Document | UnreadableDocument
    work_key: str
    """Tagged hash of document, model, prompt, schema and settings: the same work is the same row."""
    header: ReportHeader = field(default_factory=ReportHeader)
    facts: tuple[CheckedFact, ...] = ()
    claims: tuple[Fact, ...] = ()
    """The model's facts as they came, before reconciliation, in its order."""
    ledger: tuple[LedgerEntry, ...] = ()
    findings: tuple[Finding, ...] = ()
    failure: Failure | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """One invocation over a corpus, with all that is needed to repeat it."""

    id: str
    """`run_` and a random part: two invocations are two runs, even over the same work."""
    started_at: datetime
    """UTC, without zone."""
    model: str
    endpoint: str
    """Base URL without credentials, or `embedded`."""
    prompt_name: str
    prompt_hash: str
    schema_hash: str
    code_version: str
    settings: Mapping[str, Any]
    """The settings that change what comes out (pieces, temperature, re-asks, …); never a key."""


def tagged_hash(tag: str, *parts: object) -> str:
    """`tag_` and 16 hex digits of the SHA-256 of the parts, as canonical JSON."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return f"{tag}_{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
