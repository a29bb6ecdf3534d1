"""One clause as a row of tagged tokens, with its numbers in place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from extractor.fact import Measure
from extractor.numbers.layout import Clause, Span
from extractor.numbers.lexer import Lexeme
from extractor.numbers.lexicon import MARKS, PAIRS, Tag, words

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]++(?:['’\-‑][^\W\d_]++)*+|[^\s\w*]|\d+")
_WORDS = words()
_PAIR_FIRST = frozenset(pair.rsplit(" ", 1)[0] for pair in PAIRS)
_TWO_WORDS = frozenset(tuple(pair.split()) for pair in PAIRS)
"""What every pair begins as: one of three words grows from one of two."""
_CACHED = 4096


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a mark or a number of a clause; those of one spelling are one object, made once."""

    word: str
    """Lower case; of two words that mean one thing, both."""
    tag: Tag
    capital: bool = False
    number: int = -1
    """Position among the clause's numbers, or -1."""


@dataclass(slots=True)
class Row:
    """A clause as tokens; not frozen, since where they stand is worked out when a rule asks for it.

    `at[k]` is the position in `tokens` of the clause's k-th number.
    """

    text: str
    clause: Clause
    tokens: list[Token]
    numbers: Sequence[Lexeme]
    at: list[int]
    headings: Sequence[Sequence[Token]]
    """The headings above the clause as tokens, outermost first."""
    told: Measure | None = None
    """What the sentence right before it counted last: what "of these" means."""
    _located: tuple[int, Sequence[Span]] = (-1, ())
    """Where the tokens right before one number stand: the number asked of last, and their spans."""

    def tag(self, position: int) -> Tag:
        """The tag at a position; a stop beyond either end."""
        try:
            return self.tokens[position].tag if position >= 0 else Tag.STOP
        except IndexError:
            return Tag.STOP

    def word(self, position: int) -> str:
        """The word at a position; empty beyond either end."""
        try:
            return self.tokens[position].word if position >= 0 else ""
        except IndexError:
            return ""

    def span(self, first: int, last: int) -> Span:
        """Where the words from one position to another stand in the text."""
        return self._place(first)[0], self._place(last)[1]

    def _place(self, position: int) -> Span:
        index = bisect_left(self.at, position)
        if index < len(self.at) and self.at[index] == position:
            return self.numbers[index].start, self.numbers[index].end
        if self._located[0] != index:
            self._located = index, _spans_before(self, index)
        return self._located[1][position - (self.at[index - 1] + 1 if index else 0)]


def tokenize(text: str, start: int, end: int) -> list[Token]:
    """The tokens of a stretch without numbers."""
    found = list(map(_known, _TOKEN.findall(text, start, end)))
    words = [token.word for token in found]
    return found if _TWO_WORDS.isdisjoint(pairwise(words)) else _joined(found)[0]


def _joined(found: Sequence[Token]) -> tuple[list[Token], list[int]]:
    """The tokens with words that mean one thing as one, and of how many each was made."""
    tokens: list[Token] = []
    sizes: list[int] = []
    last = ""
    for token in found:
        pair = PAIRS.get(f"{last} {token.word}") if last in _PAIR_FIRST else None
        if pair is None:
            last = token.word
            tokens.append(token)
            sizes.append(1)
        else:
            last = f"{last} {token.word}"
            tokens[-1] = Token(last, pair, tokens[-1].capital)
            sizes[-1] += 1
    return tokens, sizes


def _locate(text: str, start: int, end: int) -> list[Span]:
    """Where the tokens of `tokenize` stand."""
    spans = [match.span() for match in _TOKEN.finditer(text, start, end)]
    sizes = _joined([_known(text[slice(*span)]) for span in spans])[1]
    ends = accumulate(sizes)
    return [(spans[last - size][0], spans[last - 1][1]) for size, last in zip(sizes, ends, strict=True)]


def base_word(word: str) -> str:
    """The word that says what a compound or possessive is: "cannabis-plants" are plants."""
    if word in _WORDS:
        return word
    return word.removesuffix("'s").removesuffix("’s").rsplit("-", 1)[-1]


@lru_cache(maxsize=_CACHED)
def _known(raw: str) -> Token:
    """The token of a word or mark as it is spelled."""
    word = raw.lower()
    if not raw[0].isalpha():
        tag = _WORDS.get(word) or MARKS.get(raw, Tag.STOP)
    else:
        tag = _WORDS.get(word) or _WORDS.get(base_word(word), Tag.WORD)
    return Token(word, tag, word != raw)


def _tells_value(token: Token) -> bool:
    """True for the words of a qualifier that say more: "an estimated street value of"."""
    return token.tag is Tag.V_WORTH and token.word != "estimated"


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
        bound = max(begin, lexeme.qualifier_start)
        tokens += tokenize(text, begin, bound)
        if lexeme.qualifier_start < lexeme.start:
            tokens += filter(_tells_value, tokenize(text, bound, lexeme.start))
        at.append(len(tokens))
        word = text[lexeme.start : lexeme.end].lower()
        tokens.append(Token(word, Tag.VEHICLE if word.startswith("4x4") else Tag.NUMBER, number=index))
        begin = max(lexeme.end, lexeme.qualifier_end)
    tokens += tokenize(text, begin, clause.end)
    return Row(text, clause, tokens, numbers, at, headings, told)


def _spans_before(row: Row, index: int) -> list[Span]:
    """Where the tokens stand between a number and the one before it, or to the end behind the last."""
    text, begin, bound, end = row.text, row.clause.start, row.clause.end, row.clause.end
    if index:
        begin = max(row.numbers[index - 1].end, row.numbers[index - 1].qualifier_end)
    if index < len(row.numbers):
        bound, end = max(begin, row.numbers[index].qualifier_start), row.numbers[index].start
    spans = _locate(text, begin, bound)
    if bound < end:
        inside = zip(tokenize(text, bound, end), _locate(text, bound, end), strict=True)
        spans += [span for token, span in inside if _tells_value(token)]
    return spans
