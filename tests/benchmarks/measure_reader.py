"""How well the number reader carries the verdicts: true facts kept, errors caught, figures found alone.

    python tests/benchmarks/measure_reader.py seeds DEVSET [--list] [--half A|B|seeds] [--number N] [--seed N]

Prints every figure for all documents and for each part of them. The project's own samples (`seeds`) are one
part, since everybody has seen them; the other documents are split in two halves by operation, so that reports
of one operation stay together (extractor.evaluate.halves says how). Rules are written looking at half A
alone: `--list --half A` shows every failure there, and nothing of half B.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.evaluate.alignment import Level, Outcome, Pair
from extractor.evaluate.evaluation import Evaluation, evaluate_reader
from extractor.evaluate.gold import GoldDocument, load_documents
from extractor.evaluate.halves import split_by_operation
from extractor.evaluate.inject import DEFAULT_NUMBER, DEFAULT_SEED, Injection, Trial, inject
from extractor.evaluate.intervals import clopper_pearson
from extractor.evaluate.spoils import Group, Kind
from extractor.evaluate.tally import Tally
from extractor.fact import Fact, Verdict

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
TEXT_GROUPS = (Group.VALUE, Group.QUOTE, Group.UNIT, Group.QUALIFIER)
MEANING_GROUPS = (Group.MEASURE, Group.SCOPE, Group.PERIOD)


@dataclass(frozen=True)
class Part:
    """One column: some of the documents, measured."""

    name: str
    evaluation: Evaluation
    injection: Injection

    def tally(self, *, headline: bool, level: Level = Level.JOINT) -> Tally:
        return self.evaluation.column("reader").tally(level, headline=headline)


def main() -> None:
    args = _arguments()
    documents = load_documents(args.paths)
    chosen = {name: golds for name, golds in _parts(documents) if args.half in (None, name) and golds}
    parts = [_measure(name, golds, args) for name, golds in chosen.items()]
    _print_figures(parts)
    _print_kinds(parts[0])
    if args.list:
        _print_failures(parts[0])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--half", choices=("A", "B", "seeds"), help="measure this part alone")
    parser.add_argument("--list", action="store_true", help="list every failure of the first column")
    parser.add_argument(
        "--number", type=int, default=DEFAULT_NUMBER, help="errors to put in, over all documents"
    )
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    return parser.parse_args()


def _parts(documents: Sequence[GoldDocument]) -> Iterator[tuple[str, Sequence[GoldDocument]]]:
    seeds = [gold for gold in documents if gold.record.path.resolve().parent == SEEDS]
    first, second = split_by_operation([gold for gold in documents if gold not in seeds])
    yield from (("all", documents), ("seeds", seeds), ("A", first), ("B", second))


def _measure(name: str, golds: Sequence[GoldDocument], args: argparse.Namespace) -> Part:
    return Part(name, evaluate_reader(golds), inject(golds, number=args.number, seed=args.seed))


def _print_figures(parts: Sequence[Part]) -> None:
    print("".join([f"{'':44}", *(f"{part.name:>17}" for part in parts), "   to reach"]))
    for label, goal, cell in (
        ("documents", "", lambda part: str(part.evaluation.documents)),
        ("required facts", "", lambda part: str(len(part.injection.kept))),
        ("true facts confirmed", ">= 0.95", lambda part: _kept(part, Verdict.CONFIRMED)),
        ("true facts contradicted", "<= 0.01", lambda part: _kept(part, Verdict.CONTRADICTED)),
        ("true facts unverified", "", lambda part: _kept(part, Verdict.UNVERIFIED)),
        ("true facts unsupported", "", lambda part: _kept(part, Verdict.UNSUPPORTED)),
        ("caught: values, quotes, units, qualifiers", ">= 0.99", lambda part: _caught(part, TEXT_GROUPS)),
        ("caught: measure, scope, period", ">= 0.95", lambda part: _caught(part, MEANING_GROUPS)),
        ("caught: told twice, left out", "", lambda part: _caught(part, (Group.SET,))),
        *_reader_rows("headline", headline=True, goal=">= 0.85"),
        *_reader_rows("breakdown", headline=False, goal=">= 0.70"),
        ("numbers with a measure unknown to gold", "<= 0.03", _wrong),
    ):
        print("".join([f"{label:44}", *(f"{cell(part):>17}" for part in parts), f"   {goal}"]))


def _reader_rows(label, *, headline, goal):
    for name, pick in (("F1", "f1"), ("precision", "precision"), ("recall", "recall")):
        target = goal if name == "F1" else ">= 0.90" if headline and name == "precision" else ""

        def cell(part, pick=pick):
            return _number(getattr(part.tally(headline=headline), pick))

        yield f"{label} {name} (number and qualifier)", target, cell
    for level in (Level.NUMBER, Level.STATEMENT):
        words = {Level.NUMBER: "number alone", Level.STATEMENT: "with scope and period"}[level]

        def cell_at(part, level=level):
            return _number(part.tally(headline=headline, level=level).f1)

        yield f"{label} F1 ({words})", "", cell_at


def _kept(part: Part, verdict: Verdict) -> str:
    return _share(len(part.injection.with_verdict(verdict)), len(part.injection.kept))


def _caught(part: Part, groups: Sequence[Group]) -> str:
    trials = part.injection.among(groups)
    return _share(sum(trial.caught for trial in trials), len(trials))


def _wrong(part: Part) -> str:
    rate = part.evaluation.figures()["reader.wrong_measure"]
    return _share(rate.hits, rate.total)


def _share(hits: int, of: int) -> str:
    return f"{hits / of:.3f} {hits}/{of}" if of else "-"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _print_kinds(part: Part) -> None:
    injection = part.injection
    print(
        f"\nErrors put in, {part.name}: {len(injection.trials)} of {injection.available} possible"
        f" (seed {injection.seed})\n"
        f"{'kind':24}{'about':12}{'tried':>7}{'caught':>8}{'through':>9}   95 % interval"
    )
    for kind in Kind:
        trials = injection.of(kind)
        if trials:
            caught = sum(trial.caught for trial in trials)
            bounds = clopper_pearson(caught, len(trials))
            print(
                f"{kind:24}{trials[0].spoil.group:12}{len(trials):7}{caught:8}{len(trials) - caught:9}"
                f"   {bounds.low:.3f} to {bounds.high:.3f}"
            )


def _print_failures(part: Part) -> None:
    print(f"\n== True facts not confirmed ({part.name})")
    for kept in part.injection.kept:
        if kept.checked.verdict is not Verdict.CONFIRMED:
            flags = ",".join(kept.checked.flags)
            print(f"{kept.gold.name}\n  {_say(kept.checked.fact)}")
            print(f"  -> {kept.checked.verdict} [{flags}] {kept.checked.reason}")
    print(f"\n== Errors let through ({part.name})")
    for trial in part.injection.trials:
        if not trial.caught:
            _print_trial(trial)
    print(f"\n== The reader alone ({part.name})")
    for score in part.evaluation.column("reader").documents:
        for pair in score.pairs:
            if pair.outcome() not in (Outcome.CORRECT, Outcome.OPTIONAL):
                _print_pair(score.gold.name, pair)
    print(f"\n== Numbers with a measure unknown to gold ({part.name})")
    for reading in part.evaluation.readings:
        for wrong in reading.wrong:
            print(f"{reading.gold.name}\n  {_say(wrong.fact)}  [{wrong.mention.rule}] {wrong.mention.text!r}")


def _print_trial(trial: Trial) -> None:
    spoil = trial.spoil
    print(f"{spoil.gold.name}  {spoil.kind}\n  true  {_say(spoil.true)}\n  false {_say(spoil.false)}")


def _print_pair(name: str, pair: Pair) -> None:
    print(f"{name}  {pair.outcome()}  {'headline' if pair.headline else 'breakdown'}")
    if pair.gold:
        print(f"  gold  {_say(pair.gold.fact)}")
    if pair.claim:
        print(f"  claim {_say(pair.claim)}")


def _say(fact: Fact) -> str:
    upper = "" if fact.value_max is None else f"..{fact.value_max:f}"
    scope = " ".join(
        f"{name}={getattr(fact, name)}" for name in ("force", "place", "offence") if getattr(fact, name)
    )
    quote = " ".join(fact.quote.split())
    return (
        f"{fact.measure} {fact.value:f}{upper} {fact.unit} {fact.qualifier} {fact.period} {scope}"
        f" {f'item={fact.item!r} ' if fact.item else ''}| {quote[:160]!r}"
    )


if __name__ == "__main__":
    main()
