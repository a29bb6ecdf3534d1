"""Which decisions are in force, and on which facts they bear.

A decision holds on to words of the document. A claim is the figure decided on where it says the same of the
same words; it is in conflict with the decision where it says something else of the same number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from extractor.decision import Action
from extractor.store.rows import Row, figure_of
from extractor.store.stored import fact_of

Span = tuple[int, int]

FIGURE_HOLDS = (Action.ACCEPTED, Action.CORRECTED)
"""Actions that leave a figure to be trusted."""


class Bearing(StrEnum):
    """How a decision bears on a fact."""

    FIGURE = "figure"
    """The fact is the figure decided on, or the figure that holds since."""
    NUMBER = "number"
    """Its number was found to be no result."""
    CONFLICT = "conflict"
    """It claims something else of the same number."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A decision with what is compared."""

    row: Row
    action: Action
    number: Span | None
    """The number decided on."""
    quote: Span | None
    """The quote decided on, where no number was read in it."""
    holding: Span | None
    """The number of the decided figure."""
    claimed: list[Any] | None
    decided: list[Any] | None
    measures: tuple[str, ...]
    """What the text counts with the number."""

    @property
    def measure(self) -> str | None:
        """What the decided figure counts."""
        return None if self.decided is None else str(self.decided[0])

    @property
    def words(self) -> Span | None:
        """The number, or else the quote."""
        return self.number or self.quote


@dataclass(frozen=True, slots=True)
class _Claim:
    """A fact with what is compared."""

    row: Row
    number: Span | None
    quote: Span | None
    figure: list[Any]


def in_force(decisions: Sequence[Row]) -> list[Row]:
    """Those decisions of a document that count: not taken back, and not replaced by a later one.

    Args:
        decisions: Rows of `decision`, oldest first.
    """
    undone = {row["undoes"] for row in decisions}
    live = [_held(row) for row in decisions if row["action"] != Action.UNDONE and row["id"] not in undone]
    return [
        each.row
        for index, each in enumerate(live)
        if not any(_replaces(later, each) for later in live[index + 1 :])
    ]


def replaces(later: Row, earlier: Row) -> bool:
    """Whether a decision answers the question that an earlier one answered."""
    return _replaces(_held(later), _held(earlier))


def bearings(facts: Sequence[Row], held: Sequence[Row]) -> list[Row]:
    """The rows of `decided_fact`.

    Args:
        facts: Rows of `fact`, of one document.
        held: Rows of `decision`: those of the document that are in force, oldest first.
    """
    decisions = [_held(row) for row in reversed(held)]
    found = [(claim, *_strongest(claim, decisions)) for claim in map(_claim, facts)]
    carriers = _carriers([(claim, each) for claim, each, how in found if each and how is Bearing.FIGURE])
    return [
        {
            "document_id": claim.row["document_id"],
            "work_key": claim.row["work_key"],
            "fact_id": claim.row["id"],
            "decision_id": each.row["id"],
            "bearing": how,
            "conflict": how is Bearing.CONFLICT or (how is Bearing.NUMBER and _is_rerun(claim, each)),
            "trusted": claim.row["id"] in carriers,
        }
        for claim, each, how in found
        if each
    ]


def _replaces(later: _Held, earlier: _Held) -> bool:
    """Whether both are about the same figure of the same words, or cannot both hold of one number.

    One number and measure hold one figure, and a number that is no result holds none.
    """
    if later.row["fact_key"] is not None and later.row["fact_key"] == earlier.row["fact_key"]:
        return True
    if (
        later.claimed is not None
        and _overlap(later.words, earlier.words)
        and later.claimed == earlier.claimed
    ):
        return True
    if (
        later.claimed is not None
        and later.claimed == earlier.decided
        and _overlap(later.words, earlier.holding)
    ):
        return True
    if later.measure and later.measure == earlier.measure and _overlap(later.holding, earlier.holding):
        return True
    return _denies(later, earlier) or (_denies(earlier, later) and later.action in FIGURE_HOLDS)


def _denies(one: _Held, other: _Held) -> bool:
    """Whether one says that the number of the other, or of the figure that holds by it, is no result."""
    return one.action is Action.NOT_A_RESULT and (
        _overlap(one.number, other.number) or _overlap(one.number, other.holding)
    )


