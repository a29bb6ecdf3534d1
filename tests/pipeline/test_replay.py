"""A replay asks nothing, gives what a fresh run would give, and says what moved."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from werkzeug import Response

from extractor import run_corpus
from extractor.decision import Action
from extractor.errors import StoreError
from extractor.fact import Fact, Measure, Verdict
from extractor.mention import Role
from extractor.pipeline import RunOutcome, replay_stored
from extractor.pipeline import one as one_document
from extractor.pipeline import replay as replaying
from extractor.pipeline.rebuild import Thing
from extractor.run import ReportHeader
from extractor.schema import report_json
from extractor.store import Store, open_reader, run_query
from extractor.store import rows as rows_module

DB = Path("operations.duckdb")
TEXTS = {
    number: f"Officers made {number} arrests and seized {number + 30} knives." for number in range(11, 23)
}
RESULTS = {
    "report": "work_key, outcome, failure_kind, report_type, forces, claims",
    "fact": "* EXCLUDE (run_id)",
    "mention": "* EXCLUDE (run_id)",
    "finding": "* EXCLUDE (run_id)",
}


def rows(sql):
    return run_query(DB, sql).rows


def results():
    """Everything that is stored of results, whoever made it and when."""
    return {
        table: sorted(map(str, rows(f"SELECT {columns} FROM {table}"))) for table, columns in RESULTS.items()
    }


def replay(**options):
    with Store.open(DB) as store:
        return replay_stored(store, **options)


def told_by(messages):
    """The arrests, and knives of which there are two too many; asked again, the right number of knives."""
    document = next(one["content"] for one in reversed(messages) if "Officers made" in one["content"])
    arrests, knives = re.search(r"(\d+) arrests and seized (\d+) knives", document).groups()
    wrong = 0 if document != messages[-1]["content"] else 2
    facts = [
        Fact(Measure.ARRESTS, Decimal(arrests), f"{arrests} arrests"),
        Fact(Measure.WEAPONS, Decimal(knives) + wrong, f"{knives} knives"),
    ]
    return report_json(ReportHeader(forces=("Kent Police",)), facts)


@pytest.fixture
def reports(own_folder):
    """Twelve reports, each with other numbers."""
    folder = own_folder / "reports"
    folder.mkdir()
    for number, text in TEXTS.items():
        (folder / f"{number}.txt").write_text(text)
    return folder


@pytest.fixture
def reader(scripted):
    """A scripted endpoint that errs once in every report."""
    scripted.respond = told_by
    return scripted


@pytest.fixture
def blind(monkeypatch):
    """A call that takes away what the reader knows of a measure, as a changed rule would."""
    known = one_document.read_numbers

    def without(measure):
        def read(text):
            from dataclasses import replace

            return tuple(
                replace(mention, role=Role.UNKNOWN, measure=None) if mention.measure is measure else mention
                for mention in known(text)
            )

        monkeypatch.setattr(one_document, "read_numbers", read)

    without.undo = lambda: monkeypatch.setattr(one_document, "read_numbers", known)
    return without


def test_where_nothing_changed_nothing_moves(reader, reports):
    """Every result is rebuilt from its answers, re-asks and all, exactly as it is stored."""
    run_corpus([reports])
    before, asked = results(), len(reader.asked)
    report = replay()
    assert asked == 2 * len(TEXTS)
    assert (report.total, report.same, report.changed, report.moved, report.left) == (12, 12, 0, [], [])
    assert results() == before
    assert len(reader.asked) == asked


def test_a_changed_rule_moves_verdicts_and_is_told_by_kind(reader, reports, blind):
    """The moved facts are named, stored under a run of the replay, and the table agrees with the report."""
    run_corpus([reports])
    blind(Measure.ARRESTS)
    report = replay()
    assert report.kinds == {(Thing.FACT, "confirmed", "unverified"): 12}
    assert sorted(moved.words for moved in report.moved) == [f"arrests {number}" for number in TEXTS]
    assert rows("SELECT DISTINCT verdict FROM fact WHERE measure = 'arrests'") == [("unverified",)]
    [run_id] = report.runs
    assert rows("SELECT DISTINCT run_id FROM fact UNION SELECT DISTINCT run_id FROM report") == [(run_id,)]
    blind.undo()
    assert replay().kinds == {(Thing.FACT, "unverified", "confirmed"): 12}


def test_it_gives_what_a_fresh_run_gives(reader, reports, blind):
    """With the same answers at hand, a new database under the new rules holds the same rows."""
    run_corpus([reports])
    blind(Measure.WEAPONS)
    replay()
    replayed = results()
    DB.rename("replayed.duckdb")
    run_corpus([reports])
    fresh = results()
    assert replayed["mention"] == fresh["mention"]
    assert replayed["finding"] == fresh["finding"]
    sql = "SELECT measure, verdict, count(*) FROM fact GROUP BY ALL ORDER BY ALL"
    assert run_query(Path("replayed.duckdb"), sql).rows == rows(sql)


def test_a_dry_run_writes_nothing(reader, reports, blind):
    """It says the same, and the file stays as it is."""
    run_corpus([reports])
    before = DB.read_bytes()
    blind(Measure.ARRESTS)
    report = replay(dry_run=True)
    assert report.kinds == {(Thing.FACT, "confirmed", "unverified"): 12}
    assert report.runs == ()
    assert DB.read_bytes() == before


def test_missed_figures_come_and_go(scripted, reports, blind):
    """What the reader finds and nobody claims is counted as found, and as gone."""
    run_corpus([reports])
    blind(Measure.ARRESTS)
    assert replay().kinds == {(Thing.FACT, "missed", None): 12}
    blind.undo()
    assert replay().kinds == {(Thing.FACT, None, "missed"): 12}


def test_findings_that_change_are_told(reader, reports, blind, monkeypatch):
    """A check that fails now, or is there no more."""
    Path("sum.txt").write_text(
        "Officers made 12 arrests: five in Dover and six in Deal. Three knives were seized."
    )
    reader.respond = lambda messages: report_json(ReportHeader(), [])
    run_corpus(["sum.txt"])
    held = rows("SELECT rule, passed FROM finding")
    assert held
    blind(Measure.ARRESTS)
    report = replay()
    kinds = {(thing, after) for thing, _, after in report.kinds}
    assert (Thing.FINDING, None) in kinds
    assert rows("SELECT rule FROM finding") == []


def test_decisions_stand(reader, reports, blind):
    """What a person rejected stays rejected, whatever the rules say now."""
    run_corpus([reports])
    [(fact_id,)] = rows("SELECT id FROM fact WHERE measure = 'arrests' AND value = 11")
    with Store.open(DB) as store:
        store.decide(fact_id, Action.REJECTED, decided_by="ann", reason="of last year")
    blind(Measure.WEAPONS)
    assert replay().changed == 12
    assert rows("SELECT decision FROM judged_fact WHERE measure = 'arrests' AND value = 11") == [
        ("rejected",)
    ]
    assert rows("SELECT count(*) FROM trusted_fact WHERE measure = 'arrests'") == [(11,)]


def test_every_row_says_which_code_prompt_and_model_made_it(reader, reports, blind):
    """The run of a replay has all that the first run had, and says that nothing was asked."""
    run_corpus([reports])
    blind(Measure.ARRESTS)
    replay()
    sql = "SELECT model, endpoint, prompt_hash, schema_hash FROM run ORDER BY serial"
    first, second = rows(sql)
    assert first == second
    assert rows("SELECT settings->>'replay' FROM run ORDER BY serial") == [(None,), ("true",)]
    assert rows(
        "SELECT count(*) FROM attempt JOIN run ON run.id = run_id WHERE settings->>'replay' = 'true'"
    ) == [(0,)]


def test_what_another_model_said_last_still_counts(reader, reports):
    """Results of two models are rebuilt, and the one that was met last remains the latest."""
    run_corpus([reports], limit=3)
    run_corpus([reports], limit=3, model="other")
    latest = (
        "SELECT model, count(*) FROM latest_report JOIN run ON run.id = latest_report.run_id GROUP BY ALL"
    )
    assert rows(latest) == [("other", 3)]
    report = replay()
    assert (report.total, len(report.runs)) == (6, 2)
    assert rows(latest) == [("other", 3)]


def test_a_fault_of_the_tool_is_mended_without_asking(reader, reports, monkeypatch):
    """The answers are there; once the rule is mended, the failed documents have their facts."""

    def faulty(*args, **kwargs):
        raise ZeroDivisionError

    reconcile = one_document.reconcile
    monkeypatch.setattr(one_document, "reconcile", faulty)
    assert len(run_corpus([reports]).failed) == 12
    assert [left.reason[:30] for left in replay().left] == ["this is a fault of the tool: Z"] * 12
    asked = len(reader.asked)
    monkeypatch.setattr(one_document, "reconcile", reconcile)
    report = replay()
    assert report.kinds[(Thing.DOCUMENT, "failed", "done")] == 12
    assert rows("SELECT * FROM failure") == []
    assert len(reader.asked) == asked
    assert run_corpus([reports]).already_done == 12


def test_failures_and_parts_of_answers_stay_what_they_are(reader, reports):
    """A refused document fails again with the same words; an unreadable file is no stored answer."""
    (reports / "blank.txt").write_text("")
    reader.respond = lambda messages: (
        Response("no", status=400) if " 15 " in messages[-1]["content"] else told_by(messages)
    )
    run_corpus([reports], retries=0)
    before, failures = results(), rows("SELECT name, kind, reason FROM failure ORDER BY name")
    report = replay()
    assert (report.total, report.same) == (12, 12)
    assert results() == before
    assert rows("SELECT name, kind, reason FROM failure ORDER BY name") == failures


def test_an_invalid_answer_that_was_mended_is_read_as_then(scripted, own_folder):
    """The answer that stood is the one after the re-ask about its form, and it takes that re-ask's turn."""
    Path("one.txt").write_text(TEXTS[11])
    answers = ['{"facts": [{"measure": "arrests"}]}', told_by([{"content": TEXTS[11]}])]
    scripted.respond = lambda messages: answers[len(scripted.asked) - 1]
    run_corpus(["one.txt"])
    before = results()
    assert replay().same == 1
    assert results() == before


