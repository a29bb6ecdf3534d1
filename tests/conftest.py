"""Recorded exchanges: what is kept of them, how they are matched, and that every one of them is played.

Record with `make record`; a replay needs neither server nor weights nor network.
"""

import json
import os
from contextlib import asynccontextmanager

import pytest
import yaml
from hypothesis import settings

from extractor.llm.embedded import Served

pytest_plugins = ("browser", "scripted", "scripted_batch")

settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

KEPT_OF_REQUESTS = {"content-type"}
KEPT_OF_RESPONSES = {"content-type"}
CHANCE = ("created", "id", "system_fingerprint", "timings")
"""What differs from one recording to the next without meaning anything."""


def scrub_request(request):
    """Keep what is matched, and nothing of host, key or machine. Runs on recording and on matching alike."""
    request.headers = {
        name: value for name, value in request.headers.items() if name.lower() in KEPT_OF_REQUESTS
    }
    request.uri = "https://llm.invalid" + request.path
    return request


def scrub_response(response):
    """Keep the answer; a fault is not recorded, for its waits would be waited in every replay."""
    if response["status"]["code"] != 200:
        return None
    headers = response["headers"].items()
    response["headers"] = {name: value for name, value in headers if name.lower() in KEPT_OF_RESPONSES}
    body = json.loads(response["body"]["string"])
    told = {name: value for name, value in body.items() if name not in CHANCE}
    text = json.dumps({"id": "recorded", "created": 0, **told}, ensure_ascii=False)
    response["body"]["string"] = text.encode()
    return response


class _Dumper(yaml.SafeDumper):
    """Text of several lines as a block, for people who read a recording."""


_Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
    ),
)


class ReadableJson:
    """Bodies as YAML trees, in a stable order: the difference between two recordings can be read."""

    @staticmethod
    def serialize(data):
        data["interactions"].sort(key=lambda one: (one["request"]["uri"], str(one["request"]["body"])))
        for part, key in ReadableJson._bodies(data):
            part["json"] = json.loads(part.pop(key))
        return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, width=100, sort_keys=False)

    @staticmethod
    def deserialize(text):
        data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        for part, key in ReadableJson._bodies(data):
            part[key] = json.dumps(part.pop("json"), ensure_ascii=False)
        return data

    @staticmethod
    def _bodies(data):
        for one in data["interactions"]:
            yield one["request"], "body"
            yield one["response"]["body"], "string"


def pytest_recording_configure(config, vcr):
    vcr.register_serializer("yaml", ReadableJson)


@pytest.fixture(scope="session")
def vcr_config():
    return {
        "match_on": ["method", "path", "body"],
        "decode_compressed_response": True,
        "before_record_request": scrub_request,
        "before_record_response": scrub_response,
    }


@pytest.fixture(scope="module")
def vcr_cassette_dir(request):
    return str(request.config.rootpath / "cassettes" / request.node.path.stem)


@pytest.fixture(autouse=True)
def all_interactions_played(vcr, record_mode):
    """A recorded exchange that no test asks for is a recording of another program."""
    yield
    if vcr is not None and record_mode == "none":
        assert vcr.all_played, "the cassette holds exchanges that were never asked for: make record"


@pytest.fixture
def recorded_model(monkeypatch, record_mode):
    """The embedded model as it was recorded; served for real only while recording."""
    if record_mode == "none":
        monkeypatch.setattr("extractor.llm.serve", _nowhere)


@asynccontextmanager
async def _nowhere(endpoint):
    yield Served("http://llm.invalid/v1", "no-key", 0)


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch):
    """No key and no setting of the machine that runs the tests reaches them."""
    for name in list(os.environ):
        if name.upper().startswith(("EXTRACTOR_", "OPENAI_")):
            monkeypatch.delenv(name)
