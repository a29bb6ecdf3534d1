"""The facts of overlapping pieces as the facts of one document."""

from dataclasses import replace
from decimal import Decimal

import pytest

from extractor.fact import Fact, Measure
from extractor.pipeline.merge import PieceFacts, merge_facts, merge_headers
from extractor.run import ReportHeader

TEXT = "In Dover 12 arrests were made. Across the county 30 arrests were made. In Deal 12 arrests were made."
MIDDLE = TEXT.index("Across")
FIRST, SECOND, WHOLE = (0, TEXT.index(" In Deal")), (MIDDLE, len(TEXT)), (0, len(TEXT))


def fact(value, quote, **scope):
    return Fact(Measure.ARRESTS, Decimal(value), quote, **scope)


DOVER, ALL, DEAL = fact(12, "12 arrests"), fact(30, "30 arrests"), fact(12, "12 arrests")

CASES = {
    "one piece is left as it is": ([(WHOLE, [DOVER, ALL])], [DOVER, ALL]),
    "the overlap is told by both": ([(FIRST, [DOVER, ALL]), (SECOND, [ALL, DEAL])], [DOVER, ALL, DEAL]),
    "with a longer quote": (
        [(FIRST, [ALL]), (SECOND, [fact(30, "Across the county 30 arrests")])],
        [ALL],
    ),
    "the same words at another place": ([(FIRST, [DOVER]), (SECOND, [DEAL])], [DOVER, DEAL]),
    "another number of the same words": (
        [(FIRST, [ALL]), (SECOND, [fact(31, "30 arrests")])],
        [ALL, fact(31, "30 arrests")],
    ),
    "told twice by one, which is for reconciliation to judge": ([(FIRST, [ALL, ALL])], [ALL, ALL]),
    "told twice by each": ([(FIRST, [ALL, ALL]), (SECOND, [ALL, ALL])], [ALL, ALL]),
    "the same invented words": (
        [(FIRST, [fact(9, "nine were held")]), (SECOND, [fact(9, "nine were held")])],
        [fact(9, "nine were held")],
    ),
    "other invented words": (
        [(FIRST, [fact(9, "nine were held")]), (SECOND, [fact(9, "they held nine")])],
        [fact(9, "nine were held"), fact(9, "they held nine")],
    ),
    "invented in one, real in the other": (
        [(FIRST, [fact(30, "thirty were held")]), (SECOND, [ALL])],
        [fact(30, "thirty were held"), ALL],
    ),
    "no facts": ([(FIRST, []), (SECOND, [])], []),
    "no pieces": ([], []),
}  # fmt: skip


@pytest.mark.parametrize(("pieces", "merged"), CASES.values(), ids=CASES)
def test_a_figure_read_from_the_same_words_by_two_pieces_is_one_fact(pieces, merged):
    """Measure, number and unit agree and the quotes stand on overlapping words: once; else each stays."""
    assert merge_facts(TEXT, [PieceFacts(span, tuple(facts)) for span, facts in pieces]) == tuple(merged)


def test_a_telling_meets_the_one_whose_limits_agree():
    """Two figures on one long quote, each limited to its town, are met by their own second telling."""
    text = "In all 2 arrests in Dover and 2 arrests in Deal were made."
    quote = text[7:-1]
    dover, deal = fact(2, quote, place="Dover"), fact(2, quote, place="Deal")
    pieces = [PieceFacts((0, len(text)), (dover, deal)), PieceFacts((0, len(text)), (deal, dover))]
    assert merge_facts(text, pieces) == (dover, deal)


def test_headers_give_every_name_once_and_the_first_word_for_the_rest():
    """Lists are united in order; dates and the type come from the first piece that has them."""
    first = ReportHeader("operation", ("Handel",), ("Kent Police",), ("Dover",), None, None, "2026-05-04")
    second = ReportHeader("other", ("Handel", "Bach"), ("Kent Police",), ("Deal",), "2026-05-03", None, None)
    merged = merge_headers([first, second])
    assert merged == replace(
        first, operation_names=("Handel", "Bach"), places=("Dover", "Deal"), start_date="2026-05-03"
    )


def test_without_pieces_there_is_an_empty_header():
    """A document whose every piece failed says nothing of the operation."""
    assert merge_headers([]) == ReportHeader()
