"""How an exchange ended: every way an endpoint can answer or fail, told apart by what came back.

Pure functions over plain data; `client` brings the data, `model` decides what to do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from extractor.errors import AnswerError
from extractor.llm.endpoint import shown_url
from extractor.run import AttemptOutcome
from extractor.schema import OperationReport, parse_answer

_TOO_LONG = re.compile(
    r"context[ _-]?(?:length|size|window)|maximum context|too many (?:input )?tokens|prompt is too long"
    r"|reduce the length",
    re.IGNORECASE,
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_REASON_CHARS = 400
_MOST_TOKENS = 1_000_000_000
"""A count above this is no count: no model takes as much at once, and a column of the store has its limit."""

_BY_STATUS = {
    401: AttemptOutcome.AUTHENTICATION,
    402: AttemptOutcome.PERMISSION,
    403: AttemptOutcome.PERMISSION,
    405: AttemptOutcome.NOT_AN_ENDPOINT,
    408: AttemptOutcome.TIMEOUT,
    409: AttemptOutcome.SERVER_ERROR,
    413: AttemptOutcome.TOO_LONG,
    429: AttemptOutcome.RATE_LIMITED,
}
_HEALING = frozenset({408, 409, 429, 500, 502, 503, 504, 529})


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the endpoint counted them; None where it did not say."""

    prompt: int | None = None
    cached: int | None = None
    completion: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one exchange came to."""

    outcome: AttemptOutcome
    reason: str = ""
    """For a person, and for the model where it is asked again; empty where all is well."""
    text: str | None = None
    """The raw answer."""
    report: OperationReport | None = None
    status: int | None = None
    heals: bool = False
    """True where the very same request may succeed later."""
    retry_after: float | None = None
    """Seconds that the endpoint asks to wait."""
    usage: Usage = field(default_factory=Usage)


def read_completion(body: Any, report: OperationReport | None = None) -> Reading:
    """What a body that came with status 200 says.

    Args:
        body: The decoded body: a mapping, or whatever came instead.
        report: The answer as instructor read it, where it did.
    """
    if isinstance(body, Mapping) and isinstance(body.get("error"), Mapping) and not body.get("choices"):
        return read_status(_error_code(body["error"]), body)
    if not isinstance(body, Mapping) or not isinstance(body.get("choices"), list):
        reason = f"The endpoint answered with something that is no chat completion: {_shortened(body)}"
        return Reading(AttemptOutcome.NOT_AN_ENDPOINT, reason, status=200)
    choice = body["choices"][0] if body["choices"] else {}
    return replace(_read_choice(choice, report), status=200, usage=_read_usage(body.get("usage")))


def _error_code(error: Mapping[str, Any]) -> int:
    """Some gateways answer 200 and put the status into the error."""
    code = error.get("code")
    return code if isinstance(code, int) and 400 <= code <= 599 else 500


def _read_choice(choice: Any, report: OperationReport | None) -> Reading:
    message = choice.get("message") if isinstance(choice, Mapping) else None
    message = message if isinstance(message, Mapping) else {}
    text = _text_of(message)
    finish = choice.get("finish_reason") if isinstance(choice, Mapping) else None
    if finish == "content_filter":
        return Reading(AttemptOutcome.FILTERED, "The endpoint's content filter withheld the answer", text)
    if message.get("refusal"):
        reason = f"The model refused: {_shortened(message['refusal'])}"
        return Reading(AttemptOutcome.REFUSED, reason, text or str(message["refusal"]))
    if finish == "length":
        reason = (
            "The answer was cut off at the limit of output tokens (max_output_tokens, or the model's own)"
        )
        return Reading(AttemptOutcome.TRUNCATED, reason, text)
    if text is None:
        return Reading(AttemptOutcome.EMPTY, "The answer is empty")
    return _read_text(text, report)


def _text_of(message: Mapping[str, Any]) -> str | None:
    """The content, with U+FFFD for half of a surrogate pair: it can neither be stored nor sent back."""
    content = message.get("content")
    return _SURROGATE.sub("\ufffd", content) if isinstance(content, str) else None


def _read_text(text: str, report: OperationReport | None) -> Reading:
    try:
        return Reading(AttemptOutcome.ANSWERED, text=text, report=report or parse_answer(text))
    except AnswerError as error:
        return Reading(AttemptOutcome(error.kind), error.message, text)


def _read_usage(usage: Any) -> Usage:
    if not isinstance(usage, Mapping):
        return Usage()
    details = usage.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, Mapping) else None
    return Usage(_count(usage.get("prompt_tokens")), _count(cached), _count(usage.get("completion_tokens")))


def _count(found: Any) -> int | None:
    known = isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= _MOST_TOKENS
    return found if known else None


def read_status(status: int, body: Any, headers: Mapping[str, str] | None = None) -> Reading:
    """What an HTTP status other than success says.

    Args:
        status: The status.
        body: The decoded body, or its text.
        headers: Response headers, names in any case.
    """
    error = body.get("error", body) if isinstance(body, Mapping) else body
    code = str(error.get("code") or error.get("type") or "") if isinstance(error, Mapping) else ""
    told = _shortened(error.get("message") or error if isinstance(error, Mapping) else error)
    outcome = _outcome_of(status, code, told, is_json=isinstance(error, Mapping))
    if 300 <= status < 400:
        target = shown_url((headers or {}).get("location", "another"))
        told = f"the address points to {target!r}, which is not followed"
    spent = code == "insufficient_quota"
    return Reading(
        outcome=AttemptOutcome.PERMISSION if spent else outcome,
        reason=f"HTTP {status}: {told}" if told else f"HTTP {status}",
        status=status,
        heals=status in _HEALING and not spent,
        retry_after=retry_after(headers or {}),
    )


def _outcome_of(status: int, code: str, told: str, *, is_json: bool) -> AttemptOutcome:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status == 404 or 300 <= status < 400:
        named = status == 404 and is_json and "model" in f"{code} {told}".lower()
        return AttemptOutcome.MODEL_NOT_FOUND if named else AttemptOutcome.NOT_AN_ENDPOINT
    if status >= 500:
        return AttemptOutcome.SERVER_ERROR
    if "content_filter" in code:
        return AttemptOutcome.FILTERED
    if _TOO_LONG.search(f"{code} {told}"):
        return AttemptOutcome.TOO_LONG
    return AttemptOutcome.BAD_REQUEST


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The wait an endpoint asks for, in seconds: from milliseconds, seconds or a date; None for nonsense."""
    low = {name.lower(): value for name, value in headers.items()}
    seconds = _number(low.get("retry-after-ms", ""))
    if seconds is not None:
        return seconds / 1000
    asked = low.get("retry-after", "")
    seconds = _number(asked)
    return seconds if seconds is not None else _until(asked)


def _number(found: str) -> float | None:
    return float(found) if re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", found.strip()) else None


def _until(date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)


def _shortened(found: Any) -> str:
    """One line of what came, for a reason."""
    text = found if isinstance(found, str) else json.dumps(found, default=str, ensure_ascii=False)
    line = " ".join(text.split())
    return line if len(line) <= _REASON_CHARS else f"{line[: _REASON_CHARS - 1]}…"
