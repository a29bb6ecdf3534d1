"""Rules for numbers that count events and things: warrants, raids, vehicles, weapons and the like."""

from __future__ import annotations

from extractor.fact import Measure
from extractor.numbers.clause import Row, base_word
from extractor.numbers.lexicon import PIECES, Tag
from extractor.numbers.notation import word_set
from extractor.numbers.phrase import Spot, before, nearest
from extractor.numbers.reading import Reading

PLAIN: dict[Tag, Reading] = {
    Tag.ARREST: Reading("arrest_noun", Measure.ARRESTS),
    Tag.CONVICTION: Reading("conviction_noun", Measure.CONVICTIONS),
    Tag.FORCE: Reading("forces_noun", Measure.POLICE_FORCES),
    Tag.VISIT: Reading("visit_noun", Measure.ADDRESSES_VISITED),
    Tag.STOP_SEARCH: Reading("stop_search_noun", Measure.STOP_SEARCHES),
    Tag.VEHICLE_STOP: Reading("vehicle_stop_noun", Measure.VEHICLES_STOPPED),
    Tag.LINE: Reading("line_noun", Measure.DRUG_LINES),
}
"""Nouns that say all by themselves what they count."""

_CANS = frozenset({"can", "cans", "canister", "canisters"})
_CLAUSE = 60
_SEIZING_WORDS = word_set(
    "haul surrendered handed taken took contained containing led resulted result stash cache hidden destroyed"
)
_SEARCHING = (Tag.V_SEARCH, Tag.SEARCH, Tag.WARRANT)
_VISITING = (Tag.V_VISIT, Tag.VISIT)
_UNSERVED = frozenset({"issued", "outstanding", "wanted", "obtained"})
_SEIZED = (
    (Tag.DRUG, Measure.DRUG_SEIZURES),
    (Tag.VEHICLE, Measure.VEHICLES),
    (Tag.WEAPON, Measure.WEAPONS),
    (Tag.PHONE, Measure.PHONES),
)


def warrants(spot: Spot) -> Reading | None:
    """Warrants count where they were executed; ones issued or outstanding were not."""
    row, end = spot.row, spot.phrase.end
    executed = nearest(row, end, (Tag.V_EXECUTE,), reach=_CLAUSE) >= 0
    words = {row.word(at) for at in range(spot.phrase.first, end + 4)}
    return None if words & _UNSERVED and not executed else Reading("warrant_noun", Measure.WARRANTS)


def searches(spot: Spot) -> Reading | None:
    """Count premises: "12 raids"; "27 of those searches" counts what "those" were."""
    kinds = {spot.row.tag(at) for at in range(spot.phrase.first, spot.phrase.head)}
    if kinds & {Tag.VEHICLE, Tag.PERSON, Tag.DRUG}:
        return None
    told = next((found for found in reversed(spot.earlier) if found and found.measure), None)
    if spot.phrase.anaphoric and told is not None:
        return Reading("those_searches", told.measure, part=True)
    return Reading("search_noun", Measure.ADDRESSES_SEARCHED)


def lines_closed(spot: Spot) -> Reading | None:
    """Count deal lines that were closed, where the text says just "lines"."""
    row = spot.row
    closed = row.tag(before(row, spot.position)) is Tag.V_DISRUPT or row.tag(spot.position + 2) in (
        Tag.V_DISRUPT,
        Tag.AUX,
    )
    lines = row.word(spot.position + 1) == "lines"
    return Reading("lines_closed", Measure.DRUG_LINES) if lines and closed else None


def addresses(spot: Spot) -> Reading | None:
    """Premises are searched or visited, as the nearest such word of the clause says."""
    row, position, end = spot.row, spot.position, spot.phrase.end
    left = nearest(row, position, (*_SEARCHING, *_VISITING), reach=_CLAUSE, backward=True)
    right = nearest(row, end, (*_SEARCHING, *_VISITING), reach=12)
    if left < 0 and right < 0:
        return None
    at = left if right < 0 or (left >= 0 and position - left <= right - end) else right
    visited = row.tag(at) in _VISITING
    return Reading("premises", Measure.ADDRESSES_VISITED if visited else Measure.ADDRESSES_SEARCHED)


