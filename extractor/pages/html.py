"""The only door to jinja2: templates whose every text is escaped, and whose every character can be seen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from extractor.fact import Verdict
from extractor.pages.marks import SIGNS, segments
from extractor.pages.visible import visible
from extractor.pages.words import (
    cost_words,
    day_words,
    fact_words,
    interval_words,
    mention_words,
    number_words,
    scope_words,
)

_PIECES = 64
"""Pieces of a template that are handed on together; a piece is a few words."""


class Templates:
    """The templates of one package, over those of `extractor.pages`, which they may extend and import.

    Args:
        packages: Packages with a folder `templates`; of two templates of one name the first counts.
    """

    def __init__(self, *packages: str) -> None:
        loaders = [PackageLoader(package) for package in (*packages, "extractor.pages")]
        self._environment = Environment(
            loader=ChoiceLoader(loaders),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_nothing_for_none,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.filters.update(FILTERS)
        self._environment.globals.update(VERDICTS=tuple(Verdict), SIGNS=SIGNS, stylesheet=stylesheet)

    def render(self, template: str, **values: Any) -> str:
        """The whole page.

        Args:
            template: Its file's name under `templates`.
            values: What the template names; one that is missing is an error, never an empty text.
        """
        return visible(self._environment.get_template(template).render(values))

    def stream(self, template: str, **values: Any) -> Iterator[str]:
        """The page in pieces, as its iterables give what they hold: a long one never stands in memory."""
        stream = self._environment.get_template(template).stream(values)
        stream.enable_buffering(_PIECES)
        yield from map(visible, stream)


def stylesheet() -> str:
    """The style of every page, for `<style>` or as a file."""
    return (files("extractor.pages") / "static" / "style.css").read_text(encoding="utf-8")


@cache
def _own() -> Templates:
    return Templates()


def render(template: str, **values: Any) -> str:
    """A page of `extractor.pages`, as `Templates.render` makes it."""
    return _own().render(template, **values)


def stream(template: str, **values: Any) -> Iterator[str]:
    """A page of `extractor.pages` in pieces, as `Templates.stream` makes it."""
    return _own().stream(template, **values)


def _nothing_for_none(value: Any) -> Any:
    return "" if value is None else value


def _plain(word: str) -> str:
    return word.replace("_", " ")


FILTERS = {
    "figure": fact_words,
    "scope": scope_words,
    "number": number_words,
    "interval": interval_words,
    "mention": mention_words,
    "cost": cost_words,
    "day": day_words,
    "plain": _plain,
    "segments": segments,
}
"""`{{ fact | figure }}`, `{{ measure | plain }}`, `{% for one in text | segments(marks) %}`, …"""
