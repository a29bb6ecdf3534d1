"""An injection as tables and as figures; nothing here prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from extractor.evaluate.inject import Injection, Trial
from extractor.evaluate.intervals import Rate, clopper_pearson
from extractor.evaluate.report import Cell, Table, figure_words, rate_json, table_json
from extractor.evaluate.spoils import SPOILERS, Group, Kind
from extractor.fact import Verdict

TEXT = (Group.VALUE, Group.QUOTE, Group.UNIT, Group.QUALIFIER)
"""Errors that the words of the quote belie."""
MEANING = (Group.MEASURE, Group.SCOPE, Group.PERIOD)
"""Errors about what a right number means."""

_GROUPS = {
    "caught.text": ("values, quotes, units, qualifiers", TEXT),
    "caught.meaning": ("measure, scope, period", MEANING),
    "caught.set": ("told twice, left out", (Group.SET,)),
}


def injection_figures(injection: Injection) -> Mapping[str, Rate]:
    """Every share under the name by which `--fail-under` knows it, with Clopper-Pearson bounds."""
    kept = {
        f"kept.{verdict.value}": _rate(
            len(injection.with_verdict(verdict)), len(injection.kept), _golds(injection)
        )
        for verdict in (Verdict.CONFIRMED, Verdict.UNVERIFIED, Verdict.CONTRADICTED, Verdict.UNSUPPORTED)
    }
    groups = {name: _caught(injection.among(about)) for name, (_, about) in _GROUPS.items()}
    kinds = {f"caught.{kind.value}": _caught(injection.of(kind)) for kind in Kind}
    return kept | groups | kinds


def injection_tables(injection: Injection) -> tuple[Table, ...]:
    """True facts kept beside errors caught, kind by kind, and every error let through with its fact."""
    return (
        _kept(injection),
        _by_kind(injection),
        _let_through(injection),
        _turned_away(injection),
    )


def injection_json(injection: Injection) -> dict[str, Any]:
    """The same as JSON."""
    return {
        "seed": injection.seed,
        "asked": injection.number,
        "available": injection.available,
        "figures": {name: rate_json(rate) for name, rate in injection_figures(injection).items()},
        "tables": [table_json(table) for table in injection_tables(injection)],
    }


def _rate(hits: int, total: int, documents: int) -> Rate:
    return Rate(hits, total, documents, clopper_pearson(hits, total) if total else None)


def _caught(trials: Sequence[Trial]) -> Rate:
    documents = len({trial.spoil.gold.name for trial in trials})
    return _rate(sum(trial.caught for trial in trials), len(trials), documents)


def _golds(injection: Injection) -> int:
    return len({kept.gold.name for kept in injection.kept})


def _kept(injection: Injection) -> Table:
    figures = injection_figures(injection)
    rows: list[tuple[Cell, ...]] = [
        (f"true facts {name.removeprefix('kept.')}", rate)
        for name, rate in figures.items()
        if name.startswith("kept.")
    ]
    rows += [(f"errors caught: {words}", figures[name]) for name, (words, _) in _GROUPS.items()]
    title = f"True facts kept ({len(injection.kept)}), and errors caught ({len(injection.trials)})"
    return Table("kept", title, ("", "rate"), tuple(rows), _drawing(injection))


def _drawing(injection: Injection) -> str:
    drawn = len(injection.trials)
    few = "; gold allows no more" if drawn < injection.number else ""
    return (
        f"{drawn} of {injection.available} possible errors, seed {injection.seed}{few}. Bounds are "
        "Clopper-Pearson over single facts; facts of one document resemble each other, so they are narrow."
    )


def _by_kind(injection: Injection) -> Table:
    rows = []
    for kind in Kind:
        trials = injection.of(kind)
        if trials:
            rate = _caught(trials)
            through = rate.total - rate.hits
            rows.append(
                (_words(kind), SPOILERS[kind][0].value, rate.total, rate.hits, through, rate.interval)
            )
    columns = ("error", "about", "tried", "caught", "let through", "caught, 95 %")
    return Table("kinds", "Errors put in on purpose", columns, tuple(rows))


def _let_through(injection: Injection) -> Table:
    rows = tuple(
        (
            trial.spoil.gold.name,
            _words(trial.spoil.kind),
            figure_words(trial.spoil.true),
            figure_words(trial.spoil.false),
            " ".join(trial.spoil.false.quote.split()),
        )
        for trial in injection.trials
        if not trial.caught
    )
    columns = ("document", "error", "true", "told", "quote")
    return Table("let_through", "Every error let through", columns, rows)


def _turned_away(injection: Injection) -> Table:
    rows = tuple(
        (
            kept.gold.name,
            figure_words(kept.checked.fact),
            kept.checked.verdict.value,
            kept.checked.reason,
            " ".join(kept.checked.fact.quote.split()),
        )
        for kept in injection.kept
        if kept.checked.verdict is not Verdict.CONFIRMED
    )
    columns = ("document", "fact", "verdict", "reason", "quote")
    return Table("turned_away", "Every true fact not confirmed", columns, rows)


def _words(kind: Kind) -> str:
    return kind.value.replace("_", " ")
