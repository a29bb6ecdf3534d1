"""Rules for amounts: money (cash, value of drugs, value of goods, or none of these) and mass."""

from __future__ import annotations

from extractor.fact import Measure
from extractor.mention import Role
from extractor.numbers.clause import Row
from extractor.numbers.lexicon import COUNTED, Tag
from extractor.numbers.phrase import is_list_between, nearest
from extractor.numbers.reading import Reading, no_result
from extractor.numbers.things import in_seizure

_BOUNDARY = frozenset({Tag.NUMBER, Tag.STOP, Tag.SUB, Tag.COLON})
_OBJECT = frozenset(
    {Tag.DRUG, Tag.PLANT, Tag.CASH, Tag.CRYPTO, Tag.GOODS, Tag.VEHICLE, Tag.WEAPON, Tag.PHONE, Tag.ADDRESS}
)
_REACH = 12
_BEFORE_OBJECT = frozenset({Tag.WORD, Tag.V_ELSE, Tag.V_LOSE, Tag.V_SEIZE, Tag.MORE, Tag.PERSON})
_USED = frozenset({"consumed", "consume", "consumes", "use", "used", "produced", "producing"})
_AFTER_BARE = frozenset({Tag.STOP, Tag.COMMA, Tag.CONJ, Tag.PREP, Tag.SEMICOLON})
"""What may follow an amount that no noun goes with."""
_FROZEN = frozenset({"frozen", "froze", "restrained"})
_HIDDEN = frozenset({"hidden", "stashed", "concealed", "stuffed", "tucked", "buried"})
_HEAPS = frozenset({"stash", "haul", "wad", "bundle", "bundles"})
_PROPERTY = frozenset({"assets", "goods", "property"})
_HEDGED = frozenset({Tag.WORD, Tag.DET, Tag.AUX, Tag.MORE, Tag.V_ELSE, Tag.PIECE, Tag.PLANT})
"""What may stand between a mass and its drug: "2kg of what is believed to be cocaine"."""


def money(row: Row, position: int) -> Reading | None:
    """What an amount of money is, by the words around it, nearest first."""
    if _sold(row, position):
        return None
    found = _worth_of(row, position) or _named_after(row, position)
    if found is not None:
        return found
    value = _value_word(row, position)
    if value >= 0:
        return _valued(row, value)
    return _cash_before(row, position) or _lost_or_earned(row, position) or _seized(row, position)


def _worth_of(row: Row, position: int) -> Reading | None:
    """The noun after "of" says what it is the value of: "£2,000 worth of heroin", "£2,000 of drugs"."""
    of = position + 2 if row.word(position + 1) == "worth" else position + 1
    if row.tag(of) is not Tag.OF:
        return None
    noun = _object_after(row, of + 1)
    if noun < 0:
        return None
    return _value_of(row, noun, "worth_of", item=row.span(of + 1, noun))


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
    """The noun right behind: "£500 in cash", "£80,000 cannabis factory", "£3m in cryptocurrency"."""
    first = position + 1
    if row.tag(first) is Tag.OPEN:
        first = 1 + max(nearest(row, first, (Tag.CLOSE,), reach=8), position)
    for at in range(first, first + 5):
        tag = row.tag(at)
        if tag in (Tag.CASH, Tag.CRYPTO, Tag.DRUG, Tag.GOODS):
            return _value_of(row, at, "named_after", item=row.span(at, at))
        if tag not in _BEFORE_OBJECT and row.word(at) != "in":
            return None
    return None


def _sold(row: Row, position: int) -> bool:
    """What a gang sold or supplied was not seized."""
    return any(
        row.word(at) in ("sold", "selling", "sell", "sales") for at in range(max(position - 8, 0), position)
    )


def _value_word(row: Row, position: int) -> int:
    """Where the word of value stands that governs an amount from the left, or -1."""
    at = nearest(row, position, (Tag.V_WORTH,), reach=8, backward=True)
    end = position - 1 if row.tag(position - 1) is Tag.COLON else position
    return -1 if any(row.tag(between) in _BOUNDARY for between in range(at + 1, end)) else at


def _valued(row: Row, at: int) -> Reading | None:
    """Behind a word of value: "cocaine valued at £2,000", "watches worth £2,000", "a street value of £2,000".

    What is worth something is drugs where a drug is named, and else goods, if they were seized.
    """
    if "street" in row.word(at) or row.word(at - 1) == "street":
        return Reading("street_value", Measure.DRUGS_VALUE)
    while row.tag(at - 1) in (Tag.V_WORTH, Tag.AUX) or row.tag(at) is Tag.AUX:
        at -= 1
    if row.word(at) in ("value", "worth") and row.tag(at + 1) is Tag.OF:
        noun = _object_after(row, at + 2)
        if noun >= 0:
            return _value_of(row, noun, "value_of")
    found = _thing_before(row, at)
    if found is not None or not in_seizure(row):
        return found
    drugs = any(token.tag in (Tag.DRUG, Tag.PLANT) for token in row.tokens)
    return None if drugs else Reading("valued_goods", Measure.ASSETS_VALUE)


