"""What the queue shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from extractor.decision import Action
from extractor.fact import Measure, Verdict
from extractor.pages.words import scope_words
from extractor.review.places import Filters, Place
from extractor.review.views import figure_words
from extractor.store import QueueFilter, QueueItem, QueueState, StoreReader

E = TypeVar("E", bound=StrEnum)

SHOWN = 50
"""Figures on a page of the queue."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of the queue."""

    verdict: Verdict
    figure: str
    scope: str
    why: str
    """What speaks against it, or the words that it rests on."""
    document: str
    href: str
    decision: Action | None
    conflict: bool


def queue_filter(filters: Filters) -> QueueFilter:
    """The filters of an address as the store takes them; a word that it does not know is no limit."""
    measures, verdicts = _known(Measure, filters.measure), _known(Verdict, filters.verdict)
    states = _known(QueueState, filters.state)
    return QueueFilter(
        measures=measures,
        force=filters.force or None,
        document=filters.document or None,
        verdicts=verdicts or QueueFilter().verdicts,
        run_id=filters.run or None,
        state=states[0] if states else QueueState.OPEN,
    )


def queue_page(store: StoreReader, place: Place, page: str) -> dict[str, Any]:
    """The values of the template.

    Args:
        store: The database.
        place: Where the page stands.
        page: Which page of the queue, from 1, as the address says it.

    Raises:
        InputError: there is no such run.
    """
    number = int(page) if page.isdecimal() and len(page) < 8 and int(page) > 0 else 1
    asked = queue_filter(place.filters)
    queue = store.queue(asked, offset=(number - 1) * SHOWN, limit=SHOWN)
    every = (
        queue
        if not place.filters.verdict
        else store.queue(replace(asked, verdicts=QueueFilter().verdicts), limit=0)
    )
    choices = store.queue_choices()
    last = number * SHOWN >= queue.total
    return {
        "queue": queue,
        "counts": [(verdict, every.by_verdict.get(verdict, 0)) for verdict in QueueFilter().verdicts],
        "all": sum(every.by_verdict.values()),
        "rows": list(_rows(queue.items, place)),
        "first": (number - 1) * SHOWN + 1,
        "earlier": place.queue(page=number - 1) if number > 1 else "",
        "later": "" if last else place.queue(page=number + 1),
        "states": _STATES,
        "measures": [("", "all"), *((one.value, one.replace("_", " ")) for one in choices.measures)],
        "forces": [("", "all"), *((name, name) for name in choices.forces)],
        "runs": [("", "the latest of each document"), *((run, run) for run in choices.runs)],
        "nothing": _nothing(place),
    }


def _rows(items: Sequence[QueueItem], place: Place) -> Iterator[Row]:
    for item in items:
        checked = item.checked
        yield Row(
            verdict=checked.verdict,
            figure=figure_words(checked.fact),
            scope=scope_words(checked.fact),
            why=checked.reason or checked.fact.quote,
            document=item.document_name,
            href=place.open_document(item.document_id, item.fact_id),
            decision=item.decision.action if item.decision else None,
            conflict=item.conflict,
        )


_STATES = [
    (QueueState.OPEN.value, "open"),
    (QueueState.DECIDED.value, "decided"),
    (QueueState.CONFLICT.value, "in conflict with a decision"),
    (QueueState.ALL.value, "all"),
]


def _nothing(place: Place) -> str:
    if place.narrowed or place.filters.verdict:
        return "No figure passes these filters."
    return "Nothing is open: every figure is confirmed or decided."


def _known(kind: type[E], word: str) -> tuple[E, ...]:
    """The word as a member, or nothing."""
    return (kind(word),) if word in [member.value for member in kind] else ()