def _strongest(claim: _Claim, decisions: Sequence[_Held]) -> tuple[_Held | None, Bearing | None]:
    """The decision that counts for a fact, of several the latest of the strongest kind."""
    found: dict[Bearing, _Held] = {}
    for each in decisions:
        how = _bearing(claim, each)
        if how is Bearing.FIGURE:
            return each, how
        if how is not None:
            found.setdefault(how, each)
    for how in (Bearing.NUMBER, Bearing.CONFLICT):
        if how in found:
            return found[how], how
    return None, None


def _bearing(claim: _Claim, each: _Held) -> Bearing | None:
    if claim.row["fact_key"] == each.row["fact_key"]:
        return Bearing.FIGURE
    same_number = _overlap(claim.number, each.number)
    holding = _overlap(claim.number, each.holding)
    same_words = same_number or _within(claim, each.quote)
    if (same_words and claim.figure == each.claimed) or (
        (holding or same_words) and claim.figure == each.decided
    ):
        return Bearing.FIGURE
    if same_number and each.action is Action.NOT_A_RESULT:
        return Bearing.NUMBER
    if each.action in FIGURE_HOLDS and (same_number or holding) and _is_other(claim, each, holding=holding):
        return Bearing.CONFLICT
    return None


def _is_other(claim: _Claim, each: _Held, *, holding: bool) -> bool:
    """Whether a claim of the same number cannot stand beside the decided figure.

    A number and a measure together hold one figure. Another measure of the number may be true as well ("were
    arrested and charged"): it is a conflict where a rerun brings it up and the text does not say so, or where
    it is what the decision took away.
    """
    measure = claim.row["measure"]
    if holding and measure == each.measure:
        return True
    apart = each.measure in each.measures or (each.claimed is not None and each.claimed[0] != measure)
    told = measure in each.measures and apart
    return _is_rerun(claim, each) and not told


def _carriers(claims: Sequence[tuple[_Claim, _Held]]) -> set[str]:
    """The one fact of each result that carries a decided figure: one that claims it, else the first."""
    best: dict[tuple[str, str], tuple[bool, int, str]] = {}
    for claim, each in claims:
        if each.action not in FIGURE_HOLDS:
            continue
        place = (claim.figure != each.decided, claim.row["position"], claim.row["id"])
        key = (claim.row["work_key"], each.row["id"])
        best[key] = min(best.get(key, place), place)
    return {fact_id for _, _, fact_id in best.values()}


def _is_rerun(claim: _Claim, each: _Held) -> bool:
    return bool(claim.row["work_key"] != each.row["work_key"])


def _held(row: Row) -> _Held:
    words = _span(row, "span_start", "span_end")
    number, quote = (words, None) if row["is_number"] else (None, words)
    return _Held(
        row=row,
        action=Action(row["action"]),
        number=number,
        quote=quote,
        holding=_span(row, "decided_start", "decided_end"),
        claimed=None if row["claimed_measure"] is None else figure_of(fact_of(row, "claimed_")),
        decided=None if row["decided_measure"] is None else figure_of(fact_of(row, "decided_")),
        measures=tuple(row["text_measures"]),
    )


def _claim(row: Row) -> _Claim:
    number = _span(row, "number_start", "number_end")
    return _Claim(row, number, _span(row, "quote_start", "quote_end"), figure_of(fact_of(row)))


def _span(row: Mapping[str, Any], start: str, end: str) -> Span | None:
    return None if row[start] is None else (row[start], row[end])


def _overlap(one: Span | None, other: Span | None) -> bool:
    return one is not None and other is not None and one[0] < other[1] and other[0] < one[1]


def _within(claim: _Claim, quote: Span | None) -> bool:
    """Whether a claim rests on words of a quote: its number lies in them, or one quote in the other."""
    if quote is None:
        return False
    if claim.number is not None:
        return quote[0] <= claim.number[0] and claim.number[1] <= quote[1]
    mine = claim.quote
    return mine is not None and (
        (quote[0] <= mine[0] and mine[1] <= quote[1]) or (mine[0] <= quote[0] and quote[1] <= mine[1])
    )
