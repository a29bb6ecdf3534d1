"""`operation` and `headline`: the figure of a report that may be published, and how far it is a number."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from extractor.decision import Action
from extractor.fact import CheckedFact, Fact, Flag, Measure, Verdict
from extractor.run import ReportHeader
from extractor.store import Store, run_query

# The headline figures of the five sample reports: value, low, high; what is not named is NULL.
SEEDS = {
    "seeds/000.txt": {"arrests": (21, 21, 21), "charges": (12, 12, 12), "warrants": (32, 32, 32)},
    "seeds/001.txt": {"arrests": (13, 13, 13), "warrants": (12, 12, 12)},
    "seeds/002.txt": {
        "arrests": (179, 179, 179),
        "officers": (1200, 1200, None),
        "police_forces": (7, 7, 7),
        "cash": (5700, 5700, 5700),
        "drug_seizures": (40, 40, 40),
        "weapons": (30, 30, 30),
        "vehicles": (66, 66, 66),
    },
    "seeds/003.txt": {
        "arrests": (32, 32, 32),
        "cash": (40000, 40000, None),
        "weapons": (7, 7, 8),
        "vehicles": (14, 14, 17),
    },
    "seeds/004.txt": {"arrests": (9, 9, 9), "officers": (100, None, None), "cash": (1000, 1000, 1000)},
}

# What a report tells of one measure, in text order: (value, further fields); then value, low, high and agree.
TELLINGS = {
    "one number": ("arrests", [(9, {})], (9, 9, 9, True)),
    "told twice": ("arrests", [(9, {}), (9, {})], (9, 9, 9, True)),
    "a bound alone": ("arrests", [(12, {"qualifier": "more_than"})], (12, 12, None, True)),
    "an upper bound alone": ("arrests", [(12, {"qualifier": "up_to"})], (12, None, 12, True)),
    "an estimate has no bounds": (
        "officers",
        [(100, {"qualifier": "approximately"})],
        (100, None, None, True),
    ),
    "a range": ("arrests", [(10, {"value_max": 15})], (10, 10, 15, True)),
    "the exact number beats the bound that it fits": (
        "arrests",
        [(170, {"qualifier": "more_than"}), (179, {})],
        (179, 179, 179, True),
    ),
    "the exact number beats the upper bound": (
        "arrests",
        [(50, {"qualifier": "up_to"}), (21, {})],
        (21, 21, 21, True),
    ),
    "the exact number beats the estimate near it": (
        "officers",
        [(180, {"qualifier": "approximately"}), (179, {})],
        (179, 179, 179, True),
    ),
    "the range beats the bound": (
        "arrests",
        [(10, {"qualifier": "at_least"}), (10, {"value_max": 15})],
        (10, 10, 15, True),
    ),
    "an estimate far off does not agree": (
        "officers",
        [(900, {"qualifier": "approximately"}), (179, {})],
        (900, None, None, False),
    ),
    "a small exact number does not hide the bound on the total": (
        "arrests",
        [(170, {"qualifier": "more_than"}), (12, {})],
        (170, 170, None, False),
    ),
    "two numbers: the larger, and room for both": ("arrests", [(9, {}), (2, {})], (9, 9, 11, False)),
    "two numbers, one of them told twice": ("arrests", [(2, {}), (9, {}), (2, {})], (9, 9, 11, False)),
    "an open end beside a number": (
        "arrests",
        [(21, {}), (3, {"qualifier": "fewer_than"}), (30, {"qualifier": "at_least"})],
        (30, 30, None, False),
    ),
    "things told apart by item are no sum": (
        "weapons",
        [(30, {"item": "knives"}), (7, {"item": "rifles"})],
        (30, 30, 37, False),
    ),
    "equal numbers of different things": (
        "weapons",
        [(7, {"item": "knives"}), (7, {"item": "rifles"})],
        (7, 7, 14, False),
    ),
    "the same things in other letters": (
        "weapons",
        [(7, {"item": "Knives"}), (7, {"item": "knives "})],
        (7, 7, 7, True),
    ),
    "a thing and a total without item": ("weapons", [(7, {}), (7, {"item": "knives"})], (7, 7, 7, True)),
    "people are people, whatever they are called": (
        "arrests",
        [(32, {"item": "individuals"}), (32, {"item": "people"})],
        (32, 32, 32, True),
    ),
    "a figure of one force is no headline": (
        "arrests",
        [(9, {}), (21, {"force": "Kent Police"})],
        (9, 9, 9, True),
    ),
    "a figure of one place is no headline": ("arrests", [(9, {}), (21, {"place": "Hull"})], (9, 9, 9, True)),
    "a figure for one offence is no headline": (
        "arrests",
        [(9, {}), (21, {"offence": "theft"})],
        (9, 9, 9, True),
    ),
    "an earlier figure is no headline": ("arrests", [(9, {}), (21, {"period": "previous"})], (9, 9, 9, True)),
    "a running total is no headline": ("arrests", [(9, {}), (21, {"period": "cumulative"})], (9, 9, 9, True)),
}


def save(store: Store, make_fact, make_result, tellings: list[tuple], *, before: str = "", **fields) -> None:
    """A report that tells these figures, each in words of its own."""
    facts = [
        make_fact(measure, value, f"<{index}>", **more)
        for index, (measure, value, more) in enumerate(tellings)
    ]
    text = before + " ".join(fact.quote for fact in facts)
    store.save_result("run_a", make_result(text, facts, **fields))


def test_the_sample_reports_show_their_headline_figures(store: Store, gold_results, ask):
    """With gold facts confirmed, each headline figure of the five reports stands in its column, no other."""
    for result in gold_results:
        store.save_result("run_a", result)
    rows = ask("SELECT * FROM operation ORDER BY name")
    assert [row["name"] for row in rows] == list(SEEDS)
    assert [row["arrests"] for row in rows] == [21, 13, 179, 32, 9]
    for row in rows:
        figures = {
            measure: (row[measure], row[f"{measure}_low"], row[f"{measure}_high"])
            for measure in map(str, Measure)
            if row.get(measure) is not None and measure != "drugs"
        }
        assert figures == SEEDS[row["name"]]
    by_name = {row["name"]: row for row in rows}
    assert by_name["seeds/003.txt"]["drugs"] == ["more than 1 kg class A drugs"]
    assert by_name["seeds/003.txt"]["ambiguous"] == ["vehicles", "weapons"]
    assert [row["cash_currency"] for row in rows] == [None, None, "GBP", "GBP", "GBP"]
    assert by_name["seeds/004.txt"]["operation_names"] == ["Handel"]
    assert by_name["seeds/003.txt"]["published"] == "2020-07-23"


def test_every_headline_fact_of_the_sample_reports_is_among_the_tellings(store: Store, gold_results, ask):
    """Nothing is hidden: each confirmed headline fact stands in words in `tellings`."""
    for result in gold_results:
        store.save_result("run_a", result)
    expected = [
        f"{fact.fact.measure}: "
        for result in gold_results
        for fact in result.facts
        if not (fact.fact.force or fact.fact.place or fact.fact.offence) and fact.fact.period == "current"
    ]
    rows = ask("SELECT unnest(tellings) AS telling FROM operation")
    assert sorted(row["telling"].split(": ")[0] + ": " for row in rows) == sorted(expected)


@pytest.fixture(scope="module")
def told(
    tmp_path_factory: pytest.TempPathFactory, make_run, make_fact, make_result
) -> dict[str, tuple[dict, dict]]:
    """One database with a report for each case; its rows of `headline` and `operation` by case."""
    path = tmp_path_factory.mktemp("told") / "told.duckdb"
    with Store.open(path) as store:
        store.start_run(make_run())
        for case, (measure, tellings, _) in TELLINGS.items():
            facts = [(measure, value, fields) for value, fields in tellings]
            save(store, make_fact, make_result, facts, name=case, before=f"{case}: ")
    found = [run_query(path, f"SELECT * FROM {view}") for view in ("headline", "operation")]
    headline, operation = (
        {row[0]: dict(zip(table.columns, row, strict=True)) for row in table.rows} for table in found
    )
    return {case: (headline[case], operation[case]) for case in TELLINGS}


@pytest.mark.parametrize("case", TELLINGS)
def test_several_tellings_give_one_figure_and_bounds(told, case):
    """The figure is one that the report states; low to high holds every reading; agree says if it is one."""
    measure, _, expected = TELLINGS[case]
    headline, operation = told[case]
    assert (headline["value"], headline["low"], headline["high"], headline["agree"]) == expected
    assert tuple(operation[measure + end] for end in ("", "_low", "_high")) == expected[:3]
    assert operation["ambiguous"] == ([] if expected[3] else [measure])


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_claims_does_not_matter(store: Store, make_fact, make_result, ask, order):
    """Whichever telling the model lists first, the same one is shown."""
    tellings = [("arrests", 9, {}), ("arrests", 12, {"qualifier": "more_than"}), ("arrests", 14, {})][::order]
    save(store, make_fact, make_result, tellings)
    [row] = ask("SELECT arrests, arrests_low, arrests_high, ambiguous FROM operation")
    assert list(row.values()) == [14, 14, 23, ["arrests"]]


def test_a_part_of_a_told_total_is_not_counted_beside_it(store: Store, make_result, ask):
    """A number told as a part neither leads nor raises the bound; alone, it is all there is."""
    base = make_result("13 arrests, 11 of them men")
    alone = make_result("Among those arrested, 11 of them men", name="part")
    facts = (
        CheckedFact(Fact(Measure.ARRESTS, Decimal(11), "11 of them"), Verdict.CONFIRMED, flags=(Flag.PART,)),
        CheckedFact(Fact(Measure.ARRESTS, Decimal(13), "13 arrests"), Verdict.CONFIRMED),
    )
    store.save_result("run_a", replace(base, facts=facts))
    store.save_result("run_a", replace(alone, facts=facts[:1]))
    rows = ask("SELECT arrests, arrests_high, len(tellings), ambiguous FROM operation ORDER BY name")
    assert [tuple(row.values()) for row in rows] == [(11, 11, 1, []), (13, 13, 2, [])]


def test_money_is_never_added_across_currencies(store: Store, make_fact, make_result, ask):
    """The currency told first is shown, the other stands in headline, and the measure is marked ambiguous."""
    euro, pound = {"unit": "EUR"}, {"unit": "GBP"}
    save(store, make_fact, make_result, [("cash", "2000.50", euro), ("cash", 90000, pound)])
    [row] = ask("SELECT cash, cash_currency, cash_high, ambiguous, tellings FROM operation")
    assert list(row.values()) == [
        Decimal("2000.50"),
        "EUR",
        Decimal("2000.50"),
        ["cash"],
        ["cash: 2000.5 EUR", "cash: 90000 GBP"],
    ]
    rows = ask("SELECT unit, value FROM headline ORDER BY unit")
    assert [tuple(row.values()) for row in rows] == [("EUR", Decimal("2000.5")), ("GBP", 90000)]


def test_drugs_are_listed_and_never_added(store: Store, make_fact, make_result, ask):
    """Each quantity of drugs stands in words, with unit and item, in text order."""
    kilo, gram = {"unit": "kg", "item": "cocaine"}, {"unit": "g", "qualifier": "up_to"}
    tellings = [("drugs", "0.5", kilo), ("drugs", 20, gram), ("drugs", 3, kilo | {"value_max": 4})]
    save(store, make_fact, make_result, tellings)
    [row] = ask("SELECT drugs, ambiguous FROM operation")
    assert row["drugs"] == ["0.5 kg cocaine", "3 to 4 kg cocaine", "up to 20 g"]
    assert row["ambiguous"] == ["drugs"]


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.CONFIRMED])
def test_only_trusted_facts_are_shown(store: Store, make_fact, make_result, ask, verdict):
    """A fact that is not confirmed stands in fact, with its verdict, and nowhere on the reading surface."""
    save(store, make_fact, make_result, [("arrests", 9, {})], verdict=verdict)
    [row] = ask("SELECT arrests, tellings FROM operation")
    assert list(row.values()) == [None, []]
    assert ask("FROM trusted_fact") == []
    assert ask("SELECT verdict FROM fact") == [{"verdict": verdict.value}]


def test_an_accepted_fact_is_shown(store: Store, make_fact, make_result, ask):
    """A person's word brings a figure to the reading surface, and the row says so."""
    save(store, make_fact, make_result, [("arrests", 9, {})], verdict=Verdict.MISSED)
    store.decide(
        store.load_result("report.txt").fact_ids[0], Action.ACCEPTED, decided_by="Ann", reason="read it"
    )
    assert ask("SELECT arrests FROM operation") == [{"arrests": 9}]
    assert ask("SELECT verdict, decision FROM trusted_fact") == [
        {"verdict": "missed", "decision": "accepted"}
    ]


