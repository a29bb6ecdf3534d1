"""`extractor numbers`: the number reader alone."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any

import typer

from extractor.cli.exits import ExitCode
from extractor.cli.options import FollowSymlinksOption
from extractor.cli.terminal import print_json_lines, print_table, tell
from extractor.document import Document, UnreadableDocument
from extractor.mention import Mention
from extractor.pages.words import mention_words


class NumbersFormat(StrEnum):
    """How mentions are printed."""

    TABLE = "table"
    JSONL = "jsonl"


def numbers(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH…", help="Files and folders; - is standard input.")
    ],
    *,
    follow_symlinks: FollowSymlinksOption = False,
    output: Annotated[
        NumbersFormat, typer.Option("--format", help="jsonl gives a number a line.")
    ] = NumbersFormat.TABLE,
) -> None:
    """Print every number of the documents: what it says, and what it counts. No model is asked."""
    from extractor.settings import load_settings  # noqa: PLC0415

    failed = 0
    for document in _read(paths, load_settings().max_chars, follow_symlinks=follow_symlinks):
        if isinstance(document, UnreadableDocument):
            tell(f"{document.name!r} is passed over: {document.reason}")
            failed += 1
        elif output is NumbersFormat.JSONL:
            print_json_lines(mention_row(document, mention) for mention in _mentions(document))
        else:
            _print_mentions(document)
    if failed:
        raise typer.Exit(ExitCode.FAILED_DOCUMENTS)


def _read(
    paths: list[str], max_chars: int, *, follow_symlinks: bool
) -> Iterator[Document | UnreadableDocument]:
    from extractor.reader import read_documents  # noqa: PLC0415

    return iter(read_documents(paths, max_chars=max_chars, follow_symlinks=follow_symlinks))


def _mentions(document: Document) -> tuple[Mention, ...]:
    from extractor.numbers import read_numbers  # noqa: PLC0415

    return read_numbers(document.text)


def mention_row(document: Document, mention: Mention) -> dict[str, Any]:
    """A number as scripts get it; these keys, in this order, stay."""
    return {
        "document": document.name,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "value": mention.value,
        "value_max": mention.value_max,
        "unit": mention.unit,
        "qualifier": mention.qualifier,
        "role": mention.role,
        "measure": mention.measure,
        "force": mention.force,
        "place": mention.place,
        "offence": mention.offence,
        "period": mention.period,
        "item": mention.item,
        "also": mention.also,
        "rule": mention.rule,
    }


def _print_mentions(document: Document) -> None:
    print_table(
        ("at", "text", "figure", "is", "measure", "limited to"),
        (
            (
                f"{mention.start}",
                mention.text,
                mention_words(mention),
                mention.role.value,
                ", ".join(filter(None, (mention.measure, *mention.also))),
                ", ".join(filter(None, (mention.force, mention.place, mention.offence, mention.item))),
            )
            for mention in _mentions(document)
        ),
        title=document.name,
    )
