"""HTML: the main text of a page, through trafilatura, and what its metadata states."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from extractor.reader.dates import iso_date
from extractor.reader.html_tables import lay_out_tables
from extractor.reader.tree import all_text, lines, parse, remove_hidden

_PUBLISHED = re.compile(
    r"(?i)publi(?:sh|cation)|^date$|pub-?date|date\.?(?:created|issued)|^dc\.date$|issued"
)
_JSON_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')
_DATED = "//*[@itemprop='datePublished'] | //time[@pubdate] | //article//time[@datetime]"


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says."""

    text: str
    title: str | None
    published: str | None
    """EDTF date, from metadata alone."""
    url: str | None


def read_html(text: str) -> Page:
    """The main text of a page or of a piece of one, without menus, comments and what its reader cannot see.

    Tables become lines (`html_tables`) before the main text is sought. Where trafilatura finds nothing, all
    the text of the page is taken. Nothing is fetched.

    Raises:
        DocumentError: it is an HTML bomb (kind `oversized`).
    """
    tree = parse(text)
    published = next(filter(None, map(iso_date, _stated_dates(tree))), None)
    remove_hidden(tree)
    lay_out_tables(tree)
    found = _extracted(tree)
    main = "" if found is None else lines(found.body)
    return Page(
        text=main or all_text(tree),
        title=None if found is None else found.title,
        published=published,
        url=None if found is None else found.url,
    )


def _stated_dates(tree: Any) -> Iterator[str]:
    """Dates of publication in metadata; trafilatura would guess from the words, the address, the pictures."""
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if _PUBLISHED.search(name):
            yield meta.get("content") or ""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        yield from _JSON_DATE.findall(script.text or "")
    for element in tree.xpath(_DATED):
        yield element.get("datetime") or element.get("content") or ""


def _extracted(tree: Any) -> Any:
    """What trafilatura finds; None where it finds nothing, or a hostile tree makes its rules stumble."""
    import trafilatura  # noqa: PLC0415
    from lxml.etree import LxmlError  # type: ignore[import-untyped]  # noqa: PLC0415
    from trafilatura.settings import use_config  # noqa: PLC0415

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")  # a report of two sentences would lose its paragraphs
    try:
        return trafilatura.bare_extraction(
            tree,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
            config=config,
        )
    except (ArithmeticError, AssertionError, AttributeError, LookupError, LxmlError, RecursionError):
        return None
