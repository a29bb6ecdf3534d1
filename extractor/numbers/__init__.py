"""The number reader: every number of a text, what it says, and what it counts.

    >>> from extractor.numbers import read_numbers
    >>> [(m.text, m.measure) for m in read_numbers("Police arrested more than a dozen people.")]

It stands apart from every model and is made of rules for the language: `lexer` finds the numbers, `layout`
the clauses and headings, and the rules of `people`, `things`, `money` and `structure` say what governs each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from extractor.fact import Measure, Period
from extractor.mention import Mention, Role
from extractor.numbers import money, people, structure, things
from extractor.numbers.clause import Row, make_row, tokenize
from extractor.numbers.dollars import bare_dollar
from extractor.numbers.layout import Clause, clauses
from extractor.numbers.lexer import Lexeme, lex
from extractor.numbers.lexicon import Tag
from extractor.numbers.period import Calendar
from extractor.numbers.phrase import Spot, as_part, noun_phrase
from extractor.numbers.reading import Reading, no_result
from extractor.numbers.scope import Scope, scope_of

__all__ = ["read_numbers"]

_MASSES = frozenset({"kg", "g", "mg", "tonne", "oz", "lb", "l", "ml"})
_PAST = frozenset({"prior", "previous", "past"})
"""Adjectives of what a person did before ("seven prior arrests")."""
_BARE_DOLLARS = re.compile(r"(?i:(?!.*\b(?:US|American|U\.S\.)).*dollars?)", re.DOTALL)
_LOOK_BACK = 12
_WIDEST_GAP = 3
_TARGET_REACH = 6
_PLAN_ENDS = frozenset({Tag.V_WORTH, Tag.COMMA, Tag.SUB, Tag.STOP, Tag.REL, Tag.NUMBER, Tag.COLON})

_BY_NOUN: dict[Tag, Callable[[Spot], Reading | None]] = {
    Tag.PERSON: people.persons,
    Tag.VICTIM: people.persons,
    Tag.OFFICER: people.officers,
    Tag.WARRANT: things.warrants,
    Tag.SEARCH: things.searches,
    Tag.ADDRESS: things.addresses,
    Tag.VEHICLE: things.vehicles,
    Tag.SEIZURE: things.seizures,
    Tag.GROUP: things.groups,
    Tag.WEAPON: things.weapons,
    Tag.PHONE: things.phones,
    Tag.PIECE: things.pieces,
    Tag.PLANT: things.pieces,
}
_WITHOUT_NOUN: tuple[Callable[[Spot], Reading | None], ...] = (
    people.bare_verb,
    people.unnamed_people,
    things.lines_closed,
    structure.of_them,
    structure.seized_of_them,
    structure.running_total,
    structure.label,
    structure.stands_at,
    structure.in_parentheses,
    structure.under_heading,
    structure.in_list,
)


def read_numbers(text: str) -> tuple[Mention, ...]:
    """Read every number of a text.

    Args:
        text: The document's own text; all offsets refer to it.

    Returns:
        The mentions in order; their spans never overlap.
    """
    calendar = Calendar(text)
    mentions: list[Mention] = []
    for clause, lexemes in _by_clause(text, _with_dollars(text, lex(text))):
        mentions += _read_clause(calendar, clause, lexemes, _told_before(text, mentions, clause))
    return tuple(mentions)


def _told_before(text: str, mentions: Sequence[Mention], clause: Clause) -> Measure | None:
    """What the sentence right before a clause counted last, within one paragraph."""
    last = next((mention for mention in mentions[-1:-_LOOK_BACK:-1] if mention.measure), None)
    if last is None or last.clause_end > clause.start:
        return None
    between = text[last.clause_end : clause.start]
    return (
        last.measure
        if len(between) <= _WIDEST_GAP and not between.strip() and "\n\n" not in between
        else None
    )


def _with_dollars(text: str, lexemes: Sequence[Lexeme]) -> Sequence[Lexeme]:
    if not any(lexeme.unit == "USD" for lexeme in lexemes):
        return lexemes
    code = bare_dollar(text)
    return [
        replace(lexeme, unit=code) if lexeme.unit == "USD" and _is_bare(text, lexeme) else lexeme
        for lexeme in lexemes
    ]


def _is_bare(text: str, lexeme: Lexeme) -> bool:
    """True for a dollar without its country: "$5", "half a million dollars"."""
    return text[lexeme.start] == "$" or _BARE_DOLLARS.fullmatch(text, lexeme.start, lexeme.end) is not None


def _by_clause(text: str, lexemes: Sequence[Lexeme]) -> Iterator[tuple[Clause, Sequence[Lexeme]]]:
    """Each clause that holds numbers, with them; a number across a border belongs where it begins."""
    at = 0
    last = Clause(0, len(text), False, ())
    for clause in clauses(text):
        first = at
        while at < len(lexemes) and lexemes[at].start < clause.end:
            at += 1
        if at > first:
            yield clause, lexemes[first:at]
        last = clause
    if at < len(lexemes):
        yield last, lexemes[at:]


def _read_clause(
    calendar: Calendar, clause: Clause, lexemes: Sequence[Lexeme], told: Measure | None
) -> Iterator[Mention]:
    text = calendar.text
    if all(_told_by_form(lexeme) for lexeme in lexemes):
        yield from (_mention(text, clause, lexeme, None) for lexeme in lexemes)
        return
    headings = [tokenize(text, start, end) for start, end in clause.headings]
    row = replace(make_row(text, clause, lexemes, headings), told=told)
    readings: list[Reading | None] = []
    for position in row.at:
        readings.append(_read(Spot(row, position, noun_phrase(row, position), readings)))
    for index, (lexeme, reading) in enumerate(zip(lexemes, readings, strict=True)):
        mention = _mention(text, clause, lexeme, reading)
        if mention.measure is None:
            yield mention
            continue
        period = calendar.period((lexeme.start, lexeme.end), (clause.start, clause.end))
        yield _within(mention, scope_of(text, row, index, readings), period)


def _told_by_form(lexeme: Lexeme) -> bool:
    """True for a date, a telephone number and the like; an age may yet be a count ("Hull (65)")."""
    return lexeme.role is not None and lexeme.role is not Role.AGE and not lexeme.times


def _read(spot: Spot) -> Reading | None:
    """The reading of one number, or None where no rule speaks."""
    lexeme = spot.lexeme
    if lexeme.role is not None and not lexeme.times:
        return structure.in_parentheses(spot) if lexeme.role is Role.AGE else None
    in_table = structure.in_table(spot)
    if in_table is not None:
        return in_table
    if _is_target(spot.row, spot.position):
        return no_result("target", Role.TARGET)
    if lexeme.unit in _MASSES:
        return as_part(spot, money.mass(spot.row, spot.position))
    if lexeme.unit != "count":
        return money.money(spot.row, spot.position)
    return as_part(spot, _read_count(spot))


def _read_count(spot: Spot) -> Reading | None:
    if spot.phrase.head < 0 and _is_antecedent(spot):
        return None
    if spot.lexeme.times:
        return structure.under_heading(spot)
    if spot.phrase.head >= 0:
        if any(spot.row.word(at) in _PAST for at in range(spot.phrase.first, spot.phrase.head)):
            return None
        noun = spot.row.tag(spot.phrase.head)
        rule = _BY_NOUN.get(noun)
        return rule(spot) if rule else things.PLAIN.get(noun)
    return next(filter(None, (rule(spot) for rule in _WITHOUT_NOUN)), None)


def _is_antecedent(spot: Spot) -> bool:
    """True for the second number of "two of the 12", which tells again what is known."""
    row, position = spot.row, spot.position
    return tuple(map(row.tag, range(position - 3, position))) == (Tag.NUMBER, Tag.OF, Tag.DET)


def _is_target(row: Row, position: int) -> bool:
    """Tell what is planned ("aim to arrest 50", "will see 200 officers") from what was done."""
    for at in range(position - 1, max(position - 1 - _TARGET_REACH, -1), -1):
        tag = row.tag(at)
        if tag is Tag.MODAL:
            return True
        if tag in _PLAN_ENDS:
            return False
    return False


def _mention(text: str, clause: Clause, lexeme: Lexeme, reading: Reading | None) -> Mention:
    """The number as a rule reads it; where none speaks, its form alone says what it is."""
    said = reading or Reading(lexeme.rule, role=lexeme.role or Role.UNKNOWN)
    return Mention(
        start=lexeme.start,
        end=lexeme.end,
        text=text[lexeme.start : lexeme.end],
        value=lexeme.value,
        value_max=lexeme.value_max,
        unit=said.unit or lexeme.unit,
        qualifier=lexeme.qualifier,
        role=said.role,
        measure=said.measure,
        also=said.also,
        part=said.part,
        item=text[slice(*said.item)] if said.item else None,
        rule=said.rule,
        clause_start=clause.start,
        clause_end=max(clause.end, lexeme.end),
    )


def _within(mention: Mention, scope: Scope, period: Period) -> Mention:
    """A result with what limits it to a part of the operation, and its period."""
    return replace(
        mention,
        force=scope.force,
        place=scope.place,
        offence=scope.offence,
        period=period,
        scope_start=scope.heading[0],
        scope_end=scope.heading[1],
    )
