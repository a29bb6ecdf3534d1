"""Each number bears one fact for each measure, and as many facts as possible are confirmed."""

from __future__ import annotations

import time
from itertools import permutations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.fact import Fact, FailedTest, Flag, Measure, Verdict
from extractor.reconcile import reconcile
from extractor.reconcile.assign import assign
from extractor.reconcile.verdict import Rank, Trial

C, U, X = Verdict.CONFIRMED, Verdict.UNVERIFIED, Verdict.CONTRADICTED
LIST = "Kent Police:\n1 x Theft\n1 x Theft\n1 x Theft of a van\nEssex Police:\n1 x Theft\n1 x Arson\n"


def line(force: str, offence: str) -> tuple[str, dict[str, object]]:
    """A planted breakdown line."""
    return "1 x", {
        "value": 1,
        "measure": "arrests",
        "force": force,
        "offence": offence,
        "heading": f"{force}:",
    }


@pytest.fixture
def lines(plant):
    """The mentions of LIST."""
    return plant(
        LIST,
        line("Kent Police", "Theft"),
        line("Kent Police", "Theft"),
        line("Kent Police", "Theft of a van"),
        line("Essex Police", "Theft"),
        line("Essex Police", "Arson"),
    )


@pytest.mark.parametrize("order", list(permutations(range(5)))[::7])
def test_repeated_quotes_find_their_own_lines_in_any_order(lines, claim, order):
    """The same quote under several headings goes to the line whose heading and offence it claims."""
    facts = [
        claim("arrests", 1, "1 x Theft", force="Kent Police", offence="Theft"),
        claim("arrests", 1, "1 x Theft", force="Kent Police", offence="Theft"),
        claim("arrests", 1, "1 x Theft of a van", force="Kent Police", offence="Theft of a van"),
        claim("arrests", 1, "1 x Theft", force="Essex Police", offence="Theft"),
        claim("arrests", 1, "1 x Arson", force="Essex Police", offence="Arson"),
    ]
    outcome = reconcile(LIST, lines, [facts[index] for index in order])
    assert {fact.verdict for fact in outcome.facts} == {C}
    assert len({fact.number_start for fact in outcome.facts}) == 5
    assert outcome.missed == ()


def test_a_fact_told_twice_is_contradicted(lines, claim):
    """When every number that could bear it is taken, a further telling of the same fact is told twice."""
    arson = claim("arrests", 1, "1 x Arson", force="Essex Police", offence="Arson")
    first, second = reconcile(LIST, lines, [arson, arson]).facts
    assert first.verdict is C
    assert (second.verdict, second.failed_test, second.flags) == (X, FailedTest.MEASURE, (Flag.DUPLICATE,))
    assert "told twice" in second.reason


def test_one_number_may_bear_two_measures(plant, claim):
    """Twelve people "arrested and charged" are two facts."""
    text = "In all 12 people were arrested and charged."
    mentions = plant(text, ("12", {"measure": "arrests", "also": ["charges"]}))
    facts = [claim(measure, 12, text) for measure in ("arrests", "charges", "arrests")]
    assert [fact.verdict for fact in reconcile(text, mentions, facts).facts] == [C, C, X]


def test_a_confirmed_fact_comes_before_an_open_one(plant, claim):
    """A fact that the text leaves open never takes the number of one that it confirms."""
    text = "Kent Police made 7 arrests."
    mentions = plant(text, ("7", {"measure": "arrests", "force": "Kent Police"}))
    vague = claim("arrests", 7, text, place="Kent")
    right = claim("arrests", 7, text, force="Kent Police")
    assert [fact.verdict for fact in reconcile(text, mentions, [vague, right]).facts] == [X, C]


def trial(rank: Rank, mention: int) -> Trial:
    """A trial on a mention."""
    return Trial(rank, (0, 1), mention)


ANY = Fact.from_mapping({"measure": "arrests", "value": 1, "quote": "one"})


@given(
    st.lists(
        st.dictionaries(
            st.integers(0, 4), st.sampled_from([Rank.EXACT, Rank.HOLDS, Rank.OPEN, Rank.VALUE]), max_size=4
        ),
        max_size=5,
    )
)
@example([{0: Rank.EXACT, 1: Rank.HOLDS}, {0: Rank.EXACT}])
@example([{0: Rank.EXACT, 1: Rank.HOLDS}, {0: Rank.EXACT, 1: Rank.OPEN}, {1: Rank.HOLDS, 2: Rank.OPEN}])
def test_as_many_facts_as_possible_are_confirmed(choices):
    """No other way to hand out the numbers confirms more, and no number is handed out twice."""
    trials = [
        sorted((trial(rank, at) for at, rank in row.items()), key=lambda one: one.rank) for row in choices
    ]
    seats = assign([ANY] * len(trials), trials)
    taken = [seat.mention for seat in seats.values()]
    assert len(set(taken)) == len(taken)
    assert all(seat in trials[fact] and seat.rank <= Rank.OPEN for fact, seat in seats.items())
    assert sum(seat.rank <= Rank.HOLDS for seat in seats.values()) == most_confirmed(choices)


def most_confirmed(choices: list[dict[int, Rank]]) -> int:
    """The largest number of facts that can be confirmed, by trying every way."""

    def search(rest: list[dict[int, Rank]], used: frozenset[int]) -> int:
        if not rest:
            return 0
        free = [at for at, rank in rest[0].items() if rank <= Rank.HOLDS and at not in used]
        return max([search(rest[1:], used)] + [1 + search(rest[1:], used | {at}) for at in free])

    return search(choices, frozenset())


def test_the_outcome_is_the_same_every_time(lines, claim):
    """Equal facts compete in the order given, and nothing depends on chance."""
    facts = [claim("arrests", 1, "1 x Theft", force="Kent Police", offence="Theft")] * 3
    outcomes = [reconcile(LIST, lines, facts) for _ in range(3)]
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert [fact.verdict for fact in outcomes[0].facts] == [C, C, U]


def test_hundreds_of_equal_facts_are_fast():
    """Four hundred facts over three hundred lines that could each bear any of them take no second."""
    trials = [[trial(Rank.EXACT, at) for at in range(300)]] * 400
    begin = time.process_time()
    seats = assign([ANY] * 400, trials)
    assert len(seats) == 300
    assert time.process_time() - begin < 2


def test_measures_are_seats_of_their_own():
    """Facts of different measures never compete for one number."""
    charges = Fact.from_mapping({"measure": "charges", "value": 1, "quote": "one"})
    seats = assign([ANY, charges], [[trial(Rank.EXACT, 0)], [trial(Rank.EXACT, 0)]])
    assert sorted(seats) == [0, 1]
    assert charges.measure is Measure.CHARGES
