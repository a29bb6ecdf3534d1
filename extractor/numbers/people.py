"""Rules for numbers that count people: what befell them decides the measure."""

from __future__ import annotations

from extractor.fact import Measure
from extractor.numbers.clause import Row
from extractor.numbers.lexicon import COUNTED, FATES, Tag
from extractor.numbers.phrase import Spot, before, fate_after, is_list_between, nearest
from extractor.numbers.reading import Reading

_BY_VERB = {
    Tag.V_ARREST: Measure.ARRESTS,
    Tag.V_CHARGE: Measure.CHARGES,
    Tag.V_CONVICT: Measure.CONVICTIONS,
    Tag.V_SAFEGUARD: Measure.PEOPLE_SAFEGUARDED,
}
_BY_NOUN_OF = {Tag.ARREST: Measure.ARRESTS, Tag.CONVICTION: Measure.CONVICTIONS}
_SHARED = ("verb_before", "noun_of_people", "headline_verb", "joined_people", "in_list")
_HELP_REACH = 30
_HELP = frozenset({"identified", "referred", "supported", "offered", "removed"})
_DRIVERS = frozenset({"drivers", "motorists"})
_AMBIGUOUS = frozenset({"held", "charged", "charging", "holding"})
"""Verbs that have other objects than people: a hall holds 200, a shop charges 20."""
_AFTER_OBJECT = frozenset({Tag.PREP, Tag.COMMA, Tag.STOP, Tag.CONJ, Tag.SEMICOLON, Tag.CLOSE})
_GROUPS = frozenset({"family", "gang", "group", "crew", "trio", "party"})
_SUFFERED = (Tag.V_ARREST, Tag.V_CHARGE, Tag.V_CONVICT)
_LONGEST_NAME = 5
_FEWEST_OFFICERS = 3
_JOINED_VERB_REACH = 4


def persons(spot: Spot) -> Reading | None:
    """People take the measure of the verb that acts on them, before ("arrested 12 men") or after.

    The verb before wins, since it stands next to its object.
    """
    return (
        _verb_before(spot)
        or _helped(spot)
        or _joined_to_earlier(spot)
        or _verb_after(spot.row, spot.phrase.end)
    )


def _verb_before(spot: Spot) -> Reading | None:
    row, position = spot.row, spot.position
    at = before(row, position)
    special = _noun_before(row, at) or _found_before(spot, at)
    if special is not None or row.tag(at) not in _BY_VERB or _is_passive(row, at):
        return special
    measures = [_BY_VERB[row.tag(at)]]
    if row.tag(at - 1) is Tag.CONJ and row.tag(at - 2) in _BY_VERB:
        measures.insert(0, _BY_VERB[row.tag(at - 2)])
    measures += [found for found in _joined_verbs(row, position) if found not in measures]
    return Reading("verb_before", measures[0], tuple(measures[1:]))


def _noun_before(row: Row, at: int) -> Reading | None:
    """Nouns that act as verbs: "the arrest of 12 men", "Police arrest 12", "charges against 12 people"."""
    if row.tag(at) is Tag.OF and row.tag(at - 1) in _BY_NOUN_OF:
        return Reading("noun_of_people", _BY_NOUN_OF[row.tag(at - 1)])
    if row.word(at) == "arrest" and row.tag(at - 1) is not Tag.DET:
        return Reading("headline_verb", Measure.ARRESTS)
    if row.word(at) == "against" and Tag.CHARGE in (row.tag(at - 1), row.tag(at - 2)):
        return Reading("charges_against", Measure.CHARGES)
    return None


def _found_before(spot: Spot, at: int) -> Reading | None:
    """People who were searched, drivers who were stopped, and children and victims who were found."""
    row = spot.row
    if row.word(at) == "searched":
        return Reading("people_searched", Measure.STOP_SEARCHES)
    if row.tag(at) is Tag.V_STOP and row.word(spot.phrase.head) in _DRIVERS:
        return Reading("drivers_stopped", Measure.VEHICLES_STOPPED)
    victims = row.tag(spot.phrase.head) is Tag.VICTIM
    found = victims and (row.tag(at) is Tag.V_SEIZE or row.word(at) in _HELP)
    return Reading("children_found", Measure.PEOPLE_SAFEGUARDED) if found else None


