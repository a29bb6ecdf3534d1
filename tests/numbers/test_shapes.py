"""Numbers that say by their own shape what they are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractor.mention import Role
from extractor.numbers.lexer import lex
from extractor.numbers.shapes import SHAPES

CASES = [
    # text, the number as written, role, rule
    ("on 22 July 2020 they", "22 July 2020", Role.DATE, "day_month"),
    ("on Thursday 19 December", "Thursday 19 December", Role.DATE, "day_month"),
    ("from 17-19 January", "17-19 January", Role.DATE, "day_month"),
    ("on 17, 18 and 19 January", "17, 18 and 19 January", Role.DATE, "day_month"),
    ("between 9 and 13 May", "9 and 13 May", Role.DATE, "day_month"),
    ("the 19th of December", "19th of December", Role.DATE, "day_month"),
    ("on 12 May '21", "12 May '21", Role.DATE, "day_month"),
    ("ON 3 MARCH", "3 MARCH", Role.DATE, "day_month"),
    ("On Thursday, December 19, they", "Thursday, December 19", Role.DATE, "weekday_month_day"),
    ("September 22", "September 22", Role.DATE, "month_day"),
    ("On Tuesday (September 22) they", "September 22", Role.DATE, "month_day"),
    ("On May 5 officers", "May 5", Role.DATE, "month_day"),
    ("on May 12, 2020", "May 12, 2020", Role.DATE, "month_day_year"),
    ("in December 2019", "December 2019", Role.DATE, "month_year"),
    ("May 12th", "May 12th", Role.DATE, "month_ordinal"),
    ("on Thursday the 19th", "Thursday the 19th", Role.DATE, "weekday_ordinal"),
    ("at 2020-07-22T10:30:00Z", "2020-07-22T10:30:00Z", Role.DATE, "iso_date"),
    ("on 21/11/2023", "21/11/2023", Role.DATE, "numeric_date"),
    ("on 21/11 they", "21/11", Role.DATE, "day_slash_month"),
    ("at 5am", "5am", Role.TIME, "clock"),
    ("at 10.30pm", "10.30pm", Role.TIME, "clock"),
    ("around 5.30am", "5.30am", Role.TIME, "clock"),
    ("at 06:00", "06:00", Role.TIME, "clock"),
    ("9am to 5pm", "9am to 5pm", Role.TIME, "clock"),
    ("between 5 and 6pm", "5 and 6pm", Role.TIME, "clock"),
    ("at 1800 hours", "1800 hours", Role.TIME, "clock_hundred"),
    ("at 10.30 on Monday", "10.30", Role.TIME, "clock_point"),
    ("at 7 this morning", "7", Role.TIME, "clock_point"),
    ("0800 555 111", "0800 555 111", Role.TELEPHONE, "telephone"),
    ("0800 555 111 24 hours a day", "0800 555 111", Role.TELEPHONE, "telephone"),
    ("020 7321 7557", "020 7321 7557", Role.TELEPHONE, "telephone"),
    ("07700900123", "07700900123", Role.TELEPHONE, "telephone"),
    ("01632 960123", "01632 960123", Role.TELEPHONE, "telephone"),
    ("0800 1111", "0800 1111", Role.TELEPHONE, "telephone"),
    ("1300 333 000", "1300 333 000", Role.TELEPHONE, "telephone"),
    ("+44 20 7321 7557\n12 arrests", "+44 20 7321 7557", Role.TELEPHONE, "telephone_abroad"),
    ("(020) 7946 0000", "(020) 7946 0000", Role.TELEPHONE, "telephone_area"),
    ("the A406 and", "A406", Role.ROAD, "road"),
    ("the A1(M) and", "A1(M)", Role.ROAD, "road"),
    ("the M25", "M25", Role.ROAD, "road"),
    ("on I-95", "I-95", Role.ROAD, "road_abroad"),
    ("at J14", "J14", Role.ROAD, "junction_short"),
    ("SW1A 1AA", "SW1A 1AA", Role.ADDRESS, "postcode"),
    ("LS1 4AB", "LS1 4AB", Role.ADDRESS, "postcode"),
    ("under s.18 of", "s.18", Role.LAW, "law_short"),
    ("a s18 assault", "s18", Role.LAW, "law_short"),
    ("under-18s", "18s", Role.AGE, "age_group"),
    ("U21s", "21s", Role.AGE, "age_group"),
    ("in his 20s", "20s", Role.AGE, "age_decade"),
    ("two men (30s and 40s)", "30s", Role.AGE, "age_decade"),
    ("two men (30s and 40s)", "40s", Role.AGE, "age_decade"),
    ("by mid-2019", "2019", Role.YEAR, "mid_year"),
    ("in 2019/20", "2019/20", Role.YEAR, "years_span"),
    ("in 2019-20", "2019-20", Role.YEAR, "years_span"),
    ("the 1980s", "1980s", Role.YEAR, "decade"),
    ("the 1st floor", "1st", Role.ORDINAL, "ordinal"),
    ("the 1,000th arrest", "1,000th", Role.ORDINAL, "ordinal"),
    ("a 50-50 split", "50-50", Role.FRACTION, "even_split"),
    ("1/2 of it", "1/2", Role.FRACTION, "broken_fraction"),
    ("crime 12/34567/23", "12/34567/23", Role.IDENTIFIER, "code"),
    ("version 1.2.3", "1.2.3", Role.IDENTIFIER, "code"),
    ("open 24/7", "24/7", Role.IDENTIFIER, "word_of_digits"),
    ("a 4x4", "4x4", Role.IDENTIFIER, "word_of_digits"),
    ("the 007 film", "007", Role.IDENTIFIER, "leading_zero"),
    ("during COVID-19", "COVID-19", Role.IDENTIFIER, "name_token"),
    ("an AK-47", "AK-47", Role.IDENTIFIER, "name_token"),
    ("an MP5", "MP5", Role.IDENTIFIER, "name_token"),
    ("12@example.org", "12@example.org", Role.IDENTIFIER, "account"),
    ("the #raid2020 tag", "#raid2020", Role.IDENTIFIER, "handle"),
    ("it&#8217;s", "&#8217;", Role.IDENTIFIER, "html_entity"),
    ("see https://example.org/2020/12 now", "https://example.org/2020/12", Role.IDENTIFIER, "web_address"),
]


@pytest.mark.parametrize(("text", "written", "role", "rule"), CASES)
def test_shapes(text: str, written: str, role: Role, rule: str) -> None:
    """The shape gives the role and the whole span, weekday, month and prefix with it."""
    by_text = {text[found.start : found.end]: found for found in lex(text)}
    assert written in by_text
    found = by_text[written]
    assert (found.role, found.rule) == (role, rule)


COUNTS = [
    ("12 may face charges", ["12"]),
    ("In May 12 people", ["12"]),
    ("May 12 people", ["12"]),
    ("On Tuesday 14 officers", ["14"]),
    ("12.5 kilos", ["12.5 kilos"]),
    ("Kent-12, Surrey-14", ["12", "14"]),
    ("0.5 of it", ["0.5"]),
    ("1000 hours of video", ["1000 hours"]),
]


@pytest.mark.parametrize(("text", "written"), COUNTS)
def test_what_has_no_such_shape(text: str, written: list[str]) -> None:
    """A modal verb, a noun behind the day or a place's name makes a count, and no date or code."""
    found = lex(text)
    assert [text[one.start : one.end] for one in found] == written
    assert not {one.role for one in found} & {Role.DATE, Role.IDENTIFIER, Role.TIME}


VALUES = [
    ("22 July 2020", "22"),
    ("Thursday, December 19", "19"),
    ("10.30pm", "10"),
    ("0800 555 111", "800555111"),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_value_of_what_is_no_amount(text: str, value: str) -> None:
    """The first number stands for a date or a time, all the digits for a telephone."""
    (found,) = lex(text)
    assert found.value == Decimal(value)


@pytest.mark.parametrize("rule", sorted(shape.name for shape in SHAPES))
def test_every_shape_has_a_case(rule: str) -> None:
    """No row stands in the table without a case that it decides."""
    assert rule in {case[3] for case in CASES}


def test_a_web_address_without_digits_is_no_number() -> None:
    """Number words inside an address are part of its name."""
    assert lex("see www.example.org/one-in-five and") == ()
