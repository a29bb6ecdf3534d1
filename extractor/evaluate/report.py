"""An evaluation as tables, for the terminal, for CSV and for JSON; nothing here prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.evaluate.alignment import Level
from extractor.evaluate.evaluation import Evaluation
from extractor.evaluate.intervals import Interval, Rate, smallest_p
from extractor.evaluate.outcomes import FactRow, error_rows
from extractor.evaluate.promise import powers_of_ten, risk_and_coverage
from extractor.evaluate.scoring import ATTRIBUTES, FIELDS, RATES, Column, rate_of, total
from extractor.evaluate.tally import Tally
from extractor.fact import Fact, Period, Qualifier

Cell = str | int | float | Rate | Interval | None

SIGNIFICANT = 0.05

READER_TITLES = {"model": "the model alone", "reader": "the number reader alone", "trusted": "trusted"}
_GROUPS = (("headline", True), ("breakdown", False))
_LEVELS = {
    Level.NUMBER: "number",
    Level.JOINT: "number and qualifier",
    Level.STATEMENT: "with scope and period",
}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one kind; a cell that is a rate carries its counts and its interval."""

    name: str
    """A stable word for JSON and CSV."""
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


def tables(evaluation: Evaluation) -> tuple[Table, ...]:
    """Everything a report shows, in order; tables that would be empty are left out."""
    found = [_header(evaluation), _figures(evaluation), *_promise(evaluation), _reader(evaluation)]
    found += [_by_measure(column) for column in evaluation.columns]
    found += [_attributes(evaluation), _fields(evaluation), _powers_of_ten(evaluation)]
    found += [_errors(evaluation, column.reader) for column in evaluation.columns]
    return tuple(table for table in found if table.rows)


def say(cell: Cell) -> str:
    """A cell as a person reads it: a rate with its interval and its n, never bare."""
    match cell:
        case None:
            return ""
        case Rate():
            return say_rate(cell)
        case Interval():
            return f"{cell.low:.3f} to {cell.high:.3f}"
        case float():
            return f"{cell:,.4g}"
        case int():
            return f"{cell:,}"
        case _:
            return cell


def say_rate(rate: Rate) -> str:
    """`0.912 [0.84, 0.95] 52/57, n 12`; counts alone where there are too few documents for an interval.

    Where the rate is 0 or 1 the interval speaks of documents: `1.000 [documents 0.57, 1.00] 21/21, n 5`.
    """
    counts = f"{rate.hits}/{rate.total}, n {rate.documents}"
    if rate.value is None or rate.interval is None:
        return counts
    about = "" if rate.interval.of == "rate" else "documents "
    return f"{rate.value:.3f} [{about}{rate.interval.low:.2f}, {rate.interval.high:.2f}] {counts}"


def to_json(evaluation: Evaluation) -> dict[str, Any]:
    """The whole report as JSON: figures by name, and every table with its cells in full."""
    return {
        "notes": list(evaluation.notes),
        "figures": {name: rate_json(rate) for name, rate in evaluation.figures().items()},
        "tables": [table_json(table) for table in tables(evaluation)],
    }


def figure_rows(figures: Mapping[str, Rate]) -> Iterator[tuple[str | int | float | None, ...]]:
    """Every figure as one flat row, for CSV; the first row holds the column names."""
    yield ("figure", "value", "hits", "total", "documents", "low", "high", "method", "interval_of")
    for name, rate in figures.items():
        yield (name, *rate_json(rate).values())


def rate_json(rate: Rate) -> dict[str, str | int | float | None]:
    """A rate with its counts, interval and method."""
    interval = rate.interval
    return {
        "value": rate.value,
        "hits": rate.hits,
        "total": rate.total,
        "documents": rate.documents,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "method": interval.method if interval else None,
        "interval_of": interval.of if interval else None,
    }


