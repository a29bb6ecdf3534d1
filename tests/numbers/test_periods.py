"""When a number is about: the action reported, an earlier one, a wider span."""

from __future__ import annotations

import pytest

from extractor.mention import Mention
from extractor.numbers import read_numbers

# text, number as written, what the mention says of it
PERIODS = [
    (
        "The previous weekend's patrols had produced eight arrests.",
        "eight",
        {"measure": "arrests", "period": "previous"},
    ),
    (
        "On Thursday officers arrested seven people. Earlier this month, 19 people were arrested.",
        "19",
        {"period": "previous"},
    ),
    (
        "On Thursday officers arrested seven people. Earlier this month, 19 people were arrested.",
        "seven",
        {"period": "current"},
    ),
    (
        "On Monday six men were held. Over the past nine months the team has seized 140 phones.",
        "140",
        {"period": "cumulative", "measure": "phones"},
    ),
    (
        "Detectives arrested three women on Friday. They had already charged four men in the spring.",
        "four",
        {"measure": "charges", "period": "previous"},
    ),
    (
        "On Friday ten drivers were arrested. To date, the campaign has led to 230 arrests.",
        "230",
        {"measure": "arrests", "period": "cumulative"},
    ),
    (
        "Police arrested 12 people on Tuesday. In the twelve months to April the squad made 310 arrests.",
        "310",
        {"period": "cumulative"},
    ),
    (
        "Since its formation in 2018, the taskforce has arrested 412 people. On Sunday it arrested five.",
        "412",
        {"measure": "arrests", "period": "cumulative"},
    ),
    (
        "Wednesday's raids bring the total number arrested since March to 96.",
        "96",
        {"measure": "arrests", "period": "cumulative"},
    ),
    (
        "Officers made 15 arrests on Saturday, compared with 22 on the same day last year.",
        "22",
        {"period": "previous"},
    ),
    (
        "Last year's campaign ended with 57 arrests; this one ended with 80.",
        "57",
        {"measure": "arrests", "period": "previous"},
    ),
    ("The previously convicted man and 11 others were arrested on Friday.", "11", {"period": "current"}),
    (
        "Eight men were arrested after a three-month investigation which began in January.",
        "Eight",
        {"measure": "arrests", "period": "current"},
    ),
    (
        "The campaign, now in its fourth year, led to 44 arrests.",
        "44",
        {"measure": "arrests", "period": "current"},
    ),
    (
        "In the past six months the unit has seized £1.1m in cash. On Tuesday it took another £20,000.",
        "£1.1m",
        {"period": "cumulative", "measure": "cash"},
    ),
    (
        "A total of 12 people were arrested on Friday, taking the total for the year to 340.",
        "340",
        {"measure": "arrests", "period": "cumulative"},
    ),
    (
        "Saturday's 12 arrests follow 20 in the first phase of the operation.",
        "20",
        {"measure": "arrests", "period": "previous"},
    ),
    ("At last year's event, officers made 31 arrests.", "31", {"period": "previous"}),
    (
        "Following an earlier raid, officers arrested 12 people on Friday.",
        "12",
        {"measure": "arrests", "period": "current"},
    ),
    (
        "In the previous week's raids, five firearms were seized.",
        "five",
        {"measure": "weapons", "period": "previous"},
    ),
    (
        "Officers have been arresting suspects over the past week, with 44 held so far.",
        "44",
        {"measure": "arrests", "period": "current"},
    ),
    ("Since Monday, 30 people have been arrested.", "30", {"measure": "arrests", "period": "current"}),
    (
        "Since the raids began on Monday, 30 people have been arrested.",
        "30",
        {"measure": "arrests", "period": "current"},
    ),
    (
        "When police first visited in May they found two plants. On Tuesday they found 90 plants.",
        "90",
        {"measure": "drugs", "period": "current"},
    ),
    (
        "The third phase of the operation, in July, saw 18 arrests.",
        "18",
        {"measure": "arrests", "period": "current"},
    ),
    (
        "It was the third such raid in a year. The first two, in May and June, led to 18 arrests.",
        "18",
        {"measure": "arrests", "period": "previous"},
    ),
]


def mention_of(text: str, number: str) -> Mention:
    """The first mention whose text is `number`."""
    found = [mention for mention in read_numbers(text) if mention.text == number]
    assert found, f"{number!r} not read; got {[mention.text for mention in read_numbers(text)]}"
    return found[0]


@pytest.mark.parametrize(("text", "number", "expected"), PERIODS, ids=lambda value: str(value)[:40])
def test_words_of_time_set_a_number_in_its_span(text, number, expected):
    """Words of time move a number out of the action reported only where they go with its own verb."""
    found = mention_of(text, number)
    assert {field: getattr(found, field) for field in expected} == expected
