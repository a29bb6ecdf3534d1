"""Errors put in on purpose: what the verifier catches, and what true facts it keeps; no model anywhere.

Both belong together: a verifier that rejects everything catches everything.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.evaluate.gold import GoldDocument
from extractor.evaluate.sameness import same_figure
from extractor.evaluate.spoil_source import Source
from extractor.evaluate.spoils import SPOILERS, Group, Kind
from extractor.fact import CheckedFact, Fact, Verdict
from extractor.mention import Mention
from extractor.numbers import read_numbers
from extractor.reconcile import reconcile
from extractor.reconcile.quotes import FoldedText

DEFAULT_NUMBER = 2000
DEFAULT_SEED = 20200722

_FOREIGN_QUOTES = 40
"""Facts borrowed from other documents for each one: enough for every measure, few enough to stay fast."""


@dataclass(frozen=True, slots=True)
class Spoil:
    """One gold fact, spoiled in one way."""

    kind: Kind
    gold: GoldDocument
    true: Fact
    false: Fact
    """The same as `true` for the kinds of `Group.SET`."""

    @property
    def group(self) -> Group:
        """What the error is about."""
        return SPOILERS[self.kind][0]


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a spoiled fact."""

    spoil: Spoil
    caught: bool
    """Not confirmed; for a fact told twice, not both; for one left out, reported as missed."""
    verdict: Verdict | None
    """None for a fact left out that nobody reported."""
    reason: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a true fact, handed to the verifier together with all required facts of its document."""

    gold: GoldDocument
    checked: CheckedFact


@dataclass(frozen=True, slots=True)
class Injection:
    """Every trial of one drawing, and the true facts beside it."""

    seed: int
    number: int
    """How many errors were asked for."""
    available: int
    """How many different errors the gold allows; fewer than `number` means all were tried."""
    trials: tuple[Trial, ...]
    kept: tuple[Kept, ...]

    def of(self, kind: Kind) -> tuple[Trial, ...]:
        """The trials of one kind."""
        return tuple(trial for trial in self.trials if trial.spoil.kind is kind)

    def among(self, groups: Sequence[Group]) -> tuple[Trial, ...]:
        """The trials of some groups together."""
        return tuple(trial for trial in self.trials if trial.spoil.group in groups)

    def with_verdict(self, verdict: Verdict) -> tuple[Kept, ...]:
        """The true facts that got this verdict."""
        return tuple(kept for kept in self.kept if kept.checked.verdict is verdict)


@dataclass(frozen=True, slots=True)
class _Read:
    gold: GoldDocument
    mentions: tuple[Mention, ...]


def inject(
    documents: Sequence[GoldDocument], *, number: int = DEFAULT_NUMBER, seed: int = DEFAULT_SEED
) -> Injection:
    """Spoil gold facts and see what the verifier makes of them.

    Each error is tried once and alone, so that the verifier has nothing but the text to go by. Kinds take
    turns, so that rare ones are tried in full and frequent ones share the rest evenly.

    Args:
        documents: Documents with their gold.
        number: How many errors to draw.
        seed: The same seed, gold and number draw the same errors.
    """
    read = [_Read(gold, read_numbers(gold.document.text)) for gold in documents]
    pools = _pools(read, seed)
    drawn = tuple(_take_turns(pools, number))
    by_name = {id(each.gold): each.mentions for each in read}
    trials = tuple(_try(spoil, by_name[id(spoil.gold)]) for spoil in drawn)
    kept = tuple(kept for each in read for kept in _keep(each))
    return Injection(seed, number, sum(map(len, pools)), trials, kept)


def _pools(read: Sequence[_Read], seed: int) -> list[list[Spoil]]:
    """Every different error of each kind, shuffled within its kind."""
    sources = list(_sources(read, seed))
    pools: list[list[Spoil]] = []
    seen: set[tuple[int, Fact]] = set()
    for kind, (group, spoiler) in SPOILERS.items():
        pool: list[Spoil] = []
        for source in sources:
            for false in spoiler(source):
                same = (id(source.gold), false)
                if group is Group.SET or same not in seen:
                    seen.add(same)
                    pool.append(Spoil(kind, source.gold, source.fact, false))
        random.Random(f"{seed}:{kind}").shuffle(pool)  # noqa: S311 - a drawing that can be repeated, no secret
        pools.append(pool)
    return pools


def _sources(read: Sequence[_Read], seed: int) -> Iterator[Source]:
    for each in read:
        foreign = [fact for other in read if other is not each for fact in other.gold.record.required]
        random.Random(f"{seed}:{each.gold.name}").shuffle(foreign)  # noqa: S311 - as above
        folded = FoldedText(each.gold.document.text)
        for fact in each.gold.record.required:
            yield Source(each.gold, fact, each.mentions, folded, foreign[:_FOREIGN_QUOTES])


def _take_turns(pools: Sequence[list[Spoil]], number: int) -> Iterator[Spoil]:
    """One of each kind in turn until `number` are drawn or all are used up."""
    turns = max((len(pool) for pool in pools), default=0)
    in_turn = (pool[turn] for turn in range(turns) for pool in pools if turn < len(pool))
    for _, spoil in zip(range(number), in_turn, strict=False):
        yield spoil


def _try(spoil: Spoil, mentions: Sequence[Mention]) -> Trial:
    if spoil.kind is Kind.LEFT_OUT:
        return _try_left_out(spoil, mentions)
    facts = (spoil.true, spoil.false) if spoil.kind is Kind.TOLD_TWICE else (spoil.false,)
    checked = reconcile(spoil.gold.document.text, mentions, facts).facts[: len(facts)]
    worst = next((each for each in checked if each.verdict is not Verdict.CONFIRMED), checked[-1])
    return Trial(spoil, worst.verdict is not Verdict.CONFIRMED, worst.verdict, worst.reason)


def _try_left_out(spoil: Spoil, mentions: Sequence[Mention]) -> Trial:
    others = tuple(fact for fact in spoil.gold.record.required if fact is not spoil.true)
    missed = reconcile(spoil.gold.document.text, mentions, others).missed
    found = next((each for each in missed if same_figure(each.fact, spoil.true)), None)
    reason = "" if found else "no row tells of it"
    return Trial(spoil, found is not None, found.verdict if found else None, reason)


def _keep(read: _Read) -> Iterator[Kept]:
    """The verdict on every required fact, all of a document together, as an honest answer has them."""
    checked = reconcile(read.gold.document.text, read.mentions, read.gold.record.required)
    yield from (Kept(read.gold, each) for each in checked.facts)
