"""Spoils of what a number means: wrong measures, scopes and periods, with the right number and quote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from extractor.evaluate.sameness import Scope, fold, key_of, same_figure, scope_of
from extractor.evaluate.spoil_source import Source, told_anywhere
from extractor.fact import Fact, Measure, Period

ScopeField = Literal["force", "place", "offence"]
FIELDS: tuple[ScopeField, ...] = ("force", "place", "offence")

_FAMILIES: tuple[frozenset[Measure], ...] = (
    frozenset(
        {
            Measure.ARRESTS,
            Measure.CHARGES,
            Measure.CONVICTIONS,
            Measure.PEOPLE_SAFEGUARDED,
            Measure.OFFICERS,
            Measure.STOP_SEARCHES,
        }
    ),
    frozenset({Measure.WARRANTS, Measure.ADDRESSES_SEARCHED, Measure.ADDRESSES_VISITED}),
    frozenset(
        {
            Measure.WEAPONS,
            Measure.VEHICLES,
            Measure.VEHICLES_STOPPED,
            Measure.PHONES,
            Measure.DRUG_LINES,
            Measure.CRIME_GROUPS,
            Measure.DRUG_SEIZURES,
            Measure.POLICE_FORCES,
        }
    ),
    frozenset({Measure.CASH, Measure.DRUGS_VALUE, Measure.ASSETS_VALUE}),
)
"""Measures that a reader takes for one another; money is its own family."""


_SMALL_WORDS = frozenset({"a", "an", "and", "for", "in", "of", "the", "with"})


def wrong_measure(source: Source) -> Iterator[Fact]:
    """21 people arrested told as 21 people charged."""
    for measure in Measure:
        if _confusable(source.fact.measure, measure):
            yield from _untold_anywhere(source, replace(source.fact, measure=measure))


def another_figure(source: Source) -> Iterator[Fact]:
    """The warrants' 12 told as the arrests, with the quote of the warrants."""
    for other in source.gold.record.required:
        if other.unit == source.fact.unit and other.measure is not source.fact.measure:
            spoiled = replace(source.fact, value=other.value, value_max=other.value_max, quote=other.quote)
            yield from _untold_anywhere(source, replace(spoiled, qualifier=other.qualifier))


def wrong_scope(source: Source) -> Iterator[Fact]:
    """Kent's 21 arrests told as Surrey's."""
    for field in FIELDS:
        own = getattr(source.fact, field)
        for other in _scopes(source, field) if own else ():
            if not _one_within_the_other(own, other):
                yield from _untold_in_scope(source, _limited(source.fact, field, other))


def scope_added(source: Source) -> Iterator[Fact]:
    """The operation's 100 arrests told as Surrey's.

    A force or place that stands in the figure's own paragraph may limit it after all, so it is left alone.
    """
    if scope_of(source.fact) == Scope(None, None, None):
        near = _paragraph(source)
        for field in FIELDS:
            for other in _scopes(source, field):
                if field != "offence" and other.casefold() in near:
                    continue
                yield from _untold_in_scope(source, _limited(source.fact, field, other))


def part_as_total(source: Source) -> Iterator[Fact]:
    """Surrey's 21 arrests told as the operation's."""
    if scope_of(source.fact) != Scope(None, None, None):
        yield from _untold_in_scope(source, replace(source.fact, force=None, place=None, offence=None))


def past_as_current(source: Source) -> Iterator[Fact]:
    """Last month's 27 arrests told as this operation's."""
    if source.fact.period is not Period.CURRENT:
        yield from _in_period(source, Period.CURRENT)


def current_as_past(source: Source) -> Iterator[Fact]:
    """This operation's arrests told as an earlier one's."""
    if source.fact.period is Period.CURRENT:
        yield from _in_period(source, Period.PREVIOUS)


def unspoiled(source: Source) -> Iterator[Fact]:
    """The fact itself: the error lies in telling it twice, or in leaving it out.

    A list may hold the same line twice; then two such facts are true, and nothing is wrong.
    """
    required = source.gold.record.required
    if sum(same_figure(fact, source.fact) and key_of(fact) == key_of(source.fact) for fact in required) == 1:
        yield source.fact


def _untold_anywhere(source: Source, spoiled: Fact) -> Iterator[Fact]:
    if not told_anywhere(source, spoiled):
        yield spoiled


def _untold_in_scope(source: Source, spoiled: Fact) -> Iterator[Fact]:
    """A scope is wrong only where gold never tells the figure with it, in any period."""
    known = (fact for fact in source.gold.record.every if same_figure(fact, spoiled))
    if not any(_same_scope(fact, spoiled) for fact in known):
        yield spoiled


def _same_scope(one: Fact, other: Fact) -> bool:
    """True where the names say the same in every field, if in other words."""
    pairs = zip(scope_of(one), scope_of(other), strict=True)
    return all(
        first == second or bool(first and second and _one_within_the_other(first, second))
        for first, second in pairs
    )


def _paragraph(source: Source) -> str:
    """The lines around the quote, folded; empty where the quote does not stand in the text."""
    spans = source.folded.find(source.fact.quote)
    if not spans:
        return ""
    start, end = spans[0]
    line_end = source.text.find("\n", end)
    stop = line_end if line_end >= 0 else len(source.text)
    return source.text[source.text.rfind("\n", 0, start) + 1 : stop].casefold()


def _in_period(source: Source, period: Period) -> Iterator[Fact]:
    known = (fact for fact in source.gold.record.every if same_figure(fact, source.fact))
    if all(fact.period is not period for fact in known):
        yield replace(source.fact, period=period)


def _confusable(one: Measure, other: Measure) -> bool:
    return one is not other and any(one in family and other in family for family in _FAMILIES)


def _scopes(source: Source, field: ScopeField) -> Iterator[str]:
    """Every scope of this sort that gold names for another fact of the document, once."""
    own = getattr(source.fact, field)
    found = (getattr(fact, field) for fact in source.gold.record.every)
    yield from dict.fromkeys(scope for scope in found if scope and scope != own)


def _limited(fact: Fact, field: ScopeField, scope: str) -> Fact:
    if field == "force":
        return replace(fact, force=scope)
    return replace(fact, place=scope) if field == "place" else replace(fact, offence=scope)


def _one_within_the_other(one: str, other: str) -> bool:
    """True where one name holds all the words of the other ("Leith" and "South Leith")."""
    first, second = _telling_words(one), _telling_words(other)
    return first <= second or second <= first


@lru_cache(maxsize=1000)
def _telling_words(name: str) -> frozenset[str]:
    return frozenset((fold(name) or "").split()) - _SMALL_WORDS
