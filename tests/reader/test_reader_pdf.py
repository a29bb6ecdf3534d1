"""PDF: the text layer of its pages, and a reason where there is none."""

from __future__ import annotations

import zlib

import pytest

BT = b"BT /F1 11 Tf 50 800 Td "


def test_pages_become_text(read_one, make_pdf):
    """Lines end in a line feed, pages are joined by a blank line; letters, brackets and signs are right."""
    pdf = make_pdf([["Officers arrested 12 people", "and seized £5,700 (cash)."], [], ["3 cars"]])
    document = read_one(pdf, "report.pdf")
    assert document.text == "Officers arrested 12 people\nand seized £5,700 (cash).\n\n3 cars"
    assert document.media == "pdf"


@pytest.mark.parametrize("name", ["report.txt", "report.csv", "report"])
@pytest.mark.parametrize("before", [b"", b"\n ", b"\xef\xbb\xbf"])
def test_pdf_is_found_by_its_bytes(read_one, make_pdf, name, before):
    """A PDF under another name is a PDF."""
    assert read_one(before + make_pdf([["12 arrests"]]), name).media == "pdf"


def test_hyphen_at_the_end_of_a_line_stays(read_one, make_pdf):
    """Where "twenty-" ends a line and "five" begins the next, the text says twenty-five, not twentyfive."""
    assert read_one(make_pdf([["Officers arrested twenty-", "five people."]])).text == (
        "Officers arrested twenty-five people."
    )


def test_scanned_pdf_is_empty_and_says_so(read_failed, make_pdf):
    """A PDF without a text layer fails with what it probably is, and what helps."""
    failed = read_failed(make_pdf([[], []]))
    assert failed.kind == "empty"
    assert "2 pages" in failed.reason
    assert "scans" in failed.reason
    assert "OCR" in failed.reason


@pytest.mark.parametrize("length", [9, 60, 400])
def test_damaged_pdf_is_unreadable(read_failed, make_pdf, length):
    """A PDF that is cut short fails alone."""
    failed = read_failed(make_pdf([["12 arrests"]])[:length])
    assert failed.kind == "unreadable"
    assert "damaged" in failed.reason


def test_encrypted_pdf_is_unreadable(read_failed, make_pdf):
    """A PDF with a password says so."""
    failed = read_failed(make_pdf([["12 arrests"]], locked=True))
    assert failed.kind == "unreadable"
    assert "password" in failed.reason


def test_pdf_that_takes_too_long_is_refused(read_failed, make_pdf, monkeypatch):
    """Reading stops between two pages when the time is up."""
    monkeypatch.setattr("extractor.reader.pdf._MOST_SECONDS", -1.0)
    failed = read_failed(make_pdf([["12 arrests"], ["3 cars"]]))
    assert failed.kind == "oversized"
    assert "first 1 pages" in failed.reason


def test_pdf_with_too_many_pages_is_refused(read_failed, make_pdf):
    """Ten thousand pages are no report."""
    failed = read_failed(make_pdf([["12 arrests"]] * 2_001))
    assert failed.kind == "oversized"
    assert "2,001 pages" in failed.reason


def test_pdf_with_too_much_text_is_refused(read_failed, make_pdf):
    """`max_chars` holds for PDF as well."""
    failed = read_failed(make_pdf([["12 arrests"]] * 30), max_chars=100)
    assert failed.kind == "oversized"
    assert "max_chars" in failed.reason


def test_compressed_pages_are_read(read_one, make_pdf):
    """The usual compression is no bomb."""
    page = zlib.compress(BT + b"(12 arrests) Tj ET")
    assert read_one(make_pdf([[]], contents=page, filters=b"/Filter /FlateDecode")).text == "12 arrests"


def test_pdf_bomb_is_refused(read_failed, make_pdf):
    """Three hundred megabytes of spaces in 300 kB are not unpacked."""
    squeeze = zlib.compressobj()
    bomb = b"".join(squeeze.compress(b" " * 1_000_000) for _ in range(300)) + squeeze.flush()
    failed = read_failed(make_pdf([[]], contents=bomb, filters=b"/Filter /FlateDecode"))
    assert failed.kind == "oversized"
    assert "unpacks" in failed.reason
