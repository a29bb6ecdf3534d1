"""Roles told by form where a pattern alone does not do: one function a rule, its reason in its first line."""

from __future__ import annotations

import re
from collections.abc import Callable

from extractor.mention import Role
from extractor.numbers.nearby import Form, Nearby
from extractor.numbers.quantity import Quantity
from extractor.numbers.values import DASH, GAP
from extractor.numbers.words import SHARE_DIGITS


def pronoun_one(nearby: Nearby) -> Form | None:
    """ "One" stands for somebody or some time ("no one", "one of the biggest") and counts nothing."""
    if nearby.written.lower() != "one":
        return None
    text, end = nearby.text, nearby.found.end
    if nearby.word in _ONE_NEVER or (nearby.word in _ONE_BEFORE and not nearby.before_noun):
        return Form(Role.PRONOUN, "pronoun_one", end)
    if nearby.word not in _ONE_SPAN and _ONE_AFTER.match(text, end):
        return Form(Role.PRONOUN, "pronoun_one", end)
    return None


_ONE_NEVER = frozenset({"no"})
_ONE_BEFORE = frozenset("each every this that which any some the another at number day square".split())
_ONE_SPAN = frozenset("in over for within just only than every".split())
_ONE_AFTER = re.compile(
    rf"(?i:['’]s?\b|{GAP}(?:another|day(?!{GAP}of)|morning|afternoon|evening|night|by{GAP}one|on{GAP}one|or{GAP}another"
    rf"|can|could|should|must|might|may|would|cannot|thing|such|that|who|which)\b|(?:{DASH}|{GAP})to(?:{DASH}|{GAP})one\b"
    rf"|{DASH}(?:off|stop|on{DASH}one|way|time)\b|{GAP}of{GAP}(?:[\w'’]+{GAP}){{0,4}}(?:most|best|worst|biggest|greatest"
    r"|largest|busiest|highest|lowest|longest|oldest|youngest|deadliest|finest|fastest|latest|strongest|toughest|smallest"
    r"|newest|earliest|hardest|many|several|few|key|main|reasons|ways|things|priorities)\b)"
)


def share_of(nearby: Nearby) -> Form | None:
    """ "One in five" and "9 out of 10" are shares, but "two in 24 hours" and "12 in two raids" are not."""
    match = _SHARE.match(nearby.text, nearby.found.end)
    value = nearby.found.value
    if not match or value is None or nearby.found.value_max is not None:
        return None
    whole = _WHOLES.get(" ".join(match["whole"].lower().split())) or int(match["whole"].replace(",", ""))
    if value >= whole or (
        match["in"] and (value > 9 or (value > 1 and not _SHARED.match(nearby.text, match.end())))
    ):
        return None
    return Form(Role.FRACTION, "share_of", match.end(), (value / whole).quantize(SHARE_DIGITS))


_WHOLES = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twenty": 20,
    "a hundred": 100, "a thousand": 1000, "a million": 1_000_000,
}  # fmt: skip
_SHARE = re.compile(
    rf"(?i:{GAP}(?:(?P<in>in)|out{GAP}of)(?:{GAP}every)?{GAP}(?P<whole>{'|'.join(_WHOLES)}|[1-9]\d{{0,2}}|1,?000)"
    rf"(?![\w%]|[,.:/]\d|{DASH}\w|{GAP}?(?:(?:second|minute|hour|day|night|week|month|year|decade)s?|[ap]m)\b))"
)
_SHARED = re.compile(
    rf"(?i:{GAP}(?:people|adults|children|drivers|residents|of|say|are|were|have)\b|[.,;)]|$)"
)


def house_number(nearby: Nearby) -> Form | None:
    """A number before a street's name is a house."""
    match = _HOUSE.match(nearby.text, nearby.found.end) if nearby.found.digits else None
    return Form(Role.ADDRESS, "house_number", match.end()) if match else None


_HOUSE = re.compile(
    rf"[a-zA-Z]?,?{GAP}(?:[A-Z][\w'’]+{GAP}){{1,3}}(?<!Crown )(?<!County )(?<!Magistrates )(?<!Magistrates['’] )(?:Street|St"
    r"|Road|Rd|Avenue|Ave|Lane|Ln|Close|Drive|Court|Crescent|Gardens|Place|Terrace|Grove|Square|Hill|Row|Mews|Walk"
    rf"|Boulevard|Parade)(?![A-Za-z])(?!{GAP}[a-z]+s\b)"
)


def list_continued(nearby: Nearby) -> Form | None:
    """ "Aged 49, 23 and 29", "sections 47 and 48": what was said of the first holds for the list."""
    previous = nearby.previous
    if not previous or previous.rule not in _LISTED or not nearby.continues or nearby.before_noun:
        return None
    if previous.role is Role.AGE:
        return Form(Role.AGE, "age_list", nearby.found.end) if _may_be_age(nearby.found) else None
    return Form(previous.role or Role.UNKNOWN, previous.rule, nearby.found.end)


