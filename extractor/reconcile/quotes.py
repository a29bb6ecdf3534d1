"""The quote test: where the words of a quote stand in a text, letter for letter.

White space, quotation marks and dashes are folded on both sides, soft hyphens and zero-width characters are
dropped; everything else, capitals too, must agree. Nothing here is fuzzy.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

_SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_QUOTES = "\"'`´‘’‚‛“”„‟«»‹›′″‴‵‶＂＇"
_DASHES = "-‐‑‒–—―⁃−﹘﹣－"
_DROPPED = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_DROP = "\u200b"
_TABLE = str.maketrans(
    dict.fromkeys(_SPACES, " ")
    | dict.fromkeys(_QUOTES, "'")
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_DROPPED, _DROP)
)
_SHRINKS = re.compile(f" {{2,}}[{_DROP} ]*| ?{_DROP}[{_DROP} ]*")
_WRAPPING = re.compile(r"^(?:['… ]|\.\.\.)+|(?:['… ]|\.\.\.)+$")
_INSIDE_NUMBER = re.compile(r"\d[.,']\d")
_MOST_WORK = 10_000_000
"""Characters compared for one quote at most: more than any report needs, and a bound for hostile ones."""

Span = tuple[int, int]


class FoldedText:
    """A text folded once, for looking up many quotes.

    Args:
        text: The document's own text; every span refers to it.
    """

    __slots__ = ("_added", "_at", "_folded", "_found", "_lower")

    def __init__(self, text: str) -> None:
        self._folded, self._at, self._added = _fold(text)
        self._lower = ""
        self._found: dict[str, tuple[Span, ...]] = {}

    def find(self, quote: str) -> tuple[Span, ...]:
        """Every span where the quote stands, in order, without overlaps.

        A quote never begins or ends inside a word or a number. Quotation marks and dots that a model put
        around its quote are taken off where the text does not have them. A quote without a letter or a digit
        stands nowhere.
        """
        if quote not in self._found:
            wanted = fold(quote)
            self._found[quote] = self._spans(wanted) or self._spans(_WRAPPING.sub("", wanted))
        return self._found[quote]

    def holds(self, quote: str) -> bool:
        """True where the folded words stand anywhere, capitals and word boundaries aside."""
        self._lower = self._lower or self._folded.lower()
        wanted = _WRAPPING.sub("", fold(quote)).lower()
        return _has_word(wanted) and wanted in self._lower

    def _spans(self, wanted: str) -> tuple[Span, ...]:
        if not _has_word(wanted):
            return ()
        found: list[Span] = []
        at = self._folded.find(wanted)
        for _ in range(_MOST_WORK // len(wanted) + 1):
            if at < 0:
                break
            end = at + len(wanted)
            whole = not (_is_cut(self._folded, at) or _is_cut(self._folded, end))
            if whole:
                found.append((self._original(at), self._original(end - 1) + 1))
            at = self._folded.find(wanted, end if whole else at + 1)
        return tuple(found)

    def _original(self, position: int) -> int:
        """The offset in the document's own text of a character of the folded one."""
        step = bisect_right(self._at, position) - 1
        return position + self._added[step] if step >= 0 else position


def find_quote(text: str, quote: str) -> tuple[Span, ...]:
    """Every span of a quote in a text; see `FoldedText.find`.

    Args:
        text: The document's own text.
        quote: The words looked for.

    Returns:
        Half-open character offsets into `text`, in order; empty where the quote does not stand there.
    """
    return FoldedText(text).find(quote)


def fold(text: str) -> str:
    """A text as quotes are compared: one kind of space, quotation mark and dash, nothing invisible."""
    return _fold(text)[0].strip()


def _fold(text: str) -> tuple[str, list[int], list[int]]:
    """The folded text, the folded positions where the offsets shift, and by how much from there on."""
    level = text.translate(_TABLE)
    pieces: list[str] = []
    positions: list[int] = []
    shifts: list[int] = []
    done = length = 0
    for match in _SHRINKS.finditer(level):
        space = " " if " " in match.group() else ""
        pieces += (level[done : match.start()], space)
        length += match.start() - done + len(space)
        done = match.end()
        positions.append(length)
        shifts.append(done - length)
    pieces.append(level[done:])
    return "".join(pieces), positions, shifts


def _has_word(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _is_cut(text: str, at: int) -> bool:
    """True where a position lies inside a word or a number."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if _in_word(before) and (_in_word(after) or unicodedata.combining(after)):
        return True
    return any(_INSIDE_NUMBER.fullmatch(text, start, start + 3) for start in (at - 2, at - 1) if start >= 0)


def _in_word(char: str) -> bool:
    return char.isalnum() or char == "_" or unicodedata.combining(char) != 0
