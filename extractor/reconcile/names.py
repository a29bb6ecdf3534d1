"""Names in a text: forces, places and offences, compared word by word.

A name stands in a stretch of text only as itself: not inside a longer name ("Wales" in "New South Wales"),
and, in a sentence, not as one of several that are told in one breath ("in Leeds, York and Hull").
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property, lru_cache

from extractor.vocabulary import Force, find_force, find_forces

_WORD = re.compile(r"[^\W_]+|&")
_GAP = " \t\r\n\u00a0"
_NAME = r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,3}"
_JOINED_BEFORE = re.compile(r"[A-Z][\w’'-]*,? (?:and|&) (?:in |the )?$")
_JOINED_AFTER = re.compile(rf"(?:, (?:in |the )?{_NAME}){{0,9}},? (?:and|&) (?:in |the )?[A-Z]")
_OFFENCE_BEFORE = re.compile(r"(?:,|\band|\bor|&)\s+(?:the\s+|of\s+)?$")
_OFFENCE_AFTER = re.compile(
    r"(?:,(?: and| or)?| and| or| &)\s+(?!the\b|an?\b|and\b|or\b|all\b|police\b|officers\b|were\b|was\b"
    r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|another|a further)\b)[a-z]"
)
"""An offence told in one breath with others: "theft, arson and assault"."""
_CALENDAR = frozenset({
    "april", "august", "december", "february", "friday", "january", "july", "june", "march", "may",
    "monday", "november", "october", "saturday", "september", "sunday", "thursday", "tuesday", "wednesday",
})  # fmt: skip
_NO_NAMES = frozenset({
    "a", "across", "after", "also", "and", "around", "as", "at", "before", "between", "both", "but", "by",
    "during", "for", "from", "here", "in", "inside", "near", "of", "on", "outside", "over", "s", "the",
    "then", "through", "throughout", "to", "under", "when", "while", "with", "within",
})  # fmt: skip
_FILLERS = frozenset({
    "a", "an", "and", "at", "being", "by", "for", "in", "of", "on", "the", "to", "with", "x",
})  # fmt: skip
_GENERIC = frozenset({
    "alleged", "charge", "committing", "connection", "crime", "criminal", "incident", "matter", "offence",
    "offense", "related", "relating", "suspected", "suspicion", "various",
})  # fmt: skip
_KINDS = (" Police", " Constabulary")
_ITS_OFFICERS = re.compile(r"(?:['’]s?)? (?:officers|detectives|police|colleagues|crews)\b")
_IN_COUNTY = re.compile(r"(?:^|[.!?\n][\"”’')]?\s+)(?:In|Across) $")
_INITIALS = re.compile(r"\s?\(([A-Z]{2,8})\)")
_KIND = re.compile(r" (?:Service|Force|Department|Office|Agency|Unit)$")

Span = tuple[int, int]


@lru_cache(maxsize=4096)
def fold_words(name: str) -> str:
    """The words of a name in small letters with one space between, without a leading "the"."""
    return " ".join(map(_small, _WORD.findall(name))).removeprefix("the ")


@lru_cache(maxsize=4096)
def force_key(name: str) -> str:
    """What two spellings of one force have in common: the official short name, or else the folded words."""
    known = find_force(name)
    return known.name if known else fold_words(name)


@lru_cache(maxsize=4096)
def offence_words(text: str, *, generic: bool = True) -> str:
    """The content words of an offence, singular, with a space around each.

    Args:
        text: An offence, or a stretch of text in which one is looked for.
        generic: False leaves out words that name no offence ("criminal", "offences", "suspected"), unless
            nothing else is there.
    """
    content = list(filter(None, map(_content, _WORD.findall(text))))
    if not generic:
        content = [word for word in content if word not in _GENERIC] or content
    return f" {' '.join(content)} "


def _without_kind(force: str) -> str:
    """The name of an unknown body without its last word: "Tasmania Police" for "Tasmania Police Service"."""
    shorter = _KIND.sub("", force)
    return shorter if shorter != force and " " in shorter else ""


class Words:
    """The words of a text in small letters, each with its place: for finding names in parts of it.

    Args:
        text: The document's own text; every span refers to it.
        content: True keeps content words alone, in the singular, as offences are compared.
    """

    def __init__(self, text: str, *, content: bool = False) -> None:
        fold = _content if content else _small
        found = [(word, match) for match in _WORD.finditer(text) if (word := fold(match.group()))]
        self._text = text
        self._starts = [match.start() for _, match in found]
        self._ends = [match.end() for _, match in found]
        self._folded = f" {' '.join(word for word, _ in found)} "
        self._at: list[int] = []
        position = 0
        for word, _ in found:
            self._at.append(position)
            position += len(word) + 1

    def find(self, name: str, within: Span) -> list[Span]:
        """Where the words of a name stand, one after the other, in a stretch of the text.

        Args:
            name: As `fold_words` gives it.
            within: Half-open offsets into the text.
        """
        first, end = bisect_left(self._starts, within[0]), bisect_right(self._ends, within[1])
        if first >= end or not name:
            return []
        stop = self._at[end] + 1 if end < len(self._at) else len(self._folded)
        found: list[Span] = []
        at = self._folded.find(f" {name} ", self._at[first], stop)
        while at >= 0:
            index = bisect_left(self._at, at)
            found.append((self._starts[index], self._ends[index + name.count(" ")]))
            at = self._folded.find(f" {name} ", at + 1, stop)
        return found

    def places(self, place: str, within: Span, *, heading: bool = False) -> list[Span]:
        """Where a place stands in a stretch of the text as itself."""
        return [
            span
            for span in self.find(fold_words(place), within)
            if self._text[span[0]].isupper() >= place[:1].isupper()
            and not self._in_longer_name(span)
            and (heading or not self._is_one_of_several(span))
        ]

    def forces(self, force: str, within: Span, *, heading: bool = False) -> list[Span]:
        """Where a force stands in a stretch of the text, by any of its names."""
        known = find_force(force)
        if known is None:
            return self._unknown_force(force, within, heading=heading)
        return [
            (start, end)
            for named, (start, end) in self._named
            if named.name == known.name
            and within[0] <= start
            and end <= within[1]
            and (heading or not self._is_one_of_several((start, end)))
        ] or self._county_of(known, within)

    def _county_of(self, force: Force, within: Span) -> list[Span]:
        """A county that stands for its force ("Kent officers", "In Kent, …"), which the text names."""
        if not any(named.name == force.name for named, _ in self._named):
            return []
        counties = {
            alias.removesuffix(kind) for alias in force.aliases for kind in _KINDS if alias.endswith(kind)
        }
        return [
            (start, end)
            for county in counties
            for start, end in self.find(fold_words(county), within)
            if self._text[start].isupper()
            and (_ITS_OFFICERS.match(self._text, end) or _opens(self._text, start, end))
        ]

    def _unknown_force(self, force: str, within: Span, *, heading: bool) -> list[Span]:
        """A body that the vocabulary does not know, by its name, a shorter one, or its initials."""
        found = self.places(force, within, heading=heading)
        shorter = _without_kind(force)
        if not found and shorter:
            found = self.places(shorter, within, heading=heading)
        return found or self._initials_of(force, within)

    def _initials_of(self, name: str, within: Span) -> list[Span]:
        """Where initials stand that the text itself gives a name: "the Example Crime Agency (ECA)"."""
        for _, end in self.find(fold_words(name), (0, len(self._text))):
            match = _INITIALS.match(self._text, end)
            if match:
                initials = match.group(1)
                found = self.find(initials.lower(), within)
                return [span for span in found if self._text[slice(*span)] == initials]
        return []

    def offences(self, offence: str, within: Span, *, heading: bool = False) -> list[Span]:
        """Where the content words of an offence stand in a stretch of a text of content words."""
        return [
            (start, end)
            for start, end in self.find(offence_words(offence).strip(), within)
            if heading
            or not (
                _OFFENCE_BEFORE.search(self._text[max(0, start - 12) : start])
                or _OFFENCE_AFTER.match(self._text, end)
            )
        ]

    def named_forces(self, kinds: frozenset[str]) -> frozenset[str]:
        """Official short names of the known forces of some kinds that the text names anywhere."""
        return frozenset(force.name for force, _ in self._named if force.kind in kinds)

    @cached_property
    def _named(self) -> list[tuple[Force, Span]]:
        """Every known force that the text names; found on first use."""
        return find_forces(self._text)

    def _in_longer_name(self, span: Span) -> bool:
        left, right = self._neighbours(span)
        return (left[:1].isupper() and left.lower() not in _NO_NAMES) or (
            right[:1].isupper() and right.lower() not in _NO_NAMES | _CALENDAR
        )

    def _neighbours(self, span: Span) -> tuple[str, str]:
        """The words right before and after a span; empty where a mark or nothing stands between."""
        before, after = bisect_left(self._starts, span[0]) - 1, bisect_right(self._ends, span[1])
        left = right = ""
        if before >= 0 and _is_gap(self._text[self._ends[before] : span[0]]):
            left = self._text[self._starts[before] : self._ends[before]]
        if after < len(self._starts) and _is_gap(self._text[span[1] : self._starts[after]]):
            right = self._text[self._starts[after] : self._ends[after]]
        return left, right

    def _is_one_of_several(self, span: Span) -> bool:
        left, right = self._text[max(0, span[0] - 40) : span[0]], self._text[span[1] : span[1] + 200]
        return bool(_JOINED_BEFORE.search(left) or _JOINED_AFTER.match(right))


def _opens(text: str, start: int, end: int) -> bool:
    """True for a county that opens its sentence: "In Kent, …"."""
    return text.startswith(",", end) and _IN_COUNTY.search(text, max(0, start - 14), start) is not None


def _is_gap(between: str) -> bool:
    """True for white space inside a sentence; a blank line ends every name."""
    return not between.strip(_GAP) and between.count("\n") < 2


def _small(word: str) -> str:
    return "and" if word == "&" else word.lower()


def _content(word: str) -> str:
    """A word in the singular; nothing for a filler."""
    small = _small(word)
    if small in _FILLERS:
        return ""
    return small[:-1] if len(small) > 3 and small.endswith("s") and not small.endswith("ss") else small
