"""What a person says of a fact: it outranks the verdict and outlives every rerun."""

from __future__ import annotations

import pytest

from extractor.errors import InputError
from extractor.fact import Verdict
from extractor.store import Store


def test_a_decision_outlives_reruns_and_the_last_one_counts(store: Store, make_fact, make_result):
    """What a person accepts is trusted in every later result that claims the same of the same words."""
    claim = make_fact("arrests", 9, "nine arrests")
    first = make_result("Officers made nine arrests.", [claim], verdict=Verdict.UNVERIFIED)
    store.save_result("run_a", first)
    [fact_id] = store.load_result("report.txt").fact_ids
    store.decide(fact_id, "accepted", decided_by="Ann", reason="read it")
    assert store.load_result("report.txt").trusted_facts == first.facts
    rerun = make_result(
        "Officers made nine arrests.", [claim], verdict=Verdict.UNVERIFIED, work="other model"
    )
    store.save_result("run_a", rerun)
    [again] = store.load_result("report.txt").fact_ids
    assert again != fact_id
    assert store.load_result("report.txt").trusted == (True,)
    store.decide(again, "rejected", decided_by="Bo", reason="it is last year's")
    assert store.load_result("report.txt").trusted == (False,)


def test_a_rejected_fact_is_trusted_no_more_even_if_confirmed(store: Store, make_fact, make_result, ask):
    """A person's word outranks the verdict, and the decision keeps what it replaced."""
    store.save_result("run_a", make_result(facts=[make_fact("arrests", 9, "nine arrests")]))
    [fact_id] = store.load_result("report.txt").fact_ids
    store.decide(fact_id, "rejected", decided_by="Bo", reason="a quotation")
    store.decide(fact_id, "rejected", decided_by="Bo", reason="still")
    assert store.status().trusted == 0
    rows = ask("SELECT replaced, decided_by, reason FROM decision ORDER BY serial")
    assert [tuple(row.values()) for row in rows] == [
        ("confirmed", "Bo", "a quotation"),
        ("rejected", "Bo", "still"),
    ]


def test_a_decision_does_not_spread_to_other_words(store: Store, make_fact, make_result):
    """The same figure told of another place in the text, or of another text, is another question."""
    claims = [make_fact("arrests", 9, "nine arrests"), make_fact("arrests", 9, "arrests: 9")]
    store.save_result("run_a", make_result("nine arrests; arrests: 9", claims, verdict=Verdict.UNVERIFIED))
    store.decide(store.load_result("report.txt").fact_ids[0], "accepted", decided_by="Ann", reason="")
    assert store.load_result("report.txt").trusted == (True, False)


def test_deciding_on_a_fact_that_is_not_there_is_an_input_error(store: Store):
    """A mistyped id is told, nothing is stored."""
    with pytest.raises(InputError, match="no fact 'fact_x'"):
        store.decide("fact_x", "accepted", decided_by="Ann", reason="")