def figure_words(fact: Fact | None) -> str:
    """`arrests: more than 40 (Kent Police, previous)`; empty for None."""
    if fact is None:
        return ""
    value = f"{fact.value.normalize():,f}"
    upper = "" if fact.value_max is None else f" to {fact.value_max.normalize():,f}"
    unit = "" if fact.unit == "count" else f" {fact.unit}"
    hedge = "" if fact.qualifier is Qualifier.EXACT else f"{fact.qualifier.replace('_', ' ')} "
    period = None if fact.period is Period.CURRENT else fact.period.value
    limits = ", ".join(filter(None, (fact.force, fact.place, fact.offence, fact.item, period)))
    return f"{fact.measure}: {hedge}{value}{upper}{unit}" + (f" ({limits})" if limits else "")


def _header(evaluation: Evaluation) -> Table:
    rows: list[tuple[Cell, ...]] = [("gold", evaluation.gold_version), ("documents", evaluation.documents)]
    if run := evaluation.run:
        rows += [
            ("run", run.id),
            ("model", run.model),
            ("code", run.code_version),
            ("prompt", f"{run.prompt_name} {run.prompt_hash[:12]}"),
            ("schema", run.schema_hash[:12]),
            ("failed documents", sum(bool(each.failed) for each in evaluation.column("model").documents)),
        ]
    if cost := evaluation.cost:
        dollars = "unknown" if cost.dollars is None else f"{cost.dollars:.4f} USD"
        seconds = "unknown" if cost.seconds is None else round(cost.seconds)
        rows += [("tokens", cost.tokens), ("cost", dollars), ("seconds", seconds)]
    return Table("header", "What was measured", ("", ""), tuple(rows), _power(evaluation.documents))


def _power(documents: int) -> str:
    smallest = smallest_p(documents)
    if smallest <= SIGNIFICANT:
        return ""
    return (
        f"{documents} documents cannot tell two runs apart: the smallest p they allow is {smallest:.4g}. "
        "Intervals are wide, and under five documents there are counts only."
    )


def _figures(evaluation: Evaluation) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for group, headline in _GROUPS:
        for level, words in _LEVELS.items():
            names = RATES if level is Level.JOINT else ("f1",)
            for name in names:
                cells = (column.rate(name, level, headline=headline) for column in evaluation.columns)
                rows.append((f"{group} {name.replace('_', ' ')}, {words}", *cells))
    exact = (_exact_documents(column) for column in evaluation.columns)
    rows.append(("documents without any error", *exact))
    return Table("figures", "Figures against gold", ("", *_readers(evaluation)), tuple(rows), _COUNTS)


_COUNTS = (
    "A rate with its 95 % interval over documents, its counts, and the number n of documents that have any; "
    "F1 counts twice the correct figures over those in gold and those claimed. Where a rate is 0 or 1 the "
    "interval is that of documents without any error (any success)."
)


def _exact_documents(column: Column) -> str:
    return f"{column.exact_documents()} of {len(column.documents)}"


def _readers(evaluation: Evaluation) -> tuple[str, ...]:
    return tuple(READER_TITLES[column.reader] for column in evaluation.columns)


def _promise(evaluation: Evaluation) -> list[Table]:
    if evaluation.run is None:
        return []
    figures = evaluation.figures()
    wanted = [(name, words) for name, words in _PROMISE.items() if name in figures]
    rows = tuple((words, figures[name]) for name, words in wanted)
    steps = tuple(
        (step.verdict.value, step.facts, step.wrong, step.risk, step.coverage)
        for step in risk_and_coverage(evaluation.checked)
    )
    columns = ("let in down to", "facts", "wrong", "share wrong, 95 %", "required gold told")
    return [
        Table("promise", "The promise", ("", "rate"), rows),
        Table("risk", "Risk against coverage, as verdicts are let in", columns, steps),
    ]


_PROMISE = {
    "confirmed.precision": "confirmed facts that gold says too",
    "confirmed.coverage": "required gold facts that are confirmed",
    "model.hallucination": "claims whose measure and number gold does not know",
    "model.unsupported_number": "claims whose number does not stand where they say",
    "model.unclaimed_number": "numbers that may be results and that no fact claims",
}