def test_pieces_of_a_long_document_are_found(reader, own_folder):
    """Each piece has its own answers."""
    Path("long.txt").write_text("\n\n".join(f"{text} {'Nothing else. ' * 15}" for text in TEXTS.values()))
    run_corpus(["long.txt"], piece_chars=400)
    before = results()
    assert len(reader.asked) > 20
    assert replay().same == 1
    assert results() == before


def test_a_re_ask_that_is_due_only_now_is_not_made(reader, reports, blind):
    """The first answer stands, since nothing is asked."""
    blind(Measure.WEAPONS)
    run_corpus([reports], limit=1, reasks=0)
    asked = len(reader.asked)
    blind.undo()
    report = replay()
    assert len(reader.asked) == asked
    assert (report.changed, report.left) == (1, [])


def test_a_result_without_its_answers_is_left(reader, reports):
    """It is counted and told, and stays as it is."""
    import duckdb

    run_corpus([reports], limit=1)
    before = results()
    connection = duckdb.connect(str(DB))
    connection.execute("DELETE FROM attempt")
    connection.close()
    report = replay()
    assert [left.reason for left in report.left] == ["not all of its answers are stored"]
    assert results() == before


@pytest.mark.parametrize(
    "chosen", [{"documents": ["reports/1[1-4].txt"]}, {"documents": ["11.txt"]}], ids=str
)
def test_documents_can_be_chosen(reader, reports, chosen, blind):
    """The others stay as they are."""
    run_corpus([reports])
    blind(Measure.ARRESTS)
    report = replay(**chosen)
    [(moved,)] = rows("SELECT count(*) FROM fact WHERE verdict = 'unverified'")
    assert report.total == report.changed == moved
    assert 0 < moved < 12


