"""What reaches a terminal, and in which form."""

import json
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.cli.terminal import MARKS, clean, json_line, print_table
from extractor.fact import Fact, Measure, Period, Qualifier, Verdict
from extractor.pages.words import number_words, scope_words

HOSTILE = {
    "colour": "\x1b[31mred\x1b[0m",
    "window title": "\x1b]0;owned\x07",
    "link": "\x1b]8;;https://evil.invalid\x1b\\click\x1b]8;;\x1b\\",
    "one-byte CSI": "\x9b31mred",
    "backspaces over a figure": "21\b\b99",
    "carriage return over a line": "21 arrests\r99",
    "right-to-left override": "21\u202e99",
    "isolate": "21\u206699\u2069",
    "delete": "21\x7f",
    "NUL": "21\x00",
    "lone surrogate": "21\udcff",
}
STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)

WORDS = [
    (Decimal(21), None, "count", Qualifier.EXACT, "21"),
    (Decimal(40000), None, "GBP", Qualifier.MORE_THAN, "more than 40,000 GBP"),
    (Decimal("0.50"), None, "kg", Qualifier.APPROXIMATELY, "approximately 0.50 kg"),
    (Decimal(20), Decimal(30), "count", Qualifier.EXACT, "20 to 30"),
    (Decimal("1E+6"), None, "GBP", Qualifier.UP_TO, "up to 1,000,000 GBP"),
    (None, None, "count", Qualifier.EXACT, "unsure"),
]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_steers_a_terminal(text):
    """Control characters, OSC sequences and bidirectional overrides become visible signs, one for one."""
    shown = clean(text)
    assert not STEERING.search(shown)
    assert len(shown) == len(text)


@given(st.text(st.characters(codec=None)))
def test_cleaning_keeps_every_span(text):
    """Whatever the text, a span of the original is the same span of what is shown, and it can be printed."""
    shown = clean(text)
    assert len(shown) == len(text)
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert not STEERING.search(shown)


@given(st.dictionaries(st.text(), st.text(st.characters(codec=None)) | st.integers() | st.none()))
def test_a_json_line_says_all_and_steers_nothing(row):
    """JSON lines lose no character, stay on one line, and hold no raw control character."""
    line = json_line(row)
    assert json.loads(line) == row
    assert not re.search("[\n\x00-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", line)


def test_decimals_are_json_numbers():
    """21 is 21 and half a kilo is 0.5: no strings, no trailing zeros."""
    assert json_line({"a": Decimal(21), "b": Decimal("0.50"), "c": None}) == '{"a": 21, "b": 0.5, "c": null}'


@pytest.mark.parametrize(("value", "value_max", "unit", "qualifier", "words"), WORDS)
def test_a_number_reads_as_a_person_writes_it(value, value_max, unit, qualifier, words):
    """Qualifier, grouped digits, unit; a plain count names no unit."""
    assert number_words(value, value_max, unit, qualifier) == words


def test_every_verdict_has_a_sign_of_its_own():
    """Colour is never the only difference."""
    assert set(MARKS) == set(Verdict)
    assert len({sign for sign, _ in MARKS.values()}) == len(Verdict)


def test_a_limit_is_told_in_one_phrase():
    """Force, place, offence, item and a period that is not the current one; a total has none of them."""
    total = Fact(Measure.ARRESTS, Decimal(2), "two arrests")
    part = Fact(Measure.ARRESTS, Decimal(2), "q", force="Kent Police", place="Dover", period=Period.PREVIOUS)
    assert scope_words(total) == ""
    assert scope_words(part) == "Kent Police, Dover, previous"


def test_markup_in_a_document_is_text(capsys):
    """Square brackets that look like rich markup are printed as they stand."""
    print_table(("a",), [("[red]21[/red] [link=https://evil.invalid]x[/link]",)])
    assert "[red]21[/red] [link=https://evil.invalid]x[/link]" in capsys.readouterr().out


def test_rows_in_a_pipe_stay_whole(capsys, monkeypatch):
    """Where stdout is no terminal a row is a line, however long, so that grep finds it."""
    monkeypatch.delenv("COLUMNS", raising=False)
    print_table(("a", "b"), [("x" * 500, "y" * 500)])
    assert any("x" * 500 in line and "y" * 500 in line for line in capsys.readouterr().out.splitlines())
