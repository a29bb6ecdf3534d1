"""Where figures stand in a text, and the sign of each verdict: the same in a terminal and on a page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractor.fact import CheckedFact, Verdict

if TYPE_CHECKING:
    from extractor.mention import Role
    from extractor.run import LedgerEntry

SIGNS = {
    Verdict.CONFIRMED: "✓",
    Verdict.UNVERIFIED: "?",
    Verdict.CONTRADICTED: "✗",
    Verdict.UNSUPPORTED: "!",
    Verdict.MISSED: "+",
}
"""One for each verdict, in the order they are told in; a verdict is never told by its colour alone."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text that figures rest on, or a number of the ledger that no figure rests on."""

    start: int
    end: int
    """Half-open; the same as `start` where a fact has a quote but no number in it: the quote ends there."""
    facts: tuple[int, ...] = ()
    """Positions of the facts that rest on it, in their order."""
    verdicts: tuple[Verdict, ...] = ()
    """Their verdicts, one for each of `facts`."""
    role: Role | None = None
    """What the number is, where no fact rests on it; else None."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the text with its mark, or with none."""

    text: str
    mark: Mark | None = None


def marks(
    facts: Sequence[CheckedFact], ledger: Sequence[LedgerEntry] = (), *, roles: bool = False
) -> tuple[Mark, ...]:
    """Every stretch to mark, in order, none overlapping another.

    Facts whose numbers overlap share one mark; a fact whose quote does not stand in the text has none.

    Args:
        facts: The facts of a document.
        ledger: Its numbers.
        roles: Whether numbers that no fact rests on are marked too, with their roles.
    """
    found: list[Mark] = []
    for mark in sorted(_of_facts(facts), key=lambda one: (one.start, one.end)):
        if found and (mark.start < found[-1].end or _place(mark) == _place(found[-1])):
            found[-1] = _joined(found[-1], mark)
        else:
            found.append(mark)
    return _with_roles(found, ledger) if roles else tuple(found)


def segments(text: str, found: Sequence[Mark]) -> Iterator[Segment]:
    """The text in pieces, marked and unmarked; put together they are the text.

    Args:
        text: The document's own text.
        found: Its marks, as `marks` gives them.
    """
    done = 0
    for mark in found:
        if done < mark.start:
            yield Segment(text[done : mark.start])
        yield Segment(text[mark.start : mark.end], mark)
        done = mark.end
    if done < len(text):
        yield Segment(text[done:])


def _of_facts(facts: Sequence[CheckedFact]) -> Iterator[Mark]:
    for position, checked in enumerate(facts):
        if checked.number_start is not None and checked.number_end is not None:
            yield Mark(checked.number_start, checked.number_end, (position,), (checked.verdict,))
        elif checked.end is not None:
            yield Mark(checked.end, checked.end, (position,), (checked.verdict,))


def _place(mark: Mark) -> tuple[int, int]:
    return mark.start, mark.end


def _joined(one: Mark, other: Mark) -> Mark:
    pairs = sorted(zip(one.facts + other.facts, one.verdicts + other.verdicts, strict=True))
    facts, verdicts = zip(*pairs, strict=True)
    return Mark(one.start, max(one.end, other.end), facts, verdicts)


def _with_roles(found: Sequence[Mark], ledger: Sequence[LedgerEntry]) -> tuple[Mark, ...]:
    ends = [mark.end for mark in found]
    free = []
    for mention in (entry.mention for entry in ledger):
        after = bisect_right(ends, mention.start)
        if after == len(found) or found[after].start >= mention.end:
            free.append(Mark(mention.start, mention.end, role=mention.role))
    return tuple(sorted((*found, *free), key=_place))
