"""The narrower schema for small models: their answers fit the whole one, and their quotes the text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.fact import Measure
from extractor.llm.narrow import narrow_schema, numbered_sentences
from extractor.schema import parse_answer, to_facts

SENTENCES = [
    pytest.param("Nine men were held. Nobody was hurt.", ["Nine men were held."], id="with a number"),
    pytest.param("• 30 knives;\n\n• drugs;\n• £5,700", ["• 30 knives;", "• £5,700"], id="lines of a list"),
    pytest.param("“Ten left.” Then 2 came", ["“Ten left.”", "Then 2 came"], id="behind closing quotes"),
    pytest.param("It cost £1.2m in all.", ["It cost £1.2m in all."], id="a decimal point ends nothing"),
    pytest.param("1 x Theft\n1 x Theft", ["1 x Theft"], id="each once"),
    pytest.param("HALF A DOZEN raids", ["HALF A DOZEN raids"], id="in capitals"),
    pytest.param("A tenant and someone older often came.", [], id="words that hold a number word"),
    pytest.param("", [], id="nothing"),
]


@pytest.mark.parametrize(("piece", "sentences"), SENTENCES)
def test_sentences_with_numbers_are_found(piece, sentences):
    """Where no number stands, no figure stands."""
    assert numbered_sentences(piece) == sentences


@given(st.text(alphabet=st.sampled_from("a1 .\n!?”“é"), max_size=200))
def test_sentences_are_verbatim_and_lose_no_digit(piece):
    """Every digit of the piece is in one of them, and each of them stands in the piece."""
    found = numbered_sentences(piece)
    assert all(sentence in piece for sentence in found)
    lines = {line.strip() for line in piece.split("\n")}
    assert all(any(sentence in line for line in lines) for sentence in found)
    assert ("1" in piece) == bool(found)


def kinds(schema):
    return [kind["properties"] for kind in schema["properties"]["facts"]["items"]["anyOf"]]


def test_an_answer_to_it_is_an_answer_to_the_whole_schema():
    """Whatever it lets through can be read."""
    for kind in kinds(narrow_schema(["Nine arrests."])):
        for measure in kind["measure"]["enum"]:
            row = {"quote": "Nine arrests.", "measure": measure, "value": kind["value"]["maximum"]}
            row |= {"unit": kind["unit"]["enum"][0]} if "unit" in kind else {}
            [fact] = to_facts(parse_answer(json.dumps({"facts": [row]})))
            assert fact.measure == measure


def test_it_asks_for_every_measure_but_other():
    """Each once; what a small model would call "other" is anything."""
    asked = [measure for kind in kinds(narrow_schema(["9"])) for measure in kind["measure"]["enum"]]
    assert sorted(asked) == sorted(set(Measure) - {Measure.OTHER})


def test_it_asks_for_no_more_facts_than_sentences():
    """A model with nothing left to say repeats itself."""
    assert narrow_schema(["9"])["properties"]["facts"]["maxItems"] == 1
    assert narrow_schema(list("123456789"))["properties"]["facts"]["maxItems"] == 3
