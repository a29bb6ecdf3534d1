"""What a text made to hurt may cost: time as its length, memory as the numbers found in it."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from extractor.mention import Mention, Role
from extractor.numbers import read_numbers

WORDLESS = [
    "7", ",", "1,", "(", "(1 ", "[1]", "1 ", "£", "£1", " ", "\n", "1\n", "a\n", "a", "½", "-", "|", "• ",
]  # fmt: skip
"""Pieces that say nothing however often they stand in a row."""
DENSE = [
    "one and ", "one and two hundred ", "1 a ", "(1 a) ", "12 people were arrested, ", "Kent – 12 arrests\n",
    "Arrests:\n12 in Hull\n", "\t• 1 x Theft\n", "$5 of drugs ", "Operation Heron 2 ", "the second week 12 ",
    "section 1 (a) ", "from 1 to 2 ", "1 in 2 ", "aged 1, ", "www.a.b/1 ", "Police arrested ",
]  # fmt: skip
"""Pieces at which many rules must look."""
SHORT, LONG = 1_500, 6_000
BYTES_EACH = 1_500
"""The most that a number may hold on to, its mention with its words and decimals."""
BYTES_BESIDE = 300_000
"""What reading may take beside the mentions and a few copies of the text."""


def text_of(piece: str, size: int) -> str:
    """A text of the size, made of one piece."""
    return (piece * (size // len(piece) + 1))[:size]


def seconds(text: str) -> float:
    """The least processor time of two readings."""
    taken = []
    for _ in range(2):
        started = time.process_time()
        read_numbers(text)
        taken.append(time.process_time() - started)
    return min(taken)


@pytest.mark.parametrize("piece", [*WORDLESS, *DENSE])
def test_four_times_the_text_takes_about_four_times_the_time(piece: str) -> None:
    """Reading is linear in the length of the text whatever it holds; a quadratic reader needs 16 times."""
    assert seconds(text_of(piece, LONG)) < 9 * seconds(text_of(piece, SHORT)) + 0.02


@pytest.mark.parametrize("piece", WORDLESS)
def test_figures_and_marks_without_words_cost_next_to_nothing(piece: str) -> None:
    """A text without words takes less than ten seconds a megabyte, whatever the machine is busy with."""
    assert seconds(text_of(piece, 20_000)) < 0.2


@pytest.mark.parametrize("piece", [*WORDLESS, *DENSE])
def test_memory_grows_with_the_numbers_found_and_nothing_else(piece: str) -> None:
    """The peak is what the mentions hold, a few copies of the text, and a fixed amount."""
    text = text_of(piece, 2 * SHORT)
    read_numbers(text)
    tracemalloc.start()
    found = len(read_numbers(text))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < BYTES_BESIDE + BYTES_EACH * found + 4 * 4 * len(text)


def _numbers(text: str) -> list[Mention]:
    return [mention for mention in read_numbers(text) if mention.rule != "digit_run"]


def test_sixty_numbers_without_a_word_between_them_are_one_run() -> None:
    """A dump of figures is one mention that covers all of them; a list that a report may hold is not."""
    (found,) = read_numbers("Readings: " + ", ".join(map(str, range(100, 160))) + " in all")
    assert (found.role, found.rule) == (Role.IDENTIFIER, "digit_run")
    assert found.text == ", ".join(map(str, range(100, 160)))
    assert len(_numbers("Readings: " + ", ".join(map(str, range(100, 159))) + " in all")) == 59


def test_a_word_between_ends_a_run() -> None:
    """Numbers with words between them stay numbers, however many there are."""
    text = ". ".join(f"{count} cars were seized" for count in range(100, 180))
    assert len(_numbers(text)) == 80


def test_a_clause_of_more_numbers_than_a_sentence_has_is_read_by_form_alone() -> None:
    """Sixty numbers of one clause are read by the rules; with more of them no rule speaks."""
    listed = ", ".join(f"{count} arrests" for count in range(2, 62))
    assert all(found.measure for found in read_numbers(listed))
    assert not any(found.measure for found in read_numbers(f"{listed}, 99 arrests"))
