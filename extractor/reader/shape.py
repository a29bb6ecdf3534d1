"""What a file holds, told by its bytes or its text."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from extractor.errors import DocumentError

TEXT_COLUMN = "text"

_PDF = re.compile(rb"[\s\xef\xbb\xbf]{0,64}%PDF-\d")
_WHOLE_PAGE = re.compile(r"(?im)^[ \t]*<(?:!doctype\s+html|html|head|body)\b[^<>]{0,1000}>")
_COMMENT = re.compile(r"(?s)<!--.*?-->")
_BLOCKS = (
    "address|article|aside|blockquote|center|dd|details|div|dl|dt|figure|footer|form|h[1-6]|header|li|main|nav|"
    "ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul"
)
_BLOCK = re.compile(rf"<(/?)(?:{_BLOCKS})(?:\s[^<>]{{0,2000}})?/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{1,2000}>")
_LEAST_BLOCKS = 3
"""Tags of block elements, opening and closing ones: one paragraph has two."""
_ROWS_LOOKED_AT = 20
_DELIMITERS = ",;\t|"
_TABLE_SUFFIXES = (".csv", ".tsv")


def is_pdf(data: bytes) -> bool:
    """True where the bytes begin with the header of a PDF file."""
    return _PDF.match(data) is not None


def is_html(text: str) -> bool:
    """True where the structure of a text is that of HTML.

    Either a page: `<!doctype html>`, `<html>`, `<head>` or `<body>` opens a line near its start. Or a piece
    of a page: it has at least three tags of block elements (paragraph, heading, list, table …), and at least
    half of its words stand inside such elements. So neither `<b>`, `<br>` and `&amp;` in a text nor a
    table inside Markdown make HTML of it.
    """
    if "<" not in text:
        return False
    if _WHOLE_PAGE.search(_COMMENT.sub("", text[:4096])):
        return True
    told = [0, 0]  # outside, inside
    depth = done = count = 0
    for tag in _BLOCK.finditer(text):
        told[depth > 0] += _length(text[done : tag.start()])
        depth = max(depth - 1, 0) if tag.group(1) else depth + 1
        done, count = tag.end(), count + 1
    told[depth > 0] += _length(text[done:])
    return count >= _LEAST_BLOCKS and told[1] >= told[0]


def _length(text: str) -> int:
    return len(_TAG.sub("", text).strip())


def is_jsonl_row(line: bytes) -> bool:
    """True where a line is a JSON object."""
    return line.lstrip(b"\xef\xbb\xbf \t").startswith(b"{") and _is_object(
        line.decode("utf-8-sig", "replace")
    )


def is_jsonl(text: str) -> bool:
    """True where most of the first lines begin like JSON objects and at least one is; others are bad rows."""
    lines = list(islice((line for line in text.split("\n") if line.strip()), _ROWS_LOOKED_AT))
    likely = [line for line in lines if line.lstrip().startswith("{")]
    return 2 * len(likely) > len(lines) and any(map(_is_object, likely))


def _is_object(line: str) -> bool:
    try:
        return isinstance(parse_json(line), dict)
    except ValueError:
        return False


def parse_json(line: str) -> Any:
    """The value of a line of JSON.

    Raises:
        ValueError: it is no JSON, or nested deeper than Python can follow.
    """
    try:
        return json.loads(line)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def csv_delimiter(text: str) -> str | None:
    """The delimiter of a CSV with a column `text`; None where the text is no such CSV.

    The first line must be a header with that column, and the next record, if any, must have as many cells.
    """
    for delimiter in _DELIMITERS:
        header = next(records(_header(text), delimiter), [])
        if TEXT_COLUMN in column_names(header):
            record = next(islice(records(text.lstrip(), delimiter), 1, None), header)
            return delimiter if len(record) == len(header) else None
    return None


def column_names(header: list[str]) -> list[str]:
    """The names of columns as they are compared."""
    return [cell.strip().casefold() for cell in header]


def refuse_other_table(name: str, text: str) -> None:
    """Stop a CSV file of figures from being read as prose: without labels its numbers would mean nothing.

    Raises:
        DocumentError: it is called a CSV file, and is one, but has no column `text` (kind `no_text_column`).
    """
    if not name.lower().endswith(_TABLE_SUFFIXES):
        return
    for delimiter in _DELIMITERS:
        header, record = [*islice(records(text.lstrip(), delimiter), 2), [], []][:2]
        if len(header) == len(record) > 1:
            columns = ", ".join(repr(cell.strip()[:40]) for cell in header[:12])
            raise DocumentError(
                f"It is a CSV without a column {TEXT_COLUMN!r}; its columns are {columns}",
                hint=f"Name the column that holds the reports {TEXT_COLUMN!r}",
                kind="no_text_column",
            )


def _header(text: str) -> str:
    return text.lstrip().split("\n", 1)[0]


def records(text: str, delimiter: str) -> Iterator[list[str]]:
    """The records of a CSV that are not blank, up to the first one that cannot be read."""
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    lines = io.StringIO(text, newline="\n")
    with suppress(csv.Error):
        yield from filter(None, csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True))
