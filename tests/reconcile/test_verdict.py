"""The three tests: what the text says turns a fact away, what it leaves open never does."""

from __future__ import annotations

import pytest

from extractor.fact import FailedTest, Flag, Period, Verdict
from extractor.reconcile import reconcile
from extractor.reconcile.items import other_drug

C, U, X, N = Verdict.CONFIRMED, Verdict.UNVERIFIED, Verdict.CONTRADICTED, Verdict.UNSUPPORTED
NUMBER, MEASURE = FailedTest.NUMBER, FailedTest.MEASURE


def check(plant, claim, text, planted, claimed):
    """The verdict of one fact on a text with planted mentions."""
    measure, value, quote, *rest = claimed
    fact = claim(measure, value, quote, **(rest[0] if rest else {}))
    return reconcile(text, plant(text, *planted), [fact]).facts[0]


ARRESTED = ("Police arrested 21 people in dawn raids.", [("21", {"measure": "arrests"})])
SEIZED = (
    "More than £5,700 was seized.",
    [("£5,700", {"value": 5700, "unit": "GBP", "qualifier": "more_than", "measure": "cash"})],
)
WEIGHED = (
    "They found 2.5kg of cocaine.",
    [("2.5kg", {"value": "2.5", "unit": "kg", "measure": "drugs", "item": "cocaine"})],
)
RANGED = (
    "Between 20 and 30 arrests were made.",
    [("20 and 30", {"value": 20, "value_max": 30, "measure": "arrests"})],
)
OF_AGE = ("A man, 49, was held.", [("49", {"role": "age"})])
UNREAD = ("Police arrested ２１ people.", [])
UNKNOWN = ("There were 12 of them.", [("12", {})])

NUMBERS = [
    # text and mentions, claimed, verdict, failed test, flags, words of the reason
    (ARRESTED, ("arrests", 21, "arrested 21 people"), C, None, (), ""),
    (
        ARRESTED,
        ("arrests", 22, "arrested 21 people"),
        X,
        NUMBER,
        (Flag.VALUE,),
        "the text says 21 here, not 22",
    ),
    (
        ARRESTED,
        ("arrests", 2.1, "arrested 21 people"),
        X,
        NUMBER,
        (Flag.VALUE,),
        "the text says 21 here, not 2.1",
    ),
    (ARRESTED, ("arrests", 21, "dawn raids"), X, NUMBER, (Flag.VALUE,), "the quote holds no number"),
    (ARRESTED, ("arrests", 21, "arrested 21 people", {"unit": "kg"}), X, NUMBER, (Flag.UNIT,), "not 21 kg"),
    (
        ARRESTED,
        ("arrests", 21, "arrested 22 people"),
        N,
        FailedTest.QUOTE,
        (),
        "does not stand in the document",
    ),
    (ARRESTED, ("arrests", 21, "ARRESTED 21 people"), N, FailedTest.QUOTE, (), "with other capitals"),
    (ARRESTED, ("arrests", 1, "arrested 2"), N, FailedTest.QUOTE, (), "inside longer words or numbers"),
    (ARRESTED, ("arrests", 21, " … "), N, FailedTest.QUOTE, (), "gives no words"),
    (SEIZED, ("cash", 5700, "£5,700 was seized", {"unit": "GBP", "qualifier": "more_than"}), C, None, (), ""),
    (SEIZED, ("cash", 5700, "£5,700", {"unit": "gbp", "qualifier": "more_than"}), C, None, (), ""),
    (
        SEIZED,
        ("cash", 5700, "£5,700", {"unit": "GBP"}),
        X,
        NUMBER,
        (Flag.QUALIFIER,),
        "more than 5,700 GBP here, not exactly",
    ),
    (
        SEIZED,
        ("cash", 5700, "£5,700", {"unit": "USD", "qualifier": "more_than"}),
        X,
        NUMBER,
        (Flag.UNIT,),
        "5,700 USD",
    ),
    (SEIZED, ("cash", 5700, "£5,700", {"unit": "EUR"}), X, NUMBER, (Flag.UNIT, Flag.QUALIFIER), "5,700 EUR"),
    (WEIGHED, ("drugs", "2.5", "2.5kg of cocaine", {"unit": "kg"}), C, None, (), ""),
    (WEIGHED, ("drugs", "2.50", "2.5kg of cocaine", {"unit": "kg"}), C, None, (), ""),
    (
        WEIGHED,
        ("drugs", "2.5", "2.5kg of cocaine", {"unit": "g"}),
        X,
        NUMBER,
        (Flag.UNIT,),
        "2.5 kg here, not 2.5 g",
    ),
    (
        WEIGHED,
        ("drugs", "2500", "2.5kg of cocaine", {"unit": "g"}),
        X,
        NUMBER,
        (Flag.VALUE,),
        "the text says 2.5 kg",
    ),
    (RANGED, ("arrests", 20, "Between 20 and 30 arrests", {"value_max": 30}), C, None, (), ""),
    (RANGED, ("arrests", 20, "Between 20 and 30 arrests"), X, NUMBER, (Flag.VALUE,), "20 to 30 here, not 20"),
    (RANGED, ("arrests", 30, "30 arrests were made"), X, NUMBER, (Flag.VALUE,), "20 to 30 here, not 30"),
    (UNREAD, ("arrests", 21, "arrested ２１ people"), U, None, (Flag.VALUE,), "does not read the digits"),
    (
        RANGED,
        ("arrests", 20, "and 30 arrests", {"value_max": 30}),
        U,
        None,
        (Flag.VALUE,),
        "cuts the number in two",
    ),
    (OF_AGE, ("arrests", 49, "A man, 49, was held"), X, MEASURE, (Flag.ROLE,), "'49' is an age here"),
    (OF_AGE, ("arrests", 3, "A man, 49, was held"), X, NUMBER, (Flag.VALUE,), "no 3, only '49' (an age)"),
    (OF_AGE, ("arrests", 1, "A man, 49, was held"), U, None, (), "tells it in words"),
    (UNKNOWN, ("arrests", 12, "There were 12 of them"), U, None, (Flag.MEASURE,), "nothing near '12'"),
    (UNKNOWN, ("cash", 12, "12 of them", {"unit": "GBP"}), U, None, (Flag.UNIT, Flag.MEASURE), "is in GBP"),
    (
        UNKNOWN,
        ("drugs", 12, "12 of them", {"unit": "plants"}),
        U,
        None,
        (Flag.UNIT, Flag.MEASURE),
        "is in plants",
    ),
]


