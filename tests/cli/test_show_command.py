"""`extractor show`: one document with its figures marked, the ledger and the findings beneath."""

from dataclasses import replace

import pytest

from extractor.cli.show import marked_text
from extractor.decision import Action
from extractor.fact import CheckedFact, Fact, Measure, Qualifier, Verdict
from extractor.pages.marks import marks
from extractor.store import Store

NAMES = ["reports/dover.txt", "dover.txt", "dover"]


@pytest.mark.parametrize("name", ["reports/dover.txt", "dover.txt"])
def test_a_document_answers_to_its_name_and_to_the_end_of_it(extractor, stored, name):
    """Nobody types a whole path."""
    assert "14✓ arrests" in extractor("show", name).stdout


def test_figures_carry_the_sign_of_their_verdict(extractor, stored):
    """Signs stand behind the numbers, so colours are not needed; a legend says what they mean."""
    out = extractor("show", "dover.txt").stdout
    assert "14✓ arrests" in out
    assert "£2,500✗" in out, "claimed as exact, told as more than"
    assert "two+ knives" in out, "a result that no claim covers"
    for verdict in Verdict:
        assert f" {verdict}" in out


def test_the_proof_stands_beneath(extractor, stored):
    """Facts with their reasons, and the ledger with every number."""
    out = extractor("show", "dover.txt").stdout
    for title in ("Facts", "Ledger"):
        assert title in out
    assert "! unsupported" in out
    ledger = out[out.index("Ledger") :]
    for number in ("Thirty", "3", "14", "£2,500", "two", "101"):
        assert number in ledger


def test_a_failed_document_tells_why(extractor, stored):
    """Its reason is what there is to show."""
    result = extractor("show", "blank.txt")
    assert result.exit_code == 0
    assert "failed (empty): The file is empty." in result.stdout


def test_an_unknown_document_is_an_error_of_input(extractor, stored):
    """Exit code 3, and what to type to find it."""
    result = extractor("show", "nowhere.txt")
    assert result.exit_code == 3
    assert "'nowhere.txt'" in result.stderr


def test_hostile_text_is_shown_and_not_obeyed(extractor, stored):
    """Escape sequences become visible signs, markup stays text."""
    out = extractor("show", "dover.txt").stdout
    assert "\x1b" not in out
    assert "␛[31mabout [bold]the yard[/bold]␛[0m" in out


def test_numbers_that_are_no_result_are_marked_on_request(extractor, stored):
    """With --roles a date and a telephone number say what they are; without, they stay plain."""
    out = extractor("show", "dover.txt", "--roles").stdout
    assert "[date]" in out
    assert "14✓ arrests" in out
    assert "[date]" not in extractor("show", "dover.txt").stdout


def test_decisions_are_shown_where_there_are(extractor, stored):
    """Who said what of which figure, and why; without a decision there is no such table."""
    assert "Decisions" not in extractor("show", "dover.txt").stdout
    with Store.open(stored) as store:
        first, second, *_ = store.load_result("dover.txt").fact_ids
        store.decide(first, Action.REJECTED, decided_by="Ann", reason="a \x1b[31mtypo")
        right = replace(store.load_result("dover.txt").facts[1].fact, qualifier=Qualifier.MORE_THAN)
        store.decide(second, Action.CORRECTED, decided_by="Ben", correction=right)
    out = extractor("show", "dover.txt").stdout
    told = [line.split() for line in out[out.index("Decisions") :].splitlines()]
    assert told[4][:5] == ["1", "arrests", "14", "rejected", "Ann"]
    assert "a ␛[31mtypo" in out
    assert "2 cash 2,500 GBP corrected cash more than 2,500 GBP Ben" in " ".join(told[5])


def checked(verdict, start, end, *, number=None):
    fact = Fact(Measure.ARRESTS, 1, "q")
    first, last = number or (None, None)
    return CheckedFact(fact, verdict, start=start, end=end, number_start=first, number_end=last)


MARKED = [
    ("no facts", "a 12 b", [], "a 12 b"),
    (
        "two facts on one number",
        "a 12 b",
        [(Verdict.CONFIRMED, (2, 4)), (Verdict.CONTRADICTED, (2, 4))],
        "a 12✓✗ b",
    ),
    ("in text order", "12 34", [(Verdict.MISSED, (3, 5)), (Verdict.CONFIRMED, (0, 2))], "12✓ 34+"),
    ("at the end", "a 12", [(Verdict.UNVERIFIED, (2, 4))], "a 12?"),
]


@pytest.mark.parametrize(
    ("text", "facts", "shown"), [case[1:] for case in MARKED], ids=[case[0] for case in MARKED]
)
def test_marks_stand_behind_the_numbers(text, facts, shown):
    """Wherever the number stands, and however many facts rest on it."""
    found = [checked(verdict, *span, number=span) for verdict, span in facts]
    assert marked_text(text, marks(found)).plain == shown


def test_a_fact_without_its_number_marks_the_end_of_its_quote():
    """The quote holds, the number in it is another one."""
    found = [checked(Verdict.CONTRADICTED, 0, 10), checked(Verdict.CONFIRMED, 0, 10, number=(0, 2))]
    assert marked_text("14 arrests in all", marks(found)).plain == "14✓ arrests✗ in all"
