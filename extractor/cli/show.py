"""`extractor show`: one document with its figures marked, the ledger and the findings beneath."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.options import DbOption
from extractor.cli.terminal import (
    FACT_COLUMNS,
    MARKS,
    clean,
    console,
    fact_cells,
    mention_words,
    print_table,
)
from extractor.document import Document
from extractor.fact import CheckedFact, Verdict
from extractor.run import Finding, LedgerEntry

if TYPE_CHECKING:
    from rich.text import Text

    from extractor.store import StoredDocument

Span = tuple[int, int]


def show(
    document: Annotated[
        str, typer.Argument(help="Its name, the end of its name, its id, or the start of its id.")
    ],
    db: DbOption = None,
) -> None:
    """Show one document: its text with every figure marked by verdict, then facts, ledger and findings."""
    from extractor.settings import load_settings  # noqa: PLC0415
    from extractor.store import open_reader  # noqa: PLC0415

    settings = load_settings(db=db)
    with open_reader(settings.db, wait=settings.lock_wait) as store:
        print_document(store.load_result(document))


def print_document(stored: StoredDocument) -> None:
    """Text, facts, ledger and findings on stdout."""
    out = console(sys.stdout)
    out.print(f"{stored.document_id}  {clean(stored.document.name)}", style="bold", soft_wrap=True)
    if stored.failure is not None:
        out.print(
            clean(f"failed ({stored.failure.kind}): {stored.failure.reason}"), style="red", soft_wrap=True
        )
    if isinstance(stored.document, Document):
        out.print()
        out.print(marked_text(stored.document.text, stored.facts), soft_wrap=out.width > 1000)
        out.print(_legend())
    facts = ((f"{number}", *fact_cells(checked)) for number, checked in enumerate(stored.facts, start=1))
    print_table(("", *FACT_COLUMNS), facts, title="Facts")
    print_table(
        ("at", "number", "figure", "is", "became", "fact"), map(_ledger_cells, stored.ledger), title="Ledger"
    )
    if stored.findings:
        print_table(("", "check", "what it found"), map(_finding_cells, stored.findings), title="Findings")


def marked_text(text: str, facts: Sequence[CheckedFact]) -> Text:
    """The text with the sign of its verdict behind each figure, and the figure in the verdict's colour."""
    from rich.text import Text  # noqa: PLC0415

    shown = Text()
    done = 0
    for (start, end), verdicts in _spans(facts):
        if start < done:
            continue
        shown.append(clean(text[done:start]))
        shown.append(clean(text[start:end]), style=f"bold {MARKS[verdicts[0]][1]}")
        for verdict in verdicts:
            sign, colour = MARKS[verdict]
            shown.append(sign, style=colour)
        done = end
    shown.append(clean(text[done:]))
    return shown


def _spans(facts: Sequence[CheckedFact]) -> Iterator[tuple[Span, list[Verdict]]]:
    """Where each figure stands, or else where its quote ends, with the verdicts that rest on it."""
    verdicts: defaultdict[Span, list[Verdict]] = defaultdict(list)
    for checked in facts:
        if checked.number_start is not None and checked.number_end is not None:
            verdicts[checked.number_start, checked.number_end].append(checked.verdict)
        elif checked.end is not None:
            verdicts[checked.end, checked.end].append(checked.verdict)
    yield from sorted(verdicts.items())


def _legend() -> Text:
    from rich.text import Text  # noqa: PLC0415

    return Text("   ").join(
        Text(f"{sign} {verdict}", style=colour) for verdict, (sign, colour) in MARKS.items()
    )


def _ledger_cells(entry: LedgerEntry) -> tuple[str, ...]:
    mention = entry.mention
    return (
        f"{mention.start}",
        mention.text,
        mention_words(mention),
        ", ".join(filter(None, (mention.role, mention.measure, *mention.also))),
        entry.fate.value,
        "" if entry.fact_index is None else f"{entry.fact_index + 1}",
    )


def _finding_cells(finding: Finding) -> tuple[str | Text, ...]:
    from rich.text import Text  # noqa: PLC0415

    sign = Text("✓", style="green") if finding.passed else Text("✗", style="red")
    return sign, finding.rule, finding.message
