"""The shape of a text: sentences, list items, table rows, and the headings that govern them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from extractor.numbers.notation import word_set

_BULLET = re.compile(
    r"[ \t]*(?:[•*·●▪‣◦⁃○■□➢✓–—+-][ \t]*(?=[^\s\d]|\d)|\(?\d{1,3}[.)][ \t]+|\d+[ \t]?[xX×][ \t]|\|)"
)
_HEADING_MARK = re.compile(r"[ \t]*(?:#{1,6}[ \t]|=+[ \t]|\*\*|__)")
_WRITTEN = re.compile(r"\S[^\n]*")
_DIGIT = re.compile(r"\d")
_STOPS = frozenset(".!?")
_CLOSERS = "\"”’')]*"
"""Marks that may stand behind the end of a sentence."""
_MOST_CLOSERS = 8
_RULE = re.compile(r"[|:\s=_*-]+$")
"""A line that draws a rule, or parts the head of a table from its body."""
_ROW = re.compile(
    r"[^:–—|]{2,70}(?:[:–—|]| - )[ \t]*[^\w\s]?\d[^:]{0,90}$"
    r"|(?:[A-Z][\w’'.-]* (?:(?:and|of|on|upon|the|&) )?){1,5}\d[\d,]*$"
)
_SPEECH = re.compile(
    r"\b(?:said|says|added|adds|told|explained|commented|continued|stated|concluded)\b[^,.]*:\W*$"
)
"""What leads into a quotation is no heading."""
_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]{0,3}[ \t\n]{1,40}")
_LAST_WORD = re.compile(r"([A-Za-z]{1,7})\.$")
_ABBREVIATIONS = word_set(
    "mr mrs ms dr st no nos det insp sgt supt ch dc di ds dci dsu pc t cllr rev hon gen col lt capt cmdr sr "
    "jr vs co inc ltd approx est dept gov sen rep prof jan feb mar apr jun jul aug sep sept oct nov dec mt "
    "ft fr"
)
_LONGEST_HEADING = 200
_SHORT_LINE = 90
_LONGEST_TITLE = 40
_WRAPPED_LINE = 45
_LONGEST_SENTENCE = 1200
"""Longer ones are cut, so that the time to read a clause is bounded whatever the text holds."""
_LONGEST_STACK = 3

Span = tuple[int, int]


class Clause(NamedTuple):
    """A sentence, list item, heading or row: the words that can govern a number."""

    start: int
    end: int
    item: bool
    """True for a bullet, a row or a short line under a heading."""
    headings: tuple[Span, ...]
    """The headings above it, outermost first."""


class Block(NamedTuple):
    """Lines that belong together: a heading, a list item, a row or a paragraph."""

    whole: Clause
    heading: bool
    """A heading is one clause, whatever it holds."""


class _Line(NamedTuple):
    start: int
    end: int
    bullet: bool
    marked: bool
    """Begins like a heading (`#`, `=`, bold)."""
    colon: bool
    asks: bool
    """Ends with a question mark."""
    closed: bool
    """Ends like a sentence."""
    cells: int
    """How many cells a row of a table has; 1 for any other line."""
    row: bool
    """A label and its number ("Hull: 64")."""
    digits: bool
    """Holds figures, as a row does and a title seldom."""
    counts: bool
    """Begins with a figure, as the lines of a list without bullets do."""


def clauses(text: str) -> Iterator[Clause]:
    """The clauses of a text in order; together they cover all of it but white space."""
    for block in blocks(text):
        yield from sentences(text, block)


def sentences(text: str, block: Block) -> Iterator[Clause]:
    """The clauses of one block."""
    whole = block.whole
    if block.heading:
        yield whole
        return
    for start, end in _sentences(text, whole.start, whole.end):
        yield Clause(start, end, whole.item, whole.headings)


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a text in order; only those that hold numbers need to be cut into clauses."""
    lines = _lines(text)
    stack: list[Span] = []
    items_seen = False
    before, line = None, next(lines, None)
    while line:
        following = next(lines, None)
        if _is_heading(line, following):
            stack = _push(text, stack, line, items_seen)
            items_seen = False
            yield Block(Clause(line.start, line.end, False, tuple(stack[:-1])), heading=True)
            before, line = line, following
            continue
        listed = bool(stack) or _stands_in_rows(before, line, following)
        last = line
        while following and _wraps(text, last, following):
            last, following = following, next(lines, None)
        item = line.bullet or (listed and _is_row(line, last))
        if item:
            items_seen = True
        governing = tuple(stack) if item or not items_seen else ()
        if not item:
            stack = []
        yield Block(Clause(line.start, last.end, item, governing), heading=False)
        before, line = last, following


def _lines(text: str) -> Iterator[_Line]:
    """The lines that hold words, one at a time: a text may have as many as it has characters."""
    for match in _WRITTEN.finditer(text):
        content = match[0].rstrip()
        if not _RULE.match(content):
            yield _line(match.start(), content)


