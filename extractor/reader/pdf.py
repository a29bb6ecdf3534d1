"""PDF files: the text layer of every page."""

from __future__ import annotations

import re
import time
import zlib
from contextlib import closing
from typing import Any

from extractor.errors import DocumentError
from extractor.reader.contents import Content, refuse_oversized
from extractor.reader.decoding import normalise

_MOST_PAGES = 2_000
_MOST_SECONDS = 120.0
_MOST_INFLATED = 256_000_000
"""Bytes that all compressed streams may hold together: a bomb of 1 MB holds 1 GB, and PDFium unpacks it."""
_TAKEN_AT_ONCE = 65_536
_INFLATED_AT_ONCE = 1_048_576
_STREAM = re.compile(rb"stream\r?\n")
_PASSWORD_ERROR = 4
"""FPDF_ERR_PASSWORD of PDFium's fpdfview.h."""

_LINE_HYPHEN = "\x02"
"""What PDFium puts for a hyphen at the end of a line, joining the two lines. Reports set without hyphenation
have it in words that carry one ("twenty-five", "33-year-old"), so it stays a hyphen."""


def read_pdf(data: bytes, max_chars: int) -> Content:
    """The text of a PDF, pages joined by a blank line. Scripts and attachments are never touched.

    Raises:
        DocumentError: encrypted or damaged (kind `unreadable`), without a text layer (kind `empty`), with too
            many pages, too much text, or a bomb (kind `oversized`).
    """
    from pypdfium2 import PdfDocument, PdfiumError  # type: ignore[import-untyped]  # noqa: PLC0415

    _refuse_bomb(data)
    try:
        with closing(PdfDocument(data)) as pdf:
            pages = _pages(pdf, max_chars)
    except PdfiumError as error:
        raise _damaged(error) from None
    text = "\n\n".join(page for page in pages if page)
    if not text:
        raise DocumentError(
            f"It is a PDF with {len(pages)} pages and no text, probably scans",
            hint="Run it through OCR (for example ocrmypdf) first",
            kind="empty",
        )
    return Content(text, media="pdf")


def _pages(pdf: Any, max_chars: int) -> list[str]:
    count = len(pdf)
    if count > _MOST_PAGES:
        raise DocumentError(
            f"It is a PDF with {count:,} pages, more than {_MOST_PAGES:,}",
            hint="Split it into one file a report",
            kind="oversized",
        )
    begun = time.monotonic()
    pages: list[str] = []
    length = 0
    for index in range(count):
        pages.append(_page(pdf, index))
        length += len(pages[-1])
        if length > max_chars:
            refuse_oversized("\n\n".join(pages), max_chars)
        if time.monotonic() - begun > _MOST_SECONDS:
            raise DocumentError(
                f"Reading its first {index + 1:,} pages took longer than {_MOST_SECONDS:.0f} seconds",
                hint="Save it anew, or save its text",
                kind="oversized",
            )
    return pages


def _page(pdf: Any, index: int) -> str:
    with closing(pdf[index]) as page, closing(page.get_textpage()) as layer:
        text: str = layer.get_text_bounded()
    return normalise(text.replace(_LINE_HYPHEN, "-")).strip()


def _damaged(error: Exception) -> DocumentError:
    if getattr(error, "err_code", None) == _PASSWORD_ERROR:
        hint = "Save it without the password"
        return DocumentError("It is a PDF that is encrypted with a password", hint=hint, kind="unreadable")
    return DocumentError("It is a damaged PDF", hint="Fetch it again, or save its text", kind="unreadable")


def _refuse_bomb(data: bytes) -> None:
    total = 0
    for stream in _STREAM.finditer(data):
        total += _inflated(memoryview(data)[stream.end() :], _MOST_INFLATED - total)
        if total >= _MOST_INFLATED:
            raise DocumentError(
                f"It is a PDF that unpacks to more than {_MOST_INFLATED:,} bytes",
                hint="Save it anew, or save its text",
                kind="oversized",
            )


def _inflated(data: memoryview, most: int) -> int:
    """The size of a compressed stream, counted without keeping it; 0 where it is not compressed so."""
    inflate = zlib.decompressobj()
    size = 0
    rest: bytes | memoryview = data[:_TAKEN_AT_ONCE]
    taken = len(rest)
    try:
        while size < most and not inflate.eof and len(rest):
            size += len(inflate.decompress(rest, _INFLATED_AT_ONCE))
            rest = inflate.unconsumed_tail
            if not rest:
                rest = data[taken : taken + _TAKEN_AT_ONCE]
                taken += len(rest)
    except zlib.error:
        return size
    return size
