"""`extractor gold`: records made by careful reading, checked, begun and compared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.exits import ExitCode
from extractor.cli.options import DbOption
from extractor.cli.terminal import clean, print_table, tell
from extractor.errors import InputError

if TYPE_CHECKING:
    from extractor.evaluate.gold_export import GoldExport

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
        typer.echo(clean(str(empty_record(document))))


@app.command("export")
def export(
    documents: Annotated[
        list[str], typer.Argument(metavar="DOCUMENT", help="Names, ends of names or ids, as for `show`.")
    ],
    folder: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Where records and texts are written.")
    ],
    allow_open: Annotated[
        bool, typer.Option("--allow-open", help="Leave out what nobody decided on, and say so.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over files that are there.")] = False,
    db: DbOption = None,
) -> None:
    """Turn reviewed documents into gold records that `gold check` accepts.

    A record has what is confirmed, accepted or corrected. Figures that nobody decided on stop the export.
    """
    from extractor.evaluate.gold_export import to_gold, write_gold  # noqa: PLC0415
    from extractor.settings import load_settings  # noqa: PLC0415
    from extractor.store import open_reader  # noqa: PLC0415

    settings = load_settings(db=db)
    with open_reader(settings.db, wait=settings.lock_wait) as store:
        ids = dict.fromkeys(store.load_result(name).document_id for name in documents)
        exports = [to_gold(store.load_review(document_id)) for document_id in ids]
    for export in exports:
        _tell_left_out(export)
    left_out = sum(len(export.left_out) for export in exports)
    if left_out and not allow_open:
        raise InputError(
            f"{left_out} figure{'s are' if left_out > 1 else ' is'} not fit for gold; nothing was written",
            hint="Decide on them with `extractor review`, or leave them out with --allow-open",
            kind="open_figures",
        )
    for path in write_gold(exports, folder, force=force):
        typer.echo(clean(str(path)))
    tell("Type, names and dates in the records are the model's reading: look at them before you rely on them")


def _tell_left_out(export: GoldExport) -> None:
    from extractor.pages.words import fact_words  # noqa: PLC0415

    for each in export.left_out:
        figure = " ".join(filter(None, (each.fact.measure.value, fact_words(each.fact))))
        tell(f"{export.name}: {figure} ({each.why})")


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
