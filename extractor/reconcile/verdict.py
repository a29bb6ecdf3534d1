"""The three tests of one fact: quote, number, measure; each looks at the document's own text.

A `Trial` is what the tests say of a fact on one mention. A fact with several mentions in reach has several
trials, best first; `ledger.py` decides which mention bears which fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from itertools import islice

from extractor.fact import CheckedFact, Fact, FailedTest, Flag, Measure, Qualifier, Verdict
from extractor.mention import Mention, Role
from extractor.reconcile.items import other_drug
from extractor.reconcile.page import COUNTING, Page, Span
from extractor.reconcile.phrases import MEASURES, ROLES, amount, counted, instead, number, quoted
from extractor.reconcile.scope import check_limits

_DOLLARS = frozenset({"USD", "AUD", "NZD", "CAD", "HKD", "SGD"})
_DOLLAR_OF = re.compile(
    r"[A-Za-z]\$|\b(?:US|USD|AUD|NZD|CAD|HKD|SGD|American|Australian|Canadian|New Zealand)\b"
)
_PIECES = frozenset({"plants", "wraps", "tablets", "deals", "bags", "packages", "rocks", "blocks"})
_LARGEST_EXPONENT = 1000
"""Numbers beyond it are as far from anything as can be; subtracting them would overflow."""
_MOST_TRIALS = 1000
"""Mentions looked at for one fact at most: more than any report needs, and a bound for hostile ones."""
_SMALL_NUMBERS: dict[Decimal, re.Pattern[str]] = {
    Decimal(1): re.compile(
        r"\b(?:an?|another|single|man|woman|boy|girl|teenager|suspect|driver|person|male|female)\b",
        re.IGNORECASE,
    ),
    Decimal(2): re.compile(r"\b(?:both|pair|couple|twins?|an?\b.*\band an?)\b", re.IGNORECASE | re.DOTALL),
}
"""Words that can stand for a number without being one; the number reader passes over them."""


_HEDGES: dict[Qualifier, re.Pattern[str]] = {
    Qualifier.APPROXIMATELY: re.compile(
        r"(?i)\b(?:about|around|approx\w*|estimat\w+|nearly|almost|some|roughly|region of)\b"
    ),
    Qualifier.MORE_THAN: re.compile(
        r"(?i)\b(?:more than|over|excess of|upwards of|topping|topped|exceed\w*)\b|\+"
    ),
    Qualifier.AT_LEAST: re.compile(r"(?i)\b(?:at least|minimum|or more)\b"),
    Qualifier.UP_TO: re.compile(r"(?i)\b(?:up to|as many as|as much as|maximum)\b"),
    Qualifier.FEWER_THAN: re.compile(r"(?i)\b(?:fewer than|less than|under|below)\b"),
}
"""Words that may hedge a number from afar: "nearly 40 knives and 25 phones"."""


class Rank(IntEnum):
    """How well a mention bears a fact, best first."""

    EXACT = 0
    """All tests hold, and the reader itself gives every limit that the fact claims."""
    HOLDS = 1
    """All tests hold; a limit stands in the words around."""
    OPEN = 2
    """Nothing speaks against it; the text leaves something open."""
    MEASURE = 3
    QUALIFIER = 4
    UNIT = 5
    VALUE = 6


@dataclass(frozen=True, slots=True)
class Trial:
    """What the three tests say of one fact on one mention."""

    rank: Rank
    quote: Span
    mention: int | None = None
    """Position of the mention; None where the fact rests on none."""
    reason: str = ""
    flags: tuple[Flag, ...] = ()

    def outcome(self, page: Page, fact: Fact) -> CheckedFact:
        """The fact with the verdict of this trial."""
        bearer = None if self.mention is None else page.mentions[self.mention]
        return CheckedFact(
            fact,
            _VERDICTS.get(self.rank, Verdict.CONTRADICTED),
            failed_test=_FAILED.get(self.rank, FailedTest.NUMBER if self.rank > Rank.OPEN else None),
            reason=self.reason,
            start=self.quote[0],
            end=self.quote[1],
            text_value=bearer.value if bearer else None,
            number_start=bearer.start if bearer else None,
            number_end=bearer.end if bearer else None,
            flags=self.flags,
        )


_VERDICTS = {Rank.EXACT: Verdict.CONFIRMED, Rank.HOLDS: Verdict.CONFIRMED, Rank.OPEN: Verdict.UNVERIFIED}
_FAILED = {Rank.MEASURE: FailedTest.MEASURE}


def try_fact(page: Page, fact: Fact) -> tuple[Trial, ...]:
    """Every trial of a fact that can matter, best first; empty where its quote does not stand in the text."""
    spans = page.folded.find(fact.quote)
    if not spans:
        return ()
    bearers = islice(page.with_number(fact.value, fact.value_max, spans), _MOST_TRIALS)
    trials = [_try_mention(page, fact, span, index) for span, index in bearers]
    if not trials:
        trials = [_without_number(page, fact, spans)]
    return tuple(sorted(trials, key=_best_first))


def _best_first(trial: Trial) -> tuple[Rank, bool, Span]:
    return trial.rank, Flag.ROLE in trial.flags, trial.quote


def unsupported(page: Page, fact: Fact) -> CheckedFact:
    """The verdict of a fact whose quote fails, with what comes nearest to a reason."""
    if not any(char.isalnum() for char in fact.quote):
        reason = "the fact gives no words that it rests on"
    elif page.folded.holds(fact.quote):
        reason = (
            "the quote stands in the document only with other capitals, or inside longer words or numbers"
        )
    else:
        reason = "the quote does not stand in the document"
    return CheckedFact(fact, Verdict.UNSUPPORTED, failed_test=FailedTest.QUOTE, reason=reason)


def _same_number(fact: Fact, mention: Mention) -> bool:
    return mention.value == fact.value and mention.value_max == fact.value_max


def _try_mention(page: Page, fact: Fact, span: Span, index: int) -> Trial:
    """The number and measure tests on a mention that has the fact's number."""
    mention = page.mentions[index]
    if mention.role not in COUNTING:
        role = ROLES.get(mention.role, "no result")
        reason = f"{quoted(mention.text)} is {role} here, no number of {MEASURES[fact.measure]}"
        return Trial(Rank.MEASURE, span, index, reason, (Flag.ROLE,))
    wrong = _wrong_unit(fact, mention)
    if wrong and not _unit_is_open(fact, mention):
        return _wrong_amount(fact, mention, Trial(Rank.UNIT, span, index, "", wrong))
    if mention.qualifier is not fact.qualifier and not _hedge_is_open(page, fact, mention):
        return _wrong_amount(fact, mention, Trial(Rank.QUALIFIER, span, index, "", (Flag.QUALIFIER,)))
    return _try_measure(page, fact, span, index)


