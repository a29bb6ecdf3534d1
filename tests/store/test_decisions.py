"""What a person says of a fact: it outranks the verdict and outlives every rerun."""

from __future__ import annotations

import pytest

from extractor.decision import Action
from extractor.document import Document
from extractor.errors import InputError
from extractor.fact import Verdict
from extractor.reconcile import verify
from extractor.run import DocumentResult, tagged_hash
from extractor.store import Store, StoredDocument, migrate


def test_a_decision_outlives_reruns_and_the_last_one_counts(store: Store, make_fact, make_result):
    """What a person accepts is trusted in every later result that claims the same of the same words."""
    claim = make_fact("arrests", 9, "nine arrests")
    first = make_result("Officers made nine arrests.", [claim], verdict=Verdict.UNVERIFIED)
    store.save_result("run_a", first)
    [fact_id] = store.load_result("report.txt").fact_ids
    store.decide(fact_id, Action.ACCEPTED, decided_by="Ann", reason="read it")
    assert store.load_result("report.txt").trusted_facts == first.facts
    rerun = make_result(
        "Officers made nine arrests.", [claim], verdict=Verdict.UNVERIFIED, work="other model"
    )
    store.save_result("run_a", rerun)
    [again] = store.load_result("report.txt").fact_ids
    assert again != fact_id
    assert store.load_result("report.txt").trusted == (True,)
    store.decide(again, Action.REJECTED, decided_by="Bo", reason="it is last year's")
    assert store.load_result("report.txt").trusted == (False,)


def test_a_rejected_fact_is_trusted_no_more_even_if_confirmed(store: Store, make_fact, make_result, ask):
    """A person's word outranks the verdict, and the decision keeps what it replaced."""
    store.save_result("run_a", make_result(facts=[make_fact("arrests", 9, "nine arrests")]))
    [fact_id] = store.load_result("report.txt").fact_ids
    store.decide(fact_id, Action.REJECTED, decided_by="Bo", reason="a quotation")
    store.decide(fact_id, Action.REJECTED, decided_by="Bo", reason="still")
    assert store.status().trusted == 0
    [first, second] = ask("FROM decision ORDER BY serial")
    assert (first["replaced"], first["reason"]) == ("confirmed", "a quotation")
    assert (second["replaced"], second["reason"]) == (first["id"], "still")


def test_a_decision_does_not_spread_to_other_words(store: Store, make_fact, make_result):
    """The same figure told of another place in the text, or of another text, is another question."""
    claims = [make_fact("arrests", 9, "nine arrests"), make_fact("arrests", 9, "arrests: 9")]
    store.save_result("run_a", make_result("nine arrests; arrests: 9", claims, verdict=Verdict.UNVERIFIED))
    store.decide(store.load_result("report.txt").fact_ids[0], Action.ACCEPTED, decided_by="Ann", reason="")
    assert store.load_result("report.txt").trusted == (True, False)


def test_deciding_on_a_fact_that_is_not_there_is_an_input_error(store: Store):
    """A mistyped id is told, nothing is stored."""
    with pytest.raises(InputError, match="no fact 'fact_x'"):
        store.decide("fact_x", Action.ACCEPTED, decided_by="Ann", reason="")


TEXT = "In all 21 people were arrested. Officers seized £4,000 in cash. Sergeant Lowe, 34, thanked residents."
BOTH = "In Harwick 12 people were arrested and charged."


@pytest.fixture
def save(store: Store, make_run):
    """Store claims reconciled with a text, as the pipeline would: `save(claims, text, work=, name=)`."""

    def saved(claims, text=TEXT, *, work="model one", name="report.txt"):
        found = verify(text, claims)
        document = Document(name, text)
        result = DocumentResult(
            document,
            tagged_hash("work", document.id, work),
            facts=(*found.facts, *found.missed),
            claims=tuple(claims),
            ledger=found.ledger,
            findings=found.findings,
        )
        store.save_result("run_a", result)
        return store.load_result(name)

    return saved


def figures(store: Store) -> list[tuple]:
    """What may be published: measure, value, decision."""
    rows = store._fetch("SELECT measure, value::INTEGER AS value, decision FROM trusted_fact ORDER BY ALL")
    return [tuple(row.values()) for row in rows]


def of(stored: StoredDocument, measure: str) -> int:
    """Position of the one fact of a measure."""
    [index] = [at for at, checked in enumerate(stored.facts) if checked.fact.measure == measure]
    return index


