"""Roles told by form where a pattern alone does not do: one function a rule, its reason in its first line."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from extractor.mention import Role
from extractor.numbers.quantity import Quantity
from extractor.numbers.values import DASH, GAP


class Form(NamedTuple):
    """A role told by form, and where the number ends with the words that belong to it."""

    role: Role
    rule: str
    end: int


class Previous(NamedTuple):
    """What is kept of the number before."""

    end: int
    role: Role | None
    rule: str


@dataclass
class Context:
    """A bare number and the words around it."""

    text: str
    found: Quantity
    behind: str
    """At most 60 characters before the number, none of the number before."""
    previous: Previous | None

    @cached_property
    def word_before(self) -> str:
        """The last word before the number, in lower case and without marks."""
        words = self.behind.rsplit(None, 1)
        return words[-1].lower().strip("(\"'“‘’”–—-:") if words else ""

    @cached_property
    def before_noun(self) -> bool:
        """True where the next word may be what is counted."""
        follower = _FOLLOWER.match(self.text, self.found.end)
        if not follower:
            return False
        word = follower["word"]
        return (word.islower() or word.isupper()) and word.lower() not in FUNCTION_WORDS and word[-2:] != "ly"

    @cached_property
    def continues(self) -> bool:
        """True where only "," or "and" parts the number from the one before."""
        previous = self.previous
        return previous is not None and _LIST_JOIN.fullmatch(self.text, previous.end, self.found.start) is not None

    @property
    def written(self) -> str:
        """The number as it stands."""
        return self.text[self.found.start : self.found.end]


FUNCTION_WORDS = frozenset(
    "a an the and or but nor in on at by for from of to with without as after before when where while who whom whose "
    "which that than then during since until till under over near between against through throughout into onto out up "
    "down off also not no it he she they we you this these those there here was were is are am be been being has have "
    "had having will would could can may might must should shall did do does said told saw led including around about "
    "because if so such both all each per via according amid across within along plus only just both again alone too "
    "if because came took went became began while whereas following versus vs".split()
)
"""Words that are never what a number counts."""

_FOLLOWER = re.compile(rf"{GAP}(?P<word>[A-Za-z]+(?:['’-][A-Za-z]+)*)")
_LIST_JOIN = re.compile(rf"{GAP}?(?:,{GAP}?(?:and{GAP}|or{GAP})?|{GAP}(?:and|or|to|&){GAP}|/|&|{DASH})")
_LISTED = frozenset({"aged", "age_list", "age_in_commas", "law_section", "junction", "flat", "quoted", "stage", "telephone"})
_LISTED |= {"emergency_number", "class"}


def pronoun_one(context: Context) -> Form | None:
    """ "One" stands for somebody or some time ("no one", "one of the biggest") and counts nothing."""
    if context.written.lower() != "one":
        return None
    text, end = context.text, context.found.end
    if context.word_before in _ONE_NEVER or (context.word_before in _ONE_BEFORE and not context.before_noun):
        return Form(Role.PRONOUN, "pronoun_one", end)
    if context.word_before not in _ONE_SPAN and _ONE_AFTER.match(text, end):
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


def share_of(context: Context) -> Form | None:
    """ "One in five" and "9 out of 10" are shares, but "two in 24 hours" and "12 in two raids" are not."""
    match = _SHARE.match(context.text, context.found.end)
    value = context.found.value
    if not match or value is None or context.found.value_max is not None:
        return None
    whole = _SMALL.get(match["whole"].lower()) or int(match["whole"].replace(",", ""))
    if value >= whole or (match["in"] and (value > 9 or (value > 1 and not _SHARED.match(context.text, match.end())))):
        return None
    return Form(Role.FRACTION, "share_of", match.end())


_SMALL = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twenty": 20}
_SHARE = re.compile(
    rf"(?i:{GAP}(?:(?P<in>in)|out{GAP}of)(?:{GAP}every)?{GAP}(?P<whole>{'|'.join(_SMALL)}|[1-9]\d{{0,2}}|1,?000)"
    rf"(?![\w%]|[,.:/]\d|{DASH}\w|{GAP}?(?:(?:second|minute|hour|day|night|week|month|year|decade)s?|[ap]m)\b))"
)
_SHARED = re.compile(rf"(?i:{GAP}(?:people|adults|children|drivers|residents|of|say|are|were|have)\b|[.,;)]|$)")


def house_number(context: Context) -> Form | None:
    """A number before a street's name is a house."""
    match = _HOUSE.match(context.text, context.found.end) if context.found.digits else None
    return Form(Role.ADDRESS, "house_number", match.end()) if match else None


