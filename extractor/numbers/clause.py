"""One clause as a row of tagged tokens, with its numbers in place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractor.fact import Measure
from extractor.numbers.layout import Clause
from extractor.numbers.lexer import Lexeme
from extractor.numbers.lexicon import MARKS, PAIRS, Tag, words

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]++(?:['’\-‑][^\W\d_]++)*+|[^\s\w*]|\d+")
_WORDS = words()
_PAIR_FIRST = frozenset(pair.rsplit(" ", 1)[0] for pair in PAIRS)
_CACHED = 4096


@dataclass(slots=True)
class Token:
    """A word, a mark or a number of a clause; not frozen, since one is made for every word of a report."""

    start: int
    end: int
    word: str
    """Lower case; of two words that mean one thing, both."""
    tag: Tag
    capital: bool = False
    number: int = -1
    """Position among the clause's numbers, or -1."""


@dataclass(frozen=True, slots=True)
class Row:
    """A clause as tokens.

    `at[k]` is the position in `tokens` of the clause's k-th number.
    """

    clause: Clause
    tokens: list[Token]
    numbers: Sequence[Lexeme]
    at: list[int]
    headings: Sequence[Sequence[Token]]
    """The headings above the clause as tokens, outermost first."""
    told: Measure | None = None
    """What the sentence right before it counted last: what "of these" means."""

    def tag(self, position: int) -> Tag:
        """The tag at a position; a stop beyond either end."""
        return self.tokens[position].tag if 0 <= position < len(self.tokens) else Tag.STOP

    def word(self, position: int) -> str:
        """The word at a position; empty beyond either end."""
        return self.tokens[position].word if 0 <= position < len(self.tokens) else ""


def tokenize(text: str, start: int, end: int) -> list[Token]:
    """The tokens of a stretch without numbers."""
    found: list[Token] = []
    last = ""
    for match in _TOKEN.finditer(text, start, end):
        word, tag, capital = _known(match[0])
        if last in _PAIR_FIRST and (pair := PAIRS.get(f"{last} {word}")) is not None:
            last = f"{last} {word}"
            found[-1] = Token(found[-1].start, match.end(), last, pair, found[-1].capital)
            continue
        last = word
        found.append(Token(*match.span(), word, tag, capital))
    return found


def base_word(word: str) -> str:
    """The word that says what a compound or possessive is: "cannabis-plants" are plants."""
    if word in _WORDS:
        return word
    return word.removesuffix("'s").removesuffix("’s").rsplit("-", 1)[-1]


@lru_cache(maxsize=_CACHED)
def _known(raw: str) -> tuple[str, Tag, bool]:
    """A word or mark in lower case, its tag, and whether it was written in capitals."""
    word = raw.lower()
    if not raw[0].isalpha():
        tag = _WORDS.get(word) or MARKS.get(raw, Tag.STOP)
    else:
        tag = _WORDS.get(word) or _WORDS.get(base_word(word), Tag.WORD)
    return word, tag, word != raw


def _beside_qualifier(text: str, start: int, end: int) -> list[Token]:
    """The words of value inside a qualifier ("an estimated street value of"); its others say no more."""
    return [
        token
        for token in tokenize(text, start, end)
        if token.tag is Tag.V_WORTH and token.word != "estimated"
    ]


def make_row(
    text: str,
    clause: Clause,
    numbers: Sequence[Lexeme],
    headings: Sequence[Sequence[Token]],
    told: Measure | None = None,
) -> Row:
    """A clause with its numbers, as tokens.

    Args:
        text: The whole document.
        clause: Where the words stand.
        numbers: The lexemes inside the clause, in order.
        headings: The tokens of the headings above it.
        told: What the sentence right before it counted last.
    """
    tokens: list[Token] = []
    at: list[int] = []
    begin = clause.start
    for index, lexeme in enumerate(numbers):
        tokens += tokenize(text, begin, max(begin, lexeme.qualifier_start))
        if lexeme.qualifier_start < lexeme.start:
            tokens += _beside_qualifier(text, max(begin, lexeme.qualifier_start), lexeme.start)
        at.append(len(tokens))
        word = text[lexeme.start : lexeme.end].lower()
        tag = Tag.VEHICLE if word.startswith("4x4") else Tag.NUMBER
        tokens.append(Token(lexeme.start, lexeme.end, word, tag, number=index))
        begin = max(lexeme.end, lexeme.qualifier_end)
    tokens += tokenize(text, begin, clause.end)
    return Row(clause, tokens, numbers, at, headings, told)
