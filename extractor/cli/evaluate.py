"""`extractor eval`: how right the table is, measured against gold."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli.exits import ExitCode
from extractor.cli.options import DbOption
from extractor.cli.terminal import json_line, print_table, tell
from extractor.errors import UsageError

if TYPE_CHECKING:
    from extractor.evaluate.evaluation import Evaluation
    from extractor.evaluate.gold import GoldDocument
    from extractor.evaluate.intervals import Rate
    from extractor.evaluate.report import Table
    from extractor.settings import Settings


class EvalFormat(StrEnum):
    """How a report is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured, ready to be printed in any form."""

    tables: tuple[Table, ...]
    data: dict[str, Any]
    """The same for JSON."""
    figures: Mapping[str, Rate]
    """Every rate by the name that `--fail-under` takes; the rows of CSV."""
    notes: tuple[str, ...] = ()
    evaluation: Evaluation | None = None
    """What `--plot` draws; None for injected errors and for two runs compared."""


def evaluate(  # noqa: PLR0913 - one command, one flag a mode
    gold: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[GOLD]...", help="Gold records or folders of them; else the current folder."),
    ] = None,
    *,
    db: DbOption = None,
    run: Annotated[
        str, typer.Option(metavar="ID", help="The run to score: its id, the start of it, or latest.")
    ] = "latest",
    reader: Annotated[
        bool, typer.Option("--reader", help="Score the number reader alone; needs no database.")
    ] = False,
    inject: Annotated[
        bool, typer.Option("--inject", help="Put errors into gold facts and see what the verifier catches.")
    ] = False,
    number: Annotated[int, typer.Option(min=1, help="With --inject: how many errors to put in.")] = 2000,
    seed: Annotated[int, typer.Option(help="With --inject or --compare: seed of the drawing.")] = 20200722,
    compare: Annotated[
        tuple[str, str] | None, typer.Option(metavar="RUN_A RUN_B", help="Two runs over the same documents.")
    ] = None,
    fail_under: Annotated[
        list[str] | None,
        typer.Option(metavar="FIGURE=VALUE", help="Exit with 1 where this figure is lower; may be repeated."),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw it too, as .svg or .html; not with --inject or --compare."),
    ] = None,
    output: Annotated[
        EvalFormat, typer.Option("--format", help="csv gives the figures alone.")
    ] = EvalFormat.TABLE,
) -> None:
    """Score a stored run against gold: the model, the number reader alone, and what may be trusted.

    Needs no model and no network. The result goes into the database too: eval_run, eval_figure, eval_fact.
    """
    from extractor.evaluate.gold import load_documents  # noqa: PLC0415

    if sum((reader, inject, compare is not None)) > 1:
        raise UsageError("--reader, --inject and --compare exclude each other")
    if plot is not None:
        _require_drawable(plot, inject=inject, compared=compare is not None)
    limits = [read_limit(text) for text in fail_under or ()]
    golds = load_documents(gold or [Path()])
    if inject:
        report = _injected(golds, number, seed)
    elif reader:
        report = _reader_alone(golds)
    elif compare is not None:
        report = _compared(golds, db, compare, seed)
    else:
        report = _scored(golds, db, run)
    PRINTERS[output](report)
    for note in report.notes:
        tell(f"Note: {note}")
    if plot is not None and report.evaluation is not None:
        _draw(report.evaluation, plot)
    _hold_against(limits, report.figures)


def read_limit(text: str) -> tuple[str, float]:
    """`trusted.precision=0.99` as a name and a number.

    Raises:
        UsageError: it is not of that form.
    """
    name, equals, value = text.partition("=")
    try:
        least = float(value)
    except ValueError:
        least = -1.0
    if not equals or not 0 <= least <= 1:
        raise UsageError(
            f"--fail-under {text!r} is no FIGURE=VALUE", hint="For example trusted.precision=0.99"
        )
    return name.strip(), least


def _require_drawable(plot: Path, *, inject: bool, compared: bool) -> None:
    from extractor.evaluate.plot import check_target  # noqa: PLC0415

    if inject or compared:
        raise UsageError("--plot draws one run or --reader", hint="Leave out --inject or --compare")
    check_target(plot)


def _draw(evaluation: Evaluation, plot: Path) -> None:
    from extractor.evaluate.plot import write_plot  # noqa: PLC0415

    write_plot(evaluation, plot)


def _reader_alone(golds: Sequence[GoldDocument]) -> Report:
    from extractor.evaluate.evaluation import evaluate_reader  # noqa: PLC0415
    from extractor.evaluate.report import tables, to_json  # noqa: PLC0415

    evaluation = evaluate_reader(golds)
    return Report(tables(evaluation), to_json(evaluation), evaluation.figures(), evaluation=evaluation)


def _scored(golds: Sequence[GoldDocument], db: Path | None, run: str) -> Report:
    from extractor.evaluate.report import tables, to_json  # noqa: PLC0415
    from extractor.evaluate.stored import evaluate_stored, store_evaluation  # noqa: PLC0415

    settings = _settings(db)
    evaluation = evaluate_stored(golds, settings.db, run, wait=settings.lock_wait)
    store_evaluation(evaluation, settings.db, wait=settings.lock_wait)
    figures = evaluation.figures()
    return Report(tables(evaluation), to_json(evaluation), figures, evaluation.notes, evaluation)


def _compared(golds: Sequence[GoldDocument], db: Path | None, runs: tuple[str, str], seed: int) -> Report:
    from extractor.evaluate.compare import compare as compare_runs  # noqa: PLC0415
    from extractor.evaluate.compare import comparison_json, comparison_tables  # noqa: PLC0415
    from extractor.evaluate.stored import evaluate_stored  # noqa: PLC0415

    settings = _settings(db)
    before, after = (evaluate_stored(golds, settings.db, run, wait=settings.lock_wait) for run in runs)
    found = compare_runs(before, after, seed=seed)
    notes = tuple(dict.fromkeys((*before.notes, *after.notes)))
    return Report(comparison_tables(found), comparison_json(found), after.figures(), notes)


def _injected(golds: Sequence[GoldDocument], number: int, seed: int) -> Report:
    from extractor.evaluate.inject import inject  # noqa: PLC0415
    from extractor.evaluate.injection_report import (  # noqa: PLC0415
        injection_figures,
        injection_json,
        injection_tables,
    )

    found = inject(golds, number=number, seed=seed)
    return Report(injection_tables(found), injection_json(found), injection_figures(found))


def _settings(db: Path | None) -> Settings:
    from extractor.settings import load_settings  # noqa: PLC0415

    return load_settings(db=db)


def _print_tables(report: Report) -> None:
    from extractor.evaluate.report import say  # noqa: PLC0415

    for table in report.tables:
        print_table(table.columns, ([say(cell) for cell in row] for row in table.rows), title=table.title)
        if table.note:
            sys.stdout.write(f"{table.note}\n\n")


def _print_json(report: Report) -> None:
    sys.stdout.write(json.dumps(json.loads(json_line(report.data)), indent=2, ensure_ascii=False) + "\n")


def _print_csv(report: Report) -> None:
    from extractor.evaluate.report import figure_rows  # noqa: PLC0415

    csv.writer(sys.stdout, lineterminator="\n").writerows(figure_rows(report.figures))


PRINTERS = {EvalFormat.TABLE: _print_tables, EvalFormat.JSON: _print_json, EvalFormat.CSV: _print_csv}


def _hold_against(limits: Sequence[tuple[str, float]], figures: Mapping[str, Rate]) -> None:
    """Exit with 1 where a stated figure is lower than asked for, or there is nothing to measure it by."""
    unknown = [name for name, _ in limits if name not in figures]
    if unknown:
        raise UsageError(f"There is no figure {unknown[0]!r}", hint=f"Use one of: {', '.join(figures)}")
    below = [(name, least) for name, least in limits if (figures[name].value or 0.0) < least]
    for name, least in below:
        rate = figures[name]
        told = "not measured" if rate.value is None else f"{rate.value:.4f} ({rate.hits} of {rate.total})"
        tell(f"{name} is {told}, under {least}")
    if below:
        raise typer.Exit(ExitCode.FOUND_WANTING)
