"""Force, place, offence, period: a claimed limit stands in the words, and a limit of the text is not lost."""

from __future__ import annotations

import pytest

from extractor.fact import FailedTest, Flag, Verdict
from extractor.reconcile import reconcile

C, U, X = Verdict.CONFIRMED, Verdict.UNVERIFIED, Verdict.CONTRADICTED
KENT, SURREY = {"force": "Kent Police"}, {"force": "Surrey Police"}

SCOPES = [
    # name, text, what the reader says, what the fact claims, verdict, flags
    ("same force", "Kent Police – 7 arrests", KENT, {"force": "Kent Constabulary"}, C, ()),
    ("another force", "Kent Police – 7 arrests", KENT, SURREY, X, (Flag.FORCE,)),
    ("a part told as the total", "Kent Police – 7 arrests", KENT, {}, X, (Flag.FORCE,)),
    ("force in the quote", "Kent Police made 7 arrests", {}, KENT, C, ()),
    (
        "a foreign force in short",
        "Tasmania Police made 7 arrests",
        {},
        {"force": "Tasmania Police Service"},
        C,
        (),
    ),
    ("force of which nothing is said", "Police made 7 arrests", {}, KENT, U, (Flag.FORCE,)),
    ("force only in another line", "Kent Police:\nPolice made 7 arrests", {}, KENT, U, (Flag.FORCE,)),
    ("one of two forces", "Kent Police and Essex Police made 7 arrests", {}, KENT, U, (Flag.FORCE,)),
    ("force in the heading", "Kent Police:\n7 arrests", {"heading": "Kent Police:"}, KENT, C, ()),
    (
        "heading of two forces",
        "BTP and Kent Police:\n7 arrests",
        {"heading": "BTP and Kent Police:"},
        KENT,
        C,
        (),
    ),
    (
        "heading of two forces, read as one",
        "BTP and Kent Police:\n7 arrests",
        {"heading": "BTP and Kent Police:", "force": "British Transport Police"},
        KENT,
        U,
        (Flag.FORCE,),
    ),
    (
        "heading of another force",
        "Kent Police:\n7 arrests",
        {"heading": "Kent Police:", **KENT},
        SURREY,
        X,
        (Flag.FORCE,),
    ),
    ("the place of a force", "Kent Police – 7 arrests", KENT, {"place": "Kent"}, U, (Flag.FORCE, Flag.PLACE)),
    ("same place", "There were 7 arrests in Hull", {"place": "Hull"}, {"place": "hull"}, C, ()),
    (
        "another place",
        "There were 7 arrests in Hull",
        {"place": "Hull"},
        {"place": "Goole"},
        X,
        (Flag.PLACE,),
    ),
    ("a place lost", "There were 7 arrests in Hull", {"place": "Hull"}, {}, X, (Flag.PLACE,)),
    ("place in the clause", "There were 7 arrests in Hull", {}, {"place": "Hull"}, C, ()),
    ("place nowhere near", "There were 7 arrests in Hull", {}, {"place": "Goole"}, U, (Flag.PLACE,)),
    (
        "the wider place",
        "There were 7 arrests in west Hull",
        {"place": "west Hull"},
        {"place": "Hull"},
        C,
        (),
    ),
    (
        "the narrower place",
        "There were 7 arrests in west Hull",
        {"place": "Hull"},
        {"place": "west Hull"},
        C,
        (),
    ),
    (
        "a longer name",
        "There were 7 arrests in Hull Road",
        {"place": "Hull Road"},
        {"place": "Hull"},
        U,
        (Flag.PLACE,),
    ),
    (
        "both named",
        "There were 7 arrests in Ash Row near Hull",
        {"place": "Hull"},
        {"place": "Ash Row"},
        U,
        (Flag.PLACE,),
    ),
    ("same offence", "7 arrests for theft", {"offence": "theft"}, {"offence": "Theft"}, C, ()),
    (
        "offence without empty words",
        "7 for suspected theft offences",
        {"offence": "suspected theft offences"},
        {"offence": "theft"},
        C,
        (),
    ),
    (
        "another offence",
        "7 arrests for theft",
        {"offence": "theft"},
        {"offence": "arson"},
        X,
        (Flag.OFFENCE,),
    ),
    ("an offence lost", "7 arrests for theft", {"offence": "theft"}, {}, X, (Flag.OFFENCE,)),
    ("offence in the words", "7 arrests for drug supply offences", {}, {"offence": "drug supply"}, C, ()),
    (
        "offence shortened in a sentence",
        "7 for theft of cars",
        {"offence": "theft of cars"},
        {"offence": "theft"},
        C,
        (),
    ),
    (
        "offence shortened in a list",
        "Kent:\n7 x theft of cars",
        {"offence": "theft of cars", "heading": "Kent:"},
        {"offence": "theft"},
        U,
        (Flag.OFFENCE,),
    ),
    (
        "two limits, one wrong",
        "7 arrests",
        {**KENT, "offence": "theft"},
        {**KENT, "offence": "arson"},
        X,
        (Flag.OFFENCE,),
    ),
    (
        "two limits, one lost",
        "7 arrests",
        {**KENT, "offence": "theft"},
        {"offence": "theft"},
        X,
        (Flag.FORCE,),
    ),
    ("a part with its limit", "of them 7 in Hull", {"part": True, "place": "Hull"}, {"place": "Hull"}, C, ()),
    ("earlier, told as now", "7 last month", {"period": "previous"}, {}, X, (Flag.PERIOD,)),
    ("earlier", "7 last month", {"period": "previous"}, {"period": "previous"}, C, ()),
    (
        "since then, told as earlier",
        "7 so far",
        {"period": "cumulative"},
        {"period": "previous"},
        X,
        (Flag.PERIOD,),
    ),
]


