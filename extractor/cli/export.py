"""`extractor export`: every table for other programs, with a data dictionary."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.options import DbOption
from extractor.cli.terminal import clean, tell
from extractor.errors import UsageError

if TYPE_CHECKING:
    from extractor.store import DatasetFormat


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is not there yet, or empty.")],
    formats: Annotated[
        str, typer.Option("--format", help="One or more of csv, jsonl, parquet, with commas.")
    ] = "csv,jsonl,parquet",
    force: Annotated[
        bool, typer.Option("--force", help="Write over an earlier export in the folder.")
    ] = False,
    db: DbOption = None,
) -> None:
    """Write facts, operations, mentions, findings, decisions, documents and runs as files.

    datapackage.json (Frictionless) says what every column means, its type, unit and words.
    """
    from extractor.settings import load_settings  # noqa: PLC0415
    from extractor.store import export_dataset  # noqa: PLC0415

    asked = _formats(formats)
    settings = load_settings(db=db)
    for path in export_dataset(settings.db, folder, asked, force=force, wait=settings.lock_wait):
        typer.echo(clean(str(path)))
    if "csv" in asked:
        tell("In the CSV files, text that a spreadsheet would run as a formula has a leading apostrophe")


def _formats(words: str) -> list[DatasetFormat]:
    from extractor.store import DatasetFormat  # noqa: PLC0415

    try:
        asked = [DatasetFormat(word.strip()) for word in words.split(",") if word.strip()]
    except ValueError:
        asked = []
    if not asked:
        raise UsageError(
            f"{words!r} is no list of formats", hint=f"Use one or more of {', '.join(DatasetFormat)}"
        )
    return asked
