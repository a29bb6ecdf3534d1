"""How a text is cut into clauses, and which headings govern them. Every text here is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.numbers.layout import clauses


def cut(text):
    """The clauses of a text as words, with the headings above each."""
    return [
        (text[c.start : c.end], c.item, tuple(text[start:end] for start, end in c.headings))
        for c in clauses(text)
    ]


SENTENCES = [
    ("One thing. Another thing.", ["One thing.", "Another thing."]),
    ("Det. Insp. Shaw spoke. He left.", ["Det. Insp. Shaw spoke.", "He left."]),
    ("It cost £1.5 million. They paid.", ["It cost £1.5 million.", "They paid."]),
    ("“We acted.” She left.", ["“We acted.”", "She left."]),
    ("A first part; a second part.", ["A first part; a second part."]),
    ("First line of a paragraph that is wrapped by its\nauthor at some width. Then more.",
     ["First line of a paragraph that is wrapped by its\nauthor at some width.", "Then more."]),
    ("A whole line of its own.\nAnother line of its own.",
     ["A whole line of its own.", "Another line of its own."]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences_end_where_a_reader_ends_them(text, expected):
    """Full stops of abbreviations and decimals end nothing; wrapped lines belong together."""
    assert [words for words, _, _ in cut(text)] == expected


LISTS = [
    ("The day led to:\n\n• 12 arrests\n• 3 cars seized\n\n"
     "A spokesman thanked everybody who had helped on the day.",
     [("The day led to:", False, ()), ("• 12 arrests", True, ("The day led to:",)),
      ("• 3 cars seized", True, ("The day led to:",)),
      ("A spokesman thanked everybody who had helped on the day.", False, ())]),
    ("Arrests by force:\n\nKent:\n\n1 x Theft\n\nEssex:\n\n2 x Fraud",
     [("Arrests by force:", False, ()), ("Kent:", False, ("Arrests by force:",)),
      ("1 x Theft", True, ("Arrests by force:", "Kent:")), ("Essex:", False, ("Arrests by force:",)),
      ("2 x Fraud", True, ("Arrests by force:", "Essex:"))]),
    ("Arrests:\n\nKent:\n\n1 x Theft\n\nCharges:\n\n1 x Fraud",
     [("Arrests:", False, ()), ("Kent:", False, ("Arrests:",)), ("1 x Theft", True, ("Arrests:", "Kent:")),
      ("Charges:", False, ()), ("1 x Fraud", True, ("Charges:",))]),
    ("## Results\nHull – 12\nGoole – 3", [("## Results", False, ()), ("Hull – 12", True, ("## Results",)),
                                        ("Goole – 3", True, ("## Results",))]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_headings_govern_what_stands_beneath_them(text, expected):
    """A heading under a heading is its child; one after items takes its place; a sentence ends the list."""
    assert cut(text) == expected


@given(st.text("ab .,;:\n•-#0123456789", max_size=120))
def test_clauses_are_in_order_and_cover_every_word(text):
    """No word falls between two clauses, and none belongs to two."""
    found = list(clauses(text))
    covered = [False] * len(text)
    floor = 0
    for clause in found:
        assert floor <= clause.start < clause.end <= len(text)
        covered[clause.start : clause.end] = [True] * (clause.end - clause.start)
        floor = clause.end
    assert all(covered[at] for at in range(len(text)) if text[at].isalnum())
