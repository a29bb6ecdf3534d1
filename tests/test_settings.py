"""One home for each setting, one order of precedence, and messages that name setting and source."""

from decimal import Decimal

import pytest
from scripted import scripted_key

from extractor.errors import SettingsError
from extractor.settings import load_settings, sources

KEY = scripted_key()

LAYERS = [
    pytest.param({}, {}, "", (None, "default"), id="nothing is set"),
    pytest.param({}, {}, 'model = "toml"', ("toml", "extractor.toml"), id="the file"),
    pytest.param(
        {},
        {"EXTRACTOR_MODEL": "env"},
        'model = "toml"',
        ("env", "environment EXTRACTOR_MODEL"),
        id="over the file",
    ),
    pytest.param(
        {"model": "flag"}, {"EXTRACTOR_MODEL": "env"}, 'model = "toml"', ("flag", "flag"), id="over all"
    ),
    pytest.param({"model": None}, {}, 'model = "toml"', ("toml", "extractor.toml"), id="a flag not given"),
    pytest.param({}, {"EXTRACTOR_MODEL": ""}, "", (None, "default"), id="an empty variable sets nothing"),
    pytest.param(
        {},
        {"extractor_model": "env"},
        "",
        ("env", "environment extractor_model"),
        id="a variable in small letters",
    ),
]

WRONG = [
    pytest.param({"timeout": "soon"}, {}, "", ["'timeout'", "flag", "soon"], id="a flag's value"),
    pytest.param({"modle": "x"}, {}, "", ["'modle'", "flag", "model?"], id="an unknown flag"),
    pytest.param(
        {}, {"EXTRACTOR_SEED": "x"}, "", ["'seed'", "EXTRACTOR_SEED", "'x'"], id="a variable's value"
    ),
    pytest.param({}, {"EXTRACTOR_RETRY": "1"}, "", ["'retry'", "retries?"], id="an unknown variable"),
    pytest.param({}, {}, "concurency = 2", ["'concurency'", "extractor.toml", "concurrency?"], id="a typo"),
    pytest.param({}, {}, "concurrency = 0", ["'concurrency'", "extractor.toml", "'0'"], id="out of range"),
    pytest.param({}, {}, "qqqqqq = 0", ["'qqqqqq'", "The settings are api_key"], id="nothing near"),
    pytest.param({}, {}, "model =", ["extractor.toml cannot be read", "model ="], id="no TOML"),
    pytest.param({}, {}, "prices = {input = 1}", ["'prices.output'", "extractor.toml"], id="half a price"),
    pytest.param({}, {}, f'api_key = "{KEY}"', ["'api_key'", "OPENAI_API_KEY"], id="a key in the file"),
    pytest.param({"api_key": KEY}, {}, "", ["'api_key'", "OPENAI_API_KEY"], id="a key in a flag"),
]


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def arrange(variables, toml):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        if toml:
            (tmp_path / "extractor.toml").write_text(toml, encoding="utf-8")

    return arrange


@pytest.mark.parametrize(("flags", "variables", "toml", "expected"), LAYERS)
def test_flags_go_over_environment_over_file_over_default(flags, variables, toml, expected, own_folder):
    """The highest layer that sets a value wins, and `sources` says which it was."""
    own_folder(variables, toml)
    settings = load_settings(**flags)
    assert (settings.model, sources(settings)["model"]) == expected


@pytest.mark.parametrize(("flags", "variables", "toml", "words"), WRONG)
def test_a_wrong_setting_is_named_with_its_source(flags, variables, toml, words, own_folder):
    """The message says which setting, where it came from and what is near; it never shows a key."""
    own_folder(variables, toml)
    with pytest.raises(SettingsError) as raised:
        load_settings(**flags)
    assert [word for word in words if word not in str(raised.value)] == []
    assert KEY not in str(raised.value)


def test_the_variables_of_other_tools_are_read_below_our_own(own_folder):
    """OPENAI_API_KEY and OPENAI_BASE_URL count, and give way to EXTRACTOR_BASE_URL."""
    own_folder({"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": "http://one/v1"}, 'base_url = "http://toml/v1"')
    first = load_settings()
    own_folder({"EXTRACTOR_BASE_URL": "http://two/v1"}, "")
    second = load_settings()
    assert (first.base_url, second.base_url) == ("http://one/v1", "http://two/v1")
    assert sources(first)["base_url"] == "environment OPENAI_BASE_URL"
    assert sources(first)["api_key"] == "environment OPENAI_API_KEY"


def test_a_key_is_never_shown(own_folder):
    """Neither printing nor dumping the settings gives the key away."""
    own_folder({"OPENAI_API_KEY": KEY}, "")
    settings = load_settings()
    assert settings.api_key.get_secret_value() == KEY
    assert KEY not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


def test_prices_are_exact_and_may_come_in_parts(own_folder):
    """A price is a decimal; the environment overrides one part of the file's prices."""
    own_folder({"EXTRACTOR_PRICES__OUTPUT": "0.3"}, "[prices]\ninput = 0.1\noutput = 9")
    prices = load_settings().prices
    assert (prices.input, prices.cached, prices.output) == (Decimal("0.1"), None, Decimal("0.3"))


def test_settings_do_not_change_after_they_are_read(own_folder):
    """All workers share them."""
    with pytest.raises(ValueError, match="frozen"):
        load_settings().retries = 9
