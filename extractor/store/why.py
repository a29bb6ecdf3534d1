"""One figure with everything behind it: words, both readings, run, attempts, decisions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractor.decision import Decision
from extractor.document import Document
from extractor.errors import InputError
from extractor.fact import CheckedFact, Fact, Measure
from extractor.mention import Mention
from extractor.run import Attempt, AttemptOutcome, Finding, Run
from extractor.store.review import reading_of
from extractor.store.stored import StoredDocument

Fetch = Callable[[str, Sequence[Any]], list[dict[str, Any]]]

_SHOWN = 5
"""Ids that a message lists at most."""


@dataclass(frozen=True, slots=True)
class Why:
    """What is known of one figure."""

    stored: StoredDocument
    """The result that claims it, or, for a figure that only a person gave, the latest one."""
    fact_id: str | None = None
    checked: CheckedFact | None = None
    """None for a figure that only a person gave."""
    mention: Mention | None = None
    """The number that it rests on, as the reader sees it."""
    reading: Fact | None = None
    """The text's own reading of that number."""
    trusted: bool = False
    decision: Decision | None = None
    """The decision in force that applies to it, or that it contradicts."""
    conflict: bool = False
    history: tuple[Decision, ...] = ()
    """Every decision ever taken on its words, oldest first."""
    findings: tuple[Finding, ...] = ()
    """The checks of the document that its number took part in."""
    attempts: tuple[Attempt, ...] = ()
    """The requests about the document in the run that made the result."""

    @property
    def run(self) -> Run:
        """The run that made the result."""
        return self.stored.run

    @property
    def spoken(self) -> tuple[int, int] | None:
        """Where its number stands in the document; its quote, where no number was read."""
        if self.mention is not None:
            return self.mention.start, self.mention.end
        if self.checked is not None and self.checked.start is not None and self.checked.end is not None:
            return self.checked.start, self.checked.end
        if self.decision is not None and self.decision.start is not None and self.decision.end is not None:
            return self.decision.start, self.decision.end
        return None

    @property
    def sentence(self) -> tuple[int, int] | None:
        """The line or clause around it, the quote included; None where it stands nowhere in the document."""
        if self.spoken is None or not isinstance(self.stored.document, Document):
            return None
        starts, ends = [self.spoken[0]], [self.spoken[1]]
        if self.mention is not None and self.mention.clause_end:
            starts.append(self.mention.clause_start)
            ends.append(self.mention.clause_end)
        if self.checked is not None and self.checked.start is not None and self.checked.end is not None:
            starts.append(self.checked.start)
            ends.append(self.checked.end)
        return min(starts), max(ends)

    @property
    def tokens(self) -> int:
        """Tokens of all attempts, as far as the endpoint counted them."""
        return sum((each.prompt_tokens or 0) + (each.completion_tokens or 0) for each in self.attempts)

    @property
    def cost(self) -> Decimal | None:
        """US dollars of all attempts; None where a price is not known."""
        costs = [each.cost for each in self.attempts if each.prompt_tokens is not None or each.answer]
        return None if any(cost is None for cost in costs) else sum(filter(None, costs), Decimal(0))


def find_figure(fetch: Fetch, path: Path, word: str) -> tuple[str, dict[str, Any]]:
    """The full id of a fact or a decision, and the row of `run_document` whose result it stands in.

    A decision stands for the fact of the latest result that carries its figure, where there is one.

    Args:
        fetch: Runs a SELECT with parameters.
        path: The database, for messages.
        word: `fact.id` or `decision.id`, or the beginning of one, with or without `fact_`.

    Raises:
        InputError: none, or several, begin so.
    """
    found = [row["id"] for row in fetch(_FIGURES, [word, word, word])] if word else []
    if word in found or len(found) == 1:
        figure_id = word if word in found else str(found[0])
        [seen] = fetch(_SEEN_FACT, [figure_id]) or fetch(_SEEN_DECISION, [figure_id])
        return seen.pop("fact_id") or figure_id, seen
    if not found:
        raise InputError(
            f"{str(path)!r} holds no fact {word!r}",
            hint="The column id of trusted_fact or fact has them; or name a document and a measure",
            kind="no_such_fact",
        )
    shown = ", ".join(found[:_SHOWN]) + (" …" if len(found) > _SHOWN else "")
    raise InputError(
        f"several facts begin with {word!r}: {shown}", hint="Write more of the id", kind="ambiguous_fact"
    )


