"""Files, folders and standard input become documents.

The only door to trafilatura (with lxml), pypdfium2 and charset-normalizer.

What a file holds is found by looking at its bytes, never by its name:

1. PDF: the header `%PDF-` at its start (`pdf`).
2. JSONL or CSV: the first line is a JSON object, or a header with a column `text`; one document a row
   (`rows`).
3. Everything else is one document of text: front matter is taken off its top (`markdown`), and what is left
   is HTML or not by its structure (`shape.is_html`), so that a stray tag or entity does not make a page of a
   report.

The text is made once, here; every span of this project refers to it. A plain text is handed on as it stands,
but for `decoding.normalise`; HTML and tables are laid out in lines that say what each number is.

    read_documents
    ├── sources ... paths to files, in order
    ├── decoding .. bytes to text
    ├── shape ..... what it is
    ├── rows ...... JSONL, CSV
    ├── contents .. one text: front matter, HTML or Markdown
    │   ├── html ........ main text, metadata (html_tables, tree)
    │   └── markdown .... front matter, marks (html_tables)
    └── pdf ....... its text layer

`tables` lays rows out for both, `dates` reads a stated date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from extractor.document import Document, UnreadableDocument
from extractor.errors import DocumentError
from extractor.reader.contents import read_text, to_document
from extractor.reader.decoding import decode, normalise, refuse_binary
from extractor.reader.pdf import read_pdf
from extractor.reader.rows import csv_rows, jsonl_rows
from extractor.reader.shape import csv_delimiter, is_jsonl, is_jsonl_row, is_pdf, refuse_other_table
from extractor.reader.sources import STDIN, Source, byte_limit, find_sources, limited_lines, read_rest

__all__ = ["STDIN", "read_documents"]

Outcome = Document | UnreadableDocument


def read_documents(
    paths: Sequence[str | Path], *, max_chars: int = 2_000_000, follow_symlinks: bool = False
) -> Iterator[Outcome]:
    """Read every document that the paths lead to, in order, one at a time.

    Args:
        paths: Files (read whatever their suffix), folders (walked in sorted order), `-` for standard input.
        max_chars: The most characters of text that one document may have.
        follow_symlinks: Whether links inside a folder are followed where they lead out of it; a link that is
            named is always followed.

    Returns:
        A document, or the reason why there is none, for each file and each row. Nothing that is wrong with
        one file or row raises, and nothing of it is read before it is asked for.

    Raises:
        InputError: at once, before anything is read: a path does not exist (kind `no_such_path`), or there is
            nothing to read (kind `no_documents`).
    """
    named = [paths] if isinstance(paths, str | Path) else paths
    found = find_sources(named, follow_symlinks=follow_symlinks)
    return chain.from_iterable(_read(source, max_chars) for source in found)


def _read(source: Source | UnreadableDocument, max_chars: int) -> Iterator[Outcome]:
    if isinstance(source, UnreadableDocument):
        yield source
        return
    try:
        with source.open() as handle:
            yield from _documents(source.name, handle, max_chars)
    except DocumentError as error:
        yield UnreadableDocument(source.name, error.kind, str(error))
    except OSError as error:
        reason = f"It cannot be read: {error.strerror or error}. Check that it is there and may be opened"
        yield UnreadableDocument(source.name, "unreadable", reason)


def _documents(name: str, handle: BinaryIO, max_chars: int) -> Iterator[Outcome]:
    limit = byte_limit(max_chars)
    lines = limited_lines(handle, limit)
    first = next(lines, b"")
    if is_jsonl_row(first):
        yield from jsonl_rows(name, chain([first], lines), max_chars)
        return
    data = read_rest(handle, first, limit, max_chars)
    if is_pdf(data):
        yield to_document(name, read_pdf(data, max_chars), max_chars)
        return
    refuse_binary(data)
    text = normalise(decode(data))
    delimiter = csv_delimiter(text)
    if is_jsonl(text):
        yield from jsonl_rows(name, text.split("\n"), max_chars)
    elif delimiter is not None:
        yield from csv_rows(name, text, delimiter, max_chars)
    else:
        refuse_other_table(name, text)
        yield to_document(name, read_text(text, max_chars), max_chars)
