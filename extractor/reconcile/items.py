"""What was counted, where the measure leaves it open: a fact about heroin does not rest on cannabis."""

from __future__ import annotations

import re
from functools import cache

from extractor.fact import Fact, Measure
from extractor.mention import Mention
from extractor.reconcile.names import fold_words
from extractor.vocabulary import Drug, drugs

_OF_DRUGS = frozenset({Measure.DRUGS, Measure.DRUGS_VALUE, Measure.DRUG_SEIZURES})
_LONGEST_ITEM = 1000
_EVERYDAY = frozenset({
    "acid", "brown", "charlie", "coke", "crack", "hash", "ket", "lean", "mandy", "mushrooms", "nos",
    "pills", "rock", "skunk", "smack", "speed", "spice", "steroids", "stones", "sulphate", "weed",
})  # fmt: skip
"""Street names that are words of other things too; a verdict never hangs on them."""


def other_drug(fact: Fact, mention: Mention, quote: str) -> tuple[str, str] | None:
    """The drug that the text names and the one that the fact names, where they cannot be the same.

    Args:
        fact: The fact as claimed.
        mention: The mention that would bear it; its own item speaks first, then the quote.
        quote: The quote as it stands in the text.

    Returns:
        The text's and the fact's drug, or None where they agree or either names none.
    """
    if fact.measure not in _OF_DRUGS or not fact.item:
        return None
    claimed = _drugs_in(fact.item)
    told = _drugs_in(mention.item or "") or _drugs_in(quote)
    if not claimed or not told or any(_may_be_same(one, other) for one in claimed for other in told):
        return None
    return told[0].name, claimed[0].name


def _may_be_same(one: Drug, other: Drug) -> bool:
    """A class told without its drug can be any drug of that class."""
    if one.name == other.name:
        return True
    unspecified = "unspecified" in one.name or "unspecified" in other.name
    return unspecified and one.mda_class == other.mda_class


def _drugs_in(text: str) -> list[Drug]:
    pattern, by_name = _names()
    folded = fold_words(text[:_LONGEST_ITEM])
    found = (by_name[match.group(1)] for match in pattern.finditer(f" {folded} "))
    return list(dict.fromkeys(found))


@cache
def _names() -> tuple[re.Pattern[str], dict[str, Drug]]:
    """Every unmistakable name of a drug, longest first, and the drug it stands for."""
    by_name: dict[str, Drug] = {}
    for drug in drugs():
        plain = re.sub(r"\(.*\)|/", " ", drug.name)
        for name in map(fold_words, (plain, *drug.aliases)):
            if name and name not in _EVERYDAY and drug.mda_class != "-":
                by_name.setdefault(name, drug)
    ordered = sorted(by_name, key=len, reverse=True)
    return re.compile(rf"(?<= )({'|'.join(map(re.escape, ordered))})s?(?= )"), by_name
