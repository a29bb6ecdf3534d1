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
from extractor.fact import CheckedFact, Fact, Period, Qualifier, Verdict, plain_number
from extractor.mention import Mention, Role

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

MARKS = {
    Verdict.CONFIRMED: ("✓", "green"),
    Verdict.UNVERIFIED: ("?", "yellow"),
    Verdict.CONTRADICTED: ("✗", "red"),
    Verdict.UNSUPPORTED: ("!", "magenta"),
    Verdict.MISSED: ("+", "cyan"),
}
"""A sign and a colour for each verdict; the sign alone says it where there are no colours."""

GAP = 3
"""Characters between two columns of a table."""

UNWRAPPED = 10_000
"""Columns of a table that goes into a pipe: rows stay whole for `grep`."""

_BIDI = (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)
_SAFE = (
    {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}
    | {0x7F: 0x2421}
    | dict.fromkeys((*range(0x80, 0xA0), *_BIDI), 0xFFFD)
)
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """Text that cannot steer a terminal: a visible sign for each control character, one for one.

    The length stays, so spans of the original hold.
    """
    return text.translate(_SAFE).encode("utf-8", "replace").decode("utf-8")


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


NO_AMOUNT = {Role.TELEPHONE, Role.ROAD, Role.ADDRESS, Role.LAW, Role.CLASS, Role.IDENTIFIER}
"""What these numbers are worth means nothing to a person."""


def mention_words(mention: Mention) -> str:
    """The figure that a number says; empty where it is a name in digits."""
    if mention.role in NO_AMOUNT:
        return ""
    return number_words(mention.value, mention.value_max, mention.unit, mention.qualifier)


def number_words(value: Decimal | None, value_max: Decimal | None, unit: str, qualifier: Qualifier) -> str:
    """A number as a person writes it: `more than 40,000 GBP`, `20 to 30`, `0.5 kg`."""
    if value is None:
        return "unsure"
    words = [] if qualifier is Qualifier.EXACT else [qualifier.replace("_", " ")]
    words.append(f"{value:,f}" if value_max is None else f"{value:,f} to {value_max:,f}")
    if unit != "count":
        words.append(unit)
    return " ".join(words)


def fact_cells(checked: CheckedFact) -> tuple[str | Text, ...]:
    """Verdict, measure, figure, scope, and why it is not confirmed or else the words it rests on."""
    fact = checked.fact
    figure = number_words(fact.value, fact.value_max, fact.unit, fact.qualifier)
    why = checked.reason or fact.quote
    return verdict_cell(checked.verdict), fact.measure.value, figure, scope_words(fact), " ".join(why.split())


def cost_words(cost: Decimal | None) -> str:
    """US dollars; a price that is not known is said to be unknown, never zero."""
    return "unknown" if cost is None else f"${cost:,.4f}"


FACT_COLUMNS = ("verdict", "measure", "figure", "limited to", "words, or what speaks against it")


def scope_words(fact: Fact) -> str:
    """What limits a figure; empty for a total of the operation."""
    period = "" if fact.period is Period.CURRENT else fact.period.value
    return ", ".join(filter(None, (fact.force, fact.place, fact.offence, fact.item, period)))
