"""docs/money.md is true: its commands exist, its output is what comes out, its tables are the code's."""

import re
import shlex
from pathlib import Path

import pytest
from scripted import seed_answers
from typer.testing import CliRunner

from extractor.cli.app import app
from extractor.llm.budget import BYTES_A_TOKEN, OUTPUT_BOUND
from extractor.pipeline import Standing
from extractor.pipeline.forecast import ENOUGH
from extractor.store.planning import RECENT

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "money.md").read_text(encoding="utf-8")
BLOCKS = [
    block.splitlines() for block in re.findall(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
]
SHOWN = {first[2:]: output for first, *output in BLOCKS if first.startswith("$ extractor") and output}


def fits(output, real):
    """Line by line; a line of dots stands for lines left out, dots in a line for what differs each time."""
    lines = [
        r"[\s\S]*" if line.strip() == "…" else re.escape(line.rstrip()).replace("…", ".*") for line in output
    ]
    return re.fullmatch("\n".join(lines), "\n".join(line.rstrip() for line in real.splitlines()).strip("\n"))


@pytest.mark.parametrize(
    "command", [command for command in SHOWN if not command.startswith("extractor query")]
)
def test_the_output_on_the_page_is_real(command, scripted, tmp_path, monkeypatch):
    """A perfect reader has answered before a replay; a run is told what it prints to a person."""
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    scripted.answers(seed_answers())
    if command.startswith("extractor replay"):
        CliRunner().invoke(app, ["run", "seeds"])
    result = CliRunner().invoke(app, shlex.split(command)[1:])
    real = result.stderr if command.startswith("extractor run") else result.stdout
    assert fits(
        [line for line in SHOWN[command] if line.strip()], "\n".join(filter(str.strip, real.splitlines()))
    ), real


def test_every_query_of_the_page_runs(scripted, tmp_path, monkeypatch):
    """Columns are named as they are."""
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    scripted.answers(seed_answers())
    assert CliRunner().invoke(app, ["run", "seeds"]).exit_code == 0
    for command in re.findall(r"^\$ extractor (query .*)$", PAGE, re.MULTILINE):
        assert CliRunner().invoke(app, shlex.split(command)).exit_code == 0, command


def test_every_standing_is_explained():
    """In the order of the code."""
    section = PAGE[PAGE.index("| document | meaning |") :]
    rows = re.findall(r"^\| (\w+) \|", section.split("\n\n")[0], re.MULTILINE)[1:]
    assert rows == [standing.value for standing in Standing]


@pytest.mark.parametrize(
    "words",
    [
        f"up to {RECENT}",
        f"or {OUTPUT_BOUND:,} where",
        {3: "every three bytes"}[BYTES_A_TOKEN],
        {8: "eight pieces"}[ENOUGH],
    ],
)
def test_the_figures_of_the_page_are_the_codes(words):
    """A bound that is changed is changed here too."""
    assert words in PAGE
