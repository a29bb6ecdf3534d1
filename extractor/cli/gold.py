"""`extractor gold`: records made by careful reading, checked, begun and compared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.exits import ExitCode
from extractor.cli.terminal import print_table, tell

app = typer.Typer(
    no_args_is_help=True, help="Gold records: what a careful reader takes from a document, beside it."
)


@app.command("check")
def check(
    paths: Annotated[
        list[Path], typer.Argument(metavar="GOLD", help="Gold records, or folders that hold some.")
    ],
) -> None:
    """Check gold records: fields, words, quotes in the document, numbers in the quotes.

    Exits with 1 where a record has errors; notes are for a person to judge.
    """
    from extractor.evaluate.gold import find_gold  # noqa: PLC0415
    from extractor.evaluate.gold_check import check_gold  # noqa: PLC0415

    problems = check_gold(paths)
    errors = sum(problem.error for problem in problems)
    if problems:
        rows = (
            ("error" if each.error else "note", str(each.path), each.where, each.message) for each in problems
        )
        print_table(("", "record", "where", "what"), rows)
    tell(f"{len(find_gold(paths))} records: {errors} errors, {len(problems) - errors} notes")
    if errors:
        raise typer.Exit(ExitCode.FOUND_WANTING)


@app.command("init")
def init(
    documents: Annotated[list[Path], typer.Argument(metavar="DOCUMENT", help="Documents without a record.")],
) -> None:
    """Write an empty gold record beside each document."""
    from extractor.evaluate.gold import empty_record  # noqa: PLC0415

    for document in documents:
        typer.echo(str(empty_record(document)))


@app.command("diff")
def diff(
    first: Annotated[
        Path, typer.Argument(metavar="A", help="One annotator's record or folder, beside the documents.")
    ],
    second: Annotated[Path, typer.Argument(metavar="B", help="The other's; records pair by file name.")],
) -> None:
    """Agreement of two annotators, by the scorer itself, and everything they see differently."""
    from extractor.evaluate.agreement import agreement_tables, compare_annotators  # noqa: PLC0415
    from extractor.evaluate.report import say  # noqa: PLC0415

    agreement = compare_annotators(first, second)
    for table in agreement_tables(agreement):
        print_table(table.columns, ([say(cell) for cell in row] for row in table.rows), title=table.title)
    for name in agreement.alone:
        tell(f"Only one of the two has {name!r}")
