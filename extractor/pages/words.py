"""Figures in words, as a person writes them: the same in a terminal and on a page."""

from __future__ import annotations

import re
from calendar import month_name
from decimal import Decimal

from extractor.fact import Fact, Period, Qualifier
from extractor.mention import Mention, Role

NO_AMOUNT = {Role.TELEPHONE, Role.ROAD, Role.ADDRESS, Role.LAW, Role.CLASS, Role.IDENTIFIER}
"""What these numbers are worth means nothing to a person."""


def fact_words(fact: Fact) -> str:
    """The figure of a fact: `more than 40,000 GBP`."""
    return number_words(fact.value, fact.value_max, fact.unit, fact.qualifier)


def mention_words(mention: Mention) -> str:
    """The figure that a number says; empty where it is a name in digits."""
    if mention.role in NO_AMOUNT:
        return ""
    return number_words(mention.value, mention.value_max, mention.unit, mention.qualifier)


def number_words(value: Decimal | None, value_max: Decimal | None, unit: str, qualifier: Qualifier) -> str:
    """A number as a person writes it: `more than 40,000 GBP`, `20 to 30`, `0.5 kg`."""
    if value is None:
        return "unsure"
    words = [] if qualifier is Qualifier.EXACT else [qualifier.replace("_", " ")]
    words.append(f"{value:,f}" if value_max is None else f"{value:,f} to {value_max:,f}")
    if unit != "count":
        words.append(unit)
    return " ".join(words)


def scope_words(fact: Fact) -> str:
    """What limits a figure; empty for a total of the operation."""
    period = "" if fact.period is Period.CURRENT else fact.period.value
    return ", ".join(filter(None, (fact.force, fact.place, fact.offence, fact.item, period)))


def cost_words(cost: Decimal | None) -> str:
    """US dollars; a price that is not known is said to be unknown, never zero."""
    return "unknown" if cost is None else f"${cost:,.4f}"


def interval_words(low: Decimal, high: Decimal | None, unit: str = "count") -> str:
    """What a sum of bounds says, and no more: `254`, `80 to 83`, `at least 46,700 GBP`, `up to 12`."""
    if high is None:
        said = f"at least {low:,f}" if low else "no bound is told"
    elif low == high:
        said = f"{low:,f}"
    else:
        said = f"{low:,f} to {high:,f}" if low else f"up to {high:,f}"
    return said if unit == "count" or (high is None and not low) else f"{said} {unit}"


def day_words(date: str | None) -> str:
    """A date for a person: one whose year the text does not give (`XXXX-12-19`) as `19 December`."""
    found = re.fullmatch(r"XXXX-(0[1-9]|1[0-2])-(\d\d)", date or "")
    return f"{int(found[2])} {month_name[int(found[1])]}" if found else date or ""
