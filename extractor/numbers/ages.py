"""Ages where a cue alone does not do: between commas, in parentheses, in lists. One function a rule."""

from __future__ import annotations

import re

from extractor.mention import Role
from extractor.numbers.nearby import Form, Nearby
from extractor.numbers.notation import spelled, word_set

_OLDEST = 110
_PERSON = word_set(
    "man woman boy girl teenager youth male female driver suspect pensioner student father mother son "
    "daughter dad mum grandfather grandmother husband wife brother sister dealer burglar robber thief "
    "rapist killer murderer paedophile motorist cyclist pedestrian victim offender defendant resident "
    "businessman accountant teacher doctor child toddler teen"
)
_PERSONS = word_set(
    "men women boys girls teenagers youths males females drivers suspects brothers sisters offenders "
    "defendants teens"
)
_NO_NAMES = word_set(
    "January February March April May June July August September October November December Monday Tuesday "
    "Wednesday Thursday Friday Saturday Sunday Total In On At By"
)
_BEFORE_AGE = frozenset(",(")
_COMMA = re.compile(spelled(r"(?<!\w)(?P<who>[A-Za-z][A-Za-z'’-]*), \Z"))
_OPEN = re.compile(spelled(r"(?<!\w)(?P<who>[A-Za-z][A-Za-z'’-]*) ?\(\Z"))
_OF_THE = re.compile(spelled(r"(?i:\bof (?:the|those|these)(?: \w+)? \w+, \Z)"))
_ENDS = re.compile(spelled(r"[,.;:]|\s*$|\n| (?:and|or) \d{1,3}[,.;)]"))
_CLOSES = re.compile(r"\)")
_AFTER_NAME = re.compile(
    spelled(
        r"(?:\),?|,) (?:formerly |both |all )?(?:of|from|was|were|has|had|who|and|no|appeared|pleaded"
        r"|admitted|denied|is|an?|also|will|received|got|jailed|sentenced|charged|convicted|died|faces"
        r"|told|said)\b"
    )
)
_OF_STREET = re.compile(
    spelled(
        r", (?:formerly |both |all )?of (?:no fixed|(?:[A-Z][\w'’]+ ){1,3}(?:Street|Road|Avenue|Lane"
        r"|Close|Drive|Court|Way|Place|Gardens|Crescent|Terrace))"
    )
)
_LIMITS = word_set("16 17 18 21 25 60 65")


def may_be_age(nearby: Nearby) -> bool:
    """Whether somebody can be as old as the number says."""
    value = nearby.found.value
    return value is not None and 0 < value <= _OLDEST and nearby.found.factor == 1


def age_in_commas(nearby: Nearby) -> Form | None:
    """Between commas or in parentheses behind a person: "A man, 49, was", "Joe Bloggs (32), of Leeds"."""
    if nearby.behind.rstrip()[-1:] not in _BEFORE_AGE or not nearby.found.digits:
        return None
    if not may_be_age(nearby) or nearby.before_noun:
        return None
    comma = _COMMA.search(nearby.behind)
    who = comma or _OPEN.search(nearby.behind)
    if not who or _OF_THE.search(nearby.behind):
        return None
    name = who["who"]
    if name.lower() in _PERSON or (comma and name.lower() in _PERSONS):
        after = nearby.follows(_ENDS if comma else _CLOSES)
    else:
        named = name[0].isupper() and name not in _NO_NAMES
        after = nearby.follows(_AFTER_NAME) if named else None
    return Form(Role.AGE, "age_in_commas", nearby.found.end) if after else None


def age_of_address(nearby: Nearby) -> Form | None:
    """Court reports tell a person as "32, of Some Street"."""
    if nearby.found.digits and may_be_age(nearby) and nearby.follows(_OF_STREET):
        return Form(Role.AGE, "age_of_address", nearby.found.end)
    return None


def age_limit(nearby: Nearby) -> Form | None:
    """An age of the law after "under" or "over", where nothing is counted behind it: "under 18"."""
    if nearby.word not in ("under", "over") or nearby.written not in _LIMITS or nearby.before_noun:
        return None
    return Form(Role.AGE, "age_limit", nearby.found.end)
