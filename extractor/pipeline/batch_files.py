"""Requests in as many files as the limits of the batch interface make of them."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO

from extractor.llm import Needed, request_line
from extractor.store import BatchRequest

MAX_REQUESTS = 50_000
"""Requests that a batch may have, by OpenAI's rules."""
MAX_BYTES = 200_000_000
"""Bytes that its file may have."""


@dataclass(slots=True)
class Part:
    """One file of requests."""

    file: IO[bytes]
    requests: list[BatchRequest] = field(default_factory=list)
    size: int = 0


class Files(ExitStack):
    """The files of one submission, on disk since requests are many; gone when the block ends."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[Part] = []
        self.held: set[str] = set()

    def add(self, needed: Needed) -> None:
        """Write a request into the last file, or begin another."""
        line = request_line(needed.request_hash, needed.body)
        last = self.parts[-1] if self.parts else None
        if last is None or len(last.requests) >= MAX_REQUESTS or last.size + len(line) > MAX_BYTES:
            last = Part(self.enter_context(TemporaryFile()))  # noqa: SIM115 - it is entered
            self.parts.append(last)
        last.file.write(line)
        last.size += len(line)
        last.requests.append(_stored(needed))
        self.held.add(needed.request_hash)


def _stored(needed: Needed) -> BatchRequest:
    start, end = needed.piece
    return BatchRequest(needed.request_hash, needed.document_id, start, end, needed.mode, needed.reask)