def figures_of(fetch: Fetch, stored: StoredDocument, measure: Measure) -> list[str]:
    """Ids of the figures behind a measure in a row of `operation`, or else of every fact of the measure.

    Raises:
        InputError: nothing in the document is of that measure.
    """
    told = fetch(
        "SELECT unnest(fact_ids) AS id FROM headline WHERE document_id = ? AND measure = ?",
        [stored.document_id, measure.value],
    )
    if told:
        return [row["id"] for row in told]
    facts = zip(stored.fact_ids, stored.facts, strict=True)
    others = [fact_id for fact_id, checked in facts if checked.fact.measure is measure]
    if not others:
        raise InputError(
            f"{stored.document.name!r} has no figure of {measure.value!r}",
            hint=f"`extractor show {stored.document_id}` lists its figures",
            kind="no_such_fact",
        )
    return others


def explain(fetch: Fetch, stored: StoredDocument, figure_id: str, history: Sequence[Decision]) -> Why:
    """Everything behind one figure of a result.

    Args:
        fetch: Runs a SELECT with parameters.
        stored: The result.
        figure_id: A fact of that result, or a decision on its document.
        history: Every decision on the document.
    """
    attempts = _attempts(fetch, stored)
    if figure_id not in stored.fact_ids:
        [decision] = [each for each in history if each.id == figure_id]
        mention = _mention(stored, decision.start)
        return Why(
            stored,
            mention=mention,
            trusted=decision.in_force and decision.decided is not None,
            decision=decision,
            history=_about(history, (decision.start, decision.end), decision.claimed),
            findings=_touching(stored, mention),
            attempts=attempts,
        )
    at = stored.fact_ids.index(figure_id)
    checked = stored.facts[at]
    mention = _mention(stored, checked.number_start)
    text = stored.document.text if isinstance(stored.document, Document) else ""
    words = (checked.start, checked.end) if mention is None else (mention.start, mention.end)
    return Why(
        stored,
        fact_id=figure_id,
        checked=checked,
        mention=mention,
        reading=None if mention is None else reading_of(checked, mention, text),
        trusted=stored.trusted[at],
        decision=stored.decided[at] or stored.conflicts[at],
        conflict=stored.conflicts[at] is not None,
        history=_about(history, words, checked.fact),
        findings=_touching(stored, mention),
        attempts=attempts,
    )


def _mention(stored: StoredDocument, start: int | None) -> Mention | None:
    found = (entry.mention for entry in stored.ledger if entry.mention.start == start)
    return next(found, None)


def _touching(stored: StoredDocument, mention: Mention | None) -> tuple[Finding, ...]:
    if mention is None:
        return ()
    return tuple(
        finding
        for finding in stored.findings
        if any(start < mention.end and mention.start < end for start, end in finding.spans)
    )


def _about(
    history: Sequence[Decision], words: tuple[int | None, int | None], claim: Fact | None
) -> tuple[Decision, ...]:
    """The decisions on the same words; for words that stand nowhere, those on the same claim."""
    start, end = words
    if start is None or end is None:
        return tuple(each for each in history if each.start is None and each.claimed == claim)
    return tuple(
        each
        for each in history
        if each.start is not None and each.end is not None and each.start < end and start < each.end
    )


def _attempts(fetch: Fetch, stored: StoredDocument) -> tuple[Attempt, ...]:
    rows = fetch(
        "SELECT * FROM attempt WHERE document_id = ? AND run_id = ? ORDER BY rowid",
        [stored.document_id, stored.run.id],
    )
    return tuple(_attempt(row) for row in rows)


def _attempt(row: Mapping[str, Any]) -> Attempt:
    known = {key: value for key, value in row.items() if key in Attempt.__slots__}
    return Attempt(**{**known, "outcome": AttemptOutcome(row["outcome"])})


_SEEN_FACT = """
SELECT run_document.*, fact.id AS fact_id
FROM fact JOIN run_document ON run_document.work_key = fact.work_key
WHERE fact.id = ?
ORDER BY run_document.serial DESC
LIMIT 1
"""

_SEEN_DECISION = """
SELECT run_document.*, decided_fact.fact_id
FROM decision
JOIN run_document ON run_document.document_id = decision.document_id
LEFT JOIN latest_report ON latest_report.serial = run_document.serial
LEFT JOIN decided_fact ON decided_fact.work_key = latest_report.work_key
    AND decided_fact.decision_id = decision.id AND decided_fact.bearing <> 'conflict'
WHERE decision.id = ?
ORDER BY latest_report.serial IS NULL, decided_fact.trusted DESC NULLS LAST, run_document.serial DESC
LIMIT 1
"""

_FIGURES = """
SELECT id FROM fact WHERE starts_with(id, ?) OR starts_with(id, 'fact_' || ?)
UNION ALL SELECT id FROM decision WHERE starts_with(id, ?)
ORDER BY id
LIMIT 50
"""