def _helped(spot: Spot) -> Reading | None:
    """Victims and children who were identified, referred or offered support are safeguarded."""
    row, end = spot.row, spot.phrase.end
    if row.tag(spot.phrase.head) is not Tag.VICTIM:
        return None
    words = {row.word(at) for at in range(end, end + _HELP_REACH)}
    return Reading("victims_helped", Measure.PEOPLE_SAFEGUARDED) if words & _HELP else None


def _is_passive(row: Row, verb: int) -> bool:
    """True for a verb that has its people before it: "were arrested 12 times"."""
    return row.word(verb - 1) in ("was", "were", "been", "being")


def _joined_verbs(row: Row, position: int) -> list[Measure]:
    """The verb of a relative clause: "arrested 12 men, who were all charged"."""
    relative = nearest(row, position, (Tag.REL,), reach=8)
    if relative < 0:
        return []
    verb = fate_after(row, relative + 1)
    return [_BY_VERB[row.tag(verb)]] if verb >= 0 and row.tag(verb) in _BY_VERB else []


def _joined_to_earlier(spot: Spot) -> Reading | None:
    """The second number shares the verb of the first: "arrested seven men and four women"."""
    other = next((at for at in range(spot.index - 1, -1, -1) if _is_result(spot.earlier[at])), -1)
    found = spot.earlier[other] if other >= 0 else None
    if found is None or found.rule not in _SHARED:
        return None
    if not is_list_between(spot.row, spot.row.at[other] + 1, spot.position):
        return None
    part = spot.row.tag(before(spot.row, spot.position)) is Tag.INCLUDING
    return Reading("joined_people", found.measure, found.also, part=part)


def _is_result(found: Reading | None) -> bool:
    return found is not None and found.measure is not None


def _verb_after(row: Row, position: int) -> Reading | None:
    verb = fate_after(row, position)
    tag = row.tag(verb)
    if verb < 0:
        return None
    if tag not in _BY_VERB:
        return Reading("stopped_and_searched", Measure.STOP_SEARCHES) if tag is Tag.V_STOP else None
    told = _told_of_the(row, verb)
    if told is not None:
        return told
    return Reading("verb_after", _BY_VERB[tag], tuple(_verbs_joined_after(row, verb)))


def _told_of_the(row: Row, verb: int) -> Reading | None:
    """Both verbs act on them, and the full one leads: "Two men arrested there have since been charged"."""
    if row.tag(verb - 1) is Tag.AUX:
        return None
    second = nearest(row, verb + 1, (*FATES, Tag.COMMA, Tag.CONJ, Tag.NUMBER), reach=8)
    if row.tag(second - 1) is not Tag.AUX or row.tag(second) not in _BY_VERB:
        return None
    return Reading("both_verbs", _BY_VERB[row.tag(second)], (_BY_VERB[row.tag(verb)],))


def _verbs_joined_after(row: Row, verb: int) -> list[Measure]:
    """A second verb is a second measure of one number: "were arrested and later charged"."""
    joined = nearest(row, verb + 1, (Tag.CONJ, Tag.COMMA), reach=2)
    if joined < 0:
        return []
    second = nearest(row, joined + 1, FATES, reach=_JOINED_VERB_REACH)
    between = range(joined + 1, second)
    plain = second >= 0 and all(row.tag(at) in (Tag.AUX, Tag.WORD) for at in between)
    measure = _BY_VERB.get(row.tag(second)) if plain else None
    return [measure] if measure and measure is not _BY_VERB[row.tag(verb)] else []


