"""One text, whatever stands in it: front matter, HTML or Markdown, laid out in lines once."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape

from extractor.document import Document
from extractor.errors import DocumentError
from extractor.reader.decoding import normalise
from extractor.reader.html import read_html
from extractor.reader.markdown import FrontMatter, lay_out_markdown, split_front_matter
from extractor.reader.shape import is_html

_HEADING = re.compile(r"^#{1,6}[ \t]+(\S.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Content:
    """What was found in a file or row."""

    text: str
    title: str | None = None
    published: str | None = None
    """EDTF date."""
    url: str | None = None
    media: str = "text"
    """text, markdown, html, pdf, jsonl, csv."""


def read_text(text: str, max_chars: int) -> Content:
    """Lay out one text.

    Args:
        text: As `decoding.normalise` leaves it.
        max_chars: The most characters that a text which is no HTML may have.

    Raises:
        DocumentError: too long, or an HTML bomb (kind `oversized`).
    """
    front, body = split_front_matter(text)
    if is_html(body):
        return _with_front_matter(_from_html(body), front)
    refuse_oversized(text, max_chars)
    laid_out = lay_out_markdown(body)
    heading = _HEADING.search(laid_out)
    media = "markdown" if front or heading or laid_out != body else "text"
    first = heading if heading and not laid_out[: heading.start()].strip() else None
    title = first.group(1).rstrip("# \t") if first else None
    return _with_front_matter(Content(laid_out, title, media=media), front)


def _from_html(body: str) -> Content:
    page = read_html(body)
    return Content(normalise(page.text), page.title, page.published, page.url, "html")


def _with_front_matter(content: Content, front: FrontMatter | None) -> Content:
    """The title and the prose of the front matter go above the text, unless they stand in it already."""
    decoded = unescape if content.media == "html" else str
    title = decoded(front.title) if front and front.title else content.title
    above = [decoded(line) for line in front.lines] if front else []
    if title and (front or (content.media == "html" and content.text)):
        above.insert(0, f"# {title}")
    told = _folded(content.text) if above else ""
    missing = [line for line in above if _folded(line) not in told]
    return replace(
        content,
        text="\n\n".join([*missing, content.text]),
        title=title,
        published=(front and front.published) or content.published,
        url=(front and front.url) or content.url,
    )


def _folded(text: str) -> str:
    return " ".join(text.removeprefix("# ").casefold().split())


def to_document(name: str, content: Content, max_chars: int) -> Document:
    """A document, where there is text and not too much of it.

    Raises:
        DocumentError: nothing but white space (kind `empty`), or more than `max_chars` (kind `oversized`).
    """
    if not content.text.strip():
        raise DocumentError("It is empty: there is no text in it", hint="Remove it or fill it", kind="empty")
    refuse_oversized(content.text, max_chars)
    return Document(
        name=name,
        text=content.text,
        title=content.title,
        published=content.published,
        url=content.url,
        media=content.media,
    )


def refuse_oversized(text: str, max_chars: int) -> None:
    """Stop a text of more than `max_chars` characters.

    Raises:
        DocumentError: kind `oversized`.
    """
    if len(text) > max_chars:
        raise DocumentError(
            f"It has {len(text):,} characters, more than the {max_chars:,} of the setting max_chars",
            hint="Split it into one file a report, or raise max_chars",
            kind="oversized",
        )
