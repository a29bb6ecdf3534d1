"""The number reader alone: its results as facts, each quantity once, and the measures that it gets wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.evaluate.gold import GoldDocument
from extractor.evaluate.sameness import same_figure
from extractor.fact import CheckedFact, Fact, Flag
from extractor.mention import Mention, Role
from extractor.numbers import read_numbers
from extractor.reconcile import reconcile


@dataclass(frozen=True, slots=True)
class WrongMeasure:
    """A number given a measure that no gold fact of its document knows."""

    mention: Mention
    fact: Fact
    """The reading, without scope and period."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the number reader makes of one gold document."""

    gold: GoldDocument
    mentions: tuple[Mention, ...]
    facts: tuple[Fact, ...]
    """Its results, each quantity once."""
    wrong: tuple[WrongMeasure, ...]
    """At most one a number."""


def read_alone(gold: GoldDocument) -> Reading:
    """Read a document's numbers and see which measures gold does not know."""
    text = gold.document.text
    mentions = read_numbers(text)
    wrong = tuple(found for mention in mentions for found in _wrong(gold, mention))
    return Reading(gold, mentions, results(text, mentions), wrong)


def results(text: str, mentions: Sequence[Mention]) -> tuple[Fact, ...]:
    """What the number reader alone takes from a text, in text order.

    They are what reconciliation reports as missed when nothing is claimed: a quantity told again is one fact,
    in its most precise telling (rule 4 of the annotators' guide). A part of a larger total that no scope sets
    apart is left out, because told as a fact it would pass for a total.
    """
    missed = reconcile(text, mentions, ()).missed
    return tuple(checked.fact for checked in missed if not _bare_part(checked))


def _bare_part(checked: CheckedFact) -> bool:
    fact = checked.fact
    return Flag.PART in checked.flags and not (fact.force or fact.place or fact.offence)


def _wrong(gold: GoldDocument, mention: Mention) -> Iterator[WrongMeasure]:
    for fact in _told(gold.document.text, mention):
        if not any(same_figure(fact, known) for known in gold.record.every):
            yield WrongMeasure(mention, fact)
            return


def _told(text: str, mention: Mention) -> Iterator[Fact]:
    """One fact for each measure that the reader gives a number, none for what is no result."""
    if mention.role is not Role.RESULT or mention.value is None:
        return
    quote = text[mention.clause_start : mention.clause_end] or mention.text
    for measure in (mention.measure, *mention.also):
        if measure is not None:
            yield Fact(
                measure,
                mention.value,
                quote,
                value_max=mention.value_max,
                qualifier=mention.qualifier,
                unit=mention.unit,
            )
