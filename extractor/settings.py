"""Settings, each with one home: flags over environment over `extractor.toml` over the defaults below.

Environment variables are the names below in capitals behind `EXTRACTOR_` (`EXTRACTOR_MODEL`); prices are
`EXTRACTOR_PRICES__INPUT` and so on. `OPENAI_API_KEY` and `OPENAI_BASE_URL` are read as other tools read them.
A key is taken from the environment alone.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from extractor.errors import SettingsError

TOML = "extractor.toml"
PREFIX = "EXTRACTOR_"
_OPENAI = {"api_key": "OPENAI_API_KEY", "base_url": "OPENAI_BASE_URL"}

Seconds = Annotated[float, Field(gt=0, le=86_400)]


class Prices(BaseModel):
    """US dollars per million tokens, where the model is in no price list or the list is wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: Annotated[Decimal, Field(ge=0)]
    cached: Annotated[Decimal, Field(ge=0)] | None = None
    """Prompt tokens read from the endpoint's cache; the price of `input` where it is not given."""
    output: Annotated[Decimal, Field(ge=0)]


class Settings(BaseSettings):
    """Everything that can be set; made by `load_settings`, never by hand."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        toml_file=TOML,
        extra="forbid",
        frozen=True,
        protected_namespaces=(),
        use_attribute_docstrings=True,
    )

    db: Path = Path("operations.duckdb")
    """The DuckDB file."""
    model: str | None = None
    """The model's name at the endpoint, or a GGUF file; without it, the embedded model."""
    base_url: str | None = None
    """Base URL of an OpenAI-compatible endpoint."""
    api_key: SecretStr | None = None
    """The endpoint's key."""
    concurrency: Annotated[int, Field(ge=1, le=256)] = 4
    """Requests at a time; the embedded model takes one."""
    timeout: Seconds | None = None
    """Seconds that one request may take in all: 60, and 600 for the embedded model."""
    connect_timeout: Seconds = 5
    """Seconds to wait for a connection."""
    retries: Annotated[int, Field(ge=0, le=20)] = 4
    """How often a request is sent again after a fault that can heal."""
    max_wait: Seconds = 120
    """The longest wait before sending again, also where the endpoint asks for more."""
    reasks: Annotated[int, Field(ge=0, le=5)] = 1
    """How often a piece may be asked again with the reasons why its answer could not stand."""
    temperature: Annotated[float, Field(ge=0, le=2)] = 0
    seed: int = 1
    max_output_tokens: Annotated[int, Field(ge=1)] | None = None
    """Tokens an answer may have; None leaves it to the endpoint, and to the default of an embedded model."""
    piece_chars: Annotated[int, Field(ge=100)] | None = None
    """Characters of a document sent at a time; None is the model's default."""
    max_chars: Annotated[int, Field(ge=1)] = 2_000_000
    """Characters a document may have."""
    lock_wait: Annotated[float, Field(ge=0)] = 3
    """Seconds to wait for a database that another process holds."""
    max_cost: Annotated[Decimal, Field(gt=0)] | None = None
    """US dollars that one run may spend; it stops before a request that might pass them."""
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    """Tokens, in and out together, that one run may spend."""
    prompt: str = "operation.v1"
    prices: Prices | None = None

    _sources: dict[str, str] = PrivateAttr(default_factory=dict)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the hook's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The order of precedence, highest first."""
        return (
            init_settings,
            env_settings,
            _OpenAISource(settings_cls),
            TomlConfigSettingsSource(settings_cls),
        )


class _OpenAISource(PydanticBaseSettingsSource):
    """The two variables that tools for OpenAI-compatible endpoints share."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002
        return os.environ.get(_OPENAI.get(field_name, ""), ""), field_name, False

    def __call__(self) -> dict[str, Any]:
        return {name: os.environ[variable] for name, variable in _OPENAI.items() if os.environ.get(variable)}


def load_settings(**flags: Any) -> Settings:
    """Read the settings of this invocation.

    Args:
        flags: Settings given on the command line or in a Python call; None counts as not given.

    Raises:
        SettingsError: a setting is unknown or has a value that cannot be used; the message names the setting
            and where it came from, never a key.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    origin = {
        **dict.fromkeys(_toml_names(), TOML),
        **{name: f"environment {variable}" for name, variable in _OPENAI.items() if os.environ.get(variable)},
        **_environment_names(),
        **dict.fromkeys(given, "flag"),
    }
    _check_names(origin)
    _check_key(origin.get("api_key", "default"))
    try:
        settings = Settings(**given)
    except ValidationError as error:
        raise _told(error.errors(include_url=False)[0], origin) from None
    settings._sources.update(origin)
    return settings


def sources(settings: Settings) -> dict[str, str]:
    """Where each setting came from: `flag`, `environment NAME`, `extractor.toml` or `default`."""
    return {name: settings._sources.get(name, "default") for name in Settings.model_fields}


def _toml_names() -> list[str]:
    try:
        return list(tomllib.loads(Path(TOML).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        hint = 'Write it as TOML, for example: model = "gpt-5-mini"'
        raise SettingsError(f"{TOML} cannot be read: {error}", hint=hint, kind="toml") from None


def _environment_names() -> dict[str, str]:
    """Setting to the variable that sets it; an empty variable sets nothing."""
    return {
        variable.upper().removeprefix(PREFIX).partition("__")[0].lower(): f"environment {variable}"
        for variable, value in os.environ.items()
        if variable.upper().startswith(PREFIX) and value
    }


def _check_names(origin: Mapping[str, str]) -> None:
    for name, place in origin.items():
        if name not in Settings.model_fields:
            near = difflib.get_close_matches(name, Settings.model_fields, n=3)
            known = near or sorted(Settings.model_fields)
            hint = f"{'Is it' if near else 'The settings are'} {', '.join(known)}{'?' if near else ''}"
            raise SettingsError(f"There is no setting {name!r} ({place})", hint=hint, kind="unknown")


def _check_key(place: str) -> None:
    if place in {"flag", TOML}:
        hint = "Put it into the environment: OPENAI_API_KEY=… or EXTRACTOR_API_KEY=…"
        raise SettingsError(f"'api_key' is taken from the environment alone, not from {place}", hint=hint)


def _told(error: ErrorDetails, origin: Mapping[str, str]) -> SettingsError:
    name = ".".join(str(part) for part in error["loc"])
    place = origin.get(str(error["loc"][0]), "default")
    shown = "" if name == "api_key" else f" is {str(error['input'])[:80]!r}"
    return SettingsError(f"The setting {name!r} ({place}){shown}: {error['msg']}", kind="value")
