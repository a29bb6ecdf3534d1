"""Hand-built mentions: a text, and what the number reader would say of the numbers planted in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from extractor.fact import Fact, Measure, Period, Qualifier
from extractor.mention import Mention, Role

Planted = tuple[str, dict[str, Any]]
_KINDS = {"role": Role, "measure": Measure, "qualifier": Qualifier, "period": Period}


def _plant(text: str, *planted: Planted) -> tuple[Mention, ...]:
    """Mentions at the successive occurrences of some numbers; each clause is the line it stands in.

    Keys as the fields of `Mention`, enumerations as words; `heading` is the text of the governing heading. A
    number with a measure is a result, one without is unknown.
    """
    mentions, at = [], 0
    for number, given in planted:
        start = text.index(number, at)
        at = start + len(number)
        mentions.append(_mention(text, start, at, dict(given)))
    return tuple(mentions)


def _mention(text: str, start: int, end: int, given: dict[str, Any]) -> Mention:
    heading = given.pop("heading", None)
    if heading:
        given["scope_start"] = text.rindex(heading, 0, start)
        given["scope_end"] = given["scope_start"] + len(heading)
    for key in ("value", "value_max"):
        if given.get(key) is not None:
            given[key] = Decimal(str(given[key]))
    if "value" not in given:
        given["value"] = Decimal("".join(re.findall(r"[\d.]", text[start:end])))
    given = {key: _KINDS[key](value) if key in _KINDS else value for key, value in given.items()}
    given.setdefault("role", Role.RESULT if given.get("measure") else Role.UNKNOWN)
    given["also"] = tuple(map(Measure, given.get("also", ())))
    line_end = text.find("\n", end)
    return Mention(
        start=start,
        end=end,
        text=text[start:end],
        clause_start=text.rfind("\n", 0, start) + 1,
        clause_end=len(text) if line_end < 0 else line_end,
        **given,
    )


def _claim(measure: str, value: float | str, quote: str, **given: Any) -> Fact:
    return Fact.from_mapping({"measure": measure, "value": value, "quote": quote, **given})


@pytest.fixture(scope="session")
def plant() -> Callable[..., tuple[Mention, ...]]:
    """Build mentions; see `_plant`."""
    return _plant


@pytest.fixture(scope="session")
def claim() -> Callable[..., Fact]:
    """Build a fact from its measure, value, quote and any other of its keys."""
    return _claim
