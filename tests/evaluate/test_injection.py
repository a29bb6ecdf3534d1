"""Errors put in on purpose: each is really false, each kind is made as it says, and the counts add up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from extractor.evaluate.gold import load_documents
from extractor.evaluate.inject import inject
from extractor.evaluate.injection_report import injection_figures, injection_tables
from extractor.evaluate.readings import read_alone
from extractor.evaluate.sameness import known_to, same_figure
from extractor.evaluate.spoil_source import Source
from extractor.evaluate.spoils import SPOILERS, Group, Kind
from extractor.fact import Fact, Measure, Period, Qualifier, Verdict
from extractor.numbers import read_numbers
from extractor.reconcile import find_quote
from extractor.reconcile.quotes import FoldedText

SEEDS = Path(__file__).parents[2] / "seeds"

TEXT = """Police in Kent and Surrey made 179 arrests over the week.

Kent Police – 120 arrests
Surrey Police – 59 arrests

Officers executed 42 warrants and seized more than £40,000 in cash and 2kg of heroin.
Last month the same teams made 27 arrests."""


@pytest.fixture
def source(fact, gold):
    """One document with a total, its parts, money, a mass, and an earlier count."""
    facts = {
        "total": fact("arrests", 179, quote="made 179 arrests"),
        "kent": fact("arrests", 120, force="Kent Police", quote="Kent Police – 120 arrests"),
        "surrey": fact("arrests", 59, force="Surrey Police", quote="Surrey Police – 59 arrests"),
        "warrants": fact("warrants", 42, quote="executed 42 warrants"),
        "cash": fact("cash", 40000, "more_than", unit="GBP", quote="seized more than £40,000 in cash"),
        "heroin": fact("drugs", 2, unit="kg", item="heroin", quote="2kg of heroin"),
        "past": fact("arrests", 27, period="previous", quote="made 27 arrests"),
    }
    document = gold(tuple(facts.values()), (fact("arrests", 178, quote="178"),), text=TEXT)
    foreign = (fact("arrests", 5, quote="five people were detained in Deal"),)

    def of(name: str) -> Source:
        return Source(document, facts[name], read_numbers(TEXT), FoldedText(TEXT), foreign)

    return of


def made(source: Source, kind: Kind) -> list[Fact]:
    return list(SPOILERS[kind][1](source))


def values(facts: list[Fact]) -> set[Decimal]:
    return {each.value for each in facts}


def test_one_less_is_left_out_where_gold_tells_it(source):
    """179 becomes 180, not 178, because gold tells of 178 as well."""
    assert values(made(source("total"), Kind.OFF_BY_ONE)) == {Decimal(180)}


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (Kind.TIMES_TEN, {"1790"}),
        (Kind.DIVIDED_BY_TEN, {"17.9"}),
        (Kind.DIGITS_SWAPPED, {"719", "197"}),
        (Kind.ANOTHER_NUMBER, {"120", "59", "42", "40000", "2", "27"}),
    ],
)
def test_values_are_spoiled_as_the_kind_says(kind, told, source):
    """The quote stays, and the value is one that gold does not tell."""
    spoiled = made(source("total"), kind)
    assert values(spoiled) == set(map(Decimal, told))
    assert {each.quote for each in spoiled} == {"made 179 arrests"}


def test_an_altered_quote_says_the_wrong_value(source):
    """The number in the quote is rewritten, and the quote stands nowhere in the text."""
    spoiled = made(source("total"), Kind.QUOTE_ALTERED)
    assert {each.quote for each in spoiled} >= {"made 180 arrests", "made 197 arrests", "made 1,790 arrests"}
    assert all(not find_quote(TEXT, each.quote) for each in spoiled)


@pytest.mark.parametrize("kind", [Kind.QUOTE_INVENTED, Kind.QUOTE_FROM_ELSEWHERE])
def test_a_foreign_quote_rests_under_the_right_figure(kind, source):
    """Value and measure stay; the words stand nowhere in the text."""
    spoiled = made(source("total"), kind)
    assert spoiled
    assert all(replace(each, quote="") == replace(source("total").fact, quote="") for each in spoiled)
    assert all(not find_quote(TEXT, each.quote) for each in spoiled)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("cash", {"USD", "EUR", "AUD", "NZD"}), ("heroin", {"g", "mg", "tonne", "oz", "lb"}), ("total", set())],
)
def test_units_are_taken_from_the_same_family(name, wrong, source):
    """Pounds become dollars and kilograms grams; a count has no unit to mistake."""
    assert {each.unit for each in made(source(name), Kind.WRONG_UNIT)} == wrong


def test_qualifiers_are_lost_added_and_turned(source):
    """An exact number gains a hedge; a hedged one loses or changes its own."""
    assert {each.qualifier for each in made(source("cash"), Kind.QUALIFIER_LOST)} == {Qualifier.EXACT}
    assert len(made(source("cash"), Kind.QUALIFIER_TURNED)) == 4
    assert made(source("cash"), Kind.QUALIFIER_ADDED) == []
    assert len(made(source("total"), Kind.QUALIFIER_ADDED)) == 5
    assert made(source("total"), Kind.QUALIFIER_LOST) == []


def test_a_measure_is_mistaken_for_its_like(source):
    """Arrests become charges, never kilograms; another figure lends its number and its quote."""
    wrong = {each.measure for each in made(source("total"), Kind.WRONG_MEASURE)}
    assert Measure.CHARGES in wrong
    assert not wrong & {Measure.ARRESTS, Measure.DRUGS, Measure.CASH}
    [borrowed] = made(source("total"), Kind.ANOTHER_FIGURE)
    assert (borrowed.measure, borrowed.value, borrowed.quote) == (Measure.ARRESTS, 42, "executed 42 warrants")


def test_scopes_are_wrong_added_and_dropped(source):
    """Kent's arrests become Surrey's or everybody's; the total is not given a force of its own paragraph."""
    assert [each.force for each in made(source("kent"), Kind.WRONG_SCOPE)] == ["Surrey Police"]
    assert [each.force for each in made(source("kent"), Kind.PART_AS_TOTAL)] == [None]
    assert {each.force for each in made(source("warrants"), Kind.SCOPE_ADDED)} == {
        "Kent Police",
        "Surrey Police",
    }
    assert made(source("warrants"), Kind.WRONG_SCOPE) == made(source("warrants"), Kind.PART_AS_TOTAL) == []