_LISTED = frozenset(
    "aged age_list age_in_commas law_section junction flat quoted stage class emergency_number".split()
)


def _may_be_age(found: Quantity) -> bool:
    return found.value is not None and 0 < found.value <= 110 and found.factor == 1


def age_in_commas(nearby: Nearby) -> Form | None:
    """ "A man, 49, was charged", "Joe Bloggs, 32, of High Street": a person's age stands between commas."""
    if not nearby.found.digits or not _may_be_age(nearby.found):
        return None
    who = _WHO.search(nearby.behind)
    if not who or nearby.before_noun:
        return None
    person = who["who"].lower() in _PERSONS
    after = (_AFTER_PERSON if person else _AFTER_NAME).match(nearby.text, nearby.found.end)
    if after and (person or (who["who"][0].isupper() and who["who"] not in _NO_NAMES)):
        return Form(Role.AGE, "age_in_commas", nearby.found.end)
    return None


_PERSONS = frozenset(
    "man men woman women boy boys girl girls teenager teenagers youth youths male males female females driver drivers "
    "suspect suspects pensioner student father mother son daughter dad mum grandfather grandmother husband wife brother "
    "brothers sister dealer burglar robber thief rapist killer murderer paedophile motorist cyclist pedestrian victim "
    "offender offenders defendant defendants resident businessman accountant teacher doctor child toddler teen teens".split()
)
_NO_NAMES = frozenset(
    "January February March April May June July August September October November December Monday Tuesday Wednesday "
    "Thursday Friday Saturday Sunday Total In On At By".split()
)
_WHO = re.compile(rf"(?<![\w])(?P<who>[A-Za-z][A-Za-z'’-]*)(?:,{GAP}|{GAP}?\()$")
_AFTER_PERSON = re.compile(
    rf"[,.;:)]|\s*$|\n|{GAP}(?:and|of|from|was|were|has|have|who|is|are|had|in|on|to)\b"
)
_AFTER_NAME = re.compile(
    rf"\)?,?{GAP}(?:formerly{GAP}|both{GAP}|all{GAP})?(?:of|from|was|were|has|had|who|and|no|appeared|pleaded|admitted|denied|is"
    r"|an?|also|will|received|got|jailed|sentenced|charged|convicted|died|faces|told|said)\b"
)


def age_of_address(nearby: Nearby) -> Form | None:
    """ "32, of Some Street" is how a court report gives an age."""
    if nearby.found.digits and _may_be_age(nearby.found) and _OF_ADDRESS.match(nearby.text, nearby.found.end):
        return Form(Role.AGE, "age_of_address", nearby.found.end)
    return None


_OF_ADDRESS = re.compile(
    rf",{GAP}(?:formerly{GAP}|both{GAP}|all{GAP})?of{GAP}(?:no{GAP}fixed|(?:[A-Z][\w'’]+{GAP}){{1,3}}(?:Street|Road|Avenue|Lane|Close|Drive|Court|Way|Place|Gardens))"
)


def year(nearby: Nearby) -> Form | None:
    """Four digits are a year after "in" or "since"; after weaker words only where no noun follows."""
    first = nearby.written[:4]
    if not nearby.found.digits or not _YEARS.fullmatch(nearby.written) or not "1500" <= first <= "2099":
        return None
    if nearby.word in _LAWS:
        return None
    word, round_number = nearby.word, first.endswith("00")
    strong = word in _YEAR_STRONG and not (round_number and nearby.before_noun)
    weak = word in _YEAR_WEAK and "1900" <= first and not round_number and not nearby.before_noun
    alone = _LINE_START.search(nearby.behind) and _LINE_END.match(nearby.text, nearby.found.end)
    named = (word == "the" or _is_name_before(nearby)) and "1950" <= first and not round_number
    listed = nearby.continues and nearby.previous and nearby.previous.role in (Role.YEAR, Role.DATE)
    if strong or weak or alone or named or (listed and not nearby.before_noun) or _in_brackets(nearby):
        return Form(Role.YEAR, "year", nearby.found.end)
    return None


def _is_name_before(nearby: Nearby) -> bool:
    """ "London Olympics 2012": a name before the year, and nothing that the number could count."""
    return not nearby.before_noun and _NAME.search(nearby.behind) is not None


_NAME = re.compile(r"\w,? (?-i:[A-Z])[\w'’-]+ $")
_LAWS = frozenset("act order regulations".split())
_YEARS = re.compile(rf"[12]\d{{3}}(?:\D{{1,9}}[12]\d{{3}})?")
_YEAR_STRONG = frozenset(
    "in since during until throughout till early late mid spring summer autumn winter fy © copyright christmas easter "
    "halloween year years january february march april may june july august september october november december".split()
)
_YEAR_WEAK = frozenset(
    "by of from after before for and to or between with through calendar financial".split()
)
_LINE_START = re.compile(r"(?:^|\n)[ \t#*•-]*$")
_LINE_END = re.compile(r"[ \t]*(?::|\n|$)")


