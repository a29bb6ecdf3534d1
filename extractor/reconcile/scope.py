"""What limits a number: the force, place, offence and period that a fact claims, against the text's words.

A limit is contradicted only by what the text says; where the text is silent it stays open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.fact import Fact, Flag, Period
from extractor.mention import Mention
from extractor.reconcile.governing import carries_on, governs, sentence_before
from extractor.reconcile.names import fold_words, force_key, offence_words
from extractor.reconcile.page import COUNTING, Page, Span
from extractor.reconcile.parts import is_limited_part
from extractor.reconcile.phrases import PERIODS, quoted

_SOME = re.compile(r"\b(?:includ(?:e[sd]?|ing)|such as|ranging from|among|amongst)\b", re.IGNORECASE)
"""What follows is told as some of it, so it does not limit the number."""
_BREAK = re.compile(
    r"\b(?:after|before|following|while|whilst|when|where|who|which|because|although|if|said(?! to be)|says"
    r"|told|added)\b"
    r"|[“”\";]|\n\s*(?-i:[A-Z•*–-])",
    re.IGNORECASE,
)
"""Words that begin another statement: a name beyond them does not limit the number."""

_REFERS_BACK = re.compile(
    r"\b(?:the (?:second |first |other |same |rented )?(?:property|address|house|flat|home|premises|unit|farm"
    r"|site|building|yard|shop|warehouse|village|town)|there)\b",
    re.IGNORECASE,
)
"""Words for a place that the sentence before has named."""

AXES = (Flag.FORCE, Flag.PLACE, Flag.OFFENCE)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One respect in which a fact and the text do not agree for certain."""

    flag: Flag
    reason: str
    contradicted: bool
    """False where the text leaves it open."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the text says of a fact's limits: no doubts mean that all hold."""

    doubts: tuple[Doubt, ...]
    exact: bool
    """True where the number reader itself gives every limit that the fact claims."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """One limit of a fact (None: it claims none) beside the reader's, and the words it may stand in."""

    page: Page
    axis: Flag
    claimed: str | None
    read: str | None
    mention: Mention
    quote: Span

    def stands(self) -> bool:
        """True where the claimed words stand in the quote, clause or heading, and limit this number."""
        if self._spans((self.mention.scope_start, self.mention.scope_end), heading=True):
            return True
        in_quote = any(not self._is_shared(span, self.quote) for span in self._spans(self.quote))
        return in_quote or self.stands_in_clause() or self._governs() or self._is_carried_on()

    def _governs(self) -> bool:
        """True where the place opens the sentence, or the number stands in its relative clause."""
        start, end = self.page.clause(self.mention)
        number = self.mention.start, self.mention.end
        if self.axis is not Flag.PLACE:
            return False
        return any(
            governs(self.page.text, span, number, (start, self._next_number(end)))
            for span in self._spans((start, number[0]))
        )

    def _next_number(self, end: int) -> int:
        following = self.page.inside((self.mention.end, end))
        return self.page.mentions[following[0]].start if following else end

    def _is_carried_on(self) -> bool:
        """True where the sentence before names it, and the clause goes on with that: "there", "They …"."""
        clause = self.page.clause(self.mention)
        if self.axis is Flag.OFFENCE:
            return False
        before = sentence_before(self.page.text, clause[0])
        found = self._spans(before)
        if found and _REFERS_BACK.search(self.page.text, *clause):
            return True
        subject = self.axis is Flag.FORCE
        return any(carries_on(self.page.text, span, before, clause, subject=subject) for span in found)

    def stands_in_clause(self) -> bool:
        """True where the claimed words stand in the clause and belong to this number alone."""
        clause = self.page.clause(self.mention)
        return any(
            not self._is_shared(span, clause)
            and not _BREAK.search(self.page.text, *_between(self.mention, span))
            for span in self._spans(clause)
        )

    def is_within_heading(self) -> bool:
        """True for a place that the clause names under the heading of a larger one."""
        return self.axis is Flag.PLACE and self.mention.scope_end > 0

    def _spans(self, within: Span, *, heading: bool = False) -> list[Span]:
        claimed = self.claimed or ""
        if self.axis is Flag.FORCE:
            return self.page.words.forces(claimed, within, heading=heading)
        if self.axis is Flag.PLACE:
            return self.page.words.places(claimed, within, heading=heading)
        line = heading or self.mention.scope_end > 0
        return self.page.content_words.offences(claimed, within, heading=line)

    def _is_shared(self, name: Span, within: Span) -> bool:
        """True where the name may belong to another number that counts the same thing."""
        if _SOME.search(self.page.text, *_between(self.mention, name)):
            return True
        after = name[0] > self.mention.start
        return any((rival.start > self.mention.start) is after for rival in self._rivals(within))

    def _rivals(self, within: Span) -> list[Mention]:
        measures = {self.mention.measure, *self.mention.also}
        inside = (self.page.mentions[index] for index in self.page.inside(within))
        counting = (other for other in inside if other.role in COUNTING and other is not self.mention)
        return [other for other in counting if other.measure in measures]

    def belongs_to_another(self) -> bool:
        """True where the reader gives the claimed limit to another number of the clause and measure."""
        key = scope_key(self.axis, self.claimed)
        rivals = self._rivals(self.page.clause(self.mention))
        return any(scope_key(self.axis, value(other, self.axis)) == key for other in rivals)


