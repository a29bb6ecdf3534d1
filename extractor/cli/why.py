"""`extractor why`: one figure, and everything it rests on."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli.options import DbOption
from extractor.cli.terminal import clean, console, print_json_lines
from extractor.decision import Action, Decision
from extractor.document import Document
from extractor.errors import UsageError
from extractor.fact import Fact, Measure

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from extractor.store import Why

_SUFFIXES = ("_low", "_high", "_currency")


class WhyFormat(StrEnum):
    """How the answer is printed."""

    TABLE = "table"
    JSON = "json"


def why(
    figure: Annotated[
        str,
        typer.Argument(metavar="FACT", help="An id or the beginning of one; or a document, as for `show`."),
    ],
    measure: Annotated[
        str | None,
        typer.Argument(metavar="[MEASURE]", help="With a document: a column of its row in `operation`."),
    ] = None,
    output: Annotated[
        WhyFormat, typer.Option("--format", help="json gives a figure a line.")
    ] = WhyFormat.TABLE,
    db: DbOption = None,
) -> None:
    """Say why a figure is what it is: its sentence, both readings, verdict, run, attempts and decisions."""
    from extractor.settings import load_settings  # noqa: PLC0415
    from extractor.store import open_reader  # noqa: PLC0415

    asked = None if measure is None else _measure(measure)
    settings = load_settings(db=db)
    with open_reader(settings.db, wait=settings.lock_wait) as store:
        found = [store.why(figure)] if asked is None else store.why_measure(figure, asked)
    if output is WhyFormat.JSON:
        print_json_lines(map(_row, found))
    else:
        for each in found:
            _print(each)


def _measure(word: str) -> Measure:
    bare = next((word.removesuffix(suffix) for suffix in _SUFFIXES if word.endswith(suffix)), word)
    if bare not in set(Measure):
        raise UsageError(f"{word!r} is no measure", hint=f"Use one of {', '.join(Measure)}")
    return Measure(bare)


def _print(found: Why) -> None:
    out = console(sys.stdout)
    out.print(clean(f"{_id(found)}  {found.stored.document.name}"), style="bold", soft_wrap=True)
    sentence = _sentence(found)
    if sentence is not None:
        out.print(sentence)
    out.print()
    out.print(_block(found))
    out.print()


def _block(found: Why) -> Table:
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    block = Table(box=None, show_header=False, pad_edge=False, padding=(0, 3, 0, 0))
    block.add_column(no_wrap=True)
    block.add_column(overflow="fold")
    for name, words in _lines(found):
        block.add_row(Text(clean(name), style="bold"), Text(clean(" ".join(words.split()))))
    return block


def _id(found: Why) -> str:
    return found.fact_id or (found.decision.id if found.decision else "")


def _sentence(found: Why) -> Text | None:
    """The sentence with its number marked; one line, whatever breaks the document has there."""
    from rich.text import Text  # noqa: PLC0415

    document, around, number = found.stored.document, found.sentence, found.spoken
    if not isinstance(document, Document) or around is None or number is None:
        return None
    cuts = (around[0], number[0], number[1], around[1])
    before, marked, after = (
        clean(document.text[start:end].replace("\n", " ")) for start, end in pairwise(cuts)
    )
    return Text.assemble("  … " if around[0] else "  ", before, (f"▸{marked}◂", "bold"), after)


def _lines(found: Why) -> Iterator[tuple[str, str]]:
    yield from _claim_lines(found)
    yield "the text says", _reading_words(found)
    yield "trusted", "yes" if found.trusted else "no"
    for decision in found.history:
        yield _decision_title(decision, found), _decision_words(decision)
    for finding in found.findings:
        yield f"check {finding.rule}", f"{'passed' if finding.passed else 'failed'}: {finding.message}"
    run = found.run
    yield "model", f"{run.model} at {run.endpoint}"
    yield "prompt", f"{run.prompt_name} ({run.prompt_hash[:12]}), schema {run.schema_hash[:12]}"
    yield "run", f"{run.id}, {run.started_at:%Y-%m-%d %H:%M} UTC, extractor {run.code_version}"
    yield "attempts", _attempt_words(found)


def _claim_lines(found: Why) -> Iterator[tuple[str, str]]:
    checked = found.checked
    if checked is None:
        yield "the model says", "nothing: a person gave this figure"
        return
    missed = checked.verdict == "missed"
    yield "the model says", "nothing" if missed else _figure(checked.fact)
    yield "quote", checked.fact.quote
    test = f", the {checked.failed_test} test failed" if checked.failed_test else ""
    flags = f" ({', '.join(checked.flags)})" if checked.flags else ""
    yield "verdict", f"{checked.verdict}{test}{flags}"
    if checked.reason:
        yield "because", checked.reason


def _reading_words(found: Why) -> str:
    if found.reading is not None:
        return _figure(found.reading)
    if found.mention is not None:
        return f"{found.mention.text!r} is {found.mention.role.value}, no result"
    return "the reader finds no number there"


def _decision_title(decision: Decision, found: Why) -> str:
    if not decision.in_force:
        return "decided before"
    return "in conflict with" if found.conflict and decision == found.decision else "decided"


def _decision_words(decision: Decision) -> str:
    said = decision.action.value.replace("_", " ")
    if decision.action is Action.CORRECTED and decision.decided is not None:
        said = f"corrected to {_figure(decision.decided)}"
    elif decision.action is Action.UNDONE:
        said = f"took back {decision.undoes}"
    who = f"{said} by {decision.decided_by}, {decision.decided_at:%Y-%m-%d %H:%M} UTC"
    return f"{who}: {decision.reason}" if decision.reason else who


def _attempt_words(found: Why) -> str:
    from extractor.pages.words import cost_words  # noqa: PLC0415

    if not found.attempts:
        return "none in that run: an earlier answer was used, or no model was asked"
    outcomes = ", ".join(each.outcome.value for each in found.attempts)
    return f"{len(found.attempts)} ({outcomes}), {found.tokens:,} tokens, cost {cost_words(found.cost)}"


def _figure(fact: Fact) -> str:
    from extractor.pages.words import fact_words, scope_words  # noqa: PLC0415

    scope = scope_words(fact)
    return f"{fact.measure.value} {fact_words(fact)}" + (f", {scope}" if scope else "")


def _row(found: Why) -> dict[str, Any]:
    """The answer as scripts get it."""
    checked, document = found.checked, found.stored.document
    around, run = found.sentence, found.run
    text = document.text if isinstance(document, Document) else ""
    return {
        "id": _id(found),
        "document_id": found.stored.document_id,
        "document": document.name,
        "sentence": None if around is None else text[slice(*around)],
        "sentence_start": None if around is None else around[0],
        "number_start": None if found.spoken is None else found.spoken[0],
        "number_end": None if found.spoken is None else found.spoken[1],
        "claim": None if checked is None else checked.fact.to_mapping(),
        "reading": None if found.reading is None else found.reading.to_mapping(),
        "role": None if found.mention is None else found.mention.role,
        "verdict": None if checked is None else checked.verdict,
        "failed_test": None if checked is None else checked.failed_test,
        "reason": None if checked is None else checked.reason,
        "flags": [] if checked is None else list(checked.flags),
        "trusted": found.trusted,
        "conflict": found.conflict,
        "decision": None if found.decision is None else found.decision.id,
        "history": _history(found.history),
        "findings": [
            {"rule": each.rule, "version": each.version, "passed": each.passed, "message": each.message}
            for each in found.findings
        ],
        "run": {
            "id": run.id,
            "model": run.model,
            "endpoint": run.endpoint,
            "prompt_name": run.prompt_name,
            "prompt_hash": run.prompt_hash,
            "schema_hash": run.schema_hash,
            "code_version": run.code_version,
            "started_at": run.started_at.isoformat(),
        },
        "attempts": [
            {
                "outcome": each.outcome,
                "number": each.number,
                "reask": each.reask,
                "prompt_tokens": each.prompt_tokens,
                "completion_tokens": each.completion_tokens,
                "cost": each.cost,
                "seconds": each.seconds,
            }
            for each in found.attempts
        ],
    }


def _history(history: Sequence[Decision]) -> list[dict[str, Any]]:
    return [
        {
            "id": each.id,
            "action": each.action,
            "in_force": each.in_force,
            "claimed": None if each.claimed is None else each.claimed.to_mapping(),
            "decided": None if each.decided is None else each.decided.to_mapping(),
            "replaced": each.replaced,
            "undoes": each.undoes,
            "decided_by": each.decided_by,
            "decided_at": each.decided_at.isoformat(),
            "reason": each.reason,
        }
        for each in history
    ]
