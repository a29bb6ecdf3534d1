"""`extractor show`: one document with its figures marked, the ledger and the findings beneath."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.options import DbOption
from extractor.cli.terminal import (
    COLOURS,
    FACT_COLUMNS,
    MARKS,
    clean,
    console,
    fact_cells,
    print_table,
)
from extractor.decision import Decision
from extractor.document import Document
from extractor.fact import Fact
from extractor.pages.marks import SIGNS, Mark, marks, segments
from extractor.pages.words import fact_words, mention_words
from extractor.run import Finding, LedgerEntry

if TYPE_CHECKING:
    from rich.text import Text

    from extractor.store import StoredDocument


def show(
    document: Annotated[
        str, typer.Argument(help="Its name, the end of its name, its id, or the start of its id.")
    ],
    db: DbOption = None,
    roles: Annotated[
        bool, typer.Option("--roles", help="Mark also the numbers that no fact rests on, with what each is.")
    ] = False,
) -> None:
    """Show one document: its text with every figure marked by verdict, then facts, ledger and findings."""
    from extractor.settings import load_settings  # noqa: PLC0415
    from extractor.store import open_reader  # noqa: PLC0415

    settings = load_settings(db=db)
    with open_reader(settings.db, wait=settings.lock_wait) as store:
        print_document(store.load_result(document), roles=roles)


def print_document(stored: StoredDocument, *, roles: bool = False) -> None:
    """Text, facts, ledger, decisions and findings on stdout.

    Args:
        stored: A document with its result.
        roles: Whether numbers that no fact rests on are marked too.
    """
    out = console(sys.stdout)
    out.print(f"{stored.document_id}  {clean(stored.document.name)}", style="bold", soft_wrap=True)
    if stored.failure is not None:
        out.print(
            clean(f"failed ({stored.failure.kind}): {stored.failure.reason}"), style="red", soft_wrap=True
        )
    if isinstance(stored.document, Document):
        out.print()
        found = marks(stored.facts, stored.ledger, roles=roles)
        out.print(marked_text(stored.document.text, found), soft_wrap=out.width > 1000)
        out.print(_legend())
    facts = ((f"{number}", *fact_cells(checked)) for number, checked in enumerate(stored.facts, start=1))
    print_table(("", *FACT_COLUMNS), facts, title="Facts")
    print_table(
        ("at", "number", "figure", "is", "became", "fact"), map(_ledger_cells, stored.ledger), title="Ledger"
    )
    if stored.decisions:
        rows = (_decision_cells(one, stored) for one in stored.decisions)
        print_table(DECISION_COLUMNS, rows, title="Decisions")
    if stored.findings:
        print_table(("", "check", "what it found"), map(_finding_cells, stored.findings), title="Findings")


def marked_text(text: str, found: Sequence[Mark]) -> Text:
    """The text with the sign of its verdict behind each figure, and the figure in the verdict's colour."""
    from rich.text import Text  # noqa: PLC0415

    shown = Text()
    for segment in segments(text, found):
        mark = segment.mark
        if mark is None:
            shown.append(clean(segment.text))
        elif mark.role is not None:
            shown.append(clean(segment.text), style="dim underline")
            shown.append(f"[{mark.role}]", style="dim")
        else:
            shown.append(clean(segment.text), style=f"bold {COLOURS[mark.verdicts[0]]}")
            for verdict in mark.verdicts:
                shown.append(SIGNS[verdict], style=COLOURS[verdict])
    return shown


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


DECISION_COLUMNS = ("fact", "figure", "decision", "what holds", "by", "when (UTC)", "why")


def _decision_cells(decision: Decision, stored: StoredDocument) -> tuple[str, ...]:
    facts = (
        f"{number}" + (" (against it)" if conflict is not None else "")
        for number, (own, conflict) in enumerate(zip(stored.decided, stored.conflicts, strict=True), start=1)
        if decision in (own, conflict)
    )
    return (
        ", ".join(facts),
        _figure(decision.claimed),
        decision.action.replace("_", " "),
        _figure(decision.decided),
        decision.decided_by,
        f"{decision.decided_at:%Y-%m-%d %H:%M}",
        decision.reason,
    )


def _figure(fact: Fact | None) -> str:
    return "" if fact is None else f"{fact.measure.replace('_', ' ')} {fact_words(fact)}"


def _finding_cells(finding: Finding) -> tuple[str | Text, ...]:
    from rich.text import Text  # noqa: PLC0415

    sign = Text("✓", style="green") if finding.passed else Text("✗", style="red")
    return sign, finding.rule, finding.message
