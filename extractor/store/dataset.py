"""The whole database for other programs: a folder of tables with a data dictionary.

The dictionary is a Data Package (Frictionless). What a column means is its COMMENT in the database; a column
of a view that has none means what it means in the table it comes from.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import duckdb

from extractor import __version__
from extractor.decision import Action
from extractor.errors import StoreError
from extractor.fact import FailedTest, Measure, Period, Qualifier, Verdict
from extractor.mention import Role
from extractor.run import Fate
from extractor.store.export import to_csv, to_jsonl
from extractor.store.faults import mapped_errors
from extractor.store.queries import Table, plain_row
from extractor.store.reader import open_reader

_BATCH = 10_000


class DatasetFormat(StrEnum):
    """What tables are written as; the package describes the first of these that is asked for."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Resource:
    """One table of the export."""

    name: str
    title: str
    sql: str
    described_in: tuple[str, ...]
    """Tables and views whose comments say what the columns mean, the first that knows a column."""
    key: str | None = None
    """The column that identifies a row."""


def _of_latest(table: str) -> str:
    """The rows of a table that belong to the latest result of each document."""
    return (
        f"SELECT latest_report.document_name, {table}.* FROM {table} JOIN latest_report USING (work_key)"  # noqa: S608
        " ORDER BY document_name, document_id, position"
    )


RESOURCES = (
    Resource(
        "operations",
        "One row for each document: what it reports, from trusted figures alone",
        "SELECT * FROM operation ORDER BY name, document_id",
        ("operation", "latest_report", "report", "document"),
        "document_id",
    ),
    Resource(
        "trusted_facts",
        "The figures that may be published, as confirmed or as a person decided",
        "SELECT * FROM trusted_fact ORDER BY document_name, document_id, number_start, id",
        ("trusted_fact", "fact", "latest_report"),
        "id",
    ),
    Resource(
        "facts",
        "Every figure of the latest result of each document, with verdict and decision",
        _of_latest("judged_fact"),
        ("judged_fact", "fact", "decision", "latest_report"),
        "id",
    ),
    Resource(
        "mentions",
        "The ledger: every number of each document and what became of it",
        _of_latest("mention"),
        ("mention", "latest_report"),
    ),
    Resource(
        "findings",
        "The checks of each document's own arithmetic, passed and failed",
        _of_latest("finding"),
        ("finding", "latest_report"),
    ),
    Resource(
        "decisions",
        "What people said of figures: who, when, why, and what it replaced",
        "SELECT * FROM decision ORDER BY serial",
        ("decision",),
        "id",
    ),
    Resource(
        "documents",
        "The documents, without their texts",
        "SELECT * EXCLUDE (text) FROM document ORDER BY name, id",
        ("document",),
        "id",
    ),
    Resource(
        "runs",
        "The runs: model, prompt, schema and code behind each figure",
        "SELECT * FROM run ORDER BY serial",
        ("run",),
        "id",
    ),
)
"""What is exported, in the order of the package."""

_WORDS: Mapping[str, type[StrEnum]] = {
    "measure": Measure,
    "qualifier": Qualifier,
    "period": Period,
    "verdict": Verdict,
    "failed_test": FailedTest,
    "role": Role,
    "fate": Fate,
    "decision": Action,
    "action": Action,
}
"""Vocabularies by the name of the column, with or without a prefix."""

_TYPES = (
    ("VARCHAR[]", "array"),
    ("STRUCT", "array"),
    ("DECIMAL", "number"),
    ("DOUBLE", "number"),
    ("BIGINT", "integer"),
    ("INTEGER", "integer"),
    ("BOOLEAN", "boolean"),
    ("TIMESTAMP", "datetime"),
    ("JSON", "object"),
)
"""DuckDB's types by their beginning, and Frictionless's; what is not listed is text."""

_MONEY = {
    "cash": "cash_currency",
    "drugs_value": "drugs_value_currency",
    "assets_value": "assets_value_currency",
}

NEUTRALISED = (
    "In CSV, text that a spreadsheet would run as a formula (it begins with =, +, -, @, a tab or a line"
    " break) has a leading apostrophe; in Parquet and JSON lines it stands as it is. An empty"
    " cell is NULL, or an empty text."
)