def _wrong_unit(fact: Fact, mention: Mention) -> tuple[Flag, ...]:
    if mention.unit.casefold() == fact.unit.casefold():
        return ()
    return (Flag.UNIT,) if mention.qualifier is fact.qualifier else (Flag.UNIT, Flag.QUALIFIER)


def _unit_is_open(fact: Fact, mention: Mention) -> bool:
    """True where the words leave the unit open: a bare number of unknown things, dollars of no country."""
    if mention.unit.upper() in _DOLLARS and fact.unit.upper() in _DOLLARS:
        return _DOLLAR_OF.search(mention.text) is None
    if mention.role is not Role.UNKNOWN:
        return False
    return mention.unit == "count" or (mention.unit in _PIECES and fact.unit == "count")


def _hedge_is_open(page: Page, fact: Fact, mention: Mention) -> bool:
    """True where the number itself stands bare, but a hedge of the claimed kind stands in its clause."""
    hedge = _HEDGES.get(fact.qualifier)
    if mention.qualifier is not Qualifier.EXACT or hedge is None:
        return False
    return hedge.search(page.text[slice(*page.clause(mention))]) is not None


def _wrong_amount(fact: Fact, mention: Mention, trial: Trial) -> Trial:
    said = amount(fact.value, mention.value_max, mention.unit, mention.qualifier)
    claimed = amount(fact.value, fact.value_max, fact.unit, fact.qualifier)
    exactly = "exactly " if Flag.QUALIFIER in trial.flags and fact.qualifier.value == "exact" else ""
    reason = f"the text says {said} here, not {exactly}{claimed}"
    return Trial(trial.rank, trial.quote, trial.mention, reason, trial.flags)


def _try_measure(page: Page, fact: Fact, span: Span, index: int) -> Trial:
    mention = page.mentions[index]
    refusal = _other_measure(page, fact, mention, span)
    if refusal:
        return Trial(Rank.MEASURE, span, index, refusal, (Flag.MEASURE,))
    limits = check_limits(page, fact, mention, span)
    against = [doubt for doubt in limits.doubts if doubt.contradicted]
    if against:
        flags = tuple(doubt.flag for doubt in against)
        return Trial(Rank.MEASURE, span, index, against[0].reason, flags)
    doubts = [*_open_questions(fact, mention), *((doubt.flag, doubt.reason) for doubt in limits.doubts)]
    if doubts:
        flags = tuple(flag for flag, _ in doubts)
        return Trial(Rank.OPEN, span, index, doubts[0][1], flags)
    return Trial(Rank.EXACT if limits.exact else Rank.HOLDS, span, index)


def _other_measure(page: Page, fact: Fact, mention: Mention, span: Span) -> str:
    """Why the mention counts something else; empty where it may count what the fact says."""
    if (
        mention.role is Role.RESULT
        and mention.measure
        and fact.measure not in (mention.measure, *mention.also)
    ):
        figure = amount(fact.value, fact.value_max, mention.unit)
        said = counted(figure, mention.measure)
        return f"the text says {said} here, not {instead(fact.measure, mention.measure)}"
    drugs = other_drug(fact, mention, page.text[slice(*span)])
    return f"the text says {drugs[0]} here, not {drugs[1]}" if drugs else ""


