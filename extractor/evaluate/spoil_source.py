"""What a gold fact can be spoiled with, and whether gold tells the result itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.evaluate.gold import GoldDocument
from extractor.evaluate.sameness import same_figure, scope_of
from extractor.fact import Fact
from extractor.mention import Mention
from extractor.reconcile.quotes import FoldedText


@dataclass(frozen=True, slots=True)
class Source:
    """What one gold fact can be spoiled with."""

    gold: GoldDocument
    fact: Fact
    """A required fact of `gold`."""
    mentions: Sequence[Mention]
    """Every number of the document, for the kinds that borrow one."""
    folded: FoldedText
    """The document's text, for looking up quotes."""
    foreign: Sequence[Fact]
    """Facts of other documents, for the kinds that borrow a quote."""

    @property
    def text(self) -> str:
        """The document's text."""
        return self.gold.document.text


def told(source: Source, spoiled: Fact) -> bool:
    """True where gold tells this figure of this scope and period, in whatever hedge."""
    return any(
        same_figure(spoiled, known)
        and spoiled.period is known.period
        and scope_of(spoiled) == scope_of(known)
        for known in source.gold.record.every
    )


def told_anywhere(source: Source, spoiled: Fact) -> bool:
    """True where gold tells this figure of any scope and period, in whatever hedge."""
    return any(same_figure(spoiled, known) for known in source.gold.record.every)
