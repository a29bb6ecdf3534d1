"""What a model is asked for: one report of a police operation, with its figures.

The docstring under each field is the description that the model reads, so it is short and in plain words; the
rules behind it are the annotators' guide. A reading is lenient where leniency cannot change a figure (a field
left out, null for a default, "1200" for 1200) and strict where it could ("1,200", NaN, 1e400).
"""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from extractor.fact import Measure, Period, Qualifier

MAX_FACTS = 500
"""More figures than any report holds; an answer beyond it is a model gone astray."""

_PLAIN_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,9})?")
_EDTF_DAY = re.compile(r"([0-9]{4}|XXXX)(-([0-9]{2}|XX)){0,2}")


class ReportType(StrEnum):
    """What a report is about."""

    OPERATION = "operation"
    COURT = "court"
    STATISTICS = "statistics"
    APPEAL = "appeal"
    OTHER = "other"


def _plain(found: Any) -> Any:
    """Text that is a plain numeral is that number; other text (grouping marks, units, words) is refused."""
    if not isinstance(found, str):
        return found
    if not _PLAIN_NUMBER.fullmatch(found):
        raise ValueError(f"{found[:40]!r} is no plain number")
    return Decimal(found)


def _day(found: Any) -> Any:
    """A day that is not written as EDTF is no day: dates are context here, never a reason to ask again."""
    return found if isinstance(found, str) and _EDTF_DAY.fullmatch(found) else None


def _blank(found: Any) -> Any:
    return None if isinstance(found, str) and not found.strip() else found


def _bounded(found: Any) -> Any:
    """Refuse a list without end before its members are looked at."""
    if isinstance(found, list) and len(found) > MAX_FACTS:
        raise ValueError(f"{len(found)} figures are more than any report holds; at most {MAX_FACTS}")
    return found


def _default(value: Any) -> BeforeValidator:
    return BeforeValidator(lambda found: value if found is None else found)


Number = Annotated[
    Decimal, BeforeValidator(_plain), Field(ge=0, lt=10**15), WithJsonSchema({"type": "number"})
]
Day = Annotated[str | None, BeforeValidator(_day)]
Name = Annotated[str, Field(max_length=300)]
Words = Annotated[Name | None, BeforeValidator(_blank)]
Names = Annotated[tuple[Name, ...], _default(()), Field(max_length=100)]


class _Described(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)


class OperationFact(_Described):
    """One figure that the text states about what the operation did or yielded."""

    quote: str = Field(min_length=1, max_length=2000)
    """Copied letter by letter from the text: the shortest stretch with the number and what it counts."""
    measure: Measure
    """What the number counts."""
    value: Number
    """The number in `unit`: 1200000 for £1.2m, 0.5 for half a kilo, 12 for a dozen; a range's lower end."""
    value_max: Number | None = None
    """The upper end of a range; null for a single number."""
    qualifier: Annotated[Qualifier, _default(Qualifier.EXACT)] = Qualifier.EXACT
    """How exact the text is: more_than (over), at_least, approximately (about, nearly), up_to, fewer_than."""
    unit: Annotated[str, _default("count"), Field(min_length=1, max_length=40)] = "count"
    """count; a currency (GBP, USD, EUR); kg, g, l, ml; or pieces (plants, wraps, tablets, bags, …)."""
    item: Words = None
    """What was counted where the measure leaves it open, in the text's words; else null."""
    force: Words = None
    """The one police force that the figure is limited to; null for totals."""
    place: Words = None
    """The one place that the figure is limited to; null for totals."""
    offence: Words = None
    """The one offence that the figure is limited to; null for totals."""
    period: Annotated[Period, _default(Period.CURRENT)] = Period.CURRENT
    """previous: an earlier phase or year; cumulative: a wider span ("since May"); else current."""


class OperationReport(_Described):
    """A report of a police operation and the figures it states."""

    report_type: Annotated[ReportType, _default(ReportType.OTHER)] = ReportType.OTHER
    """operation: what an operation did; court: a trial; statistics; appeal: police ask for help; other."""
    operation_names: Names = ()
    """Names of operations as written, without the word Operation."""
    forces: Names = ()
    """Police forces and other bodies that took part, by their official short names."""
    places: Names = ()
    """Where the action took place, as written."""
    start_date: Day = None
    """First day of the action, YYYY-MM-DD; XXXX for a year that is not given; null if not stated."""
    end_date: Day = None
    """Last day of the action, in the same form."""
    published: Day = None
    """Day of publication if the text carries it, in the same form."""
    facts: Annotated[tuple[OperationFact, ...], BeforeValidator(_bounded)]
    """Every figure, in the order of the text; empty where the text states none."""

    @classmethod
    def model_validate_json(
        cls, json_data: str | bytes | bytearray, *, strict: bool | None = None, **options: Any
    ) -> Self:
        """Read an answer exactly; pydantic's own JSON reader would take a long decimal through a float.

        Raises:
            json.JSONDecodeError: there is no JSON object in it.
            pydantic.ValidationError: the object does not fit.
        """
        text = json_data if isinstance(json_data, str) else bytes(json_data).decode()
        return cls.model_validate(read_object(text), strict=strict, **options)


def read_object(text: str) -> Any:
    """The JSON object of an answer, be it alone, in a code fence, or with prose around it.

    Numbers become decimals; NaN, Infinity and exponents beyond all bounds stay words, which no field takes
    for a number.

    Raises:
        json.JSONDecodeError: there is none.
    """
    start = max(text.find("{"), 0)
    try:
        return DECODER.raw_decode(text, start)[0]
    except RecursionError:
        raise json.JSONDecodeError("nested too deeply", text, start) from None


def _exact(numeral: str) -> Decimal | str:
    try:
        return Decimal(numeral)
    except InvalidOperation:
        return numeral


DECODER = json.JSONDecoder(parse_float=_exact, parse_int=_exact, parse_constant=str)
"""JSON with exact decimals."""
