"""`extractor doctor`: is everything there that a run needs, and where does each setting come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from extractor.cli.exits import ExitCode
from extractor.cli.options import DbOption
from extractor.cli.terminal import print_table
from extractor.errors import ExtractorError

if TYPE_CHECKING:
    from extractor.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    message: str
    hint: str = ""
    """What to do; empty where all is well."""
    exit_code: int = ExitCode.DONE


def doctor(db: DbOption = None) -> None:
    """Look whether the endpoint is there, the key works, the embedded model is installed, the database opens.

    Then tell where each setting comes from. The exit code is that of the first thing that is wrong.
    """
    from extractor.settings import Settings, load_settings, sources  # noqa: PLC0415

    settings = load_settings(db=db)
    found = [*_model(settings), _database(settings)]
    checks = (("✗" if one.exit_code else "✓", one.name, one.message, one.hint) for one in found)
    print_table(("", "what", "found", "what to do"), checks, title="Checks")
    origin = sources(settings)
    values = ((name, _shown(name, getattr(settings, name)), origin[name]) for name in Settings.model_fields)
    print_table(("setting", "value", "from"), values, title="Settings")
    raise typer.Exit(next((one.exit_code for one in found if one.exit_code), ExitCode.DONE))


def _shown(name: str, value: Any) -> str:
    """A setting's value; a key shows itself as stars, an address without a password."""
    from extractor.llm import shown_url  # noqa: PLC0415

    if value is None:
        return ""
    return shown_url(str(value)) if name == "base_url" else str(value)


def _model(settings: Settings) -> Iterator[Finding]:
    import asyncio  # noqa: PLC0415

    from extractor.llm import check_endpoint, choose_endpoint, embedded_installed  # noqa: PLC0415

    try:
        checks = asyncio.run(check_endpoint(settings))
        chosen = choose_endpoint(settings)
    except ExtractorError as error:
        yield Finding("model", error.message, error.hint, error.exit_code)
        return
    for check in checks:
        yield Finding(check.name, check.message, check.hint, ExitCode.DONE if check.ok else ExitCode.MODEL)
    if not chosen.embedded:
        there = "is installed" if embedded_installed() else "is not installed"
        yield Finding("embedded model", f"it {there}; these settings do not need it")


def _database(settings: Settings) -> Finding:
    from extractor.store import open_reader  # noqa: PLC0415

    if not settings.db.exists():
        return Finding("database", f"{str(settings.db)!r} is not there yet; the first run makes it")
    try:
        with open_reader(settings.db, wait=settings.lock_wait) as store:
            documents = store.status().documents
    except ExtractorError as error:
        return Finding("database", error.message, error.hint, error.exit_code)
    return Finding("database", f"{str(settings.db)!r} opens; {documents:,} documents have a result")
