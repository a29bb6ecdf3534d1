"""The number reader: every number of a text, what it says, and what it counts.

    >>> from extractor.numbers import read_numbers
    >>> [(m.text, m.measure) for m in read_numbers("Police arrested more than a dozen people.")]

It stands apart from every model and is made of rules for the language: `lexer` finds the numbers, `layout`
the clauses and headings, and the rules of `people`, `things`, `money` and `structure` say what governs each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from extractor.fact import Measure, Period
from extractor.mention import Mention, Role
from extractor.numbers import background, gapping, money, people, structure, things
from extractor.numbers.clause import Row, Token, make_row, tokenize
from extractor.numbers.dollars import bare_dollar
from extractor.numbers.layout import Clause, Span, blocks, sentences
from extractor.numbers.lexer import Lexeme, lexemes
from extractor.numbers.lexicon import Tag
from extractor.numbers.notation import lowered
from extractor.numbers.operations import Operations
from extractor.numbers.orders import Orders
from extractor.numbers.period import Calendar
from extractor.numbers.phrase import Spot, as_part, noun_phrase
from extractor.numbers.reading import Reading, no_result
from extractor.numbers.scope import Scope, scope_of

__all__ = ["read_numbers"]

_MASSES = frozenset({"kg", "g", "mg", "tonne", "oz", "lb", "l", "ml"})
_PAST = frozenset({"prior", "previous", "past"})
"""Adjectives of what a person did before ("seven prior arrests")."""
_UNLIMITED = (Scope(), Period.CURRENT)
_BARE_DOLLARS = re.compile(r"(?i:(?!.*\b(?:US|American|U\.S\.)).*dollars?)", re.DOTALL)
_OF_THEM = re.compile(r"\b(?:they|them|these|those)\b", re.IGNORECASE)
_LOOK_BACK = 12
_WIDEST_GAP = 3
_TARGET_REACH = 6
_MOST_NUMBERS = 60
"""A clause of more numbers is no sentence; only the form of a number says anything in it."""
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
    people.group_of,
    people.bare_verb,
    people.bare_object,
    things.sprays,
    people.unnamed_people,
    things.lines_closed,
    structure.of_them,
    structure.seized_of_them,
    structure.running_total,
    structure.label,
    gapping.named_row,
    gapping.gapped,
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
    lower = lowered(text)
    calendar, operations, orders = Calendar(text, lower), Operations(text, lower), Orders(text, lower)
    mentions: list[Mention] = []
    headings = _Headings(text)
    for clause, numbers in _by_clause(text, _with_dollars(text, lexemes(text, lower))):
        read = _read_clause(calendar, headings, clause, numbers, _told_before(text, mentions, clause))
        mentions += (_stated(orders, _of_this_operation(operations, mention)) for mention in read)
    return tuple(mentions)


class _Headings:
    """The words of the headings that are open; each governs many clauses, and is cut into tokens once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: dict[Span, list[Token]] = {}

    def tokens(self, clause: Clause) -> list[list[Token]]:
        """The tokens of the headings above a clause, outermost first."""
        known = self._tokens
        if any(span not in known for span in clause.headings):
            self._tokens = known = {
                span: known.get(span) or tokenize(self._text, *span) for span in clause.headings
            }
        return [known[span] for span in clause.headings]


def _told_before(text: str, mentions: Sequence[Mention], clause: Clause) -> Measure | None:
    """What the sentence right before a clause counted last, within one paragraph."""
    last = next((mention for mention in mentions[-1:-_LOOK_BACK:-1] if mention.measure), None)
    if last is None or last.clause_end > clause.start:
        return None
    if clause.headings and _asks_on(text, last, clause):
        return last.measure
    between = text[last.clause_end : clause.start]
    return (
        last.measure
        if len(between) <= _WIDEST_GAP and not between.strip() and "\n\n" not in between
        else None
    )


def _asks_on(text: str, last: Mention, clause: Clause) -> bool:
    """True under a heading that asks of what was counted right before it ("What were they for?")."""
    start, end = clause.headings[-1]
    if not _OF_THEM.search(text, start, end):
        return False
    return end <= last.start or not text[last.clause_end : start].strip()


def _with_dollars(text: str, numbers: Iterable[Lexeme]) -> Iterator[Lexeme]:
    """The numbers, a dollar without its country as the dollar of the country that the report names."""
    code = ""
    for lexeme in numbers:
        if lexeme.unit == "USD" and _is_bare(text, lexeme):
            code = code or bare_dollar(text)
            yield lexeme._replace(unit=code)
        else:
            yield lexeme


def _is_bare(text: str, lexeme: Lexeme) -> bool:
    """True for a dollar without its country: "$5", "half a million dollars"."""
    return text[lexeme.start] == "$" or _BARE_DOLLARS.fullmatch(text, lexeme.start, lexeme.end) is not None


