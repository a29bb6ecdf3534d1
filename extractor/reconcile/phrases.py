"""Plain words for reasons and messages: how a person would say a figure, a measure, a role, a period."""

from __future__ import annotations

from decimal import Decimal

from extractor.fact import Measure, Period, Qualifier
from extractor.mention import Role

_LONGEST_NUMBER = 30
_LONGEST_NAME = 80

MEASURES: dict[Measure, str] = {
    Measure.ARRESTS: "people arrested",
    Measure.CHARGES: "people charged",
    Measure.CONVICTIONS: "people convicted",
    Measure.PEOPLE_SAFEGUARDED: "people safeguarded",
    Measure.OFFICERS: "officers",
    Measure.POLICE_FORCES: "police forces",
    Measure.WARRANTS: "warrants",
    Measure.ADDRESSES_SEARCHED: "addresses searched",
    Measure.ADDRESSES_VISITED: "addresses visited",
    Measure.STOP_SEARCHES: "people stopped and searched",
    Measure.VEHICLES_STOPPED: "vehicles stopped",
    Measure.DRUG_LINES: "drug lines",
    Measure.CRIME_GROUPS: "crime groups",
    Measure.CASH: "cash seized",
    Measure.DRUGS: "drugs seized",
    Measure.DRUGS_VALUE: "the value of drugs",
    Measure.DRUG_SEIZURES: "seizures of drugs",
    Measure.WEAPONS: "weapons",
    Measure.VEHICLES: "vehicles seized",
    Measure.PHONES: "phones",
    Measure.ASSETS_VALUE: "the value of other goods",
    Measure.OTHER: "another outcome",
}

ROLES: dict[Role, str] = {
    Role.AGE: "an age",
    Role.DATE: "a date",
    Role.YEAR: "a year",
    Role.TIME: "a time of day",
    Role.DURATION: "a length of time",
    Role.TELEPHONE: "a telephone number",
    Role.ROAD: "a road",
    Role.ADDRESS: "part of an address",
    Role.LAW: "a section of law",
    Role.PERCENTAGE: "a percentage",
    Role.FRACTION: "a fraction",
    Role.ORDINAL: "a place in an order",
    Role.CLASS: "a class",
    Role.IDENTIFIER: "an identifier",
    Role.SENTENCE: "the length of a sentence",
    Role.MONEY: "money that was not seized",
    Role.RATE: "a rate",
    Role.TARGET: "a target or a plan",
    Role.STATISTIC: "a statistic",
    Role.DISTANCE: "a distance",
    Role.OTHER_OPERATION: "a result of another operation",
    Role.PRONOUN: "a word that is no number",
}

PERIODS: dict[Period, str] = {
    Period.CURRENT: "the operation reported",
    Period.PREVIOUS: "an earlier time",
    Period.CUMULATIVE: "a longer time than the operation reported",
}

_QUALIFIERS: dict[Qualifier, str] = {
    Qualifier.EXACT: "",
    Qualifier.MORE_THAN: "more than ",
    Qualifier.AT_LEAST: "at least ",
    Qualifier.APPROXIMATELY: "about ",
    Qualifier.UP_TO: "up to ",
    Qualifier.FEWER_THAN: "fewer than ",
}


def number(value: Decimal) -> str:
    """A decimal as people write it: `40,000`, `2.5`; one of absurd length with its exponent."""
    if (
        not value.is_finite()
        or abs(value.adjusted()) > _LONGEST_NUMBER
        or len(value.as_tuple().digits) > _LONGEST_NUMBER
    ):
        return f"{value:.6E}"
    return f"{value.normalize():,f}"


def quoted(words: str | None) -> str:
    """Words of a document or a model in quotation marks, escaped and not too long."""
    words = words or ""
    return repr(words if len(words) <= _LONGEST_NAME else f"{words[: _LONGEST_NAME - 1]}…")


def amount(
    value: Decimal,
    value_max: Decimal | None = None,
    unit: str = "count",
    qualifier: Qualifier = Qualifier.EXACT,
) -> str:
    """A figure with its hedge and unit: `more than 40,000 GBP`, `20 to 30`."""
    upper = "" if value_max is None else f" to {number(value_max)}"
    return f"{_QUALIFIERS[qualifier]}{number(value)}{upper}{'' if unit == 'count' else f' {unit}'}"


def counted(figure: str, measure: Measure) -> str:
    """A figure with what it counts: `21 people arrested`, `5,700 GBP as cash seized`."""
    word = MEASURES[measure]
    return f"{figure} {'as ' if measure in _OF_AN_AMOUNT else ''}{word}"


def instead(measure: Measure, other: Measure) -> str:
    """The name of a measure, told against another one: `charged` against `people arrested`."""
    word, against = MEASURES[measure], MEASURES[other]
    both_people = word.startswith("people ") and against.startswith("people ")
    return word.removeprefix("people ") if both_people else word


_OF_AN_AMOUNT = frozenset(
    {Measure.CASH, Measure.DRUGS, Measure.DRUGS_VALUE, Measure.ASSETS_VALUE, Measure.OTHER}
)
