"""Which claim answers which gold fact, one to one within a document.

Facts pair by what they are about (measure, period, scope, item), whatever number they give; what is left
pairs by measure and number. The qualifier never has a say, so no pairing flatters what is being measured.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from extractor.evaluate.gold import GoldFact
from extractor.evaluate.sameness import is_headline, key_of, same_figure, scope_of
from extractor.fact import Fact


class Outcome(StrEnum):
    """What a fact counts as (MUC-7, M98-1024)."""

    CORRECT = "correct"
    INCORRECT = "incorrect"
    MISSING = "missing"
    SPURIOUS = "spurious"
    OPTIONAL = "optional"
    """An optional gold fact that was met: dropped from the count on both sides."""


class Level(StrEnum):
    """How much must agree for a fact to be correct; each level holds the ones before it."""

    NUMBER = "number"
    """Measure, value, upper end and unit."""
    JOINT = "joint"
    """And the qualifier: the headline of every report."""
    STATEMENT = "statement"
    """And scope and period: the figure can be quoted as it stands."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold fact with the claim that answers it, or one of them alone."""

    gold: GoldFact | None
    claim: Fact | None
    claim_index: int | None
    """Position of the claim among the document's claims; None for a gold fact that nobody claims."""
    qualifier_right: bool = False
    """True where the claim's qualifier is that of any gold telling of this quantity."""

    @property
    def headline(self) -> bool:
        """True where the gold fact, or a claim without one, is a figure of the whole operation."""
        fact = self.gold.fact if self.gold else self.claim
        return fact is not None and is_headline(fact)

    def outcome(self, level: Level = Level.JOINT) -> Outcome:
        """What the pair counts as when this much must agree."""
        if self.gold is None:
            return Outcome.SPURIOUS
        if self.claim is None:
            return Outcome.MISSING
        if self.gold.optional:
            return Outcome.OPTIONAL
        return Outcome.CORRECT if self._agrees(self.gold.fact, self.claim, level) else Outcome.INCORRECT

    def _agrees(self, gold: Fact, claim: Fact, level: Level) -> bool:
        if not same_figure(gold, claim):
            return False
        if level is Level.NUMBER:
            return True
        if level is Level.JOINT:
            return self.qualifier_right
        return self.qualifier_right and scope_of(gold) == scope_of(claim) and gold.period is claim.period


@dataclass(slots=True)
class _Table:
    """What is still free on both sides; pairs are found by looking down it."""

    gold: list[GoldFact]
    claims: list[tuple[int, Fact]]
    pairs: list[Pair] = field(default_factory=list)
    every: tuple[GoldFact, ...] = ()

    def join(self, fits: Callable[[Fact, Fact], bool], *, optional: bool) -> None:
        """Pair each free gold fact, in order, with the first free claim that fits."""
        for gold in [each for each in self.gold if each.optional is optional]:
            found = next(((index, claim) for index, claim in self.claims if fits(gold.fact, claim)), None)
            if found:
                self.gold.remove(gold)
                self.claims.remove(found)
                self.pairs.append(
                    Pair(gold, found[1], found[0], _qualifier_right(self.every, gold, found[1]))
                )


def align(gold: Sequence[GoldFact], claims: Sequence[Fact]) -> tuple[Pair, ...]:
    """Pair the facts of one document; required facts first, in five passes.

    1. the same key and number; 2. the same, with optional gold; 3. the same key, another number: the claim
    is wrong; 4. the same measure and number under another scope, period or item; 5. that, with optional gold.
    Optional gold that nobody claims is not mentioned.
    """
    table = _Table(list(gold), list(enumerate(claims)), every=tuple(gold))
    table.join(_same_key_and_number, optional=False)
    table.join(_same_key_and_number, optional=True)
    table.join(_same_key, optional=False)
    table.join(same_figure, optional=False)
    table.join(same_figure, optional=True)
    missing = [Pair(each, None, None) for each in table.gold if not each.optional]
    spurious = [Pair(None, claim, index) for index, claim in table.claims]
    return (*table.pairs, *missing, *spurious)


def _same_key(gold: Fact, claim: Fact) -> bool:
    return key_of(gold) == key_of(claim)


def _same_key_and_number(gold: Fact, claim: Fact) -> bool:
    return same_figure(gold, claim) and _same_key(gold, claim)


def _qualifier_right(every: Sequence[GoldFact], gold: GoldFact, claim: Fact) -> bool:
    """The qualifier of any telling of the quantity is right: gold's own, or another of the same scope."""
    if claim.qualifier is gold.fact.qualifier:
        return True
    tellings = (each.fact for each in every if same_figure(each.fact, gold.fact))
    return any(
        each.qualifier is claim.qualifier and key_of(each)[:3] == key_of(gold.fact)[:3] for each in tellings
    )
