"""One number in a text, as the number reader sees it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from extractor.fact import Measure, Period, Qualifier


class Role(StrEnum):
    """What a number is."""

    RESULT = "result"
    """A measure of the action reported; `Mention.measure` says which."""
    UNKNOWN = "unknown"
    """Nothing in the text tells the reader what it is, or two rules disagree."""
    UNSURE = "unsure"
    """The digits themselves cannot be read for certain ("26,00"); the mention has no value."""
    AGE = "age"
    DATE = "date"
    YEAR = "year"
    TIME = "time"
    DURATION = "duration"
    TELEPHONE = "telephone"
    ROAD = "road"
    ADDRESS = "address"
    LAW = "law"
    PERCENTAGE = "percentage"
    FRACTION = "fraction"
    ORDINAL = "ordinal"
    CLASS = "class"
    IDENTIFIER = "identifier"
    SENTENCE = "sentence"
    """The length of a sentence of a court."""
    MONEY = "money"
    """Money that was not seized: budget, reward, earnings, cost, a fine."""
    RATE = "rate"
    """So much a week, a day, each."""
    TARGET = "target"
    """Planned, hoped for, promised."""
    STATISTIC = "statistic"
    """Recorded crime, population, an earlier year's count."""
    DISTANCE = "distance"
    OTHER_OPERATION = "other_operation"
    """A result of somebody else's operation."""
    PRONOUN = "pronoun"
    """"One" where it is no number ("one of them", "no one")."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One number of a document.

    Invariant: `document.text[start:end] == text`; the mentions of a document never overlap and are in order.
    """

    start: int
    end: int
    """Half-open character offsets of the number with its own currency sign, unit and multiplier."""
    text: str
    value: Decimal | None
    """In `unit`; the lower end of a range; None where `role` is `unsure`."""
    value_max: Decimal | None = None
    unit: str = "count"
    qualifier: Qualifier = Qualifier.EXACT
    role: Role = Role.UNKNOWN
    measure: Measure | None = None
    """What it counts, where `role` is `result`; else None."""
    also: tuple[Measure, ...] = ()
    """Further measures of the same number ("12 people were arrested and charged")."""
    part: bool = False
    """True where the text tells it as a part of a larger total ("of whom 12", "including 12")."""
    force: str | None = None
    """Official short name, where the text limits the number to one force."""
    place: str | None = None
    offence: str | None = None
    period: Period = Period.CURRENT
    item: str | None = None
    rule: str = ""
    """The name of the rule that gave the role; empty where none spoke."""
    clause_start: int = 0
    clause_end: int = 0
    """Offsets of the clause, bullet or line that governs the number."""
    scope_start: int = 0
    scope_end: int = 0
    """Offsets of the heading that limits the number; both 0 where there is none."""
