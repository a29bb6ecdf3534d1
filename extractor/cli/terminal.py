"""What reaches a terminal or a pipe: text that cannot steer a terminal, JSON lines, tables."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TextIO

from extractor.errors import ExtractorError
from extractor.fact import CheckedFact, Verdict, plain_number
from extractor.pages.marks import SIGNS
from extractor.pages.visible import visible
from extractor.pages.words import fact_words, scope_words

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

COLOURS = {
    Verdict.CONFIRMED: "green",
    Verdict.UNVERIFIED: "yellow",
    Verdict.CONTRADICTED: "red",
    Verdict.UNSUPPORTED: "magenta",
    Verdict.MISSED: "cyan",
}

MARKS = {verdict: (sign, COLOURS[verdict]) for verdict, sign in SIGNS.items()}
"""A sign and a colour for each verdict; the sign alone says it where there are no colours."""

GAP = 3
"""Characters between two columns of a table."""

NARROWEST = 12
"""Characters under which a column of folded text is no longer read with ease."""

UNWRAPPED = 10_000
"""Columns of a table that goes into a pipe: rows stay whole for `grep`."""

_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """Text that cannot steer a terminal; the length stays, so spans of the original hold."""
    return visible(text)


def console(stream: TextIO) -> Console:
    """For a person: as wide as the terminal; whole rows where it is a pipe and no width is asked for."""
    from rich.console import Console  # noqa: PLC0415

    wide = None if stream.isatty() or "COLUMNS" in os.environ else UNWRAPPED
    return Console(file=stream, width=wide, markup=False, highlight=False, emoji=False)


def tell(message: str) -> None:
    """One line of talk on stderr."""
    sys.stderr.write(f"{clean(message)}\n")


def tell_error(error: ExtractorError) -> None:
    """What happened and where; what to do next on a line of its own."""
    tell(f"Error: {error.message.rstrip('.')}.")
    if error.hint:
        tell(f"Next:  {error.hint.rstrip('.')}.")


def json_line(row: Mapping[str, Any] | Sequence[Any]) -> str:
    """A row as one line of JSON: decimals as numbers, and nothing in it that steers a terminal."""
    return escape_json(json.dumps(row, ensure_ascii=False, allow_nan=False, default=_plain))


def escape_json(text: str) -> str:
    """The same JSON with what steers a terminal written as escapes."""
    return _UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return plain_number(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def print_json_lines(rows: Iterable[Mapping[str, Any]]) -> None:
    """One row a line on stdout."""
    for row in rows:
        sys.stdout.write(f"{json_line(row)}\n")


def print_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[str | Text]],
    *,
    title: str = "",
    stream: TextIO | None = None,
    cut: bool = False,
) -> None:
    """A table on stdout, or on another stream; cells are cleaned and never read as markup.

    Args:
        columns: The headings.
        rows: The cells, as text or styled.
        title: What stands above it.
        stream: Where it goes.
        cut: Whether the last column is cut to the width of the terminal, instead of going on below.
    """
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    out = console(stream or sys.stdout)
    cells = [[Text(clean(cell)) if isinstance(cell, str) else cell for cell in row] for row in rows]
    heading = Text(clean(title)) if title else None
    table = Table(box=SIMPLE_HEAD, title=heading, title_justify="left", pad_edge=False)
    for column in columns:
        table.add_column(Text(clean(column)), overflow="fold")
    if cut:
        _cut_last(table, cells, out.width)
    for row in cells:
        table.add_row(*row)
    out.print(table)


def fits(columns: Sequence[str], rows: Sequence[Sequence[str]], stream: TextIO) -> bool:
    """Whether a table can be read there: each column as wide as it needs, or wide enough to be folded."""
    from rich.cells import cell_len  # noqa: PLC0415

    needed = (
        min(NARROWEST, max(cell_len(heading), *(cell_len(row[at]) for row in rows), 0))
        for at, heading in enumerate(columns)
    )
    return sum(width + GAP for width in needed) - GAP <= console(stream).width


def print_records(columns: Sequence[str], rows: Iterable[Sequence[str | None]], *, stream: TextIO) -> None:
    """Each row as a block of its own, one line a column; a column without a value is left out.

    Args:
        columns: The headings.
        rows: The cells; None for no value.
        stream: Where it goes.
    """
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    out = console(stream)
    for number, row in enumerate(rows, start=1):
        block = Table(box=None, show_header=False, pad_edge=False, padding=(0, GAP, 0, 0))
        block.add_column(no_wrap=True)
        block.add_column(overflow="fold")
        for column, cell in zip(columns, row, strict=True):
            if cell is not None:
                block.add_row(Text(clean(column), style="bold"), Text(clean(cell)))
        out.print(Text(f"── {number} ──", style="dim"))
        out.print(block)
        out.print()


def _cut_last(table: Table, cells: Sequence[Sequence[Text]], width: int) -> None:
    """Give the last column what the others, at most a third of the width each, leave of it."""
    from rich.cells import cell_len  # noqa: PLC0415

    *others, last = table.columns
    left = width - GAP
    for index, column in enumerate(others):
        needed = [cell_len(str(column.header)), *(row[index].cell_len for row in cells)]
        column.min_width = column.max_width = min(max(needed), width // 3)
        left -= column.max_width + GAP
    last.overflow, last.no_wrap, last.max_width = "ellipsis", True, max(left, 10)


def verdict_cell(verdict: Verdict) -> Text:
    """Sign and word, in the verdict's colour."""
    from rich.text import Text  # noqa: PLC0415

    sign, colour = MARKS[verdict]
    return Text(f"{sign} {verdict}", style=colour)


def fact_cells(checked: CheckedFact) -> tuple[str | Text, ...]:
    """Verdict, measure, figure, scope, and why it is not confirmed or else the words it rests on."""
    fact = checked.fact
    why = " ".join((checked.reason or fact.quote).split())
    return verdict_cell(checked.verdict), fact.measure.value, fact_words(fact), scope_words(fact), why


FACT_COLUMNS = ("verdict", "measure", "figure", "limited to", "words, or what speaks against it")
