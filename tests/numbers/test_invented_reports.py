"""The reader and the verdicts on 44 invented reports, whose authors did not know the rules.

The floors are what was measured when they were written, a little below it: a change that loses true facts or
lets wrong opinions in fails here.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path

from extractor.evaluate.gold import load_documents
from extractor.evaluate.inject import inject
from extractor.evaluate.spoils import Group
from extractor.fact import Fact, Verdict
from extractor.numbers import read_numbers
from extractor.reader import read_documents
from extractor.reconcile import find_quote, verify

INVENTED = Path(__file__).parents[1] / "invented"


@cache
def reports():
    """Each report's text with its gold facts."""
    found = []
    for gold in sorted(INVENTED.glob("*.gold.json")):
        (document,) = read_documents([gold.with_name(gold.name.replace(".gold.json", ".txt"))])
        found.append((gold.name, document.text, json.loads(gold.read_text(encoding="utf-8"))["facts"]))
    return found


def test_there_are_enough_reports_to_say_anything():
    """44 reports, 500 required facts: the shares below are not about a handful of sentences."""
    required = sum(not fact["optional"] for _, _, facts in reports() for fact in facts)
    assert (len(reports()), required) == (44, 500)


def test_every_gold_quote_stands_in_its_report():
    """The records are sound: what they quote is there."""
    missing = [
        (name, fact["quote"])
        for name, text, facts in reports()
        for fact in facts
        if not find_quote(text, fact["quote"])
    ]
    assert missing == []


def test_true_facts_are_kept_and_hardly_one_is_turned_away():
    """More than 95 in 100 true facts are confirmed, and fewer than 1 in 100 contradicted."""
    verdicts = Counter()
    for _, text, facts in reports():
        required = [Fact.from_mapping(fact) for fact in facts if not fact["optional"]]
        verdicts.update(checked.verdict for checked in verify(text, required).facts)
    assert verdicts[Verdict.CONFIRMED] >= 482
    assert verdicts[Verdict.CONTRADICTED] <= 3


def test_the_reader_seldom_has_an_opinion_that_gold_does_not_share():
    """Fewer than 1 in 100 numbers are given a measure that no gold fact of the report knows."""
    numbers = wrong = 0
    for gold in load_documents([INVENTED]):
        known = {(fact.fact.measure, fact.fact.value) for fact in gold.record.facts}
        for mention in read_numbers(gold.document.text):
            numbers += 1
            wrong += mention.measure is not None and (mention.measure, mention.value) not in known
    assert wrong / numbers < 0.01


def test_errors_of_meaning_are_stopped():
    """Of 400 errors put in, at least 95 in 100 of those about measure, scope and period are not confirmed."""
    trials = inject(load_documents([INVENTED]), number=400).among((Group.MEASURE, Group.SCOPE, Group.PERIOD))
    assert len(trials) > 100
    assert sum(trial.caught for trial in trials) / len(trials) >= 0.95
