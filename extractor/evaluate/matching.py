"""Which stored document a gold record belongs to: by content hash, then by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from extractor.document import Document
from extractor.evaluate.gold import GoldDocument

if TYPE_CHECKING:
    from extractor.store import StoredDocument


@dataclass(frozen=True, slots=True)
class Match:
    """A gold document with its result in a run."""

    gold: GoldDocument
    result: StoredDocument | None
    note: str = ""
    """Why there is no result, or what is odd about the match; empty where all is well."""


def match_results(golds: Sequence[GoldDocument], results: Sequence[StoredDocument]) -> tuple[Match, ...]:
    """One match for each gold document, in their order.

    The same text is the same document, whatever its name. Else the name decides: the result whose path agrees
    with the gold document's in most of its last parts. Where two agree equally, neither is taken.
    """
    by_hash = {_hash(result): result for result in results if _hash(result)}
    return tuple(_match(gold, by_hash.get(gold.document.content_hash), results) for gold in golds)


def _match(gold: GoldDocument, same_text: StoredDocument | None, results: Sequence[StoredDocument]) -> Match:
    if same_text is not None:
        return Match(gold, same_text)
    shared = [(_shared_parts(gold.document.name, result.document.name), result) for result in results]
    most = max((parts for parts, _ in shared), default=0)
    named = [result for parts, result in shared if parts == most] if most else []
    if not named:
        return Match(gold, None, "is not in the run")
    if len(named) > 1:
        names = ", ".join(repr(result.document.name) for result in named)
        return Match(gold, None, f"could be any of {names}; none of them has its text")
    return Match(gold, named[0], _oddity(named[0]))


def _oddity(result: StoredDocument) -> str:
    unread = not isinstance(result.document, Document)
    return "" if unread else f"has another text than {result.document.name!r}, which has its name"


def _hash(result: StoredDocument) -> str:
    return result.document.content_hash if isinstance(result.document, Document) else ""


def _shared_parts(one: str, other: str) -> int:
    """How many parts two paths have in common, from the file name up."""
    shared = 0
    for first, second in zip(reversed(PurePath(one).parts), reversed(PurePath(other).parts), strict=False):
        if first != second:
            break
        shared += 1
    return shared
