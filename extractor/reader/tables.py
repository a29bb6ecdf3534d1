"""Rows of a table as lines, each number with the header's and the row's label beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MOST_SPANNED = 40
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it is written."""

    text: str
    head: bool = False
    columns: int = 1
    rows: int = 1
    """How many columns and rows it spans."""


def table_lines(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Lay out a table: `- Surrey | Arrests: 21 | Charges: 7`, one line a row, empty cells and rows left out.

    The header rows themselves are not repeated as lines, for each of their words stands beside every number
    they govern. A row with one cell over many columns becomes a heading. Without a header, a row of two cells
    is a label and its value: `- Arrests: 21`. A number that spans several cells is told once.
    """
    grid = _grid(rows)
    heads = _header_rows(grid)
    labels = [" ".join(dict.fromkeys(filter(None, column))) for column in _columns(grid[:heads])]
    body = grid[heads:]
    lines = [_line(row, labels) for row in body] if body else [_line(row, []) for row in grid]
    return [line for line in lines if line]


def _grid(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Every cell in its column: labels are repeated over the cells they span, numbers are not."""
    grid: list[list[Cell]] = []
    below: dict[int, tuple[int, Cell]] = {}
    for row in rows:
        line: list[Cell] = []
        waiting = list(row)
        while waiting or any(column >= len(line) for column in below):
            left, cell = below.pop(len(line)) if len(line) in below else _spread(waiting)
            if left > 1:
                below[len(line)] = (left - 1, _repeated(cell))
            line.append(cell)
        grid.append(line)
    return grid


def _spread(waiting: list[Cell]) -> tuple[int, Cell]:
    """Take one column's cell off a row; what it spans to the right is put back in its place."""
    cell = waiting.pop(0) if waiting else Cell("")
    if cell.columns > 1:
        rest = min(cell.columns, _MOST_SPANNED) - 1
        text = cell.text if cell.head else ""
        waiting.insert(0, Cell(text, cell.head, rest, cell.rows))
    return min(cell.rows, _MOST_SPANNED), Cell(cell.text, cell.head, cell.columns)


def _repeated(cell: Cell) -> Cell:
    return Cell("" if _DIGIT.search(cell.text) and not cell.head else cell.text, cell.head)


def _header_rows(grid: list[list[Cell]]) -> int:
    """How many rows on top are headers: marked as such, or words only above rows with numbers."""
    count = 0
    while count < len(grid) and _is_marked(grid[count]):
        count += 1
    if count or len(grid) < 2 or len(grid[0]) < 3:
        return count
    first = [cell.text for cell in grid[0]]
    told = sum(1 for cell in grid[1] if _DIGIT.search(cell.text))
    return 1 if told and len(list(filter(None, first))) > 1 and not any(map(_DIGIT.search, first)) else 0


def _is_marked(row: list[Cell]) -> bool:
    return len(row) > 1 and all(cell.head or not cell.text for cell in row) and any(cell.head for cell in row)


def _columns(rows: list[list[Cell]]) -> list[list[str]]:
    width = max(map(len, rows), default=0)
    return [[row[column].text for row in rows if column < len(row)] for column in range(width)]


def _line(row: list[Cell], labels: list[str]) -> str:
    told = [(index, cell) for index, cell in enumerate(row) if cell.text]
    if len(told) == 1 and told[0][1].columns > 1 and not _DIGIT.search(told[0][1].text):
        return f"\n{told[0][1].text.rstrip(':')}:"
    if not any(labels) and len(told) == 2 and not _DIGIT.search(told[0][1].text):
        return f"- {told[0][1].text.rstrip(':')}: {told[1][1].text}"
    return "- " + " | ".join(_labelled(index, cell, labels) for index, cell in told) if told else ""


def _labelled(index: int, cell: Cell, labels: list[str]) -> str:
    """A row's own label says what it is without its header; everything else stands behind its header."""
    label = labels[index] if index < len(labels) else ""
    is_label = cell.head or (index == 0 and not _DIGIT.search(cell.text))
    return cell.text if is_label or not label else f"{label.rstrip(':')}: {cell.text}"
