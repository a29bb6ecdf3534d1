"""Numbers that are background: statistics, and results of another operation. Every sentence is invented."""

from __future__ import annotations

import pytest

from extractor.mention import Mention
from extractor.numbers import read_numbers

# text, number as written, what the mention says of it
STATISTICS = [
    (
        "Burglary in the borough fell from 1,204 offences to 987 over the year.",
        "1,204",
        {"role": "statistic"},
    ),
    (
        "Burglary in the borough fell from 1,204 offences to 987 over the year.",
        "987",
        {"role": "statistic"},
    ),
    ("Harrowby has a population of 48,000.", "48,000", {"role": "statistic"}),
    ("The estate is home to 6,300 residents.", "6,300", {"role": "statistic"}),
    ("Some 2,150 knife crimes were recorded in the county in 2021.", "2,150", {"role": "statistic"}),
    ("In a survey of 1,800 shopkeepers, most said theft had got worse.", "1,800", {"role": "statistic"}),
    (
        "There were 312 reports of shoplifting in the first quarter, a rise of 40 on last year.",
        "312",
        {"role": "statistic"},
    ),
    (
        "There were 312 reports of shoplifting in the first quarter, a rise of 40 on last year.",
        "40",
        {"role": "statistic"},
    ),
    (
        "Vehicle crime is up by 96 offences compared with the previous twelve months.",
        "96",
        {"role": "statistic"},
    ),
    ("Across England, 83 people were stabbed to death last year.", "83", {"measure": None}),
    ("The latest figures show 7,410 thefts from vehicles.", "7,410", {"role": "statistic"}),
    (
        "Officers arrested 14 people for burglary, which fell by 30 per cent last year.",
        "14",
        {"measure": "arrests", "period": "current"},
    ),
    ("Arrests rose from 40 last week to 61 this week.", "61", {"measure": "arrests"}),
    ("The 22 people arrested are suspected of 140 burglaries.", "140", {"measure": None}),
    ("Police spoke to 900 residents about the plan.", "900", {"measure": None}),
    ("Crime in the ward is down, with 46 fewer burglaries than a year ago.", "46", {"role": "statistic"}),
    (
        "Police recorded 1,530 incidents of antisocial behaviour in the year to June.",
        "1,530",
        {"role": "statistic"},
    ),
    ("The town, with 32,000 inhabitants, has seen a rise in burglaries.", "32,000", {"role": "statistic"}),
    ("Fraud cost the country 3.6 million victims last year.", "3.6 million", {"measure": None}),
    ("Officers dealt with 12 incidents during the operation.", "12", {"measure": None}),
    ("A survey found 640 of 1,000 drivers had used a phone.", "1,000", {"measure": None}),
    ("A total of 22 traffic offences were picked up by officers.", "22", {"role": "unknown"}),
    ("Nine men admitted 31 burglaries, which rose last year.", "31", {"role": "unknown"}),
    ("Officers identified 14 offences, down on the first week.", "14", {"role": "unknown"}),
    ("The charity is home to 60 dogs.", "60", {"role": "unknown"}),
]
OTHER_OPERATIONS = [
    (
        "In a separate operation in neighbouring Dorset last month, officers arrested nine people.",
        "nine",
        {"role": "other_operation"},
    ),
    (
        "Operation Wren saw 12 arrests. During Operation Falcon, which ended in 2019, 44 men were jailed.",
        "44",
        {"role": "other_operation"},
    ),
    (
        "Operation Wren saw 12 arrests. During Operation Falcon, which ended in 2019, 44 men were jailed.",
        "12",
        {"measure": "arrests", "period": "current"},
    ),
    ("An unrelated operation in France led to 31 arrests.", "31", {"role": "other_operation"}),
    ("In a separate raid the same morning, officers arrested four men.", "four", {"measure": "arrests"}),
    ("Operation Wren, which ran for a week, saw 30 people arrested.", "30", {"measure": "arrests"}),
    ("Surrey officers arrested 14 people as part of the operation.", "14", {"measure": "arrests"}),
    ("Phase one of Operation Wren ended in May with 26 arrests.", "26", {"measure": "arrests"}),
    (
        "The arrests follow a previous operation in May, and all 12 people held on Friday are from Hull.",
        "12",
        {"period": "current"},
    ),
    (
        "Operation Wren saw 12 arrests. Operation Heron, which began in 2019, led to nine arrests now.",
        "nine",
        {"measure": "arrests"},
    ),
    (
        "Operation Wren ran beside Operation Heron. Operation Heron, which ended in 2020, saw nine arrests.",
        "nine",
        {"measure": "arrests"},
    ),
    (
        "Operation Wren saw six arrests. Since Project Lantern began elsewhere, 210 children were rescued.",
        "210",
        {"role": "other_operation"},
    ),
    (
        "Our colleagues in Fife arrested nine people in March over the same drugs.",
        "nine",
        {"role": "other_operation"},
    ),
    ("Working with colleagues in Fife, officers arrested nine people.", "nine", {"measure": "arrests"}),
    (
        "A similar operation mounted by neighbouring forces led to 16 arrests.",
        "16",
        {"role": "other_operation"},
    ),
    ("Another operation is planned. Officers arrested 16 people.", "16", {"measure": "arrests"}),
]


def mention_of(text: str, number: str) -> Mention:
    """The first mention whose text is `number`."""
    found = [mention for mention in read_numbers(text) if mention.text == number]
    assert found, f"{number!r} not read; got {[mention.text for mention in read_numbers(text)]}"
    return found[0]


def said(text: str, number: str, expected: dict[str, object]) -> dict[str, object]:
    """The same fields of the mention as are expected."""
    return {field: getattr(mention_of(text, number), field) for field in expected}


@pytest.mark.parametrize(("text", "number", "expected"), STATISTICS, ids=lambda value: str(value)[:40])
def test_recorded_crime_population_and_change_are_statistics(text, number, expected):
    """A count of what was recorded, asked or lived somewhere is a statistic; a count of deeds is not."""
    assert said(text, number, expected) == expected


@pytest.mark.parametrize(("text", "number", "expected"), OTHER_OPERATIONS, ids=lambda value: str(value)[:40])
def test_a_result_of_another_operation_is_none_of_this_one(text, number, expected):
    """What is unrelated, elsewhere or over is another operation; a phase or a raid of this one is not."""
    assert said(text, number, expected) == expected