@pytest.mark.parametrize("case", [row[1:] for row in SCOPES], ids=[row[0] for row in SCOPES])
def test_limits_hold_where_the_words_say_so(plant, claim, case):
    """A limit of the text that the fact denies contradicts; one that only the fact gives must stand there."""
    text, read, claimed, verdict, flags = case
    fact = claim("arrests", 7, text.splitlines()[-1], **claimed)
    checked = reconcile(text, plant(text, ("7", {"measure": "arrests", **read})), [fact]).facts[0]
    assert (checked.verdict, checked.flags) == (verdict, flags)
    assert checked.failed_test is (FailedTest.MEASURE if verdict is X else None)
    assert bool(checked.reason) is (verdict is not C)


def test_a_limit_that_belongs_to_another_number_does_not_count(plant, claim):
    """In "ten arrests, and Border Force arrested three" the ten are not Border Force's."""
    text = "Ten arrests were made, and Border Force arrested three more."
    mentions = plant(
        text,
        ("Ten", {"value": 10, "measure": "arrests"}),
        ("three", {"value": 3, "measure": "arrests", "force": "Border Force"}),
    )
    for quote in (text, "Ten arrests were made, and Border Force"):
        ten = claim("arrests", 10, quote, force="Border Force")
        three = claim("arrests", 3, text, force="Border Force")
        checked = reconcile(text, mentions, [ten, three]).facts
        assert [fact.verdict for fact in checked] == [U, C]


def test_the_reason_names_both_limits(plant, claim):
    """A person reads what the text says and what the fact says."""
    text = "Kent Police – 7 arrests"
    fact = claim("arrests", 7, text, force="Surrey Police")
    checked = reconcile(text, plant(text, ("7", {"measure": "arrests", **KENT})), [fact]).facts[0]
    assert checked.reason == "the text limits this number to the force 'Kent Police', not 'Surrey Police'"


STANDING = [
    # text, the number, its rivals of the same measure, the limit claimed, whether it holds
    ("Twelve were held after a flat in Hull was searched", "Twelve", [], {"place": "Hull"}, U),
    ("Twelve were held in Hull after a flat was searched", "Twelve", [], {"place": "Hull"}, C),
    ("DI Jones, of Kent Police, said: “Twelve were held.”", "Twelve", [], {"force": "Kent Police"}, U),
    ("two men from Hull and four men from Goole", "two", ["four"], {"place": "Hull"}, U),
    ("two men from Hull and four men from Goole", "two", ["four"], {"place": "Goole"}, U),
    ("two men from Hull and four men from Goole", "four", ["two"], {"place": "Goole"}, C),
    ("two men from Hull and four men from Goole", "four", ["two"], {"place": "Hull"}, U),
    ("Twelve arrests across the county, including Hull", "Twelve", [], {"place": "Hull"}, U),
    ("Twelve arrests for offences including theft", "Twelve", [], {"offence": "theft"}, U),
    ("Twelve arrests for theft, arson and assault", "Twelve", [], {"offence": "arson"}, U),
    ("Twelve arrests for theft and assault", "Twelve", [], {"offence": "assault"}, U),
    ("Twelve arrests for theft and the usual charges", "Twelve", [], {"offence": "theft"}, C),
    ("Twelve arrests\nKent Police", "Twelve", [], {"force": "Kent Police"}, U),
]


@pytest.mark.parametrize("case", STANDING)
def test_a_limit_in_the_sentence_belongs_to_the_number(plant, claim, case):
    """A name in another statement, beside another number, or told as some of several limits nothing."""
    text, number, rivals, claimed, verdict = case
    numbers = sorted([number, *rivals], key=text.index)
    planted = [(word, {"value": len(word), "measure": "arrests"}) for word in numbers]
    fact = claim("arrests", len(number), f"{number} {text.partition(number)[2].split()[0]}", **claimed)
    checked = reconcile(text, plant(text, *planted), [fact]).facts[0]
    assert checked.verdict is verdict


def test_words_of_the_quote_itself_may_cross_a_statement(plant, claim):
    """The quote is what the fact rests on: "who were arrested in Hull" inside it limits its number."""
    text = "There were twelve who were arrested in Hull, and two more."
    mentions = plant(
        text, ("twelve", {"value": 12, "measure": "arrests"}), ("two", {"value": 2, "measure": "arrests"})
    )
    fact = claim("arrests", 12, "twelve who were arrested in Hull", place="Hull")
    assert reconcile(text, mentions, [fact]).facts[0].verdict is C


def test_a_quote_that_holds_one_number_settles_whose_limit_it_is(plant, claim):
    """In "two men from Hull and four men from Goole" the quote "two men from Hull" gives Hull to the two."""
    text = "Police held two men from Hull and four men from Goole."
    mentions = plant(
        text, ("two", {"value": 2, "measure": "arrests"}), ("four", {"value": 4, "measure": "arrests"})
    )
    hull = claim("arrests", 2, "two men from Hull", place="Hull")
    both = claim("arrests", 2, "two men from Hull and four men from Goole", place="Goole")
    assert reconcile(text, mentions, [hull]).facts[0].verdict is C
    assert reconcile(text, mentions, [both]).facts[0].verdict is U
