"""`extractor verify`: verdicts for facts that came from anywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from extractor.cli.terminal import FACT_COLUMNS, fact_cells, print_json_lines, print_table
from extractor.document import Document, UnreadableDocument
from extractor.errors import DocumentError, InputError
from extractor.fact import CheckedFact, Fact


class VerifyFormat(StrEnum):
    """How verdicts are printed."""

    TABLE = "table"
    JSONL = "jsonl"


def verify(
    document: Annotated[str, typer.Argument(help="The report: one file, or - for standard input.")],
    facts: Annotated[
        Path, typer.Argument(metavar="FACTS.json", help="A gold record, or a list of facts in the same form.")
    ],
    output: Annotated[
        VerifyFormat, typer.Option("--format", help="jsonl gives a fact a line, in the order given.")
    ] = VerifyFormat.TABLE,
) -> None:
    """Check facts against the words of a report; no model is asked, and no verdict changes the exit code."""
    from extractor.reconcile import verify as verify_facts  # noqa: PLC0415

    rows = read_rows(facts)
    report = read_one_document(document)
    checked = verify_facts(report.text, to_facts(facts, rows), published=report.published)
    if output is VerifyFormat.JSONL:
        print_json_lines(verdict_row(fact, row) for fact, row in zip(checked.facts, rows, strict=True))
        print_json_lines(verdict_row(fact, {}) for fact in checked.missed)
    else:
        print_table(FACT_COLUMNS, map(fact_cells, (*checked.facts, *checked.missed)), title=report.name)


def verdict_row(checked: CheckedFact, given: Mapping[str, Any]) -> dict[str, Any]:
    """A fact as scripts get it: its own fields, whatever else it was given with, and its verdict."""
    own = checked.fact.to_mapping()
    return {
        **own,
        **{key: given[key] for key in given if key not in own},
        "verdict": checked.verdict,
        "failed_test": checked.failed_test,
        "reason": checked.reason,
        "start": checked.start,
        "end": checked.end,
        "text_value": checked.text_value,
    }


def read_rows(path: Path) -> list[Mapping[str, Any]]:
    """The facts of a JSON file, as they stand there: a gold record's `facts`, or a bare list.

    Raises:
        InputError: the file is not there, is no JSON, or holds no list of facts.
    """
    try:
        found = json.loads(path.read_bytes(), parse_float=Decimal)
    except OSError as error:
        raise InputError(f"{str(path)!r} cannot be read: {error.strerror}", kind="no_such_path") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{str(path)!r} is no JSON: {error}", kind="bad_facts") from error
    rows = found.get("facts") if isinstance(found, dict) else found
    if not isinstance(rows, list):
        raise InputError(
            f"{str(path)!r} holds no list of facts",
            hint="Give a list of facts, or an object with such a list under 'facts'",
            kind="bad_facts",
        )
    return rows


def to_facts(path: Path, rows: Sequence[Mapping[str, Any]]) -> list[Fact]:
    """Every row as a fact.

    Raises:
        InputError: a row is no fact; the message says which row and which key.
    """
    facts = []
    for index, row in enumerate(rows):
        where = f"Fact {index} of {str(path)!r}"
        if not isinstance(row, Mapping):
            raise InputError(f"{where} is {row!r}, which is no object", kind="bad_fact")
        try:
            facts.append(Fact.from_mapping(row))
        except InputError as error:
            raise InputError(f"{where}: {error.message}", hint=error.hint, kind=error.kind) from error
    return facts


def read_one_document(path: str) -> Document:
    """The one document that a path holds.

    Raises:
        InputError: there is none, more than one, or one that cannot be read.
    """
    from extractor.reader import read_documents  # noqa: PLC0415
    from extractor.settings import load_settings  # noqa: PLC0415

    found = list(islice(read_documents([path], max_chars=load_settings().max_chars), 2))
    if len(found) != 1:
        raise InputError(
            f"{path!r} holds more than one document", hint="Name one file", kind="many_documents"
        )
    if isinstance(found[0], UnreadableDocument):
        raise DocumentError(f"{path!r} cannot be read: {found[0].reason}", kind=found[0].kind)
    return found[0]
