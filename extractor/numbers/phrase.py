"""Walking a row of tokens: noun phrases, the verb that governs, what stands before a number."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extractor.mention import Role
from extractor.numbers.clause import Row
from extractor.numbers.lexer import Lexeme
from extractor.numbers.lexicon import COUNTED, FATES, Tag
from extractor.numbers.notation import word_set
from extractor.numbers.reading import Reading

_REACH = 40
"""How many tokens a verb may stand away from its noun."""
_LONGEST_PHRASE = 8
_PLURALS = word_set(
    "people men women children staff personnel police gardai gardaí ammunition cash money cannabis cocaine "
    "heroin"
)
_INSIDE = frozenset({Tag.WORD, Tag.MORE, Tag.SLASH, Tag.DASH})
_VERBS_AS_ADJECTIVES = frozenset({
    Tag.V_LOSE, Tag.V_ELSE, Tag.V_SEIZE, Tag.V_CONVICT, Tag.V_SEARCH, Tag.V_DISRUPT, Tag.V_WORTH,
    Tag.V_EXECUTE,
})  # fmt: skip
_NEGATIONS = frozenset({"not", "never", "without", "face", "faces", "facing", "avoided"})
"""What keeps a verb from having befallen anybody ("facing jail sentences")."""
_LISTED = COUNTED | {
    Tag.WORD, Tag.COMMA, Tag.CONJ, Tag.NUMBER, Tag.DET, Tag.MORE, Tag.OF, Tag.OPEN, Tag.CLOSE, Tag.SLASH,
    Tag.PREP, Tag.INCLUDING, Tag.THOSE, Tag.V_WORTH, Tag.DASH,
}  # fmt: skip
"""What a list is made of: words, nouns, ages, commas, "and"."""


class Phrase(NamedTuple):
    """The noun phrase after a number.

    `head` is the position of the noun that is counted, or -1; `first` and `end` bound the phrase.
    """

    first: int
    end: int
    head: int
    anaphoric: bool
    """True for "27 of those searches"."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A number in its clause: all that a rule looks at."""

    row: Row
    position: int
    """Of the number, among the row's tokens."""
    phrase: Phrase
    earlier: Sequence[Reading | None]
    """What was read of the clause's numbers before it."""

    @property
    def index(self) -> int:
        """Position among the clause's numbers."""
        return self.row.tokens[self.position].number

    @property
    def lexeme(self) -> Lexeme:
        """The number itself."""
        return self.row.numbers[self.index]

    @property
    def told(self) -> Reading | None:
        """What was read of the last number before it that may be a result; None where that is unknown."""
        for index in range(self.index - 1, -1, -1):
            if self.earlier[index] is not None or self.row.numbers[index].role is None:
                return self.earlier[index]
        return None

    @property
    def last(self) -> Reading | None:
        """What was read of the number right before it."""
        return self.earlier[self.index - 1] if self.index else None

    @property
    def item(self) -> tuple[int, int] | None:
        """Where the words of the phrase stand, up to the noun that is counted."""
        if self.phrase.head < self.phrase.first:
            return None
        return self.row.span(self.phrase.first, self.phrase.head)


def noun_phrase(row: Row, position: int) -> Phrase:
    """The noun phrase that begins right after the number at a token position."""
    first, anaphoric = position + 1, False
    if row.tag(first) is Tag.OF and row.tag(first + 1) in (Tag.THOSE, Tag.DET):
        first, anaphoric = first + 2, True
        if row.tag(first) is Tag.NUMBER:
            first += 1
    head, end = -1, first
    for at in range(first, first + _LONGEST_PHRASE):
        tag = row.tag(at)
        if tag in COUNTED:
            head, end = at, at + 1
            if _is_plural(row, at) and row.tag(at + 1) not in COUNTED and row.tag(at + 1) is not Tag.SLASH:
                break
        elif tag not in _INSIDE and (head >= 0 or not _precedes_noun(row, at, first)):
            break
    return Phrase(first, end, head, anaphoric)


def _precedes_noun(row: Row, position: int, first: int) -> bool:
    """True for a verb that is an adjective here ("12 stolen cars") and for joints in a list of adjectives."""
    if row.tag(position) in _VERBS_AS_ADJECTIVES:
        return _leads_to_noun(row, position + 1)
    joint = position > first and row.tag(position) in (Tag.COMMA, Tag.CONJ)
    return joint and _lists_kinds(row, position + 1)


