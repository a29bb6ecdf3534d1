"""Many documents as one page to send or to print: the figures first, then each document with its proofs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from importlib.resources import files

from extractor.decision import Decision
from extractor.document import Document
from extractor.fact import CheckedFact, Measure, Verdict
from extractor.mention import Role
from extractor.pages.html import stream
from extractor.pages.marks import Mark, marks
from extractor.pages.words import mention_words
from extractor.run import LedgerEntry
from extractor.store import Overview, Selection, StoredDocument, StoreReader, Total

_ROOM = Decimal("1.1")
"""How far beyond its lower bound a bar without an upper one is drawn."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a report holds."""

    title: str = ""
    """Its heading; empty for one that counts the documents."""
    verdicts: tuple[Verdict, ...] = ()
    """Only figures with these verdicts are listed under the documents; empty for all."""
    patterns: tuple[str, ...] = ()
    """As they were typed; for the note on what was chosen."""
    made_at: datetime = field(default_factory=lambda: datetime.now(UTC).replace(tzinfo=None))
    """UTC, without zone."""
    code_version: str = ""


@dataclass(frozen=True, slots=True)
class FactRow:
    """One line of a document's proofs."""

    number: int
    """Position among the facts of the document, from 1."""
    checked: CheckedFact
    reading: str
    """The number as the text has it and what it counts there; empty where no number was read."""
    decided: Decision | None
    conflict: Decision | None


@dataclass(frozen=True, slots=True)
class Section:
    """One document of the report."""

    prefix: str
    """Begins every id of the document on the page: `d1`, `d2`, …"""
    stored: StoredDocument
    marks: tuple[Mark, ...]
    rows: tuple[FactRow, ...]
    listed: frozenset[int]
    """Positions of the facts that are listed."""
    decided: Mapping[int, str]
    """What a person decided, or that the fact goes against it, in words, by the position of the fact."""


def report_pieces(store: StoreReader, selection: Selection, wanted: Wanted) -> Iterator[str]:
    """The report as HTML, in pieces: it needs no script, asks for nothing from elsewhere, and escapes all.

    Args:
        store: An open database.
        selection: The documents.
        wanted: What the report holds.
    """
    overview = store.overview(selection)
    yield from stream(
        "report.html",
        wanted=wanted,
        title=wanted.title or _title(len(selection.rows)),
        style=(files("extractor.pages") / "static" / "report.css").read_text(encoding="utf-8"),
        overview=overview,
        selection=selection,
        counts=_counts(overview),
        columns=_columns(overview),
        width=bar_width,
        top=bar_top,
        sections=_sections(store, selection, wanted.verdicts),
    )


def bar_top(totals: Sequence[Total]) -> Decimal:
    """What the longest bar stands for; never zero."""
    return max([Decimal(1), *(total.low * _ROOM if total.high is None else total.high for total in totals)])


def bar_width(value: Decimal, top: Decimal) -> str:
    """A length in hundredths of the longest bar."""
    return f"{100 * value / top:.2f}".rstrip("0").rstrip(".")


def _title(documents: int) -> str:
    return f"Figures from {documents:,} report{'' if documents == 1 else 's'}"


def _counts(overview: Overview) -> Mapping[Verdict, int]:
    rows = overview.verdicts.values()
    return {verdict: sum(row[verdict] for row in rows) for verdict in Verdict}


def _columns(overview: Overview) -> list[Measure]:
    """Measures of which any document tells a headline figure."""
    told = {headline.measure for one in overview.operations for headline in one.headlines}
    return [measure for measure in Measure if measure in told]


def _sections(store: StoreReader, selection: Selection, verdicts: Sequence[Verdict]) -> Iterator[Section]:
    for number, stored in enumerate(store.load(selection), start=1):
        if isinstance(stored.document, Document):
            yield _section(f"d{number}", stored, verdicts)


def _section(prefix: str, stored: StoredDocument, verdicts: Sequence[Verdict]) -> Section:
    readings: dict[tuple[int | None, int | None], LedgerEntry] = {
        (entry.mention.start, entry.mention.end): entry for entry in stored.ledger
    }
    rows = tuple(
        FactRow(
            position + 1,
            checked,
            _reading(readings.get((checked.number_start, checked.number_end))),
            stored.decided[position],
            stored.conflicts[position],
        )
        for position, checked in enumerate(stored.facts)
        if not verdicts or checked.verdict in verdicts
    )
    listed = frozenset(row.number - 1 for row in rows)
    against = {at: "against a decision" for at, one in enumerate(stored.conflicts) if one is not None}
    decided = {at: one.action.replace("_", " ") for at, one in enumerate(stored.decided) if one is not None}
    return Section(prefix, stored, marks(stored.facts, stored.ledger), rows, listed, against | decided)


def _reading(entry: LedgerEntry | None) -> str:
    if entry is None:
        return ""
    mention = entry.mention
    is_result = mention.role is Role.RESULT
    what = [str(mention.measure), *mention.also] if is_result and mention.measure else [mention.role.value]
    counted = ", ".join(word.replace("_", " ") for word in what)
    return f"{mention_words(mention) or mention.text} ({counted})"
