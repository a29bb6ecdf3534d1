"""Currencies, masses and volumes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractor.numbers.lexer import lex
from extractor.numbers.units import unit_after, unit_before

BEFORE = [
    ("£", "GBP"), ("$", "USD"), ("€", "EUR"), ("¥", "JPY"), ("£ ", "GBP"), ("AU$", "AUD"), ("A$", "AUD"),
    ("$AU", "AUD"), ("NZ$", "NZD"), ("US$", "USD"), ("C$", "CAD"), ("HK$", "HKD"), ("GBP", "GBP"),
    ("EUR ", "EUR"),
    ("&pound;", "GBP"), ("&#163;", "GBP"), ("&euro;", "EUR"),
]  # fmt: skip


@pytest.mark.parametrize(("sign", "unit"), BEFORE)
def test_currency_before(sign: str, unit: str) -> None:
    """A sign or code before the digits gives the currency, and its own start."""
    found = unit_before(f"of {sign}500", 3 + len(sign), 0)
    assert found is not None
    assert (found.name, found.start, found.money) == (unit, 3, True)


@pytest.mark.parametrize("text", ["PC ", "CAD ", "no ", "XGBP", "("])
def test_no_currency_before(text: str) -> None:
    """Other words and letters are no currency ("CAD 1234" is a police log)."""
    assert unit_before(f"{text}12", len(text), 0) is None


def test_currency_of_the_number_before_is_left_alone() -> None:
    """Nothing before the floor is looked at."""
    assert unit_before("£5", 1, 1) is None


AFTER = [
    # what follows the number, unit, value of 5 in it
    ("kg", "kg", 5), (" kg", "kg", 5), ("KG", "kg", 5), (" kilos", "kg", 5), ("-kilo", "kg", 5),
    (" kilogrammes", "kg", 5), ("g", "g", 5), (" g", "g", 5), (" grams", "g", 5), (" grammes", "g", 5),
    ("mg", "mg", 5), (" tonnes", "tonne", 5), (" tons", "tonne", 5), ("t", "tonne", 5), ("oz", "oz", 5),
    (" ounces", "oz", 5), ("lb", "lb", 5), ("lbs", "lb", 5), (" litres", "l", 5), (" liters", "l", 5),
    ("l", "l", 5), ("L", "l", 5), ("ml", "ml", 5), ("cl", "ml", 50), (" pounds", "GBP", 5),
    (" pounds sterling", "GBP", 5), (" pounds in cash", "GBP", 5), (" pounds of cash", "GBP", 5),
    (" pounds of stolen goods", "GBP", 5), (" pounds of cocaine", "lb", 5), (" pounds in weight", "lb", 5),
    (" euros", "EUR", 5), ("€", "EUR", 5), (" dollars", "USD", 5), (" US dollars", "USD", 5),
    (" Australian dollars", "AUD", 5), (" New Zealand dollars", "NZD", 5), (" GBP", "GBP", 5),
    ("p", "GBP", "0.05"), (" pence", "GBP", "0.05"), (" quid", "GBP", 5),
]  # fmt: skip


@pytest.mark.parametrize(("after", "unit", "value"), AFTER)
def test_unit_after(after: str, unit: str, value: int | str) -> None:
    """A unit behind the number gives its name; pence and centilitres become pounds and millilitres."""
    found = unit_after(f"5{after}", 1, 0, Decimal(5))
    assert found is not None
    assert (found.name, Decimal(5) * found.factor) == (unit, Decimal(value))


NONE_AFTER = [
    "G",
    " p",
    " t",
    "gb",
    "th",
    " people",
    " lines",
    "GBPs",
    " tonight",
    "k",
    "lb2",
    " poundland",
    "'s",
]


@pytest.mark.parametrize("after", NONE_AFTER)
def test_no_unit_after(after: str) -> None:
    """Words and letters that only begin like a unit are none."""
    assert unit_after(f"5{after}", 1, 0, Decimal(5)) is None


def test_weighing_makes_pounds_a_mass() -> None:
    """The pound after "weighing" is mass, and two million pounds of anything are money."""
    text = "a package weighing 14 pounds"
    weighed = unit_after(text, 21, 19, Decimal(14))
    assert weighed is not None and weighed.name == "lb"
    money = unit_after("2 million pounds of heroin", 9, 0, Decimal(2_000_000))
    assert money is not None and money.name == "GBP"


AMOUNTS = [
    # text, the amount as written, value, unit
    ("seized £1.2million worth", "£1.2million", "1200000", "GBP"),
    ("seized £1.2m of drugs", "£1.2m", "1200000", "GBP"),
    ("about £10k", "£10k", "10000", "GBP"),
    ("some £1bn", "£1bn", "1000000000", "GBP"),
    ("the $1.3 million haul", "$1.3 million", "1300000", "USD"),
    ("£3m-worth", "£3m", "3000000", "GBP"),
    ("a £5-million haul", "£5-million", "5000000", "GBP"),
    ("two and a half million pounds", "two and a half million pounds", "2500000", "GBP"),
    ("fifty thousand euros", "fifty thousand euros", "50000", "EUR"),
    ("$5,000 AUD", "$5,000 AUD", "5000", "AUD"),
    ("500 GBP", "500 GBP", "500", "GBP"),
    ("GBP500", "GBP500", "500", "GBP"),
    ("50p", "50p", "0.50", "GBP"),
    ("half a kilo", "half a kilo", "0.5", "kg"),
    ("half a ton of it", "half a ton", "0.5", "tonne"),
    ("a quarter of a kilo", "a quarter of a kilo", "0.25", "kg"),
    ("six and a half kilos", "six and a half kilos", "6.5", "kg"),
    ("2½ kilos", "2½ kilos", "2.5", "kg"),
    ("½ kilo", "½ kilo", "0.5", "kg"),
    ("a ton of cannabis", "a ton", "1", "tonne"),
    ("a kilo and a half of heroin", "a kilo and a half", "1.5", "kg"),
    ("nine ounces", "nine ounces", "9", "oz"),
]


@pytest.mark.parametrize(("text", "written", "value", "unit"), AMOUNTS)
def test_amounts(text: str, written: str, value: str, unit: str) -> None:
    """Sign, number, multiplier and unit are one lexeme, with its exact value."""
    (found,) = lex(text)
    assert (text[found.start : found.end], found.value, found.unit) == (written, Decimal(value), unit)


def test_a_price_holds_no_second_amount() -> None:
    """The kilo of "£40,000 a kilo of" is what the price is for."""
    (found,) = lex("sold at £40,000 a kilo of cocaine")
    assert found.unit == "GBP"
