"""Lines of a batch: a request as it is sent, and what a line that comes back says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from extractor.llm.dialect import Body
from extractor.llm.model import PATH
from extractor.llm.outcome import Reading, read_completion, read_status
from extractor.run import AttemptOutcome

URL = f"/v1{PATH}"
"""What a line asks for; it stands in the file, whatever the base URL ends in."""

_LONGEST_LINE = 2_000_000
"""Bytes; twice the longest answer, because it is escaped once more."""
_NOT_DONE = frozenset({"batch_expired", "batch_cancelled"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file of answers."""

    request_hash: str
    """Its custom_id."""
    reading: Reading


def request_line(request_hash: str, body: Body) -> bytes:
    """A request as a line of the file that is handed over."""
    line = {"custom_id": request_hash, "method": "POST", "url": URL, "body": body}
    return json.dumps(line, ensure_ascii=False).encode() + b"\n"


def read_lines(file: IO[bytes], bare: Callable[[Any], Any]) -> Iterator[Line | None]:
    """What came back, line by line; None for a line that cannot be read (cut short, too long, no JSON).

    Args:
        file: The whole file.
        bare: Takes out of what was told what must not be kept (the endpoint's key, said back).
    """
    file.seek(0)
    while line := file.readline(_LONGEST_LINE):
        if not line.endswith(b"\n") and len(line) == _LONGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = file.readline(_LONGEST_LINE)
            yield None
        elif line.strip():
            yield _read_line(line, bare)


def _read_line(line: bytes, bare: Callable[[Any], Any]) -> Line | None:
    try:
        told = bare(json.loads(line))
    except (ValueError, RecursionError):
        return None
    custom_id = told.get("custom_id") if isinstance(told, Mapping) else None
    return Line(custom_id, _reading(told)) if isinstance(custom_id, str) else None


def _reading(told: Mapping[str, Any]) -> Reading:
    response, error = told.get("response"), told.get("error")
    if isinstance(response, Mapping) and isinstance(response.get("status_code"), int):
        status, body = response["status_code"], response.get("body")
        return read_completion(body) if status == 200 else read_status(status, body)
    error = error if isinstance(error, Mapping) else {}
    reason = " ".join(str(error.get("message") or error.get("code") or "no reason was given").split())[:400]
    if error.get("code") in _NOT_DONE:
        return Reading(AttemptOutcome.TIMEOUT, f"The batch ended before this request: {reason}", heals=True)
    return Reading(AttemptOutcome.SERVER_ERROR, f"The request failed in the batch: {reason}", heals=True)
