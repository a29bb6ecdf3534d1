"""From a form to a decision: carried out once, and never over the head of somebody who decided since."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from extractor.decision import Action, Decision
from extractor.document import Document
from extractor.errors import InputError
from extractor.fact import Fact, Measure
from extractor.mention import Mention
from extractor.review.forms import Act, Order, corrected
from extractor.review.places import Place
from extractor.review.views import Card, bare_number, cards_of, clause_of
from extractor.store import ReviewDocument, Store

_ACTIONS = {
    Act.ACCEPT: Action.ACCEPTED,
    Act.READING: Action.CORRECTED,
    Act.CORRECT: Action.CORRECTED,
    Act.REJECT: Action.REJECTED,
    Act.NOT_A_RESULT: Action.NOT_A_RESULT,
}


def carry_out(store: Store, order: Order, place: Place, who: str) -> str:
    """Decide as a form asks.

    Args:
        store: The database, open for writing, so that nobody decides in between.
        order: The form.
        place: The page that it was sent from.
        who: Who decides.

    Returns:
        The address to go on at.

    Raises:
        InputError: the form does not fit the document, or a correction is no figure.
    """
    review = store.load_review(place.document_id)
    if order.fact_id:
        return _on_figure(store, order, place, who, _card(review, place, order.fact_id))
    return _on_number(store, order, place, who, review)


def base_of(review: ReviewDocument, mention: Mention) -> Fact:
    """A number of the ledger as the figure that a form starts from; 0 where it could not be read."""
    document = review.stored.document
    words = clause_of(document.text, mention) if isinstance(document, Document) else mention.text
    return Fact(
        measure=mention.measure or Measure.OTHER,
        value=mention.value or Decimal(0),
        quote=words,
        value_max=mention.value_max,
        qualifier=mention.qualifier,
        unit=mention.unit,
        item=mention.item,
        force=mention.force,
        place=mention.place,
        offence=mention.offence,
        period=mention.period,
    )


def _on_figure(store: Store, order: Order, place: Place, who: str, card: Card) -> str:
    chosen = {"fact": card.id}
    held = card.standing
    if order.seen != (held.id if held else ""):
        return _after_a_clash(order, place, chosen, held)
    if order.act is Act.UNDO:
        return _undo(store, order, place, who, chosen)
    action = _ACTIONS[order.act]
    done = store.decide(
        card.id, action, decided_by=who, reason=order.reason, correction=_correction(order, card)
    )
    return place.told(done.id, {})


def _correction(order: Order, card: Card) -> Fact | None:
    if order.act is Act.CORRECT:
        return corrected(card.checked.fact, order.fields)
    if order.act is not Act.READING:
        return None
    if card.reading_fact is None:
        raise InputError("the text has no reading of this figure to take", kind="no_reading")
    return card.reading_fact


def _on_number(store: Store, order: Order, place: Place, who: str, review: ReviewDocument) -> str:
    start, end = order.span
    span = f"{start}-{end}"
    found = bare_number(review, span)
    if found is None:
        raise InputError(f"the ledger has no number at {span!r}", kind="no_such_number")
    chosen, held = {"number": span}, found.decision
    if order.seen != (held.id if held else ""):
        return _after_a_clash(order, place, chosen, held)
    if order.act is Act.UNDO:
        return _undo(store, order, place, who, chosen)
    if order.act not in (Act.CORRECT, Act.NOT_A_RESULT):
        raise InputError("nothing is claimed of this number that could be accepted", kind="bad_form")
    fact = corrected(base_of(review, found.mention), order.fields) if order.act is Act.CORRECT else None
    done = store.decide_number(
        place.document_id, start, end, _ACTIONS[order.act], decided_by=who, reason=order.reason, fact=fact
    )
    return place.told(done.id, chosen)


def _undo(store: Store, order: Order, place: Place, who: str, chosen: Mapping[str, str]) -> str:
    if not order.seen:
        raise InputError("nothing is decided here that could be taken back", kind="nothing_to_undo")
    done = store.undo(order.seen, decided_by=who, reason=order.reason)
    return place.told(done.id, chosen)


def _after_a_clash(order: Order, place: Place, chosen: Mapping[str, str], held: Decision | None) -> str:
    """Somebody decided since the page was shown: say so, unless it is what was asked for (a second click)."""
    same = held is not None and order.act in _ACTIONS and _ACTIONS[order.act] is held.action
    if same and held is not None and held.action is not Action.CORRECTED:
        return place.told(held.id, {})
    return place.clash(chosen)


def _card(review: ReviewDocument, place: Place, fact_id: str) -> Card:
    found = next((card for card in cards_of(review, place) if card.id == fact_id), None)
    if found is None:
        raise InputError(
            f"the latest result of this document holds no figure {fact_id!r}",
            hint="Another run has read it since; reload the page",
            kind="no_such_fact",
        )
    return found
