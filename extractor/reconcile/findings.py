"""The document's own arithmetic: checks that need no model, each with an identifier and a version.

A check looks at what the number reader read, never at what a model claims. It says nothing where there is
nothing to compare; passes are kept as well as failures. A bound is an interval, never a number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from extractor.fact import Measure
from extractor.reconcile.dates import check_weekdays
from extractor.reconcile.page import COUNTING, Page
from extractor.reconcile.phrases import MEASURES, amount, quoted
from extractor.reconcile.result import Result
from extractor.reconcile.sums import add_parts
from extractor.reconcile.tellings import Interval, Telling, same_thing, tellings
from extractor.run import Finding

_UNLIMITED = (None, None, None)
_ADDS = re.compile(r"\b(?:further|another|additional|more|other|extra|also)\W*$", re.IGNORECASE)
_BY_KIND = re.compile(
    r"\W*(?:(?:further|additional|more|other|extra)\b|(?:\w+\W+)?(?:men|man|women|woman|boys?|girls?|males?|females?|"
    r"children|teenagers?|youths?|juveniles?|members?)\b)",
    re.IGNORECASE,
)
_POLICE = frozenset({"territorial", "territorial_ni", "territorial_scotland", "special", "crown_dependency"})
_FINDS = frozenset({
    Measure.CASH, Measure.DRUGS, Measure.DRUGS_VALUE, Measure.DRUG_SEIZURES, Measure.WEAPONS,
    Measure.VEHICLES, Measure.PHONES, Measure.ASSETS_VALUE,
})  # fmt: skip
_MOST_RETOLD = 60
"""Tellings of one figure that are compared at most: a bound for hostile texts."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it is called, which version of it this is, and what it does."""

    rule: str
    version: int
    run: Callable[[Page, tuple[Telling, ...], str | None], Iterator[Result]]
    """Takes the document, its figures and its date of publication."""


def restatement(page: Page, figures: tuple[Telling, ...], _published: str | None) -> Iterator[Result]:
    """Tellings of one headline figure agree: "more than 170" and 179 do, 21 and 12 do not."""
    groups: dict[object, list[Telling]] = defaultdict(list)
    for figure in figures:
        if figure.scope == _UNLIMITED and figure.measure is not Measure.OTHER and _is_headline(page, figure):
            groups[figure.thing].append(figure)
    sums = _sums_by_clause(figures)
    for group in groups.values():
        pairs = list(_retold(group))
        broken = next((pair for pair in pairs if _differ(*pair) and not _is_part(*pair, sums)), None)
        agreeing = next((pair for pair in pairs if not _differ(*pair)), None)
        if pair := broken or agreeing:
            verdict = "which cannot both be right" if broken else "which agree"
            said = f"the text tells {MEASURES[pair[0].measure]} as {_say(pair[0])} and as {_say(pair[1])}"
            yield Result(broken is None, f"{said}, {verdict}", (pair[0].span, pair[1].span))