def test_a_correction_is_trusted_in_place_of_the_claim(store: Store, save, make_fact):
    """The corrected figure stands in trusted_fact, with its quote; the claim and its verdict stay in fact."""
    stored = save([make_fact("arrests", 210, "21 people were arrested")])
    at = of(stored, "arrests")
    reading = store.text_reading(stored.fact_ids[at])
    assert reading == make_fact("arrests", 21, "21 people were arrested")
    decision = store.decide(stored.fact_ids[at], Action.CORRECTED, decided_by="Ann", correction=reading)
    assert (decision.replaced, decision.in_force) == ("contradicted", True)
    assert ("arrests", 21, "corrected") in figures(store)
    [row] = store._fetch("SELECT * FROM trusted_fact WHERE decision IS NOT NULL")
    assert TEXT[row["quote_start"] : row["quote_end"]] == row["quote"] == reading.quote
    assert (row["verdict"], row["decision_id"]) == ("contradicted", decision.id)
    again = store.load_result("report.txt")
    assert again.facts == stored.facts
    assert reading in [checked.fact for checked in again.trusted_facts]


RERUNS = {
    "the same wrong claim": [("arrests", 210, {})],
    "the figure that holds": [("arrests", 21, {})],
    "both": [("arrests", 210, {}), ("arrests", 21, {})],
    "another figure": [("arrests", 2100, {})],
    "another limit": [("arrests", 21, {"place": "Harwick"})],
    "another measure": [("charges", 21, {})],
    "nothing": [],
}


@pytest.mark.parametrize("claims", RERUNS.values(), ids=RERUNS)
def test_a_correction_holds_whatever_a_rerun_claims(store: Store, save, make_fact, claims):
    """Another model, the same text under another name: the corrected figure is trusted, and trusted once."""
    quote = "21 people were arrested"
    stored = save([make_fact("arrests", 210, quote)])
    correction = make_fact("arrests", 20, quote, qualifier="at_least")
    fact_id = stored.fact_ids[of(stored, "arrests")]
    store.decide(fact_id, Action.CORRECTED, decided_by="Ann", correction=correction)
    made = [make_fact(measure, value, quote, **limits) for measure, value, limits in claims]
    rerun = save(made, work="model two", name="moved/renamed.txt")
    assert [row for row in figures(store) if row[0] in ("arrests", "charges")] == [
        ("arrests", 20, "corrected")
    ]
    trusted = [checked.fact for checked in rerun.trusted_facts if checked.fact.measure == "arrests"]
    assert trusted == [correction]
    told = [checked.fact.value for checked in rerun.facts if checked.fact.measure in ("arrests", "charges")]
    conflicts = [bool(conflict) for conflict in rerun.conflicts[: len(made)]]
    assert conflicts == [value != 210 for value in told[: len(made)]]


def test_two_figures_of_one_number_are_two_questions(store: Store, save, make_fact):
    """12 were arrested and charged: both can be decided on, and neither is in conflict with the other."""
    quote = "12 people were arrested and charged"
    stored = save([make_fact("arrests", 12, quote)], BOTH)
    store.decide(stored.fact_ids[0], Action.ACCEPTED, decided_by="Ann")
    rerun = save([make_fact("arrests", 12, quote), make_fact("charges", 12, quote)], BOTH, work="model two")
    assert rerun.conflicts == (None, None)
    store.decide(rerun.fact_ids[1], Action.ACCEPTED, decided_by="Ann")
    assert figures(store) == [("arrests", 12, "accepted"), ("charges", 12, "accepted")]
    store.decide(rerun.fact_ids[0], Action.REJECTED, decided_by="Bo")
    assert figures(store) == [("charges", 12, "accepted")]


def test_a_correction_leaves_the_other_figure_of_its_number_alone(store: Store, save, make_fact):
    """Arrests stay trusted when charges of the same 12 turn out to be convictions, in every later result."""
    quote = "12 people were arrested and charged"
    claims = [make_fact("arrests", 12, quote), make_fact("charges", 12, quote)]
    stored = save(claims, BOTH)
    right = make_fact("convictions", 12, quote)
    store.decide(stored.fact_ids[1], Action.CORRECTED, decided_by="Ann", correction=right)
    expected = [("arrests", 12, None), ("convictions", 12, "corrected")]
    assert figures(store) == expected
    assert save(claims, BOTH, work="model two").conflicts == (None, None)
    assert figures(store) == expected


def test_a_number_that_is_no_result_stays_out_whatever_is_claimed_of_it(store: Store, save, make_fact):
    """The decision is about the number: a rerun that claims a result of it is in conflict."""
    stored = save([make_fact("arrests", 21, "21 people were arrested")])
    decided = store.decide(stored.fact_ids[0], Action.NOT_A_RESULT, decided_by="Ann", reason="last year's")
    rerun = save([make_fact("arrests", 21, "21 people were arrested", place="Harwick")], work="model two")
    assert [row for row in figures(store) if row[0] == "arrests"] == []
    assert (rerun.decided[0], rerun.conflicts[0]) == (decided, decided)


