"""Which model the settings mean: never a hosted one by accident."""

import pytest

from extractor.errors import SettingsError
from extractor.llm.endpoint import EMBEDDED_MODEL, choose_endpoint, key_of
from extractor.settings import load_settings

MEANT = [
    pytest.param({}, {}, (EMBEDDED_MODEL, "embedded"), id="nothing is set"),
    pytest.param({}, {"OPENAI_API_KEY": "k"}, (EMBEDDED_MODEL, "embedded"), id="a key alone"),
    pytest.param(
        {"model": "gpt-5-mini"},
        {"OPENAI_API_KEY": "k"},
        ("gpt-5-mini", "https://api.openai.com/v1"),
        id="a model and a key",
    ),
    pytest.param(
        {"model": "qwen3", "base_url": "http://127.0.0.1:8000/v1/"},
        {},
        ("qwen3", "http://127.0.0.1:8000/v1"),
        id="a local server without a key",
    ),
    pytest.param(
        {"model": "qwen3.gguf", "base_url": "http://127.0.0.1/v1"},
        {},
        ("qwen3.gguf", "http://127.0.0.1/v1"),
        id="a server that names its models by file",
    ),
]

OPEN = [
    pytest.param({"base_url": "http://127.0.0.1/v1"}, {}, "no model", id="an endpoint without a model"),
    pytest.param({}, {"OPENAI_BASE_URL": "http://x/v1"}, "OPENAI_BASE_URL", id="the same, environment"),
    pytest.param({"model": "gpt-5-mini"}, {}, "OPENAI_API_KEY", id="a model without a key"),
    pytest.param({"model": "no/such.gguf"}, {}, "no file 'no/such.gguf'", id="a file that is not there"),
    pytest.param({"model": "m", "base_url": "localhost:8000"}, {}, "no address", id="no address"),
    pytest.param({"model": "m", "base_url": "http://me:secret@x/v1"}, {}, "password", id="a password in it"),
]


@pytest.fixture
def environment(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def arrange(variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return arrange


@pytest.mark.parametrize(("flags", "variables", "meant"), MEANT)
def test_settings_mean_one_model(flags, variables, meant, environment):
    """Documents leave this machine only where a model is named for it."""
    environment(variables)
    endpoint = choose_endpoint(load_settings(**flags))
    assert (endpoint.name, endpoint.address) == meant


@pytest.mark.parametrize(("flags", "variables", "words"), OPEN)
def test_what_is_left_open_is_asked_for(flags, variables, words, environment):
    """With what to give; a password is not repeated."""
    environment(variables)
    with pytest.raises(SettingsError) as raised:
        choose_endpoint(load_settings(**flags))
    assert words in str(raised.value)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(("found", "key"), [("sk-1\n", "sk-1"), (" sk-1 ", "sk-1"), (" ", None), ("", None)])
def test_blanks_around_a_key_are_no_part_of_it(found, key, environment):
    """A line end from a file is a common guest."""
    environment({"OPENAI_API_KEY": found})
    assert key_of(load_settings()) == key


@pytest.mark.parametrize("found", ["sk-1\nsk-2", "sk 1", "sk-é", "sk-\x7f"])
def test_what_cannot_be_a_key_is_refused_without_repeating_it(found, environment):
    """A library would quote it in its complaint."""
    environment({"OPENAI_API_KEY": found})
    with pytest.raises(SettingsError, match="OPENAI_API_KEY") as raised:
        key_of(load_settings())
    assert "sk" not in str(raised.value)


def test_two_files_of_one_name_are_two_models(tmp_path):
    """Their answers are never taken for each other's."""
    names = set()
    for folder, content in (("one", b"GGUF1"), ("two", b"GGUF2")):
        weights = tmp_path / folder / "model.gguf"
        weights.parent.mkdir()
        weights.write_bytes(content)
        endpoint = choose_endpoint(load_settings(model=str(weights)))
        assert (endpoint.embedded, endpoint.weights) == (True, str(weights))
        names.add(endpoint.name)
    assert len(names) == 2


def test_defaults_suit_the_model_and_give_way_to_settings():
    """A small model gets short pieces, one at a time, and much time; whoever sets something gets it."""
    small = choose_endpoint(load_settings())
    assert (small.narrow, small.concurrency, small.reasks, small.piece_chars) == (True, 1, 0, 300)
    told = choose_endpoint(load_settings(piece_chars=900, reasks=1, timeout=5, max_output_tokens=99))
    assert (told.piece_chars, told.reasks, told.timeout, told.max_output_tokens) == (900, 1, 5, 99)
    hosted = choose_endpoint(load_settings(model="m", base_url="http://x/v1"))
    assert (hosted.narrow, hosted.concurrency, hosted.reasks, hosted.max_output_tokens) == (False, 4, 1, None)
