"""The check `parts_sum`: parts by force, place or offence against the total that the text states."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.fact import Measure, Period
from extractor.reconcile.page import Page
from extractor.reconcile.phrases import MEASURES, amount
from extractor.reconcile.result import Result
from extractor.reconcile.scope import AXES
from extractor.reconcile.tellings import Interval, Telling, Told, told_together

_NOT_SUMMED = frozenset(
    {Measure.OTHER, Measure.DRUGS, Measure.DRUGS_VALUE, Measure.ASSETS_VALUE, Measure.POLICE_FORCES}
)
"""Measures whose figures are of different things, or of overlapping ones."""
_INCLUDING = re.compile(r"\b(?:includ(?:e[sd]?|ing)|among|amongst|such as|for example)\b", re.IGNORECASE)
_REACH = 400
"""How many characters before the first part are searched for "including"."""


def add_parts(page: Page, figures: Sequence[Telling]) -> Iterator[Result]:
    """Each total with the parts that the text breaks it down into, by one axis of scope at a time."""
    groups: dict[tuple[Measure, str], list[Telling]] = defaultdict(list)
    for figure in figures:
        if figure.period is Period.CURRENT and figure.measure not in _NOT_SUMMED:
            groups[figure.measure, figure.unit].append(figure)
    for group in groups.values():
        total = _total(group)
        if total is None:
            continue
        done: set[tuple[int, ...]] = set()
        for axis, name in enumerate(AXES):
            parts = _parts(group, axis)
            places = tuple(part.mention.start for part in parts)
            if places and places not in done:
                done.add(places)
                yield from _compare(page, total, parts, name.value)


def _total(group: Sequence[Telling]) -> Telling | None:
    """The operation's own figure: an exact one before a bound, then the largest."""
    whole = [figure for figure in group if not any(figure.scope) and not figure.mention.part]
    return max(whole, key=lambda figure: (figure.exact, figure.value, -figure.mention.start), default=None)


def _parts(group: Sequence[Telling], axis: int) -> list[Telling]:
    """The parts by one axis, in text order; none where the text names fewer than two values of it.

    Where a value has a figure of its own, its lines beneath are not counted again.
    """
    by_value: dict[str, list[Telling]] = defaultdict(list)
    for figure in group:
        if (key := figure.scope[axis]) is not None:
            by_value[key].append(figure)
    if len(by_value) < 2:
        return []
    chosen = [part for figures in by_value.values() for part in _own_or_beneath(figures)]
    return sorted(chosen, key=lambda part: part.mention.start)


def _own_or_beneath(figures: Sequence[Telling]) -> list[Telling]:
    own = [figure for figure in figures if sum(key is not None for key in figure.scope) == 1]
    told, distinct = Told(), []
    for figure in sorted(own or figures, key=lambda figure: not figure.exact):
        if not told.holds(figure):
            told.add(figure)
            distinct.append(figure)
    return distinct


def _compare(page: Page, total: Telling, parts: Sequence[Telling], axis: str) -> Iterator[Result]:
    summed = Interval(
        sum((part.interval.low for part in parts), Decimal(0)),
        sum((part.interval.high for part in parts), Decimal(0)),
    )
    told = amount(total.value, total.value_max, total.unit, total.qualifier)
    added = amount(sum((part.value for part in parts), Decimal(0)), None, total.unit)
    said = f"{MEASURES[total.measure]} by {axis} add up to {added}, and the text says {told} in all"
    spans = (total.span, *(part.span for part in parts))
    if summed.agrees(total.interval):
        yield Result(True, said, spans)
    elif summed.low > total.interval.high:
        yield Result(False, f"{said}: the parts exceed the total", spans)
    elif _is_including_list(page, parts):
        yield Result(True, f"{said}: the parts are told as some of the total", spans)
    elif _is_partition(total, parts):
        yield Result(False, f"{said}: the parts fall short of the total", spans)


def _is_including_list(page: Page, parts: Sequence[Telling]) -> bool:
    first = parts[0].mention
    start = max(first.clause_start, first.start - _REACH) if first.clause_end else first.start
    heading = page.text[first.scope_start : first.scope_end]
    return bool(_INCLUDING.search(page.text, start, first.start) or _INCLUDING.search(heading))


def _is_partition(total: Telling, parts: Sequence[Telling]) -> bool:
    """True where the words promise all parts: a list under headings, or one clause with its total."""
    listed = all(part.mention.scope_end > 0 for part in parts)
    return listed or all(told_together(total.mention, part.mention) for part in parts)