def _open_questions(fact: Fact, mention: Mention) -> Iterator[tuple[Flag, str]]:
    if mention.qualifier is not fact.qualifier:
        hedged = fact.qualifier.value.replace("_", " ")
        yield (
            Flag.QUALIFIER,
            f"the text does not say for certain that {quoted(mention.text)} is meant as {hedged}",
        )
    if mention.unit.casefold() != fact.unit.casefold():
        yield Flag.UNIT, f"the text does not say for certain that {quoted(mention.text)} is in {fact.unit}"
    if mention.role is Role.UNKNOWN or mention.measure is None:
        yield (
            Flag.MEASURE,
            f"nothing near {quoted(mention.text)} says for certain that it counts {MEASURES[fact.measure]}",
        )


def _without_number(page: Page, fact: Fact, spans: tuple[Span, ...]) -> Trial:
    """The verdict where no mention inside the quote has the fact's number."""
    near = _candidates(page, spans)
    agreeing = any(_counts(fact.measure, page.mentions[index]) for _, index in near)
    small = None if agreeing else _small_number(page, fact, spans[0])
    if small:
        return small
    if not near:
        return _nothing_read(page, fact, spans[0])
    span, index = min(near, key=lambda found: _distance(fact, page.mentions[found[1]]))
    if _same_number(fact, page.mentions[index]):
        return Trial(Rank.OPEN, span, None, "the quote cuts the number in two", (Flag.VALUE,))
    return _wrong_value(fact, page.mentions[index], span, index)


def _candidates(page: Page, spans: tuple[Span, ...]) -> list[tuple[Span, int]]:
    """The mentions inside the quote that can count something; where there are none, those that it cuts."""
    for within in (page.inside, page.cut_by):
        reach = [
            (span, index) for span in spans[:_MOST_TRIALS] for index in islice(within(span), _MOST_TRIALS)
        ]
        near = [found for found in reach if _is_candidate(page.mentions[found[1]])]
        if near:
            return near
    return []


def _small_number(page: Page, fact: Fact, span: Span) -> Trial | None:
    """A fact of one or two that rests on "a", "another", "both"."""
    words = _SMALL_NUMBERS.get(fact.value) if fact.value_max is None else None
    if words is None or not words.search(page.text, *span):
        return None
    return Trial(Rank.OPEN, span, None, "the quote tells it in words that the number reader does not count")


def _is_candidate(mention: Mention) -> bool:
    return mention.role in COUNTING and mention.value is not None


def _counts(measure: Measure, mention: Mention) -> bool:
    return mention.role is Role.RESULT and measure in (mention.measure, *mention.also)


def _distance(fact: Fact, mention: Mention) -> tuple[int, Decimal]:
    """How far a mention is from a fact: one that counts the same thing first, then the nearest number."""
    kind = 0 if _counts(fact.measure, mention) else 1 if mention.role is Role.UNKNOWN else 2
    absurd = not fact.value.is_finite() or abs(fact.value.adjusted()) > _LARGEST_EXPONENT
    return kind, Decimal(0) if absurd else abs((mention.value or Decimal(0)) - fact.value)


def _nothing_read(page: Page, fact: Fact, span: Span) -> Trial:
    inside = [page.mentions[index] for index in page.inside(span)]
    unsure = next((index for index in page.inside(span) if page.mentions[index].role is Role.UNSURE), None)
    if unsure is not None:
        reason = f"the digits {quoted(page.mentions[unsure].text)} cannot be read for certain"
        return Trial(Rank.OPEN, span, unsure, reason, (Flag.VALUE,))
    if not inside and any(char.isdigit() for char in page.text[slice(*span)]):
        return Trial(
            Rank.OPEN, span, None, "the number reader does not read the digits of the quote", (Flag.VALUE,)
        )
    if not inside:
        return Trial(Rank.VALUE, span, None, "the quote holds no number", (Flag.VALUE,))
    listed = ", ".join(
        f"{quoted(mention.text)} ({ROLES.get(mention.role, 'no result')})" for mention in inside[:3]
    )
    claimed = amount(fact.value, fact.value_max, fact.unit, fact.qualifier)
    return Trial(Rank.VALUE, span, None, f"the quote holds no {claimed}, only {listed}", (Flag.VALUE,))


def _wrong_value(fact: Fact, mention: Mention, span: Span, index: int) -> Trial:
    same = mention.unit.casefold() == fact.unit.casefold()
    said = amount(mention.value or Decimal(0), mention.value_max, "count" if same else mention.unit)
    claimed = number(fact.value) if fact.value_max is None else amount(fact.value, fact.value_max)
    return Trial(Rank.VALUE, span, index, f"the text says {said} here, not {claimed}", (Flag.VALUE,))
