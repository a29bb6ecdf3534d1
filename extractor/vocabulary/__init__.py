"""Names that stand for one thing: police forces and other bodies, and drugs.

Read from `forces.tsv` and `drugs.tsv` beside this file, once, on first use. `find_force` says what one name
stands for; `find_forces` finds every force that a text names.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

_DASH = re.compile(r"[‐-―−-]")
_WORD = re.compile(r"[^\W_]+|&")
_JOINTS = " \t\r\n\u00a0-‐‑'’."
"""What may stand between two words of one name."""
_LONGER_BEFORE = frozenset({"east", "new", "north", "south", "west"})
_LONGER_AFTER = frozenset({"authority", "federation", "office"})
"""Neighbours that make it another name: "New South Wales Police", "the Met Office"."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Force:
    """A police force or another body that takes part in operations."""

    id: str
    name: str
    """Official short name, as gold records write it ("Metropolitan Police")."""
    aliases: tuple[str, ...]
    """Every spelling, the official name among them."""
    kind: str


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug and its class under the Misuse of Drugs Act 1971."""

    id: str
    name: str
    mda_class: str
    aliases: tuple[str, ...]


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("extractor.vocabulary") / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def forces() -> tuple[Force, ...]:
    """Every known force, in the order of the file."""
    return tuple(
        Force(
            id=row["id"],
            name=row["short_name"],
            aliases=tuple(dict.fromkeys((row["official_name"], *filter(None, row["aliases"].split("|"))))),
            kind=row["kind"],
        )
        for row in _rows("forces.tsv")
    )


@cache
def drugs() -> tuple[Drug, ...]:
    """Every known drug, in the order of the file."""
    return tuple(
        Drug(
            id=row["id"],
            name=row["name"],
            mda_class=row["mda_class"],
            aliases=tuple(dict.fromkeys((row["name"], *filter(None, row["aliases"].split("|"))))),
        )
        for row in _rows("drugs.tsv")
    )


def fold_name(name: str) -> str:
    """A name as it is compared: case, quotes, dashes, white space and a leading "the" do not matter."""
    folded = name.casefold().replace("’", "'").replace("&", "and")
    return " ".join(_DASH.sub("-", folded).split()).removeprefix("the ")


@cache
def _by_alias() -> dict[str, Force]:
    return {fold_name(alias): force for force in forces() for alias in force.aliases}


def find_force(name: str) -> Force | None:
    """The force that a name stands for, or None; the whole name must be known, nothing is guessed."""
    return _by_alias().get(fold_name(name))


@dataclass(frozen=True, slots=True)
class _Spelling:
    words: tuple[str, ...]
    initials: bool
    """Written in capitals alone, so that "gmp" is not the force."""
    force: Force


@cache
def _spellings() -> dict[str, list[_Spelling]]:
    """Every spelling of every force by its first word, longest first."""
    table: dict[str, list[_Spelling]] = {}
    for force in forces():
        for alias in force.aliases:
            name = alias.removeprefix("the ")
            words = tuple(_small(match.group()) for match in _WORD.finditer(name))
            table.setdefault(words[0], []).append(_Spelling(words, name.isupper(), force))
    for listed in table.values():
        listed.sort(key=lambda spelling: len(spelling.words), reverse=True)
    return table


def find_forces(text: str, start: int = 0, end: int | None = None) -> list[tuple[Force, Span]]:
    """The forces that a stretch of text names, with their spans, in order.

    The longest name wins ("North Wales Police" is one name); a name keeps its capital, initials all of them
    ("they met" is not the Met), and a longer name around it makes it another body ("the Met Office").
    """
    found: list[tuple[Force, Span]] = []
    words = list(_WORD.finditer(text, start, len(text) if end is None else end))
    table, at = _spellings(), 0
    while at < len(words):
        known = table.get(_small(words[at].group()), ())
        spelling = next((each for each in known if _stands(text, words, at, each)), None)
        if spelling is None:
            at += 1
            continue
        last = at + len(spelling.words)
        found.append((spelling.force, (words[at].start(), words[last - 1].end())))
        at = last
    return found


def _stands(text: str, words: list[re.Match[str]], at: int, spelling: _Spelling) -> bool:
    """True where the words from `at` on are this spelling, as a name of its own."""
    last = at + len(spelling.words)
    if tuple(_small(match.group()) for match in words[at:last]) != spelling.words:
        return False
    own = words[at:last]
    raw = [match.group() for match in own]
    if not raw[0][0].isupper() or (spelling.initials and not all(word.isupper() for word in raw)):
        return False
    if any(text[one.end() : two.start()].strip(_JOINTS) for one, two in pairwise(own)):
        return False
    before = words[at - 1] if at else None
    after = words[last] if last < len(words) else None
    if before and before.group().lower() in _LONGER_BEFORE and _adjoin(text, before, own[0]):
        return False
    return not (after and after.group().lower() in _LONGER_AFTER and _adjoin(text, own[-1], after))


def _adjoin(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    return not text[one.end() : other.start()].strip()


def _small(word: str) -> str:
    return "and" if word == "&" else word.lower()
