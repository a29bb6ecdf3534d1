"""Tables and lists of terms in HTML become lines, before anything looks for the main text."""

from __future__ import annotations

import re
from typing import Any

from extractor.reader.tables import Cell, table_lines
from extractor.reader.tree import all_text, flat, lines, parse

_LONGEST_CELL = 300
_NOT_IN_CELLS = "table", "form", "h1", "h2", "h3", "pre", "textarea", "select"
_SPAN = re.compile(r"\s*([1-9]\d{0,3})\s*")
_BULLET = re.compile(r"(?m)^ *- ")


def lay_out_tables(tree: Any) -> None:
    """Put one paragraph of lines (`tables.table_lines`) in the place of each table that holds data.

    Later steps may keep the page's main part only, or fall back to bare text; in lines no number can lose its
    labels on the way.
    """
    for table in list(tree.iter("table")):
        if _holds_data(table):
            _replace(table, _table(table))
    for terms in list(tree.iter("dl")):
        if _holds_data(terms):
            _replace(terms, _terms(terms))


def lay_out_table(markup: str) -> str:
    """One `<table>` as lines, for a table inside a text that is no HTML.

    Raises:
        DocumentError: it is an HTML bomb (kind `oversized`).
    """
    tree = parse(markup)
    lay_out_tables(tree)
    return lines(tree)


def _holds_data(table: Any) -> bool:
    """A table that lays out a page holds tables, headings, long texts or mostly links."""
    if any(True for _ in table.iterdescendants(*_NOT_IN_CELLS)):
        return False
    longest = max((len(flat(cell)) for cell in table.iter("td", "th", "dt", "dd")), default=0)
    linked = sum(len(flat(link)) for link in table.iter("a"))
    return 0 < longest <= _LONGEST_CELL and 2 * linked <= len(flat(table))


def _table(table: Any) -> list[str]:
    caption = table.find("caption")
    rows = [[_cell(cell) for cell in row.iterchildren("td", "th")] for row in table.iter("tr")]
    return [*([] if caption is None else [flat(caption)]), *table_lines(rows)]


def _cell(cell: Any) -> Cell:
    head = cell.tag == "th" or any(True for _ in cell.iterancestors("thead"))
    text = " ".join(_BULLET.sub("", all_text(cell)).split())
    return Cell(text, head, _span(cell.get("colspan")), _span(cell.get("rowspan")))


def _span(value: str | None) -> int:
    found = _SPAN.fullmatch(value or "")
    return int(found.group(1)) if found else 1


def _terms(terms: Any) -> list[str]:
    """A list of terms as `- term: value`."""
    laid_out: list[str] = []
    term = ""
    for element in terms.iter("dt", "dd"):
        if element.tag == "dt":
            term = flat(element).rstrip(":")
        else:
            laid_out.append(f"- {term}: {flat(element)}" if term else f"- {flat(element)}")
    return laid_out


def _replace(element: Any, laid_out: list[str]) -> None:
    paragraph = element.makeelement("p")
    for line in "\n".join(laid_out).split("\n"):
        paragraph.append(element.makeelement("br"))
        paragraph[-1].tail = line
    paragraph.tail = element.tail
    element.getparent().replace(element, paragraph)
