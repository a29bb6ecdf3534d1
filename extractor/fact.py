"""One figure: as a model or a person claims it (`Fact`), and with the text's verdict (`CheckedFact`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from extractor.errors import InputError

E = TypeVar("E", bound=StrEnum)

_MAGNITUDE = 1_000_000
"""Digits before or behind the point that a number may have; "1e999999999" in full would fill the memory."""


class Measure(StrEnum):
    """What a figure counts; the meanings are those of the annotators' guide."""

    ARRESTS = "arrests"
    CHARGES = "charges"
    CONVICTIONS = "convictions"
    PEOPLE_SAFEGUARDED = "people_safeguarded"
    OFFICERS = "officers"
    POLICE_FORCES = "police_forces"
    WARRANTS = "warrants"
    ADDRESSES_SEARCHED = "addresses_searched"
    ADDRESSES_VISITED = "addresses_visited"
    STOP_SEARCHES = "stop_searches"
    VEHICLES_STOPPED = "vehicles_stopped"
    DRUG_LINES = "drug_lines"
    CRIME_GROUPS = "crime_groups"
    CASH = "cash"
    DRUGS = "drugs"
    DRUGS_VALUE = "drugs_value"
    DRUG_SEIZURES = "drug_seizures"
    WEAPONS = "weapons"
    VEHICLES = "vehicles"
    PHONES = "phones"
    ASSETS_VALUE = "assets_value"
    OTHER = "other"


class Qualifier(StrEnum):
    """How exactly the text states a number; all but `exact` are bounds or estimates, never numbers."""

    EXACT = "exact"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    APPROXIMATELY = "approximately"
    UP_TO = "up_to"
    FEWER_THAN = "fewer_than"


class Period(StrEnum):
    """The span of time a figure is about, seen from the action reported."""

    CURRENT = "current"
    PREVIOUS = "previous"
    CUMULATIVE = "cumulative"


class Verdict(StrEnum):
    """What reconciliation says of a fact."""

    CONFIRMED = "confirmed"
    """Quote, number and measure all hold."""
    UNVERIFIED = "unverified"
    """Quote and number hold; the number reader has no opinion on the measure."""
    CONTRADICTED = "contradicted"
    """The quote holds; the text's own words say another number, measure, scope or period."""
    UNSUPPORTED = "unsupported"
    """The quote does not stand in the document."""
    MISSED = "missed"
    """The number reader found a result that no fact claims; the row is the reader's own reading."""


class FailedTest(StrEnum):
    """Which of the three tests turned a fact away; `CheckedFact.flags` says in which respect."""

    QUOTE = "quote"
    """The words do not stand in the document."""
    NUMBER = "number"
    """No mention in the quote has the value, unit and qualifier."""
    MEASURE = "measure"
    """The mention counts something else, or is limited otherwise (scope, period), or it is told twice."""


class Flag(StrEnum):
    """In which respect a fact and the text differ, or what the text leaves open."""

    VALUE = "value"
    UNIT = "unit"
    QUALIFIER = "qualifier"
    ROLE = "role"
    MEASURE = "measure"
    FORCE = "force"
    PLACE = "place"
    OFFENCE = "offence"
    PERIOD = "period"
    DUPLICATE = "duplicate"
    """Another fact rests on the same number already."""
    PART = "part"
    """The text tells it as a part of a larger total, and the fact names no scope."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure as somebody claims it.

    The keys and their meaning are those of a gold record's `facts`; `optional` belongs to gold alone.
    """

    measure: Measure
    value: Decimal
    """The number in `unit`; the lower end where the text gives a range."""
    quote: str
    """The words it rests on, verbatim from the document."""
    value_max: Decimal | None = None
    """The upper end of a range; None for a single number."""
    qualifier: Qualifier = Qualifier.EXACT
    unit: str = "count"
    """`count`, an ISO 4217 code, a mass or volume (`kg`, `g`, `l`, …), or pieces (`plants`, `wraps`, …)."""
    item: str | None = None
    force: str | None = None
    place: str | None = None
    offence: str | None = None
    period: Period = Period.CURRENT

    @classmethod
    def from_mapping(cls, row: Mapping[str, Any]) -> Fact:
        """Read a fact from the JSON form used by gold records and `extractor verify`.

        Args:
            row: Keys as the fields above; unknown keys are ignored; absent ones take their default.

        Raises:
            InputError: a key is missing or holds something that no fact can hold; the message names the key.
        """
        return cls(
            measure=_member(Measure, row, "measure", None),
            value=_decimal(row, "value", required=True) or Decimal(0),
            quote=_text(row, "quote") or "",
            value_max=_decimal(row, "value_max"),
            qualifier=_member(Qualifier, row, "qualifier", Qualifier.EXACT),
            unit=_text(row, "unit") or "count",
            item=_text(row, "item"),
            force=_text(row, "force"),
            place=_text(row, "place"),
            offence=_text(row, "offence"),
            period=_member(Period, row, "period", Period.CURRENT),
        )

    def to_mapping(self) -> dict[str, Any]:
        """The JSON form: enumerations as words, decimals as JSON numbers."""
        return {
            "measure": self.measure.value,
            "value": plain_number(self.value),
            "value_max": None if self.value_max is None else plain_number(self.value_max),
            "qualifier": self.qualifier.value,
            "unit": self.unit,
            "item": self.item,
            "force": self.force,
            "place": self.place,
            "offence": self.offence,
            "period": self.period.value,
            "quote": self.quote,
        }


@dataclass(frozen=True, slots=True)
class CheckedFact:
    """A fact with its verdict and its proof."""

    fact: Fact
    """As claimed; for `missed`, the number reader's own reading."""
    verdict: Verdict
    failed_test: FailedTest | None = None
    reason: str = ""
    """One sentence for a person: what the text says, or what is left open. Empty where all holds."""
    start: int | None = None
    end: int | None = None
    """Where the quote stands in the document (half-open character offsets); None where it does not."""
    text_value: Decimal | None = None
    """The text's own reading of the number, in the fact's unit where that can be told."""
    number_start: int | None = None
    number_end: int | None = None
    """Where the number itself stands, for the mention that bears the fact."""
    flags: tuple[Flag, ...] = ()
    """In which respects it differs from the text (contradicted) or the text leaves it open (otherwise)."""


def plain_number(value: Decimal) -> int | float:
    """A decimal as JSON writes it: whole numbers as `int`, others as the shortest `float` that reads back."""
    return int(value) if value == value.to_integral_value() else float(value)


def _text(row: Mapping[str, Any], key: str) -> str | None:
    found = row.get(key)
    if found is None or found == "":
        return None
    if not isinstance(found, str):
        raise InputError(f"{key!r} is {found!r}, which is no text", kind="bad_fact")
    return found


def _decimal(row: Mapping[str, Any], key: str, *, required: bool = False) -> Decimal | None:
    found = row.get(key)
    if found is None:
        if required:
            raise InputError(f"{key!r} is missing", kind="bad_fact")
        return None
    try:
        value = Decimal(str(found)) if not isinstance(found, bool) else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value.adjusted()) > _MAGNITUDE:
        raise InputError(f"{key!r} is {found!r}, which is no number", kind="bad_fact")
    return value


def _member(kind: type[E], row: Mapping[str, Any], key: str, default: E | None) -> E:
    found = row.get(key)
    if found is None and default is not None:
        return default
    try:
        return kind(str(found))
    except ValueError:
        known = ", ".join(kind)
        raise InputError(f"{key!r} is {found!r}", hint=f"Use one of: {known}", kind="bad_fact") from None
