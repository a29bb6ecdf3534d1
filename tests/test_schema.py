"""Answers are read exactly or refused with words that help; the schema is one that strict endpoints take."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from extractor.schemas.operation import MAX_FACTS
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import AnswerError
from extractor.fact import Fact, Measure, Period, Qualifier
from extractor.run import ReportHeader
from extractor.schema import (
    model_schema,
    parse_answer,
    parse_part,
    report_json,
    schema_hash,
    to_facts,
    to_header,
)

SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.gold.json"))
STRICT_KEYS = {"type", "description", "properties", "required", "additionalProperties", "items", "enum"}


def answer(value="14", **changes):
    """An answer with one fact, its value as it stands in the JSON text."""
    fact = {"quote": "14 arrests", "measure": "arrests", "value": 0, **changes}
    return json.dumps({"facts": [fact]}).replace('"value": 0', f'"value": {value}')


EXACT = [
    ("14", "14"),
    ("1200000", "1200000"),
    ("0.1", "0.1"),
    ("12345.678901234567", "12345.678901234567"),
    ("123456789012345.123456789", "123456789012345.123456789"),
    ("1.5e3", "1500"),
    ('"1200"', "1200"),
    ('"0.5"', "0.5"),
]

NO_NUMBERS = [
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "1e999999999999999999999",
    "-3",
    '"1,200"',
    '"£5"',
    '"twelve"',
    '"1_000"',
    '"١٢"',
    '""',
    "true",
    "null",
    "[1]",
    "9" * 5000,
]

AROUND = [
    pytest.param("{}", id="alone"),
    pytest.param("```json\n{}\n```", id="in a code fence"),
    pytest.param("Here is what I found:\n\n{}\n\nI hope this helps!", id="in prose"),
    pytest.param("\ufeff {} \n", id="with blanks"),
]

REFUSED = [
    pytest.param("", "empty", "empty", id="nothing"),
    pytest.param(" \n", "empty", "empty", id="blanks"),
    pytest.param("I found nine arrests.", "not_json", "no JSON object", id="prose"),
    pytest.param('{"facts": [{"quote": "14 arr', "not_json", "no JSON object", id="cut short"),
    pytest.param('{"facts": ' * 100_000, "not_json", "nested too deeply", id="a hundred thousand deep"),
    pytest.param("{}", "invalid", "facts is missing", id="no facts"),
    pytest.param('{"error": "busy"}', "invalid", "facts is missing", id="another object"),
    pytest.param('{"report": {"facts": []}}', "invalid", "facts is missing", id="one level down"),
    pytest.param('{"facts": null}', "invalid", "facts", id="null facts"),
    pytest.param(answer('"1,200"'), "invalid", "facts[0].value: '1,200' is no plain number", id="grouped"),
    pytest.param(
        answer(measure="arrested"), "invalid", "facts[0].measure is 'arrested', which is none", id="enum"
    ),
    pytest.param(
        '{"facts": [{"measure": "cash", "value": 1}]}', "invalid", "facts[0].quote is missing", id="quote"
    ),
    pytest.param(answer(quote=""), "invalid", "facts[0].quote", id="an empty quote"),
    pytest.param(answer(quote="\ud800"), "invalid", "facts[0].quote", id="half a surrogate pair"),
    pytest.param(answer(quote="x" * 3000), "invalid", "facts[0].quote", id="an endless quote"),
    pytest.param(
        json.dumps({"facts": [{"quote": "q", "measure": "cash", "value": 1}] * (MAX_FACTS + 1)}),
        "invalid",
        "facts",
        id="too many facts",
    ),
]


def nodes(schema):
    yield schema
    for part in (*schema.get("properties", {}).values(), *filter(None, [schema.get("items")])):
        yield from nodes(part)


def test_the_schema_is_one_that_strict_endpoints_take():
    """All properties required, no others allowed, no references, no keyword outside the strict subset."""
    for node in nodes(model_schema()):
        assert set(node) <= STRICT_KEYS
        if node["type"] == "object":
            assert node["required"] == list(node["properties"])
            assert node["additionalProperties"] is False


def test_every_field_tells_the_model_what_it_is():
    """The docstrings of the fields are the descriptions that the model reads."""
    schema = model_schema()
    for part in (schema, schema["properties"]["facts"]["items"]):
        assert [name for name, node in part["properties"].items() if not node.get("description")] == []


def test_the_schema_asks_for_every_measure_and_for_the_quote_first():
    """Words before numbers: a model that has copied the words reads the number from them."""
    fact = model_schema()["properties"]["facts"]["items"]["properties"]
    assert fact["measure"]["enum"] == list(Measure)
    assert next(iter(fact)) == "quote"
    assert fact["value_max"]["type"] == ["number", "null"]


def test_the_hash_is_that_of_the_schema():
    """A changed schema is other work; a caller's changes to its copy are not."""
    before = schema_hash()
    model_schema()["properties"].clear()
    assert schema_hash() == before
    assert model_schema()["properties"]


