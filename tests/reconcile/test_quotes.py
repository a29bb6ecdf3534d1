"""The quote test: letter for letter, with exact offsets into the document's own text."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.reconcile import find_quote
from extractor.reconcile.quotes import FoldedText

SPACES = [
    " ",
    "  ",
    "\n",
    "\r\n",
    "\t",
    "\u00a0",
    "\u2009",
    "\u202f ",
    " \n\n ",
    " \u200b",
    "\u200b ",
    " \u200b ",
]
QUOTES = ["'", "’", "‘", "“", "”", '"', "«", "»", "`", "´", "′", "″", "„"]
DASHES = ["-", "–", "—", "−", "‐", "‑", "―"]
NOTHING = ["", "\u00ad", "\u200b", "\u2060", "\ufeff", "\u200d\u00ad"]

STANDS = [
    ("plain", "Police made 70 arrests.", "70 arrests", ["70 arrests"]),
    ("white space is one space", "made 70\n   arrests", "70 arrests", ["70\n   arrests"]),
    (
        "no-break and thin spaces",
        "made 70\u00a0arrests and 1\u2009200 stops",
        "70 arrests",
        ["70\u00a0arrests"],
    ),
    (
        "curly and straight marks",
        "the “kingpin’s” 3 cars",
        'the "kingpin\'s" 3 cars',
        ["the “kingpin’s” 3 cars"],
    ),
    ("dashes", "Leeds — 12 arrests", "Leeds - 12 arrests", ["Leeds — 12 arrests"]),
    ("soft hyphen and zero width", "sus\u00adpects: \u200b12", "suspects: 12", ["sus\u00adpects: \u200b12"]),
    ("invisible behind it", "made 12\u200b. Then \u00ad12\u00ad \u200b", "12", ["12", "12"]),
    ("quotation marks put around by a model", "made 70 arrests today", '"70 arrests"', ["70 arrests"]),
    ("dots put around by a model", "made 70 arrests today", "...70 arrests…", ["70 arrests"]),
    ("marks that are in the text stay", "a ‘clean-up’ of 3 streets", "'clean-up'", ["‘clean-up’"]),
    ("every occurrence", "2 x Theft\n2 x Theft\n2 x Thefts", "2 x Theft", ["2 x Theft", "2 x Theft"]),
    ("before a full stop", "They seized £5.", "£5", ["£5"]),
    ("occurrence behind one that is cut", "11 1 1", "1 1", ["1 1"]),
]

STANDS_NOT = [
    ("another number around it", "made 170 arrests", "70 arrests"),
    ("another number behind it", "seized £5,700 in cash", "seized £5"),
    ("decimals cut behind", "found 1.25 kg", "found 1.2"),
    ("decimals cut before", "found 1.25 kg", "25 kg"),
    ("at the decimal point", "found 1.25 kg", "found 1"),
    ("a multiplier glued on", "worth £1.2m today", "worth £1.2"),
    ("inside a word", "made 12 arrests", "12 arrest"),
    ("a letter with its accent taken off", "cafe\u0301 3", "cafe"),
    ("other capitals", "Police made 70 arrests", "police made 70 arrests"),
    ("one digit changed", "made 70 arrests", "made 71 arrests"),
    ("words left out", "made as many as 70 arrests", "made 70 arrests"),
    ("nothing at all", "made 70 arrests", ""),
    ("no letter or digit", "made 70 arrests – in all", " – "),
    ("only marks and dots", "made 70 arrests", '"…"'),
]


@pytest.mark.parametrize(
    ("text", "quote", "expected"), [row[1:] for row in STANDS], ids=[row[0] for row in STANDS]
)
def test_a_quote_stands_where_its_words_stand(text, quote, expected):
    """White space, quotation marks, dashes and the invisible do not matter; the span is the text's own."""
    spans = find_quote(text, quote)
    assert [text[start:end] for start, end in spans] == expected


@pytest.mark.parametrize(
    ("text", "quote"), [row[1:] for row in STANDS_NOT], ids=[row[0] for row in STANDS_NOT]
)
def test_a_quote_is_never_matched_fuzzily(text, quote):
    """A quote that differs in one letter or digit, or is cut out of a longer word or number, is not there."""
    assert find_quote(text, quote) == ()


_WORDS = st.lists(
    st.sampled_from(["raid", "Höhe", "cash", "£40", "1,200", "3.5", "x", "İzmir", "ﬁne"]),
    min_size=1,
    max_size=6,
)


@st.composite
def refolded(draw: st.DrawFn) -> tuple[str, str, tuple[int, int]]:
    """A quote, a text that holds it with other spaces, marks and dashes, and where."""
    words = draw(_WORDS)
    joints = [draw(st.sampled_from([" ", " - ", "-", " 'a' "])) for _ in words[1:]]
    quote = "".join(part for pair in zip([*words], [*joints, ""], strict=True) for part in pair)
    planted = "".join(draw(_refold(char)) for char in quote)
    before = draw(st.text(alphabet="Zz,.; \n\u00ad\u00a0“–", max_size=20)) + "; "
    after = " ;" + draw(st.text(alphabet="Zz,.; \n\u200b\u00a0”—", max_size=20))
    return quote, before + planted + after, (len(before), len(before) + len(planted))


def _refold(char: str) -> st.SearchStrategy[str]:
    kinds = {" ": SPACES, "'": QUOTES, "-": DASHES}
    if char in kinds:
        return st.sampled_from(kinds[char])
    return st.sampled_from(NOTHING).map(lambda invisible: invisible + char)


@given(refolded())
def test_a_planted_quote_comes_back_with_its_exact_offsets(case):
    """Whatever spaces, marks, dashes and invisible characters stand between, the span is the planted one."""
    quote, text, (start, end) = case
    while text[start] in "\u00ad\u200b\u2060\ufeff\u200d":
        start += 1
    assert find_quote(text, quote) == ((start, end),)


@given(st.text(alphabet="ab1 .,'\n\u200b\u00a0’–£", max_size=60), st.text(alphabet="ab1 .'–£", max_size=8))
def test_spans_stay_in_the_text_in_order_and_hold_the_quote(text, quote):
    """Spans never leave the text nor overlap, and each span quoted again stands where it was found."""
    spans = find_quote(text, quote)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    for span in spans:
        assert span in find_quote(text, text[slice(*span)])


@pytest.mark.parametrize(
    ("unit", "quote"),
    [("1 ", "1 " * 40 + "1"), ("ab ", "ab " * 300 + "a"), ("-", "-a"), ("\u200b ", "1"), ("aaaa", "a" * 500)],
    ids=["repeated", "overlapping itself", "dashes", "invisible", "one word"],
)
def test_time_grows_with_the_length_alone(unit, quote):
    """A text made to be slow costs no more than its length: four times the text, about four times as much."""

    def cost(size: int) -> float:
        text = unit * (size // len(unit))
        begin = time.perf_counter()
        FoldedText(text).find(quote)
        return time.perf_counter() - begin

    small = min(cost(100_000) for _ in range(3))
    large = min(cost(400_000) for _ in range(3))
    assert large < 12 * small + 0.05


def test_one_folded_text_serves_many_quotes():
    """The same text folded once answers every quote as if it were folded anew."""
    text = "Raids –\u00a012 arrests, £3,000 “cash”\n"
    folded = FoldedText(text)
    for quote in ("12 arrests", "£3,000", "'cash'", "3,000 ", "arrest"):
        assert folded.find(quote) == find_quote(text, quote) == folded.find(quote)
