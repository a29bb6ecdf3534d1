"""`extractor batch`: what a person types, reads, and gets as an exit code."""

import json
import re
import shlex
from pathlib import Path

import pytest
from scripted import scripted_key
from werkzeug import Response

from extractor.store import run_query

DOC = Path(__file__).parents[2] / "docs" / "batch.md"


@pytest.fixture
def reports(own_folder, batches):
    """Three files; the endpoint finds no figure in them."""
    for number in (11, 12, 13):
        (own_folder / f"{number}.txt").write_text(f"Officers made {number} arrests.")
    return batches


@pytest.fixture(autouse=True)
def endpoint(batches, monkeypatch):
    """The environment that names it, whatever other fixtures took out of it."""
    monkeypatch.setenv("OPENAI_BASE_URL", batches.chat.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", "no-real-key")
    monkeypatch.setenv("EXTRACTOR_MODEL", "scripted")


def told(result):
    return json.loads(result.stdout)


def test_submit_status_collect(reports, extractor):
    """The three commands one after another, each with what to do next."""
    submitted = extractor("batch", "submit", ".")
    assert submitted.exit_code == 0
    assert "3 sent in 1 batches" in submitted.stdout
    assert "extractor batch collect --wait" in submitted.stderr
    status = extractor("batch", "status")
    assert "validating" in status.stdout
    assert "3 wait" in status.stdout
    waiting = extractor("batch", "collect")
    assert "0 collected, 1 open" in waiting.stdout
    reports.work()
    collected = extractor("batch", "collect")
    assert collected.exit_code == 0
    assert "3 done, 0 failed" in collected.stdout
    assert "nothing" not in collected.stderr
    assert "completed" in extractor("batch", "status").stdout


def test_json_for_scripts(reports, extractor):
    """The same as data."""
    submitted = told(extractor("batch", "submit", ".", "--format", "json"))
    assert submitted["requests"] == submitted["documents"]["waiting"] == 3
    reports.work()
    status = told(extractor("batch", "status", "--format", "json"))
    assert status["documents_waiting"] == 3
    [batch] = status["batches"]
    assert (batch["status"], batch["completed"], batch["stored"]) == ("completed", 3, 0)
    assert batch["expires_at"].endswith("Z")
    collected = told(extractor("batch", "collect", "--format", "json"))
    assert (collected["documents"]["done"], collected["lines"]["answered"]) == (3, 3)
    assert collected["tokens"] == {"prompt": 300, "cached": 0, "completion": 60}
    assert collected["cost"] is None


def test_wait_asks_until_every_batch_has_ended(reports, extractor):
    """The database is not held in between."""
    extractor("batch", "submit", ".")
    asked = []

    def third_time(request):
        asked.append(request.path)
        reports.faults.append((pattern, third_time))
        if len(asked) == 3:
            reports.work()

    pattern = "GET /v1/batches/batch_1"
    reports.faults.append((pattern, third_time))
    result = extractor("batch", "collect", "--wait", "--every", "0.01")
    assert (result.exit_code, len(asked)) == (0, 3)
    assert "1 collected, 0 open" in result.stdout


def test_ctrl_c_while_waiting_loses_nothing(reports, extractor, monkeypatch):
    """Exit code 130, no traceback, and the next collection goes on."""

    def interrupted(_):
        raise KeyboardInterrupt

    extractor("batch", "submit", ".")
    with monkeypatch.context() as patch:
        patch.setattr("extractor.cli.batch.time.sleep", interrupted)
        result = extractor("batch", "collect", "--wait")
    assert result.exit_code == 130
    assert "The same command goes on" in result.stderr
    reports.work()
    assert "3 done" in extractor("batch", "collect").stdout


def test_a_re_ask_is_told_with_what_to_type(reports, extractor):
    """And without one the answers are taken as they are; a document that fails is exit code 1."""
    reports.chat.respond = lambda _: "no JSON"
    extractor("batch", "submit", "11.txt")
    reports.work()
    collected = extractor("batch", "collect")
    assert "1 re-asks wait: `extractor batch submit` sends them" in collected.stderr
    assert "1 of them re-asks" in extractor("batch", "submit").stdout
    reports.work()
    assert extractor("batch", "collect", "--no-reask").exit_code == 1


def test_an_expired_batch_is_told_and_what_is_missing_is_sent(reports, extractor):
    """Two of three were answered."""
    extractor("batch", "submit", ".")
    reports.work(status="expired", only=2)
    collected = extractor("batch", "collect")
    assert "2 done" in collected.stdout
    assert "1 requests without an answer wait" in collected.stderr
    assert "1 sent in 1 batches" in extractor("batch", "submit").stdout


def test_a_batch_is_given_up_by_its_id(reports, extractor):
    """What it has not answered may be sent again."""
    submitted = told(extractor("batch", "submit", ".", "--format", "json"))
    reports.batches.clear()
    assert "another project" in extractor("batch", "collect").stderr
    assert extractor("batch", "collect", "--abandon", "bat_no").exit_code == 3
    given_up = extractor("batch", "collect", "--abandon", submitted["batches"][0]["id"])
    assert "is given up" in given_up.stderr
    assert "3 requests without an answer wait" in given_up.stderr


def test_a_cap_is_an_exit_code_of_its_own(reports, extractor):
    """As for run."""
    result = extractor("batch", "submit", ".", "--max-tokens", "30000")
    assert result.exit_code == 6
    assert "left by the cap" in result.stdout
    assert "The cap is reached" in result.stderr


def test_what_cannot_be_read_is_exit_code_1(reports, extractor, own_folder):
    """The others are sent."""
    (own_folder / "blank.txt").write_text("")
    result = extractor("batch", "submit", ".")
    assert result.exit_code == 1
    assert "blank.txt" in result.stdout
    assert "3 sent" in result.stdout


@pytest.mark.parametrize("command", [["submit"], ["status"], ["collect"]], ids=" ".join)
def test_without_a_database_none_is_made(extractor, own_folder, command):
    """The message says how to begin."""
    result = extractor("batch", *command)
    assert result.exit_code == 5
    assert "extractor batch submit PATH" in result.stderr
    assert list(own_folder.iterdir()) == []


def test_an_endpoint_without_batches(reports, extractor):
    """What is wrong, where, and what to do."""
    reports.faults.append(("POST /v1/files", lambda _: Response("Not Found", 404)))
    result = extractor("batch", "submit", ".")
    assert result.exit_code == 4
    assert "has no batch interface" in result.stderr
    assert "extractor run" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_embedded_model_is_refused(reports, extractor, monkeypatch):
    """It runs here; there is nothing to save."""
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "EXTRACTOR_MODEL"):
        monkeypatch.delenv(name)
    result = extractor("batch", "submit", ".")
    assert result.exit_code == 2
    assert "The embedded model takes no batches" in result.stderr


