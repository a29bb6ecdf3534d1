"""The progress bar: on a terminal, on stderr, and nowhere else."""

import os
import pty
import re
import subprocess
import sys
from decimal import Decimal

from extractor.cli.progress import usage_words
from extractor.pipeline import Usage

PROGRAM = "import sys; sys.argv = ['extractor', 'run', '.']; from extractor.cli import main; main()"


def test_a_terminal_sees_how_far_it_is(scripted, own_folder):
    """Documents, pace, requests, tokens and cost; stdout holds the report alone."""
    for number in range(11, 14):
        (own_folder / f"{number}.txt").write_text(f"Officers made {number} arrests.")
    seen, report = run_on_a_terminal()
    assert "0/3" in seen
    assert "3/3" in seen
    assert "3 requests, 360 tokens, cost unknown" in seen
    assert "━" not in report
    assert "Documents  3 read: 3 done" in report


def run_on_a_terminal():
    """What a terminal on stderr saw, and what went to stdout."""
    outer, inner = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=inner, env=environment, text=True
    ) as process:
        os.close(inner)
        seen = b"".join(iter(lambda: read_some(outer), b""))
        report = process.stdout.read()
    os.close(outer)
    assert process.returncode == 0
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen.decode(errors="replace")), report


def read_some(terminal):
    try:
        return os.read(terminal, 65_536)
    except OSError:  # how Linux says that nobody writes to it any more
        return b""


def test_a_pipe_sees_no_bar(extractor, scripted, own_folder):
    """Logs stay readable."""
    (own_folder / "11.txt").write_text("Officers made 11 arrests.")
    result = extractor("run", ".")
    assert not set("━╸\r\x1b") & set(result.output)


def test_a_cost_that_is_not_known_is_never_zero():
    """Unknown is a word; a known one has its digits."""
    assert usage_words(Usage(cost=None)).endswith("cost unknown")
    assert usage_words(Usage(cost=Decimal("0.0123"))).endswith("cost $0.0123")
