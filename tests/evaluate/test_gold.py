"""Gold records: loading, checking against the annotators' guide, beginning, comparing annotators."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.errors import InputError
from extractor.evaluate.agreement import agreement_tables, compare_annotators
from extractor.evaluate.gold import (
    empty_record,
    find_gold,
    gold_version,
    load_document,
    load_documents,
    load_record,
)
from extractor.evaluate.gold_check import check_gold
from extractor.evaluate.halves import operations, split_by_operation
from extractor.evaluate.tally import Tally

SEEDS = Path(__file__).parents[2] / "seeds"

TEXT = "Kent Police made 21 arrests in Ashford and seized more than £2,500. A man was held for driving."

RECORD = {
    "report_type": "operation",
    "operation_names": ["Larch"],
    "forces": ["Kent Police"],
    "places": ["Ashford"],
    "start_date": "2026-03-04",
    "end_date": "2026-03-05",
    "published": None,
    "facts": [],
}
FACT = {
    "measure": "arrests",
    "value": 21,
    "value_max": None,
    "qualifier": "exact",
    "unit": "count",
    "item": None,
    "force": None,
    "place": None,
    "offence": None,
    "period": "current",
    "quote": "made 21 arrests",
    "optional": False,
}
CASH = {**FACT, "measure": "cash", "value": 2500, "unit": "GBP", "qualifier": "more_than"}
CASH |= {"quote": "seized more than £2,500"}

# name: (changes to the record, changes to the fact, where, words of the message, is it an error)
PROBLEMS = {
    "unknown report type": ({"report_type": "news"}, {}, "report_type", "'news' is none of", True),
    "unknown field": ({"comment": "x"}, {}, "comment", "is no field", True),
    "missing field": ({"places": ...}, {}, "places", "is missing", True),
    "names that are no list": ({"places": "Ashford"}, {}, "places", "no list of names", True),
    "the word Operation": (
        {"operation_names": ["Operation Larch"]},
        {},
        "operation_names",
        "without the word",
        True,
    ),
    "a force by another name": (
        {"forces": ["Met Police"]},
        {},
        "forces",
        "'Metropolitan Police' in gold",
        True,
    ),
    "a force nobody knows": ({"forces": ["Mars Police"]}, {}, "forces", "not in the vocabulary", False),
    "a date in words": ({"start_date": "4 March"}, {}, "start_date", "no EDTF date", True),
    "an end before the start": ({"end_date": "2026-03-01"}, {}, "end_date", "before the start", True),
    "unknown measure": ({}, {"measure": "hats"}, "fact 1: value", "'hats'", True),
    "unknown qualifier": ({}, {"qualifier": "ish"}, "fact 1: value", "'ish'", True),
    "missing key": ({}, {"item": ...}, "fact 1: item", "is missing", True),
    "unknown key": ({}, {"note": "x"}, "fact 1: note", "is no key", True),
    "optional that is no truth value": (
        {},
        {"optional": "no"},
        "fact 1: optional",
        "neither true nor false",
        True,
    ),
    "value below zero": ({}, {"value": -1}, "fact 1: value", "below zero", True),
    "range the wrong way round": (
        {},
        {"value_max": 20},
        "fact 1: value_max",
        "not above the lower end",
        True,
    ),
    "money that was counted": ({}, {"measure": "cash"}, "fact 1: unit", "no unit of cash", True),
    "people in kilograms": ({}, {"unit": "kg"}, "fact 1: unit", "no unit of arrests", True),
    "other that is required": (
        {},
        {"measure": "other", "item": "x"},
        "fact 1: optional",
        "always optional",
        True,
    ),
    "other without an item": (
        {},
        {"measure": "other", "optional": True},
        "fact 1: item",
        "what was counted",
        True,
    ),
    "a quote that is not there": ({}, {"quote": "made 22 arrests"}, "fact 1: quote", "does not stand", True),
    "an empty quote": ({}, {"quote": " "}, "fact 1: quote", "is empty", True),
    "another number in the quote": ({}, {"value": 12}, "fact 1: value", "cannot be read in the quote", True),
    "a sum in an optional fact": (
        {},
        {"value": 40, "optional": True},
        "fact 1: value",
        "cannot be read",
        False,
    ),
    "another hedge": ({}, {"qualifier": "up_to"}, "fact 1: qualifier", "the quote reads as exact", False),
    "a scope nobody knows": ({}, {"force": "Mars Police"}, "fact 1: force", "not in the vocabulary", False),
}


def changed(row, changes):
    return {key: value for key, value in {**row, **changes}.items() if value is not ...}


def write(folder: Path, record, name: str = "report", text: str | None = TEXT) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    if text is not None:
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    path = folder / f"{name}.gold.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


def test_the_five_samples_pass():
    """The gold that the project ships has no error."""
    problems = check_gold([SEEDS])
    assert [problem for problem in problems if problem.error] == []


def test_a_good_record_has_no_problem(tmp_path):
    """Hedges, money and a person counted by "a" alone are no problems."""
    man = {**FACT, "value": 1, "quote": "A man was held", "optional": True}
    assert check_gold([write(tmp_path, {**RECORD, "facts": [FACT, CASH, man]})]) == ()


@pytest.mark.parametrize("name", PROBLEMS)
def test_each_mistake_is_named_with_its_place(name, tmp_path):
    """A message says which field or fact, and what is wrong with it; only what is certain is an error."""
    in_record, in_fact, where, words, error = PROBLEMS[name]
    path = write(tmp_path, changed({**RECORD, "facts": [changed(FACT, in_fact)]}, in_record))
    found = [problem for problem in check_gold([path]) if problem.where == where]
    assert [each.error for each in found if words in each.message] == [error], check_gold([path])


def test_one_quantity_required_twice_is_a_note(tmp_path):
    """Rule 4: each further telling is optional; a list may still hold the same line twice."""
    [problem] = check_gold([write(tmp_path, {**RECORD, "facts": [FACT, FACT]})])
    assert (problem.where, problem.error) == ("fact 2", False)


@pytest.mark.parametrize(
    ("text", "record", "words"),
    [
        (None, RECORD, "no document named 'report'"),
        (TEXT, [], "holds list"),
        (TEXT, {**RECORD, "facts": 7}, "not a list"),
        (TEXT, {**RECORD, "facts": [7]}, "is no fact"),
    ],
)
def test_a_record_that_cannot_be_checked_is_one_error(text, record, words, tmp_path):
    """One bad file never hides the others, and never crashes."""
    good = write(tmp_path / "good", {**RECORD, "facts": [FACT]})
    found = [problem for problem in check_gold([write(tmp_path, record, text=text), good]) if problem.error]
    assert len(found) == 1
    assert words in found[0].message


@pytest.mark.parametrize("content", ["{", "[" * 100_000, "\ufeffnot json"])
def test_broken_json_is_an_input_error(content, tmp_path):
    """No traceback, whatever stands in the file."""
    path = tmp_path / "report.gold.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="no JSON"):
        load_record(path)


def test_a_bad_fact_is_named_by_its_place(tmp_path):
    """Loading stops at the first mistake and says where the whole list can be had."""
    path = write(tmp_path, {**RECORD, "facts": [FACT, {**FACT, "value": "many"}]})
    with pytest.raises(InputError, match="fact 2: 'value' is 'many'") as caught:
        load_record(path)
    assert "gold check" in caught.value.hint


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_the_document_beside_a_record_may_be_of_any_kind(suffix, tmp_path):
    """A plain text comes first; else the one file of that name."""
    path = write(tmp_path, RECORD, text=None)
    (tmp_path / f"report{suffix}").write_text("Nothing was found.", encoding="utf-8")
    assert load_document(path).document.text.strip() == "Nothing was found."


def test_two_documents_of_one_stem_are_ambiguous(tmp_path):
    """Nothing is guessed where a record could belong to either."""
    path = write(tmp_path, RECORD, text=None)
    for suffix in (".md", ".html"):
        (tmp_path / f"report{suffix}").write_text("Nothing was found.", encoding="utf-8")
    with pytest.raises(InputError, match="2 documents named 'report'"):
        load_document(path)


@pytest.mark.parametrize(
    ("name", "words"),
    [("absent", "There is no"), ("report.txt", "no gold record"), ("empty", "No gold record")],
)
def test_a_path_without_gold_is_refused(name, words, tmp_path):
    """A wrong path is told at once."""
    (tmp_path / "report.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=words):
        find_gold([tmp_path / name])


def test_the_version_changes_with_the_gold_and_not_with_the_folder(tmp_path):
    """The same records anywhere are the same gold; another value is another version."""
    one = load_record(write(tmp_path / "a", RECORD))
    same = load_record(write(tmp_path / "b", RECORD))
    other = load_record(write(tmp_path / "c", {**RECORD, "report_type": "court"}))
    assert gold_version([one]) == gold_version([same]) != gold_version([other])


def test_an_empty_record_passes_its_own_check(tmp_path):
    """`gold init` writes a record that can be filled in, and never writes over one."""
    (tmp_path / "report.md").write_text(TEXT, encoding="utf-8")
    path = empty_record(tmp_path / "report.md")
    assert path == tmp_path / "report.gold.json"
    assert check_gold([path]) == ()
    with pytest.raises(InputError, match="there already"):
        empty_record(tmp_path / "report.md")


def test_there_is_no_record_for_an_absent_document(tmp_path):
    """A record without a document would be of no use."""
    with pytest.raises(InputError, match="no document"):
        empty_record(tmp_path / "absent.txt")


def test_annotators_who_agree_have_no_differences(tmp_path):
    """The scorer gives two equal records 1.0, and nothing is listed."""
    record = {**RECORD, "facts": [FACT, CASH]}
    found = compare_annotators(write(tmp_path / "a", record), write(tmp_path / "b", record, text=None))
    assert found.column.tally() == Tally(correct=2)
    assert found.disagreements == ()


def test_annotators_are_scored_by_the_scorer_itself(tmp_path):
    """A wrong value, a fact of one alone, an optional one and a field: each is counted and listed."""
    theirs = [{**FACT, "value": 22}, {**CASH, "optional": True}]
    first = write(tmp_path / "a", {**RECORD, "facts": [FACT, CASH]}).parent
    second = write(tmp_path / "b", {**RECORD, "facts": theirs, "places": []}, text=None).parent
    found = compare_annotators(first, second)
    assert found.column.tally() == Tally(incorrect=1, missing=1)
    seen = {(each.where, each.first, each.second) for each in found.disagreements}
    assert seen == {("value", "21", "22"), ("fact", "required", "optional"), ("places", "Ashford", "")}
    assert [table.name for table in agreement_tables(found)] == ["agreement", "differences"]


def test_a_document_that_one_annotator_has_is_named(tmp_path):
    """What only one has is no disagreement, but it is said."""
    write(tmp_path / "a", RECORD)
    write(tmp_path / "b", RECORD)
    write(tmp_path / "b", RECORD, name="more")
    assert compare_annotators(tmp_path / "a", tmp_path / "b").alone == ("more",)


def test_reports_of_one_operation_stay_in_one_half(tmp_path):
    """A shared name, or a shared first day and place, makes one operation, also through a third report."""
    for name, names, day, places in [
        ("a", ["Larch"], None, []),
        ("b", ["larch"], "2026-01-01", ["Deal"]),
        ("c", [], "2026-01-01", ["Deal", "Dover"]),
        ("d", [], "2026-01-01", ["Hythe"]),
        ("e", [], None, ["Deal"]),
    ]:
        header = {"operation_names": names, "start_date": day, "end_date": None, "places": places}
        write(tmp_path, {**RECORD, **header}, name=name)
    golds = load_documents([tmp_path])
    assert sorted(sorted(gold.name for gold in group) for group in operations(golds)) == [
        ["a", "b", "c"],
        ["d"],
        ["e"],
    ]
    first, second = split_by_operation(golds)
    assert sorted(gold.name for gold in (*first, *second)) == ["a", "b", "c", "d", "e"]
    assert {gold.name for gold in first} >= {"a", "b", "c"}
