"""Rules for amounts: money (cash, value of drugs, value of goods, or none of these) and mass."""

from __future__ import annotations

from extractor.fact import Measure
from extractor.mention import Role
from extractor.numbers.clause import Row
from extractor.numbers.lexicon import COUNTED, Tag
from extractor.numbers.phrase import nearest
from extractor.numbers.reading import Reading, no_result

_BOUNDARY = frozenset({Tag.NUMBER, Tag.STOP, Tag.SUB, Tag.COLON})
_OBJECT = frozenset(
    {Tag.DRUG, Tag.PLANT, Tag.CASH, Tag.CRYPTO, Tag.GOODS, Tag.VEHICLE, Tag.WEAPON, Tag.PHONE, Tag.ADDRESS}
)
_REACH = 12


def money(row: Row, position: int) -> Reading | None:
    """What an amount of money is, by the words around it, nearest first."""
    return (
        _worth_of(row, position)
        or _named_after(row, position)
        or _valued(row, position)
        or _cash_before(row, position)
        or _lost_or_earned(row, position)
        or _seized(row, position)
    )


def _worth_of(row: Row, position: int) -> Reading | None:
    """ "£2,000 worth of heroin", "£2,000 of drugs": the noun after "of" says what it is the value of."""
    of = position + 2 if row.word(position + 1) == "worth" else position + 1
    if row.tag(of) is not Tag.OF:
        return None
    noun = _object_after(row, of + 1)
    if noun < 0:
        return None
    return _value_of(row, noun, "worth_of", item=(row.tokens[of + 1].start, row.tokens[noun].end))


def _object_after(row: Row, position: int) -> int:
    """The noun that an "of" leads to; a drug anywhere in its phrase wins ("heroin and crack cocaine")."""
    found = -1
    for at in range(position, position + 6):
        tag = row.tag(at)
        if tag in _OBJECT or (tag in COUNTED and found < 0):
            if tag is Tag.DRUG:
                return at
            found = at
        elif tag not in (Tag.WORD, Tag.DET, Tag.MORE, Tag.V_LOSE, Tag.V_ELSE, Tag.CONJ, Tag.SLASH):
            break
    return found


def _value_of(row: Row, noun: int, rule: str, item: tuple[int, int] | None = None) -> Reading | None:
    tag = row.tag(noun)
    if tag in (Tag.DRUG, Tag.PLANT, Tag.PIECE):
        return Reading(rule, Measure.DRUGS_VALUE, item=item)
    if tag is Tag.CASH:
        return Reading(rule, Measure.CASH)
    if tag in (Tag.GOODS, Tag.CRYPTO, Tag.VEHICLE, Tag.PHONE, Tag.WEAPON, Tag.ADDRESS):
        return Reading(rule, Measure.ASSETS_VALUE, item=item)
    return None


def _named_after(row: Row, position: int) -> Reading | None:
    """ "£500 in cash", "£2,000 cash seizure", "£80,000 cannabis factory", "£3m in cryptocurrency"."""
    first = position + 1
    if row.tag(first) is Tag.OPEN:
        first = 1 + max(nearest(row, first, (Tag.CLOSE,), reach=8), position)
    for at in range(first, first + 5):
        tag = row.tag(at)
        if tag in (Tag.CASH, Tag.CRYPTO, Tag.DRUG):
            return _value_of(row, at, "named_after", item=(row.tokens[at].start, row.tokens[at].end))
        if tag not in (Tag.WORD, Tag.V_ELSE, Tag.V_LOSE, Tag.MORE, Tag.PERSON) and row.word(at) != "in":
            return None
    return None


def _valued(row: Row, position: int) -> Reading | None:
    """ "cocaine valued at £2,000", "watches worth £2,000", "a street value of £2,000"."""
    at = nearest(row, position, (Tag.V_WORTH,), reach=8, backward=True)
    if at < 0 or any(row.tag(between) in _BOUNDARY for between in range(at + 1, position)):
        return None
    if "street" in row.word(at) or row.word(at - 1) == "street":
        return Reading("street_value", Measure.DRUGS_VALUE)
    while row.tag(at - 1) in (Tag.V_WORTH, Tag.AUX) or row.tag(at) in (Tag.AUX,):
        at -= 1
    if row.word(at) in ("value", "worth") and row.tag(at + 1) is Tag.OF:
        noun = _object_after(row, at + 2)
        if noun >= 0:
            return _value_of(row, noun, "value_of")
    return _thing_before(row, at)