def officers(spot: Spot) -> Reading | None:
    """Officers are those deployed, unless harm or an arrest befell them; one or two speak or stand by."""
    row, value = spot.row, spot.lexeme.value
    if value is None or value < _FEWEST_OFFICERS or row.tag(before(row, spot.position)) in _BY_VERB:
        return None
    fate = nearest(row, spot.phrase.end, FATES, reach=4)
    if fate >= 0 and row.tag(fate - 1) is Tag.AUX:
        return None
    return Reading("officers", Measure.OFFICERS)


def unnamed_people(spot: Spot) -> Reading | None:
    """Count as people whoever was arrested, charged or jailed: "12 poachers were arrested"."""
    row, at = spot.row, spot.phrase.first
    while row.tag(at) in (Tag.WORD, Tag.MORE) and at - spot.phrase.first < _LONGEST_NAME:
        at += 1
    if at == spot.phrase.first:
        return None
    acted = row.tag(before(row, spot.position)) in _SUFFERED and not _is_passive(
        row, before(row, spot.position)
    )
    if acted:
        return _verb_before(spot)
    verb = at
    while row.tag(verb) is Tag.AUX:
        verb += 1
    return _verb_after(row, verb) if verb > at and row.tag(verb) in _SUFFERED else None


def group_of(spot: Spot) -> Reading | None:
    """A group told by its size: "a family of four was rescued", "a gang of six were jailed"."""
    row, position = spot.row, spot.position
    grouped = row.tag(position - 1) is Tag.OF and row.word(position - 2) in _GROUPS
    return _verb_after(row, position + 1) if grouped and row.tag(position + 1) not in COUNTED else None


def bare_verb(spot: Spot) -> Reading | None:
    """The noun is understood: "12 were charged", "15 arrested", "of whom three have been jailed"."""
    row, at = spot.row, spot.phrase.end
    if spot.phrase.anaphoric and row.tag(at) in _BY_VERB:
        return _of_those(spot, at)
    while row.tag(at) in (Tag.AUX, Tag.THOSE, Tag.OF, Tag.MORE) or row.word(at) in ("who", "people", "taken"):
        at += 1
    if row.tag(at) is Tag.COMMA and row.tag(at + 2) is Tag.NUMBER:
        return _verb_after(row, at + 1)
    if row.tag(at) is Tag.V_STOP and row.tag(at + 2) is Tag.V_SEARCH:
        return Reading("stopped_and_searched", Measure.STOP_SEARCHES)
    if row.tag(at) not in _BY_VERB or at - spot.phrase.end > _JOINED_VERB_REACH + 1:
        return None
    if not _may_stand_alone(row, spot.position):
        return None
    return Reading("bare_verb", _BY_VERB[row.tag(at)], tuple(_verbs_joined_after(row, at)))


def bare_object(spot: Spot) -> Reading | None:
    """The noun is understood behind an active verb too: "Police arrested 12 in Hull"."""
    row, verb = spot.row, before(spot.row, spot.position)
    if row.tag(verb) not in _SUFFERED or row.word(verb) in _AMBIGUOUS or _is_passive(row, verb):
        return None
    alone = row.tag(spot.position + 1) in _AFTER_OBJECT and spot.phrase.end == spot.position + 1
    return Reading("verb_before", _BY_VERB[row.tag(verb)]) if alone else None


def _of_those(spot: Spot, verb: int) -> Reading | None:
    """Charges in "13 of those arrested were charged"; a part of the arrests in "13 of those arrested"."""
    row, at = spot.row, verb + 1
    while row.tag(at) is Tag.AUX:
        at += 1
    if at > verb + 1:
        measure = _BY_VERB.get(row.tag(at))
        return Reading("of_those", measure) if measure else None
    measure = _BY_VERB[row.tag(verb)]
    others = any(found and found.measure not in (None, measure) for found in spot.earlier)
    return Reading("of_those", measure, part=not others)


def _may_stand_alone(row: Row, position: int) -> bool:
    """A number right after a noun is its label ("Operation 12"), not a count of its own."""
    return row.tag(position - 1) is not Tag.WORD or not row.tokens[position - 1].capital
