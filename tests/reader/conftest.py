"""Bytes go into a file, documents come out: every test reads through the one door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from extractor.document import Document, UnreadableDocument
from extractor.reader import read_documents

LOCK = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]" % (
    b"41" * 32,
    b"42" * 32,
)
"""Encryption that no password opens."""

Read = Callable[..., list[Document | UnreadableDocument]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Everything that is read from a file with these bytes (or this text, in UTF-8)."""

    def reading(data: bytes | str, name: str = "report.txt", **settings: int):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return list(read_documents([path], **settings))

    return reading


@pytest.fixture
def read_one(read: Read) -> Callable[..., Document]:
    """The single document of a file; fails where the file gave a reason instead."""

    def reading(data: bytes | str, name: str = "report.txt", **settings: int) -> Document:
        (document,) = read(data, name, **settings)
        assert isinstance(document, Document), document
        return document

    return reading


@pytest.fixture
def read_failed(read: Read) -> Callable[..., UnreadableDocument]:
    """The single reason of a file; fails where the file gave a document."""

    def reading(data: bytes | str, name: str = "report.txt", **settings: int) -> UnreadableDocument:
        (document,) = read(data, name, **settings)
        assert isinstance(document, UnreadableDocument), document
        return document

    return reading


@pytest.fixture
def make_pdf() -> Callable[..., bytes]:
    """A small PDF; see `build_pdf`."""
    return build_pdf


def build_pdf(
    pages: Sequence[Sequence[str]], *, contents: bytes = b"", filters: bytes = b"", locked: bool = False
) -> bytes:
    """A PDF with the lines of each page; `contents` is the stream of every page instead."""
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (4 + 2 * index) for index in range(len(pages))), len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for index, page in enumerate(pages):
        bodies.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * index)
        )
        shown = [
            b"1 0 0 1 50 %d Tm (%s) Tj" % (800 - 15 * at, _escaped(line)) for at, line in enumerate(page)
        ]
        stream = contents or b"BT /F1 11 Tf " + b" ".join(shown) + b" ET"
        bodies.append(b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(stream), filters, stream))
    return _assembled(bodies, LOCK if locked else b"")


def _escaped(line: str) -> bytes:
    return line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _assembled(bodies: list[bytes], lock: bytes) -> bytes:
    data = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size, start = len(bodies) + 1, len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return data + b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (size, lock, start)