def vehicles(spot: Spot) -> Reading | None:
    """Vehicles are seized or stopped, as the verb after them says, else the one before them."""
    row, end = spot.row, spot.phrase.end
    verbs = (Tag.V_SEIZE, Tag.SEIZURE, Tag.V_STOP, Tag.V_VISIT)
    at = nearest(row, end, (*verbs, Tag.V_ELSE, Tag.NUMBER), reach=9)
    if at < 0 or row.tag(at) is Tag.NUMBER:
        at = nearest(row, spot.position, verbs, reach=_CLAUSE, backward=True)
    seized = in_seizure(row) if at < 0 else row.tag(at) in (Tag.V_SEIZE, Tag.SEIZURE)
    if seized:
        return Reading("vehicle_seized", Measure.VEHICLES, item=spot.item)
    stopped = row.tag(at) in (Tag.V_STOP, Tag.V_VISIT)
    return Reading("vehicle_stopped", Measure.VEHICLES_STOPPED) if stopped else None


def seizures(spot: Spot) -> Reading | None:
    """Count seizures ("40 drug seizures") or what was seized ("66 vehicle seizures" counts vehicles)."""
    row, end = spot.row, spot.phrase.end
    kinds = {row.tag(at) for at in range(spot.phrase.first, spot.phrase.head)}
    if row.tag(end) is Tag.OF:
        kinds |= {row.tag(end + 1), row.tag(end + 2)}
    return next((Reading("seizure_noun", measure) for tag, measure in _SEIZED if tag in kinds), None)


def groups(spot: Spot) -> Reading | None:
    """Crime groups count where the clause says that they were disrupted."""
    after = nearest(spot.row, spot.phrase.end, (Tag.V_DISRUPT,), reach=10)
    ahead = nearest(spot.row, spot.position, (Tag.V_DISRUPT,), reach=6, backward=True)
    return Reading("group_disrupted", Measure.CRIME_GROUPS) if max(after, ahead) >= 0 else None


def weapons(spot: Spot) -> Reading | None:
    """Weapons count unless somebody was hurt or threatened with them."""
    used = nearest(spot.row, spot.position, (Tag.V_HARM, Tag.V_THREATEN), reach=8, backward=True) >= 0
    return None if used else Reading("weapon_noun", Measure.WEAPONS, item=spot.item)


def sprays(spot: Spot) -> Reading | None:
    """Cans of a spray that harms are weapons: "two cans of CS spray"."""
    row, at = spot.row, spot.position + 1
    sprayed = row.word(at) in _CANS and row.tag(at + 1) is Tag.OF and "spray" in row.word(at + 2)
    return Reading("cans_of_spray", Measure.WEAPONS) if sprayed and row.tag(at + 2) is Tag.WEAPON else None


def phones(spot: Spot) -> Reading | None:
    """Phones count where the clause or its heading is about things seized."""
    return Reading("phone_noun", Measure.PHONES, item=spot.item) if in_seizure(spot.row) else None


def pieces(spot: Spot) -> Reading | None:
    """Plants, wraps, tablets and the like are drugs where a drug is named with them or the noun says so."""
    row, phrase = spot.row, spot.phrase
    unit = PIECES[base_word(row.word(phrase.head))]
    named = any(row.tag(at) is Tag.DRUG for at in range(phrase.first, phrase.head))
    named = named or (row.tag(phrase.end) is Tag.OF and nearest(row, phrase.end, (Tag.DRUG,), reach=6) >= 0)
    said = unit == "plants" or (
        unit in ("wraps", "deals", "tablets") and (in_seizure(row) or _names_drug(row))
    )
    return Reading("drug_pieces", Measure.DRUGS, unit=unit, item=spot.item) if named or said else None


def _names_drug(row: Row) -> bool:
    return any(token.tag is Tag.DRUG for token in row.tokens)


def in_seizure(row: Row) -> bool:
    """True where the clause speaks of things found or taken, or is an item of a list."""
    return row.clause.item or any(
        token.tag in (Tag.V_SEIZE, Tag.SEIZURE) or token.word in _SEIZING_WORDS
        for token in row.tokens[: 2 * _CLAUSE]
    )
