"""The notation that the tables of the reader are written in, and the pieces that every pattern shares."""

from __future__ import annotations

DASHES = "‐‑‒–—−-"
"""Every dash a report writes for a hyphen; they are one character to the reader. The last may end a class."""
DASH = f"[{DASHES}]"
GAP = r"(?:[^\S\n]{1,8}|[^\S\n]{0,4}\n[^\S\n]{0,8})"
"""White space inside a phrase: at most one line break, never a paragraph's end."""
CLOSING = frozenset('.,;:)]!?"”')
"""Marks that end a phrase: no word of a number stands behind one."""
JOINT = rf"(?:{GAP}|{DASH})"
"""What stands between the words of one number: "twenty five", "twenty-five"."""


def spelled(pattern: str) -> str:
    """A table's pattern as a regular expression: a space stands for `GAP`, `~` for `DASH`, `_` for `JOINT`.

    None of the three may stand in a character class or a group's name.
    """
    return pattern.replace("_", JOINT).replace(" ", GAP).replace("~", DASH)


def lowered(text: str) -> str:
    """The text in lower case with every offset kept ("İ" alone would become two characters)."""
    return text.replace("İ", "i").lower()


def word_set(words: str) -> frozenset[str]:
    """The words of a string."""
    return frozenset(words.split())