def _thing_before(row: Row, position: int) -> Reading | None:
    """The noun that "worth" looks back to, in the same clause."""
    for at in range(position - 1, max(position - 1 - _REACH, -1), -1):
        tag = row.tag(at)
        if tag in _OBJECT or tag is Tag.PIECE:
            return _value_of(row, at, "valued", item=(row.tokens[at].start, row.tokens[at].end))
        if tag in (Tag.STOP, Tag.SUB, Tag.COLON):
            return None
    return None


def _cash_before(row: Row, position: int) -> Reading | None:
    """ "cash totalling £5,000", "cash seizures, amounting to a total of £5,000", "Cash: £5,000"."""
    at = nearest(row, position, (*_OBJECT, Tag.NUMBER, Tag.V_LOSE), reach=10, backward=True)
    return Reading("cash_before", Measure.CASH) if row.tag(at) is Tag.CASH else None


def _lost_or_earned(row: Row, position: int) -> Reading | None:
    """Money that was spent, earned, stolen, fined or promised was not seized."""
    left = nearest(row, position, (Tag.V_LOSE, Tag.V_SEIZE), reach=8, backward=True)
    right = nearest(row, position + 1, (Tag.V_LOSE, Tag.V_SEIZE), reach=4)
    if row.tag(left) is Tag.V_LOSE or (left < 0 and row.tag(right) is Tag.V_LOSE):
        return no_result("money_not_seized", Role.MONEY)
    return None


def _seized(row: Row, position: int) -> Reading | None:
    """ "£40,000 has been seized", "seized £500": money without another noun is cash."""
    right = nearest(
        row, position + 1, (Tag.V_SEIZE, *_BOUNDARY, *COUNTED, Tag.PREP, Tag.OF, Tag.COMMA), reach=6
    )
    if row.tag(right) is Tag.V_SEIZE:
        return Reading("money_seized", Measure.CASH)
    left = nearest(row, position, (Tag.V_SEIZE, Tag.SEIZURE, *_BOUNDARY, *COUNTED), reach=4, backward=True)
    ends = row.tag(position + 1) in (Tag.STOP, Tag.COMMA, Tag.CONJ, Tag.PREP) or position + 1 >= len(
        row.tokens
    )
    if row.tag(left) in (Tag.V_SEIZE, Tag.SEIZURE) and ends:
        return Reading("money_seized", Measure.CASH)
    return None


def mass(row: Row, position: int) -> Reading | None:
    """ "2kg of cocaine", "cannabis weighing 3kg", "4kg drugs": mass or volume is drugs where a drug is named."""
    after = position + 1
    if row.tag(after) is Tag.OF:
        after += 1
    noun = _drug_phrase(row, after)
    if noun >= 0:
        return Reading("mass_of_drug", Measure.DRUGS, item=(row.tokens[after].start, row.tokens[noun].end))
    if row.tag(position + 1) is Tag.OF:
        return None
    left = nearest(
        row, position, (Tag.DRUG, Tag.NUMBER, Tag.STOP, Tag.SUB, Tag.CLOSE), reach=6, backward=True
    )
    if row.tag(left) is Tag.DRUG:
        return Reading("drug_before_mass", Measure.DRUGS, item=(row.tokens[left].start, row.tokens[left].end))
    return None


def _drug_phrase(row: Row, position: int) -> int:
    for at in range(position, position + 6):
        tag = row.tag(at)
        if tag is Tag.DRUG:
            return at + 1 if row.tag(at + 1) is Tag.DRUG else at
        if tag not in (Tag.WORD, Tag.DET, Tag.V_ELSE, Tag.PIECE, Tag.PLANT):
            return -1
    return -1
