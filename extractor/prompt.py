"""What a model is told: versioned words, examples as data, and the document alone in its own message.

A prompt is two files in `extractor.prompts`: `NAME.md` holds the words, `NAME.examples.json` the examples.
What never changes comes first, so that an endpoint's prompt cache works. No template engine sees a document.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from extractor.errors import UsageError

Messages = list[dict[str, str]]

_SECTION = re.compile(r"^# (.+)$", re.MULTILINE)
_REASON_CHARS = 500
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n\s*")
_LINE_END = re.compile(r"\n\s*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+")
_WORD_END = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Example:
    """A text and the answer a careful reader gives to it."""

    text: str
    answer: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Prompt:
    """One version of what a model is told."""

    name: str
    """File name without suffix: `operation.v1`."""
    system: str
    reask_words: str
    """What stands above the reasons when an answer is sent back."""
    examples: tuple[Example, ...] = ()
    hash: str = field(default="")
    """SHA-256 of both files, in hex."""

    @property
    def document_at(self) -> int:
        """The index of the message that is the document, in a first request as in a re-ask."""
        return 1 + 2 * len(self.examples)

    def messages(self, piece: str) -> Messages:
        """The first request about a piece: words, examples, then the piece alone, byte for byte."""
        told = [_message("system", self.system)]
        for example in self.examples:
            told.append(_message("user", example.text))
            told.append(_message("assistant", json.dumps(example.answer, ensure_ascii=False)))
        return [*told, _message("user", piece)]

    def reask(self, messages: Sequence[dict[str, str]], answer: str, reasons: Sequence[str]) -> Messages:
        """The request that follows an answer which cannot stand; `messages` stay as they are.

        Args:
            messages: The request that was answered.
            answer: The raw answer.
            reasons: What was wrong, one line each.
        """
        lines = [f"- {' '.join(reason.split())[:_REASON_CHARS]}" for reason in reasons]
        return [
            *messages,
            _message("assistant", answer),
            _message("user", "\n".join([self.reask_words, *lines])),
        ]


def _message(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


@cache
def load_prompt(name: str = "operation.v1") -> Prompt:
    """Read a prompt from the package.

    Raises:
        UsageError: there is no prompt of that name; the hint lists those there are.
    """
    folder = files("extractor.prompts")
    known = sorted(_names(folder))
    if name not in known:
        raise UsageError(
            f"There is no prompt {name!r}", hint=f"There are: {', '.join(known)}", kind="no_prompt"
        )
    words = (folder / f"{name}.md").read_text(encoding="utf-8")
    examples = (folder / f"{name}.examples.json").read_text(encoding="utf-8")
    sections = _sections(words)
    return Prompt(
        name=name,
        system=sections["System"],
        reask_words=sections["Re-ask"],
        examples=tuple(Example(**row) for row in json.loads(examples)),
        hash=hashlib.sha256(f"{words}\0{examples}".encode()).hexdigest(),
    )


def _names(folder: Traversable) -> Iterator[str]:
    for file in folder.iterdir():
        if file.name.endswith(".md"):
            yield file.name.removesuffix(".md")


def _sections(words: str) -> dict[str, str]:
    parts = _SECTION.split(words)[1:]
    return {title: body.strip() for title, body in zip(parts[::2], parts[1::2], strict=True)}


def cut_pieces(text: str, size: int, overlap: int | None = None) -> tuple[tuple[int, int], ...]:
    """Cut a text into pieces, at paragraphs where possible, else at lines, sentences, words.

    Args:
        text: The whole document.
        size: The most characters a piece may have.
        overlap: How far, at most, a piece may reach back into the one before, to begin at a paragraph or
            sentence; a tenth of `size` where it is not given.

    Returns:
        Half-open spans in order; together they cover the text.
    """
    if size < 1:
        raise ValueError(f"a piece of {size} characters holds nothing")
    reach = size // 10 if overlap is None else min(overlap, size // 2)
    spans: list[tuple[int, int]] = []
    start = 0
    while len(text) - start > size:
        end = _last_break(text, start, start + size)
        spans.append((start, end))
        start = _restart(text, max(start + 1, end - reach), end)
    return (*spans, (start, len(text)))


def cut_in_two(text: str) -> int:
    """Where a text that is too long for its endpoint is cut: at the best break in its middle third."""
    middle, reach = len(text) // 2, len(text) // 6
    for kind in (_PARAGRAPH_END, _LINE_END, _SENTENCE_END, _WORD_END):
        ends = [found.end() for found in kind.finditer(text, middle - reach, middle + reach)]
        if ends:
            return min(ends, key=lambda end: abs(end - middle))
    return middle


def _last_break(text: str, start: int, limit: int) -> int:
    """The best place to end a piece: the last break of the best kind in its second half, else the limit."""
    for kind in (_PARAGRAPH_END, _LINE_END, _SENTENCE_END, _WORD_END):
        ends = [found.end() for found in kind.finditer(text, start, limit) if found.end() <= limit]
        if ends and ends[-1] >= start + (limit - start) // 2:
            return ends[-1]
    return limit


def _restart(text: str, earliest: int, end: int) -> int:
    """Where the next piece begins: at the first sentence or line that starts in the overlap."""
    for kind in (_LINE_END, _SENTENCE_END):
        found = kind.search(text, max(earliest - 1, 0), end)
        if found and earliest <= found.end() < end:
            return found.end()
    return end
