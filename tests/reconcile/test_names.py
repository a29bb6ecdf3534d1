"""Names stand in a text as themselves: whole words, no longer name around them, not one of several."""

from __future__ import annotations

import pytest

from extractor.reconcile.names import Words, fold_words, force_key, offence_words

PLACES = [
    ("27 searches in London", "London", True),
    ("27 searches in LONDON", "London", True),
    ("raids in St Albans on Monday", "St Albans", True),
    ("raids in Harlow Monday", "Harlow", True),
    ("raids in the Netherlands", "Netherlands", True),
    ("a search of King’s Cross station", "King's Cross", True),
    ("raids in south London", "London", True),
    ("raids in New South Wales", "Wales", False),
    ("raids in New York", "York", False),
    ("a raid in Harrow Road", "Harrow", False),
    ("London Road was closed", "London", False),
    ("the Londonderry raids", "London", False),
    ("officers were reading the charge", "Reading", False),
    ("raids in Leeds, York and Hull", "Leeds", False),
    ("raids in Leeds, York and Hull", "York", False),
    ("raids in Leeds, York and Hull", "Hull", False),
    ("raids in Leeds and in Hull", "Leeds", False),
    ("raids in Leeds and Hull", "Leeds and Hull", True),
    ("27 in Leeds, two in Hull and one in Goole", "Hull", True),
    ("a raid in Mill Lane, Goole", "Mill Lane", True),
]

FORCES = [
    ("Surrey Police – 21 arrests", "Surrey Police", True),
    ("SURREY POLICE: 21", "Surrey Police", True),
    ("BTP officers made 10 arrests", "British Transport Police", True),
    ("officers from the Met made 10 arrests", "Metropolitan Police", True),
    ("the Met’s officers made 10 arrests", "the Met", True),
    ("Devon & Cornwall Police", "Devon and Cornwall Police", True),
    ("they met 10 officers", "Metropolitan Police", False),
    ("the Met Office warned", "Metropolitan Police", False),
    ("New South Wales Police arrested 3", "South Wales Police", False),
    ("gmp of the land", "GMP", False),
    ("Surrey Police and Kent Police", "Kent Police", False),
    ("the Environment Agency took part", "Environment Agency", True),
    ("the agency took part", "Environment Agency", False),
]


@pytest.mark.parametrize(("text", "place", "stands"), PLACES)
def test_a_place_stands_only_as_itself(text, place, stands):
    """A longer name, another word or a list of places is not the place."""
    assert bool(Words(text).places(place, (0, len(text)))) is stands


@pytest.mark.parametrize(("text", "force", "stands"), FORCES)
def test_a_force_stands_under_any_of_its_names(text, force, stands):
    """Every alias of the vocabulary counts, and none of its traps does."""
    assert bool(Words(text).forces(force, (0, len(text)))) is stands


def test_a_heading_may_name_several_forces():
    """Under a heading with two forces a claim of either stands."""
    text = "BTP and Surrey Police:"
    assert Words(text).forces("British Transport Police", (0, len(text)), heading=True)


def test_names_are_looked_for_in_one_stretch_only():
    """What stands outside the stretch, or half of it, does not stand in it."""
    text = "Kent Police made 7 arrests. Surrey Police made 9."
    words = Words(text)
    first = (0, text.index("."))
    assert words.forces("Kent Police", first)
    assert not words.forces("Surrey Police", first)
    assert not words.forces("Kent Police", (0, 8))
    assert words.find("police", first) == [(5, 11)]
    assert words.find("police", (0, len(text))) == [(5, 11), (35, 41)]
    assert words.find("police", (11, 34)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the Met", "Metropolitan Police Service"),
        ("BTP", "British Transport Police"),
        ("The  Garda", "the garda"),
    ],
)
def test_two_spellings_of_a_force_are_one(one, other):
    """Known forces resolve through the vocabulary, unknown ones by their folded words."""
    assert force_key(one) == force_key(other)


@pytest.mark.parametrize(
    ("claimed", "text", "stands"),
    [
        ("customs offences", "six people for customs offences", True),
        ("drug supply", "criminal drug supply offences", True),
        ("Theft & assault", "theft and assault", True),
        ("possession cannabis", "possession of cannabis", True),
        ("knife crime", "drug crime with a knife", False),
        ("supply", "supplying drugs", False),
    ],
)
def test_an_offence_stands_by_its_content_words_in_order(claimed, text, stands):
    """Small words, plurals and "&" do not matter; order and everything else does."""
    assert (offence_words(claimed) in offence_words(text)) is stands


def test_offences_are_equal_without_words_that_name_none():
    """Criminal drug supply offences are drug supply; a claim made of such words alone keeps them."""
    assert offence_words("criminal drug supply offences", generic=False) == offence_words("drug supply")
    assert offence_words("criminal offences", generic=False) == " criminal offence "


def test_folding_keeps_words_apart():
    """Marks separate words; "&" is "and"; a leading article goes."""
    assert fold_words("The Tyne & Wear-side") == "tyne and wear side"


def test_all_police_forces_of_a_text_are_found():
    """Partners and agencies are no police forces; one force under two names is one."""
    text = "Kent Police, TVP, the Home Office and Thames Valley Police took part."
    assert Words(text).named_forces(frozenset({"territorial"})) == {"Kent Police", "Thames Valley Police"}
