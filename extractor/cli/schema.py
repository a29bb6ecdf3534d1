"""`extractor schema`: what the model is asked to fill in."""

from __future__ import annotations

import json

import typer


def schema() -> None:
    """Print the JSON Schema that the model is given."""
    from extractor.schema import model_schema  # noqa: PLC0415

    typer.echo(json.dumps(model_schema(), indent=2, ensure_ascii=False))