def _line(start: int, content: str) -> _Line:
    begins_word = content[0].isalpha()
    digit = _DIGIT.search(content)
    return _Line(
        start=start,
        end=start + len(content),
        bullet=not begins_word and _BULLET.match(content) is not None,
        marked=not begins_word and _HEADING_MARK.match(content) is not None,
        colon=content.rstrip("*_ ").endswith(":") and not _SPEECH.search(content[-60:]),
        cells=content.strip("|").count("|") + 1 if "|" in content else 1,
        row=digit is not None and _ROW.match(content) is not None,
        digits=_has_figures(content[:_SHORT_LINE], digit),
        counts=content[0].isdigit(),
        asks=content.endswith("?"),
        closed=content[-_MOST_CLOSERS:].rstrip(_CLOSERS)[-1:] in _STOPS,
    )


def _has_figures(words: str, digit: re.Match[str] | None) -> bool:
    """True for superscripts and circled digits too, which a pattern does not take for digits."""
    if digit is not None and digit.start() < len(words):
        return True
    return not words.isascii() and any(map(str.isdigit, words))


def _is_heading(line: _Line, following: _Line | None) -> bool:
    length = line.end - line.start
    followed = following is not None and (following.bullet or following.row)
    if length > _LONGEST_HEADING or (line.closed and not (line.asks and followed)):
        return False
    if line.colon or line.marked:
        return not line.bullet or line.marked
    if _titles(line, following) or _heads_table(line, following):
        return True
    titled = not line.bullet and (line.asks or not line.digits) and length <= _SHORT_LINE
    return titled and followed


def _titles(line: _Line, following: _Line | None) -> bool:
    """A short line right above a paragraph, with no blank line between, is the paragraph's title."""
    plain = not (line.bullet or line.digits or line.closed) and line.end - line.start <= _LONGEST_TITLE
    return plain and following is not None and following.start == line.end + 1 and following.closed


def _heads_table(line: _Line, following: _Line | None) -> bool:
    """A row of names right above a row with numbers names the columns."""
    return line.cells > 1 and not line.digits and following is not None and following.cells == line.cells


def _push(text: str, stack: list[Span], line: _Line, items_seen: bool) -> list[Span]:
    """A heading right under a heading is its child; one after items takes the place of the last."""
    span = (line.start, line.end)
    if not items_seen:
        return [*stack[-(_LONGEST_STACK - 1) :], span]
    if _names_a_result(text[line.start : line.end]):
        return [span]
    return [*stack[:-1], span]


def _names_a_result(heading: str) -> bool:
    return re.search(r"\b(?:arrest|charge|seiz|convict|warrant|recover)", heading, re.IGNORECASE) is not None


def _is_row(line: _Line, last: _Line) -> bool:
    """A short line that is no sentence belongs to the heading above it."""
    return line.cells > 1 or (line is last and line.end - line.start <= _SHORT_LINE and not line.closed)


def _stands_in_rows(before: _Line | None, line: _Line, following: _Line | None) -> bool:
    """True for a label and its number right above or below another: a list that needs no heading."""
    return line.row and any(beside is not None and beside.row for beside in (before, following))


def _wraps(text: str, line: _Line, following: _Line) -> bool:
    """Whether the next line belongs to the same paragraph or item."""
    if line.closed or line.colon or line.cells > 1 or following.bullet or following.marked:
        return False
    if (line.row and following.row) or (line.counts and following.counts):
        return False
    if text.count("\n", line.end, following.start) != 1 or line.end - line.start < _WRAPPED_LINE:
        return False
    return text[following.start].islower() or line.end - line.start <= 2 * _SHORT_LINE


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    for begin, finish in _whole_sentences(text, start, end):
        yield from _cut(text, begin, finish)


def _cut(text: str, begin: int, end: int) -> Iterator[Span]:
    """A sentence, cut at spaces where it is too long."""
    while end - begin > _LONGEST_SENTENCE:
        limit = begin + _LONGEST_SENTENCE
        space = text.find(" ", limit - 200, limit)
        cut = space + 1 if space > 0 else limit
        yield begin, cut
        begin = cut
    yield begin, end


def _whole_sentences(text: str, start: int, end: int) -> Iterator[Span]:
    begin = start
    for match in _SENTENCE_END.finditer(text, start, end):
        if not _splits(text, begin, match):
            continue
        yield begin, match.start() + len(match.group().rstrip())
        begin = match.end()
    if begin < end:
        yield begin, end


def _splits(text: str, begin: int, match: re.Match[str]) -> bool:
    after = text[match.end() : match.end() + 1]
    if after.islower():
        return False
    word = _LAST_WORD.search(text, max(begin, match.start() - 8), match.start() + 1)
    return word is None or (word[1].lower() not in _ABBREVIATIONS and len(word[1]) > 1)
