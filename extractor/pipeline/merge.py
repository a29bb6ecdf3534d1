"""The facts of overlapping pieces as the facts of one document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.fact import Fact
from extractor.reconcile import find_quote
from extractor.run import ReportHeader

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PieceFacts:
    """The facts read from one piece of a document."""

    span: Span
    """The piece, as half-open offsets into the document."""
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    fact: Fact
    evidence: frozenset[Span]
    pieces: frozenset[int]
    """The pieces that told it: a second telling by the same piece is for reconciliation to judge."""


def merge_facts(text: str, pieces: Sequence[PieceFacts]) -> tuple[Fact, ...]:
    """The facts of all pieces in order, one that two pieces read from the same words once.

    Two facts are the same where measure, number and unit agree and their quotes stand, each inside its own
    piece, on overlapping words; the one that was read first stays.

    Args:
        text: The whole document.
        pieces: The facts of each piece, in text order.
    """
    if len(pieces) == 1:
        return tuple(pieces[0].facts)  # a second telling by the same piece is never merged
    kept: list[_Kept] = []
    for number, piece in enumerate(pieces):
        for fact in piece.facts:
            _keep(kept, fact, _evidence(text, fact, piece.span), number)
    return tuple(entry.fact for entry in kept)


def _keep(kept: list[_Kept], fact: Fact, evidence: frozenset[Span], piece: int) -> None:
    same = [
        index
        for index, entry in enumerate(kept)
        if piece not in entry.pieces and _claim(entry.fact) == _claim(fact) and _meet(entry, fact, evidence)
    ]
    if not same:
        kept.append(_Kept(fact, evidence, frozenset({piece})))
        return
    best = max(same, key=lambda index: _scopes_agree(kept[index].fact, fact))
    kept[best] = _Kept(kept[best].fact, kept[best].evidence | evidence, kept[best].pieces | {piece})


def _claim(fact: Fact) -> tuple[object, ...]:
    return fact.measure, fact.value, fact.value_max, fact.unit


def _scopes_agree(one: Fact, other: Fact) -> int:
    names = ("qualifier", "force", "place", "offence", "period")
    return sum(getattr(one, name) == getattr(other, name) for name in names)


def _evidence(text: str, fact: Fact, piece: Span) -> frozenset[Span]:
    return frozenset(
        (start, end) for start, end in find_quote(text, fact.quote) if piece[0] <= start and end <= piece[1]
    )


def _meet(entry: _Kept, fact: Fact, evidence: frozenset[Span]) -> bool:
    if not entry.evidence and not evidence:
        return entry.fact.quote == fact.quote
    return any(
        start < kept_end and kept_start < end
        for start, end in evidence
        for kept_start, kept_end in entry.evidence
    )


def merge_headers(headers: Sequence[ReportHeader]) -> ReportHeader:
    """The first piece's word where one word is asked for, and every name that any piece gave, once."""
    if not headers:
        return ReportHeader()
    return ReportHeader(
        report_type=headers[0].report_type,
        operation_names=_union([header.operation_names for header in headers]),
        forces=_union([header.forces for header in headers]),
        places=_union([header.places for header in headers]),
        start_date=_first([header.start_date for header in headers]),
        end_date=_first([header.end_date for header in headers]),
        published=_first([header.published for header in headers]),
    )


def _union(lists: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in lists for name in names))


def _first(found: Sequence[str | None]) -> str | None:
    return next((one for one in found if one is not None), None)
