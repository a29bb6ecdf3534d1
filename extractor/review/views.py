"""A stored document as its page shows it: figures in the order of the text, each with all that is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from extractor.decision import Action, Decision
from extractor.document import Document
from extractor.fact import CheckedFact, Fact, FailedTest, Verdict
from extractor.mention import Mention, Role
from extractor.pages.marks import Mark, marks, segments
from extractor.pages.words import fact_words, mention_words, scope_words
from extractor.review.places import Place
from extractor.run import Finding
from extractor.store import ReviewDocument

_MOMENTS = {Role.DATE, Role.YEAR, Role.TIME}

LONGEST_CLAUSE = 300
"""Characters of a clause that a bare number is quoted with."""


@dataclass(frozen=True)
class Card:
    """One figure with its proof, its decision and its history."""

    id: str
    number: int
    """Its place among the figures of the document, from 1, in the order of the text."""
    checked: CheckedFact
    mention: Mention | None
    """The number that it rests on."""
    reading_fact: Fact | None
    """The text's own reading, as a figure."""
    decision: Decision | None
    """In force, and about this figure."""
    against: Decision | None
    """In force, and contradicted by this figure."""
    open: bool
    findings: tuple[Finding, ...]
    place: Place
    chosen: bool

    @property
    def verdict(self) -> Verdict:
        """What reconciliation said."""
        return self.checked.verdict

    @property
    def failed_test(self) -> FailedTest | None:
        """Which of the three tests turned it away."""
        return self.checked.failed_test

    @property
    def figure(self) -> str:
        """The figure as claimed."""
        return figure_words(self.checked.fact)

    @property
    def scope(self) -> str:
        """What limits it."""
        return scope_words(self.checked.fact)

    @cached_property
    def reading(self) -> str:
        """What the text says at the number, and its limits where they are not the claim's; empty for none."""
        found = self.reading_fact
        if found is not None:
            return figure_words(found) if scope_words(found) == self.scope else _whole(found)
        if self.mention is None:
            return ""
        words = mention_words(self.mention) or self.mention.text
        return f"{words}, {self.mention.role.replace('_', ' ')}"

    @property
    def takes(self) -> str:
        """The text's reading as a figure to take; empty where there is none, or it is the claim itself."""
        found, claimed = self.reading_fact, self.checked.fact
        if found is None or _same_figure(found, claimed):
            return ""
        return self.reading

    @property
    def standing(self) -> Decision | None:
        """The decision that holds here, whether it is about this figure or against it."""
        return self.decision or self.against

    @property
    def holds(self) -> str:
        """The figure that holds by the decision, where it is another one."""
        held = None if self.standing is None else self.standing.decided
        return "" if held is None or held == self.checked.fact else _whole(held)

    @property
    def href(self) -> str:
        """The page with this figure chosen."""
        return self.place.figure(self.id)