@pytest.mark.parametrize("case", NUMBERS)
def test_quote_and_number_hold_exactly_or_not_at_all(plant, claim, case):
    """Value, range, unit and qualifier are compared as the text tells them, without any tolerance."""
    told, claimed, verdict, failed, flags, reason = case
    checked = check(plant, claim, *told, claimed)
    assert (checked.verdict, checked.failed_test, checked.flags) == (verdict, failed, flags)
    assert reason in checked.reason
    assert bool(checked.reason) is (verdict is not C)


MEASURES = [
    ({"measure": "arrests"}, "arrests", C, (), ""),
    (
        {"measure": "arrests"},
        "charges",
        X,
        (Flag.MEASURE,),
        "the text says 21 people arrested here, not charged",
    ),
    ({"measure": "arrests"}, "warrants", X, (Flag.MEASURE,), "21 people arrested here, not warrants"),
    ({"measure": "arrests", "also": ["charges"]}, "charges", C, (), ""),
    ({"measure": "arrests"}, "other", X, (Flag.MEASURE,), "not another outcome"),
    ({"measure": "other"}, "other", C, (), ""),
    ({"measure": "other"}, "arrests", X, (Flag.MEASURE,), "21 as another outcome here"),
    ({}, "other", U, (Flag.MEASURE,), "nothing near '21'"),
    ({"role": "target"}, "arrests", X, (Flag.ROLE,), "a target or a plan"),
    ({"role": "other_operation"}, "arrests", X, (Flag.ROLE,), "another operation"),
    ({"measure": "arrests", "part": True}, "arrests", U, (Flag.PART,), "part of a larger total"),
    ({"measure": "arrests", "period": "previous"}, "arrests", X, (Flag.PERIOD,), "an earlier time"),
]


@pytest.mark.parametrize("case", MEASURES)
def test_the_measure_is_what_the_text_says_it_is(plant, claim, case):
    """Another measure or no result contradicts; a reader without an opinion leaves the fact unverified."""
    read, measure, verdict, flags, reason = case
    text = "There were 21 of them in the raids."
    checked = check(plant, claim, text, [("21", read)], (measure, 21, "21 of them"))
    assert (checked.verdict, checked.flags) == (verdict, flags)
    assert checked.failed_test is (MEASURE if verdict is X else None)
    assert reason in checked.reason


def test_a_proof_carries_the_spans_of_quote_and_number(plant, claim):
    """A confirmed fact says where its quote and its number stand and what the text reads there."""
    text, planted = ARRESTED
    checked = check(plant, claim, text, planted, ("arrests", 21, "arrested 21 people"))
    assert text[checked.start : checked.end] == "arrested 21 people"
    assert text[checked.number_start : checked.number_end] == "21"
    assert checked.text_value == 21


def test_a_contradicted_fact_carries_the_texts_own_reading(plant, claim):
    """The number of the same measure is the text's reading, before a nearer one of another measure."""
    text = "After 12 raids 30 people were arrested."
    planted = [("12", {"measure": "addresses_searched"}), ("30", {"measure": "arrests"})]
    checked = check(plant, claim, text, planted, ("arrests", 13, "12 raids 30 people were arrested"))
    assert checked.text_value == 30
    assert text[checked.number_start : checked.number_end] == "30"


