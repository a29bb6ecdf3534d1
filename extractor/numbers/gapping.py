"""Rules for numbers whose noun and verb were told once for several: "Bury made 17 arrests, Leigh eight"."""

from __future__ import annotations

from extractor.fact import Measure
from extractor.numbers.clause import Row
from extractor.numbers.lexicon import Tag
from extractor.numbers.names import is_name, name_before
from extractor.numbers.phrase import Spot
from extractor.numbers.reading import Reading
from extractor.numbers.structure import INHERITED, of_headings

_BEGINS = frozenset({Tag.COMMA, Tag.CONJ, Tag.SEMICOLON, Tag.SUB, Tag.DASH, Tag.OPEN, Tag.PREP})
"""What may stand before a name that takes over the verb."""
_ENDS = frozenset({Tag.COMMA, Tag.CONJ, Tag.STOP, Tag.CLOSE, Tag.SEMICOLON, Tag.DASH, Tag.PREP})


def gapped(spot: Spot) -> Reading | None:
    """A name with a bare number goes on counting: "Kent Police made 40 arrests, Sussex Police 22"."""
    row, position = spot.row, spot.position
    told = spot.told or (Reading("told_before", row.told) if row.told and spot.index == 0 else None)
    if told is None or told.measure not in INHERITED or row.tag(position + 1) not in _ENDS:
        return None
    found = name_before(row, position)
    if found is None or not _takes_over(row, found, first=spot.index == 0):
        return None
    return Reading("gapped", told.measure, told.also, part=True, item=told.item)


def _takes_over(row: Row, name: tuple[int, int], *, first: bool) -> bool:
    """True where the name begins a member of its own; at the beginning of a sentence a verb must follow."""
    if name[0] == 0:
        return first and row.tokens[name[1]].number < 0
    return row.tag(name[0] - 1) in _BEGINS


def named_row(spot: Spot) -> Reading | None:
    """A name and a number fill the line: "Bury 17" counts what the heading, or the line before, counts."""
    row, position = spot.row, spot.position
    if position == 0 or position + 1 != len(row.tokens) or len(row.at) > 1:
        return None
    if not is_name(row.tokens[:position]):
        return None
    measure: Measure | None = of_headings(row) or row.told
    return Reading("named_row", measure, part=True) if measure in INHERITED else None