def test_a_scope_in_the_same_paragraph_is_not_added(fact, gold):
    """Where the words beside the figure name the place, saying so may be true."""
    text = "In Deal police made 9 arrests.\n\nIn Dover they made 4 arrests."
    facts = (fact("arrests", 9, quote="made 9 arrests"), fact("arrests", 4, place="Deal", quote="4 arrests"))
    document = gold(facts, (fact("arrests", 4, place="Dover", quote="4 arrests"),), text=text)
    added = made(Source(document, facts[0], (), FoldedText(document.document.text), ()), Kind.SCOPE_ADDED)
    assert [each.place for each in added] == ["Dover"]


def test_the_same_offence_in_other_words_is_no_other_scope(fact, gold):
    """Small words and order make no other offence."""
    facts = (
        fact("arrests", 1, offence="possession of a knife", quote="1 x possession of a knife"),
        fact("arrests", 2, offence="Possession knife", quote="2 x Possession knife"),
    )
    document = gold(facts, text="1 x possession of a knife\n2 x Possession knife")
    assert (
        made(Source(document, facts[0], (), FoldedText(document.document.text), ()), Kind.WRONG_SCOPE) == []
    )


def test_periods_are_turned(source):
    """Last month's count becomes this week's, and the other way round."""
    assert [each.period for each in made(source("past"), Kind.PAST_AS_CURRENT)] == [Period.CURRENT]
    assert [each.period for each in made(source("total"), Kind.CURRENT_AS_PAST)] == [Period.PREVIOUS]


def test_a_line_that_a_list_holds_twice_is_not_told_twice(fact, gold):
    """Two equal required facts are both true."""
    line = fact("arrests", 1, offence="theft", quote="1 x theft")
    document = gold((line, line), text="1 x theft\n1 x theft")
    assert made(Source(document, line, (), FoldedText(document.document.text), ()), Kind.TOLD_TWICE) == []


