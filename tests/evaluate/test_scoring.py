"""Tallies worked out by hand."""

from __future__ import annotations

import pytest

from extractor.evaluate.alignment import Level
from extractor.evaluate.scoring import Column, rate_of, score_document
from extractor.evaluate.tally import Tally
from extractor.run import ReportHeader

A12 = ("arrests", 12)
A21 = ("arrests", 21)
A38 = ("arrests", 38)
A30_OVER = ("arrests", 30, "more_than")
W12 = ("warrants", 12)
CASH = ("cash", 40000, "more_than", {"unit": "GBP"})
CASH_EXACT = ("cash", 40000, "exact", {"unit": "GBP"})
CASH_DOLLARS = ("cash", 40000, "more_than", {"unit": "USD"})
KENT21 = ("arrests", 21, "exact", {"force": "Kent Police"})
KENT12 = ("arrests", 12, "exact", {"force": "Kent Police"})
SURREY21 = ("arrests", 21, "exact", {"force": "Surrey Police"})
SURREY12 = ("arrests", 12, "exact", {"force": "Surrey Police"})
LAST_MONTH = ("arrests", 27, "exact", {"period": "previous"})
LAST_MONTH_NOW = ("arrests", 27)
HEROIN = ("drugs", 2, "exact", {"unit": "kg", "item": "heroin"})
CANNABIS = ("drugs", 5, "exact", {"unit": "kg", "item": "cannabis"})
HEROIN_GRAMS = ("drugs", 2000, "exact", {"unit": "g", "item": "heroin"})
HEROIN_5 = ("drugs", 5, "exact", {"unit": "kg", "item": "heroin"})
CANNABIS_2 = ("drugs", 2, "exact", {"unit": "kg", "item": "cannabis"})
BOYS = ("arrests", 6)

# name: (required gold, optional gold, claims, headline tally, breakdown tally); tallies are COR INC MIS SPU
CASES = {
    "all right": ([A12, W12], [], [A12, W12], (2, 0, 0, 0), (0, 0, 0, 0)),
    "wrong value": ([A12], [], [A21], (0, 1, 0, 0), (0, 0, 0, 0)),
    "spurious": ([A12], [], [A12, W12], (1, 0, 0, 1), (0, 0, 0, 0)),
    "missed": ([A12, W12], [], [A12], (1, 0, 1, 0), (0, 0, 0, 0)),
    "duplicate": ([A12], [], [A12, A12], (1, 0, 0, 1), (0, 0, 0, 0)),
    "wrong force: number right, attribute wrong": ([KENT21], [], [SURREY21], (0, 0, 0, 0), (1, 0, 0, 0)),
    "forces swapped: the key decides, not the number": (
        [KENT21, SURREY12], [], [KENT12, SURREY21], (0, 0, 0, 0), (0, 2, 0, 0),
    ),
    "part told as total while the total is there": (
        [A38, KENT12], [], [A38, A12], (1, 0, 0, 0), (1, 0, 0, 0),
    ),
    "part told instead of the total": ([A38, KENT12], [], [A12], (0, 1, 0, 0), (0, 0, 1, 0)),
    "previous told as current": ([LAST_MONTH], [], [LAST_MONTH_NOW], (0, 0, 0, 0), (1, 0, 0, 0)),
    "optional met": ([A38], [BOYS], [A38, BOYS], (1, 0, 0, 0), (0, 0, 0, 0)),
    "optional unmet": ([A38], [BOYS], [A38], (1, 0, 0, 0), (0, 0, 0, 0)),
    "optional met, required missed": ([A38], [A30_OVER], [A30_OVER], (0, 0, 1, 0), (0, 0, 0, 0)),
    "optional met once, told twice": ([A38], [BOYS], [A38, BOYS, BOYS], (1, 0, 0, 1), (0, 0, 0, 0)),
    "restatement in gold": ([A38], [A30_OVER], [A38, A30_OVER], (1, 0, 0, 0), (0, 0, 0, 0)),
    "restatement that gold does not have": ([A38], [], [A38, A30_OVER], (1, 0, 0, 1), (0, 0, 0, 0)),
    "empty gold, empty answer": ([], [], [], (0, 0, 0, 0), (0, 0, 0, 0)),
    "empty gold, full answer": ([], [], [A12, KENT21], (0, 0, 0, 1), (0, 0, 0, 1)),
    "full gold, empty answer": ([A12, KENT21], [], [], (0, 0, 1, 0), (0, 0, 1, 0)),
    "qualifier lost": ([CASH], [], [CASH_EXACT], (0, 1, 0, 0), (0, 0, 0, 0)),
    "qualifier of another telling": ([CASH], [CASH_EXACT], [CASH_EXACT], (1, 0, 0, 0), (0, 0, 0, 0)),
    "wrong unit": ([CASH], [], [CASH_DOLLARS], (0, 1, 0, 0), (0, 0, 0, 0)),
    "the same mass in grams": ([HEROIN], [], [HEROIN_GRAMS], (1, 0, 0, 0), (0, 0, 0, 0)),
    "items told apart": ([HEROIN, CANNABIS], [], [CANNABIS, HEROIN], (2, 0, 0, 0), (0, 0, 0, 0)),
    "items swapped": ([HEROIN, CANNABIS], [], [HEROIN_5, CANNABIS_2], (0, 2, 0, 0), (0, 0, 0, 0)),
}  # fmt: skip


