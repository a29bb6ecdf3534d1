"""Markup to a tree and back to lines of text; what is too large or hidden never gets further."""

from __future__ import annotations

import re
from typing import Any

from extractor.errors import DocumentError

_MOST_ELEMENTS = 50_000
_LONG_TAG = 8_000
_MOST_ATTRIBUTES = 1_000
"""Of one tag: libxml2 takes time in the square of it, 90 seconds for 100,000."""
_CUT_OFF = "ERR_RESOURCE_LIMIT"
"""What libxml2 logs where it stops at a depth of 2,048, leaving out what is below."""

_ELEMENT = re.compile(r"<[a-zA-Z]")
_WHOLE_PAGE = re.compile(r"(?i)<(?:html|body)\b")
_START_TAG = re.compile(r"<[a-zA-Z](?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_NOT_IN_XML = re.compile(
    r"(?i)&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d)|x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f]));?"
    "|[\ufffe\uffff]"
)
"""References to control characters, and characters, that an lxml tree refuses."""
_HIDDEN = (
    "//*[@hidden or contains(translate(@style, ' ', ''), 'display:none')"
    " or contains(translate(@style, ' ', ''), 'visibility:hidden')] | //template | //noscript"
)
_UNSEEN = "head", "script", "style", "nav", "form", "iframe", "svg", "object"

_BLOCKS = (
    "address", "article", "aside", "blockquote", "body", "center", "code", "details", "div", "dl",
    "fieldset", "figcaption", "figure", "footer", "header", "list", "main", "ol", "p", "pre", "quote",
    "section", "summary", "table", "ul",
)  # fmt: skip
_KINDS = {
    **dict.fromkeys(("head", "h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("item", "li", "row", "tr"), "item"),
    **dict.fromkeys(("lb", "br", "hr", "dt", "dd", "caption"), "line"),
    **dict.fromkeys(("cell", "td", "th"), "cell"),
    **dict.fromkeys(_BLOCKS, "block"),
}
"""Tags of HTML, and those of the trees that trafilatura makes of it."""
_SPACES = re.compile(r"[ \t\r\n]+")
_MARKS = {"block": ("\n\n", "\n\n"), "line": ("\n", ""), "cell": ("", " | ")}


def parse(text: str) -> Any:
    """The tree of a page or of a piece of one, an lxml element.

    Raises:
        DocumentError: more elements, attributes in one tag, or levels than any report has (kind `oversized`).
    """
    from lxml.etree import ParserError  # type: ignore[import-untyped]  # noqa: PLC0415
    from lxml.html import HTMLParser, document_fromstring  # type: ignore[import-untyped]  # noqa: PLC0415

    _refuse_bomb(text)
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    page = text if _WHOLE_PAGE.search(text) else f"<html><body>{text}</body></html>"
    try:
        tree = document_fromstring(_NOT_IN_XML.sub("", page).encode("utf-8"), parser=parser)
    except ParserError:  # nothing but comments, or a tag cut short
        return document_fromstring("<html><body></body></html>")
    if any(entry.type_name == _CUT_OFF for entry in parser.error_log):
        raise _bomb("elements nested too deeply")
    return tree


def _refuse_bomb(text: str) -> None:
    elements = sum(1 for _ in _ELEMENT.finditer(text))
    if elements > _MOST_ELEMENTS:
        raise _bomb(f"{elements:,} elements")
    attributes = max(map(_attributes, _START_TAG.finditer(text)), default=0)
    if attributes > _MOST_ATTRIBUTES:
        raise _bomb(f"{attributes:,} attributes in one tag")


def _attributes(tag: re.Match[str]) -> int:
    """How many attributes a tag can have at most; not counted for a tag of usual length."""
    if tag.end() - tag.start() < _LONG_TAG:
        return 0
    bare = _QUOTED.sub("", tag.group())
    return max(bare.count("="), len(re.split(r"[\s/]+", bare)) - 1)


def _bomb(what: str) -> DocumentError:
    hint = "Save the report alone, or as text"
    return DocumentError(f"It is HTML with {what}, which no report has", hint=hint, kind="oversized")


def remove_hidden(tree: Any) -> None:
    """Take out what a reader of the page does not see: nothing hidden may count as the report's words."""
    for hidden in tree.xpath(_HIDDEN):
        remove(hidden)


def remove(element: Any) -> None:
    """Take an element out of its tree; the text after it stays."""
    if element.getparent() is not None:
        element.drop_tree()


def flat(element: Any) -> str:
    """The text of an element in one line, as it stands, without space between blocks."""
    return " ".join("".join(element.itertext()).split())


def all_text(tree: Any) -> str:
    """All the text of a tree that a reader sees, white space as a browser shows it. Changes the tree."""
    for unseen in list(tree.iterdescendants(*_UNSEEN)):
        remove(unseen)
    for element in tree.iter():
        element.text = _SPACES.sub(" ", element.text or "")
        element.tail = _SPACES.sub(" ", element.tail or "")
    return lines(tree)


def lines(tree: Any) -> str:
    """The text of a tree in lines. Changes the tree: each element writes its marks around its own text.

    Headings get `#` marks, list items and rows a dash, paragraphs a blank line around them.
    """
    for element in tree.iter(*_KINDS):
        before, after = _marks(element)
        element.text = before + (element.text or "")
        element.tail = after + (element.tail or "")
    laid_out = "\n".join(_line(line) for line in "".join(tree.itertext()).split("\n") if line.strip() != "-")
    return re.sub(r"\n{3,}", "\n\n", laid_out).strip()


def _line(line: str) -> str:
    """Without white space around it; list items keep their depth."""
    stripped = line.strip()
    return line.rstrip() if stripped.startswith("- ") else stripped


def _marks(element: Any) -> tuple[str, str]:
    kind = _KINDS[element.tag]
    if kind == "heading":
        level = re.search(r"h([1-6])$", f"{element.tag} {element.get('rend', '')}".strip())
        return f"\n\n{'#' * int(level.group(1) if level else 2)} ", "\n\n"
    if kind == "item":
        depth = sum(1 for _ in element.iterancestors("list", "ul", "ol"))
        return f"\n{'  ' * (depth - 1)}- ", ""
    if kind == "block" and any(True for _ in element.iterancestors("item", "li", "tr")):
        return "\n" * (element.getprevious() is not None), "\n" * bool((element.tail or "").strip())
    return _MARKS[kind]
