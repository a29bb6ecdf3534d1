"""What one check of a document found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """A finding before `findings.py` adds the name and version of its check."""

    passed: bool
    message: str
    """One sentence for a person, with the numbers that were compared."""
    spans: tuple[tuple[int, int], ...]
    """Where the compared words stand."""