@pytest.mark.parametrize(("numeral", "value"), EXACT)
def test_numbers_are_read_exactly(numeral, value):
    """From the text to a decimal, through no float."""
    [fact] = to_facts(parse_answer(answer(numeral)))
    assert fact.value == Decimal(value)


@given(st.decimals(min_value=0, max_value=10**14, places=9, allow_nan=False, allow_infinity=False))
def test_every_decimal_survives(value):
    """Whatever its digits."""
    [fact] = to_facts(parse_answer(answer(f"{value:f}")))
    assert fact.value == value


@pytest.mark.parametrize("numeral", NO_NUMBERS)
def test_what_is_no_plain_number_is_refused(numeral):
    """Grouping marks, words, NaN and numbers beyond all bounds are for the model to correct, not for us."""
    with pytest.raises(AnswerError) as raised:
        parse_answer(answer(numeral))
    assert raised.value.kind == "invalid"
    assert "facts[0].value" in raised.value.message
    assert len(raised.value.message) < 300


@pytest.mark.parametrize("around", AROUND)
def test_an_object_is_found_where_it_stands(around):
    """A fence or a sentence around an answer does not cost a second request."""
    assert len(to_facts(parse_answer(around.replace("{}", answer())))) == 1


@pytest.mark.parametrize(("text", "kind", "words"), REFUSED)
def test_an_answer_that_cannot_be_used_says_why(text, kind, words):
    """The kinds are told apart, and the words can be sent back to the model."""
    with pytest.raises(AnswerError) as raised:
        parse_answer(text)
    assert raised.value.kind == kind
    assert words in raised.value.message
    assert "pydantic" not in raised.value.message


def test_reasons_are_few_however_many_faults():
    """A model that errs a hundred times is told eight times."""
    text = json.dumps({"facts": [{"quote": "q", "measure": "x", "value": 1}] * 100})
    with pytest.raises(AnswerError, match="and 92 more") as raised:
        parse_answer(text)
    assert raised.value.message.count("which is none of") == 8


def test_what_is_left_out_or_null_is_the_default():
    """Leniency where it cannot change a figure."""
    text = answer(unit=None, qualifier=None, period=None, force=" ", extra="ignored")
    [fact] = to_facts(parse_answer(text))
    assert fact == Fact(Measure.ARRESTS, Decimal(14), "14 arrests")
    assert to_header(parse_answer('{"facts": [], "forces": null, "start_date": "Tuesday"}')) == ReportHeader()


@pytest.mark.parametrize("gold", SEEDS, ids=lambda path: path.name)
def test_facts_survive_the_way_to_json_and_back(gold):
    """What `report_json` writes, `parse_answer` reads."""
    record = json.loads(gold.read_text(encoding="utf-8"))
    facts = tuple(Fact.from_mapping(row) for row in record["facts"])
    header = ReportHeader(
        report_type=record["report_type"],
        operation_names=tuple(record["operation_names"]),
        forces=tuple(record["forces"]),
        places=tuple(record["places"]),
        start_date=record["start_date"],
        end_date=record["end_date"],
        published=record["published"],
    )
    report = parse_answer(report_json(header, facts))
    assert to_facts(report) == facts
    assert to_header(report) == header


FACTS = (
    Fact(Measure.CASH, Decimal("5700"), "£5,700", unit="GBP", qualifier=Qualifier.MORE_THAN),
    Fact(Measure.DRUGS, Decimal("0.5"), "half a kilo", unit="kg", item="heroin"),
    Fact(Measure.ARRESTS, Decimal(6), "six arrests", period=Period.PREVIOUS, force="Kent Police"),
)


def test_a_cut_answer_gives_the_facts_that_are_whole():
    """At whatever character it is cut, no half fact and no half number comes out of it."""
    text = report_json(ReportHeader(forces=("Kent Police",)), FACTS)
    seen = set()
    for end in range(len(text)):
        part = parse_part(text[:end])
        facts = to_facts(part) if part else ()
        assert facts == FACTS[: len(facts)]
        assert part is None or part.forces == ("Kent Police",)
        seen.add(len(facts))
    assert seen == {0, 1, 2, 3}


def test_of_an_answer_with_wrong_facts_the_right_ones_are_kept():
    """The last bad figure does not cost the good ones."""
    rows = json.loads(report_json(ReportHeader(), FACTS))
    rows["facts"][1]["measure"] = "narcotics"
    part = parse_part(json.dumps(rows))
    assert to_facts(part) == (FACTS[0], FACTS[2])


@pytest.mark.parametrize("text", ["", "no", "{}", '{"facts": []}', '{"facts": [1]}', '{"facts": ['])
def test_where_no_fact_can_be_read_there_is_no_part(text):
    """Nothing readable is not the same as a report without figures."""
    assert parse_part(text) is None
