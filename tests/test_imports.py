"""What is loaded, and when: nobody waits for a library that the command does not use."""

import os
import subprocess
import sys

import pytest

HEAVY = {"openai", "instructor", "duckdb", "trafilatura", "xllamacpp", "genai_prices", "vcr", "pytest"}

CASES = [
    pytest.param("import extractor", set(), id="import extractor"),
    pytest.param("import extractor.llm", set(), id="the door to the model"),
    pytest.param("from extractor import read_numbers, verify", set(), id="reading numbers, verifying"),
    pytest.param("extractor --help", set(), id="extractor --help"),
    pytest.param("extractor numbers report.txt", set(), id="extractor numbers"),
    pytest.param("extractor verify report.txt facts.json", set(), id="extractor verify"),
    pytest.param("extractor schema", set(), id="extractor schema"),
    pytest.param("extractor query 'SELECT 1' --db new.duckdb", {"duckdb"}, id="extractor query"),
    pytest.param("extractor status --db new.duckdb", {"duckdb"}, id="extractor status"),
]

PROGRAM = """
import shlex, sys
line = {line!r}
try:
    if line.startswith("extractor "):
        from extractor.cli import main
        sys.argv = shlex.split(line)
        main()
    else:
        exec(line)
finally:
    sys.stderr.write("MODULES " + " ".join(sorted({{name.split(".")[0] for name in sys.modules}})))
"""


def python(program, cwd):
    """A clean interpreter."""
    return subprocess.run(
        [sys.executable, "-c", program], cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "report.txt").write_text("Officers made 14 arrests.")
    (tmp_path / "facts.json").write_text('[{"measure": "arrests", "value": 14, "quote": "14 arrests"}]')
    done = python(
        "from pathlib import Path; from extractor.store import Store; Store.open(Path('new.duckdb'))",
        tmp_path,
    )
    assert done.returncode == 0, done.stderr
    return tmp_path


@pytest.mark.parametrize(("line", "allowed"), CASES)
def test_a_command_loads_only_what_it_uses(line, allowed, folder):
    """The model client costs seconds and the database tenths: they are loaded by those who use them."""
    done = python(PROGRAM.format(line=line), folder)
    assert done.returncode == 0, done.stderr
    loaded = set(done.stderr.rpartition("MODULES ")[2].split())
    assert loaded & HEAVY == allowed


def test_help_answers_at_once(tmp_path):
    """`extractor --help` takes under 0.4 s of processor time, and waits for nothing."""
    program = "import sys; sys.argv = ['extractor', '--help']; from extractor.cli import main; main()"
    assert min(spent(program, tmp_path) for _ in range(3)) < 0.4


def spent(program, cwd):
    before = os.times()
    assert python(program, cwd).returncode == 0
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system