def _reader(evaluation: Evaluation) -> Table:
    wrong = evaluation.figures()["reader.wrong_measure"]
    row = ("numbers given a measure that no gold fact has with them", wrong)
    return Table("reader", "The number reader", ("", "rate"), (row,))


def _by_measure(column: Column) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for measure in column.measures():
        counts = column.by_measure(measure)
        rows.append((measure.value, *_counts(total(counts)), *(rate_of(name, counts) for name in _PRF)))
    columns = ("measure", "in gold", "correct", "incorrect", "missing", "spurious", *_PRF)
    title = f"By measure: {READER_TITLES[column.reader]}"
    return Table(f"measures_{column.reader}", title, columns, tuple(rows))


_PRF = ("precision", "recall", "f1")


def _counts(tally: Tally) -> tuple[int, ...]:
    return tally.possible, tally.correct, tally.incorrect, tally.missing, tally.spurious


def _attributes(evaluation: Evaluation) -> Table:
    rows = _side_by_side(
        ATTRIBUTES, ([(c.attribute(name)) for c in evaluation.columns] for name in ATTRIBUTES)
    )
    return Table(
        "attributes", "Attributes of figures whose number is right, F1", ("", *_readers(evaluation)), rows
    )


def _fields(evaluation: Evaluation) -> Table:
    columns = [column for column in evaluation.columns if column.reader == "model"]
    rows = _side_by_side(FIELDS, ([column.field(name) for column in columns] for name in FIELDS))
    titles = tuple(READER_TITLES[column.reader] for column in columns)
    return Table("fields", "Fields of the report as a whole, F1", ("", *titles), rows if columns else ())


def _side_by_side(
    names: Sequence[str], counts: Iterable[Sequence[Sequence[Tally]]]
) -> tuple[tuple[Cell, ...], ...]:
    """One row a name, one F1 a reader; a name that no document fills anywhere is left out."""
    rows: list[tuple[Cell, ...]] = []
    for name, of_readers in zip(names, counts, strict=True):
        cells = [rate_of("f1", of_documents) for of_documents in of_readers]
        if any(cell.total for cell in cells):
            rows.append((name.replace("_", " "), *cells))
    return tuple(rows)


def _powers_of_ten(evaluation: Evaluation) -> Table:
    pairs = [
        (f"{column.reader}: {score.gold.name}", pair)
        for column in evaluation.columns
        for score in column.documents
        for pair in score.pairs
    ]
    rows = tuple((e.document, figure_words(e.gold), figure_words(e.claim)) for e in powers_of_ten(pairs))
    return Table("powers_of_ten", "Decimal points moved", ("document", "gold", "claim"), rows)


def _errors(evaluation: Evaluation, reader: str) -> Table:
    rows = tuple(_error(row) for row in error_rows(evaluation, reader))
    columns = ("document", "outcome", "gold", "claim", "verdict", "quote")
    return Table(f"errors_{reader}", f"Every error: {READER_TITLES[reader]}", columns, rows)


def _error(row: FactRow) -> tuple[Cell, ...]:
    quote = " ".join(row.quote.split())
    return (
        row.document, row.outcome.value, figure_words(row.gold), figure_words(row.claim), row.verdict, quote,
    )  # fmt: skip


def table_json(table: Table) -> dict[str, Any]:
    """A table with its cells in full."""
    return {
        "name": table.name,
        "title": table.title,
        "columns": list(table.columns),
        "rows": [[_cell_json(cell) for cell in row] for row in table.rows],
        "note": table.note,
    }


def _cell_json(cell: Cell) -> Any:
    if isinstance(cell, Rate):
        return rate_json(cell)
    if isinstance(cell, Interval):
        return {"low": cell.low, "high": cell.high, "method": cell.method}
    return cell
