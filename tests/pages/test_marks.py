"""Where figures stand in a text: one home for terminal, report and review page."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.fact import CheckedFact, Fact, Measure, Verdict
from extractor.mention import Mention, Role
from extractor.pages.marks import SIGNS, Mark, marks, segments
from extractor.pages.visible import visible
from extractor.run import Fate, LedgerEntry

TEXT = "Officers made 14 arrests on 3 May, among them 12 men, and seized £300."


def checked(verdict, number=None, quote=None):
    first, last = number or (None, None)
    start, end = quote or (None, None)
    return CheckedFact(
        Fact(Measure.ARRESTS, Decimal(1), "q"),
        verdict,
        start=start,
        end=end,
        number_start=first,
        number_end=last,
    )


def entry(start, end, role=Role.DATE):
    return LedgerEntry(Mention(start, end, TEXT[start:end], Decimal(1), role=role), Fate.NO_RESULT)


CONFIRMED, CONTRADICTED = Verdict.CONFIRMED, Verdict.CONTRADICTED

CASES = {
    "none": ([], [], []),
    "one number": ([checked(CONFIRMED, (14, 16))], [], [Mark(14, 16, (0,), (CONFIRMED,))]),
    "two facts on one number": (
        [checked(CONTRADICTED, (14, 16)), checked(CONFIRMED, (14, 16))],
        [],
        [Mark(14, 16, (0, 1), (CONTRADICTED, CONFIRMED))],
    ),
    "overlapping numbers share a mark, in the order of the facts": (
        [checked(CONFIRMED, (15, 20)), checked(CONTRADICTED, (14, 16))],
        [],
        [Mark(14, 20, (0, 1), (CONFIRMED, CONTRADICTED))],
    ),
    "neighbours do not": (
        [checked(CONFIRMED, (16, 20)), checked(CONFIRMED, (14, 16))],
        [],
        [Mark(14, 16, (1,), (CONFIRMED,)), Mark(16, 20, (0,), (CONFIRMED,))],
    ),
    "a quote without its number is marked at its end": (
        [checked(CONTRADICTED, quote=(14, 24))],
        [],
        [Mark(24, 24, (0,), (CONTRADICTED,))],
    ),
    "two such quotes share a mark": (
        [checked(CONTRADICTED, quote=(14, 24)), checked(CONTRADICTED, quote=(20, 24))],
        [],
        [Mark(24, 24, (0, 1), (CONTRADICTED, CONTRADICTED))],
    ),
    "a quote that is not there has no mark": ([checked(Verdict.UNSUPPORTED)], [], []),
    "numbers that are no result, where no fact rests on them": (
        [checked(CONFIRMED, (14, 16))],
        [entry(14, 16, Role.RESULT), entry(28, 33)],
        [Mark(14, 16, (0,), (CONFIRMED,)), Mark(28, 33, role=Role.DATE)],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_figure_is_marked_where_it_stands(case):
    """In text order, whatever order the facts come in."""
    facts, ledger, expected = CASES[case]
    assert list(marks(facts, ledger, roles=True)) == expected


def test_numbers_that_are_no_result_are_marked_on_request_only():
    """The default marks figures alone."""
    assert marks([], [entry(28, 33)]) == ()


spans = st.tuples(st.integers(0, 40), st.integers(1, 8)).map(lambda one: (one[0], one[0] + one[1]))
some_facts = st.lists(st.tuples(st.sampled_from(list(Verdict)), spans | st.none(), spans | st.none()))
some_numbers = st.lists(st.integers(0, 49), unique=True).map(
    lambda ends: [entry(*pair) for pair in pairwise(sorted(ends))][::2]
)


@given(st.text(min_size=50), some_facts, some_numbers)
def test_marks_never_overlap_and_the_pieces_are_the_text(text, claimed, numbers):
    """Every fact with a place is in exactly one mark; no character is lost, doubled or moved."""
    facts = [checked(verdict, number, quote) for verdict, number, quote in claimed]
    found = marks(facts, numbers, roles=True)
    assert all(one.end <= two.start for one, two in pairwise(found))
    placed = [position for mark in found for position in mark.facts]
    expected = [at for at, fact in enumerate(facts) if fact.number_end is not None or fact.end is not None]
    assert sorted(placed) == expected
    pieces = list(segments(text, found))
    assert "".join(piece.text for piece in pieces) == text
    assert tuple(piece.mark for piece in pieces if piece.mark) == found
    for mark in found:
        assert [facts[position].verdict for position in mark.facts] == list(mark.verdicts)


def test_every_verdict_has_a_sign_of_its_own():
    """Nobody has to see a colour."""
    assert list(SIGNS) == list(Verdict)
    assert len(set(SIGNS.values())) == len(Verdict)


@given(st.text())
def test_visible_text_steers_nothing_and_keeps_its_length(text):
    """No control character but tab and line feed, no override of direction, no lone surrogate."""
    shown = visible(text)
    assert len(shown) == len(text)
    steering = {chr(code) for code in (*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F))}
    assert not steering & set(shown)
    assert shown.encode().decode() == shown
