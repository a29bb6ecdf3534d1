"""All stored answers once more, by the present number reader and rules; nothing is asked."""

from __future__ import annotations

import json
import multiprocessing
import os
import secrets
import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice

from extractor import __version__
from extractor.pipeline.rebuild import Moved, Rebuilt, Thing, rebuild
from extractor.pipeline.summary import Progress, RunOutcome
from extractor.run import Run
from extractor.store import REPLAY, Store, StoredWork, WorkPlace

CHUNK = 100
"""Results that are read, rebuilt and stored together, in one transaction."""

Batch = tuple[list[WorkPlace], list[StoredWork], list[str]]


@dataclass(frozen=True, slots=True)
class Left:
    """A stored result that was not made anew, and why."""

    document: str
    reason: str


@dataclass(slots=True)
class ReplayReport:
    """What a replay did, and what changed."""

    dry_run: bool
    outcome: RunOutcome = RunOutcome.DONE
    """done, or interrupted: what was rebuilt by then is stored, and the same call does the rest."""
    total: int = 0
    """Stored results of documents whose text is stored."""
    same: int = 0
    """Of these: they say the same as before."""
    changed: int = 0
    left: list[Left] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    runs: tuple[str, ...] = ()
    """The runs under which the new results stand, one for each model, prompt, schema and settings."""
    seconds: float = 0.0

    @property
    def kinds(self) -> Counter[tuple[Thing, str | None, str | None]]:
        """How many moved, by what they are, what was said of them before and what is now."""
        return Counter((moved.thing, moved.before, moved.after) for moved in self.moved)


