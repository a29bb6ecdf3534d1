"""Rules for numbers that are background: recorded crime, population, surveys, a rise or fall.

A statistic is told by what it counts and by the words of record and change around it; a crime that somebody
is charged with, or that officers found, is none.
"""

from __future__ import annotations

from extractor.mention import Role
from extractor.numbers.clause import Row
from extractor.numbers.lexicon import Tag
from extractor.numbers.notation import word_set
from extractor.numbers.phrase import Spot, before
from extractor.numbers.reading import Reading, no_result

_CHANGES = word_set("rise increase fall drop reduction decrease decline jump growth surge")
_CHANGED = word_set(
    "fell fallen rose risen dropped increased decreased climbed declined down up jumped doubled grew soared "
    "reduced falling rising"
)
_CRIMES = word_set(
    "offences offenses offence crimes crime incidents reports burglaries robberies thefts assaults attacks "
    "stabbings murders homicides shootings complaints calls deaths cases collisions"
)
"""What is recorded, or reported to the police."""
_KINDS = _CRIMES | word_set(
    "burglary robbery theft shoplifting violence behaviour behavior vandalism offending arson fraud"
)
"""What rises and falls."""
_RECORDED = word_set("recorded reported logged registered received")
_RECORDS = word_set("figures statistics data nationally average annual annually quarter")
_SURVEYS = word_set("survey poll study questionnaire")
_ASKED = word_set("surveyed polled")
_DWELLERS = word_set("residents inhabitants people households homes")
_LIVING = word_set("residents inhabitants")
_BY_HOW_MUCH = word_set("by on from compared against nearly almost about around")
_DEALT = word_set(
    "attended detected identified tackled issued prevented solved investigated uncovered found committed "
    "admitted"
)
"""Verbs of those who commit crimes, or deal with them."""
_FROM_TO = word_set("from to at than against of with and")
_ACCUSED = frozenset({Tag.V_CHARGE, Tag.V_ARREST, Tag.V_CONVICT, Tag.OFFICER})
_RESULTS = frozenset({
    Tag.ARREST, Tag.V_ARREST, Tag.V_CHARGE, Tag.CHARGE, Tag.SEIZURE, Tag.V_SEIZE, Tag.WARRANT,
    Tag.CONVICTION, Tag.V_CONVICT, Tag.STOP_SEARCH, Tag.SEARCH, Tag.WEAPON, Tag.DRUG, Tag.VISIT,
})  # fmt: skip
_BESIDE = frozenset({Tag.OF, Tag.WORD, Tag.DET, Tag.MORE})
_REACH = 14
_LARGE = 500


def change(spot: Spot) -> Reading | None:
    """The size of a rise or fall counts nothing itself: "a rise of 40 on last year", "down by 67"."""
    row, position = spot.row, spot.position
    lead, earlier = row.word(position - 1), row.word(position - 2)
    if row.word(position + 1) in ("fewer", "more") and "than" in map(
        row.word, range(position + 2, position + 6)
    ):
        return no_result("change", Role.STATISTIC)
    if (lead == "of" and earlier in _CHANGES) or (lead == "by" and earlier in _CHANGED):
        return no_result("change", Role.STATISTIC)
    return None


def statistic(spot: Spot) -> Reading | None:
    """What no rule for results reads may be background; the first of these rules that speaks decides."""
    rules = _WITH_NOUN if spot.phrase.head >= 0 else _WITHOUT_NOUN
    return next(filter(None, (rule(spot) for rule in rules)), None)


def _recorded_crime(spot: Spot) -> Reading | None:
    """Crimes that were recorded in a year, or that rose or fell: "2,150 offences were recorded in 2021"."""
    row = spot.row
    if row.word(spot.phrase.head) not in _CRIMES or _is_accusation(spot):
        return None
    words = _words_around(spot)
    told = bool(words & _CHANGED or words & _CHANGES or words & _RECORDS)
    told = told or (bool(words & _RECORDED) and _names_a_year(row))
    return no_result("recorded_crime", Role.STATISTIC) if told else None