def _lists_kinds(row: Row, position: int) -> bool:
    """True inside a list of adjectives before the noun: "17 federal, state and local agencies"."""
    for at in range(position, position + 5):
        if row.tag(at) is Tag.FORCE:
            return True
        if row.tag(at) not in (Tag.WORD, Tag.COMMA, Tag.CONJ):
            return False
    return False


def _is_plural(row: Row, position: int) -> bool:
    if row.tag(position) in (Tag.DRUG, Tag.CASH):
        return False
    word = row.word(position)
    return word in _PLURALS or (word.endswith("s") and not word.endswith("ss"))


def _leads_to_noun(row: Row, position: int) -> bool:
    return row.tag(position) in COUNTED or (
        row.tag(position) is Tag.WORD and row.tag(position + 1) in COUNTED
    )


def fate_after(row: Row, position: int) -> int:
    """Position of the verb that says what befell the persons before `position`, or -1.

    Ages, relative clauses and coordinated persons are passed over; a new sentence part ends the search.
    """
    if row.tag(position) is Tag.V_STOP and row.tag(position + 2) is not Tag.V_SEARCH:
        return -1
    for at in range(position, min(position + _REACH, len(row.tokens))):
        tag = row.tag(at)
        if tag in FATES or (tag is Tag.V_STOP and row.tag(at + 2) is Tag.V_SEARCH):
            return -1 if _denied(row, position, at) else at
        if tag is Tag.SUB and row.word(at + 1) in ("being", "having"):
            continue
        if tag in (Tag.SUB, Tag.COLON, Tag.SEMICOLON, Tag.MODAL, Tag.ARREST) or (
            tag is Tag.NUMBER and not _passable(row, at)
        ):
            return -1
    return -1


def _denied(row: Row, position: int, verb: int) -> bool:
    return any(row.word(at) in _NEGATIONS for at in range(max(position, verb - 4), verb))


_JOINTS = frozenset({
    Tag.COMMA, Tag.CONJ, Tag.PREP, Tag.MORE, Tag.OPEN, Tag.DET, Tag.DASH, Tag.INCLUDING,
})  # fmt: skip


def _passable(row: Row, at: int) -> bool:
    """A number that does not begin a new statement: an age, a date, or one joined by a comma or "and"."""
    lexeme = row.numbers[row.tokens[at].number]
    if lexeme.role not in (None, Role.UNKNOWN):
        return True
    if row.tag(at + 1) in (Tag.AUX, *FATES):
        return False
    return row.tag(at - 1) in _JOINTS


def before(row: Row, position: int) -> int:
    """Position of the word that governs the number at `position` from the left, or -1.

    Articles, "further", "a total of" and the like are passed over.
    """
    at = position - 1
    while at >= 0:
        tag = row.tag(at)
        if tag in (Tag.DET, Tag.MORE, Tag.AUX) or row.word(at) in ("number", "grand"):
            at -= 1
        elif tag is Tag.OF and row.word(at - 1) in ("total", "number"):
            at -= 2
        else:
            return at
    return -1


def as_part(spot: Spot, reading: Reading | None) -> Reading | None:
    """Mark a number as a part of the one before: "30 guns, including 12 rifles and two pistols"."""
    if reading is None or reading.part or reading.measure is None or not spot.index:
        return reading
    row, told = spot.row, next((found for found in reversed(spot.earlier) if found and found.measure), None)
    if told is None or told.measure is not reading.measure:
        return reading
    lead = row.tag(before(row, spot.position))
    start = row.at[spot.index - 1]
    goes_on = told.part and lead in (Tag.CONJ, Tag.COMMA) and is_list_between(row, start + 1, spot.position)
    inside = lead is Tag.OPEN and row.tag(start) is Tag.NUMBER
    return reading._replace(part=True) if lead is Tag.INCLUDING or goes_on or inside else reading


def nearest(row: Row, position: int, wanted: Container[Tag], *, reach: int, backward: bool = False) -> int:
    """Position of the nearest token with one of the tags within `reach`, or -1."""
    steps = range(position - 1, position - 1 - reach, -1) if backward else range(position, position + reach)
    for at in steps:
        if not 0 <= at < len(row.tokens):
            return -1
        if row.tag(at) in wanted:
            return at
    return -1


def is_list_between(row: Row, first: int, last: int) -> bool:
    """True where only what a list is made of stands between two positions."""
    return last - first <= _REACH and all(row.tag(at) in _LISTED for at in range(first, last))