@dataclass(frozen=True, slots=True)
class Spot:
    """One marked stretch of the text."""

    cards: tuple[Card, ...]
    role: Role | None
    href: str
    chosen: bool

    @property
    def settled(self) -> bool:
        """Whether nothing here waits for a person."""
        return not any(card.open or card.against for card in self.cards)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text, marked or not."""

    text: str
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class BareNumber:
    """A number of the ledger that no figure rests on."""

    span: str
    """`START-END`."""
    mention: Mention
    clause: str
    decision: Decision | None

    @property
    def reading(self) -> str:
        """Its amount; empty where digits are no amount."""
        return "" if self.mention.role in _MOMENTS else mention_words(self.mention)


def cards_of(review: ReviewDocument, place: Place) -> tuple[Card, ...]:
    """The figures of a document in the order of the text; those that stand nowhere come last."""
    stored = review.stored
    mentions = {entry.mention.start: entry.mention for entry in stored.ledger}
    order = sorted(range(len(stored.facts)), key=lambda index: _offset(stored.facts[index]))
    return tuple(
        Card(
            id=stored.fact_ids[index],
            number=number,
            checked=stored.facts[index],
            mention=mentions.get(_start(stored.facts[index])),
            reading_fact=review.readings[index],
            decision=stored.decided[index],
            against=stored.conflicts[index],
            open=review.open[index],
            findings=tuple(_touching(stored.findings, stored.facts[index])),
            place=place,
            chosen=stored.fact_ids[index] == place.fact,
        )
        for number, index in enumerate(order, start=1)
    )


def pieces_of(review: ReviewDocument, cards: Sequence[Card], place: Place) -> Iterator[Piece]:
    """The text in pieces, each with what it marks."""
    stored = review.stored
    if not isinstance(stored.document, Document):
        return
    by_id = {card.id: card for card in cards}
    found = marks(stored.facts, stored.ledger, roles=place.ledger)
    spot = _spots([by_id[fact_id] for fact_id in stored.fact_ids], place)
    for segment in segments(stored.document.text, found):
        yield Piece(segment.text, None if segment.mark is None else spot(segment.mark))


def bare_number(review: ReviewDocument, span: str) -> BareNumber | None:
    """The number of the ledger that stands at `START-END`; None where there is none."""
    for entry in review.stored.ledger:
        mention = entry.mention
        if f"{mention.start}-{mention.end}" == span and isinstance(review.stored.document, Document):
            at = (mention.start, mention.end)
            held = [one for one in review.stored.decisions if (one.start, one.end) == at]
            clause = clause_of(review.stored.document.text, mention)
            return BareNumber(span, mention, clause, held[-1] if held else None)
    return None


def clause_of(text: str, mention: Mention) -> str:
    """The words around a number, verbatim: its clause, or a part of that where it is very long."""
    start, end = min(mention.clause_start, mention.start), max(mention.clause_end, mention.end)
    if end - start > LONGEST_CLAUSE:
        start, end = max(start, mention.start - 80), min(end, mention.end + 80)
    return text[start:end].strip()


def history_of(review: ReviewDocument, card: Card) -> Iterator[Decision]:
    """What was decided on the same words, or the same claim where they stand nowhere; the latest first."""
    span = _span(card.checked)
    for one in reversed(review.history):
        at = None if one.start is None or one.end is None else (one.start, one.end)
        if (at and span and at[0] < span[1] and span[0] < at[1]) or (
            at is None and span is None and one.claimed == card.checked.fact
        ):
            yield one


def next_open(cards: Sequence[Card], after: Decision | None) -> Card | None:
    """The first figure that is open behind the one decided on, or else from the top; None where none is."""
    last = next(
        (card.number for card in cards if after and card.standing and card.standing.id == after.id), 0
    )
    left = [card for card in cards if card.open]
    return next((card for card in left if card.number > last), left[0] if left else None)


def decision_words(decision: Decision) -> str:
    """A decision as it is told to whoever took it."""
    claimed = "" if decision.claimed is None else figure_words(decision.claimed)
    if decision.action is Action.CORRECTED and decision.decided is not None:
        return f"Corrected: {_whole(decision.decided)}" + (f", not {claimed}" if claimed else "")
    said = decision.action.replace("_", " ").capitalize()
    if decision.action is Action.UNDONE:
        return f"Taken back: what was said of {claimed or 'the number'}"
    held = claimed or (figure_words(decision.decided) if decision.decided else "the number")
    return f"{said}: {held}"


def figure_words(fact: Fact) -> str:
    """A figure with what it counts: `more than 40,000 GBP cash`."""
    return f"{fact_words(fact)} {fact.measure.replace('_', ' ')}"


def _whole(fact: Fact) -> str:
    return " ".join(filter(None, (figure_words(fact), _brackets(fact))))


def _brackets(fact: Fact) -> str:
    scope = scope_words(fact)
    return f"({scope})" if scope else ""


def _same_figure(one: Fact, other: Fact) -> bool:
    first, second = ({**fact.to_mapping(), "quote": ""} for fact in (one, other))
    return first == second


def _start(checked: CheckedFact) -> int:
    return -1 if checked.number_start is None else checked.number_start


def _offset(checked: CheckedFact) -> tuple[bool, int]:
    start = checked.number_start if checked.number_start is not None else checked.end
    return start is None, start or 0


def _span(checked: CheckedFact) -> tuple[int, int] | None:
    """Where the number stands, or else the quote."""
    if checked.number_start is not None and checked.number_end is not None:
        return checked.number_start, checked.number_end
    return None if checked.start is None or checked.end is None else (checked.start, checked.end)


def _touching(findings: Sequence[Finding], checked: CheckedFact) -> Iterator[Finding]:
    span = _span(checked)
    for finding in findings:
        if span and any(start < span[1] and span[0] < end for start, end in finding.spans):
            yield finding


def _spots(cards: Sequence[Card], place: Place) -> Callable[[Mark], Spot]:
    def spot(mark: Mark) -> Spot:
        there = tuple(cards[index] for index in mark.facts)
        span = f"{mark.start}-{mark.end}"
        if not there:
            return Spot((), mark.role, place.bare(span), place.number == span)
        first = next((card for card in there if card.open), there[0])
        return Spot(there, None, first.href, any(card.chosen for card in there))

    return spot
