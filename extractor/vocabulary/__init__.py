"""Names that stand for one thing: police forces and other bodies, and drugs.

Read from `forces.tsv` and `drugs.tsv` beside this file, once, on first use.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


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
    folded = re.sub(r"[‐-―−-]", "-", folded)
    return re.sub(r"\s+", " ", folded).strip().removeprefix("the ")


@cache
def _by_alias() -> dict[str, Force]:
    return {fold_name(alias): force for force in forces() for alias in force.aliases}


def find_force(name: str) -> Force | None:
    """The force that a name stands for, or None; the whole name must be known, nothing is guessed."""
    return _by_alias().get(fold_name(name))