def test_status_shows_what_is_stored_when_the_endpoint_is_away(reports, extractor):
    """The table, then the error."""
    extractor("batch", "submit", ".")
    reports.faults += [("GET /v1/batches/batch_1", lambda _: Response("no key", 401))]
    result = extractor("batch", "status")
    assert result.exit_code == 4
    assert "validating" in result.stdout
    assert "OPENAI_API_KEY" in result.stderr


def test_words_of_an_endpoint_steer_no_terminal(reports, extractor):
    """States, ids and reasons are an endpoint's own words."""
    extractor("batch", "submit", ".")
    reports.batches["batch_1"]["status"] = "in\x1b[31m_progress"
    assert "\x1b" not in extractor("batch", "status").stdout
    reports.fail("\x1b]8;;http://x\x07no")
    assert "\x1b" not in extractor("batch", "collect").stderr


def test_the_key_is_written_nowhere(reports, extractor, monkeypatch, own_folder):
    """Not even where the endpoint says it back in a line."""
    key = scripted_key()
    monkeypatch.setenv("OPENAI_API_KEY", key)
    error = json.dumps({"error": {"message": f"your key {key} may not"}})
    reports.chat.respond = lambda messages: (
        Response(error, 403) if " 12 " in messages[-1]["content"] else json.dumps({"facts": [], "x": key})
    )
    said = extractor("batch", "submit", ".").output
    reports.work()
    said += extractor("batch", "collect").output + extractor("status").output
    held = (own_folder / "operations.duckdb").read_bytes()
    assert key not in said
    assert key.encode() not in held
    assert run_query(own_folder / "operations.duckdb", "SELECT count(*) FROM attempt").rows == [(3,)]


def test_the_plan_of_a_batch_is_half_of_that_of_a_run(reports, extractor, monkeypatch):
    """The same tokens."""
    monkeypatch.setenv("EXTRACTOR_PRICES__INPUT", "1")
    monkeypatch.setenv("EXTRACTOR_PRICES__OUTPUT", "2")
    run, batch = (told(extractor("plan", ".", "--format", "json", *flag)) for flag in ([], ["--batch"]))
    assert batch["tokens"] == run["tokens"]
    assert batch["cost"]["likely"] == pytest.approx(run["cost"]["likely"] / 2, rel=0.001)


BLOCKS = re.findall(r"^```console\n(.*?)^```", DOC.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
TYPED = [line[2:] for block in BLOCKS for line in block.splitlines()]


def test_the_commands_of_the_page_run(reports, extractor, own_folder):
    """From the first to the last, in the order of the page."""
    (own_folder / "reports").mkdir()
    for path in own_folder.glob("1?.txt"):
        path.rename(own_folder / "reports" / path.name)
    for line in TYPED:
        if "collect" in line:
            reports.work()
        result = extractor(*shlex.split(line)[1:])
        assert result.exit_code == 0, line
    assert "completed" in result.stdout


def test_every_flag_of_the_page_exists(extractor):
    """A flag of one of the three, or of `run`."""
    known = "".join(extractor("batch", name, "--help").stdout for name in ("submit", "status", "collect"))
    known += extractor("plan", "--help").stdout
    for flag in set(re.findall(r"[` ](--[a-z][a-z-]+)", DOC.read_text(encoding="utf-8"))):
        assert flag in known, flag
