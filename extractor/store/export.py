"""Results for other programs: CSV, JSON lines and Parquet."""

from __future__ import annotations

import csv
import json
import math
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from extractor.errors import StoreError
from extractor.store.queries import Table, check_statement, interruptible, query_connection, shortest

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
"""How a cell begins that a spreadsheet would take for a formula (OWASP, CSV Injection)."""


class _Lines(list[str]):
    """What a CSV writer takes for a file."""

    write = list.append


def to_csv(table: Table, *, header: bool = True) -> str:
    """The table as CSV: a header line, commas, quotes where needed, a line feed after each line.

    The header is left out for the rest of a table. NULL is empty, decimals keep every digit, lists and
    structs are JSON. Text that a spreadsheet would run as a formula gets a leading apostrophe; numbers are
    left alone.
    """
    lines = _Lines()
    # A cell with a carriage return is quoted only where the line end has one.
    writer = csv.writer(lines, lineterminator="\r\n")
    if header:
        writer.writerow([_neutral(column) for column in table.columns])
    writer.writerows([_csv_cell(value) for value in row] for row in table.rows)
    return "".join(f"{line.removesuffix(writer.dialect.lineterminator)}\n" for line in lines)


def to_jsonl(table: Table) -> str:
    """The table as JSON lines: one object a row, keyed by column; a name that stands twice is numbered.

    Decimals are JSON numbers with every digit, dates and times ISO 8601, JSON columns JSON, NULL null; NaN
    and infinities, which JSON has not, are strings.
    """
    names = [json.dumps(name, ensure_ascii=False) for name in unique_names(table.columns)]
    return "".join(f"{{{', '.join(_members(names, table.types, row))}}}\n" for row in table.rows)


def format_cell(value: Any) -> str:
    """A value as text for a person: NULL is empty, decimals keep every digit, lists and structs are JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    text = _json(value)
    return str(json.loads(text)) if text.startswith('"') else text


def unique_names(columns: Sequence[str]) -> list[str]:
    """Column names, the second and later of one name with `_1`, `_2`, … as duckdb does in Parquet."""
    seen: Counter[str] = Counter()
    names: list[str] = []
    for column in columns:
        name = column
        while name in names:
            seen[column] += 1
            name = f"{column}_{seen[column]}"
        names.append(name)
    return names


def export_parquet(path: Path, sql: str, out_path: Path, *, wait: float = 3.0) -> None:
    """Write the rows of one SELECT to a Parquet file (zstd), whole or not at all.

    The connection can read the database and write this one file, nothing else.

    Args:
        path: The database file.
        sql: One SELECT, as for `run_query`.
        out_path: The file to write; one that is there is replaced.
        wait: Seconds to wait for a process that writes to the database.

    Raises:
        QueryError: the SQL was refused or failed.
        StoreError: there is no such database, or the file cannot be written.
    """
    try:
        _check_target(path, out_path)
    except OSError as error:
        raise _unwritable(out_path, error.strerror) from error
    part = out_path.absolute().with_name(f".{out_path.name}.{os.getpid()}.part")
    try:
        _copy(path, sql, part, wait)
        part.replace(out_path)
    except OSError as error:
        raise _unwritable(out_path, error.strerror) from error
    finally:
        part.unlink(missing_ok=True)


def _copy(path: Path, sql: str, part: Path, wait: float) -> None:
    with query_connection(path, wait, writable=part) as connection:
        statement = check_statement(connection, sql)
        relation = connection.sql(_bare(statement.query))
        interruptible(connection, lambda: relation.write_parquet(str(part), compression="zstd"))


def _bare(sql: str) -> str:
    """The statement without what follows it: duckdb wraps the text in COPY (…), which takes no semicolon."""
    text = sql.encode()
    end = len(text)
    for offset, kind in reversed(duckdb.tokenize(sql)):
        if kind is not duckdb.token_type.comment and text[offset : offset + 1] != b";":
            break
        end = offset
    return text[:end].decode()


def _check_target(path: Path, out_path: Path) -> None:
    if out_path.is_dir():
        raise _unwritable(out_path, "it is a folder")
    if not out_path.absolute().parent.is_dir():
        raise _unwritable(out_path, "its folder does not exist")
    if out_path.exists() and path.exists() and out_path.samefile(path):
        raise _unwritable(out_path, "it is the database itself")


def _unwritable(out_path: Path, why: str | None) -> StoreError:
    return StoreError(
        f"{str(out_path)!r} cannot be written: {why}", hint="Choose another file", kind="bad_output"
    )


def _members(names: Sequence[str], types: Sequence[str], row: Sequence[Any]) -> Iterator[str]:
    for name, kind, value in zip(names, types, row, strict=True):
        is_json = kind == "JSON" and isinstance(value, str)
        yield f"{name}: {_json(json.loads(value, parse_float=Decimal) if is_json else value)}"


def _csv_cell(value: Any) -> str:
    text = format_cell(value)
    return _neutral(text) if isinstance(value, str) else text


def _neutral(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _json(value: Any) -> str:
    """A value as JSON text; json.dumps would turn decimals into floats."""
    if isinstance(value, Decimal):
        return f"{shortest(value):f}"
    if isinstance(value, Mapping):
        members = (
            f"{json.dumps(str(key), ensure_ascii=False)}: {_json(part)}" for key, part in value.items()
        )
        return f"{{{', '.join(members)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_json, value))}]"
    return json.dumps(_scalar(value), ensure_ascii=False)


def _scalar(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)
