"""JSONL and CSV: one document a row; a bad row fails alone."""

from __future__ import annotations

import json

import pytest

from extractor.document import Document
from extractor.reader import read_documents

ROWS = [
    {
        "id": "a",
        "text": "12 arrests",
        "title": "Raids",
        "published": "2031-03-05T10:00",
        "url": "https://a.example",
    },
    {"id": 7, "text": "3 cars\nand £4"},
    {"text": "5 knives"},
]


def _told(outcomes) -> list[tuple[str, str]]:
    """The end of each name, and its text or the kind of its failure."""
    return [
        (outcome.name.rpartition("#")[2], outcome.text if isinstance(outcome, Document) else outcome.kind)
        for outcome in outcomes
    ]


JSONL = "\n".join(json.dumps(row) for row in ROWS)
CSV = (
    "id,text,title,published,url\n"
    "a,12 arrests,Raids,2031-03-05T10:00,https://a.example\n"
    '7,"3 cars\nand £4",,,\n'
    ",5 knives,,,\n"
)
SHAPES = [
    ("jsonl", JSONL, "L3"),
    ("jsonl", f"\n{JSONL}\n\n", "L4"),
    ("jsonl", "\ufeff" + JSONL.replace("\n", "\r\n"), "L3"),
    ("csv", CSV, "L5"),
    ("csv", "\ufeff" + CSV.replace("\n", "\r\n"), "L5"),
    ("csv", CSV.replace(",", ";"), "L5"),
    ("csv", CSV.replace(",", "\t"), "L5"),
    ("csv", CSV.replace("id,text,title", '"ID", Text,TITLE'), "L5"),
]


@pytest.mark.parametrize(("media", "data", "last"), SHAPES)
@pytest.mark.parametrize("suffix", ["jsonl", "csv", "txt"])
def test_rows_are_documents(read, media, data, last, suffix):
    """Found by shape under any suffix; names carry the id or the line; columns are metadata."""
    first, *others = outcomes = read(data, f"reports.{suffix}")
    assert _told(outcomes) == [("a", "12 arrests"), ("7", "3 cars\nand £4"), (last, "5 knives")]
    assert first.name.endswith(f"/reports.{suffix}#a")
    assert (first.title, first.published, first.url) == ("Raids", "2031-03-05", "https://a.example")
    assert all(other.title is None and other.url is None for other in others)
    assert {outcome.media for outcome in outcomes} == {media}


def test_rows_in_other_encodings(read):
    """A CSV out of a spreadsheet and a JSONL in UTF-16 keep their letters."""
    assert _told(read("id,text\na,Seized £5\n".encode("cp1252"))) == [("a", "Seized £5")]
    assert _told(read('{"id": "a", "text": "Seized £5"}\n'.encode("utf-16"))) == [("a", "Seized £5")]


def test_bad_rows_of_jsonl_fail_alone(read):
    """Each bad line is told with its line or id, and the others are read."""
    lines = [
        '{"text": "1 arrest"',
        '{"id": "b", "text": "2 arrests"}',
        "[3]",
        '"4"',
        '{"id": "e"}',
        '{"id": "f", "text": 6}',
        '{"id": "g", "text": "  "}',
        '{"id": "h", "text": "' + "8" * 200 + '"}',
        "[" * 100_000,
        '{"id": "j", "text": "9 \\ud800\\u0000 arrests"}',
    ]
    assert _told(read("\n".join(lines), max_chars=100)) == [
        ("L1", "bad_row"),
        ("b", "2 arrests"),
        ("L3", "bad_row"),
        ("L4", "bad_row"),
        ("e", "bad_row"),
        ("f", "bad_row"),
        ("g", "empty"),
        ("h", "oversized"),
        ("L9", "bad_row"),
        ("j", "9 \ufffd arrests"),
    ]


def test_undecodable_line_of_jsonl_fails_alone(read):
    """A line of rubbish between good ones is one failed row."""
    data = b'{"text": "1 arrest"}\n{"text": "\x81\x8d\xff"}\n{"text": "3 arrests"}\n'
    assert [kind for _, kind in _told(read(data))][::2] == ["1 arrest", "3 arrests"]


