"""Forces in a text: one home for every spelling, its traps, and what a longer name makes of it."""

from __future__ import annotations

import pytest

from extractor.vocabulary import find_force, find_forces, forces

# text, the forces it names in order
TEXTS = [
    ("Kent Police and officers from the Met took part.", ["Kent Police", "Metropolitan Police"]),
    ("KENT POLICE: 12", ["Kent Police"]),
    ("Kent\nPolice", ["Kent Police"]),
    ("Devon & Cornwall Police led.", ["Devon & Cornwall Police"]),
    ("the Met’s officers", ["Metropolitan Police"]),
    ("They met officers from the Met Office.", []),
    ("gmp and btp in small letters", []),
    ("GMP and BTP in capitals", ["Greater Manchester Police", "British Transport Police"]),
    ("North Wales Police", ["North Wales Police"]),
    ("New South Wales Police", []),
    ("Kent, Police said", []),
    ("the Kent Police Federation", []),
]


@pytest.mark.parametrize(("text", "named"), TEXTS)
def test_a_text_names_a_force_by_any_of_its_spellings(text, named):
    """The longest spelling wins, initials keep their capitals, and a longer name is another body."""
    assert [force.name for force, _ in find_forces(text)] == named


def test_spans_are_those_of_the_words_in_the_text():
    """Offsets refer to the whole text, also where a stretch of it alone is looked at."""
    text = "On Friday Kent Police led; Essex Police helped."
    assert [text[slice(*span)] for _, span in find_forces(text)] == ["Kent Police", "Essex Police"]
    assert [text[slice(*span)] for _, span in find_forces(text, 20)] == ["Essex Police"]
    assert find_forces(text, 0, text.index("Police")) == []


def test_every_spelling_of_the_vocabulary_is_found_as_its_force():
    """What `find_force` knows as a whole name, `find_forces` finds in a sentence."""
    for force in forces():
        for alias in force.aliases:
            found = find_forces(f"said {alias} today")
            assert found, alias
            assert found[0][0] == find_force(alias), alias
