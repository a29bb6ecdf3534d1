"""Two annotators of the same documents: one scored against the other, by the scorer that scores models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.errors import InputError
from extractor.evaluate.alignment import Outcome, Pair
from extractor.evaluate.gold import SUFFIX, GoldDocument, GoldRecord, find_gold, load_record, read_text_of
from extractor.evaluate.report import Table, figure_words
from extractor.evaluate.scoring import ATTRIBUTES, FIELDS, Column, DocumentScore, score_document
from extractor.fact import Fact


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing that two annotators see differently."""

    document: str
    where: str
    """`fact`, an attribute of one, or a field of the report."""
    first: str
    second: str
    """What each wrote; empty where one wrote nothing."""
    fact: Fact | None = None
    """The fact that it is about; None for a field."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two annotators agree."""

    column: Column
    """The second annotator's required facts, scored against all facts of the first."""
    disagreements: tuple[Disagreement, ...]
    alone: tuple[str, ...]
    """Documents that only one of them annotated."""


def compare_annotators(first: str | Path, second: str | Path) -> Agreement:
    """Score the second annotator against the first.

    Records pair by their path within the folder; two files pair whatever their names. The second one's
    optional facts are no claims, but where the first requires one of them it is listed with the rest, so
    that the two can settle it.

    Args:
        first: A gold record or a folder of them; the documents are read from beside these.
        second: The other annotator's record or folder; it needs no documents.

    Raises:
        InputError: a record cannot be read, or no name is in both.
    """
    ours, theirs = _records(first), _records(second)
    if Path(first).is_file() and Path(second).is_file():
        theirs = {next(iter(ours)): next(iter(theirs.values()))}
    both = [name for name in ours if name in theirs]
    if not both:
        raise InputError(f"No gold record is in {str(first)!r} and in {str(second)!r} by the same name")
    golds = [GoldDocument(read_text_of(ours[name].path), ours[name]) for name in both]
    scores = tuple(_score(gold, theirs[name]) for gold, name in zip(golds, both, strict=True))
    found = tuple(
        each
        for score, name in zip(scores, both, strict=True)
        for each in (*_facts(score, theirs[name]), *_fields(score, theirs[name]))
    )
    return Agreement(Column("second", scores), found, tuple(sorted(ours.keys() ^ theirs.keys())))


def agreement_tables(agreement: Agreement) -> tuple[Table, ...]:
    """How far two annotators agree, and everything they see differently."""
    column = agreement.column
    rates = tuple(
        (f"{group} {name}", column.rate(name, headline=headline))
        for group, headline in (("headline", True), ("breakdown", False))
        for name in ("precision", "recall", "f1")
    )
    exact = (
        "documents without any difference in figures",
        f"{column.exact_documents()} of {len(column.documents)}",
    )
    differences = tuple(
        (each.document, figure_words(each.fact), each.where, each.first, each.second)
        for each in agreement.disagreements
    )
    return (
        Table("agreement", "The second annotator scored against the first", ("", "rate"), (*rates, exact)),
        Table(
            "differences",
            "What they see differently",
            ("document", "fact", "", "first", "second"),
            differences,
        ),
    )


def _records(path: str | Path) -> dict[str, GoldRecord]:
    """Every record by its path within the folder, so that two of one name stay apart."""
    folder = Path(path) if Path(path).is_dir() else Path(path).parent
    found = ((record.relative_to(folder), load_record(record)) for record in find_gold([path]))
    return {str(place).removesuffix(SUFFIX): record for place, record in found}


def _score(gold: GoldDocument, other: GoldRecord) -> DocumentScore:
    return score_document(gold, other.required, other.header)


def _facts(score: DocumentScore, other: GoldRecord) -> list[Disagreement]:
    name = score.gold.name
    found = []
    for pair in score.pairs:
        if pair.gold and pair.claim:
            found += _attributes(name, pair)
        elif pair.gold:
            optional = any(each == pair.gold.fact for each in other.optional)
            found.append(_alone(name, pair.gold.fact, "required", "optional" if optional else ""))
        elif pair.claim:
            found.append(_alone(name, pair.claim, "", "required"))
    return found


def _alone(document: str, fact: Fact, first: str, second: str) -> Disagreement:
    return Disagreement(document, "fact", first, second, fact)


def _attributes(document: str, pair: Pair) -> list[Disagreement]:
    if pair.gold is None or pair.claim is None:
        return []
    names = ("value", "value_max", "unit", *ATTRIBUTES)
    if pair.outcome() is Outcome.OPTIONAL:
        return [_alone(document, pair.gold.fact, "optional", "required")]
    values = ((name, getattr(pair.gold.fact, name), getattr(pair.claim, name)) for name in names)
    return [
        Disagreement(document, name, _word(ours), _word(theirs), pair.gold.fact)
        for name, ours, theirs in values
        if ours != theirs
    ]


def _fields(score: DocumentScore, other: GoldRecord) -> list[Disagreement]:
    ours = score.gold.record.header
    values: Sequence[tuple[str, object, object]] = [
        (name, getattr(ours, name), getattr(other.header, name)) for name in FIELDS
    ]
    return [
        Disagreement(score.gold.name, name, _word(one), _word(two)) for name, one, two in values if one != two
    ]


def _word(value: object) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