def export_dataset(
    path: Path, folder: Path, formats: Sequence[DatasetFormat], *, force: bool = False, wait: float = 3.0
) -> tuple[Path, ...]:
    """Write every table with a data dictionary, all of it or nothing, and return the files written.

    Args:
        path: The database file.
        folder: Where to; made where it is not there.
        formats: What to write each table as.
        force: Write into a folder that is there, over an earlier export.
        wait: Seconds to wait for a process that writes to the database.

    Raises:
        StoreError: the database cannot be read, the folder is there already, or it cannot be written.
    """
    asked = [each for each in DatasetFormat if each in formats]
    try:
        _check_folder(folder, force=force)
        with _scratch(folder) as part:
            with open_reader(path, wait=wait) as store, mapped_errors(path, query=True):
                part.mkdir(parents=True)
                connection = store._connection.cursor()
                package = _package([_written(connection, each, part, asked) for each in RESOURCES])
            text = json.dumps(package, indent=1, ensure_ascii=False) + "\n"
            (part / "datapackage.json").write_text(text, encoding="utf-8")
            return _move(part, folder)
    except OSError as error:
        raise _unwritable(folder, error.strerror) from error


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """Where files are made before they are moved: on the same disk, and gone in the end."""
    place = folder.absolute()
    # A folder that is there may be a link, or the root of a disk.
    name = f".{os.getpid()}.part" if place.is_dir() else f".{place.name}.{os.getpid()}.part"
    part = place / name if place.is_dir() else place.with_name(name)
    try:
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _check_folder(folder: Path, *, force: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise _unwritable(folder, "it is a file")
    if folder.is_dir() and any(folder.iterdir()) and not force:
        raise StoreError(
            f"the folder {str(folder)!r} is not empty",
            hint="Choose another one, or add --force to write over an earlier export",
            kind="exists",
        )


def _move(part: Path, folder: Path) -> tuple[Path, ...]:
    """Put what was written in its place, the dictionary last; tables of an earlier export go."""
    made = sorted((file.name for file in part.iterdir()), key=lambda name: (name == "datapackage.json", name))
    if not folder.exists():
        part.rename(folder)
        return tuple(folder / name for name in made)
    known = {f"{resource.name}.{kind}" for resource in RESOURCES for kind in DatasetFormat}
    moved = tuple((part / name).replace(folder / name) for name in made)
    for name in known - set(made):
        (folder / name).unlink(missing_ok=True)
    return moved


def _written(
    connection: duckdb.DuckDBPyConnection, resource: Resource, part: Path, formats: Sequence[DatasetFormat]
) -> dict[str, Any]:
    """Write one table in every format; its entry in the package."""
    for kind in formats:
        _WRITERS[kind](connection, resource.sql, part / f"{resource.name}.{kind}")
    main, *others = formats
    columns = connection.sql(resource.sql)
    comments = _comments(connection, resource.described_in)
    fields = [
        _field(name, str(kind), comments[name])
        for name, kind in zip(columns.columns, columns.types, strict=True)
    ]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    return {
        "name": resource.name,
        "title": resource.title,
        "description": _table_comment(connection, resource.described_in[0]),
        "path": f"{resource.name}.{main}",
        "format": main.value,
        "mediatype": _MEDIA[main],
        "encoding": "utf-8",
        "alternatives": [f"{resource.name}.{kind}" for kind in others],
        "schema": schema | ({"primaryKey": [resource.key]} if resource.key else {}),
    }


def _package(resources: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": "operations",
        "title": "Figures from reports of police operations",
        "description": f"Each figure with its proof in the report's own words. {NEUTRALISED}",
        "version": __version__,
        "resources": list(resources),
    }


def _field(name: str, kind: str, comment: str) -> dict[str, Any]:
    found = next((theirs for ours, theirs in _TYPES if kind.startswith(ours)), "string")
    words = _vocabulary(name) if found == "string" else None
    unit = _unit(name, kind)
    return {
        "name": name,
        "type": found,
        "description": comment,
        **({"unit": unit} if unit else {}),
        **({"constraints": {"enum": words}} if words else {}),
    }


def _vocabulary(name: str) -> list[str] | None:
    words = _WORDS.get(name.removeprefix("claimed_").removeprefix("decided_"))
    return None if words is None else [word.value for word in words]


def _unit(name: str, kind: str) -> str | None:
    """What the numbers of a column are counted in, where it is a number of something."""
    bare = name.removeprefix("claimed_").removeprefix("decided_")
    if kind == "INTEGER" and bare.endswith(("start", "end")):
        return "characters"
    if bare in ("value", "value_max", "low", "high"):
        return f"as in {name.removesuffix(bare)}unit"
    if bare == "text_value":
        return "as in unit"
    amount = bare.removesuffix("_low").removesuffix("_high")
    if amount in _MONEY:
        return f"as in {_MONEY[amount]}"
    return "count" if amount in set(Measure) and kind == "BIGINT" else None


def _comments(connection: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> Mapping[str, str]:
    rows = connection.execute(
        "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE comment IS NOT NULL"
    ).fetchall()
    found: dict[str, str] = {}
    for table in reversed(tables):
        found.update({column: comment for name, column, comment in rows if name == table})
    return found


def _table_comment(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    sql = """
        SELECT comment FROM duckdb_tables() WHERE table_name = $1
        UNION ALL SELECT comment FROM duckdb_views() WHERE view_name = $1
    """
    [(comment,)] = connection.execute(sql, [table]).fetchall()
    return str(comment)


def _tables(connection: duckdb.DuckDBPyConnection, sql: str) -> Iterator[Table]:
    """The rows of a query a batch at a time; one table without rows where there are none."""
    result = connection.execute(sql)
    columns = tuple(column[0] for column in result.description)
    types = tuple(str(column[1]) for column in result.description)
    batch = result.fetchmany(_BATCH)
    while True:
        yield Table(columns, types, [plain_row(row) for row in batch])
        batch = result.fetchmany(_BATCH)
        if not batch:
            return


def _write_csv(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        for number, table in enumerate(_tables(connection, sql)):
            stream.write(to_csv(table, header=not number))


def _write_jsonl(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        for table in _tables(connection, sql):
            stream.write(to_jsonl(table))


def _write_parquet(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> None:
    connection.sql(sql).write_parquet(str(path), compression="zstd")


_WRITERS: Mapping[DatasetFormat, Callable[[duckdb.DuckDBPyConnection, str, Path], None]] = {
    DatasetFormat.CSV: _write_csv,
    DatasetFormat.JSONL: _write_jsonl,
    DatasetFormat.PARQUET: _write_parquet,
}

_MEDIA = {
    DatasetFormat.CSV: "text/csv",
    DatasetFormat.JSONL: "application/x-ndjson",
    DatasetFormat.PARQUET: "application/vnd.apache.parquet",
}


def _unwritable(folder: Path, why: str | None) -> StoreError:
    return StoreError(
        f"{str(folder)!r} cannot be written: {why}", hint="Choose another folder", kind="bad_output"
    )
