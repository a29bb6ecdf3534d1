"""Markdown: front matter comes off, tables become lines, marks inside a line leave the words."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from extractor.reader.dates import iso_date
from extractor.reader.html_tables import lay_out_table
from extractor.reader.tables import Cell, table_lines

_BLOCK = re.compile(r"\s{0,64}---[ \t]*\n(.{0,20000}?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_ENTRY = re.compile(r"([A-Za-z][\w.-]{0,40})[ \t]*:(?:[ \t]+(.*))?")
_LONGEST_TITLE = 300
_CONTINUED = re.compile(r"[ \t]+\S|-[ \t]")

_TITLES = ("title", "headline")
_DATES = ("published", "date", "publisheddate", "publishdate", "publishedat", "pubdate", "datepublished")
_ADDRESSES = ("url", "canonical", "canonicalurl", "sourceurl", "source", "link")
_PROSE = ("description", "summary", "subtitle", "excerpt", "standfirst", "abstract", "lead", "subheading")
_PLUMBING = frozenset({
    "author", "authors", "byline", "categories", "category", "comments", "cover", "created", "draft",
    "extends", "featured", "id", "image", "images", "lang", "language", "lastmod", "layout", "locale",
    "modified", "permalink", "publisher", "section", "sitename", "slug", "tag", "tags", "template",
    "thumbnail", "type", "updated", "weight",
})  # fmt: skip
_KNOWN = _PLUMBING.union(_TITLES, _DATES, _ADDRESSES, _PROSE)

_PART = r"[^()\s]{0,400}"
_ADDRESS = rf"(?=[^)\s]{{0,400}}[/#:.]){_PART}(?:\({_PART}\){_PART}){{0,4}}"
_HOVER = r"(?:[ \t]{1,9}(?:\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'))?"
_LINK = re.compile(rf"!?\[([^\[\]\n]{{0,500}})\]\({_ADDRESS}{_HOVER}\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^\n*_]{1,400})(?<=\S)\1")
_RULE = re.compile(r":?-+:?")
_CELL_END = re.compile(r"(?<!\\)\|")
_TABLE_TAG = re.compile(r"(?i)<table\b|</table\s*>")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the block above a text says."""

    title: str | None = None
    published: str | None = None
    url: str | None = None
    lines: tuple[str, ...] = field(default=())
    """What belongs to the report's words: description, summary, and entries that are no known plumbing."""


def split_front_matter(text: str) -> tuple[FrontMatter | None, str]:
    """Take the block between two lines of `---` off the top of a text.

    It is front matter where each of its lines is an entry `key: value` (or goes on with the one above) and
    at least one key is a known one, or where it is a single line, which then is the title. Anything else,
    such as a paragraph between two rules, stays where it is. No entry is lost that could tell a figure:
    entries with unknown keys become lines of the text.

    Returns:
        The front matter, None where there is none, and the rest of the text.
    """
    found = _BLOCK.match(text)
    if found is None:
        return None, text
    lines = [line for line in found.group(1).split("\n") if line.strip() and not line.startswith("#")]
    entries = _entries(lines)
    if entries and _KNOWN.intersection(_folded(key) for key in entries):
        return _front_matter(entries), text[found.end() :].lstrip("\n")
    if len(lines) == 1 and len(lines[0]) <= _LONGEST_TITLE:
        return FrontMatter(title=lines[0].strip()), text[found.end() :].lstrip("\n")
    return None, text


def _entries(lines: list[str]) -> dict[str, str]:
    """Key to value; nothing where any line is neither an entry nor goes on with one."""
    entries: dict[str, str] = {}
    last = ""
    for line in lines:
        entry = _ENTRY.fullmatch(line)
        if entry:
            last = entry.group(1)
            entries[last] = (entry.group(2) or "").strip()
        elif last and _CONTINUED.match(line):
            entries[last] = f"{entries[last].lstrip('>|+-')} {line.strip()}".strip()
        else:
            return {}
    return {key: _unquoted(value) for key, value in entries.items()}


def _unquoted(value: str) -> str:
    if len(value) < 2 or value[0] != value[-1] or value[0] not in "\"'":
        return value
    if value[0] == "'":
        return value[1:-1].replace("''", "'")
    try:
        return str(json.loads(value))
    except ValueError:
        return value[1:-1]


def _folded(key: str) -> str:
    return re.sub(r"[_.-]", "", key).lower()


def _front_matter(entries: dict[str, str]) -> FrontMatter:
    known = {_folded(key): value for key, value in entries.items() if value}
    address = next((known[key] for key in _ADDRESSES if known.get(key, "").startswith("http")), None)
    dates = (iso_date(known[key]) for key in _DATES if key in known)
    prose = [known[key] for key in _PROSE if key in known]
    others = [f"{key}: {value}" for key, value in entries.items() if value and _folded(key) not in _KNOWN]
    return FrontMatter(
        title=next((known[key] for key in _TITLES if key in known), None),
        published=next((found for found in dates if found), None),
        url=address,
        lines=(*prose, *others),
    )


def lay_out_markdown(text: str) -> str:
    """Tables become lines, links and images their words, and strong marks inside a line go.

    A quote of "shut down 102 lines" must stand in a text that writes "shut down **102** [lines](…)". A text
    without such structure comes back as it is.
    """
    text = _STRONG.sub(_unmarked, _LINK.sub(r"\1", text))
    text = _lay_out_html_tables(text)
    return _lay_out_pipe_tables(text) if "|" in text else text


def _unmarked(match: re.Match[str]) -> str:
    """A line that is strong as a whole is a heading and keeps its marks."""
    before = match.string[max(match.start() - 1, 0) : match.start()]
    after = match.string[match.end() : match.end() + 1]
    return match.group() if before in ("", "\n") and after in ("", "\n") else match.group(2)


def _lay_out_html_tables(text: str) -> str:
    pieces: list[str] = []
    done, begin = 0, -1
    for tag in _TABLE_TAG.finditer(text):
        opens = not tag.group().startswith("</")
        if opens and begin < 0:
            begin = tag.start()
        elif not opens and begin >= 0:
            pieces += (text[done:begin], lay_out_table(text[begin : tag.end()]))
            done, begin = tag.end(), -1
    return "".join((*pieces, text[done:]))


def _lay_out_pipe_tables(text: str) -> str:
    lines = text.split("\n")
    laid_out: list[str] = []
    at = 0
    while at < len(lines):
        end = _table_end(lines, at)
        if end > at:
            body = [[Cell(cell) for cell in _cells(line)] for line in lines[at + 2 : end]]
            laid_out += table_lines([[Cell(cell, head=True) for cell in _cells(lines[at])], *body])
            at = end
        else:
            laid_out.append(lines[at])
            at += 1
    return "\n".join(laid_out)


def _table_end(lines: list[str], at: int) -> int:
    """The line after the pipe table that begins at a line; that line itself where none does."""
    if at + 1 >= len(lines) or "|" not in lines[at] or "|" not in lines[at + 1]:
        return at
    rules = _cells(lines[at + 1])
    if not all(map(_RULE.fullmatch, rules)) or len(_cells(lines[at])) != len(rules):
        return at
    end = at + 2
    while end < len(lines) and "|" in lines[end]:
        end += 1
    return end


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [cell.strip().replace("\\|", "|") for cell in _CELL_END.split(inner)]