def _between(mention: Mention, name: Span) -> Span:
    """The stretch between a number and a name."""
    return (mention.end, name[0]) if name[0] >= mention.end else (name[1], mention.start)


def value(holder: Fact | Mention, axis: Flag) -> str | None:
    """The force, place or offence of a fact or a mention."""
    if axis is Flag.FORCE:
        return holder.force
    return holder.place if axis is Flag.PLACE else holder.offence


def scope_key(axis: Flag, name: str | None) -> str | None:
    """What two spellings of one limit have in common; None for no limit."""
    if name is None:
        return None
    if axis is Flag.FORCE:
        return force_key(name)
    return fold_words(name) if axis is Flag.PLACE else offence_words(name, generic=False)


def scope_of(holder: Fact | Mention) -> tuple[str | None, ...]:
    """The keys of force, place and offence."""
    return tuple(scope_key(axis, value(holder, axis)) for axis in AXES)


def check_limits(page: Page, fact: Fact, mention: Mention, quote: Span) -> Limits:
    """Hold a fact's scope and period against the text.

    Args:
        page: The document.
        fact: The fact as claimed.
        mention: The mention that would bear it.
        quote: Where the fact's quote stands.
    """
    claims = [_Claim(page, axis, value(fact, axis), value(mention, axis), mention, quote) for axis in AXES]
    doubts = [doubt for claim in claims if (doubt := _doubt(claim, fact))]
    doubts += [*_period(fact, mention), *_part(page, fact, mention)]
    exact = scope_of(fact) == scope_of(mention)
    return Limits(tuple(doubts), exact)


def _doubt(claim: _Claim, fact: Fact) -> Doubt | None:
    if claim.claimed is None:
        return _unclaimed(claim, fact)
    if claim.read is None:
        return None if claim.stands() and not claim.belongs_to_another() else _silent(claim)
    if scope_key(claim.axis, claim.claimed) == scope_key(claim.axis, claim.read):
        return None
    return _different(claim)


def _unclaimed(claim: _Claim, fact: Fact) -> Doubt | None:
    """The text limits the number, the fact does not: a part told as the total."""
    if claim.read is None:
        return None
    named_otherwise = any(
        _overlap(claim.read, other) for axis in AXES if (other := value(fact, axis)) is not None
    )
    reason = (
        f"the text limits this number to the {claim.axis} {quoted(claim.read)}, which the fact leaves out"
    )
    return Doubt(claim.axis, reason, contradicted=not named_otherwise)


def _different(claim: _Claim) -> Doubt | None:
    """Both name a limit, and not the same one."""
    stands = claim.stands()
    if claim.axis is not Flag.FORCE and _overlap(claim.claimed or "", claim.read or ""):
        in_list = claim.axis is Flag.OFFENCE and claim.mention.scope_end > 0
        return None if stands and not in_list else _loose(claim)
    if stands and claim.is_within_heading():
        return None
    reason = (
        f"the text limits this number to the {claim.axis} {quoted(claim.read)}, not {quoted(claim.claimed)}"
    )
    return Doubt(claim.axis, reason, contradicted=not stands)


def _loose(claim: _Claim) -> Doubt:
    reason = f"the text says {quoted(claim.read)} where the fact says {quoted(claim.claimed)}"
    return Doubt(claim.axis, reason, contradicted=False)


def _silent(claim: _Claim) -> Doubt:
    reason = f"nothing near the number limits it to the {claim.axis} {quoted(claim.claimed)}"
    return Doubt(claim.axis, reason, contradicted=False)


def _overlap(one: str, other: str) -> bool:
    """True where one name stands inside the other as whole words."""
    first, second = offence_words(one, generic=False), offence_words(other, generic=False)
    return first in second or second in first


def _period(fact: Fact, mention: Mention) -> Iterator[Doubt]:
    if fact.period is mention.period:
        return
    said, claimed = PERIODS[mention.period], PERIODS[fact.period]
    if mention.period is Period.CURRENT:
        yield Doubt(
            Flag.PERIOD, f"nothing near the number says that it is about {claimed}", contradicted=False
        )
    else:
        yield Doubt(Flag.PERIOD, f"the text tells this number of {said}, not of {claimed}", contradicted=True)


def _part(page: Page, fact: Fact, mention: Mention) -> Iterator[Doubt]:
    limited = any(value(fact, axis) for axis in AXES) or fact.period is not Period.CURRENT
    if not limited and (mention.part or is_limited_part(page, mention)):
        reason = (
            "the text tells this number as a part of a larger total, and the fact does not say which part"
        )
        yield Doubt(Flag.PART, reason, contradicted=False)
