"""What becomes of bytes: encodings, the one normalisation, limits, and everything that is no text."""

from __future__ import annotations

import random
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.document import Document, UnreadableDocument
from extractor.reader import read_documents

REPORT = "Police seized £1,200 and 30 knives – “a good day’s work”."

ENCODED = [
    ("utf-8", REPORT.encode()),
    ("utf-8 with mark", b"\xef\xbb\xbf" + REPORT.encode()),
    ("utf-16 little", b"\xff\xfe" + REPORT.encode("utf-16-le")),
    ("utf-16 big", b"\xfe\xff" + REPORT.encode("utf-16-be")),
    ("utf-32 little", b"\xff\xfe\0\0" + REPORT.encode("utf-32-le")),
    ("utf-32 big", b"\0\0\xfe\xff" + REPORT.encode("utf-32-be")),
    ("cp1252", REPORT.encode("cp1252")),
    ("pasted together", REPORT.encode() + b" Another \xa3500 followed."),
]


@pytest.mark.parametrize(("name", "data"), ENCODED, ids=[name for name, _ in ENCODED])
def test_encoding_is_found(read_one, name, data):
    """The encodings that reports come in give the same letters, the pound sign above all."""
    assert read_one(data).text.startswith(REPORT)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("£5", "cp1252"),
        ("£40,000 in cash", "latin-1"),
        ("Officers seized €5,700, £900 and ½ kilo from José Núñez.", "cp1252"),
        ("Überprüft: 30 Festnahmen in Köln, 5.000 € sichergestellt", "cp1252"),
        ("Полиция задержала 12 человек и изъяла 3 кг наркотиков в области.", "cp1251"),
        ("警察は12人を逮捕し、現金500万円と車3台を押収したと発表した。", "shift_jis"),
    ],
)
def test_short_text_in_another_encoding_keeps_its_letters(read_one, text, encoding):
    """A few bytes are enough to read a Western text; others are left to charset-normalizer."""
    assert read_one(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("12\r\n30\r40", "12\n30\n40"),
        ("page 12\x0cpage 13\x0bend", "page 12\npage 13\nend"),
        ("a\x1b[31m red\x07 \ttab", "a[31m red \ttab"),
        ("  cafe\u0301 ﬁve ½ \u00a0\u200b\u2028 \x85 ", "  cafe\u0301 ﬁve ½ \u00a0\u200b\u2028 \x85 "),
    ],
)
def test_normalisation_is_only_what_is_stated(read_one, before, after):
    """Line ends and control characters are settled; letters, spaces and forms of letters stay."""
    assert read_one(before).text == after


STRUCTURE = re.compile(r"(?im)[<|,;#]|\*\*|__|\]\(|^\s*---|^\s*\{|^\s*%PDF|^\s*text\s*$")


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_plain_text_comes_back_as_it_is(tmp_path: Path, text: str):
    """What is no HTML, Markdown or table round-trips through a UTF-8 file but for the normalisation."""
    path = tmp_path / "report.txt"
    path.write_bytes(text.encode())
    (outcome,) = read_documents([path])
    if isinstance(outcome, Document) and not STRUCTURE.search(text):
        settled = re.sub("\r\n?|[\x0b\x0c]", "\n", text.removeprefix("\ufeff"))
        settled = re.sub("[\x00-\x08\x0e-\x1f]", "", settled)
        assert outcome.text == settled
        assert outcome.media == "text"


FRAGMENTS = st.sampled_from([
    b"<p>", b"</p>", b"<table>", b"<td>", b"<html>", b"---\n", b"title: x\n", b"%PDF-1.4\n", b'{"text": "',
    b'"}\n', b"id,text\n", b'"', b"|", b"\n|-|-|\n", b"**", b"](http://x)", b"\xff\xfe", b"\xef\xbb\xbf",
    b"\xa312 ", b"&#0;", b"stream\n", b"endobj", b"\r", b"<!--", b"12 arrests\n", b"<script>", b"<dl><dt>",
    b"<dd>", b"{", b",",
])  # fmt: skip


@given(
    data=st.one_of(
        st.binary(max_size=300), st.lists(FRAGMENTS | st.binary(max_size=4), max_size=25).map(b"".join)
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
def test_no_bytes_ever_raise(tmp_path: Path, data: bytes):
    """Whatever a file holds, it gives documents or reasons, and every text can be stored as UTF-8."""
    path = tmp_path / "report.bin"
    path.write_bytes(data)
    outcomes = list(read_documents([path]))
    assert outcomes
    for outcome in outcomes:
        if isinstance(outcome, UnreadableDocument):
            assert outcome.kind
            assert outcome.reason
        else:
            assert outcome.text.strip()
            assert not re.search("[\x00-\x08\x0b-\x1f]", outcome.text)
            outcome.text.encode()


def _zip() -> bytes:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("word/document.xml", "12 arrests")
    return archive.getvalue()


FAILED = [
    (b"", "empty", "no text"),
    (b" \n\t\r\n", "empty", "no text"),
    (b"\xef\xbb\xbf", "empty", "no text"),
    ("\u00a0\u2003\n".encode(), "empty", "no text"),
    (b"12 arrests\0 and more", "binary", "binary file"),
    (bytes(range(1, 9)) * 40, "binary", "binary file"),
    (_zip(), "binary", "Office file"),
    (b"{\\rtf1 12 arrests}", "binary", "rich text"),
    (b"\x89PNG\r\n\x1a\n12", "binary", "image"),
    (b"\x1f\x8b\x08 12", "binary", "gzip"),
    (b"\xff\xfe1", "undecodable", "UTF-8"),
    (bytes(random.Random(7).choices(range(128, 256), k=300)), "undecodable", "UTF-8"),
]


@pytest.mark.parametrize(("data", "kind", "words"), FAILED)
def test_what_is_no_text_fails_with_its_reason(read_failed, data, kind, words):
    """Each way of being no text has its own kind and a reason a person understands."""
    failed = read_failed(data)
    assert failed.kind == kind
    assert words in failed.reason


def test_five_megabytes_of_text_are_refused(read_failed):
    """A file with more text than the limit fails and says its size, the limit and the setting."""
    failed = read_failed("12 people held. " * 330_000)
    assert failed.kind == "oversized"
    assert "5,280,000 characters" in failed.reason
    assert "2,000,000" in failed.reason
    assert "max_chars" in failed.reason


@pytest.mark.parametrize(("length", "fits"), [(100, True), (101, False)])
def test_limit_is_a_setting_and_counts_characters(read, length, fits):
    """`max_chars` counts characters, not bytes, and is inclusive."""
    (outcome,) = read("£" * length, max_chars=100)
    assert isinstance(outcome, Document) is fits


def test_huge_file_is_refused_without_being_loaded(read_failed, tmp_path):
    """A file of 40 GB (sparse) fails at once: no more than the limit is ever taken into memory."""
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(40_000_000_000)
    (failed,) = read_documents([huge])
    assert failed.kind == "oversized"
    assert "max_chars" in failed.reason


def test_one_bad_file_harms_no_other(tmp_path):
    """An empty, a binary and an oversized file between good ones fail alone, in their places."""
    for name, data in {
        "a": b"1 arrest",
        "b": b"",
        "c": b"\0",
        "d": b"2 cars",
        "e": b"x" * 200,
        "f": b"3",
    }.items():
        (tmp_path / f"{name}.txt").write_bytes(data)
    kinds = [getattr(outcome, "kind", "read") for outcome in read_documents([tmp_path], max_chars=100)]
    assert kinds == ["read", "empty", "binary", "read", "oversized", "read"]
