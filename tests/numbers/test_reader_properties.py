"""What holds of the number reader for every text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.mention import Role
from extractor.numbers import read_numbers

SENTENCES = [
    "Police arrested 14 people in the town.",
    "More than £40,000 in cash and half a kilo of heroin were seized.",
    "Officers executed twenty-three warrants on Tuesday 4 March.",
    "A man, 49, was charged; two others were released.",
    "Arrests: 12",
    "Of 30 searches, 20 were in Hull, six in Goole and four in Selby.",
    "Between 20 and 30 vehicles were stopped near the A406.",
    "Call 0800 555 111 with information.",
    "Surrey Police – 21 arrests",
    "• 1 x Theft",
]
ALPHABET = "0123456789,.£$€%-–—:;()[]x× \n\t\u00a0\u2009'\"’“”/#|*abcdefghijklmnopqrstuvwxyzABCKLMNO+&"
PIECES = [
    "cannabis-plants", "wrap's", "4x4s",
    "one", "two", "twelve",  "hundred", "and", "a", "dozen", "half", "million", "k", "kg", "£", "1,200",
    "26,00", "1 x", "arrests", "people", "were", "arrested", "charged", "in", "Hull", "(", ")", "–", "\n",
    "\n\n", "• ", "of", "whom", "aged", "cannabis", "worth", "more than", "over", "some", "Police", "Kent",
    ":", ".", ",", "£1.2m", "19", "0800",
]  # fmt: skip


def texts() -> st.SearchStrategy[str]:
    """Noise, and the words of the trade in any order."""
    words = st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join)
    return st.one_of(st.text(ALPHABET, max_size=200), words, st.text(max_size=80))


@given(texts())
@settings(max_examples=300, deadline=None)
def test_spans_lie_in_the_text_in_order_and_hold_what_was_read(text):
    """The text at every span is what the mention says it read; spans never overlap or leave the text."""
    floor = 0
    for mention in read_numbers(text):
        assert floor <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        assert 0 <= mention.clause_start <= mention.start
        assert mention.end <= mention.clause_end <= len(text)
        floor = mention.end


@given(texts())
@settings(max_examples=200, deadline=None)
def test_a_measure_and_a_result_go_together(text):
    """A mention has a measure exactly where it is a result, and a value wherever it is not unsure."""
    for mention in read_numbers(text):
        assert (mention.measure is not None) == (mention.role is Role.RESULT)
        assert (mention.value is None) == (mention.role is Role.UNSURE)


FILLER = "The council thanked residents for their help.\n\nNobody else was involved in any of this."


@pytest.mark.parametrize("sentence", SENTENCES)
@given(before=st.lists(st.sampled_from([*SENTENCES, FILLER]), max_size=4))
@settings(max_examples=25, deadline=None)
def test_other_paragraphs_change_nothing(sentence, before):
    """A sentence is read the same whatever stands in paragraphs far away."""
    lead = "\n\n".join([*before, FILLER, ""])
    tail = "\n\n" + FILLER
    shift = len(lead) + 1
    alone = read_numbers(sentence)
    among = [m for m in read_numbers(f"{lead}\n{sentence}{tail}") if shift <= m.start < shift + len(sentence)]
    moved = [
        replace(m, start=m.start - shift, end=m.end - shift, clause_start=m.clause_start - shift,
                clause_end=m.clause_end - shift)
        for m in among
    ]  # fmt: skip
    assert moved == list(alone)


FOLDINGS = [
    (" ", "\u00a0"), (" ", "\u2009"), (" ", "  "), ("'", "’"), ("–", "—"), ("–", "-"), ("-", "‑"),
]  # fmt: skip


@pytest.mark.parametrize(("plain", "other"), FOLDINGS)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_folding_spaces_quotes_and_dashes_changes_no_value(sentence, plain, other):
    """White space, quotation marks and dashes of another kind change no value, unit, role or measure."""

    def said(text):
        return [(m.value, m.value_max, m.unit, m.qualifier, m.role, m.measure) for m in read_numbers(text)]

    assert said(sentence.replace(plain, other)) == said(sentence)


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[2] / "seeds").glob("*.txt")), ids=lambda path: path.name
)
def test_every_digit_of_a_real_report_belongs_to_a_mention(path):
    """No number of a report is passed over in silence."""
    text = path.read_text(encoding="utf-8")
    covered = [False] * len(text)
    for mention in read_numbers(text):
        covered[mention.start : mention.end] = [True] * (mention.end - mention.start)
    assert [
        text[at - 10 : at + 10] for at, sign in enumerate(text) if sign.isdigit() and not covered[at]
    ] == []