def _in_brackets(nearby: Nearby) -> bool:
    closed = nearby.text[nearby.found.end : nearby.found.end + 1] == ")" and nearby.behind.endswith("(")
    return closed and "1950" <= nearby.written[:4] <= "2049"


def list_number(nearby: Nearby) -> Form | None:
    """ "1. ", "2) " at the start of a line, and "[3]", number the lines and notes of the report."""
    if not nearby.found.digits or nearby.found.end - nearby.found.start > 2:
        return None
    begins = not nearby.behind or _LINE_START.search(nearby.behind)
    if (begins and _POINT.match(nearby.text, nearby.found.end)) or (
        nearby.behind.endswith("[") and nearby.text[nearby.found.end : nearby.found.end + 1] == "]"
    ):
        return Form(Role.IDENTIFIER, "list_number", nearby.found.end)
    return None


_POINT = re.compile(r"[.)][ \t]+[A-Z“\"']")


def emergency_number(nearby: Nearby) -> Form | None:
    """101, 999 and the like are telephones after "on" or "dial" and before "call"."""
    if nearby.written not in _EMERGENCY or nearby.before_noun:
        return None
    match = _EMERGENCY_AFTER.match(nearby.text, nearby.found.end)
    previous = nearby.previous
    after_another = previous and previous.role is Role.TELEPHONE and nearby.found.start - previous.end < _NEAR
    if nearby.word in _CALL_WORDS or match or after_another:
        return Form(Role.TELEPHONE, "emergency_number", nearby.found.end)
    return None


_NEAR = 40
_EMERGENCY = frozenset({"101", "999", "911", "112", "111", "105", "000"})
_CALL_WORDS = frozenset(
    "call calls calling dial dialling on via using ring ringing phone phoning text number".split()
)
_EMERGENCY_AFTER = re.compile(rf"{GAP}?(?:in{GAP}an{GAP}emergency|if{GAP})")


def called_number(nearby: Nearby) -> Form | None:
    """Three digits or more after "call" are a telephone."""
    if not nearby.found.digits or len(nearby.written) < 3 or "," in nearby.written or nearby.before_noun:
        return None
    if nearby.word in _CALL_WORDS - {"on", "via", "using", "number"} or _CALLED.search(nearby.behind):
        return Form(Role.TELEPHONE, "called_number", nearby.found.end)
    return None


_CALLED = re.compile(
    r"(?i:\b(?:call|calling|contact|contacting|phone|ring|telephone|tel)\b[a-z ]{0,30}(?: on|\.?:)\s?$)"
)


def age_limit(nearby: Nearby) -> Form | None:
    """ "Under 18" is an age where nothing is counted behind it."""
    if nearby.word not in ("under", "over") or nearby.written not in _LIMITS or nearby.before_noun:
        return None
    return Form(Role.AGE, "age_limit", nearby.found.end)


_LIMITS = frozenset("16 17 18 21 25 60 65".split())


def calibre(nearby: Nearby) -> Form | None:
    """ "A .22 rifle": a number that begins with a point before a gun names its kind."""
    if nearby.written.startswith(".") and _GUN.match(nearby.text, nearby.found.end):
        return Form(Role.IDENTIFIER, "calibre", nearby.found.end)
    return None


_GUN = re.compile(
    rf"(?i:(?:{GAP}|{DASH})(?:\w+{GAP})?(?:calib(?:re|er)|cal|rifles?|pistols?|revolvers?|handguns?|guns?|ammunition|rounds?"
    r"|bullets?|cartridges?|magnum)\b)"
)


def glued_letters(nearby: Nearby) -> Form | None:
    """ "5G", "12a", "3D": digits with letters glued behind them are a name, but "12people" lacks a space."""
    match = _GLUED.match(nearby.text, nearby.found.end) if nearby.found.digits else None
    return Form(Role.IDENTIFIER, "glued_letters", match.end()) if match else None


_GLUED = re.compile(r"(?![a-z]{4,}(?![\w-]))[A-Za-z_][\w-]{0,30}")

_AFTER_RULES: tuple[Callable[[Nearby], Form | None], ...] = (pronoun_one, share_of, calibre, house_number)
_BEFORE_RULES: tuple[Callable[[Nearby], Form | None], ...] = (
    list_number, year, emergency_number, called_number, list_continued, age_of_address, age_in_commas, age_limit,
)  # fmt: skip


def told_by_what_follows(nearby: Nearby) -> Form | None:
    """The first rule for what follows that speaks."""
    return next(filter(None, (rule(nearby) for rule in _AFTER_RULES)), None)


def told_by_what_precedes(nearby: Nearby) -> Form | None:
    """The first rule for what precedes that speaks."""
    return next(filter(None, (rule(nearby) for rule in _BEFORE_RULES)), None)