def _by_clause(text: str, numbers: Iterator[Lexeme]) -> Iterator[tuple[Clause, Sequence[Lexeme]]]:
    """Each clause that holds numbers, with them; a number across a border belongs where it begins."""
    following = next(numbers, None)
    for block in blocks(text):
        if following is None:
            return
        if following.start >= block.whole.end:
            continue
        for clause in sentences(text, block):
            inside = []
            while following is not None and following.start < clause.end:
                inside.append(following)
                following = next(numbers, None)
            if inside:
                yield clause, inside


def _read_clause(
    calendar: Calendar, headings: _Headings, clause: Clause, numbers: Sequence[Lexeme], told: Measure | None
) -> Iterator[Mention]:
    text = calendar.text
    if len(numbers) > _MOST_NUMBERS or all(_told_by_form(lexeme) for lexeme in numbers):
        yield from (_mention(text, clause, lexeme, None) for lexeme in numbers)
        return
    row = make_row(text, clause, numbers, headings.tokens(clause), told)
    readings: list[Reading | None] = []
    for position in row.at:
        readings.append(_read(Spot(row, position, noun_phrase(row, position), readings)))
    for index, (lexeme, reading) in enumerate(zip(numbers, readings, strict=True)):
        if reading is None or reading.measure is None:
            yield _mention(text, clause, lexeme, reading)
            continue
        period = calendar.period((lexeme.start, lexeme.end), (clause.start, clause.end))
        limits = scope_of(text, row, index, readings), period
        yield _mention(text, clause, lexeme, reading, limits)


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
    return background.change(spot) or _counted(spot) or background.statistic(spot)


def _counted(spot: Spot) -> Reading | None:
    """What a count says that the operation did or yielded."""
    if spot.phrase.head >= 0:
        if any(spot.row.word(at) in _PAST for at in range(spot.phrase.first, spot.phrase.head)):
            return None
        noun = spot.row.tag(spot.phrase.head)
        rule = _BY_NOUN.get(noun)
        return rule(spot) if rule else things.PLAIN.get(noun)
    for without_noun in _WITHOUT_NOUN:
        if (reading := without_noun(spot)) is not None:
            return reading
    return None


def _is_antecedent(spot: Spot) -> bool:
    """True for the second number of "two of the 12", which tells again what is known."""
    row, position = spot.row, spot.position
    return (
        row.tag(position - 1) is Tag.DET
        and row.tag(position - 2) is Tag.OF
        and row.tag(position - 3) is Tag.NUMBER
    )


def _is_target(row: Row, position: int) -> bool:
    """Tell what is planned ("aim to arrest 50", "will see 200 officers") from what was done."""
    for at in range(position - 1, max(position - 1 - _TARGET_REACH, -1), -1):
        tag = row.tag(at)
        if tag is Tag.MODAL and not (row.word(at) == "may" and row.tokens[at].capital and at):
            return True
        if tag in _PLAN_ENDS:
            return False
    return False


@cache
def _by_form(rule: str, role: Role | None) -> Reading:
    """What a number is whose form alone speaks."""
    return Reading(rule, role=role or Role.UNKNOWN)


def _mention(
    text: str,
    clause: Clause,
    lexeme: Lexeme,
    reading: Reading | None,
    limits: tuple[Scope, Period] = _UNLIMITED,
) -> Mention:
    """The number as a rule reads it, with what limits it; where none speaks, its form says what it is."""
    said = reading or _by_form(lexeme.rule, lexeme.role)
    scope, period = limits
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
        force=scope.force,
        place=scope.place,
        offence=scope.offence,
        period=period,
        item=text[slice(*said.item)] if said.item else None,
        rule=said.rule,
        clause_start=clause.start,
        clause_end=max(clause.end, lexeme.end),
        scope_start=scope.heading[0],
        scope_end=scope.heading[1],
    )


def _of_this_operation(operations: Operations, mention: Mention) -> Mention:
    """The mention as it is, or without its measure where the clause tells of another operation."""
    if mention.measure is None:
        return mention
    clause = mention.clause_start, mention.clause_end
    if not operations.is_other((mention.start, mention.end), clause):
        return mention
    rule = "other_operation"
    return replace(
        mention, role=Role.OTHER_OPERATION, measure=None, also=(), part=False, item=None, rule=rule
    )


def _stated(orders: Orders, mention: Mention) -> Mention:
    """The mention as it is, or without its measure where the words tell a reader what to say."""
    if mention.measure is None or not orders.hold(mention.start, (mention.clause_start, mention.clause_end)):
        return mention
    return replace(mention, role=Role.UNKNOWN, measure=None, also=(), part=False, item=None, rule="order")
