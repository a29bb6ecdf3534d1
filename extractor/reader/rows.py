"""JSONL and CSV: one document a row, with `text` and optionally `id`, `title`, `published` and `url`."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from extractor.document import Document, UnreadableDocument
from extractor.errors import DocumentError
from extractor.reader.contents import read_text, to_document
from extractor.reader.dates import iso_date
from extractor.reader.decoding import decode, normalise
from extractor.reader.shape import TEXT_COLUMN, column_names, parse_json
from extractor.reader.sources import byte_limit

Outcome = Document | UnreadableDocument


class _Names:
    """Names of rows: `file#id`, or `file#L12` (its line) where there is no id or another row has it."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._given: set[str] = set()

    def of(self, row: Mapping[str, object], line: int) -> str:
        found = row.get("id")
        plain = " ".join(normalise(str(found)[:200]).split()) if isinstance(found, str | int) else ""
        if not plain or plain in self._given:
            return f"{self._file}#L{line}"
        self._given.add(plain)
        return f"{self._file}#{plain}"


def jsonl_rows(file: str, lines: Iterable[bytes | str], max_chars: int) -> Iterator[Outcome]:
    """The documents of a JSONL file, line by line, so that a corpus of any size can be read.

    A row that is no JSON object, or has no usable text, is an unreadable document (kind `bad_row`, `empty` or
    `oversized`); the others go on.
    """
    names = _Names(file)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            _refuse_long_line(line, max_chars)
            row = _parse(line)
        except DocumentError as error:
            yield UnreadableDocument(f"{file}#L{number}", error.kind, str(error))
        else:
            yield _document(names.of(row, number), row, "jsonl", max_chars)


def _refuse_long_line(line: bytes | str, max_chars: int) -> None:
    if len(line) > byte_limit(max_chars):
        raise DocumentError(
            f"The line has over {byte_limit(max_chars):,} bytes, the most for max_chars = {max_chars:,}",
            hint="Split the report, or raise max_chars",
            kind="oversized",
        )


def _parse(line: bytes | str) -> dict[str, object]:
    try:
        row = parse_json((decode(line) if isinstance(line, bytes) else line).strip())
    except ValueError as error:
        raise _bad_row(f"The line is no JSON: {error}") from None
    if not isinstance(row, dict):
        raise _bad_row("The line is JSON but no object")
    return {str(key).strip().casefold(): value for key, value in row.items()}


def csv_rows(file: str, text: str, delimiter: str, max_chars: int) -> Iterator[Outcome]:
    """The documents of a CSV with a header; a bad row is told and the others go on.

    Raises:
        DocumentError: there is a header and no row (kind `empty`).
    """
    names = _Names(file)
    columns: list[str] = []
    count = 0
    for count, (line, record) in enumerate(_records(text, delimiter)):  # noqa: B007 - read after the loop
        if isinstance(record, str):
            yield UnreadableDocument(f"{file}#L{line}", "bad_row", str(_bad_row(record)))
        elif not columns:
            columns = column_names(record)
        elif len(record) != len(columns):
            told = f"The row has {len(record)} cells, the header {len(columns)}"
            yield UnreadableDocument(f"{file}#L{line}", "bad_row", str(_bad_row(told)))
        else:
            row = dict(zip(columns, record, strict=True))
            yield _document(names.of(row, line), row, "csv", max_chars)
    if not count:
        raise DocumentError("It is a CSV with a header and no row", hint="Remove it or fill it", kind="empty")


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Each record with the line it begins on, or what is wrong with it.

    A quotation mark that is never closed swallows the rest of a file; reading then goes on with the next
    line.
    """
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    lines = text.split("\n")
    begin = 0
    while begin < len(lines):
        rest = (f"{lines[index]}\n" for index in range(begin, len(lines)))
        reader = csv.reader(rest, delimiter=delimiter, skipinitialspace=True, strict=True)
        line = begin
        try:
            for record in reader:
                if any(cell.strip() for cell in record):
                    yield line + 1, record
                line = begin + reader.line_num
            return
        except csv.Error as error:
            yield line + 1, f"The row is no CSV: {error}"
            unclosed = begin + reader.line_num >= len(lines)
            begin = line + 1 if unclosed else begin + reader.line_num


def _document(name: str, row: Mapping[str, object], media: str, max_chars: int) -> Outcome:
    try:
        text = row.get(TEXT_COLUMN)
        if not isinstance(text, str):
            raise _bad_row(
                f"The row has no text in {TEXT_COLUMN!r}; it has {', '.join(map(repr, row)) or 'nothing'}"
            )
        content = read_text(normalise(text), max_chars)
        stated = replace(
            content,
            title=_stated(row, "title") or content.title,
            published=iso_date(row.get("published")) or content.published,
            url=_stated(row, "url") or content.url,
            media=media,
        )
        return to_document(name, stated, max_chars)
    except DocumentError as error:
        return UnreadableDocument(name, error.kind, str(error))


def _stated(row: Mapping[str, object], column: str) -> str | None:
    found = row.get(column)
    return (normalise(found).strip() or None) if isinstance(found, str) else None


def _bad_row(what: str) -> DocumentError:
    return DocumentError(what, hint="Correct the row or remove it", kind="bad_row")
