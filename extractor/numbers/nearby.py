"""What stands right beside a number: the words before it, the word after it, the number before it."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from extractor.mention import Role
from extractor.numbers.notation import CLOSING, DASHES, spelled, word_set
from extractor.numbers.quantity import Quantity

REACH = 60
"""Characters before a number that a rule may look at."""
_WORDS = 6
_OPENING = "(\"'“‘["


class Form(NamedTuple):
    """A role told by form."""

    role: Role
    rule: str
    end: int
    """Where the number ends with the words that belong to it ("49-year-old")."""
    value: Decimal | None = None
    """What the number says with those words ("nine out of ten"), where that is another value."""


class Previous(NamedTuple):
    """What is kept of the number before."""

    end: int
    role: Role | None
    rule: str


class Nearby:
    """A number and what stands beside it; what takes time is worked out once, when a rule asks for it.

    Attributes:
        text: The whole document.
        lower: The same in lower case.
        found: The number.
        previous: The number before it, for lists.
        behind: At most `REACH` characters before it, of its own paragraph and none of the number before.
        word: The last word of `words`, without a dash behind it; a comma or full stop stays on it.
        written: The number as it stands.
        closed: True where a mark follows that ends a phrase.
    """

    def __init__(self, text: str, lower: str, found: Quantity, floor: int, previous: Previous | None) -> None:
        self.text = text
        self.lower = lower
        self.found = found
        self.previous = previous
        begin = max(floor, found.start - REACH)
        if (paragraph := text.rfind("\n\n", begin, found.start)) >= 0:
            begin = paragraph + 2
        self.behind = text[begin : found.start]
        self._before = lower[begin : found.start]
        last = self._before.rsplit(None, 1)
        self.word = last[-1].lstrip(_OPENING).rstrip(DASHES) if last else ""
        self.written = text[found.start : found.end]
        self.closed = text[found.end : found.end + 1] in CLOSING

    @cached_property
    def words(self) -> list[str]:
        """The last words of `behind` in lower case, without quotes and brackets before them."""
        return [word.lstrip(_OPENING) for word in self._before.split()[-_WORDS:]]

    @cached_property
    def before_noun(self) -> bool:
        """True where the next word may be what is counted."""
        return before_noun(self.text, self.found.end)

    @cached_property
    def continues(self) -> bool:
        """True where only "," or "and" parts the number from the one before."""
        if self.previous is None or self.found.start - self.previous.end > 24:
            return False
        return _LIST_JOIN.fullmatch(self.text, self.previous.end, self.found.start) is not None

    @property
    def begins_line(self) -> bool:
        """True where only white space and bullets stand before the number on its line."""
        line = self.text.rfind("\n", max(0, self.found.start - REACH), self.found.start)
        if line < 0 and self.found.start > REACH:
            return False
        return not self.text[line + 1 : self.found.start].strip(" \t#*•" + DASHES)

    def follows(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The pattern matched where the number ends."""
        return pattern.match(self.text, self.found.end)


FUNCTION_WORDS = word_set(
    "a an the and or but nor in on at by for from of to with without as after before when where while who "
    "whom whose which that than then during since until till under over near between against through "
    "throughout into onto out up down off also not no it he she they we you this these those there here was "
    "were is are am be been being has have had having will would could can may might must should shall did "
    "do does said told saw led including around about because if so such both all each per via according "
    "amid across within along plus only just again alone too came took went became began while whereas "
    "following versus vs how what why i his her their its our your my onwards onward ago later today "
    "together overall instead whom"
)
"""Words that are never what a number counts."""
_LIST_JOIN = re.compile(spelled(" ?(?:, ?(?:and |or )?| (?:and|or|to|&) |/|&|~)"))
_FOLLOWER = re.compile(spelled(" (?P<word>[A-Za-z]+(?:['’-][A-Za-z]+)*)"))


def before_noun(text: str, end: int) -> bool:
    """True where the word after `end` may be a noun: a lower-case word of no grammatical kind."""
    follower = _FOLLOWER.match(text, end)
    if not follower:
        return False
    word = follower["word"]
    if not (word.islower() or word.isupper()) or word.endswith("ly"):
        return False
    return word.lower() not in FUNCTION_WORDS
