"""SIGKILL at random moments of a run: what was paid for stays, and the rerun ends as if nothing had been.

Twenty moments here; `make soak` tries 200, and says what it saw (docs/crashes.md).
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

import duckdb
import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork are POSIX")

MOMENTS = int(os.environ.get("KILL_MOMENTS", "20"))
CONCURRENCY = 4
"""The default: so many answers may be on their way when the process dies."""
KILLS = 10
"""In a row on one database: the first of them while it comes into being."""
SEED = int(os.environ.get("KILL_SEED", "20261122"))

HALVES = {
    "a report without its document": """
        SELECT work_key FROM report WHERE document_id NOT IN (SELECT id FROM document)
    """,
    "a report that no run recorded": """
        SELECT work_key FROM report WHERE work_key NOT IN (SELECT work_key FROM run_document)
    """,
    "a record of a run without a report": """
        SELECT work_key FROM run_document WHERE work_key NOT IN (SELECT work_key FROM report)
    """,
    "facts, numbers or findings without a report": """
        SELECT work_key
        FROM (SELECT work_key FROM fact UNION SELECT work_key FROM mention UNION SELECT work_key FROM finding)
        WHERE work_key NOT IN (SELECT work_key FROM report)
    """,
    "a gap in the facts of a report": """
        SELECT work_key FROM fact GROUP BY work_key HAVING max(position) + 1 <> count(DISTINCT position)
    """,
    "a gap in the numbers of a report": """
        SELECT work_key FROM mention GROUP BY work_key HAVING max(position) + 1 <> count(DISTINCT position)
    """,
    "fewer facts than the model claimed": """
        SELECT work_key FROM report
        WHERE outcome = 'done'
            AND json_array_length(claims) > (SELECT count(*) FROM fact WHERE fact.work_key = report.work_key)
    """,
    "a number claimed by a fact that is not there": """
        SELECT fact_id FROM mention WHERE fact_id IS NOT NULL AND fact_id NOT IN (SELECT id FROM fact)
    """,
    "a report whose answers are not stored": """
        SELECT document_id FROM report
        WHERE outcome = 'done'
            AND document_id NOT IN (SELECT document_id FROM attempt WHERE outcome = 'answered')
    """,
    "an attempt of no run": "SELECT id FROM attempt WHERE run_id NOT IN (SELECT id FROM run)",
    "two rows of one serial": """
        SELECT serial FROM (SELECT serial FROM run UNION ALL SELECT serial FROM run_document)
        GROUP BY serial HAVING count(*) > 1
    """,
    "a fact twice": "SELECT id FROM fact GROUP BY id HAVING count(*) > 1",
}
"""What must never be found, whenever the process died."""

RESULTS = {
    "report": "SELECT * EXCLUDE (run_id, stored_at, seconds) FROM report ORDER BY work_key",
    "fact": "SELECT * EXCLUDE (run_id) FROM fact ORDER BY id",
    "mention": "SELECT * EXCLUDE (run_id) FROM mention ORDER BY work_key, position",
    "finding": "SELECT * EXCLUDE (run_id) FROM finding ORDER BY ALL",
    "trusted_fact": "SELECT document_name, measure, value, unit, quote FROM trusted_fact ORDER BY ALL",
}
"""All that a run comes to, without what differs from one run to the next."""

ANSWERS = "SELECT request_hash FROM attempt WHERE outcome = 'answered'"


@dataclass
class Seen:
    """What a soak saw, for its last word."""

    killed: int = 0
    """Processes that were at work when the signal came."""
    ended: int = 0
    """Processes that had ended before it."""
    answers: list[int] = field(default_factory=list)
    """Answers stored at each kill."""
    again: int = 0
    """Requests that were in flight at a kill, and sent again."""

    def words(self, total: int) -> str:
        """The last word of a soak."""
        return (
            f"{self.killed} processes killed at work, {self.ended} had ended; at the kills"
            f" {min(self.answers)} to {max(self.answers)} of {total} answers were stored;"
            f" {self.again} requests in flight were sent again, stored ones never"
        )


def results(place) -> dict[str, list[tuple]]:
    return ask(place, RESULTS)


def ask(place, questions: dict[str, str]) -> dict[str, list[tuple]]:
    """Several questions to the database as the killed process left it, log and all."""
    with duckdb.connect(str(place.database), read_only=True) as connection:
        return {name: connection.execute(sql).fetchall() for name, sql in questions.items()}


@pytest.fixture
def undisturbed(make_place):
    """What a run that nobody kills comes to, and how many requests it takes."""
    place = make_place("undisturbed")
    assert place.start().wait() == 1, place.log  # one blank document
    found = results(place)
    assert len(found["report"]) == len(found["trusted_fact"]) // 2 + 1
    assert max(place.endpoint.counts.values()) == 1
    total = len(place.endpoint.asked)
    place.endpoint.asked.clear()
    return found, total


def has_begun(place) -> bool:
    """Whether a run is recorded: before that the file may be missing, or without tables, or some of them."""
    if not place.database.exists():
        return False
    made = "SELECT 1 FROM duckdb_tables() WHERE table_name = 'run'"
    return bool(place.rows(made)) and bool(place.rows("SELECT 1 FROM run"))


def assert_whole(place, whole) -> set[str]:
    """The database opens, nothing in it is half there, and what is there is what it will be in the end.

    Returns:
        The requests whose answers are stored.
    """
    if not has_begun(place):
        return set()
    found = ask(place, {**HALVES, **RESULTS, "answers": ANSWERS})
    assert {what: found[what] for what in HALVES if found[what]} == {}
    for table in ("report", "fact", "mention", "finding"):
        assert set(map(repr, found[table])) <= set(map(repr, whole[table])), table
    return {key for (key,) in found["answers"]}


def kill_once(place, moment: int, delay: float, seen: Seen) -> None:
    """Start the run, and kill it a little after so many requests came in all."""
    process = place.start()
    deadline = time.monotonic() + 60
    while len(place.endpoint.asked) < moment and time.monotonic() < deadline and process.running:
        time.sleep(0.001)
    time.sleep(delay)
    process.kill()
    if process.wait() == -signal.SIGKILL:
        seen.killed += 1
    else:
        seen.ended += 1


def chain(place, whole, total: int, chance: random.Random, seen: Seen) -> None:
    """Kill the run ten times, each time going on with what is there, and let it end."""
    moments = [0, *sorted(chance.randrange(total + 1) for _ in range(KILLS - 1))]
    asked = place.endpoint.asked
    stored: set[str] = set()
    for moment in moments:
        first = len(asked)
        kill_once(place, moment, chance.uniform(0, 0.06 if moment else 0.5), seen)
        assert_asked_once(asked[first:], stored)
        before, stored = stored, assert_whole(place, whole)
        assert before <= stored
        assert len(set(asked[first:]) - stored) <= CONCURRENCY
        seen.answers.append(len(stored))
    first = len(asked)
    assert place.start().wait() == 1, place.log
    assert_asked_once(asked[first:], stored)
    assert results(place) == whole
    seen.again += len(asked) - total


def assert_asked_once(asked: list[str], stored: set[str]) -> None:
    """One process asks nothing twice, and nothing that an earlier one stored the answer to."""
    assert max(Counter(asked).values(), default=1) == 1
    assert stored.isdisjoint(asked)


def test_a_run_that_is_killed_at_any_moment_loses_and_repeats_nothing(make_place, undisturbed, capsys):
    """The database opens, no document is half there, and the rerun ends as a run that nobody killed.

    No stored answer is asked for again; only what was in flight at a kill is.
    """
    whole, total = undisturbed
    chance = random.Random(SEED)
    seen = Seen()
    for number in range(MOMENTS // KILLS):
        place = make_place(f"killed-{number}")
        chain(place, whole, total, chance, seen)
        place.endpoint.asked.clear()
    if MOMENTS > 20:
        with capsys.disabled():
            print(f"\n{seen.words(total)}")
    assert seen.killed > MOMENTS * 0.7
    assert len(set(seen.answers)) > 5


def test_an_answer_is_stored_before_anything_is_made_of_it(make_place, counting):
    """Killed while the second request about its documents is open, a run has the first answers already."""
    place = make_place("between", documents=12)
    counting.answers_again.clear()
    process = place.start()
    counting.wait_for(15 + CONCURRENCY)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    found = ask(place, {"answers": ANSWERS, "done": "SELECT work_key FROM report WHERE outcome = 'done'"})
    first = list(counting.asked)
    counting.answers_again.set()
    assert len(found["answers"]) == len(first) - CONCURRENCY
    assert len(found["done"]) < len(found["answers"])
    assert place.start().wait() == 1, place.log
    assert len([count for count in counting.counts.values() if count > 1]) == CONCURRENCY
    assert {key for (key,) in found["answers"]}.isdisjoint(counting.asked[len(first) :])
