"""Counts of right and wrong, as MUC-7 kept them (M98-1024), and the measures made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from extractor.evaluate.alignment import Level, Outcome, Pair


@dataclass(frozen=True, slots=True)
class Tally:
    """Correct, incorrect, missing and spurious slots; a slot that is empty on both sides earns nothing."""

    correct: int = 0
    incorrect: int = 0
    missing: int = 0
    spurious: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.correct + other.correct,
            self.incorrect + other.incorrect,
            self.missing + other.missing,
            self.spurious + other.spurious,
        )

    @property
    def possible(self) -> int:
        """Slots that gold fills."""
        return self.correct + self.incorrect + self.missing

    @property
    def actual(self) -> int:
        """Slots that were claimed."""
        return self.correct + self.incorrect + self.spurious

    @property
    def slots(self) -> int:
        """Slots that either side fills."""
        return self.correct + self.incorrect + self.missing + self.spurious

    @property
    def precision(self) -> float | None:
        """Correct of all claimed; None where nothing was claimed."""
        return self.correct / self.actual if self.actual else None

    @property
    def recall(self) -> float | None:
        """Correct of all that gold fills; None where gold is empty."""
        return self.correct / self.possible if self.possible else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where both sides are empty."""
        both = self.actual + self.possible
        return 2 * self.correct / both if both else None

    @property
    def exact(self) -> bool:
        """True where nothing is wrong, missing or spurious."""
        return self.slots == self.correct


def tally(pairs: Iterable[Pair], level: Level = Level.JOINT) -> Tally:
    """Count pairs when this much must agree; optional facts that were met do not count."""
    counts = Counter(pair.outcome(level) for pair in pairs)
    return Tally(
        correct=counts[Outcome.CORRECT],
        incorrect=counts[Outcome.INCORRECT],
        missing=counts[Outcome.MISSING],
        spurious=counts[Outcome.SPURIOUS],
    )
