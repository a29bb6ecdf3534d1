"""`extractor verify`: verdicts for facts that came from anywhere."""

import json
from pathlib import Path

import pytest

TEXT = "Officers made 14 arrests. They also seized more than £2,500 in cash and half a kilo of cannabis."
ARRESTS = {"measure": "arrests", "value": 14, "quote": "14 arrests"}
KEYS = [
    "measure", "value", "value_max", "qualifier", "unit", "item", "force", "place", "offence", "period",
    "quote", "verdict", "failed_test", "reason", "start", "end", "text_value",
]  # fmt: skip

BAD = [
    ("no JSON", "{", "is no JSON"),
    ("no list", '{"facts": 5}', "holds no list of facts"),
    ("a word", '"facts"', "holds no list of facts"),
    ("a row that is no object", f"[{json.dumps(ARRESTS)}, 7]", "Fact 1"),
    ("no measure", '[{"value": 1, "quote": "x"}]', "'measure'"),
    ("unknown measure", '[{"measure": "hats", "value": 1, "quote": "x"}]', "'hats'"),
    ("no value", '[{"measure": "arrests", "quote": "x"}]', "'value' is missing"),
    ("value in words", '[{"measure": "arrests", "value": "many", "quote": "x"}]', "'many'"),
    ("not a number", '[{"measure": "arrests", "value": NaN, "quote": "x"}]', "'value'"),
    ("larger than anything", '[{"measure": "arrests", "value": "1e999999999", "quote": "x"}]', "'value'"),
    ("true for a number", '[{"measure": "arrests", "value": true, "quote": "x"}]', "'value'"),
    ("qualifier", '[{"measure": "arrests", "value": 1, "quote": "x", "qualifier": "ish"}]', "'qualifier'"),
    ("nested beyond reason", "[" * 100_000, "is no JSON"),
]


@pytest.fixture
def report() -> Path:
    Path("report.txt").write_text(TEXT)
    return Path("report.txt")


def facts(found) -> str:
    Path("facts.json").write_text(found if isinstance(found, str) else json.dumps(found))
    return "facts.json"


