"""Roles told by form where a pattern alone does not do: one function a rule, its reason in its first line."""

from __future__ import annotations

import re
from collections.abc import Callable

from extractor.mention import Role
from extractor.numbers.ages import age_in_commas, age_limit, age_of_address, may_be_age
from extractor.numbers.nearby import Form, Nearby
from extractor.numbers.notation import spelled, word_set
from extractor.numbers.words import SHARE_DIGITS

_ONE_BEFORE = word_set("each every this that which any some the another at square")
_ONE_SPAN = word_set("in over for within just only than every")
_ONE_AFTER = re.compile(
    spelled(
        r"(?i:['’]s?\b| (?:another|day(?! of)|morning|afternoon|evening|night|by one|on one|or another"
        r"|can|could|should|must|might|may|would|cannot|thing|such|that|who|which)\b|_to_one\b|~(?:off"
        r"|stop|on~one|way|time)\b| of (?:[\w'’]+ ){0,4}(?:most|best|worst|biggest|greatest|largest"
        r"|busiest|highest|lowest|longest|oldest|youngest|deadliest|finest|fastest|latest|strongest"
        r"|toughest|smallest|newest|earliest|hardest|many|several|few|key|main|reasons|ways|things"
        r"|priorities)\b)"
    )
)


def pronoun_one(nearby: Nearby) -> Form | None:
    """As "no one" or "one of the biggest", the word stands for somebody and counts nothing."""
    if nearby.written.lower() != "one":
        return None
    before = nearby.word == "no" or (nearby.word in _ONE_BEFORE and not nearby.before_noun)
    after = nearby.word not in _ONE_SPAN and nearby.follows(_ONE_AFTER)
    return Form(Role.PRONOUN, "pronoun_one", nearby.found.end) if before or after else None


_WHOLES = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twenty": 20, "a hundred": 100, "a thousand": 1000, "a million": 1_000_000,
}  # fmt: skip
_SHARE = re.compile(
    spelled(
        rf"(?i: (?:(?P<in>in)|out of)(?: every)? (?P<whole>{'|'.join(_WHOLES)}|[1-9]\d{{0,2}}|1,?000)(?![\w%]"
        r"|[,.:/]\d|~\w| ?(?:(?:second|minute|hour|day|night|week|month|year|decade)s?|[ap]m)\b))"
    )
)
_OF_PEOPLE = re.compile(
    spelled(r"(?i: (?:people|adults|children|drivers|residents|of|say|are|were|have)\b|[.,;)]|$)")
)


def share_of(nearby: Nearby) -> Form | None:
    """So many of so many is a share: "one in five", "9 out of 10", but not "12 in two raids"."""
    match, value = nearby.follows(_SHARE), nearby.found.value
    if not match or value is None or nearby.found.value_max is not None:
        return None
    whole = _WHOLES.get(" ".join(match["whole"].lower().split())) or int(match["whole"].replace(",", ""))
    few = value == 1 or (value < 10 and _OF_PEOPLE.match(nearby.text, match.end()))
    if value >= whole or (match["in"] and not few):
        return None
    return Form(Role.FRACTION, "share_of", match.end(), (value / whole).quantize(SHARE_DIGITS))


_HOUSE = re.compile(
    spelled(
        r"[a-zA-Z]?,? (?:[A-Z][\w'’]+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Close|Drive|Court"
        r"|Crescent|Gardens|Place|Terrace|Grove|Square|Hill|Row|Mews|Walk|Boulevard"
        r"|Parade)(?![A-Za-z])(?! [a-z]+s\b)"
    )
)
_COURTS = re.compile(r"(?:Crown|County|Magistrates['’]?)\s+Court\Z")


def house_number(nearby: Nearby) -> Form | None:
    """A number before a street's name is a house; one before "Crown Court" is not."""
    match = nearby.follows(_HOUSE) if nearby.found.digits else None
    if not match or _COURTS.search(match[0]):
        return None
    return Form(Role.ADDRESS, "house_number", match.end())


_GUN = re.compile(
    spelled(
        r"(?i:_(?:\w+ )?(?:calib(?:re|er)|cal|rifles?|pistols?|revolvers?|handguns?|guns?|ammunition"
        r"|rounds?|bullets?|cartridges?|magnum)\b)"
    )
)


def calibre_point(nearby: Nearby) -> Form | None:
    """A number that begins with a point before a gun names its kind: "a .22 rifle"."""
    if nearby.written.startswith(".") and nearby.follows(_GUN):
        return Form(Role.IDENTIFIER, "calibre_point", nearby.found.end)
    return None


_LISTED = word_set("aged age_list age_in_commas law_section junction flat quoted emergency_number")


def list_continued(nearby: Nearby) -> Form | None:
    """What was said of the first holds for the list: "aged 49, 23 and 29", "sections 47 and 48"."""
    previous = nearby.previous
    if not previous or previous.rule not in _LISTED or not nearby.continues or nearby.before_noun:
        return None
    if previous.role is Role.AGE:
        return Form(Role.AGE, "age_list", nearby.found.end) if may_be_age(nearby) else None
    return Form(previous.role or Role.UNKNOWN, previous.rule, nearby.found.end)


