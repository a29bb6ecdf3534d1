"""The commands as one program, and the one place where an error becomes a message and an exit code."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from extractor import __version__
from extractor.cli import (
    batch,
    doctor,
    evaluate,
    export,
    gold,
    numbers,
    plan,
    query,
    replay,
    report_file,
    review,
    run,
    schema,
    show,
    status,
    verify,
    why,
)
from extractor.cli.exits import ExitCode
from extractor.cli.terminal import tell_error
from extractor.errors import ExtractorError


class Commands(TyperGroup):
    """All commands, with this tool's own errors told instead of raised."""

    def invoke(self, ctx: Any) -> Any:
        """Run the chosen command."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            _point_stdout_nowhere()
            raise typer.Exit(ExitCode.DONE) from None
        except ExtractorError as error:
            tell_error(error)
            raise typer.Exit(error.exit_code) from error
        return result


def _point_stdout_nowhere() -> None:
    """The reader of a pipe (`| head`) has had enough; what Python flushes at exit must not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"extractor {__version__}")
        raise typer.Exit


@app.callback()
def extractor(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Figures from reports of police operations, each proven by the report's own words, in DuckDB.

    Start with: extractor run FOLDER
    """


app.command("plan")(plan.plan)
app.command("run")(run.run)
app.command("show")(show.show)
app.command("query")(query.query)
app.command("why")(why.why)
app.command("export")(export.export)
app.command("review")(review.review)
app.command("report")(report_file.report)
app.command("status")(status.status)
app.command("replay")(replay.replay)
app.command("numbers")(numbers.numbers)
app.command("verify")(verify.verify)
app.command("schema")(schema.schema)
app.command("doctor")(doctor.doctor)
app.command("eval")(evaluate.evaluate)
app.add_typer(gold.app, name="gold")
app.add_typer(batch.app, name="batch")


def main() -> None:
    """Entry point of the `extractor` program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app(prog_name="extractor")
