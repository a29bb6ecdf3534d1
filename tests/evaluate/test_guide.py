"""The annotators' guide holds every word of the format, and its example is right by its own rules."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from extractor.evaluate.gold import HEADER_KEYS, REPORT_TYPES
from extractor.evaluate.gold_check import FACT_KEYS, check_gold
from extractor.fact import Measure, Period, Qualifier

GUIDE = (Path(__file__).parents[2] / "docs" / "annotating.md").read_text(encoding="utf-8")
WORDS = (*Measure, *Qualifier, *Period, *REPORT_TYPES, *HEADER_KEYS, *FACT_KEYS, "facts")


def example_text() -> str:
    return re.search(r"## An example\n\n> (.+)\n", GUIDE)[1]


def example_facts() -> list[dict]:
    """The rows of the example's table as facts."""
    lines = GUIDE[GUIDE.index("| measure | value | qualifier | unit | scope |") :].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[: lines.index("")]]
    return [fact_of(row) for row in rows]


def fact_of(cells: list[str]) -> dict:
    measure, value, qualifier, unit, scope, quote, optional = cells
    limits = dict.fromkeys(("item", "force", "place", "offence"))
    if scope:
        key, _, name = scope.partition(" ")
        limits[key] = name
    fact = {
        "measure": measure,
        "value": float(value),
        "value_max": None,
        "qualifier": qualifier,
        "unit": unit,
    }
    return {**fact, **limits, "period": "current", "quote": quote, "optional": bool(optional)}


@pytest.mark.parametrize("word", WORDS)
def test_every_word_of_the_format_is_explained(word):
    """A stranger finds each field, measure, qualifier and period in the guide."""
    assert f"`{word}`" in GUIDE


def test_the_example_passes_the_check(tmp_path):
    """Quotes stand in the example's text, numbers in the quotes, units fit measures."""
    (tmp_path / "example.txt").write_text(example_text(), encoding="utf-8")
    record = {
        "report_type": "operation",
        "operation_names": ["Larch"],
        "forces": ["Kent Police"],
        "places": ["Ashford"],
        "start_date": "XXXX-03-04",
        "end_date": "XXXX-03-05",
        "published": None,
        "facts": example_facts(),
    }
    (tmp_path / "example.gold.json").write_text(json.dumps(record), encoding="utf-8")
    assert len(record["facts"]) == 8
    assert [problem for problem in check_gold([tmp_path]) if problem.error] == []