_YEARS = re.compile(r"[12]\d{3}(?:\D{1,9}[12]\d{3})?")
_YEAR_STRONG = word_set(
    "in since during until throughout till early late mid spring summer autumn winter fy © copyright "
    "christmas easter halloween year years between january february march april may june july august "
    "september october november december"
)
_YEAR_WEAK = word_set("by of from after before for through calendar financial a")
_SUMS = word_set("total sum number maximum minimum excess region worth tally haul some all most")
_LAWS = word_set("act acts")
_NAME = re.compile(r"\w,?\s[A-Z][\w'’-]+\s\Z")
_LINE_END = re.compile(r"[ \t]*(?::|\n|$)")


def year(nearby: Nearby) -> Form | None:
    """Four digits are a year after "in" or "since"; after weaker words only where no noun follows."""
    first, word = nearby.written[:4], nearby.word
    if not nearby.found.digits or not _YEARS.fullmatch(nearby.written) or not "1500" <= first <= "2099":
        return None
    if word in _LAWS:
        return None
    strong = word in _YEAR_STRONG and not (first.endswith("00") and nearby.before_noun)
    if strong or ("1990" <= first <= "2049" and not first.endswith("00") and _is_recent_year(nearby)):
        return Form(Role.YEAR, "year", nearby.found.end)
    return None


def _is_recent_year(nearby: Nearby) -> bool:
    """The weaker signs, for years that reports speak of."""
    if nearby.word == "the" or (nearby.begins_line and nearby.follows(_LINE_END)):
        return True
    if nearby.before_noun:
        return False
    of_sum = nearby.word == "of" and len(nearby.words) > 1 and nearby.words[-2] in _SUMS
    if nearby.word in _YEAR_WEAK and not of_sum:
        return True
    bracketed = nearby.behind.endswith("(") and nearby.text.startswith(")", nearby.found.end)
    after_date = nearby.continues and nearby.previous and nearby.previous.role in (Role.YEAR, Role.DATE)
    return bool(bracketed or after_date or _NAME.search(nearby.behind))


_POINT = re.compile(r"[.)][ \t]+[A-Z“\"']")


def list_number(nearby: Nearby) -> Form | None:
    """Numbers at the start of a line ("1. ", "2) ") and in brackets ("[3]") count lines and notes."""
    if not nearby.found.digits or len(nearby.written) > 2:
        return None
    note = nearby.behind.endswith("[") and nearby.text.startswith("]", nearby.found.end)
    if note or (nearby.follows(_POINT) and nearby.begins_line):
        return Form(Role.IDENTIFIER, "list_number", nearby.found.end)
    return None


_NEAR = 40
_EMERGENCY = word_set("101 999 911 112 111 105 000")
_CALLING = word_set("call calls calling dial dialling using ring ringing phone phoning text")
_REACHED_BY = _CALLING | word_set("on via number")
_EMERGENCY_AFTER = re.compile(spelled(" ?(?:in an emergency|if )"))
_ON = re.compile(
    r"(?i:\b(?:call|calling|contact|contacting|phone|ring|telephone|tel)\b[a-z ]{0,30}(?: on|\.?:)\s?\Z)"
)


def emergency_number(nearby: Nearby) -> Form | None:
    """The police's own numbers (101, 999) are telephones after "on" or "dial", or after another telephone."""
    if nearby.written not in _EMERGENCY or nearby.before_noun:
        return None
    previous = nearby.previous
    after_another = previous and previous.role is Role.TELEPHONE and nearby.found.start - previous.end < _NEAR
    if nearby.word in _REACHED_BY or after_another or nearby.follows(_EMERGENCY_AFTER):
        return Form(Role.TELEPHONE, "emergency_number", nearby.found.end)
    return None


def called_number(nearby: Nearby) -> Form | None:
    """Three digits or more after "call" are a telephone."""
    if not nearby.found.digits or len(nearby.written) < 3 or "," in nearby.written or nearby.before_noun:
        return None
    if nearby.word in _CALLING or _ON.search(nearby.behind):
        return Form(Role.TELEPHONE, "called_number", nearby.found.end)
    return None


_GLUED = re.compile(r"(?![a-z]{4,}(?!\w))[A-Za-z_]\w{0,30}")


def glued_letters(nearby: Nearby) -> Form | None:
    """Digits with letters glued behind them are a name ("5G", "3D"), but "12people" only lacks a space."""
    match = nearby.follows(_GLUED) if nearby.found.digits else None
    return Form(Role.IDENTIFIER, "glued_letters", match.end()) if match else None


_FOLLOWING: tuple[Callable[[Nearby], Form | None], ...] = (pronoun_one, share_of, calibre_point, house_number)
_PRECEDING: tuple[Callable[[Nearby], Form | None], ...] = (
    list_number, year, emergency_number, called_number, list_continued,
    age_of_address, age_in_commas, age_limit,
)  # fmt: skip


def told_by_what_follows(nearby: Nearby) -> Form | None:
    """What the first rule that speaks says of the words behind the number."""
    for rule in _FOLLOWING:
        if form := rule(nearby):
            return form
    return None


def told_by_what_precedes(nearby: Nearby) -> Form | None:
    """What the first rule that speaks says of the words before the number."""
    for rule in _PRECEDING:
        if form := rule(nearby):
            return form
    return None