def charged_against_arrested(
    _page: Page, figures: tuple[Telling, ...], _published: str | None
) -> Iterator[Result]:
    """No more people are charged than arrested, within one scope and period."""
    sides: dict[object, dict[Measure, list[Telling]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        if figure.measure in (Measure.ARRESTS, Measure.CHARGES):
            sides[figure.scope, figure.period][figure.measure].append(figure)
    for side in sides.values():
        if len(side) == 2:
            charged = max(side[Measure.CHARGES], key=lambda figure: figure.interval.low)
            arrested = max(side[Measure.ARRESTS], key=lambda figure: figure.interval.high)
            passed = charged.interval.low <= arrested.interval.high
            relation = "no more than" if passed else "more than"
            message = f"{_say(charged)} people charged are {relation} the {_say(arrested)} arrested"
            yield Result(passed, message, (charged.span, arrested.span))


def forces_counted(page: Page, figures: tuple[Telling, ...], _published: str | None) -> Iterator[Result]:
    """The number of police forces fits the forces that the text names or breaks its figures down by."""
    counted = [figure for figure in figures if figure.measure is Measure.POLICE_FORCES]
    if not counted:
        return
    listed = {figure.scope[0] for figure in figures if figure.scope[0]}
    named = page.words.named_forces(_POLICE)
    for figure in counted:
        possible = figure.interval
        fits = [size for size in (len(listed), len(named)) if possible.low <= size <= possible.high]
        too_many = len(listed) > possible.high
        if fits or too_many:
            size = fits[0] if fits else len(listed)
            message = f"the text counts {_say(figure)} police forces and names {size}"
            yield Result(bool(fits), message, (figure.span,))


def range_order(page: Page, _figures: tuple[Telling, ...], _published: str | None) -> Iterator[Result]:
    """A range runs from the smaller number to the larger one."""
    for mention in page.mentions:
        if mention.role in COUNTING and mention.value is not None and mention.value_max is not None:
            passed = mention.value <= mention.value_max
            message = f"the range {quoted(mention.text)} runs {'upwards' if passed else 'downwards'}"
            yield Result(passed, message, ((mention.start, mention.end),))


def parts_sum(page: Page, figures: tuple[Telling, ...], _published: str | None) -> Iterator[Result]:
    """Parts by force, place or offence add up to the total that the text states."""
    return add_parts(page, figures)


def weekday_date(page: Page, _figures: tuple[Telling, ...], published: str | None) -> Iterator[Result]:
    """A weekday told with a date is the weekday of that date."""
    return check_weekdays(page, published)


CHECKS = (
    Check("parts_sum", 1, parts_sum),
    Check("restatement", 1, restatement),
    Check("weekday_date", 1, weekday_date),
    Check("charged_against_arrested", 1, charged_against_arrested),
    Check("forces_counted", 1, forces_counted),
    Check("range_order", 1, range_order),
)


def check_document(page: Page, published: str | None = None) -> tuple[Finding, ...]:
    """Run every check on a document.

    Args:
        page: The document with its mentions.
        published: Its date of publication (EDTF), or None.
    """
    figures = tuple(tellings(page.mentions))
    return tuple(
        Finding(check.rule, check.version, result.passed, result.message, result.spans)
        for check in CHECKS
        for result in check.run(page, figures, published)
    )


def _is_headline(page: Page, figure: Telling) -> bool:
    """False for a part ("of whom 12"), an addition ("a further three") and a subset by sex or age."""
    mention = figure.mention
    before = page.text[max(0, mention.start - 20) : mention.start]
    after = page.text[mention.end : mention.end + 30]
    return not (mention.part or _ADDS.search(before) or _BY_KIND.match(after))


def _retold(group: list[Telling]) -> Iterator[tuple[Telling, Telling]]:
    """Pairs that may be of one quantity; finds are told one by one, so theirs count only where they agree."""
    for one, other in combinations(group[:_MOST_RETOLD], 2):
        near = max(one.value, other.value) <= 2 * min(one.value, other.value)
        if same_thing(one, other) and (not _differ(one, other) or (near and one.measure not in _FINDS)):
            yield one, other


def _differ(one: Telling, other: Telling) -> bool:
    return not one.interval.agrees(other.interval)


def _is_part(one: Telling, other: Telling, sums: dict[object, Interval]) -> bool:
    """True where one figure makes up the other with those told in the same breath: 10 and 3 beside 13."""
    return sums[_breath(one)].agrees(other.interval) or sums[_breath(other)].agrees(one.interval)


def _sums_by_clause(figures: tuple[Telling, ...]) -> dict[object, Interval]:
    """What the figures of one measure in one clause add up to."""
    sums: dict[object, Interval] = {}
    for figure in figures:
        before = sums.get(_breath(figure), Interval(Decimal(0), Decimal(0)))
        here = figure.interval
        sums[_breath(figure)] = Interval(before.low + here.low, before.high + here.high)
    return sums


def _breath(figure: Telling) -> tuple[object, ...]:
    return figure.measure, figure.unit, figure.mention.clause_start, figure.mention.clause_end


def _say(figure: Telling) -> str:
    unit = figure.unit.upper() if len(figure.unit) == 3 else figure.unit
    return amount(figure.value, figure.value_max, unit, figure.qualifier)
