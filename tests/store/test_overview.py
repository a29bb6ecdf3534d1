"""What a report of many documents begins with: totals that do not lie, by the rules of the views."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from extractor.decision import Action
from extractor.errors import InputError
from extractor.fact import Fact, Measure, Verdict
from extractor.numbers import read_numbers
from extractor.run import Attempt, AttemptOutcome, Fate, LedgerEntry, ReportHeader
from extractor.store import Store, open_reader, run_query

# What each of several reports tells of arrests; the total: low, high, reports, without low, without high.
ADDED = {
    "exact numbers": ([[(9, {})], [(12, {})]], (21, 21, 2, 0, 0)),
    "more than takes the upper bound away": (
        [[(9, {})], [(12, {"qualifier": "more_than"})]],
        (21, None, 2, 0, 1),
    ),
    "up to adds nothing to the least": ([[(9, {})], [(12, {"qualifier": "up_to"})]], (9, 21, 2, 1, 0)),
    "about bounds nothing": ([[(9, {})], [(100, {"qualifier": "approximately"})]], (9, None, 2, 1, 1)),
    "a range adds both ends": ([[(9, {})], [(10, {"value_max": 15})]], (19, 24, 2, 0, 0)),
    "tellings at odds leave room": ([[(9, {}), (2, {})]], (9, 11, 1, 0, 0)),
    "a report that tells none does not count": ([[(9, {})], []], (9, 9, 1, 0, 0)),
}


@pytest.fixture
def told(store: Store, database: Path, make_fact, make_result) -> Callable[..., Path]:
    """A database of reports with these figures, each in words of its own; all are of one measure."""

    def save(reports: Sequence[Sequence[tuple]], measure: str = "arrests", **header: object) -> Path:
        for number, tellings in enumerate(reports):
            facts = [
                make_fact(measure, value, f"<{at}>", **more) for at, (value, more) in enumerate(tellings)
            ]
            text = f"Report {number}: " + " ".join(fact.quote for fact in facts)
            given = {"header": ReportHeader(**header)} if header else {}
            store.save_result("run_a", make_result(text, facts, name=f"{number}.txt", **given))
        store.close()
        return database

    return save


@pytest.mark.parametrize("case", ADDED)
def test_totals_are_intervals(told, case):
    """The sum of the lows, the sum of the highs where all have one, and who states it."""
    reports, expected = ADDED[case]
    with open_reader(told(reports)) as reader:
        [total] = reader.overview(reader.select()).totals
    assert (total.low, total.high, total.documents, total.no_low, total.no_high) == expected
    assert total.apart == (case == "tellings at odds leave room")


def test_money_is_added_by_currency_and_drugs_never(told, store, make_fact, make_result):
    """Pounds and euros are two totals; kilograms of different things are none."""
    money = [[(100, {"unit": "GBP"}), (200, {"unit": "EUR"})], [(50, {"unit": "GBP"})]]
    facts = [make_fact("drugs", 2, "two kilograms", unit="kg", item="cocaine")]
    store.save_result("run_a", make_result("two kilograms of cocaine", facts, name="drugs.txt"))
    with open_reader(told(money, "cash")) as reader:
        found = {(total.name, total.unit): total.low for total in reader.overview(reader.select()).totals}
    assert found == {("cash", "GBP"): 150, ("cash", "EUR"): 200}


FORCE = "Kent Police"
BY_FORCE = {
    "limited to the force": ([(9, {"force": FORCE}), (12, {})], {FORCE: (9, 9)}),
    "the force's own total beats its parts": (
        [(9, {"force": FORCE}), (2, {"force": FORCE, "offence": "theft"})],
        {FORCE: (9, 9)},
    ),
    "parts by offence are added": (
        [(3, {"force": FORCE, "offence": "arson"}), (2, {"force": FORCE, "offence": "theft"})],
        {FORCE: (5, 5)},
    ),
    "one offence told twice is one arrest or two": (
        [(1, {"force": FORCE, "offence": "theft"}), (1, {"force": FORCE, "offence": "theft"})],
        {FORCE: (1, 2)},
    ),
    "a total told in ways that agree is one figure": (
        [(10, {"force": FORCE, "qualifier": "more_than"}), (12, {"force": FORCE})],
        {FORCE: (12, 12)},
    ),
    "a total told in ways that do not agree leaves room": (
        [(9, {"force": FORCE}), (12, {"force": FORCE})],
        {FORCE: (12, 21)},
    ),
    "a bound above another total has no upper end": (
        [(40, {"force": FORCE, "qualifier": "more_than"}), (12, {"force": FORCE})],
        {FORCE: (40, None)},
    ),
    "about bounds nothing": (
        [(100, {"force": FORCE, "qualifier": "approximately"}), (12, {"force": FORCE})],
        {FORCE: (12, None)},
    ),
    "an earlier year is another operation": (
        [(9, {"force": FORCE, "period": "previous"}), (4, {})],
        {"": (4, 4)},
    ),
    "several forces are not told apart": ([(12, {})], {"": (12, 12)}),
}


@pytest.mark.parametrize("case", BY_FORCE)
def test_arrests_by_force_are_what_reports_tell_of_a_force(told, case):
    """Nothing is shared out that the report does not share out."""
    tellings, expected = BY_FORCE[case]
    with open_reader(told([tellings], forces=(FORCE, "Essex Police"))) as reader:
        found = reader.overview(reader.select()).by_force
    assert {total.name: (total.low, total.high) for total in found} == expected


def test_the_total_of_a_report_that_names_one_force_is_that_force_s(told):
    """There is nobody else it could be of."""
    with open_reader(told([[(12, {"qualifier": "more_than"})]], forces=(FORCE,))) as reader:
        [total] = reader.overview(reader.select()).by_force
    assert (total.name, total.low, total.high) == (FORCE, 12, None)


@pytest.mark.parametrize(
    ("header", "month"),
    [
        ({"start_date": "2026-11-03", "published": "2026-12-01"}, "2026-11"),
        ({"start_date": "XXXX-11-03", "published": "2026-12"}, "2026-12"),
        ({"start_date": "2026"}, ""),
        ({}, ""),
    ],
)
def test_arrests_stand_under_the_month_of_action_else_of_publication(told, header, month):
    """A month without its year is no month."""
    with open_reader(told([[(9, {})]], report_type="operation", **header)) as reader:
        [total] = reader.overview(reader.select()).by_month
    assert (total.name, total.low) == (month, 9)


def test_the_overview_is_what_the_views_say(store: Store, database: Path, gold_results):
    """One rule for totals: the same figures as `headline`, for all documents and for some."""
    for result in gold_results:
        store.save_result("run_a", result)
    store.close()
    with open_reader(database) as reader:
        overview = reader.overview(reader.select())
        some = reader.overview(reader.select(patterns=("001.txt", "004.txt")))
    rows = run_query(database, "SELECT document_name, measure, value FROM headline").rows
    told = [
        (one.name, headline.measure, headline.value)
        for one in overview.operations
        for headline in one.headlines
    ]
    assert sorted(told) == sorted(rows)
    assert overview.trusted == run_query(database, "SELECT count(*) FROM trusted_fact").rows[0][0] == 73
    assert [one.name for one in some.operations] == ["seeds/001.txt", "seeds/004.txt"]
    assert {total.name: total.low for total in some.totals}["arrests"] == 22
    assert overview.verdicts[Measure.ARRESTS][Verdict.CONFIRMED] == 50


def test_a_run_is_told_as_it_left_things(store: Store, database: Path, make_run, make_fact, make_result):
    """An earlier run has its own totals, by the same rules, whatever a later one found."""
    for run_id, number in (("run_a", 9), ("run_b", 12)):
        if run_id != "run_a":
            store.start_run(make_run(run_id))
        facts = [make_fact("arrests", number, "nine arrests")]
        store.save_result(run_id, make_result(facts=facts, work=run_id))
    store.close()
    with open_reader(database) as reader:
        lows = [
            reader.overview(reader.select(run_id=run_id)).totals[0].low for run_id in ("run_a", "run_b", None)
        ]
        [stored] = reader.load(reader.select(run_id="run_a"))
    assert lows == [9, 12, 12]
    assert stored.facts[0].fact.value == Decimal(9)


def test_a_decision_counts_in_the_overview(store: Store, database: Path, make_fact, make_result):
    """What a person corrected is the figure that is added, and it is trusted."""
    fact = make_fact("arrests", 9, "nine arrests")
    store.save_result("run_a", make_result(facts=[fact], verdict=Verdict.CONTRADICTED))
    right = make_fact("arrests", 12, "nine arrests")
    fact_id = store.load_result("report.txt").fact_ids[0]
    store.decide(fact_id, Action.CORRECTED, decided_by="Ann", correction=right)
    store.close()
    with open_reader(database) as reader:
        overview = reader.overview(reader.select())
    assert overview.trusted == 1
    assert overview.totals[0].low == 12
    assert overview.operations[0].headlines[0].position == 0


def test_a_figure_whose_words_stand_nowhere_has_no_place_to_lead_to(store, database, make_fact, make_result):
    """A person may accept it; a page must not link to words that are not there."""
    fact = make_fact("arrests", 9, "nine people were held")
    store.save_result("run_a", make_result(facts=[fact], verdict=Verdict.UNSUPPORTED, ledger=()))
    store.decide(store.load_result("report.txt").fact_ids[0], Action.ACCEPTED, decided_by="Ann")
    store.close()
    with open_reader(database) as reader:
        [headline] = reader.overview(reader.select()).operations[0].headlines
    assert (headline.value, headline.position) == (9, None)


def test_coverage_counts_numbers_that_may_be_results(store: Store, database: Path, make_fact, make_result):
    """Those in trusted figures, of those that are a result or may be one."""
    facts = [make_fact("arrests", 9, "nine"), make_fact("arrests", 2, "two")]
    store.save_result("run_a", make_result("nine, and two", facts))
    store.save_result("run_a", make_result("nine, or two", facts[:1], name="b", verdict=Verdict.UNVERIFIED))
    store.close()
    with open_reader(database) as reader:
        coverage = reader.overview(reader.select()).coverage
    assert (coverage.count, coverage.of) == (2, 3)


def test_coverage_heeds_what_a_person_said_of_numbers(store: Store, database: Path, make_result):
    """A number found to be no result is asked for no more; one that a person gave a figure is covered."""
    text = "The haul came to 31 items, in 9 rooms."
    numbers = read_numbers(text)
    ledger = tuple(LedgerEntry(mention, Fate.UNCLAIMED) for mention in numbers)
    store.save_result("run_a", make_result(text, ledger=ledger))
    spans = [(store.load_result("report.txt").document_id, one.start, one.end) for one in numbers]
    found = [store.overview(store.select()).coverage]
    store.decide_number(*spans[1], Action.NOT_A_RESULT, decided_by="Ann")
    found.append(store.overview(store.select()).coverage)
    fact = Fact(Measure.PHONES, Decimal(31), "31 items")
    store.decide_number(*spans[0], Action.ACCEPTED, decided_by="Ann", fact=fact)
    found.append(store.overview(store.select()).coverage)
    assert [(one.count, one.of) for one in found] == [(0, 2), (0, 1), (1, 1)]


@pytest.mark.parametrize("pattern", ["", "nothing*", "doc_", "repor"])
def test_a_pattern_that_fits_nothing_is_an_error(store: Store, database: Path, make_result, pattern):
    """Nobody gets all documents, or none, by a slip of the pen."""
    store.save_result("run_a", make_result())
    store.close()
    with open_reader(database) as reader, pytest.raises(InputError, match="holds no document"):
        reader.select(patterns=(pattern,))


def test_cost_is_what_was_spent_on_the_documents(store: Store, database: Path, make_run, make_result):
    """In all runs, or in the one that is asked for; unknown where one price is, never zero for it."""
    result = make_result()
    for run_id, cost in (("run_a", Decimal("0.5")), ("run_b", Decimal("0.25"))):
        if run_id != "run_a":
            store.start_run(make_run(run_id))
        store.save_attempt(run_id, attempt_on(result.document.id, cost))
        store.save_result(run_id, replace(result, work_key=f"work_{run_id}"))
    store.close()
    with open_reader(database) as reader:
        spent = [reader.overview(reader.select(run_id=run_id)).spent for run_id in (None, "run_a", "run_b")]
    assert [(one.requests, one.cost) for one in spent] == [(2, Decimal("0.75")), (1, 0.5), (1, 0.25)]


def test_an_unknown_price_makes_the_cost_unknown(store: Store, database: Path, make_result):
    """A request that used tokens and has no price."""
    result = make_result()
    store.save_attempt("run_a", attempt_on(result.document.id, None))
    store.save_result("run_a", result)
    store.close()
    with open_reader(database) as reader:
        assert reader.overview(reader.select()).spent.cost is None


def attempt_on(document_id: str, cost: Decimal | None) -> Attempt:
    """One answered request of 100 tokens."""
    moment = datetime(2026, 3, 1)
    tokens = {"prompt_tokens": 100, "completion_tokens": 20, "answer": "{}"}
    return Attempt(
        f"hash-{cost}", document_id, "m", AttemptOutcome.ANSWERED, moment, 1.0, cost=cost, **tokens
    )
