"""Roles told by the words right beside a number: what stands directly after it, and directly before it.

Each rule is a row: a name, a role, a pattern and the reason. To add one, add a row here and its cases in
`tests/numbers/test_forms.py`. Rows after a number are asked before rows before it, and the first that matches wins.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.mention import Role
from extractor.numbers.form_rules import Context, Form, Previous, special_after, special_before
from extractor.numbers.quantity import Quantity
from extractor.numbers.units import COUNT
from extractor.numbers.values import DASH, GAP


class Rule(NamedTuple):
    """One row of a table.

    A pattern is written in lower case and matches any case; a space stands for white space, `_` for white space or
    a dash, `~` for a dash.
    """

    name: str
    role: Role
    pattern: str
    why: str


_TIME_UNIT = (
    "(?:seconds|secs?|minutes?|mins?|hours?|hrs?|days?(?!_time)|nights|weekends|weeks?|fortnights?|months?|years?|yrs?"
    "|decades?)"
)
_ADJECTIVE = (
    "(?: (?:or so|further|more|additional|extra|full|whole|long|consecutive|separate|successive|straight|calendar"
    "|working|busy|intense|intensive|short))?"
)
_PENALTY = (
    "(?: ?['’]s?)? ?(?:in (?:prison|jail|custody|youth custody|a young offenders?['’]? institution)"
    "|(?:of )?(?:imprisonment|detention|unpaid work|community service)|behind bars"
    "|(?:(?:suspended|custodial|prison|jail|community|driving) )*(?:sentences?|term|order|ban)"
    "|suspended|inside|prison|jail|disqualification)"
)
_LENGTH = (
    "(?:miles?|metres?|meters?|kilomet(?:re|er)s?|kms?|m|yards?|yds?|feet|foot(?! (?:patrol|officer|pursuit|chase))|ft"
    "|inch(?:es)?|centimet(?:re|er)s?|cms?|mm|millimet(?:re|er)s?|mph|kph|km/h|knots|acres?|hectares?"
    "|sq\\.? ?(?:ft|m|km|miles?)|square (?:feet|miles?|met(?:re|er)s?|kilomet(?:re|er)s?)|degrees?|watts?|kwh?|volts?"
    "|[gmtk]b|[gmt]igabytes?|°[cf]?)"
)
_EACH = (
    "(?:day|night|week|weekend|month|year|annum|hour|minute|head|person|gram|gramme|kilo|kg|ounce|tablet|pill|bag"
    "|wrap|deal|item|time|quarter)(?! (?:later|earlier|ago|before|after))"
)

AFTER: tuple[Rule, ...] = (
    Rule("year_old", Role.AGE, "_?(?:years?|yrs?|months?|weeks?|days?)_olds?|_years of age| ?y/?o", "an age"),
    Rule("percent", Role.PERCENTAGE, "_?(?:%|per ?cent(?:age points?)?|pct\\.?|pc)", "a share of a hundred"),
    Rule("penalty", Role.SENTENCE, f"_?{_TIME_UNIT}{_PENALTY}", "a court's sentence and what it is of"),
    Rule("duration", Role.DURATION, f"{_ADJECTIVE}_?{_TIME_UNIT}|~night", "a span of time"),
    Rule("length", Role.DISTANCE, f"_?{_LENGTH}", "a length, area, speed or another physical size"),
    Rule("multiple", Role.FRACTION, " times|~?fold", "so many times as much"),
    Rule("oclock", Role.TIME, " ?o['’] ?clock", "an hour of the day"),
    Rule("calibre", Role.IDENTIFIER, "_?(?:bore|gauge|calib(?:re|er)|cal)", "the bore of a gun names its kind"),
    Rule("act_after", Role.LAW, " act", "the year of an act"),
    Rule("block_of", Role.ADDRESS, " block of", "a house number in American style"),
    Rule(
        "attribute", Role.IDENTIFIER,
        "~(?:bed(?:room)?(?:ed)?|store?y|door|wheel(?:er|ed)?|way|part|pronged|tier|star|point|figure|digit|piece"
        "|seat(?:er)?|a~side|stop|off|track|dimensional|inch)", "inside an adjective a number says what kind",
    ),
)  # fmt: skip
"""Rules for what follows a bare number; the lexeme takes in the words matched."""

RATE: tuple[Rule, ...] = (
    Rule("rate", Role.RATE, f"(?:_(?:a|an|per|each|every)_| ?/ ?){_EACH}", "so much for each of something"),
    Rule(
        "rate_word", Role.RATE, " (?:each|apiece|weekly|daily|monthly|annually|nightly|hourly|pcm|p\\.?a\\.?|pw)",
        "so much for each of something",
    ),
)  # fmt: skip
"""Rules for what follows any number, money and masses too; the lexeme does not take the words in."""

BEFORE: tuple[Rule, ...] = (
    Rule(
        "aged", Role.AGE,
        "(?:aged?|ages)(?: (?:between|from|just|only|under|over|about|around|of|up to|at least))*"
        "|age (?:range|group)(?: of)?", "an age",
    ),
    Rule(
        "law_section", Role.LAW,
        "(?:sections?|sec\\.?|ss\\.|articles?|schedules?|paragraphs?|paras?\\.?|regulations?|sub~?sections?|clauses?"
        "|(?:act|order|regulations)(?: of)?)", "a section of law, or the year of an act",
    ),
    Rule(
        "quoted", Role.IDENTIFIER,
        "quot(?:e|ing)(?: [a-z]+){0,3}[:#]?"
        "|(?:ref(?:erence)?|cad|urn|badge|collar)\\.?(?: (?:number|no\\.?))?(?: is| of)?[:#]?"
        "|(?:incident|crime|case|log|serial|job|report|warrant|registration) (?:number|no\\.?|ref(?:erence)?)"
        "(?: number| no\\.?)?(?: is| of)?[:#]?", "a reference to quote",
    ),
)  # fmt: skip
"""Rules for what precedes the number, whatever follows it."""

NAMING: tuple[Rule, ...] = (
    Rule("junction", Role.ROAD, "(?:junctions?|jct\\.?|exits?|route|highway|motorway|interstate)", "a road's name"),
    Rule(
        "flat", Role.ADDRESS,
        "(?:flats?|apartments?|apt\\.?|rooms?|suite|unit|plot|floor|platform|gate|terminal|ward|pier|po box|bay)",
        "a place by its number",
    ),
    Rule("stage", Role.ORDINAL, "(?:phases?|stages?|days?|weeks?|rounds?|years?|steps?|part)", "one of a sequence"),
    Rule("class", Role.CLASS, "(?:class|category|type|tier|band|grade)", "a class by its number"),
    Rule(
        "named", Role.IDENTIFIER,
        "(?:pc|pcso|wpc|dc|ds|di|sgt|constable|sergeant|officer|agent|incident|case|exhibit|pages?|pp?\\.|figures?"
        "|fig\\.?|tables?|images?|photos?|pictures?|appendix|annex|box|volume|vol\\.?|issue|episode|series|season"
        "|version|chapter|note|slide|line|question|item|channel|radio|formula|size|covid|iphone|galaxy|glock|windows"
        "|flight|train|bus|zone|area|sector|district|level|euro|bbc|itv|xbox|playstation|agenda|nos?\\.|no|numbers?|#)",
        "a name that holds a number",
    ),
)  # fmt: skip
"""Rules for what precedes the number; a noun behind it ("on the second day 12 people") makes it a count."""


_ROLES = {rule.name: rule.role for table in (AFTER, RATE, BEFORE, NAMING) for rule in table}
_WINDOW = 60


def _spelled(tables: tuple[Rule, ...]) -> str:
    rows = (f"(?P<{rule.name}>{rule.pattern.replace('_', '(?: |~)')})" for rule in tables)
    return "|".join(rows).replace(" ", GAP).replace("~", DASH)


_AFTER = re.compile(rf"(?i:(?:{_spelled(AFTER)})(?![a-z\d]))")
_RATE = re.compile(rf"(?i:(?:{_spelled(RATE)})(?![a-z\d]))")
_BEFORE = re.compile(rf"(?i:(?<![a-z])(?:{_spelled(BEFORE)}){GAP}?$)")
_NAMING = re.compile(rf"(?i:(?<![a-z])(?:{_spelled(NAMING)}){GAP}?$)")
_COURT = re.compile(
    r"(?i:\b(?:jail|sentenc|imprison|custodial|prison|locked up|behind bars|suspended|disqualified|banned from driving"
    r"|community order|served?\b|serving|handed|detention)[^.\n;]{0,50}$)"
)


def role_by_form(text: str, found: Quantity, floor: int, previous: Previous | None) -> Form | None:
    """What the words beside an amount say that it is; None where they say nothing.

    Args:
        floor: Nothing before this offset is looked at (the end of the number before).
        previous: The number before, for lists ("aged 49, 23 and 29").
    """
    if found.unit == COUNT:
        if form := _bare(text, found, floor, previous):
            return form
    rate = _RATE.match(text, found.end)
    return Form(Role.RATE, rate.lastgroup or "", found.end) if rate else None


def _bare(text: str, found: Quantity, floor: int, previous: Previous | None) -> Form | None:
    context = Context(text, found, text[max(floor, found.start - _WINDOW) : found.start], previous)
    return special_after(context) or _after(context) or special_before(context) or _before(context)


def _after(context: Context) -> Form | None:
    match = _AFTER.match(context.text, context.found.end)
    if not match:
        return None
    rule = match.lastgroup or ""
    if rule == "duration" and _in_court(context):
        return Form(Role.SENTENCE, "sentence", match.end())
    return Form(_ROLES[rule], rule, match.end())


def _in_court(context: Context) -> bool:
    """True after "jailed for", and after the first part of "six years and four months"."""
    previous = context.previous
    if previous and previous.role is Role.SENTENCE and context.continues:
        return True
    return _COURT.search(context.behind) is not None


def _before(context: Context) -> Form | None:
    behind, end = context.behind, context.found.end
    if match := _BEFORE.search(behind):
        return Form(_ROLES[match.lastgroup or ""], match.lastgroup or "", end)
    match = _NAMING.search(behind)
    if match and not context.before_noun:
        return Form(_ROLES[match.lastgroup or ""], match.lastgroup or "", end)
    return None
