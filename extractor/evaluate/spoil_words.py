"""Spoils that the words of the quote belie: wrong values, quotes, units and qualifiers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from extractor.evaluate.sameness import number_of, number_read, same_figure
from extractor.evaluate.spoil_source import Source, told
from extractor.fact import Fact, Qualifier

_UNITS: tuple[tuple[str, ...], ...] = (
    ("GBP", "USD", "EUR", "AUD", "NZD"),
    ("kg", "g", "mg", "tonne", "oz", "lb"),
    ("l", "ml"),
    ("plants", "wraps", "tablets", "deals", "bags", "packages", "rocks", "blocks"),
)

_SENTENCES = (
    "Officers went on to confirm a total of {number} {noun} by the close of play",
    "A spokeswoman put the final tally at {number} {noun} overall",
)
"""Sentences that nobody wrote, for quotes that are invented."""


def off_by_one(source: Source) -> Iterator[Fact]:
    """179 told as 180 or 178."""
    fact = source.fact
    yield from _with_values(source, (fact.value + 1, fact.value - 1))


def times_ten(source: Source) -> Iterator[Fact]:
    """179 told as 1,790."""
    yield from _with_values(source, (source.fact.value * 10,))


def divided_by_ten(source: Source) -> Iterator[Fact]:
    """179 told as 17.9, 40,000 as 4,000."""
    yield from _with_values(source, (source.fact.value / 10,))


def digits_swapped(source: Source) -> Iterator[Fact]:
    """179 told as 197 or 719: two neighbouring digits change places."""
    plain = f"{source.fact.value:f}"
    pairs = (
        f"{plain[:at]}{plain[at + 1]}{plain[at]}{plain[at + 2 :]}"
        for at in range(len(plain) - 1)
        if plain[at : at + 2].isdigit() and plain[at] != plain[at + 1]
    )
    yield from _with_values(source, [Decimal(pair) for pair in pairs if not pair.startswith("0")])


def another_number(source: Source) -> Iterator[Fact]:
    """The warrants' 12 told as the arrests, with the quote of the arrests."""
    told = [fact.value for fact in source.gold.record.every]
    read = [mention.value for mention in source.mentions if mention.value is not None]
    yield from _with_values(source, dict.fromkeys([*told, *read]))


def quote_altered(source: Source) -> Iterator[Fact]:
    """179 arrests told as 197, and the quote rewritten to say 197."""
    for spoiled in (*off_by_one(source), *digits_swapped(source), *times_ten(source)):
        quote = _rewritten(source, spoiled.value)
        if quote and not source.folded.find(quote):
            yield replace(spoiled, quote=quote)


def quote_invented(source: Source) -> Iterator[Fact]:
    """The right figure, resting on a sentence that nobody wrote."""
    noun = source.fact.measure.value.replace("_", " ")
    for sentence in _SENTENCES:
        quote = sentence.format(number=f"{source.fact.value:,f}", noun=noun)
        if not source.folded.find(quote):
            yield replace(source.fact, quote=quote)


def quote_from_elsewhere(source: Source) -> Iterator[Fact]:
    """The right figure, resting on a sentence of another document about the same measure."""
    for other in source.foreign:
        if other.measure is source.fact.measure and not source.folded.find(other.quote):
            yield replace(source.fact, quote=other.quote)


def wrong_unit(source: Source) -> Iterator[Fact]:
    """5,700 pounds told as dollars, 1 kg as 1 g."""
    for family in _UNITS:
        if source.fact.unit in family:
            others = (replace(source.fact, unit=unit) for unit in family if unit != source.fact.unit)
            yield from (spoiled for spoiled in others if not told(source, spoiled))


def qualifier_lost(source: Source) -> Iterator[Fact]:
    """More than 40,000 told as 40,000."""
    if source.fact.qualifier is not Qualifier.EXACT:
        yield from _with_qualifiers(source, (Qualifier.EXACT,))


def qualifier_added(source: Source) -> Iterator[Fact]:
    """40,000 told as more than 40,000."""
    if source.fact.qualifier is Qualifier.EXACT:
        yield from _with_qualifiers(source, tuple(Qualifier)[1:])


def qualifier_turned(source: Source) -> Iterator[Fact]:
    """More than 40,000 told as up to 40,000."""
    if source.fact.qualifier is not Qualifier.EXACT:
        yield from _with_qualifiers(source, tuple(Qualifier)[1:])


def _with_values(source: Source, values: Iterable[Decimal]) -> Iterator[Fact]:
    for value in values:
        spoiled = replace(source.fact, value=value)
        another = value > 0 and not same_figure(spoiled, source.fact) and _range_holds(spoiled)
        if another and not told(source, spoiled):
            yield spoiled


def _range_holds(fact: Fact) -> bool:
    return fact.value_max is None or fact.value < fact.value_max


def _with_qualifiers(source: Source, qualifiers: Iterable[Qualifier]) -> Iterator[Fact]:
    tellings = {fact.qualifier for fact in source.gold.record.every if same_figure(fact, source.fact)}
    for qualifier in qualifiers:
        if qualifier not in tellings:
            yield replace(source.fact, qualifier=qualifier)


def _rewritten(source: Source, value: Decimal) -> str | None:
    """The quote with its number replaced by another, or None where the number cannot be found in it."""
    found = _number_in_quote(source)
    if found is None:
        return None
    start, end = found
    quote = source.fact.quote
    old = quote[start:end]
    digits = re.search(r"\d[\d,.]*\d|\d", old)
    grouped = f"{value:,f}"
    new = (
        old.replace(digits.group(), grouped, 1)
        if digits and _spelled_out(source.fact, digits.group())
        else grouped
    )
    return quote[:start] + new + quote[end:]


def _spelled_out(fact: Fact, digits: str) -> bool:
    """True where the digits are the whole value ("£40,000"), false where a multiplier follows ("£1.2m")."""
    return Decimal(digits.replace(",", "")) == fact.value


def _number_in_quote(source: Source) -> tuple[int, int] | None:
    """Where the fact's number stands in its quote, as the number reader found it there."""
    wanted, quote = number_of(source.fact), source.fact.quote
    at = source.text.find(quote)
    inside = (each for each in source.mentions if at <= each.start and each.end <= at + len(quote))
    found = next((each for each in inside if at >= 0 and number_read(each) == wanted), None)
    return (found.start - at, found.end - at) if found else None
