"""Numbers in lists, rows and members without a verb: what they count and what limits them."""

from __future__ import annotations

import pytest

from extractor.mention import Mention
from extractor.numbers import read_numbers

# text, number as written, what the mention says of it
LISTS = [
    (
        "Twenty people were arrested, nine for assault, seven for possession of cannabis and four for theft.",
        "seven",
        {"measure": "arrests", "part": True, "offence": "possession of cannabis"},
    ),
    (
        "Ten were arrested, eight of them for carrying a knife after raids in Hull.",
        "eight",
        {"measure": "arrests", "part": True, "offence": "carrying a knife"},
    ),
    (
        "Ten were arrested, eight of them for questioning.",
        "eight",
        {"measure": "arrests", "part": True, "offence": None},
    ),
    ("Police arrested 12 in Hull, nine in Goole and two in Selby.", "nine", {"place": "Goole"}),
    ("Thirty were arrested in Yorkshire, 20 in Hull and 10 in Goole.", "Thirty", {"place": None}),
    ("Seven were held in Hull and four in Goole.", "Seven", {"place": "Hull"}),
    ("Twelve people were stopped and the hall held 200.", "200", {"measure": None}),
    ("What were they for?\nTheft – 22", "22", {"measure": None}),
    ("There were 31 arrests.\nWhat were they for?\nTheft – 22\nArson – 9", "22", {"measure": "arrests"}),
    (
        "A total of 83 vehicles were stopped. Seven were taken off their drivers.",
        "Seven",
        {"measure": "vehicles"},
    ),
    (
        "Officers arrested 30 suspects: 17 in Bury, eight in Leigh and five in Ashton.",
        "eight",
        {"measure": "arrests", "place": "Leigh"},
    ),
    (
        "Bury recorded 17 arrests, Leigh eight and Ashton five.",
        "eight",
        {"measure": "arrests", "place": "Leigh"},
    ),
    (
        "Kent Police made 40 arrests, Sussex Police 22 and Surrey Police 13.",
        "22",
        {"measure": "arrests", "force": "Sussex Police"},
    ),
    (
        "Twenty people were arrested, nine for assault, seven for theft and four for criminal damage.",
        "seven",
        {"measure": "arrests", "part": True},
    ),
    ("Arrests by district:\nBury 17\nLeigh 8\nAshton 5\n", "8", {"measure": "arrests", "place": "Leigh"}),
    ("Arrests by offence:\nBurglary – 6\nRobbery – 3\n", "6", {"measure": "arrests"}),
    ("Six knives were handed in at Bury, while Leigh accounted for four.", "four", {"measure": "weapons"}),
    (
        "Nineteen people were arrested. Seven were for drink driving and the rest for theft.",
        "Seven",
        {"measure": "arrests", "part": True},
    ),
    ("Officers arrested 12 people and Inspector Wood praised 15 volunteers.", "15", {"measure": None}),
    ("Officers arrested 12 people. PC Dale 4417 made the first arrest.", "4417", {"measure": None}),
    ("Two teams made 12 arrests, Sunday being quiet.", "12", {"measure": "arrests", "place": None}),
    ("Officers made 12 arrests.\nPage 3\n", "3", {"measure": None}),
    (
        "Results\n\nSheffield: 29 arrests\nHull: six warrants, two arrests\n",
        "two",
        {"measure": "arrests", "place": "Hull"},
    ),
    (
        "Officers arrested six, four and two people in Bath, Wells and Frome respectively.",
        "four",
        {"place": "Wells"},
    ),
]


def mention_of(text: str, number: str) -> Mention:
    """The first mention whose text is `number`."""
    found = [mention for mention in read_numbers(text) if mention.text == number]
    assert found, f"{number!r} not read; got {[mention.text for mention in read_numbers(text)]}"
    return found[0]


@pytest.mark.parametrize(("text", "number", "expected"), LISTS, ids=lambda value: str(value)[:40])
def test_a_member_of_a_list_counts_what_the_list_does(text, number, expected):
    """Noun and verb are told once; each member has its own name, and a number of another kind has none."""
    found = mention_of(text, number)
    assert {field: getattr(found, field) for field in expected} == expected