def _is_accusation(spot: Spot) -> bool:
    """True for crimes that somebody is held for ("charged with 12 offences") or that officers dealt with."""
    row, lead = spot.row, before(spot.row, spot.position)
    if row.word(lead) in _DEALT or row.word(spot.phrase.end + 1) in _DEALT:
        return True
    if row.tag(lead) in (Tag.PREP, Tag.OF) and row.word(lead) not in ("from", "at"):
        return not (row.word(lead - 1) in _CHANGED or row.word(lead) == "than")
    return any(token.tag in _ACCUSED for token in row.tokens[max(0, spot.position - _REACH) : spot.position])


def _names_a_year(row: Row) -> bool:
    return any(lexeme.role is Role.YEAR for lexeme in row.numbers) or any(
        token.word in ("year", "months") for token in row.tokens
    )


def _words_around(spot: Spot) -> set[str]:
    """The words around a number; "up" and "down" only where they tell a change ("up by", "down on")."""
    row = spot.row
    reach = range(max(0, spot.position - _REACH), min(len(row.tokens), spot.position + _REACH))
    return {row.word(at) for at in reach if row.word(at) not in ("up", "down") or _is_change(row, at)}


def _is_change(row: Row, position: int) -> bool:
    """True for "is up by", ", down on", and not for "picked up by"."""
    return row.tag(position - 1) in (Tag.AUX, Tag.COMMA) and row.word(position + 1) in _BY_HOW_MUCH


def _population(spot: Spot) -> Reading | None:
    """Those who live in a place: "home to 6,300 people", "has 48,000 residents"."""
    row, position = spot.row, spot.position
    word, lead = row.word(spot.phrase.head), row.word(position - 1)
    if word not in _DWELLERS or (spot.lexeme.value or 0) < _LARGE:
        return None
    home = lead == "to" and row.word(position - 2) == "home"
    has = word in _LIVING and lead in ("has", "with", "have")
    return no_result("population", Role.STATISTIC) if home or has or _of_population(spot) else None


def _of_population(spot: Spot) -> Reading | None:
    """The number behind "a population of"."""
    row, position = spot.row, spot.position
    named = row.word(position - 1) in ("of", "is", "was") and row.word(position - 2) == "population"
    return no_result("population", Role.STATISTIC) if named else None


def _survey(spot: Spot) -> Reading | None:
    """Those who answered a survey: "a survey of 1,800 shopkeepers", "of 45 drivers surveyed"."""
    row = spot.row
    if row.tag(spot.position - 1) not in _BESIDE and row.word(spot.phrase.end) not in _ASKED:
        return None
    lead = before(row, spot.position)
    asked = row.tag(lead) is Tag.OF and row.word(lead - 1) in _SURVEYS
    asked = asked or row.word(lead) in _ASKED or row.word(spot.phrase.end) in _ASKED
    return no_result("survey", Role.STATISTIC) if asked else None


def _trend(spot: Spot) -> Reading | None:
    """A crime that fell or rose from one number to another: "Calls are down from 431 to 336"."""
    row, position = spot.row, spot.position
    if row.word(position - 1) not in ("from", "to", "at"):
        return None
    words = row.tokens[max(0, position - _REACH) : position]
    changed = any(token.word in _CHANGED for token in words)
    kinds = any(token.word in _KINDS for token in words)
    results = any(token.tag in _RESULTS for token in words)
    return no_result("trend", Role.STATISTIC) if changed and kinds and not results else None


def _compared(spot: Spot) -> Reading | None:
    """A bare number beside a statistic is one too: "6,842 offences, compared with 7,951 a year before"."""
    row, position, last = spot.row, spot.position, _last_read(spot)
    if last is None or last.role is not Role.STATISTIC or row.word(position - 1) not in _FROM_TO:
        return None
    between = row.tokens[row.at[spot.index - 1] + 1 : position]
    joined = len(between) <= _REACH and not any(token.tag in _RESULTS for token in between)
    return no_result("compared", Role.STATISTIC) if joined else None


def _last_read(spot: Spot) -> Reading | None:
    """What was read of the last number before it that no form tells."""
    return next((spot.earlier[at] for at in range(spot.index - 1, -1, -1) if spot.earlier[at]), None)


_WITH_NOUN = (_recorded_crime, _population, _survey)
_WITHOUT_NOUN = (_of_population, _trend, _compared, _survey)
