"""The built wheel is the whole tool: it works where the sources are not."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ("extractor", "prompts", "schemas")
DATA = {".md", ".json", ".sql", ".tsv", ".typed", ".html", ".css", ".js"}

USE = """
from pathlib import Path
import extractor
from extractor.prompt import load_prompt
from extractor.schema import model_schema
from extractor.store import Store
from extractor.vocabulary import drugs, forces
assert Path(extractor.__file__).is_relative_to({target!r}), extractor.__file__
assert load_prompt().hash and model_schema() and forces() and drugs()
Store.open(Path("new.duckdb")).close()
print([str(mention.value) for mention in extractor.read_numbers("Officers made 14 arrests.")])
"""


def run(*command: str, cwd: Path, **variables: str) -> str:
    environment = {**os.environ, **variables}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel built offline from a copy, so that no left-over of an earlier build gets in."""
    copy = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    pip = (sys.executable, "-m", "pip", "--quiet", "--no-input")
    run(
        *pip, "wheel", "--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", "dist", ".", cwd=copy
    )
    [built] = (copy / "dist").glob("*.whl")
    return built


def expected_files():
    for name in SOURCES:
        for path in (ROOT / name).rglob("*"):
            if path.suffix == ".py" or path.suffix in DATA:
                home = "" if name == "extractor" else "extractor/"
                yield home + path.relative_to(ROOT).as_posix()


def test_the_wheel_holds_every_module_and_every_data_file(wheel):
    """Prompts, schemas, migrations, vocabularies and py.typed travel with the code."""
    held = set(zipfile.ZipFile(wheel).namelist())
    assert sorted(set(expected_files()) - held) == []
    assert "extractor/py.typed" in held


def test_the_wheel_holds_nothing_that_belongs_to_the_project_alone(wheel):
    """Tests, seeds and cassettes stay at home."""
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"extractor"}


def test_the_wheel_works_where_the_sources_are_not(wheel, tmp_path):
    """Unpacked elsewhere, it finds its prompts, schema, migrations and vocabularies."""
    target = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(target)
    out = run(sys.executable, "-c", USE.format(target=str(target)), cwd=tmp_path, PYTHONPATH=str(target))
    assert out == "['14']\n"
