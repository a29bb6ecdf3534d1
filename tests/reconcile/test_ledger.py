"""What no fact claims, and what became of every number."""

from __future__ import annotations

import pytest

from extractor.fact import Flag, Qualifier, Verdict
from extractor.reconcile import reconcile
from extractor.run import Fate

ARRESTS = {"measure": "arrests"}


def fates(outcome) -> list[Fate]:
    """The ledger's fates in text order."""
    return [entry.fate for entry in outcome.ledger]


def missed(outcome) -> list[tuple[str, int]]:
    """The missed rows as measure and number."""
    return [(str(row.fact.measure), int(row.fact.value)) for row in outcome.missed]


def test_every_mention_is_in_the_ledger_once(plant, claim):
    """Claimed, disputed, missed, no result and no opinion each have their fate, in text order."""
    text = "Aged 49, he and 20 others were arrested; 12 warrants, 6 cars, 3 of those, 8 phones."
    mentions = plant(
        text,
        ("49", {"role": "age"}),
        ("20", ARRESTS),
        ("12", {"measure": "warrants"}),
        ("6", {"measure": "vehicles"}),
        ("3", {}),
        ("8", {"measure": "phones"}),
    )
    facts = [
        claim("arrests", 20, "20 others were arrested"),
        claim("warrants", 21, "12 warrants"),
        claim("other", 8, "no such words"),
        claim("vehicles", 6, "6 cars"),
    ]
    outcome = reconcile(text, mentions, facts)
    assert [entry.mention for entry in outcome.ledger] == list(mentions)
    assert fates(outcome) == [
        Fate.NO_RESULT,
        Fate.CLAIMED,
        Fate.DISPUTED,
        Fate.CLAIMED,
        Fate.UNCLAIMED,
        Fate.MISSED,
    ]
    assert [entry.fact_index for entry in outcome.ledger] == [None, 0, 1, 3, None, None]
    assert missed(outcome) == [("phones", 8)]


def test_a_missed_row_is_the_readers_own_reading_with_its_proof(plant):
    """It carries measure, number, unit, hedge, limits and item, and quotes the clause that says so."""
    text = "Police acted.\nKent Police seized more than 2kg of heroin last month.\nThe end."
    read = {
        "value": 2,
        "unit": "kg",
        "qualifier": "more_than",
        "measure": "drugs",
        "force": "Kent Police",
        "item": "heroin",
        "period": "previous",
    }
    (row,) = reconcile(text, plant(text, ("2kg", read)), []).missed
    assert row.verdict is Verdict.MISSED
    assert row.fact.quote == "Kent Police seized more than 2kg of heroin last month."
    assert text[row.start : row.end] == row.fact.quote
    assert text[row.number_start : row.number_end] == "2kg"
    assert (row.fact.unit, row.fact.qualifier, row.fact.force, row.fact.item) == (
        "kg",
        Qualifier.MORE_THAN,
        "Kent Police",
        "heroin",
    )
    assert row.text_value == row.fact.value == 2
    assert row.reason == "no fact claims more than 2 kg as drugs seized"


def test_a_missed_row_claimed_back_is_confirmed(plant):
    """The reader's own reading, handed in as a fact, passes all three tests."""
    text = "Kent Police made 7 arrests, " + "and so on and on, " * 20 + "in all."
    mentions = plant(text, ("7", {**ARRESTS, "force": "Kent Police"}))
    (row,) = reconcile(text, mentions, []).missed
    again = reconcile(text, mentions, [row.fact])
    assert again.facts[0].verdict is Verdict.CONFIRMED
    assert again.missed == ()


@pytest.mark.parametrize("pad", ["and so on ", "and-so-on-", "1,000 "])
def test_a_long_clause_is_quoted_around_the_number_at_whole_words(plant, pad):
    """The quote is short, holds the number, and begins and ends at white space."""
    text = "Raids " + pad * 40 + "led to 7 arrests " + pad * 40 + "in the end."
    (row,) = reconcile(text, plant(text, ("7 arrests", {**ARRESTS, "value": 7})), []).missed
    assert len(row.fact.quote) < 200
    assert text[row.start : row.end] == row.fact.quote
    assert row.start <= row.number_start < row.number_end <= row.end
    assert row.start == row.number_start or text[row.start - 1].isspace()
    assert row.end == row.number_end or text[row.end].isspace()


def told(value: int, **given: object) -> tuple[str, dict[str, object]]:
    """A planted result of arrests."""
    return str(value), {**ARRESTS, **given}


RETOLD = [
    # name, lines, what the reader says of each, the number claimed in the last line, what is missed
    ("told again", "32 arrests\n32 arrested", [told(32), told(32)], 32, []),
    (
        "a bound beside the number",
        "170 arrests\n179 arrests",
        [told(170, qualifier="more_than"), told(179)],
        179,
        [],
    ),
    ("an estimate beside it", "30 held\n31 arrests", [told(30, qualifier="approximately"), told(31)], 31, []),
    (
        "a bound it does not fit",
        "180 held\n179 arrests",
        [told(180, qualifier="more_than"), told(179)],
        179,
        [180],
    ),
    ("a bound far below", "20 held\n179 arrests", [told(20, qualifier="more_than"), told(179)], 179, [20]),
    (
        "the number where only a bound is claimed",
        "179 held\n170 arrests",
        [told(179), told(170, qualifier="more_than")],
        170,
        [179],
    ),
    ("another number", "12 held\n21 arrests", [told(12), told(21)], 21, [12]),
    ("another force", "7 held\n7 arrests", [told(7, force="Kent Police"), told(7)], 7, [7]),
    ("another time", "7 held\n7 arrests", [told(7, period="previous"), told(7)], 7, [7]),
    ("in one breath", "7 held and 7 arrests", [told(7), told(7)], 7, [7]),
    (
        "in one list",
        "Essex:\n7 held\n7 arrests",
        [told(7, heading="Essex:"), told(7, heading="Essex:")],
        7,
        [7],
    ),
]