def test_figures_that_are_no_whole_number_do_not_become_one(store: Store, make_fact, make_result, ask):
    """A count with a fraction, or too long for its column, is NULL, not rounded; tellings still show it."""
    tellings = [("arrests", "2.5", {}), ("phones", "1e25", {}), ("cash", "9.005", {"unit": "GBP"})]
    save(store, make_fact, make_result, tellings)
    [row] = ask("SELECT arrests, phones, cash, tellings FROM operation")
    shown = ["arrests: 2.5", "cash: 9.005 GBP", "phones: 10000000000000000000000000"]
    assert list(row.values()) == [None, None, None, shown]


def test_a_report_without_facts_is_still_a_row(store: Store, make_result, ask):
    """A successful result without a single figure shows what the report is."""
    store.save_result(
        "run_a", make_result("No figure here.", header=ReportHeader("appeal", places=("Hull",)))
    )
    [row] = ask("SELECT report_type, places, arrests, drugs, ambiguous FROM operation")
    assert list(row.values()) == ["appeal", ["Hull"], None, [], []]


def test_the_latest_successful_result_counts(store: Store, make_run, make_fact, make_result, ask):
    """Of several results of a document, the one that the last run covering it made or used is shown."""
    one, two = ([make_fact("arrests", number, "nine arrests")] for number in (1, 2))
    first, second = make_result(facts=one), make_result(facts=two, work="other model")
    store.save_result("run_a", first)
    store.start_run(make_run("run_b"))
    store.save_result("run_b", second)
    store.start_run(make_run("run_c"))
    store.link_result("run_c", first.document, first.work_key)
    rows = ask("SELECT arrests, run_id FROM operation")
    assert rows == [{"arrests": 1, "run_id": "run_a"}]


def test_every_trusted_figure_leads_to_all_that_made_it(store: Store, gold_results, ask):
    """From a figure one join gives run, prompt, schema, model and code, and one the very characters."""
    for result in gold_results:
        store.save_result("run_a", result)
    rows = ask("""
        SELECT model, prompt_hash, schema_hash, code_version,
            text[quote_start + 1 : quote_end] = quote AS proven
        FROM trusted_fact JOIN run ON run.id = run_id JOIN document ON document.id = document_id
    """)
    assert len(rows) == 73
    assert {tuple(row.values()) for row in rows} == {
        ("scripted", "prompt-hash", "schema-hash", "0.0.1", True)
    }


def test_every_figure_column_says_what_it_counts(store: Store, database: Path, ask):
    """Each measure that the view shows has a comment, with its bounds."""
    rows = ask("SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'operation'")
    comments = {row["column_name"]: row["comment"] for row in rows}
    for measure in set(map(str, Measure)) - {"drugs", "other"}:
        assert comments[measure]
        assert comments[f"{measure}_low"]
        assert comments[f"{measure}_high"]
