"""When two facts say the same: the one comparison that gold, scoring and injected errors share.

Numbers are equal or they are not: decimals, no tolerance, no edit distance. A unit of mass or volume is only
a scale (500 g is 0.5 kg); every other unit must be the same word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from extractor.fact import Fact, Measure, Period
from extractor.mention import Mention
from extractor.vocabulary import drugs, find_force, fold_name

_SCALES: dict[str, tuple[str, Decimal]] = {
    "mg": ("g", Decimal("0.001")),
    "g": ("g", Decimal(1)),
    "kg": ("g", Decimal(1000)),
    "tonne": ("g", Decimal(1_000_000)),
    "tonnes": ("g", Decimal(1_000_000)),
    "ml": ("l", Decimal("0.001")),
    "l": ("l", Decimal(1)),
    "litre": ("l", Decimal(1)),
    "litres": ("l", Decimal(1)),
}
"""SI brochure, 9th edition, tables 7 and 8: exact factors to gram and litre."""

ITEM_MEASURES = frozenset({Measure.DRUGS, Measure.DRUGS_VALUE, Measure.WEAPONS, Measure.OTHER})
"""Measures under which one document tells several figures, told apart by their item alone."""


_NAMES = 10_000
"""Names kept folded: more than any gold set holds, and a bound."""


class Number(NamedTuple):
    """A quantity as it is compared."""

    value: Decimal
    value_max: Decimal | None
    unit: str


class Scope(NamedTuple):
    """The part of the operation a figure is limited to, as it is compared; None where it is not limited."""

    force: str | None
    place: str | None
    offence: str | None


class Key(NamedTuple):
    """What a figure is about, without its number."""

    measure: Measure
    period: Period
    scope: Scope
    item: str | None


def number_of(fact: Fact) -> Number:
    """Value, upper end and unit on a common scale."""
    return _scaled(fact.value, fact.value_max, fact.unit)


def number_read(mention: Mention) -> Number | None:
    """The same of a number in the text; None where its digits cannot be read for certain."""
    return None if mention.value is None else _scaled(mention.value, mention.value_max, mention.unit)


def scope_of(fact: Fact) -> Scope:
    """Force by its id in the vocabulary, place and offence folded."""
    return Scope(canonical_force(fact.force), fold(fact.place), fold(fact.offence))


def key_of(fact: Fact) -> Key:
    """Measure, period, scope, and the item where the measure needs it."""
    item = canonical_item(fact.item) if fact.measure in ITEM_MEASURES else None
    return Key(fact.measure, fact.period, scope_of(fact), item)


def is_headline(fact: Fact) -> bool:
    """True for a figure of the whole operation reported: no scope, and period `current`."""
    return fact.period is Period.CURRENT and not any((fact.force, fact.place, fact.offence))


def same_figure(one: Fact, other: Fact) -> bool:
    """True where measure and number agree, whatever the scope, period and qualifier."""
    return one.measure is other.measure and number_of(one) == number_of(other)


def same_statement(one: Fact, other: Fact) -> bool:
    """True where measure, number, qualifier, scope and period all agree."""
    return (
        same_figure(one, other)
        and one.qualifier is other.qualifier
        and one.period is other.period
        and scope_of(one) == scope_of(other)
    )


def known_to(fact: Fact, gold: Iterable[Fact]) -> bool:
    """True where any gold fact, required or optional, says the same."""
    return any(same_statement(fact, known) for known in gold)


@lru_cache(maxsize=_NAMES)
def canonical_force(name: str | None) -> str | None:
    """The id of a known force, else the folded name."""
    if not name:
        return None
    force = find_force(name)
    return force.id if force else fold_name(name)


def canonical_item(item: str | None) -> str | None:
    """The name of a known drug, else the folded words."""
    folded = fold(item)
    return _drug_ids().get(folded, folded) if folded else None


@lru_cache(maxsize=_NAMES)
def fold(words: str | None) -> str | None:
    """Words as they are compared: case, quotes, dashes, slashes and white space do not matter."""
    if not words:
        return None
    return re.sub(r"[\s/_-]+", " ", fold_name(words)).strip() or None


def _scaled(value: Decimal, value_max: Decimal | None, unit: str) -> Number:
    name, factor = _SCALES.get(unit.casefold(), (unit.casefold(), Decimal(1)))
    upper = None if value_max is None else (value_max * factor).normalize()
    return Number((value * factor).normalize(), upper, name)


@cache
def _drug_ids() -> dict[str, str]:
    return {folded: drug.id for drug in drugs() for alias in drug.aliases if (folded := fold(alias))}
