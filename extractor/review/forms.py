"""What a person sends from a page: which figure, what to do with it, and the figure as it should be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl

from extractor.errors import InputError
from extractor.fact import Fact

FIELDS = ("value", "value_max", "qualifier", "unit", "measure", "item", "force", "place", "offence", "period")
"""Of a figure, what a person may correct; the words that it rests on stay."""

MOST_FIELDS = 40
LONGEST = 500
"""Characters that a field may have."""

_GROUPED = re.compile(r"\d{1,3}(?:[, \u00a0\u2009\u202f]\d{3})+(?:\.\d+)?")
"""A number as people write it; "1,5" is not one, for it could be 1.5 or a slip."""


class Act(StrEnum):
    """What can be done with a figure."""

    ACCEPT = "accept"
    """The claim is right, whatever the verdict."""
    READING = "reading"
    """The text's own reading is right."""
    CORRECT = "correct"
    """The figure is the one of the form."""
    REJECT = "reject"
    """The claim is wrong, and nothing takes its place."""
    NOT_A_RESULT = "not_a_result"
    """The number is no result of the operation."""
    UNDO = "undo"
    """Take a decision back."""


@dataclass(frozen=True, slots=True)
class Order:
    """One form as it was sent."""

    act: Act
    fields: Mapping[str, str]
    """Every field of the form, as typed."""

    @property
    def fact_id(self) -> str:
        """The figure decided on; empty where it is a bare number."""
        return self.fields.get("fact", "")

    @property
    def seen(self) -> str:
        """The decision that the page showed as holding; empty for none."""
        return self.fields.get("seen", "")

    @property
    def reason(self) -> str:
        """Why, in the person's words; may be empty."""
        return self.fields.get("reason", "").strip()

    @property
    def span(self) -> tuple[int, int]:
        """Where the bare number stands.

        Raises:
            InputError: the form names no number.
        """
        start, _, end = self.fields.get("number", "").partition("-")
        if not (start.isdecimal() and end.isdecimal()):
            raise InputError("the form names neither a figure nor a number", kind="bad_form")
        return int(start), int(end)


def read_form(body: bytes) -> dict[str, str]:
    """The fields of a form; of a name given twice the last counts.

    Raises:
        InputError: there are more fields than any form has, or one is too long.
    """
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise InputError("the form has too many fields", kind="bad_form") from error
    for name, value in pairs:
        if len(value) > LONGEST:
            raise InputError(f"{name[:40]!r} is longer than {LONGEST} characters", kind="bad_form")
    return dict(pairs)


def read_order(body: bytes) -> Order:
    """A form as an order.

    Raises:
        InputError: it is no form of these pages.
    """
    fields = read_form(body)
    try:
        return Order(Act(fields.get("act", "")), fields)
    except ValueError:
        raise InputError(
            f"{fields.get('act', '')!r} is nothing that can be done with a figure", kind="bad_form"
        ) from None


def corrected(base: Fact, fields: Mapping[str, str]) -> Fact:
    """A figure with what a person typed in place of what was claimed.

    Args:
        base: The figure as it was claimed; what the form does not hold is taken from it.
        fields: The form; an empty field means that there is none.

    Raises:
        InputError: a field holds what no figure can hold; the message names it.
    """
    typed = {key: fields[key].strip() or None for key in FIELDS if key in fields}
    for key in ("value", "value_max"):
        number = typed.get(key)
        if number and _GROUPED.fullmatch(number):
            typed[key] = re.sub(r"[^\d.]", "", number)
    fact = Fact.from_mapping({**base.to_mapping(), **typed})
    if fact.value < 0:
        raise InputError("'value' is less than nothing", kind="bad_fact")
    if fact.value_max is not None and fact.value_max <= fact.value:
        raise InputError(
            f"'value_max' is {fact.value_max}, which is no more than 'value'",
            hint="Leave it empty where the text gives one number",
            kind="bad_fact",
        )
    return fact


def typed_fields(fact: Fact) -> dict[str, str]:
    """A figure as the fields of the form show it."""
    row = fact.to_mapping()
    numbers = {"value": fact.value, "value_max": fact.value_max}
    shown = {key: "" if row[key] is None else str(row[key]) for key in FIELDS}
    exact = {key: f"{value:f}" for key, value in numbers.items() if value is not None}
    return {**shown, **exact}
