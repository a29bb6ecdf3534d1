"""Roles told by the words beside a number, and by one function a rule."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractor.mention import Role
from extractor.numbers.forms import AFTER, BEFORE, RATE
from extractor.numbers.lexer import lex

CASES = [
    # text, the number as written (the first so written is asked), role, rule
    ("a 49-year-old man", "49-year-old", Role.AGE, "year_old"),
    ("a 17 year old boy", "17 year old", Role.AGE, "year_old"),
    ("a nine-month-old baby", "nine-month-old", Role.AGE, "year_old"),
    ("she is 30 years of age", "30 years of age", Role.AGE, "year_old"),
    ("two 32 and 45-year-old men", "32", Role.AGE, "year_old"),
    ("a 32- and a 45-year-old", "45-year-old", Role.AGE, "year_old"),
    ("17, 18 and 19-year-olds", "17", Role.AGE, "year_old"),
    ("aged 49, 23 and 29", "49", Role.AGE, "aged"),
    ("aged 49, 23 and 29", "23", Role.AGE, "age_list"),
    ("aged 49, 23 and 29", "29", Role.AGE, "age_list"),
    ("aged 17,18 and 19", "18", Role.AGE, "age_list"),
    ("aged between 18 and 25", "18 and 25", Role.AGE, "aged"),
    ("aged from 18 to 25", "18 to 25", Role.AGE, "aged"),
    ("aged nine", "nine", Role.AGE, "aged"),
    ("under the age of 18", "18", Role.AGE, "aged"),
    ("in the age range 16-24", "16-24", Role.AGE, "age_span"),
    ("a man, 49, was charged", "49", Role.AGE, "age_in_commas"),
    ("Man, 49, Charged", "49", Role.AGE, "age_in_commas"),
    ("the driver, 33, fled", "33", Role.AGE, "age_in_commas"),
    ("Joe Bloggs, 32, was jailed", "32", Role.AGE, "age_in_commas"),
    ("Joe Bloggs (32), of Leeds", "32", Role.AGE, "age_in_commas"),
    ("the woman (32) said", "32", Role.AGE, "age_in_commas"),
    ("two men, 19 and 23, were", "19", Role.AGE, "age_in_commas"),
    ("two men, 19 and 23, were", "23", Role.AGE, "age_list"),
    ("BLOGGS 32, of Acacia Street, was", "32", Role.AGE, "age_of_address"),
    ("sold to anyone under 18.", "18", Role.AGE, "age_limit"),
    ("100% of them", "100%", Role.PERCENTAGE, "percent"),
    ("ten per cent", "ten per cent", Role.PERCENTAGE, "percent"),
    ("90pc", "90pc", Role.PERCENTAGE, "percent"),
    ("from 10 to 15%", "10", Role.PERCENTAGE, "percent"),
    ("one in five", "one in five", Role.FRACTION, "share_of"),
    ("9 out of 10 warrants", "9 out of 10", Role.FRACTION, "share_of"),
    ("one in a hundred", "one in a hundred", Role.FRACTION, "share_of"),
    ("nine in 10 people", "nine in 10", Role.FRACTION, "share_of"),
    ("a third of the haul", "a third", Role.FRACTION, "share"),
    ("searched three times", "three times", Role.FRACTION, "multiple"),
    ("a tenfold and a 10-fold rise", "10-fold", Role.FRACTION, "multiple"),
    ("18 months in prison", "18 months in prison", Role.SENTENCE, "penalty"),
    ("40 years' imprisonment", "40 years' imprisonment", Role.SENTENCE, "penalty"),
    ("200 hours of unpaid work", "200 hours of unpaid work", Role.SENTENCE, "penalty"),
    ("a 12-month suspended sentence", "12-month suspended sentence", Role.SENTENCE, "penalty"),
    ("jailed for 12 years", "12 years", Role.SENTENCE, "sentence"),
    ("jailed for a total of 12 years", "12 years", Role.SENTENCE, "sentence"),
    ("sentenced to six years and four months", "six years", Role.SENTENCE, "sentence"),
    ("sentenced to six years and four months", "four months", Role.SENTENCE, "sentence"),
    ("a three-month operation", "three-month", Role.DURATION, "duration"),
    ("a two day action", "two day", Role.DURATION, "duration"),
    ("over the past six months", "six months", Role.DURATION, "duration"),
    ("the 24-hour action", "24-hour", Role.DURATION, "duration"),
    ("three consecutive nights", "three consecutive nights", Role.DURATION, "duration"),
    ("three or four weeks", "three", Role.DURATION, "duration"),
    ("arrested. Jailed. It took 12 days", "12 days", Role.DURATION, "duration"),
    ("half an hour later", "half an hour", Role.DURATION, "duration"),
    ("12 miles away", "12 miles", Role.DISTANCE, "length"),
    ("a 6ft fence", "6ft", Role.DISTANCE, "length"),
    ("at 70mph", "70mph", Role.DISTANCE, "length"),
    ("10m from the door", "10m", Role.DISTANCE, "length"),
    ("a 9mm pistol", "9mm", Role.DISTANCE, "length"),
    ("at five o'clock", "five o'clock", Role.TIME, "oclock"),
    ("at half past five", "five", Role.TIME, "half_past"),
    ("a 12-bore shotgun", "12-bore", Role.IDENTIFIER, "calibre"),
    ("a .22 rifle", ".22", Role.IDENTIFIER, "calibre_point"),
    ("the 1971 Act", "1971 Act", Role.LAW, "act_after"),
    ("the 1200 block of Elm", "1200 block of", Role.ADDRESS, "block_of"),
    ("a two-bedroom flat", "two-bedroom", Role.IDENTIFIER, "attribute"),
    ("£25,000 a week", "£25,000", Role.RATE, "rate"),
    ("£500-a-day", "£500", Role.RATE, "rate"),
    ("ten a day", "ten", Role.RATE, "rate"),
    ("£20 per gram", "£20", Role.RATE, "rate"),
    ("£500/week", "£500", Role.RATE, "rate"),
    ("£20 each", "£20", Role.RATE, "apiece"),
    ("£20 weekly", "£20", Role.RATE, "rate_word"),
    ("under section 47 and", "47", Role.LAW, "law_section"),
    ("Section 5(1)(a)", "5(1)(a)", Role.LAW, "law_section"),
    ("sections 1, 2 and 3", "3", Role.LAW, "law_section"),
    ("the Theft Act 1968", "1968", Role.LAW, "act_before"),
    ("ref: 44230012345", "44230012345", Role.IDENTIFIER, "quoted"),
    ("quoting crime number 1234", "1234", Role.IDENTIFIER, "quoted"),
    ("CAD 1234", "1234", Role.IDENTIFIER, "quoted"),
    ("incident number 1234 of today", "1234", Role.IDENTIFIER, "numbered"),
    ("Junction 14", "14", Role.ROAD, "junction"),
    ("flat 3, Leeds", "3", Role.ADDRESS, "flat"),
    ("flats 3 and 5, Leeds", "5", Role.ADDRESS, "flat"),
    ("14 Acacia Road", "14 Acacia Road", Role.ADDRESS, "house_number"),
    ("12a High Street", "12a High Street", Role.ADDRESS, "house_number"),
    ("in phase two.", "two", Role.ORDINAL, "stage"),
    ("Day one saw it", "one", Role.ORDINAL, "stage"),
    ("Category 1, the", "1", Role.CLASS, "class"),
    ("PC 1234 said", "1234", Role.IDENTIFIER, "named"),
    ("see page 2.", "2", Role.IDENTIFIER, "part_named"),
    ("a Glock 17 and", "17", Role.IDENTIFIER, "named"),
    ("in chapter 4,", "4", Role.IDENTIFIER, "part_named"),
    ("Log 123 of 4 May", "123", Role.IDENTIFIER, "numbered"),
    ("a 5G phone", "5G", Role.IDENTIFIER, "glued_letters"),
    ("1. Kent", "1", Role.IDENTIFIER, "list_number"),
    ("of it [3]", "3", Role.IDENTIFIER, "list_number"),
    ("since 2019", "2019", Role.YEAR, "year"),
    ("in 1829", "1829", Role.YEAR, "year"),
    ("In 2019 officers seized it", "2019", Role.YEAR, "year"),
    ("a 2012 Ford", "2012", Role.YEAR, "year"),
    ("the 2019 figures", "2019", Role.YEAR, "year"),
    ("the end of 2019", "2019", Role.YEAR, "year"),
    ("Euros in London 2012 and", "2012", Role.YEAR, "year"),
    ("between 2018 and 2020", "2018 and 2020", Role.YEAR, "year"),
    ("2018 and in 2019", "2019", Role.YEAR, "year"),
    ("2018, 2019 and in 2020", "2020", Role.YEAR, "year"),
    ("(2019)", "2019", Role.YEAR, "year"),
    ("on 101 or 999", "101", Role.TELEPHONE, "emergency_number"),
    ("on 101 or 999", "999", Role.TELEPHONE, "emergency_number"),
    ("text 61016", "61016", Role.TELEPHONE, "called_number"),
    ("call detectives on 8111", "8111", Role.TELEPHONE, "called_number"),
    ("no one was hurt", "one", Role.PRONOUN, "pronoun_one"),
    ("this one is", "one", Role.PRONOUN, "pronoun_one"),
    ("one another", "one", Role.PRONOUN, "pronoun_one"),
    ("one day they", "one", Role.PRONOUN, "pronoun_one"),
    ("one of the biggest", "one", Role.PRONOUN, "pronoun_one"),
    ("the one that got away", "one", Role.PRONOUN, "pronoun_one"),
]


@pytest.mark.parametrize(("text", "written", "role", "rule"), CASES)
def test_roles_told_by_form(text: str, written: str, role: Role, rule: str) -> None:
    """The words beside the number give its role, the rule says which, and the span takes its own words in."""
    by_text = {text[found.start : found.end]: found for found in reversed(lex(text))}
    found = by_text[written]
    assert (found.role, found.rule) == (role, rule)


NO_ROLE = [
    # text, number whose role only what governs it can tell
    ("on the second day 12 people", "12"),
    ("this week 21 were held", "21"),
    ("last year 300 were held", "300"),
    ("in this case 12 were held", "12"),
    ("a category 1 prison", "1"),
    ("In May 12 people were held", "12"),
    ("aged 19 and two women", "two"),
    ("on day two, nine were held", "nine"),
    ("the Faroe Islands (65), Sweden (47)", "65"),
    ("the Faroe Islands (65), Sweden (47)", "47"),
    ("men (12) and women (3)", "12"),
    ("Of the men, 12 were charged", "12"),
    ("Kent Police, 12 of whom", "12"),
    ("10 men, 12 women", "12"),
    ("under 18 warrants", "18"),
    ("on 101 occasions", "101"),
    ("two in 24 hours", "two"),
    ("12 in two raids", "12"),
    ("12 foot patrols", "12"),
    ("12 night raids", "12"),
    ("one in Rushden", "one"),
    ("one arrest", "one"),
    ("one for possession", "one"),
    ("one man", "one"),
    ("one of the men was arrested", "one"),
    ("one each in Leeds", "one"),
    ("seized 2000 plants", "2000"),
    ("2019 arrests", "2019"),
    ("a total of 1974", "1974"),
    ("12people", "12"),
    ("a 12-strong team", "12"),
    ("12 a week later", "12"),
    ("12 Crown Court cases", "12"),
    ("Arrests: 12\nCharges: 7", "12"),
    ("Kent - 5. Surrey", "5"),
    ("arrests: 2,019", "2,019"),
]


@pytest.mark.parametrize(("text", "written"), NO_ROLE)
def test_what_form_does_not_tell_stays_open(text: str, written: str) -> None:
    """A wrong opinion is worse than none: where a noun or another reading is at hand, no role is given."""
    by_text = {text[found.start : found.end]: found for found in lex(text)}
    assert by_text[written].role is None


SHARES = [
    ("one in five", "0.2"),
    ("9 out of 10", "0.9"),
    ("two-thirds", "0.666667"),
    ("one in a hundred", "0.01"),
]


@pytest.mark.parametrize(("text", "value"), SHARES)
def test_shares_have_their_own_value(text: str, value: str) -> None:
    """A share's value is the share, to six places."""
    (found,) = lex(text)
    assert (found.role, found.value) == (Role.FRACTION, Decimal(value))


@pytest.mark.parametrize("rule", sorted(row.name for table in (AFTER, RATE, BEFORE) for row in table))
def test_every_row_has_a_case(rule: str) -> None:
    """No row stands in a table without a case that it decides."""
    assert rule in {case[3] for case in CASES}