def lines(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_gold_records_hold_against_their_own_texts(extractor, seeds):
    """Of the five seeds' required gold facts at most three are unverified, and all others are confirmed."""
    required, told, missed = [], 0, []
    for text in sorted(seeds.glob("*.txt")):
        result = extractor("verify", text, text.with_suffix(".gold.json"), "--format", "jsonl")
        assert result.exit_code == 0
        given = [row for row in lines(result) if row["verdict"] != "missed"]
        told += len(given)
        required += [row for row in given if not row["optional"]]
        known = {(row["measure"], row["value"]) for row in given}
        missed += [
            row
            for row in lines(result)
            if row["verdict"] == "missed" and (row["measure"], row["value"]) in known
        ]
    verdicts = [row["verdict"] for row in required]
    assert told == 73
    assert set(verdicts) <= {"confirmed", "unverified"}, [row for row in required if row["failed_test"]]
    assert verdicts.count("unverified") <= 3
    assert missed == []


def test_a_line_a_fact_in_the_order_given_then_the_missed(extractor, report):
    """Scripts can zip the lines with what they handed in; the number reader's own findings follow."""
    given = [{**ARRESTS, "value": 15}, ARRESTS]
    result = extractor("verify", report, facts(given), "--format", "jsonl")
    rows = lines(result)
    assert result.exit_code == 0
    assert [(row["measure"], row["value"]) for row in rows[:2]] == [("arrests", 15), ("arrests", 14)]
    assert [row["verdict"] for row in rows[:2]] == ["contradicted", "confirmed"]
    assert rows[0]["failed_test"] == "number"
    assert "14" in rows[0]["reason"]
    assert {row["verdict"] for row in rows[2:]} == {"missed"}
    assert "cash" in {row["measure"] for row in rows[2:]}


def test_the_keys_of_a_line_are_fixed(extractor, report):
    """The fact's own fields and its verdict, always all of them, in this order."""
    result = extractor("verify", report, facts([ARRESTS]), "--format", "jsonl")
    assert [list(row) for row in lines(result)] == [KEYS] * len(lines(result))


def test_other_keys_come_back_as_given(extractor, report):
    """`optional` of a gold record, or an id of one's own, stays with its fact."""
    given = {**ARRESTS, "optional": True, "my_id": {"row": 7}}
    row = lines(extractor("verify", report, facts([given]), "--format", "jsonl"))[0]
    assert (row["optional"], row["my_id"]) == (True, {"row": 7})


def test_offsets_are_those_of_the_quote(extractor, report):
    """They cut the quote out of the text; text_value is the text's own number."""
    row = lines(extractor("verify", report, facts([ARRESTS]), "--format", "jsonl"))[0]
    assert TEXT[row["start"] : row["end"]] == "14 arrests"
    assert row["text_value"] == 14


def test_decimals_stay_exact(extractor, report):
    """0.5 in is 0.5 out, as a JSON number."""
    given = {
        "measure": "drugs",
        "value": 0.5,
        "unit": "kg",
        "item": "cannabis",
        "quote": "half a kilo of cannabis",
    }
    result = extractor("verify", report, facts([given]), "--format", "jsonl")
    assert '"value": 0.5' in result.stdout.splitlines()[0]


def test_an_invented_quote_is_unsupported(extractor, report):
    """Words that are nowhere in the text have no offsets."""
    given = {**ARRESTS, "quote": "fourteen people were taken away"}
    row = lines(extractor("verify", report, facts([given]), "--format", "jsonl"))[0]
    assert (row["verdict"], row["failed_test"], row["start"], row["end"]) == (
        "unsupported",
        "quote",
        None,
        None,
    )


def test_the_table_says_it_in_words_and_signs(extractor, report):
    """Verdicts carry a sign beside the word, and what speaks against a fact."""
    result = extractor("verify", report, facts([ARRESTS, {**ARRESTS, "value": 15}]))
    assert "✓ confirmed" in result.stdout
    assert "✗ contradicted" in result.stdout


@pytest.mark.parametrize(("found", "message"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_a_bad_fact_is_named(extractor, report, found, message):
    """Which file, which fact, which key; exit code 3 and no traceback."""
    result = extractor("verify", report, facts(found))
    assert result.exit_code == 3
    assert result.stdout == ""
    assert "'facts.json'" in result.stderr
    assert message in result.stderr


def test_a_file_that_is_not_there_is_named(extractor, report):
    """Exit code 3 for either of the two files."""
    missing_facts = extractor("verify", report, "nowhere.json")
    missing_text = extractor("verify", "nowhere.txt", facts([ARRESTS]))
    assert (missing_facts.exit_code, missing_text.exit_code) == (3, 3)
    assert "'nowhere.json'" in missing_facts.stderr
    assert "nowhere.txt" in missing_text.stderr


def test_the_report_can_come_from_standard_input(extractor):
    """A dash stands for it."""
    result = extractor("verify", "-", facts([ARRESTS]), "--format", "jsonl", stdin=TEXT)
    assert lines(result)[0]["verdict"] == "confirmed"


def test_several_documents_are_refused(extractor):
    """Offsets belong to one text."""
    Path("many.jsonl").write_text('{"text": "14 arrests"}\n{"text": "15 arrests"}\n')
    result = extractor("verify", "many.jsonl", facts([ARRESTS]))
    assert result.exit_code == 3
    assert "more than one document" in result.stderr


def test_an_unreadable_document_is_an_error_of_input(extractor):
    """An empty file has no words to check against."""
    Path("empty.txt").write_text("")
    result = extractor("verify", "empty.txt", facts([ARRESTS]))
    assert result.exit_code == 3
    assert "empty" in result.stderr