def build(fact, row):
    measure, value, *rest = row
    qualifier = rest[0] if rest else "exact"
    return fact(measure, value, qualifier, **(rest[1] if len(rest) > 1 else {}))


@pytest.mark.parametrize("name", CASES)
def test_a_tally_is_what_a_person_counts(name, fact, gold):
    """Every kind of mistake is counted as the guide says, in headline and breakdown."""
    required, optional, claims, headline, breakdown = CASES[name]
    document = gold(tuple(build(fact, row) for row in required), tuple(build(fact, row) for row in optional))
    score = score_document(document, [build(fact, row) for row in claims])
    assert score.tally(headline=True) == Tally(*headline)
    assert score.tally(headline=False) == Tally(*breakdown)
    assert score.tally() == Tally(*headline) + Tally(*breakdown)


@pytest.mark.parametrize(
    ("gold_row", "claim_row"),
    [
        (("cash", 40000, "exact", {"unit": "GBP"}), ("cash", 400000, "exact", {"unit": "GBP"})),
        (("cash", 1200000, "exact", {"unit": "GBP"}), ("cash", 1200000000, "exact", {"unit": "GBP"})),
        (("drugs", "1.2", "exact", {"unit": "kg"}), ("drugs", 12, "exact", {"unit": "kg"})),
        (("arrests", 179), ("arrests", 180)),
        (("arrests", 20, "exact", {"value_max": "30"}), ("arrests", 20)),
    ],
    ids=[
        "ANLS: 40,000 for 400,000",
        "VRDU: 1.2m for 1.2bn",
        "GRIT: 1.2 for 12",
        "off by one",
        "range for number",
    ],
)
def test_a_number_is_equal_or_wrong(gold_row, claim_row, fact, gold):
    """No tolerance, no edit distance, no stripped punctuation: near is wrong, in precision and in recall."""
    score = score_document(gold((build(fact, gold_row),)), [build(fact, claim_row)])
    assert score.tally() == Tally(incorrect=1)
    assert score.tally().precision == score.tally().recall == 0.0


def test_a_wrong_value_hurts_more_than_a_missing_one(fact, gold):
    """ExtractBench counts a wrong value as a miss alone; here it costs precision as well."""
    document = gold((fact("arrests", 12), fact("warrants", 3)))
    wrong = score_document(document, [fact("arrests", 12), fact("warrants", 4)]).tally()
    missing = score_document(document, [fact("arrests", 12)]).tally()
    assert (wrong.precision, wrong.recall) == (0.5, 0.5)
    assert (missing.precision, missing.recall) == (1.0, 0.5)
    assert wrong.f1 < missing.f1


def test_a_failed_document_has_all_its_gold_missed(fact, gold):
    """No document is dropped, and what a failed one claims counts for nothing."""
    failed = score_document(
        gold((fact("arrests", 12), fact("warrants", 3))), [fact("arrests", 12)], failed="timeout"
    )
    good = score_document(gold((fact("arrests", 5),), name="good"), [fact("arrests", 5)])
    column = Column("model", (failed, good))
    assert column.tally() == Tally(correct=1, missing=2)
    assert column.exact_documents() == 1


