"""From trials to rows: a verdict for each fact, the results that no fact claims, the fate of each mention."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from extractor.fact import CheckedFact, Fact, Flag, Measure, Qualifier, Verdict
from extractor.mention import Mention, Role
from extractor.reconcile.assign import assign
from extractor.reconcile.page import COUNTING, Page, Span
from extractor.reconcile.phrases import amount, counted
from extractor.reconcile.tellings import Telling, Told, claimed_tellings, tellings
from extractor.reconcile.verdict import Rank, Trial, try_fact, unsupported
from extractor.run import Fate, LedgerEntry

_LONGEST_QUOTE = 200
_WINDOW = 80
_TOLD_TWICE = "another fact already rests on this number: it is told twice"


def check_facts(
    page: Page, facts: Sequence[Fact]
) -> tuple[tuple[CheckedFact, ...], tuple[Trial | None, ...]]:
    """A verdict for each fact, and the trial it comes from (None where the quote fails).

    Args:
        page: The document.
        facts: As claimed; the verdicts come in the same order.
    """
    known = {fact: try_fact(page, fact) for fact in dict.fromkeys(facts)}
    trials = [known[fact] for fact in facts]
    seats = assign(facts, trials)
    chosen = tuple(_choose(tried, seats.get(index)) for index, tried in enumerate(trials))
    checked = tuple(
        trial.outcome(page, fact) if trial else unsupported(page, fact)
        for fact, trial in zip(facts, chosen, strict=True)
    )
    return checked, chosen


def _choose(tried: Sequence[Trial], seat: Trial | None) -> Trial | None:
    """The trial that decides: the seat the fact got, or else the best of those that need none."""
    if seat or not tried:
        return seat
    best = tried[0]
    if best.rank <= Rank.OPEN and best.mention is not None:
        return Trial(Rank.MEASURE, best.quote, best.mention, _TOLD_TWICE, (Flag.DUPLICATE,))
    return best


class Claims:
    """Which measures of which mentions the facts of a document speak of.

    Args:
        page: The document.
        checked: The facts with their verdicts.
        trials: The trial behind each verdict.
    """

    def __init__(self, page: Page, checked: Sequence[CheckedFact], trials: Sequence[Trial | None]) -> None:
        self.bearers: dict[int, int] = {}
        """Mention to the first fact that rests on it."""
        self.disputed: dict[int, int] = {}
        """Mention to the first contradicted fact that is about it."""
        self.spoken_of: set[tuple[int, Measure]] = set()
        """Mention and measure that some fact claims or disputes."""
        self.told = Told()
        """What the claiming facts tell."""
        for index, (outcome, trial) in enumerate(zip(checked, trials, strict=True)):
            if trial is None or trial.mention is None:
                continue
            if outcome.verdict is Verdict.CONTRADICTED:
                self._dispute(index, outcome.fact, trial.mention, page.mentions[trial.mention])
            else:
                self._claim(index, outcome.fact, trial.mention, page.mentions[trial.mention])

    def _claim(self, index: int, fact: Fact, position: int, mention: Mention) -> None:
        self.bearers.setdefault(position, index)
        self.spoken_of.add((position, fact.measure))
        for telling in claimed_tellings(fact, mention):
            self.told.add(telling)

    def _dispute(self, index: int, fact: Fact, position: int, mention: Mention) -> None:
        self.disputed.setdefault(position, index)
        measures = [measure for measure in (mention.measure, *mention.also) if measure]
        about = [fact.measure] if fact.measure in measures else measures
        self.spoken_of.update((position, measure) for measure in about)


def find_missed(page: Page, claims: Claims) -> tuple[tuple[CheckedFact, ...], Mapping[int, Fate]]:
    """The results that no fact claims, in text order, and the fate of every unclaimed result by position.

    Of several unclaimed tellings of one quantity the most precise is missed, the first among equals; the
    others, like those that retell a claimed fact, are restatements.
    """
    fates: dict[int, Fate] = {}
    rows: list[tuple[int, Telling]] = []
    kept = Told()
    for index, telling in sorted(
        _unclaimed(page, claims), key=lambda found: (_vagueness(found[1]), found[0])
    ):
        if claims.told.holds(telling) or kept.holds(telling):
            fates.setdefault(index, Fate.RESTATED)
            continue
        kept.add(telling)
        rows.append((index, telling))
        fates[index] = Fate.MISSED
    rows.sort(key=lambda found: found[0])
    return tuple(_missed(page, telling) for _, telling in rows), fates


def _unclaimed(page: Page, claims: Claims) -> Iterator[tuple[int, Telling]]:
    for index, mention in enumerate(page.mentions):
        for telling in tellings((mention,)):
            if telling.measure is not Measure.OTHER and (index, telling.measure) not in claims.spoken_of:
                yield index, telling


def _vagueness(telling: Telling) -> int:
    if telling.exact:
        return 0
    return 1 if telling.qualifier in (Qualifier.EXACT, Qualifier.APPROXIMATELY) else 2


def write_ledger(page: Page, claims: Claims, fates: Mapping[int, Fate]) -> tuple[LedgerEntry, ...]:
    """Every mention of the document with its fate."""
    return tuple(_entry(index, mention, claims, fates) for index, mention in enumerate(page.mentions))


def _entry(index: int, mention: Mention, claims: Claims, fates: Mapping[int, Fate]) -> LedgerEntry:
    if index in claims.bearers:
        return LedgerEntry(mention, Fate.CLAIMED, claims.bearers[index])
    if index in claims.disputed:
        return LedgerEntry(mention, Fate.DISPUTED, claims.disputed[index])
    silent = mention.role in COUNTING or mention.role is Role.UNSURE
    return LedgerEntry(mention, fates.get(index, Fate.UNCLAIMED if silent else Fate.NO_RESULT))


def _missed(page: Page, telling: Telling) -> CheckedFact:
    mention = telling.mention
    start, end = _quote_around(page, mention)
    fact = Fact(
        measure=telling.measure,
        value=telling.value,
        quote=page.text[start:end],
        value_max=telling.value_max,
        qualifier=telling.qualifier,
        unit=mention.unit,
        item=mention.item,
        force=mention.force,
        place=mention.place,
        offence=mention.offence,
        period=mention.period,
    )
    figure = counted(
        amount(telling.value, telling.value_max, mention.unit, telling.qualifier), telling.measure
    )
    return CheckedFact(
        fact,
        Verdict.MISSED,
        reason=f"no fact claims {figure}",
        start=start,
        end=end,
        text_value=telling.value,
        number_start=mention.start,
        number_end=mention.end,
        flags=(Flag.PART,) if mention.part else (),
    )


def _quote_around(page: Page, mention: Mention) -> Span:
    """The clause of a mention, or, where that is long, the words around the number."""
    start, end = page.clause(mention) if mention.clause_end else (0, len(page.text))
    if end - start >= _LONGEST_QUOTE:
        start = _next_gap(page.text, max(start, mention.start - _WINDOW), mention.start, start)
        end = _last_gap(page.text, min(end, mention.end + _WINDOW), mention.end, end)
    while start < mention.start and page.text[start].isspace():
        start += 1
    while end > mention.end and page.text[end - 1].isspace():
        end -= 1
    return start, end


def _next_gap(text: str, at: int, stop: int, edge: int) -> int:
    """The first word's beginning from `at` on, at `stop` at the latest; `edge` is one already."""
    while at not in (stop, edge) and not text[at - 1].isspace():
        at += 1
    return at


def _last_gap(text: str, at: int, stop: int, edge: int) -> int:
    """The last word's end up to `at`, at `stop` at the earliest; `edge` is one already."""
    while at not in (stop, edge) and not text[at].isspace():
        at -= 1
    return at
