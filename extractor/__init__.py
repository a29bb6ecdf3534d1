"""Figures from reports of police operations, each proven by the report's own words.

The four calls that most people need (everything else is imported from its own module):

    >>> from extractor import read_numbers, verify, extract, run_corpus

Names are loaded on first use, because the model client alone takes seconds to import.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractor.numbers import read_numbers as read_numbers
    from extractor.pipeline import extract as extract
    from extractor.pipeline import run_corpus as run_corpus
    from extractor.reconcile import verify as verify

__version__ = "0.1.0"

_HOMES = {
    "read_numbers": "extractor.numbers",
    "verify": "extractor.reconcile",
    "extract": "extractor.pipeline",
    "run_corpus": "extractor.pipeline",
}

__all__ = ["__version__", "extract", "read_numbers", "run_corpus", "verify"]


def __getattr__(name: str) -> Any:
    """Load a public name from its home on first use."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'extractor' has no attribute {name!r}")
