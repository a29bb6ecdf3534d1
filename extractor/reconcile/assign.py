"""Which mention bears which fact: each number is told once for each measure.

A mention and a measure together are a seat; a fact may sit where one of its trials found no fault. As many
facts as possible are confirmed, then as many as possible of the rest get a seat; ties go to the better trial,
then to the fact that was claimed first. (Maximum bipartite matching by augmenting paths, one phase a rank.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.fact import Fact, Measure
from extractor.reconcile.verdict import Rank, Trial

Seat = tuple[int, Measure]


class _Seating:
    """Who sits where; grows by one fact at a time and never unseats anyone for good."""

    def __init__(self, facts: Sequence[Fact], trials: Sequence[Sequence[Trial]]) -> None:
        self._choices = [
            [
                (trial.rank, (trial.mention, fact.measure), trial)
                for trial in tried
                if trial.mention is not None
            ]
            for fact, tried in zip(facts, trials, strict=True)
        ]
        self._limit: dict[int, Rank] = {}
        self._sitting: dict[Seat, int] = {}
        self._closed: set[Seat] = set()
        self.taken: dict[int, Trial] = {}

    def fill(self, rank: Rank) -> None:
        """Seat as many more facts as possible with trials up to a rank."""
        self._closed.clear()
        for newcomer in range(len(self._choices)):
            if newcomer not in self.taken:
                self._limit[newcomer] = rank
                self._seat(newcomer)
        for fact, limit in self._limit.items():
            if fact in self.taken and limit < Rank.HOLDS:
                self._limit[fact] = Rank.HOLDS

    def _seat(self, newcomer: int) -> None:
        """Seat one fact, moving others along if need be (breadth first, so that few move)."""
        came: dict[Seat, tuple[int, Trial]] = {}
        queue = [newcomer]
        for fact in queue:
            for rank, seat, trial in self._choices[fact]:
                if rank > self._limit[fact]:
                    break
                if seat in came or seat in self._closed:
                    continue
                came[seat] = fact, trial
                if seat not in self._sitting:
                    self._move_along(seat, came)
                    return
                queue.append(self._sitting[seat])
        self._closed.update(came)

    def _move_along(self, seat: Seat, came: Mapping[Seat, tuple[int, Trial]]) -> None:
        free: Seat | None = seat
        while free is not None:
            fact, trial = came[free]
            before = self.taken.get(fact)
            self.taken[fact] = trial
            self._sitting[free] = fact
            free = (before.mention, free[1]) if before is not None and before.mention is not None else None


def assign(facts: Sequence[Fact], trials: Sequence[Sequence[Trial]]) -> dict[int, Trial]:
    """Give facts their mentions.

    Args:
        facts: As claimed.
        trials: For each fact its trials, best first.

    Returns:
        For each fact that got a mention of its own, by position, the trial that says how it bears it.
    """
    seating = _Seating(facts, trials)
    for rank in (Rank.EXACT, Rank.HOLDS, Rank.OPEN):
        seating.fill(rank)
    return seating.taken
