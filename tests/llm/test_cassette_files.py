"""Recordings hold what was asked and answered, and nothing of the machine that made them."""

import re
import tempfile
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CASSETTES = sorted((ROOT / "cassettes").rglob("*.yaml"))
FOREIGN = re.compile(
    r"authorization|bearer|cookie|api[-_]key|sk-[A-Za-z0-9]|127\.0\.0\.1|localhost|user-agent|\.gguf",
    re.IGNORECASE,
)


@pytest.fixture(scope="module", params=CASSETTES, ids=lambda path: path.stem)
def cassette(request):
    return request.param.read_text(encoding="utf-8")


def test_there_are_recordings():
    """Each of the five sample reports, a re-ask and the whole schema."""
    assert len(CASSETTES) >= 7


def test_a_recording_holds_no_key_no_host_and_no_path(cassette):
    """It can be published."""
    assert FOREIGN.findall(cassette) == []
    places = (str(ROOT), str(Path.home()) + "/", tempfile.gettempdir() + "/")
    assert [place for place in places if place in cassette] == []


def test_a_recording_keeps_only_what_is_matched(cassette):
    """Method, path and JSON body of the request; status and JSON body of the response."""
    for one in yaml.safe_load(cassette)["interactions"]:
        assert set(one["request"]["headers"]) | set(one["response"]["headers"]) == {"content-type"}
        assert one["request"]["uri"] == "https://llm.invalid/v1/chat/completions"
        assert one["request"]["json"]["messages"][0]["role"] == "system"
        assert one["response"]["status"]["code"] == 200
        assert (one["response"]["body"]["json"]["id"], one["response"]["body"]["json"]["created"]) == (
            "recorded",
            0,
        )