def test_ctrl_c_leaves_whole_results(reader, reports, blind, monkeypatch):
    """What was rebuilt is stored, the rest stands as before, and the same call does the rest."""
    monkeypatch.setattr(replaying, "CHUNK", 4)
    run_corpus([reports])
    blind(Measure.ARRESTS)

    def interrupt(progress):
        if progress.finished >= 4:
            raise KeyboardInterrupt

    report = replay(progress=interrupt, workers=1)
    assert report.outcome is RunOutcome.INTERRUPTED
    assert rows("SELECT outcome FROM run ORDER BY serial") == [("done",), ("interrupted",)]
    assert rows("SELECT count(*) FROM fact WHERE verdict = 'unverified'") == [(4,)]
    assert rows("SELECT count(*) FROM report") == [(12,)]
    again = replay(workers=1)
    assert (again.same, again.changed) == (4, 8)


def test_a_batch_that_cannot_be_stored_leaves_what_was_there(reader, reports, blind, monkeypatch):
    """The batches before it are stored, its own rows are as before, and the run is marked as failed."""
    monkeypatch.setattr(replaying, "CHUNK", 4)
    run_corpus([reports])
    blind(Measure.ARRESTS)
    append = rows_module.Appenders.append
    calls = []

    def full(self, table, new):
        calls.append(table)
        if calls.count("mention") == 2 and table == "mention":
            raise StoreError("the disk is full", kind="full")
        append(self, table, new)

    monkeypatch.setattr(rows_module.Appenders, "append", full)
    with pytest.raises(StoreError, match="disk is full"):
        replay(workers=1)
    monkeypatch.setattr(rows_module.Appenders, "append", append)
    assert rows("SELECT outcome FROM run ORDER BY serial") == [("done",), ("failed",)]
    assert rows("SELECT count(*) FROM fact WHERE verdict = 'unverified'") == [(4,)]
    tables = (
        "SELECT count(DISTINCT work_key) FROM report UNION ALL SELECT count(DISTINCT work_key) FROM mention"
    )
    assert rows(tables) == [(12,), (12,)]
    assert replay(workers=1).changed == 8


def test_processes_give_what_one_process_gives(reader, reports):
    """Two workers rebuild the same results, in order."""
    run_corpus([reports])
    with Store.open(DB) as store:
        report = replay_stored(store, workers=2)
    assert (report.total, report.same, report.left) == (12, 12, [])


def test_the_run_of_a_replay_is_the_latest_run(reader, reports):
    """It covers every document, with the results that stand."""
    first = run_corpus([reports])
    [run_id] = replay().runs
    with open_reader(DB) as store:
        assert store.find_run() == run_id
        stored = list(store.load_run())
    assert len(stored) == 12
    assert {one.run.id for one in stored} == {first.run_id}
    assert all(Verdict.CONFIRMED in {fact.verdict for fact in one.facts} for one in stored)