def test_a_number_that_is_no_result_bears_no_correction_either(store: Store, save, make_fact):
    """A figure that was moved to a number goes when the number turns out to be no result, and comes back."""
    text = "In all 21 people were arrested. On Monday 30 people were arrested."
    stored = save([make_fact("arrests", 210, "21 people were arrested")], text)
    moved = make_fact("arrests", 30, "30 people were arrested")
    store.decide(stored.fact_ids[0], Action.CORRECTED, decided_by="Ann", correction=moved)
    start = text.index("30")
    last = store.decide_number(stored.document_id, start, start + 2, Action.NOT_A_RESULT, decided_by="Bo")
    assert figures(store) == []
    store.undo(last.id, decided_by="Bo")
    assert figures(store) == [("arrests", 30, "corrected")]


def test_a_part_that_a_person_corrected_stays_a_part(store: Store, save, make_fact):
    """It is not added to the total that it is told as a part of."""
    claims = [
        make_fact("arrests", 21, "arrested 21 people"),
        make_fact("arrests", 30, "including 3 for drug offences"),
    ]
    stored = save(claims, "Officers arrested 21 people, including 3 for drug offences.")
    correction = make_fact("arrests", 3, "including 3 for drug offences")
    store.decide(stored.fact_ids[1], Action.CORRECTED, decided_by="Ann", correction=correction)
    assert figures(store) == [("arrests", 3, "corrected"), ("arrests", 21, None)]
    [headline] = store._fetch("SELECT low::INTEGER AS low, high::INTEGER AS high, agree FROM headline")
    assert headline == {"low": 21, "high": 21, "agree": True}


def test_a_number_that_nobody_claims_can_be_given_a_figure(store: Store, save, make_fact):
    """A person's figure for a number of the ledger is trusted, in this and every later result."""
    stored = save([])
    number = next(entry.mention for entry in stored.ledger if entry.mention.text == "34")
    fact = make_fact("officers", 34, "Sergeant Lowe, 34, thanked residents")
    span = (stored.document_id, number.start, number.end)
    made = store.decide_number(*span, Action.ACCEPTED, decided_by="Ann", fact=fact)
    assert (made.claimed, made.decided, made.replaced) == (None, fact, "unclaimed")
    assert figures(store) == [("officers", 34, "accepted")]
    assert fact in [checked.fact for checked in store.load_result("report.txt").trusted_facts]
    save([fact], work="model two")
    assert figures(store) == [("officers", 34, "accepted")]
    store.decide_number(*span, Action.NOT_A_RESULT, decided_by="Bo")
    assert figures(store) == []


def test_an_undo_brings_back_what_held_before_step_by_step(store: Store, save, make_fact):
    """Accepted, corrected, rejected; then taken back one by one, to the verdict that stood at first."""
    stored = save([make_fact("cash", 4000, "£4,000 in cash", unit="GBP")])
    fact_id, correction = stored.fact_ids[0], make_fact("cash", 3900, "£4,000 in cash", unit="GBP")
    first = store.decide(fact_id, Action.ACCEPTED, decided_by="Ann")
    second = store.decide(fact_id, Action.CORRECTED, decided_by="Bo", correction=correction)
    third = store.decide(fact_id, Action.REJECTED, decided_by="Cy")
    assert [each.replaced for each in (first, second, third)] == ["confirmed", first.id, second.id]
    held = []
    for decision in (third, second, first):
        held.append([row for row in figures(store) if row[0] == "cash"])
        undo = store.undo(decision.id, decided_by="Di", reason="a slip")
        assert (undo.undoes, undo.decided, undo.claimed) == (decision.id, None, decision.claimed)
    held.append([row for row in figures(store) if row[0] == "cash"])
    assert held == [[], [("cash", 3900, "corrected")], [("cash", 4000, "accepted")], [("cash", 4000, None)]]
    assert len(store.decisions(stored.document_id)) == 6
    assert store.load_result("report.txt").decisions == ()


def test_an_undo_that_cannot_be_is_refused_with_its_reason(store: Store, save, make_fact):
    """Twice, of an undo, after somebody decided since, of nothing: told, and nothing changes."""
    stored = save([make_fact("cash", 4000, "£4,000 in cash", unit="GBP")])
    first = store.decide(stored.fact_ids[0], Action.ACCEPTED, decided_by="Ann")
    second = store.decide(stored.fact_ids[0], Action.REJECTED, decided_by="Bo")
    refused = [(first.id, "decided_since"), ("dec_x", "no_such_decision")]
    undo = store.undo(second.id, decided_by="Bo")
    again = store.decide(stored.fact_ids[0], Action.REJECTED, decided_by="Bo")
    for decision_id, kind in (*refused, (second.id, "undone_already"), (undo.id, "undo_of_undo")):
        with pytest.raises(InputError) as raised:
            store.undo(decision_id, decided_by="Ann")
        assert raised.value.kind == kind
    assert store.load_result("report.txt").decisions == (again,)


