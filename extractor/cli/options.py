"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DbOption = Annotated[
    Path | None,
    typer.Option(
        "--db", metavar="FILE", help="The DuckDB file; operations.duckdb unless a setting says otherwise."
    ),
]

FollowSymlinksOption = Annotated[
    bool,
    typer.Option(
        "--follow-symlinks", help="Follow links that lead out of a folder; a link that is named always is."
    ),
]