def test_a_failed_document_without_gold_is_not_exact(gold):
    """A document that could not be read is not counted as perfectly empty."""
    assert Column("model", (score_document(gold(), [], failed="empty"),)).exact_documents() == 0


def test_levels_grow_stricter(fact, gold):
    """Number, number with qualifier, and the whole statement are counted apart."""
    document = gold((fact("arrests", 21, "more_than", force="Kent Police"),))
    score = score_document(document, [fact("arrests", 21)])
    assert score.tally(Level.NUMBER) == Tally(correct=1)
    assert score.tally(Level.JOINT) == Tally(incorrect=1)
    told = score_document(document, [fact("arrests", 21, "more_than")])
    assert told.tally(Level.JOINT) == Tally(correct=1)
    assert told.tally(Level.STATEMENT) == Tally(incorrect=1)


def test_attributes_are_counted_where_the_number_is_right(fact, gold):
    """Force, place, offence and period are slots of correct facts; empty on both sides earns nothing."""
    document = gold(
        (
            fact("arrests", 21, force="Kent Police"),
            fact("arrests", 9, place="Dover"),
            fact("arrests", 4, offence="theft"),
            fact("warrants", 7),
        )
    )
    claims = [
        fact("arrests", 21, force="Surrey Police"),
        fact("arrests", 9),
        fact("arrests", 4, offence="Theft", place="Dover"),
        fact("warrants", 8),
    ]
    column = Column("model", (score_document(document, claims),))
    assert column.attribute("force") == [Tally(incorrect=1)]
    assert column.attribute("place") == [Tally(missing=1, spurious=1)]
    assert column.attribute("offence") == [Tally(correct=1)]
    assert column.attribute("period") == [Tally(correct=3)]


def test_forces_agree_under_any_of_their_names(fact, gold):
    """Names resolve through the vocabulary before they are compared."""
    document = gold((fact("arrests", 3, force="Metropolitan Police"),))
    score = score_document(document, [fact("arrests", 3, force="the Met")])
    assert score.tally(Level.STATEMENT) == Tally(correct=1)


def test_fields_of_the_report_are_counted_once_each(gold):
    """Names are sets; a date is right or wrong; what is empty on both sides earns nothing."""
    header = ReportHeader("operation", ("Larch",), ("Kent Police", "Surrey Police"), (), "2021-03-04", None)
    claimed = ReportHeader("operation", ("Larch", "Oak"), ("Kent Police",), (), "2021-04-03", "2021-04-03")
    column = Column("model", (score_document(gold(header=header), [], claimed),))
    assert column.field("report_type") == [Tally(correct=1)]
    assert column.field("operation_names") == [Tally(correct=1, spurious=1)]
    assert column.field("forces") == [Tally(correct=1, missing=1)]
    assert column.field("places") == [Tally()]
    assert column.field("start_date") == [Tally(incorrect=1)]
    assert column.field("end_date") == [Tally(spurious=1)]


def test_a_reader_without_a_header_is_not_scored_on_it(gold):
    """The number reader says nothing about names and dates, and loses nothing by it."""
    document = gold(header=ReportHeader("operation", ("Larch",)))
    assert Column("reader", (score_document(document, []),)).field("operation_names") == [Tally()]


def test_measures_of_muc(fact, gold):
    """Under- and over-generation and the correction rate stand beside precision and recall."""
    counted = Tally(correct=6, incorrect=1, missing=3, spurious=2)
    assert (counted.precision, counted.recall) == (6 / 9, 6 / 10)
    assert counted.f1 == pytest.approx(2 * (6 / 9) * (6 / 10) / (6 / 9 + 6 / 10))
    assert rate_of("undergeneration", [counted]).value == 3 / 10
    assert rate_of("overgeneration", [counted]).value == 2 / 9
    assert rate_of("correction_rate", [counted]).value == 6 / 12


def test_nothing_of_nothing_is_no_rate():
    """An empty table has no precision, rather than a perfect one."""
    empty = Tally()
    assert (empty.precision, empty.recall, empty.f1) == (None, None, None)
    assert rate_of("correction_rate", [empty]).value is None
