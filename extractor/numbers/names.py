"""Names beside numbers: the words that may name a force or place, in a label or before a number."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.numbers.clause import Row, Token
from extractor.numbers.lexicon import COUNTED, Tag
from extractor.numbers.notation import word_set

LONGEST_NAME = 7
"""In words."""
_LINKS = word_set("and of the on upon in & , de le")
_JOINTS = word_set("of the on upon de le")
"""Small words inside one name: "Newcastle upon Tyne", "the Isle of Wight"."""
_NO_PLACE = word_set(
    "operation results result summary background notes note editor editors update updates breakdown total "
    "totals contact ends statement quotes overview introduction key facts figures read more image caption "
    "photo picture day phase week related news information tags source link date author title share "
    "comments what how why where when who article content story text abstract comment overall meanwhile "
    "however detective chief inspector superintendent sergeant constable monday tuesday wednesday thursday "
    "friday saturday sunday january february march april june july august september october november "
    "december he she it they we there these those this that all only another altogether since between "
    "while during after before class section page part"
)
"""Words of headings, labels and sentences that name no place."""
_TELLING = word_set(
    "had has made recorded collected saw with reported took brought contributed added followed accounted for "
    "yielded logged produced arrested held detained seized recovered visited searched stopped charged handed "
    "got"
)
"""What may stand between a name and its number."""
_MARKS = frozenset({Tag.STOP, Tag.COLON, Tag.DASH, Tag.OPEN, Tag.CLOSE})


def is_name(tokens: Sequence[Token]) -> bool:
    """True for words that can be the name of a force or place: capitals, and nothing that is counted."""
    words = [token for token in tokens if token.tag not in _MARKS]
    plain = all(token.capital or token.word in _LINKS for token in words)
    known = any(token.tag in COUNTED or token.word in _NO_PLACE for token in words if token.word != "police")
    return 0 < len(words) <= LONGEST_NAME and words[0].capital and plain and not known


def name_before(row: Row, position: int) -> tuple[int, int] | None:
    """The name that is the subject of the number at a token position, as half-open token positions.

    Only a verb of having or making may part them: "Bury recorded 17", "Leigh eight", "and Ashton for five".
    """
    end = position
    while end > 0 and row.word(end - 1) in _TELLING and position - end < 2:
        end -= 1
    first = end
    while first > 0 and end - first < LONGEST_NAME and _in_name(row, first - 1):
        first -= 1
    while first < end and row.word(first) in _JOINTS and row.word(first) != "the":
        first += 1
    found = row.tokens[first:end]
    if found and found[0].word == "the" and len(found) > 1:
        return (first, end) if is_name(found[1:]) or _is_body(found) else None
    return (first, end) if is_name(found) else None


def _in_name(row: Row, position: int) -> bool:
    token = row.tokens[position]
    return token.number < 0 and (token.capital or token.word in _JOINTS or token.word in _BODIES)


_BODIES = word_set("regional units unit force forces team teams squad squads")


def _is_body(tokens: Sequence[Token]) -> bool:
    """True for a body told by a common noun: "the regional units"."""
    return len(tokens) > 1 and all(token.word in _BODIES for token in tokens[1:])
