"""How exactly a number is stated: the words before and after it that make it a bound or an estimate."""

from __future__ import annotations

import re

from extractor.fact import Qualifier
from extractor.numbers.notation import DASH, GAP, word_set

_WINDOW = 64

_BEFORE_WORDS: tuple[tuple[Qualifier, str], ...] = (
    (
        Qualifier.AT_LEAST,
        "at(?: the)?(?: very)? least|(?:an? )?minimum(?: of)?|(?:no|not) (?:fewer|less) than|≥",
    ),
    (
        Qualifier.UP_TO,
        "up to|as (?:many|much) as|(?:an? )?maximum(?: of)?|(?:no|not) more than|at(?: the)?(?: very)? most"
        "|≤",
    ),
    (
        Qualifier.MORE_THAN,
        "(?:(?:well|just|far|slightly|significantly|considerably|substantially|a little|little) )?"
        "(?:more than|over|in excess of|upwards? of|above|exceed(?:s|ed|ing)?|topp(?:ed|ing)|greater than)|>",
    ),
    (
        Qualifier.FEWER_THAN,
        "(?:(?:well|just|far|slightly|a little|little) )?(?:fewer than|less than|under|below|short of)|<",
    ),
    (
        Qualifier.APPROXIMATELY,
        r"(?:somewhere )?(?:about|around)|approximately|approx\.?|circa|nearly|almost|roughly|virtually"
        r"|c\.|ca\.|~|≈|some|close to|near to|nearing|approaching|something like|more or less"
        "|(?:somewhere )?(?:in|of) the (?:region|order) of|(?:an? )?estimated(?: (?:at|total|to (?:be"
        "|total|have been)(?: worth)?|worth)|(?: [a-z]+){0,2} (?:value|worth|cost|total|price"
        "|figure)(?: is| was)?(?: of| at|:)?)?",
    ),
)
"""The words before a number, as the annotators' guide (rule 2) sorts them; a space is any white space."""
_BRIDGE = (
    "(?:an? (?:further|total of|combined total of|combined|additional|whopping|staggering|street value "
    "of|value of)|an?|the|another|further|additional|between)"
)
_LAST_WORDS = word_set(
    "than over of above exceed exceeds exceeded exceeding under below least minimum most maximum to as "
    "about around approximately approx approx. circa nearly almost roughly virtually c. ca. some nearing "
    "approaching like less at estimated be been worth value cost total price figure is was a an the another "
    "further additional combined whopping staggering between topped topping"
)
_LAST_SIGNS = frozenset("~≈<>≥≤.")

_PREPOSITION_AFTER = {
    "about": word_set(
        "information info details asked questions concern concerns concerned know known complaint "
        "complaints calls talk talking told worried reports intelligence learn think thought heard "
        "tip tip-off"
    ),
    "over": word_set("took take takes taken taking hand hands handed handing concern concerns row turned"),
    "up to": word_set("add adds added adding"),
    "above": word_set("the see as"),
    "as many as": word_set("twice times half double"),
    "as much as": word_set("twice times half double"),
}
"""Words after which a qualifier is a preposition: "information about two thefts", "took over 12 homes"."""

_AFTER_WORDS: tuple[tuple[Qualifier, str], ...] = (
    (
        Qualifier.MORE_THAN,
        rf"\+(?!\d)|(?: |{DASH})plus(?![a-z])(?! (?:an?|the|another|cash)(?![a-z])| ?[£$€\d])",
    ),
    (
        Qualifier.AT_LEAST,
        " or (?:more|above|over)(?! than)| and (?:above|over)| at(?: the)?(?: very)? least| minimum",
    ),
    (Qualifier.UP_TO, " or (?:less|fewer|under|below)(?! than)| at(?: the)? most| maximum"),
    (
        Qualifier.APPROXIMATELY,
        rf" or (?:so|thereabouts)|{DASH}(?:odd|ish)| ?\(?(?:approx\.?|approximately|estimated|est\.?)\)"
        r"| approx(?:\.|imately)?|,? more or less|,? give or take",
    ),
)
"""The words behind a number."""
_BEHIND_NOUN = r"(?: [a-z]+)?(?: or (?P<more>more|above|over)| or (?:so|thereabouts))(?=\s*(?:[.,;:)]|$))"


def _named(table: tuple[tuple[Qualifier, str], ...]) -> str:
    return "|".join(f"(?P<{qualifier.value}>{words.replace(' ', GAP)})" for qualifier, words in table)


_BEFORE = re.compile(
    rf"(?<![a-z])(?:{_named(_BEFORE_WORDS)})(?:{GAP}|(?<=[~≈<>≥≤.]))"
    rf"(?:{_BRIDGE.replace(' ', GAP)}{GAP})*\Z"
)
_AFTER = re.compile(rf"(?:{_named(_AFTER_WORDS)})(?![a-z])")
_LATE = re.compile(_BEHIND_NOUN.replace(" ", GAP))


def qualifier_before(lower: str, start: int, floor: int) -> tuple[Qualifier, int]:
    """The qualifier that governs a number beginning at `start`, and where its words begin.

    Args:
        lower: The whole document in lower case.
        start: Where the number begins.
        floor: Nothing before this offset is looked at (the end of the number before).

    Returns:
        (`exact`, start) where there is none.
    """
    begin = max(floor, start - _WINDOW)
    window = lower[begin:start]
    found = _BEFORE.search(window) if _may_end(window) else None
    if not found or _is_preposition(window, found):
        return Qualifier.EXACT, start
    return Qualifier(found.lastgroup or ""), begin + found.start()


def _may_end(window: str) -> bool:
    """Whether the last word is one at which a qualifier can end: a cheap question before the costly one."""
    words = window.rsplit(None, 1)
    return bool(words) and (
        words[-1].lstrip("(\"'“‘").rstrip(":") in _LAST_WORDS or words[-1][-1] in _LAST_SIGNS
    )


def _is_preposition(window: str, found: re.Match[str]) -> bool:
    stopping = _PREPOSITION_AFTER.get(" ".join(found[found.lastgroup or 0].split()))
    words = window[: found.start()].split()
    return bool(stopping and words and words[-1] in stopping)


def qualifier_after(lower: str, end: int) -> tuple[Qualifier, int]:
    """The qualifier that follows a number ending at `end`, and where it ends; (`exact`, end) for none.

    A qualifier behind the noun ("20 arrests or more") counts, but its end is `end`: the noun stays readable.
    """
    found = _AFTER.match(lower, end)
    if found:
        return Qualifier(found.lastgroup or ""), found.end()
    if lower.find(" or ", end, end + _WINDOW) >= 0 and (late := _LATE.match(lower, end)):
        return (Qualifier.AT_LEAST if late["more"] else Qualifier.APPROXIMATELY), end
    return Qualifier.EXACT, end