_HOUSE = re.compile(
    rf"[a-zA-Z]?,?{GAP}(?:[A-Z][\w'’]+{GAP}){{1,3}}(?<!Crown )(?<!County )(?<!Magistrates )(?<!Magistrates['’] )(?:Street|St"
    r"|Road|Rd|Avenue|Ave|Lane|Ln|Close|Drive|Court|Crescent|Gardens|Place|Terrace|Grove|Square|Hill|Row|Mews|Walk"
    rf"|Boulevard|Parade)(?![A-Za-z])(?!{GAP}[a-z]+s\b)"
)


def list_continued(context: Context) -> Form | None:
    """ "Aged 49, 23 and 29", "sections 47 and 48": what was said of the first holds for the list."""
    previous = context.previous
    if not previous or previous.rule not in _LISTED or not context.continues or context.before_noun:
        return None
    if previous.role is Role.AGE:
        return Form(Role.AGE, "age_list", context.found.end) if _may_be_age(context.found) else None
    return Form(previous.role or Role.UNKNOWN, previous.rule, context.found.end)


def _may_be_age(found: Quantity) -> bool:
    return found.value is not None and 0 < found.value <= 110 and found.factor == 1


def age_in_commas(context: Context) -> Form | None:
    """ "A man, 49, was charged", "Joe Bloggs, 32, of High Street": a person's age stands between commas."""
    if not context.found.digits or not _may_be_age(context.found):
        return None
    who = _WHO.search(context.behind)
    if not who or context.before_noun:
        return None
    person = who["who"].lower() in _PERSONS
    after = (_AFTER_PERSON if person else _AFTER_NAME).match(context.text, context.found.end)
    if after and (person or (who["who"][0].isupper() and who["who"] not in _NO_NAMES)):
        return Form(Role.AGE, "age_in_commas", context.found.end)
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
_AFTER_PERSON = re.compile(rf"[,.;:)]|\s*$|\n|{GAP}(?:and|of|from|was|were|has|have|who|is|are|had|in|on|to)\b")
_AFTER_NAME = re.compile(
    rf"\)?,?{GAP}(?:formerly{GAP}|both{GAP}|all{GAP})?(?:of|from|was|were|has|had|who|and|no|appeared|pleaded|admitted|denied|is"
    r"|an?|also|will|received|got|jailed|sentenced|charged|convicted|died|faces|told|said)\b"
)


def age_of_address(context: Context) -> Form | None:
    """ "32, of Some Street" is how a court report gives an age."""
    if context.found.digits and _may_be_age(context.found) and _OF_ADDRESS.match(context.text, context.found.end):
        return Form(Role.AGE, "age_of_address", context.found.end)
    return None


_OF_ADDRESS = re.compile(rf",{GAP}(?:formerly{GAP}|both{GAP}|all{GAP})?of{GAP}(?:no{GAP}fixed|(?:[A-Z][\w'’]+{GAP}){{1,3}}(?:Street|Road|Avenue|Lane|Close|Drive|Court|Way|Place|Gardens))")