@pytest.mark.parametrize("case", [row[1:] for row in RETOLD], ids=[row[0] for row in RETOLD])
def test_retellings_of_a_claimed_fact_are_not_missed(plant, claim, case):
    """The same number or a bound that fits it, in another clause; what says more or else is missed."""
    text, planted, claimed, expected = case
    quote = "7 arrests" if "and" in text else text.splitlines()[-1]
    hedge = planted[-1][1].get("qualifier", "exact")
    outcome = reconcile(text, plant(text, *planted), [claim("arrests", claimed, quote, qualifier=hedge)])
    assert outcome.facts[0].verdict is Verdict.CONFIRMED
    assert [value for _, value in missed(outcome)] == expected
    assert fates(outcome) == [Fate.MISSED if expected else Fate.RESTATED, Fate.CLAIMED]


def test_of_several_missed_tellings_the_most_precise_is_the_row(plant):
    """The exact number, wherever it stands, and the first of equals; the others restate it."""
    text = "More than 170 arrests\n179 arrests\nabout 180 arrests\n179 people"
    mentions = plant(
        text, told(170, qualifier="more_than"), told(179), told(180, qualifier="approximately"), told(179)
    )
    outcome = reconcile(text, mentions, [])
    assert missed(outcome) == [("arrests", 179)]
    assert fates(outcome) == [Fate.RESTATED, Fate.MISSED, Fate.RESTATED, Fate.RESTATED]


def test_finds_of_different_things_do_not_restate_each_other(plant):
    """Two kilograms of heroin are not two kilograms of cannabis, in whatever order they are told."""
    text = "2kg of heroin\n2kg of cannabis\n2kg of heroin again"
    of = {"value": 2, "unit": "kg", "measure": "drugs"}
    mentions = plant(
        text,
        ("2kg", {**of, "item": "heroin"}),
        ("2kg", {**of, "item": "cannabis"}),
        ("2kg", {**of, "item": "heroin"}),
    )
    assert fates(reconcile(text, mentions, [])) == [Fate.MISSED, Fate.MISSED, Fate.RESTATED]


def test_each_unclaimed_measure_of_a_number_is_missed(plant, claim):
    """With only the arrests of "arrested and charged" claimed, the charges are missed."""
    text = "12 people were arrested and charged."
    mentions = plant(text, ("12", {**ARRESTS, "also": ["charges"]}))
    assert missed(reconcile(text, mentions, [])) == [("arrests", 12), ("charges", 12)]
    claimed = reconcile(text, mentions, [claim("arrests", 12, text)])
    assert missed(claimed) == [("charges", 12)]
    assert fates(claimed) == [Fate.CLAIMED]
    twice = reconcile(text, mentions, [claim("arrests", 12, text), claim("arrests", 12, text)])
    assert missed(twice) == [("charges", 12)]


def test_a_disputed_number_is_not_missed(plant, claim):
    """A contradicted fact carries the text's reading already; a confirmed one beside it claims the number."""
    text = "Officers arrested 21 people."
    mentions = plant(text, ("21", ARRESTS))
    wrong, right = claim("charges", 21, text), claim("arrests", 21, text)
    disputed = reconcile(text, mentions, [wrong])
    assert (fates(disputed), disputed.missed) == ([Fate.DISPUTED], ())
    assert fates(reconcile(text, mentions, [wrong, right])) == [Fate.CLAIMED]


def test_a_disputed_measure_leaves_the_others_of_its_number_open(plant, claim):
    """A wrong claim of charges on "arrested and charged" does not swallow the arrests."""
    text = "12 people were arrested and charged."
    mentions = plant(text, ("12", {**ARRESTS, "also": ["charges"]}))
    outcome = reconcile(text, mentions, [claim("charges", 12, text, qualifier="more_than")])
    assert outcome.facts[0].verdict is Verdict.CONTRADICTED
    assert missed(outcome) == [("arrests", 12)]


@pytest.mark.parametrize("place", [None, "Hull"])
def test_a_claimed_limit_does_not_hide_a_retelling(plant, claim, place):
    """A figure confirmed for Hull by its words is retold by the reader's number with and without Hull."""
    text = "7 arrests in Hull\n7 people held"
    mentions = plant(text, told(7), told(7, place=place))
    outcome = reconcile(text, mentions, [claim("arrests", 7, "7 arrests in Hull", place="Hull")])
    assert fates(outcome) == [Fate.CLAIMED, Fate.RESTATED]


def test_other_outcomes_are_never_missed(plant):
    """What is no measure of its own is not asked for."""
    text = "22 horses were found."
    outcome = reconcile(text, plant(text, ("22", {"measure": "other"})), [])
    assert (fates(outcome), outcome.missed) == ([Fate.UNCLAIMED], ())


def test_a_missed_part_says_so(plant):
    """A subset of a larger total carries the flag, so that nobody adds it to the total."""
    text = "six of them boys: 6"
    (row,) = reconcile(text, plant(text, ("6", {**ARRESTS, "part": True})), []).missed
    assert row.flags == (Flag.PART,)
