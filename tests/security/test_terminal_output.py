"""What a document, a model, an endpoint or a file name says never steers a terminal, whatever the command."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shutil
import sys
from pathlib import Path

import pytest
from killable import killables
from typer.main import get_command

from extractor.cli.app import app

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")

EVIL = (
    "\x1b[48;5;201mE\x1b]0;owned\x07\x1b]8;;http://evil.invalid\x1b\\V\x9b31m\x9d0;o\x9c"
    "\u202eI\u2066L\u2069\x08\r\x7f"
)
"""Colour, window title, link, one-byte forms of them, bidirectional overrides, backspace, carriage return."""
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
OF_ITS_OWN = re.compile(r"\x1b\[(?:0|1|2|3|4|\d;\d+|3\d|1;3\d|2;3\d|7)?m")
"""The colours and weights that the program itself writes on a terminal."""
NAME = "e\x1b]0;owned\x07\u202ev\x9b31m'il.txt"
TEXT = f"Officers {EVIL} of Kent Police made 12 arrests {EVIL} and seized £500.\n\nMonday 5 May {EVIL} 2026"
BAD_SQL = f"SELECT {EVIL} FROM fact"

COMMANDS = {
    "plan": [("plan", "in")],
    "run": [
        ("run", "in"),
        ("run", "in", "--format", "json"),
        ("run", f"no{EVIL}such"),
        ("run", "in", "--retry-failed"),
    ],
    "show": [("show", NAME), ("show", NAME, "--roles"), ("show", f"no{EVIL}such")],
    "query": [
        ("query", "SELECT * FROM document"),
        ("query", "SELECT * FROM fact", "--format", "jsonl"),
        ("query", "SELECT * FROM attempt"),
        ("query", BAD_SQL),
        ("query", "SELECT 1", "--db", f"no{EVIL}such"),
        ("query", "SELECT 1", "-o", f"no{EVIL}such/out"),
    ],
    "why": [("why", NAME), ("why", NAME, "--format", "json"), ("why", f"no{EVIL}such")],
    "export": [("export", "out"), ("export", f"no{EVIL}such/out"), ("export", "in")],
    "report": [
        ("report", "-o", "report.html"),
        ("report", "-o", f"no{EVIL}such/out.html"),
        ("report", "-o", "-"),
    ],
    "status": [("status",), ("status", "--db", f"no{EVIL}such")],
    "replay": [("replay", "--workers", "1"), ("replay", f"no{EVIL}such")],
    "numbers": [("numbers", "in"), ("numbers", "in", "--format", "jsonl"), ("numbers", f"no{EVIL}such")],
    "verify": [
        ("verify", f"in/{NAME}", "facts.json"),
        ("verify", f"in/{NAME}", "facts.json", "--format", "jsonl"),
        ("verify", f"in/{NAME}", "bad.json"),
        ("verify", f"no{EVIL}such", f"no{EVIL}such"),
    ],
    "schema": [("schema",)],
    "doctor": [("doctor",), ("doctor", "--db", f"no{EVIL}such")],
    "eval": [("eval", "gold"), ("eval", f"no{EVIL}such")],
    "batch submit": [("batch", "submit", "in"), ("batch", "submit", f"no{EVIL}such")],
    "batch status": [("batch", "status")],
    "batch collect": [("batch", "collect")],
    "gold check": [("gold", "check", "gold"), ("gold", "check", f"no{EVIL}such")],
    "gold init": [("gold", "init", f"in/{NAME}"), ("gold", "init", f"no{EVIL}such")],
    "gold export": [("gold", "export", f"no{EVIL}such")],
    "gold diff": [("gold", "diff", "gold", "gold"), ("gold", "diff", f"no{EVIL}such", "gold")],
}
SERVED = {"review"}
"""Serves a page; what it shows is tested in tests/review."""


def walk(command, path=()):
    for name, one in getattr(command, "commands", {}).items():
        yield from walk(one, (*path, name))
    if not getattr(command, "commands", {}):
        yield " ".join(path)


def test_every_command_is_tried():
    """One that is added later is added here."""
    assert set(COMMANDS) | SERVED == set(walk(get_command(app)))


@pytest.fixture
def hostile(own_folder, scripted):
    """Files whose names, words and rows are hostile, and a model whose answers are."""
    facts = [
        {"measure": "arrests", "value": 12, "quote": "12 arrests", "force": EVIL, "item": EVIL},
        {"measure": "other", "value": 7, "quote": f"seven {EVIL} quotes", "item": EVIL, "place": EVIL},
    ]
    answer = json.dumps({"facts": facts, "operation_names": [EVIL], "forces": [EVIL], "places": [EVIL]})
    replies = iter([f"no JSON {EVIL}", answer])
    scripted.respond = lambda _: next(replies, answer)
    folder = own_folder / "in"
    folder.mkdir()
    (folder / NAME).write_text(TEXT, encoding="utf-8")
    (folder / f"empty{NAME}").write_text(" ")
    rows = [
        {"text": f"{TEXT} Row.", "id": EVIL, "title": EVIL, "url": EVIL, "published": EVIL},
        {"text": EVIL},
    ]
    (folder / f"rows{NAME}.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows) + f"{{{EVIL}\n")
    (own_folder / "facts.json").write_text(json.dumps(facts))
    (own_folder / "bad.json").write_text(json.dumps([{"measure": EVIL, "value": EVIL, EVIL: EVIL}]))
    (own_folder / "gold").mkdir()
    record = {
        "document": EVIL,
        "annotator": EVIL,
        "report_type": EVIL,
        "facts": [{"measure": EVIL, "quote": EVIL}],
    }
    (own_folder / "gold" / f"{NAME}.gold.json").write_text(json.dumps(record))
    shutil.copy(folder / NAME, own_folder / "gold" / NAME)
    return own_folder


def test_no_command_lets_a_hostile_word_reach_the_terminal(hostile, extractor):
    """Stdout and stderr, also of what fails: no control character, no escape, no override of direction."""
    extractor("run", "in")
    said = {}
    for calls in COMMANDS.values():
        for call in calls:
            if call[:1] == ("report",) and call[-1] == "-":
                continue  # a page for a browser goes into a pipe as it is
            result = extractor(*call)
            said[call] = result.stdout + result.stderr
            assert "Traceback" not in said[call], call
    steering = {
        call: STEERING.findall(text.replace("\n", "").replace("\t", "")) for call, text in said.items()
    }
    assert {call: found for call, found in steering.items() if found} == {}
    assert "12 arrests" in said["show", NAME]


def test_a_csv_goes_into_a_pipe_letter_for_letter(hostile, extractor):
    """Data for programs is not altered; on a terminal it is cleaned (below)."""
    extractor("run", "in")
    result = extractor("query", "SELECT text FROM document WHERE text IS NOT NULL", "--format", "csv")
    assert "\u202e" in result.stdout


def read_all(leader: int, process) -> str:
    """What a command writes on a terminal until it has ended."""
    found = b""
    while True:
        ended = not process.running
        ready, _, _ = select.select([leader], [], [], 0.1)
        if ready:
            found += os.read(leader, 65_536)
        elif ended:
            return found.decode("utf-8", "replace")


ON_A_TERMINAL = [("run", "in"), ("show", NAME), ("query", "FROM document", "--format", "csv"), ("status",)]


def test_a_real_terminal_gets_colours_of_the_program_alone(hostile, scripted):
    """Where stdout is a terminal, all escapes are its own: colours and weights, no titles, links or moves."""
    leader, follower = pty.openpty()
    with killables() as warm:
        for call in ON_A_TERMINAL:
            process = warm.start(
                hostile, Path(os.ttyname(follower)), *call, COLUMNS="100", TERM="xterm-256color"
            )
            text = read_all(leader, process)
            process.wait()
            shown = OF_ITS_OWN.sub("", text)
            assert "48;5;201" not in text, call
            assert [
                found for found in ("\x1b]", "\x9b", "\x9d", "\u202e", "\u2066", "\x07") if found in shown
            ] == []
    os.close(leader)
    os.close(follower)