def test_digits_that_cannot_be_read_leave_a_fact_open(plant, claim):
    """An unsure number neither confirms nor contradicts."""
    text = "They took £26,00 in cash."
    planted = [("£26,00", {"role": "unsure", "value": None, "unit": "GBP"})]
    checked = check(plant, claim, text, planted, ("cash", 2600, "£26,00 in cash", {"unit": "GBP"}))
    assert (checked.verdict, checked.text_value) == (U, None)
    assert "cannot be read" in checked.reason


@pytest.mark.parametrize(
    ("money", "unit", "verdict"),
    [
        ("$900", "AUD", U),
        ("$900", "USD", C),
        ("900 dollars", "AUD", U),
        ("US$900", "AUD", X),
        ("900 US dollars", "AUD", X),
        ("$900 AUD", "NZD", X),
        ("$900", "GBP", X),
    ],
)
def test_dollars_of_no_country_are_no_contradiction(plant, claim, money, unit, verdict):
    """Dollars that the reader takes for US dollars, without words, do not speak against another dollar."""
    text = f"They took {money} in cash."
    planted = [(money, {"value": 900, "unit": "USD", "measure": "cash"})]
    assert check(plant, claim, text, planted, ("cash", 900, money, {"unit": unit})).verdict is verdict


@pytest.mark.parametrize(
    ("quote", "value", "verdict"),
    [
        ("a woman was held", 1, U),
        ("both flats", 2, U),
        ("a woman was held", 2, X),
        ("both flats", 1, X),
        ("a man and two boys", 1, X),
    ],
)
def test_small_words_for_one_and_two_are_left_open(plant, claim, quote, value, verdict):
    """One may be "a woman" and two may be "both"; but a number of the same measure in the quote speaks."""
    text = "Later a woman was held. They searched both flats. Elsewhere a man and two boys were held."
    planted = [("two", {"value": 2, "measure": "arrests"})]
    assert check(plant, claim, text, planted, ("arrests", value, quote)).verdict is verdict


@pytest.mark.parametrize(
    ("claimed_unit", "read", "verdict"),
    [
        ("count", {"unit": "plants", "measure": "drugs"}, X),
        ("plants", {"measure": "drugs"}, X),
        ("count", {"unit": "plants"}, U),
        ("plants", {}, U),
        ("plants", {"unit": "plants", "measure": "drugs"}, C),
    ],
)
def test_pieces_and_a_bare_count_differ_only_where_the_reader_is_sure(
    plant, claim, claimed_unit, read, verdict
):
    """A result in another unit contradicts; a number of unknown things leaves its unit open."""
    text = "There were 40 in the loft."
    assert (
        check(
            plant, claim, text, [("40", read)], ("drugs", 40, "40 in the loft", {"unit": claimed_unit})
        ).verdict
        is verdict
    )


DRUGS = [
    ("cocaine", "heroin", None, True),
    ("cocaine", "cocaine", None, False),
    (None, "heroin", "2kg of cannabis", True),
    (None, "herbal cannabis", "2kg of cannabis", False),
    ("class A drugs", "heroin", None, False),
    ("class A drugs", "Class B drugs", None, True),
    ("cannabis", "class A drugs", None, True),
    ("crack cocaine", "cocaine", None, True),
    (None, "heroin", "2kg of powder", False),
    ("brown envelopes", "cocaine", None, False),
    ("cocaine and heroin", "heroin", None, False),
]


@pytest.mark.parametrize("case", DRUGS)
def test_a_fact_about_one_drug_does_not_rest_on_another(plant, claim, case):
    """Drugs that cannot be the same contradict; everyday words and unspecified classes do not."""
    read, claimed, given, differ = case
    quote = given or "2kg of it"
    text = f"They found {quote}."
    (mention,) = plant(text, ("2kg", {"value": 2, "unit": "kg", "measure": "drugs", "item": read}))
    fact = claim("drugs", 2, quote, unit="kg", item=claimed)
    assert (other_drug(fact, mention, quote) is not None) is differ
    verdict = reconcile(text, [mention], [fact]).facts[0].verdict
    assert verdict is (X if differ else C)


def test_items_of_other_measures_are_not_compared(plant, claim):
    """Only drugs are told apart by their names."""
    text = "They found 2 knives beside the cocaine."
    fact = claim("weapons", 2, "2 knives beside the cocaine", item="heroin knives")
    (mention,) = plant(text, ("2", {"measure": "weapons"}))
    assert other_drug(fact, mention, fact.quote) is None


@pytest.mark.parametrize("claimed", [Period.PREVIOUS, Period.CUMULATIVE])
def test_silence_about_time_is_no_contradiction(plant, claim, claimed):
    """The reader says "current" where the text says nothing, so that leaves another period open."""
    text, planted = ARRESTED
    checked = check(plant, claim, text, planted, ("arrests", 21, "arrested 21 people", {"period": claimed}))
    assert (checked.verdict, checked.flags) == (U, (Flag.PERIOD,))
