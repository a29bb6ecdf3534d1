"""Commands as processes of their own that start at once: forked from a parent that has everything loaded."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PARENT = """
import asyncio, json, os, resource, sys, traceback
import charset_normalizer, duckdb, genai_prices.data, rich.progress, rich.table
import extractor.cli.app, extractor.cli.progress, extractor.cli.report, extractor.numbers
import extractor.pipeline, extractor.reader, extractor.store
from extractor.llm.client import Client
from extractor.llm.dialect import Dialect
from extractor.llm.endpoint import choose_endpoint
from extractor.settings import load_settings

async def ask_nobody():
    # What the libraries load when they first send something, refused by a port where nothing listens.
    settings = load_settings(base_url="http://127.0.0.1:9/v1", model="nobody")
    client = Client(settings.base_url, "no-key", 5, 5)
    await client.exchange(Dialect(choose_endpoint(settings), settings).body([]))
    await client.close()

asyncio.run(ask_nobody())
extractor.numbers.read_numbers("Officers made 14 arrests on Friday.")

def run(told):
    log = os.open(told["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if told["nobody"] and os.getuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    if told["file_bytes"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (told["file_bytes"],) * 2)
    os.chdir(told["folder"])
    os.environ.clear()
    os.environ.update(told["environment"])
    sys.argv = ["extractor", *told["arguments"]]
    code = 1
    try:
        extractor.cli.app.main()
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)

print("ready", flush=True)
for line in sys.stdin:
    told = json.loads(line)
    if "wait" in told:
        print(os.waitstatus_to_exitcode(os.waitpid(told["wait"], 0)[1]), flush=True)
        continue
    pid = os.fork()
    if pid == 0:
        run(told)
    print(pid, flush=True)
"""


@dataclass(frozen=True, slots=True)
class Killable:
    """One command at work."""

    pid: int
    log: Path
    """What it says, on stdout and stderr together."""
    _parent: subprocess.Popen[str]

    def kill(self) -> None:
        """SIGKILL; no harm where it has ended (it is not reaped before `wait`)."""
        os.kill(self.pid, signal.SIGKILL)

    @property
    def running(self) -> bool:
        """False as soon as it has ended."""
        stat = Path(f"/proc/{self.pid}/stat")
        return not stat.parent.parent.is_dir() or stat.read_text().rpartition(")")[2].split()[0] != "Z"

    def wait(self) -> int:
        """Its exit code once it has ended, negative where a signal ended it."""
        return int(_told(self._parent, {"wait": self.pid}))


class Killables:
    """Starts `extractor` commands; made by `killables`."""

    def __init__(self, parent: subprocess.Popen[str]) -> None:
        self._parent = parent

    def start(
        self,
        folder: Path,
        log: Path,
        *arguments: str,
        file_bytes: int = 0,
        nobody: bool = False,
        **environment: str,
    ) -> Killable:
        """Start a command in a folder, with the tests' environment and what is given over it.

        Args:
            folder: Where it runs.
            log: Where its words go.
            arguments: What follows `extractor`.
            file_bytes: The most bytes that a file may have, as on a disk without more room; 0 for no limit.
            nobody: Whether it runs with the rights of nobody, where the tests run as root.
            environment: What is set for it alone.
        """
        told = {
            "folder": str(folder),
            "log": str(log),
            "arguments": arguments,
            "file_bytes": file_bytes,
            "nobody": nobody,
            "environment": {**os.environ, **environment},
        }
        return Killable(int(_told(self._parent, told)), log, self._parent)


@contextmanager
def killables() -> Iterator[Killables]:
    """The warm parent, as long as the block runs."""
    pipe = subprocess.PIPE
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdin=pipe, stdout=pipe, text=True)
    try:
        _heard(parent, "ready")
        yield Killables(parent)
    finally:
        with suppress(OSError):
            parent.communicate(timeout=20)


def _told(parent: subprocess.Popen[str], told: dict[str, object]) -> str:
    if parent.stdin is None:
        raise RuntimeError("the parent was started without pipes")
    parent.stdin.write(json.dumps(told) + "\n")
    parent.stdin.flush()
    return _heard(parent)


def _heard(parent: subprocess.Popen[str], expected: str = "") -> str:
    line = parent.stdout.readline().strip() if parent.stdout else ""
    if not line or (expected and line != expected):
        raise RuntimeError(f"the parent said {line!r}")
    return line
