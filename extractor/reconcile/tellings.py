"""When two figures tell the same quantity: same measure, unit, limits and period, and numbers that agree.

A bound or an estimate is an interval, never a number: "more than 170" agrees with 179, 21 does not with 12.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from extractor.fact import Fact, Measure, Period, Qualifier
from extractor.mention import Mention, Role
from extractor.reconcile.names import offence_words
from extractor.reconcile.scope import scope_of

_INFINITY = Decimal("Infinity")
_ESTIMATE = Decimal("0.2")
"""How far, as a share, an estimate may lie from the number it stands for."""
_NEAR = 2
"""How many times larger one number may be than the other where a bound retells it."""
_MOST_COMPARED = 200
"""Tellings of one thing that one is compared with at most: a bound for hostile texts."""
_ITEM_TELLS = frozenset({
    Measure.DRUGS, Measure.DRUGS_VALUE, Measure.DRUG_SEIZURES, Measure.WEAPONS, Measure.VEHICLES,
    Measure.PHONES, Measure.ASSETS_VALUE,
})  # fmt: skip
"""Measures of which a report tells several quantities, one for each item."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers that a telling leaves possible, both ends included."""

    low: Decimal
    high: Decimal

    def agrees(self, other: Interval) -> bool:
        """True where some number fits both."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class Telling:
    """One figure, of a fact or of the number reader, as it is compared with others."""

    measure: Measure
    value: Decimal
    value_max: Decimal | None
    unit: str
    qualifier: Qualifier
    scope: tuple[str | None, ...]
    """Keys of force, place and offence."""
    period: Period
    item: str | None
    mention: Mention
    """The mention that tells it."""

    @property
    def interval(self) -> Interval:
        """The numbers that it leaves possible."""
        return interval(self.value, self.value_max, self.qualifier)

    @property
    def thing(self) -> tuple[object, ...]:
        """What it is a figure of."""
        return self.measure, self.unit, self.scope, self.period

    @property
    def exact(self) -> bool:
        """True for a single number without a hedge."""
        return self.qualifier is Qualifier.EXACT and self.value_max is None

    @property
    def span(self) -> Span:
        """Where its number stands."""
        return self.mention.start, self.mention.end


class Told:
    """Tellings so far, for asking whether another one says anything new."""

    def __init__(self) -> None:
        self._things: dict[object, list[Telling]] = defaultdict(list)
        self._numbers: dict[object, list[Telling]] = defaultdict(list)

    def add(self, telling: Telling) -> None:
        """Take note of a telling."""
        self._things[telling.thing].append(telling)
        self._numbers[telling.thing, telling.value, telling.value_max].append(telling)

    def holds(self, telling: Telling) -> bool:
        """True where a telling only restates one that was noted.

        It restates another one that has the same number; a bound or an estimate also one that it fits and
        that is not far away.
        """
        known = self._numbers.get((telling.thing, telling.value, telling.value_max), ())
        if any(same_thing(telling, other) for other in islice(known, _MOST_COMPARED)):
            return True
        others = () if telling.exact else self._things.get(telling.thing, ())
        return any(
            _fits(telling, other) and same_thing(telling, other) for other in islice(others, _MOST_COMPARED)
        )


def interval(value: Decimal, value_max: Decimal | None, qualifier: Qualifier) -> Interval:
    """The numbers that a value with its qualifier leaves possible."""
    upper = value if value_max is None else value_max
    if qualifier in (Qualifier.MORE_THAN, Qualifier.AT_LEAST):
        return Interval(value, _INFINITY)
    if qualifier in (Qualifier.UP_TO, Qualifier.FEWER_THAN):
        return Interval(Decimal(0), upper)
    if qualifier is Qualifier.APPROXIMATELY:
        return Interval(value * (1 - _ESTIMATE), upper * (1 + _ESTIMATE))
    return Interval(value, upper)


def tellings(mentions: Iterable[Mention]) -> Iterator[Telling]:
    """The reader's own figures: one for each measure of each result, in text order."""
    for mention in mentions:
        if mention.role is not Role.RESULT or mention.value is None or mention.measure is None:
            continue
        scope = scope_of(mention)
        for measure in dict.fromkeys((mention.measure, *mention.also)):
            yield Telling(
                measure, mention.value, mention.value_max, mention.unit.casefold(), mention.qualifier, scope,
                mention.period, mention.item, mention,
            )  # fmt: skip


def claimed_tellings(fact: Fact, mention: Mention) -> Iterator[Telling]:
    """A fact as the telling of its mention, with the fact's own limits and with the reader's."""
    for scope in dict.fromkeys((scope_of(fact), scope_of(mention))):
        yield Telling(
            fact.measure, fact.value, fact.value_max, fact.unit.casefold(), fact.qualifier, scope,
            fact.period, fact.item or mention.item, mention,
        )  # fmt: skip


def same_thing(one: Telling, other: Telling) -> bool:
    """True where two tellings could be of one quantity, whatever their numbers say.

    A sentence or a list does not tell one quantity twice, so its members are never retellings of each other.
    """
    return (
        one.thing == other.thing and not told_together(one.mention, other.mention) and _same_item(one, other)
    )


def told_together(one: Mention, other: Mention) -> bool:
    """True where two mentions stand in one clause, or in the list under one heading."""
    if one.clause_end and (one.clause_start, one.clause_end) == (other.clause_start, other.clause_end):
        return True
    return one.scope_end > 0 and (one.scope_start, one.scope_end) == (other.scope_start, other.scope_end)


def _fits(vague: Telling, other: Telling) -> bool:
    near = max(vague.value, other.value) <= _NEAR * min(vague.value, other.value)
    return near and vague.interval.agrees(other.interval)


def _same_item(one: Telling, other: Telling) -> bool:
    if one.measure not in _ITEM_TELLS or not one.item or not other.item:
        return True
    return bool(set(offence_words(one.item).split()) & set(offence_words(other.item).split()))