def _thing_before(row: Row, position: int) -> Reading | None:
    """The noun that "worth" looks back to, in the same clause."""
    for at in range(position - 1, max(position - 1 - _REACH, -1), -1):
        tag = row.tag(at)
        if tag in _OBJECT or tag is Tag.PIECE:
            return _value_of(row, at, "valued", item=row.span(at, at))
        if tag in (Tag.STOP, Tag.SUB, Tag.COLON):
            return None
    return None


def _cash_before(row: Row, position: int) -> Reading | None:
    """Cash named before its amount: "cash totalling £5,000", "Cash: £5,000", "a wad of £5,000"."""
    if row.word(position - 2) in _HEAPS and row.tag(position - 1) is Tag.OF:
        return Reading("heap_of_money", Measure.CASH)
    if row.word(position - 2) in _PROPERTY and row.tag(position - 1) is Tag.OF and in_seizure(row):
        return Reading("goods_of", Measure.ASSETS_VALUE)
    at = nearest(
        row, position, (*_OBJECT, Tag.NUMBER, Tag.V_LOSE), reach=_label_reach(row, position), backward=True
    )
    if row.word(at) in ("accounts", "account") and row.word(position - 1) in ("holding", "containing"):
        return Reading("in_accounts", Measure.ASSETS_VALUE)
    return Reading("cash_before", Measure.CASH) if row.tag(at) is Tag.CASH else None


def _label_reach(row: Row, position: int) -> int:
    """A label before a colon governs its number however long it is."""
    return 20 if row.tag(position - 1) is Tag.COLON else 10


def _lost_or_earned(row: Row, position: int) -> Reading | None:
    """Money that was spent, earned, stolen, fined or promised was not seized."""
    left = nearest(row, position, (Tag.V_LOSE, Tag.V_SEIZE), reach=8, backward=True)
    right = nearest(row, position + 1, (Tag.V_LOSE, Tag.V_SEIZE), reach=4)
    if row.tag(left) is Tag.V_LOSE or (left < 0 and row.tag(right) is Tag.V_LOSE):
        return no_result("money_not_seized", Role.MONEY)
    return None


def _seized(row: Row, position: int) -> Reading | None:
    """Money without another noun is cash: "£40,000 has been seized", "seized £500"."""
    if row.word(position + 1) in _HIDDEN:
        return Reading("money_hidden", Measure.CASH)
    right = nearest(
        row, position + 1, (Tag.V_SEIZE, *_BOUNDARY, *COUNTED, Tag.PREP, Tag.OF, Tag.COMMA), reach=6
    )
    if row.tag(right) is Tag.V_SEIZE and row.word(right) not in _FROZEN:
        return Reading("money_seized", Measure.CASH)
    left = nearest(row, position, (Tag.V_SEIZE, Tag.SEIZURE, *_BOUNDARY, *COUNTED), reach=4, backward=True)
    if row.tag(left) not in (Tag.V_SEIZE, Tag.SEIZURE) and row.tag(right) is not Tag.V_LOSE:
        left = _listed_after_seizing(row, position)
    if _FROZEN & {row.word(left), row.word(right)}:
        return Reading("money_frozen", Measure.ASSETS_VALUE)
    if row.tag(left) in (Tag.V_SEIZE, Tag.SEIZURE) and row.tag(position + 1) in _AFTER_BARE:
        return Reading("money_seized", Measure.CASH)
    return None


def _listed_after_seizing(row: Row, position: int) -> int:
    """The verb of "seized 12 guns, 2kg of heroin and £900", or -1."""
    verb = nearest(row, position, (Tag.V_SEIZE, Tag.SEIZURE), reach=40, backward=True)
    return verb if verb >= 0 and is_list_between(row, verb + 1, position) else -1


def mass(row: Row, position: int) -> Reading | None:
    """Mass or volume is drugs if a drug is named: "2kg of cocaine", "cannabis weighing 3kg", "4kg drugs"."""
    after = position + 1
    if any(row.word(at) in _USED for at in range(max(position - 4, 0), position)):
        return None
    if row.tag(after) is Tag.OF:
        after += 1
    noun = _drug_phrase(row, after)
    if noun >= 0:
        return Reading("mass_of_drug", Measure.DRUGS, item=row.span(after, noun))
    if row.tag(position + 1) is Tag.OF:
        return None
    left = nearest(
        row, position, (Tag.DRUG, Tag.NUMBER, Tag.STOP, Tag.SUB, Tag.CLOSE), reach=6, backward=True
    )
    if row.tag(left) is Tag.DRUG:
        return Reading("drug_before_mass", Measure.DRUGS, item=row.span(left, left))
    return None


def _drug_phrase(row: Row, position: int) -> int:
    for at in range(position, position + 8):
        tag = row.tag(at)
        if tag is Tag.DRUG:
            return at + 1 if row.tag(at + 1) is Tag.DRUG else at
        if tag not in _HEDGED and row.word(at) != "to":
            return -1
    return -1
