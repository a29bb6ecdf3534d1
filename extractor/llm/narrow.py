"""A narrower schema for models so small that they lose the thread of the whole one.

Such a model copies well and writes badly. So it is asked for the three things it can give, its quotes are
picked from the sentences of the piece, and the unit follows from what is counted. Numbers remain its own.
"""

from __future__ import annotations

import re
from typing import Any

from extractor.fact import Measure

MAX_FACTS = 3
"""Figures asked of one piece; a small model repeats itself rather than stop."""

_MAX_VALUE = 9_999_999
"""A small model that has no number to give writes zeros without end."""

_MONEY = (Measure.CASH, Measure.DRUGS_VALUE, Measure.ASSETS_VALUE)
_AMOUNTS = (Measure.DRUGS,)
_COUNTS = tuple(measure for measure in Measure if measure not in {*_MONEY, *_AMOUNTS, Measure.OTHER})

_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(?:twen|thir|for|fif|six"
    r"|seven|eigh|nine)ty|hundred|thousand|million|billion|dozen|half)\b",
    re.IGNORECASE,
)
"""Where no number stands, no figure stands. Its own rule: requests do not change with the number reader."""

_SENTENCE = re.compile(r"[^\n]*?(?:[.!?][\"'”’)]*(?=\s)|(?=\n)|\Z)")


def numbered_sentences(piece: str) -> list[str]:
    """The sentences and lines of a piece in which a number stands, verbatim, each once."""
    found = (match.group().strip() for match in _SENTENCE.finditer(piece))
    return list(dict.fromkeys(sentence for sentence in found if _NUMBER.search(sentence)))


def narrow_schema(sentences: list[str]) -> dict[str, Any]:
    """The schema of an answer about a piece with these sentences; such an answer fits the whole one too."""
    kinds = [
        _fact(sentences, _COUNTS, ("count",)),
        _fact(sentences, _MONEY, ("GBP", "USD", "EUR")),
        _fact(sentences, _AMOUNTS, ("kg", "g", "plants", "wraps", "tablets")),
    ]
    return _object(
        {"facts": {"type": "array", "items": {"anyOf": kinds}, "maxItems": min(MAX_FACTS, len(sentences))}}
    )


def _fact(sentences: list[str], measures: tuple[Measure, ...], units: tuple[str, ...]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "quote": _one_of(sentences),
        "measure": _one_of([measure.value for measure in measures]),
        "value": {"type": "integer", "minimum": 0, "maximum": _MAX_VALUE},
    }
    if units != ("count",):
        told["unit"] = _one_of(list(units))
    return _object(told)


def _one_of(words: list[str]) -> dict[str, Any]:
    return {"type": "string", "enum": words}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
