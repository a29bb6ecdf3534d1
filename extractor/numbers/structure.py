"""Rules for numbers whose noun stands elsewhere: labels, headings, lists, parentheses, "stand at"."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.fact import Measure
from extractor.mention import Role
from extractor.numbers.clause import Row, Token
from extractor.numbers.lexicon import COUNTED, Tag
from extractor.numbers.notation import word_set
from extractor.numbers.phrase import Spot, before, nearest
from extractor.numbers.reading import Reading

_LABELS: dict[Tag, Measure] = {
    Tag.ARREST: Measure.ARRESTS,
    Tag.V_ARREST: Measure.ARRESTS,
    Tag.V_CHARGE: Measure.CHARGES,
    Tag.CONVICTION: Measure.CONVICTIONS,
    Tag.V_CONVICT: Measure.CONVICTIONS,
    Tag.WARRANT: Measure.WARRANTS,
    Tag.OFFICER: Measure.OFFICERS,
    Tag.STOP_SEARCH: Measure.STOP_SEARCHES,
    Tag.VEHICLE_STOP: Measure.VEHICLES_STOPPED,
    Tag.SEARCH: Measure.ADDRESSES_SEARCHED,
    Tag.VISIT: Measure.ADDRESSES_VISITED,
    Tag.LINE: Measure.DRUG_LINES,
    Tag.WEAPON: Measure.WEAPONS,
    Tag.PHONE: Measure.PHONES,
    Tag.V_SAFEGUARD: Measure.PEOPLE_SAFEGUARDED,
}
"""What a label or heading makes of a bare number beside or beneath it."""

_HEADINGS = {**_LABELS, Tag.CHARGE: Measure.CHARGES}
_DONE_LABELS = {
    (Tag.VEHICLE, Tag.V_SEIZE): Measure.VEHICLES,
    (Tag.VEHICLE, Tag.SEIZURE): Measure.VEHICLES,
    (Tag.VEHICLE, Tag.V_STOP): Measure.VEHICLES_STOPPED,
    (Tag.VEHICLE, Tag.V_VISIT): Measure.VEHICLES_STOPPED,
    (Tag.ADDRESS, Tag.V_SEARCH): Measure.ADDRESSES_SEARCHED,
    (Tag.ADDRESS, Tag.V_VISIT): Measure.ADDRESSES_VISITED,
    (Tag.DRUG, Tag.SEIZURE): Measure.DRUG_SEIZURES,
}
"""Labels whose verb decides ("Vehicles seized: 12", "Vehicles stopped: 80")."""
_IN_LABEL = frozenset({
    Tag.V_SEIZE, Tag.SEIZURE, Tag.V_STOP, Tag.V_SEARCH, Tag.V_VISIT, Tag.V_EXECUTE, Tag.WORD, Tag.MORE,
    Tag.OF, Tag.AUX,
})  # fmt: skip
"""What may stand in a label beside its noun."""
_REACHING = word_set(
    "stand stands standing stood reach reached reaches total totals totalling totaling totalled hit is was "
    "to number numbers numbered numbering at became bringing rose risen"
)
INHERITED = frozenset({
    Measure.ARRESTS, Measure.CHARGES, Measure.CONVICTIONS, Measure.WARRANTS, Measure.ADDRESSES_SEARCHED,
    Measure.ADDRESSES_VISITED, Measure.STOP_SEARCHES, Measure.VEHICLES, Measure.PEOPLE_SAFEGUARDED,
    Measure.OFFICERS, Measure.WEAPONS, Measure.PHONES, Measure.VEHICLES_STOPPED,
})  # fmt: skip
"""What a number without a noun may go on counting."""
_DESCRIBED = word_set("wanted suspected")
"""What persons are in a list that goes on counting them ("21 were wanted for robbery, 34 for assault")."""
_THEM = word_set("they them these those")
_LINKS = frozenset(
    {Tag.COMMA, Tag.SEMICOLON, Tag.CONJ, Tag.INCLUDING, Tag.OPEN, Tag.DASH, Tag.STOP, Tag.COLON, Tag.PREP}
)


def in_table(spot: Spot) -> Reading | None:
    """A number that fills a cell counts what the head of its column names."""
    row, position = spot.row, spot.position
    head = row.headings[-1] if row.headings else ()
    if not any(token.word == "|" for token in head) or not _fills_cell(row, position):
        return None
    column = sum(row.word(at) == "|" for at in range(1, position))
    names = _cells(head)
    if len(names) != len(_cells(row.tokens)) or column >= len(names):
        return None
    tags = {token.tag for token in names[column]}
    part = not {row.word(0), row.word(1)} & {"total", "totals", "all", "overall"}
    if spot.lexeme.unit != "count":
        return Reading("in_table", Measure.CASH, part=part) if Tag.CASH in tags else None
    measures = {_HEADINGS[tag] for tag in tags if tag in _HEADINGS}
    return Reading("in_table", measures.pop(), part=part) if len(measures) == 1 else None


def _fills_cell(row: Row, position: int) -> bool:
    ends = position + 1 == len(row.tokens) or row.word(position + 1) == "|"
    return ends and row.word(position - 1) == "|"


def _cells(tokens: Sequence[Token]) -> list[list[Token]]:
    """The cells of a row; a bar at its very beginning or end bounds no cell of its own."""
    cells: list[list[Token]] = [[]]
    for at, token in enumerate(tokens):
        if token.word != "|":
            cells[-1].append(token)
        elif 0 < at < len(tokens) - 1:
            cells.append([])
    return cells


def label(spot: Spot) -> Reading | None:
    """A label takes the place of the noun: "Arrests: 21", "Warrants – 12", "Arrests (21)"."""
    row, position = spot.row, spot.position
    if row.tag(position - 1) not in (Tag.COLON, Tag.DASH, Tag.OPEN) or not _ends_entry(row, position + 1):
        return None
    for at in range(position - 2, max(position - 8, -1), -1):
        tag = row.tag(at)
        named = _LABELS.get(tag) if row.word(at).endswith(("s", "d")) else None
        measure = named or _DONE_LABELS.get((tag, row.tag(at + 1)))
        if measure:
            return Reading("label", measure)
        if tag not in _IN_LABEL:
            return None
    return None


def _ends_entry(row: Row, position: int) -> bool:
    return row.tag(position) in (Tag.STOP, Tag.COMMA, Tag.CLOSE, Tag.OPEN, Tag.SEMICOLON)


def stands_at(spot: Spot) -> Reading | None:
    """The noun stands before the verb: "arrests now stand at 38", "taking the number arrested to 38"."""
    row, position, reached = spot.row, spot.position, False
    for at in range(position - 1, max(position - 9, -1), -1):
        tag = row.tag(at)
        if tag in (Tag.ARREST, Tag.V_ARREST, Tag.V_CHARGE, Tag.CONVICTION, Tag.WARRANT) and reached:
            return Reading("stands_at", _LABELS[tag])
        if tag is Tag.NUMBER and row.word(at - 1) == "from":
            continue
        if tag in COUNTED or tag in (Tag.COMMA, Tag.STOP, Tag.NUMBER, Tag.CLOSE):
            return None
        reached = reached or row.word(at) in _REACHING
    return None


def running_total(spot: Spot) -> Reading | None:
    """The total of what the clause counts: "two men were arrested, bringing the total to 45"."""
    row, position, told = spot.row, spot.position, spot.last
    words = [row.word(at) for at in range(max(position - 6, 0), position)]
    if told is None or told.measure not in INHERITED or row.tag(position + 1) in COUNTED:
        return None
    return Reading("running_total", told.measure) if {"total", "tally"} & set(words) else None


def seized_of_them(spot: Spot) -> Reading | None:
    """The things of the last number, now taken: "40 cars were stopped and nine were seized"."""
    row, at = spot.row, spot.phrase.end
    told = spot.last.measure if spot.last else row.told
    while row.tag(at) is Tag.AUX:
        at += 1
    if told is None or row.tag(at) is not Tag.V_SEIZE or at - spot.phrase.end > 3:
        return None
    if told in (Measure.VEHICLES_STOPPED, Measure.VEHICLES):
        return Reading("seized_of_them", Measure.VEHICLES)
    return None


def of_them(spot: Spot) -> Reading | None:
    """Carry on what the last number counted ("12 people were arrested, eight of them for theft")."""
    row, end = spot.row, spot.phrase.end
    told = spot.told
    if not spot.phrase.anaphoric or told is None or told.measure not in INHERITED:
        return None
    if row.tag(end) is Tag.V_SEIZE and told.measure is Measure.VEHICLES_STOPPED:
        return Reading("of_them", Measure.VEHICLES)
    if row.tag(end + 1) is Tag.NUMBER:
        return None
    follows = row.tag(end) in (Tag.PREP, Tag.COMMA, Tag.STOP, Tag.CONJ, Tag.CLOSE)
    return Reading("of_them", told.measure, told.also, part=True, item=told.item) if follows else None


def in_list(spot: Spot) -> Reading | None:
    """A number without a noun goes on counting what the last one did: "27 in Hull, two in Goole"."""
    last = spot.told or _those_before(spot) or _said_of_them(spot)
    if last is None or last.measure not in INHERITED or not _continues_list(spot.row, spot.position):
        return None
    return Reading("in_list", last.measure, last.also, part=True, item=last.item)


def _those_before(spot: Spot) -> Reading | None:
    """What "those" were: as the verb says ("Of those arrested, 15 were in Hull"), or the sentence before."""
    row = spot.row
    for at in range(max(spot.position - 5, 0), spot.position):
        if row.tag(at) is Tag.THOSE and row.tag(at + 1) is Tag.COMMA and row.told is not None:
            return Reading("those_before", row.told)
        if row.tag(at) is Tag.THOSE and row.tag(at + 1) in _LABELS:
            return Reading("those_before", _LABELS[row.tag(at + 1)])
    return None


def _said_of_them(spot: Spot) -> Reading | None:
    """A sentence about some of those counted right before: "Seven were for drink driving"."""
    row, position = spot.row, spot.position
    some = spot.index == 0 and row.tag(position + 1) is Tag.AUX and row.tag(position + 2) is Tag.PREP
    return Reading("said_of_them", row.told) if some and row.told is not None else None


def _continues_list(row: Row, position: int) -> bool:
    """Joined to what precedes, and followed by where or what for, or by nothing."""
    then = position + 1
    while row.tag(then) is Tag.AUX or row.word(then) in _DESCRIBED:
        then += 1
    after = row.tag(then)
    lead = before(row, position)
    named = lead >= 0 and row.tokens[lead].capital
    if row.tag(lead) not in _LINKS and (row.tag(lead) is not Tag.WORD or named):
        return False
    return after in (Tag.PREP, Tag.COMMA, Tag.CLOSE, Tag.STOP, Tag.CONJ, Tag.SEMICOLON)


def in_parentheses(spot: Spot) -> Reading | None:
    """Counts behind places, ruled by the verb before: "were held in Hull (65), Goole (47) and Selby (2)".

    One such pair alone may be an age, so at least two are asked for.
    """
    row, position, last = spot.row, spot.position, spot.last
    if not _is_parenthesis(row, position):
        return None
    others = [at for at in row.at if at != position and _is_parenthesis(row, at)]
    if not others:
        return None
    if last is not None and last.measure in INHERITED:
        return Reading("in_parentheses", last.measure, last.also, part=True)
    verb = nearest(row, min(*others, position), tuple(_LABELS), reach=20, backward=True)
    place = nearest(row, min(*others, position), (Tag.PREP, Tag.COLON), reach=8, backward=True)
    return Reading("in_parentheses", _LABELS[row.tag(verb)], part=True) if 0 <= verb < place else None


def _is_parenthesis(row: Row, position: int) -> bool:
    return (
        row.tag(position - 1) is Tag.OPEN
        and row.tag(position + 1) is Tag.CLOSE
        and position >= 2
        and row.tokens[position - 2].capital
        and row.numbers[row.tokens[position].number].role in (None, Role.AGE)
    )


def under_heading(spot: Spot) -> Reading | None:
    """The heading says what is counted: "1 x Theft" or "Hull – 12" under "Breakdown of arrests:"."""
    row, position = spot.row, spot.position
    if not row.clause.item:
        return None
    lead, after = row.tag(position - 1), row.tag(position + 1)
    ends = lead in (Tag.DASH, Tag.COLON, Tag.OPEN) and after in (Tag.STOP, Tag.CLOSE)
    starts = position <= 1 and after in (Tag.DASH, Tag.COLON, Tag.PREP)
    if not (spot.lexeme.times or ends or starts):
        return None
    measure = of_headings(row) or (row.told if _asks_of_them(row) else None)
    return Reading("under_heading", measure, part=True) if measure else None


def of_headings(row: Row) -> Measure | None:
    """What the nearest heading counts that names one thing to count."""
    for heading in reversed(row.headings):
        named = {_HEADINGS[token.tag] for token in heading if token.tag in _HEADINGS}
        if len(named) == 1:
            return named.pop()
    return None


def _asks_of_them(row: Row) -> bool:
    """True under a heading that takes up what was counted right before it ("What were they for?")."""
    return any(token.word in _THEM for token in row.headings[-1]) if row.headings else False