def year(context: Context) -> Form | None:
    """Four digits are a year after "in" or "since"; after weaker words only where no noun follows."""
    first = context.written[:4]
    if not context.found.digits or not _YEARS.fullmatch(context.written) or not "1500" <= first <= "2099":
        return None
    word, round_number = context.word_before, first.endswith("00")
    strong = word in _YEAR_STRONG and not (round_number and context.before_noun)
    weak = word in _YEAR_WEAK and "1900" <= first and not round_number and not context.before_noun
    alone = _LINE_START.search(context.behind) and _LINE_END.match(context.text, context.found.end)
    named = word == "the" and "1980" <= first and not round_number
    listed = context.continues and context.previous and context.previous.role in (Role.YEAR, Role.DATE)
    if strong or weak or alone or named or (listed and not context.before_noun) or _in_brackets(context):
        return Form(Role.YEAR, "year", context.found.end)
    return None


_YEARS = re.compile(rf"[12]\d{{3}}(?:\D{{1,9}}[12]\d{{3}})?")
_YEAR_STRONG = frozenset(
    "in since during until throughout till early late mid spring summer autumn winter fy © copyright christmas easter "
    "halloween year years january february march april may june july august september october november december".split()
)
_YEAR_WEAK = frozenset("by of from after before for and to or between with through calendar financial act".split())
_LINE_START = re.compile(r"(?:^|\n)[ \t#*•-]*$")
_LINE_END = re.compile(r"[ \t]*(?::|\n|$)")


def _in_brackets(context: Context) -> bool:
    closed = context.text[context.found.end : context.found.end + 1] == ")" and context.behind.endswith("(")
    return closed and "1950" <= context.written[:4] <= "2049"


def list_number(context: Context) -> Form | None:
    """ "1. ", "2) " at the start of a line, and "[3]", number the lines and notes of the report."""
    if not context.found.digits or context.found.end - context.found.start > 2:
        return None
    begins = not context.behind or _LINE_START.search(context.behind)
    if (begins and _POINT.match(context.text, context.found.end)) or (
        context.behind.endswith("[") and context.text[context.found.end : context.found.end + 1] == "]"
    ):
        return Form(Role.IDENTIFIER, "list_number", context.found.end)
    return None


_POINT = re.compile(r"[.)][ \t]+[A-Z“\"']")


def emergency_number(context: Context) -> Form | None:
    """101, 999 and the like are telephones after "on" or "dial" and before "call"."""
    if context.written not in _EMERGENCY or context.before_noun:
        return None
    match = _EMERGENCY_AFTER.match(context.text, context.found.end)
    if context.word_before in _CALL_WORDS or match or (context.previous and context.previous.role is Role.TELEPHONE):
        return Form(Role.TELEPHONE, "emergency_number", context.found.end)
    return None


_EMERGENCY = frozenset({"101", "999", "911", "112", "111", "105", "000"})
_CALL_WORDS = frozenset("call calls calling dial dialling on via using ring ringing phone phoning text number".split())
_EMERGENCY_AFTER = re.compile(rf"{GAP}?(?:in{GAP}an{GAP}emergency|if{GAP})")


def called_number(context: Context) -> Form | None:
    """Three digits or more after "call" are a telephone."""
    if not context.found.digits or len(context.written) < 3 or "," in context.written or context.before_noun:
        return None
    if context.word_before in _CALL_WORDS - {"on", "via", "using", "number"} or _CALLED.search(context.behind):
        return Form(Role.TELEPHONE, "called_number", context.found.end)
    return None


_CALLED = re.compile(r"(?i:\b(?:call|calling|contact|contacting|phone|ring|telephone|tel)\b[a-z ]{0,30}(?: on|\.?:)\s?$)")

_AFTER_RULES: tuple[Callable[[Context], Form | None], ...] = (pronoun_one, share_of, house_number)
_BEFORE_RULES: tuple[Callable[[Context], Form | None], ...] = (
    list_number, year, emergency_number, called_number, list_continued, age_of_address, age_in_commas,
)  # fmt: skip


def special_after(context: Context) -> Form | None:
    """The first rule for what follows that speaks."""
    return next(filter(None, (rule(context) for rule in _AFTER_RULES)), None)


def special_before(context: Context) -> Form | None:
    """The first rule for what precedes that speaks."""
    return next(filter(None, (rule(context) for rule in _BEFORE_RULES)), None)