def test_bad_rows_of_csv_fail_alone(read):
    """Wrong numbers of cells and broken quotation marks are told with their line, and the others are read."""
    rows = [
        "id,text",
        "a,1 arrest",
        "b,2 arrests, 3 cars",
        "c",
        '"d" x,4',
        "",
        "e,5 arrests",
        'f,"6',
        "g,7 arrests",
    ]
    data = "\n".join(rows)
    assert _told(read(data)) == [
        ("a", "1 arrest"),
        ("L3", "bad_row"),
        ("L4", "bad_row"),
        ("L5", "bad_row"),
        ("e", "5 arrests"),
        ("L8", "bad_row"),
        ("g", "7 arrests"),
    ]


def test_reason_of_a_bad_row_says_what_to_do(read):
    """A reason names what is wrong and what is there."""
    _, failed = read('{"text": "1"}\n{"id": "b", "body": "2"}')
    assert "'text'" in failed.reason
    assert "'body'" in failed.reason
    assert "Correct the row" in failed.reason


@pytest.mark.parametrize("form", ['{{"id": "{}", "text": "{}"}}', "{},{}"])
def test_id_that_comes_again_is_not_given_twice(read, form):
    """No two documents of a file have one name; odd characters of an id do not get into it."""
    head = [] if form.startswith("{{") else ["id,text"]
    rows = [form.format(name, number) for number, name in enumerate(["a", "a", "x  y"])]
    names = [name for name, _ in _told(read("\n".join([*head, *rows])))]
    assert names == ["a", f"L{2 + len(head)}", "x y"]


def test_rows_may_hold_html_and_tables(read):
    """What a row's text is, is found by looking too; `media` still says where it came from."""
    rows = [{"text": "<p>12 arrests</p><p>3 &amp; 4 cars</p>"}, {"text": "| A | Cars |\n|-|-|\n| x | 3 |"}]
    html, table = read("\n".join(map(json.dumps, rows)))
    assert (html.text, html.media) == ("12 arrests\n\n3 & 4 cars", "jsonl")
    assert table.text == "- x | Cars: 3"


def test_jsonl_larger_than_the_limit_of_a_file_is_read(tmp_path, monkeypatch):
    """A corpus in JSONL is read line by line; only one line must fit."""
    monkeypatch.setattr("extractor.reader.sources._LEAST_BYTE_LIMIT", 1_000)
    path = tmp_path / "corpus.jsonl"
    lines = [json.dumps({"text": f"{number} arrests"}) for number in range(500)]
    lines[250] = json.dumps({"text": "x" * 5_000})
    path.write_text("\n".join(lines), encoding="utf-8")
    outcomes = list(read_documents([path], max_chars=40))
    assert len(outcomes) == 500
    assert outcomes[250].kind == "oversized"
    assert (outcomes[251].name, outcomes[251].text) == (f"{path}#L252", "251 arrests")


@pytest.mark.parametrize(
    ("name", "data", "kind", "words"),
    [
        ("a.csv", "id,text\n", "empty", "no row"),
        ("a.csv", "force,arrests\nWestmere,21\n", "no_text_column", "'force', 'arrests'"),
        ("a.CSV", "force;arrests\nWestmere;21\n", "no_text_column", "Name the column"),
    ],
)
def test_csv_without_reports_fails_with_what_to_do(read_failed, name, data, kind, words):
    """A table of figures is not read as prose, and an empty one is told."""
    failed = read_failed(data, name)
    assert failed.kind == kind
    assert words in failed.reason


@pytest.mark.parametrize(
    "data",
    [
        "Text, pictures and more\n\nOfficers arrested 12 people.",
        "Officers said:\n{12 arrests}\n",
        '{\n "text": "12 arrests"\n}\n',
        "The text, they said.\n12, 13",
        "texts\n12",
    ],
)
def test_text_that_begins_like_rows_is_text(read_one, data):
    """A comma or a brace does not make rows of a report."""
    assert read_one(data).text == data


def test_prose_in_a_csv_file_is_text(read_one):
    """The suffix alone does not make a table of a report."""
    text = "Officers arrested 12 people.\nThey seized 3 cars, too."
    assert read_one(text, "a.csv").text == text


def test_long_text_in_a_cell_is_read(read):
    """A cell may be longer than the csv module allows by default (131,072 characters)."""
    (row,) = read('id,text\na,"' + "12 arrests. " * 20_000 + '"\n')
    assert len(row.text) == 240_000
