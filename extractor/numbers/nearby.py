"""What stands right beside a number: the words before it, the word after it, the number before it."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from extractor.mention import Role
from extractor.numbers.quantity import Quantity
from extractor.numbers.values import DASH, GAP

REACH = 60
"""Characters before a number that a rule may look at."""


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
    """A number and what stands beside it; each part is worked out once, when a rule asks for it."""

    def __init__(self, text: str, found: Quantity, floor: int, previous: Previous | None) -> None:
        self.text = text
        self.found = found
        self.previous = previous
        behind = text[max(floor, found.start - REACH) : found.start]
        self.behind = behind.rpartition("\n\n")[2]
        """At most `REACH` characters before the number, of its own paragraph and none of the number before."""

    @cached_property
    def words(self) -> list[str]:
        """The last words of `behind` in lower case, without quotes and brackets before them."""
        words = self.behind[-50:].lower().split()
        return [word.lstrip("(\"'“‘[") for word in words[-6:]]

    @cached_property
    def word(self) -> str:
        """The last word before the number, without a dash or mark behind it; empty where a mark parts them."""
        return self.words[-1].rstrip("-‐‑") if self.words else ""

    @cached_property
    def written(self) -> str:
        """The number as it stands."""
        return self.text[self.found.start : self.found.end]

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


_LIST_JOIN = re.compile(rf"{GAP}?(?:,{GAP}?(?:and{GAP}|or{GAP})?|{GAP}(?:and|or|to|&){GAP}|/|&|{DASH})")
_FOLLOWER = re.compile(rf"{GAP}(?P<word>[A-Za-z]+(?:['’-][A-Za-z]+)*)")

FUNCTION_WORDS = frozenset(
    "a an the and or but nor in on at by for from of to with without as after before when where while who whom whose "
    "which that than then during since until till under over near between against through throughout into onto out up "
    "down off also not no it he she they we you this these those there here was were is are am be been being has have "
    "had having will would could can may might must should shall did do does said told saw led including around about "
    "because if so such both all each per via according amid across within along plus only just again alone too came "
    "took went became began while whereas following versus vs how what why i his her their its our your my".split()
)
"""Words that are never what a number counts."""


def before_noun(text: str, end: int) -> bool:
    """True where the word after `end` may be a noun: a lower-case word of no grammatical kind."""
    follower = _FOLLOWER.match(text, end)
    if not follower:
        return False
    word = follower["word"]
    return (
        (word.islower() or word.isupper()) and word.lower() not in FUNCTION_WORDS and not word.endswith("ly")
    )