def test_the_last_of_two_tabs_wins_and_both_are_kept(store: Store, save, make_fact):
    """Who decides on a page that is out of date is not stopped; the history shows both."""
    stored = save([make_fact("arrests", 210, "21 people were arrested")])
    ann = store.decide(stored.fact_ids[0], Action.REJECTED, decided_by="Ann")
    bo = store.decide(stored.fact_ids[0], Action.ACCEPTED, decided_by="Bo")
    assert bo.replaced == ann.id
    assert [(each.decided_by, each.in_force) for each in store.decisions(stored.document_id)] == [
        ("Ann", False),
        ("Bo", True),
    ]


def test_a_decision_stands_when_the_same_work_is_stored_again(store: Store, save, make_fact):
    """A replay replaces the rows of a result, not what a person said of them."""
    claims = [make_fact("arrests", 210, "21 people were arrested")]
    stored = save(claims)
    store.decide(stored.fact_ids[0], Action.ACCEPTED, decided_by="Ann")
    before = figures(store)
    assert save(claims).decided[0] is not None
    assert figures(store) == before
    assert len(store._fetch("FROM decided_fact")) == 1


REFUSED = [
    ({"action": Action.UNDONE}, "bad_decision"),
    ({"action": Action.CORRECTED}, "bad_decision"),
    ({"action": Action.ACCEPTED, "decided_by": " "}, "no_name"),
]


@pytest.mark.parametrize(("given", "kind"), REFUSED)
def test_a_decision_that_says_nothing_is_refused(store: Store, save, make_fact, given, kind):
    """No figure for a correction, no name, an undo by the wrong door: an input error, and no row."""
    stored = save([make_fact("arrests", 210, "21 people were arrested")])
    with pytest.raises(InputError) as raised:
        store.decide(stored.fact_ids[0], **{"decided_by": "Ann", **given})
    assert raised.value.kind == kind
    assert store.decisions(stored.document_id) == ()


def test_a_correction_must_quote_the_document(store: Store, save, make_fact):
    """Words that the report does not have prove nothing."""
    stored = save([make_fact("arrests", 210, "21 people were arrested")])
    with pytest.raises(InputError, match="does not stand in the document"):
        store.decide(
            stored.fact_ids[0],
            Action.CORRECTED,
            decided_by="Ann",
            correction=make_fact("arrests", 21, "no such"),
        )


def test_a_claim_told_twice_is_decided_on_once(store: Store, save, make_fact):
    """Rejecting the second telling must not throw out the first: the message names it."""
    claim = make_fact("arrests", 21, "21 people were arrested")
    stored = save([claim, claim])
    with pytest.raises(InputError, match=stored.fact_ids[0]):
        store.decide(stored.fact_ids[1], Action.REJECTED, decided_by="Ann")


def test_a_decision_of_an_older_schema_is_carried_over(
    tmp_path, monkeypatch, make_run, make_fact, make_result
):
    """Rows of the first decision table keep their words, their order and what they do to trusted_fact."""
    path = tmp_path / "old.duckdb"
    every = migrate.migrations()
    claims = [make_fact("arrests", 9, "nine arrests")]
    result = make_result(facts=claims, verdict=Verdict.UNVERIFIED)
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "migrations", lambda: every[:6])
        patch.setattr("extractor.store.writer.bearings", lambda facts, held: [])
        patch.setattr("extractor.store.writer._IN_FORCE", "SELECT ?")
        with Store.open(path) as old:
            old.start_run(make_run())
            old.save_result("run_a", result)
            old._connection.execute(
                """INSERT INTO decision
                SELECT 'dec_' || n, n, fact_key, id, document_id, ['rejected', 'accepted'][n],
                    ['unverified', 'rejected'][n], 'Ann', TIMESTAMP '2026-05-04 09:00:00', 'read it'
                FROM fact, (VALUES (1), (2)) AS times(n)"""
            )
    with Store.open(path) as store:
        [first, second] = store.decisions(result.document.id)
        assert (first.action, first.in_force, first.replaced) == (Action.REJECTED, False, "unverified")
        assert (second.action, second.in_force, second.replaced) == (Action.ACCEPTED, True, "dec_1")
        assert (second.claimed, second.decided) == (claims[0], claims[0])
        assert figures(store) == [("arrests", 9, "accepted")]
        store.undo("dec_2", decided_by="Ann")
        assert figures(store) == []