@pytest.fixture(scope="module")
def injection():
    return inject(load_documents([SEEDS]), number=400, seed=3)


def test_every_error_of_a_figure_is_false(injection):
    """No spoiled value, unit, qualifier, measure, scope or period is what gold says of the document."""
    about_quotes = (Group.QUOTE, Group.SET)
    for trial in injection.trials:
        spoil = trial.spoil
        if spoil.group not in about_quotes:
            assert not known_to(spoil.false, spoil.gold.record.every), spoil
        assert spoil.false != spoil.true or spoil.group is Group.SET


def test_every_spoiled_value_is_one_that_gold_does_not_have(injection):
    """A spoiled number is no other figure of the same measure and scope."""
    for trial in injection.trials:
        spoil = trial.spoil
        if spoil.group is Group.VALUE:
            same_scope = [each for each in spoil.gold.record.every if each.force == spoil.false.force]
            headlines = [each for each in same_scope if each.place == spoil.false.place]
            matching = [each for each in headlines if each.offence == spoil.false.offence]
            assert not any(same_figure(spoil.false, each) for each in matching)


def test_the_same_seed_draws_the_same_errors():
    """A drawing can be repeated; another seed draws others."""
    golds = load_documents([SEEDS])
    drawn = [
        [(t.spoil.kind, t.spoil.false) for t in inject(golds, number=60, seed=s).trials] for s in (1, 1, 2)
    ]
    assert drawn[0] == drawn[1] != drawn[2]


def test_kinds_take_turns(injection):
    """No kind that has errors left is drawn more than once as often as another."""
    counts = {kind: len(injection.of(kind)) for kind in Kind}
    assert sum(counts.values()) == 400
    assert max(counts.values()) - sorted(counts.values())[len(counts) // 2] <= 1


def test_gold_that_allows_fewer_errors_is_tried_in_full(fact, gold):
    """Asking for more than there is gives all there is, and says so."""
    only = fact("arrests", 12, quote="made 12 arrests")
    found = inject([gold((only,), text="Police made 12 arrests.")], number=2000)
    assert len(found.trials) == found.available < 2000
    assert "gold allows no more" in injection_tables(found)[0].note


def test_true_facts_are_kept_and_errors_caught(injection):
    """On the samples the verifier keeps nearly all that is true and stops nearly all that is not."""
    figures = injection_figures(injection)
    assert figures["kept.confirmed"].value >= 0.95
    assert figures["kept.contradicted"].value <= 0.01
    assert figures["caught.text"].value >= 0.99
    assert figures["caught.meaning"].value >= 0.95


def test_figures_and_tables_hold_the_same_counts(injection):
    """Caught and let through add up to what was tried, and each error let through is listed."""
    tables = {table.name: table for table in injection_tables(injection)}
    assert sum(row[2] for row in tables["kinds"].rows) == len(injection.trials)
    assert all(row[3] + row[4] == row[2] for row in tables["kinds"].rows)
    assert len(tables["let_through"].rows) == sum(not trial.caught for trial in injection.trials)
    not_confirmed = [each for each in injection.kept if each.checked.verdict is not Verdict.CONFIRMED]
    assert len(tables["turned_away"].rows) == len(not_confirmed)


def test_the_reader_alone_tells_each_quantity_once(fact, gold):
    """A restatement is merged into its most precise telling, and a bare part is not told as a total."""
    text = "More than 170 people were arrested in a week of raids.\n\nIn all, 179 people were arrested."
    found = read_alone(gold((fact("arrests", 179),), text=text))
    assert [(each.measure, each.value, each.qualifier) for each in found.facts] == [
        (Measure.ARRESTS, Decimal(179), Qualifier.EXACT)
    ]


def test_a_measure_that_gold_does_not_know_is_counted(fact, gold):
    """A number with a measure that no gold fact, required or optional, has with it is a wrong measure."""
    text = "Police made 12 arrests and executed 7 warrants."
    found = read_alone(gold((fact("arrests", 12),), text=text))
    assert [wrong.fact.measure for wrong in found.wrong] == [Measure.WARRANTS]
    assert read_alone(gold((fact("arrests", 12),), (fact("warrants", 7),), text=text)).wrong == ()
