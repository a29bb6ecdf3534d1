"""Roles told by the words right beside a number: what stands directly after it, and directly before it.

Each rule is a row: a name, a role, what it looks for, and the reason. To add one, add a row here and its
cases in `tests/numbers/test_forms.py`. Rows for what follows are asked before rows for what precedes; the
first that matches wins.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.mention import Role
from extractor.numbers.form_rules import glued_letters, told_by_what_follows, told_by_what_precedes
from extractor.numbers.nearby import Form, Nearby
from extractor.numbers.notation import DASHES, spelled
from extractor.numbers.units import COUNT


class Rule(NamedTuple):
    """One row of a table.

    The pattern is in the notation of `notation.spelled`, in lower case, and matches any case.
    """

    name: str
    role: Role
    pattern: str
    why: str


class Cue(NamedTuple):
    """One row of the words before a number."""

    name: str
    role: Role
    words: str
    why: str
    links: str = ""
    """Words that may stand between the cue and the number ("aged between 18 and 25")."""
    marks: str = ""
    """Marks that may be glued to the cue."""
    after: str = ""
    """The words of which one must stand before the cue."""
    counts: bool = False
    """True where a noun behind the number, or an article before the cue, makes it a count."""
    article: bool = False
    """True where an article may stand before the cue all the same ("a Glock 17")."""


_TIME_UNIT = (
    "(?:seconds|secs?|minutes?|mins?|hours?|hrs?|days?(?!_time)|nights|weekends|weeks?|fortnights?"
    "|months?|years?|yrs?|decades?)"
)
_ADJECTIVE = (
    "(?: (?:or so|further|more|additional|extra|full|whole|long|consecutive|separate|successive"
    "|straight|calendar|working|busy|intense|intensive|short))?"
)
_PENALTY = (
    "(?: ?['’]s?)? ?(?:in (?:prison|jail|custody|youth custody|a young offenders?['’]? institution)"
    "|(?:of )?(?:imprisonment|detention|unpaid work|community service)|behind bars"
    "|(?:(?:suspended|custodial|prison|jail|community|driving) )*(?:sentences?|term|order|ban)"
    "|suspended|inside|prison|jail|disqualification)"
)
_LENGTH = (
    "(?:miles?|metres?|meters?|kilomet(?:re|er)s?|kms?|m|yards?|yds?|feet|foot(?! (?:patrol|officer"
    "|pursuit|chase))|ft|inch(?:es)?|centimet(?:re|er)s?|cms?|mm|millimet(?:re|er)s?|mph|kph|km/h|knots"
    "|acres?|hectares?|sq\\.? ?(?:ft|m|km|miles?)|square (?:feet|miles?|met(?:re|er)s?|kilomet(?:re"
    "|er)s?)|degrees?|watts?|kwh?|volts?|[gmtk]b|[gmt]igabytes?|°[cf]?|micro~?gram(?:me)?s?|mcg)"
)
_EACH = (
    "(?:day|night|week|weekend|month|year|annum|hour|minute|head|person|gram|gramme|kilo|kg|ounce"
    "|tablet|pill|bag|wrap|deal|item|time|quarter)(?! (?:later|earlier|ago|before|after))"
)

AFTER: tuple[Rule, ...] = (
    Rule("year_old", Role.AGE, "_?(?:years?|yrs?|months?|weeks?|days?)_olds?|_years of age| ?y/?o", "an age"),
    Rule("percent", Role.PERCENTAGE, "_?(?:%|per ?cent(?:age points?)?|pct\\.?|pc)", "a share of a hundred"),
    Rule("penalty", Role.SENTENCE, f"_?{_TIME_UNIT}{_PENALTY}", "a court's sentence and what it is of"),
    Rule("duration", Role.DURATION, f"{_ADJECTIVE}_?{_TIME_UNIT}|~night", "a span of time"),
    Rule("length", Role.DISTANCE, f"_?{_LENGTH}", "a length, area, speed or another physical size"),
    Rule("multiple", Role.FRACTION, " times|~?fold", "so many times as much"),
    Rule("oclock", Role.TIME, " ?o['’] ?clock", "an hour of the day"),
    Rule("calibre", Role.IDENTIFIER, "_?(?:bore|gauge|calib(?:re|er)|cal)", "a bore names the gun"),
    Rule("act_after", Role.LAW, " act", "the year of an act"),
    Rule("block_of", Role.ADDRESS, " block of", "a house number in American style"),
    Rule(
        "attribute", Role.IDENTIFIER,
        "~(?:bed(?:room)?(?:ed)?|store?y|door|wheel(?:er|ed)?|way|part|pronged|tier|star|point|figure"
        "|digit|piece|seat(?:er)?|a~side|stop|off|track|dimensional|inch)",
        "inside an adjective a number says what kind",
    ),
)  # fmt: skip
"""Rules for what follows a bare number; the lexeme takes in the words matched."""

RATE: tuple[Rule, ...] = (
    Rule("rate", Role.RATE, f"(?:_(?:a|an|per|each|every)_| ?/ ?){_EACH}", "so much for each of something"),
    Rule("apiece", Role.RATE, " (?:each|apiece)", 'so much for each; "two each" is a count'),
    Rule(
        "rate_word", Role.RATE, " (?:weekly|daily|monthly|annually|nightly|hourly|pcm|p\\.?a\\.?|pw)",
        "so much for each of something",
    ),
)  # fmt: skip
"""Rules for what follows any number, money and masses too; the lexeme does not take the words in."""

BEFORE: tuple[Cue, ...] = (
    Cue(
        "aged", Role.AGE, "age aged ages", "an age",
        "of between from just only under over about around up to at least",
    ),
    Cue("age_span", Role.AGE, "range group", "an age range", "of", after="age"),
    Cue(
        "law_section", Role.LAW,
        "section sections sec sec. ss. article articles schedule schedules paragraph paragraphs para paras "
        "para. regulation regulations subsection sub-section subsections clause clauses",
        "a section of law", "of and",
    ),
    Cue("half_past", Role.TIME, "past to", "an hour of the day", after="half quarter"),
    Cue("act_before", Role.LAW, "act acts", "the year of an act"),
    Cue(
        "quoted", Role.IDENTIFIER, "quote quoting ref ref. reference cad urn badge collar", "a reference",
        "number no no. is of the crime incident log case operation", marks=":#",
    ),
    Cue(
        "numbered", Role.IDENTIFIER, "incident crime case log serial registration exhibit",
        "a numbered thing", "number no. no ref ref. reference is", marks=":#", counts=True,
    ),
    Cue(
        "junction", Role.ROAD, "junction junctions jct jct. exit exits route highway motorway interstate",
        "a road", counts=True,
    ),
    Cue(
        "flat", Role.ADDRESS,
        "flat flats apartment apartments apt apt. room rooms suite unit plot floor platform gate terminal "
        "ward pier bay",
        "a place by its number", counts=True,
    ),
    Cue("stage", Role.ORDINAL, "phase stage day week round year step part", "one of a sequence", counts=True),
    Cue("class", Role.CLASS, "class category type tier band grade", "a class by its number", counts=True),
    Cue(
        "named", Role.IDENTIFIER,
        "pc pcso wpc dc ds di sgt constable id p. pp. fig. vol. no. nos. number numbers channel radio "
        "formula covid iphone galaxy glock windows euro bbc itv xbox playstation",
        "a name that holds a number", counts=True, article=True,
    ),
    Cue(
        "part_named", Role.IDENTIFIER,
        "page pages figure table image photo picture appendix annex box volume issue episode series season "
        "version chapter note slide line question item size flight train bus zone area sector district level "
        "agenda", "a part of something by its number", counts=True,
    ),
)  # fmt: skip
"""Rules for what precedes a bare number."""

_ROLES = {rule.name: rule.role for table in (AFTER, RATE) for rule in table}
_CUES = {word + mark: cue for cue in BEFORE for word in cue.words.split() for mark in ("", *cue.marks)}
_LINKS = frozenset(" ".join(cue.links for cue in BEFORE).split())
_LINKS |= frozenset(link + mark for link in _LINKS for mark in ":#")
_DETERMINERS = frozenset("a the this that each every one per any same first last past next previous".split())
_FARTHEST = 4
_SUBSECTION = re.compile(r"[A-Z]{0,2}(?:\(\w{1,3}\)){1,4}|[A-Z]{1,2}(?![A-Za-z])")


def _pattern(table: tuple[Rule, ...]) -> re.Pattern[str]:
    rows = "|".join(f"(?P<{rule.name}>{spelled(rule.pattern)})" for rule in table)
    return re.compile(rf"(?:{rows})(?![a-z\d])")


_AFTER = _pattern(AFTER)
_RATE = _pattern(RATE)
_COURT = re.compile(
    r"(?i:\b(?:jail|sentenc|imprison|custodial|prison|locked up|behind bars|suspended|disqualified"
    r"|banned from driving|community order|served?\b|serving|handed|detention)[^.\n;]{0,50}\Z)"
)


def role_by_form(nearby: Nearby) -> Form | None:
    """What the words beside an amount say that it is; None where they say nothing."""
    found = nearby.found
    if found.unit == COUNT and (form := _bare(nearby)):
        return form
    rate = None if nearby.closed else _RATE.match(nearby.lower, found.end)
    if not rate or (rate.lastgroup == "apiece" and found.unit == COUNT):
        return None
    return Form(Role.RATE, rate.lastgroup or "", found.end)


def _bare(nearby: Nearby) -> Form | None:
    return (
        told_by_what_follows(nearby)
        or _after(nearby)
        or told_by_what_precedes(nearby)
        or _before(nearby)
        or glued_letters(nearby)
    )


def _after(nearby: Nearby) -> Form | None:
    match = None if nearby.closed else _AFTER.match(nearby.lower, nearby.found.end)
    if not match:
        return None
    rule = match.lastgroup or ""
    if rule == "duration" and _in_court(nearby):
        return Form(Role.SENTENCE, "sentence", match.end())
    return Form(_ROLES[rule], rule, match.end())


def _in_court(nearby: Nearby) -> bool:
    """True after "jailed for", and after the first part of "six years and four months"."""
    if nearby.previous and nearby.previous.role is Role.SENTENCE and nearby.continues:
        return True
    return _COURT.search(nearby.behind) is not None


def _before(nearby: Nearby) -> Form | None:
    """The cue before the number; of two, the farther one ("crime number 12" is a crime's number)."""
    if nearby.word not in _CUES and nearby.word not in _LINKS:
        return None
    words, cue = nearby.words, None
    for depth in range(1, min(_FARTHEST, len(words)) + 1):
        word = words[-depth].rstrip(DASHES)
        farther = _CUES.get(word)
        if farther and _holds(farther, words, depth, nearby):
            cue = farther
        if word not in _LINKS:
            break
    if cue is None:
        return None
    end = nearby.found.end
    parts = nearby.follows(_SUBSECTION) if cue.role is Role.LAW else None
    return Form(cue.role, cue.name, parts.end() if parts else end)


def _holds(cue: Cue, words: list[str], depth: int, nearby: Nearby) -> bool:
    """Whether a cue's own conditions are met, `depth` words before the number."""
    if cue.role is Role.LAW and nearby.begins_line and nearby.before_noun:
        return False
    between = [word.rstrip(":#") for word in words[len(words) - depth + 1 :]]
    before = words[-depth - 1] if len(words) > depth else ""
    if not set(between) <= set(cue.links.split()):
        return False
    if cue.after and before not in cue.after.split():
        return False
    return not cue.counts or not (nearby.before_noun or (before in _DETERMINERS and not cue.article))