def replay_stored(  # noqa: PLR0913 - one parameter a flag
    store: Store,
    *,
    documents: Sequence[str] = (),
    run_id: str | None = None,
    dry_run: bool = False,
    workers: int | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> ReplayReport:
    """Make facts, verdicts, ledger and findings of all stored answers anew, and store what changed.

    A result that says something else takes the place of the one before, under a run of this replay; one that
    says the same stays as it is. Decisions stand: they hold on to words, not to results. Ctrl-C stops between
    two transactions; the same call does the rest.

    Args:
        store: An open database.
        documents: Only these: names with `*`, ends of names, ids. All results of a document are rebuilt.
        run_id: Only the documents of this run.
        dry_run: Say what would change, and write nothing.
        workers: Processes that rebuild; as many as there are processors where it is not given. A few
            documents are rebuilt in this process.
        progress: Called after each batch.

    Raises:
        InputError: there is no such document or run.
        StoreError: the database refuses; what was rebuilt by then is stored.
    """
    return _Replay(store, dry_run=dry_run, progress=progress).run(_chosen(store, documents, run_id), workers)


def _chosen(store: Store, documents: Sequence[str], run_id: str | None) -> list[WorkPlace]:
    places = store.works()
    if not documents and run_id is None:
        return places
    found = store.select(run_id=run_id, patterns=documents)
    ids = {row["document_id"] for row in found.rows}
    failed = {failure.name for failure in found.failures}
    return [place for place in places if place.document_id in ids or place.name in failed]


class _Replay:
    """One replay; only this process touches the database."""

    def __init__(self, store: Store, *, dry_run: bool, progress: Callable[[Progress], None]) -> None:
        self._store = store
        self._show = progress
        self._report = ReplayReport(dry_run)
        self._log: list[tuple[str, WorkPlace, dict[str, object], bool]] = []

    def run(self, places: Sequence[WorkPlace], workers: int | None) -> ReplayReport:
        started = time.perf_counter()
        report = self._report
        report.total = len(places)
        run_of = self._start_runs(places)
        try:
            with _stoppable():
                self._rebuild_all(places, run_of, workers or _enough(len(places)))
                if not report.dry_run:
                    self._store.log_replayed(self._log)
        except KeyboardInterrupt:
            report.outcome = RunOutcome.INTERRUPTED
        except BaseException:
            report.outcome = RunOutcome.FAILED
            raise
        finally:
            for run_id in report.runs:
                self._store.finish_run(run_id, report.outcome)
        report.seconds = time.perf_counter() - started
        return report

    def _start_runs(self, places: Sequence[WorkPlace]) -> dict[str, str]:
        """A run of the replay for each kind of run that made results, the kind met last started last."""
        made_by = self._store.runs(place.run_id for place in places)
        kinds = {place.run_id: _kind(made_by[place.run_id]) for place in places}
        last = list(dict.fromkeys(kinds[place.run_id] for place in reversed(places)))
        fresh = {kind: _fresh_run(made_by, kinds, kind) for kind in reversed(last)}
        if not self._report.dry_run:
            for run in fresh.values():
                self._store.start_run(run)
            self._report.runs = tuple(run.id for run in fresh.values())
        return {run_id: fresh[kind].id for run_id, kind in kinds.items()}

    def _rebuild_all(self, places: Sequence[WorkPlace], run_of: dict[str, str], workers: int) -> None:
        batches = self._batches(places, run_of)
        for (met, works, run_ids), found in _in_order(batches, workers):
            rebuilt = self._with_shared(works, run_ids, found)
            changed = [one.rows for one in rebuilt if one.rows is not None]
            if changed and not self._report.dry_run:
                self._store.replace_results(changed)
            for place, work, run_id, one in zip(met, works, run_ids, rebuilt, strict=True):
                self._count(place, one)
                report = (one.rows or work.stored).report
                self._log.append((run_id, place, report, one.rows is not None))
            self._show(Progress(len(places), len(self._log)))

    def _with_shared(
        self, works: list[StoredWork], run_ids: list[str], rebuilt: list[Rebuilt]
    ) -> list[Rebuilt]:
        """Those that lack answers once more, with what was answered about the same words elsewhere."""
        short = [at for at, one in enumerate(rebuilt) if one.missing]
        if not short:
            return rebuilt
        found = self._store.load_shared([works[at] for at in short], [rebuilt[at].missing for at in short])
        again = dict(zip(short, rebuild(found, [run_ids[at] for at in short]), strict=True))
        return [again.get(at, one) for at, one in enumerate(rebuilt)]

    def _batches(self, places: Sequence[WorkPlace], run_of: dict[str, str]) -> Iterator[Batch]:
        left = iter(places)
        while met := list(islice(left, CHUNK)):
            yield met, self._store.load_works(met), [run_of[place.run_id] for place in met]

    def _count(self, place: WorkPlace, one: Rebuilt) -> None:
        if one.left:
            self._report.left.append(Left(place.name, one.left))
        elif one.rows is None:
            self._report.same += 1
        else:
            self._report.changed += 1
            self._report.moved.extend(one.moved)


def _kind(run: Run) -> str:
    """What runs share whose results differ by nothing but the code."""
    settings = {name: value for name, value in run.settings.items() if name != REPLAY}
    shared = (run.model, run.endpoint, run.prompt_name, run.prompt_hash, run.schema_hash, settings)
    return json.dumps(shared, sort_keys=True)


def _fresh_run(made_by: dict[str, Run], kinds: dict[str, str], kind: str) -> Run:
    """A run of the present code, with all else as in the runs of its kind."""
    like = next(made_by[run_id] for run_id, found in kinds.items() if found == kind)
    return replace(
        like,
        id=f"run_{secrets.token_hex(8)}",
        started_at=datetime.now(UTC).replace(tzinfo=None),
        code_version=__version__,
        settings={**like.settings, REPLAY: True},
    )


def _enough(works: int) -> int:
    """Starting a process takes as long as rebuilding a hundred results."""
    return 1 if works <= 2 * CHUNK else os.cpu_count() or 1


def _in_order(batches: Iterable[Batch], workers: int) -> Iterator[tuple[Batch, list[Rebuilt]]]:
    """Each batch with what became of it; as many are worked on ahead as keep every worker busy."""
    if workers == 1:
        yield from ((batch, rebuild(*batch[1:])) for batch in batches)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_worker) as pool:
        ahead: deque[tuple[Batch, Future[list[Rebuilt]]]] = deque()
        try:
            for batch in batches:
                ahead.append((batch, pool.submit(rebuild, *batch[1:])))
                if len(ahead) > 2 * workers:
                    yield _ended(ahead)
            while ahead:
                yield _ended(ahead)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _ended(ahead: deque[tuple[Batch, Future[list[Rebuilt]]]]) -> tuple[Batch, list[Rebuilt]]:
    batch, future = ahead.popleft()
    return batch, future.result()


def _begin_worker() -> None:
    """Ctrl-C is for the parent to hear; a worker ends with it, also where it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _stoppable() -> Iterator[None]:
    """SIGTERM is heard as Ctrl-C while the block runs; outside the main thread, where neither comes, not."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
