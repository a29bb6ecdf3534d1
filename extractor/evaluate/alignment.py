"""Which claim answers which gold fact, one to one within a document.

Facts pair by what they are about (measure, period, scope, item), whatever number they give; what is left
pairs by measure and number. The qualifier never has a say, so no pairing flatters what is being measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from extractor.evaluate.gold import GoldFact
from extractor.evaluate.sameness import (
    Key,
    Number,
    is_headline,
    key_of,
    number_of,
    same_figure,
    scope_of,
)
from extractor.fact import Fact, Measure


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


class _Told(NamedTuple):
    """A fact with what it is compared by."""

    at: int
    """Position among gold's facts, or among the claims."""
    figure: tuple[Measure, Number]
    key: Key


def align(gold: Sequence[GoldFact], claims: Sequence[Fact]) -> tuple[Pair, ...]:
    """Pair the facts of one document; required facts first, in five passes.

    1. the same key and number; 2. the same, with optional gold; 3. the same key, another number: the claim
    is wrong; 4. the same measure and number under another scope, period or item; 5. that, with optional gold.
    Optional gold that nobody claims is not mentioned.
    """
    required = _told([(at, each.fact) for at, each in enumerate(gold) if not each.optional])
    optional = _told([(at, each.fact) for at, each in enumerate(gold) if each.optional])
    free = _told(enumerate(claims))
    pairs = [
        Pair(gold[known], claims[at], at, _qualifier_right(gold, gold[known], claims[at]))
        for side, fits in (
            (required, _same_key_and_number),
            (optional, _same_key_and_number),
            (required, _same_key),
            (required, _same_figure),
            (optional, _same_figure),
        )
        for known, at in _join(side, free, fits)
    ]
    missing = [Pair(gold[each.at], None, None) for each in required]
    spurious = [Pair(None, claims[each.at], each.at) for each in free]
    return (*pairs, *missing, *spurious)


def _told(facts: Iterable[tuple[int, Fact]]) -> list[_Told]:
    return [_Told(at, (fact.measure, number_of(fact)), key_of(fact)) for at, fact in facts]


def _join(
    gold: list[_Told], claims: list[_Told], fits: Callable[[_Told, _Told], bool]
) -> Iterator[tuple[int, int]]:
    """Take each gold fact, in order, off both lists together with the first claim that fits."""
    for known in tuple(gold):
        found = next((claim for claim in claims if fits(known, claim)), None)
        if found is not None:
            gold.remove(known)
            claims.remove(found)
            yield known.at, found.at


def _same_key(gold: _Told, claim: _Told) -> bool:
    return gold.key == claim.key


def _same_figure(gold: _Told, claim: _Told) -> bool:
    return gold.figure == claim.figure


def _same_key_and_number(gold: _Told, claim: _Told) -> bool:
    return gold.figure == claim.figure and gold.key == claim.key


def _qualifier_right(every: Sequence[GoldFact], gold: GoldFact, claim: Fact) -> bool:
    """The qualifier of any telling of the quantity is right: gold's own, or another of the same scope."""
    if claim.qualifier is gold.fact.qualifier:
        return True
    tellings = (each.fact for each in every if same_figure(each.fact, gold.fact))
    return any(
        each.qualifier is claim.qualifier and key_of(each)[:3] == key_of(gold.fact)[:3] for each in tellings
    )
