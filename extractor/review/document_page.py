"""What the page of one document shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from extractor.decision import Action, Decision
from extractor.document import Document
from extractor.fact import Measure, Period, Qualifier
from extractor.review.forms import FIELDS, typed_fields
from extractor.review.orders import base_of
from extractor.review.places import Place
from extractor.review.views import (
    BareNumber,
    Card,
    bare_number,
    cards_of,
    decision_words,
    history_of,
    next_open,
    pieces_of,
)
from extractor.review.words import UNITS
from extractor.store import ReviewDocument, StoreReader


@dataclass(frozen=True, slots=True)
class Said:
    """What the page says was just done."""

    words: str
    undo: str = ""
    """The decision that can be taken back; empty where there is none."""
    fact_id: str = ""
    number: str = ""
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Correcting:
    """The form in which a figure is corrected."""

    fields: Mapping[str, str]
    seen: str
    wrong: str = ""


def document_page(
    store: StoreReader, place: Place, asked: Mapping[str, str], *, wrong: str = ""
) -> dict[str, Any]:
    """The values of the template.

    Args:
        store: The database.
        place: Where the page stands.
        asked: The rest of the address, or the form that could not be carried out.
        wrong: Why it could not; empty where there was none.

    Raises:
        InputError: there is no such document.
    """
    place = _standing(place, asked) if wrong else place
    review = store.load_review(place.document_id)
    told = next((one for one in review.history if one.id == asked.get("told")), None)
    cards = cards_of(review, place)
    number = bare_number(review, place.number) if place.number else None
    if not (number or any(card.chosen for card in cards)):
        place = _chosen(place, cards, told)
        cards = tuple(replace(one, place=place, chosen=one.id == place.fact) for one in cards)
    card = None if number else next((one for one in cards if one.chosen), None)
    return {
        **_about(review),
        **_steps(cards, card),
        **_form(review, card, number, asked, wrong),
        "place": place,
        "cards": cards,
        "card": card,
        "history": list(history_of(review, card)) if card else [],
        "number": number,
        "pieces": list(pieces_of(review, cards, place)),
        "open": sum(one.open for one in cards),
        "said": _said(cards, told, asked, wrong),
    }


def _standing(place: Place, form: Mapping[str, str]) -> Place:
    """The place that a form was sent from."""
    return Place(
        place.filters,
        place.document_id,
        fact=form.get("fact", ""),
        number=form.get("number", ""),
        ledger=place.ledger,
    )


def _chosen(place: Place, cards: Sequence[Card], told: Decision | None) -> Place:
    """The place with a figure chosen where the address names none: the next open one, or else the first."""
    decided = next((card for card in cards if told and card.standing and card.standing.id == told.id), None)
    found = next_open(cards, told) or decided or (cards[0] if cards else None)
    return place if found is None else _standing(place, {"fact": found.id})


def _about(review: ReviewDocument) -> dict[str, Any]:
    stored = review.stored
    document = stored.document
    title = document.title if isinstance(document, Document) and document.title else document.name
    failure = stored.failure
    told = [document.name if title != document.name else "", stored.run.model, stored.run.id]
    return {
        "name": document.name,
        "title": title,
        "about": " · ".join(filter(None, told)),
        "failure": failure and f"This document failed ({failure.kind}): {failure.reason}",
        "findings": stored.findings,
    }


def _steps(cards: Sequence[Card], card: Card | None) -> dict[str, str]:
    at = cards.index(card) if card else -1
    return {
        "previous": cards[at - 1].href if at > 0 else "",
        "next": cards[at + 1].href if card and at + 1 < len(cards) else "",
        "nothing": "No figure is chosen" if cards else "There is no figure here",
    }


def _form(
    review: ReviewDocument,
    card: Card | None,
    number: BareNumber | None,
    asked: Mapping[str, str],
    wrong: str,
) -> dict[str, Any]:
    wanted = asked.get("correct") or (wrong and asked.get("act") == "correct")
    return {
        "correcting": _correcting(review, card, number, asked, wrong) if wanted else None,
        "measures": [(one.value, one.replace("_", " ")) for one in Measure],
        "qualifiers": [(one.value, one.replace("_", " ")) for one in Qualifier],
        "periods": [(one.value, one.value) for one in Period],
        "units": UNITS,
    }


def _correcting(
    review: ReviewDocument,
    card: Card | None,
    number: BareNumber | None,
    asked: Mapping[str, str],
    wrong: str,
) -> Correcting | None:
    if card is not None:
        held, base = card.standing, card.checked.fact
    elif number is not None:
        held, base = number.decision, base_of(review, number.mention)
    else:
        return None
    start = held.decided if held and held.decided else base
    typed = {key: asked[key] for key in (*FIELDS, "reason") if wrong and key in asked}
    return Correcting({**typed_fields(start), "reason": "", **typed}, held.id if held else "", wrong)


def _said(cards: Sequence[Card], told: Decision | None, asked: Mapping[str, str], wrong: str) -> Said | None:
    if wrong:
        return Said(f"Not done: {wrong}", wrong=True)
    if asked.get("clash"):
        return Said("Not done: somebody decided on this figure since the page was shown.", wrong=True)
    if told is None:
        return None
    left = "" if any(card.open for card in cards) else ". Nothing is open in this document any more"
    words = f"{decision_words(told)}{left}."
    if told.action is Action.UNDONE or not told.in_force:
        return Said(words)
    fact = next((card.id for card in cards if card.standing and card.standing.id == told.id), "")
    return Said(words, told.id, fact, "" if fact else f"{told.start}-{told.end}")
