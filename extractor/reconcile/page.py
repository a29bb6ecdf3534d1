"""One document's text and its mentions, prepared for many look-ups."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property

from extractor.mention import Mention, Role
from extractor.reconcile.names import Words
from extractor.reconcile.quotes import FoldedText

Span = tuple[int, int]

COUNTING = frozenset({Role.RESULT, Role.UNKNOWN})
"""Roles of numbers that count something, as far as the reader can tell."""


class Page:
    """A text with its mentions.

    Args:
        text: The document's own text.
        mentions: As the number reader gives them: in order, without overlaps.
    """

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        self.text = text
        self.mentions = tuple(mentions)
        self.folded = FoldedText(text)
        self._starts = [mention.start for mention in self.mentions]
        self._ends = [mention.end for mention in self.mentions]
        self._of_value: dict[tuple[Decimal | None, Decimal | None], list[int]] = defaultdict(list)
        for index, mention in enumerate(self.mentions):
            self._of_value[mention.value, mention.value_max].append(index)

    @cached_property
    def words(self) -> Words:
        """The words of the text; made on first use, because most documents need no names."""
        return Words(self.text)

    @cached_property
    def content_words(self) -> Words:
        """The content words of the text, for finding offences."""
        return Words(self.text, content=True)

    def inside(self, span: Span) -> range:
        """Positions of the mentions that lie wholly inside a span."""
        return range(bisect_left(self._starts, span[0]), bisect_right(self._ends, span[1]))

    def with_number(
        self, value: Decimal, value_max: Decimal | None, spans: Sequence[Span]
    ) -> Iterator[tuple[Span, int]]:
        """The mentions of one number that lie wholly inside one of some spans, which are in order."""
        starts = [start for start, _ in spans]
        for index in self._of_value.get((value, value_max), ()):
            at = bisect_right(starts, self._starts[index]) - 1
            if at >= 0 and self._ends[index] <= spans[at][1]:
                yield spans[at], index

    def cut_by(self, span: Span) -> list[int]:
        """Positions of the mentions that a span cuts in two."""
        touched = range(bisect_right(self._ends, span[0]), bisect_left(self._starts, span[1]))
        return [index for index in touched if index not in self.inside(span)]

    def clause(self, mention: Mention) -> Span:
        """The clause that governs a mention; the mention itself where the reader gave none."""
        return min(mention.clause_start, mention.start) if mention.clause_end else mention.start, max(
            mention.clause_end, mention.end
        )
