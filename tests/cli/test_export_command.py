"""`extractor export` and `extractor gold export`: files for other programs and for the gold set."""

from __future__ import annotations

import json

import pytest

from extractor.decision import Action
from extractor.document import Document
from extractor.fact import Fact
from extractor.reconcile import verify
from extractor.run import DocumentResult
from extractor.store import QueueFilter, Store


def test_export_writes_every_table_and_says_where(extractor, stored, own_folder):
    """The paths on stdout, the dictionary last; what was done to the CSV on stderr."""
    result = extractor("export", "out")
    assert result.exit_code == 0
    paths = result.stdout.splitlines()
    assert paths[-1] == "out/datapackage.json"
    assert "out/facts.parquet" in paths
    assert "apostrophe" in result.stderr
    package = json.loads((own_folder / "out" / "datapackage.json").read_text())
    assert [table["name"] for table in package["resources"]][:3] == ["operations", "trusted_facts", "facts"]


@pytest.mark.parametrize(("asked", "code"), [("xlsx", 2), ("", 2), ("csv,,parquet", 0)])
def test_export_takes_a_list_of_formats(extractor, stored, own_folder, asked, code):
    """An unknown format is a usage error, before anything is written."""
    assert extractor("export", "out", "--format", asked).exit_code == code
    assert (own_folder / "out").exists() == (code == 0)


def test_export_keeps_a_folder_that_is_not_its_own(extractor, stored, own_folder):
    """Exit code 5 and a hint; with --force it writes over."""
    (own_folder / "out").mkdir()
    (own_folder / "out" / "mine.txt").write_text("mine")
    result = extractor("export", "out", "--format", "csv")
    assert (result.exit_code, "--force" in result.stderr) == (5, True)
    assert extractor("export", "out", "--format", "csv", "--force").exit_code == 0
    assert (own_folder / "out" / "mine.txt").read_text() == "mine"


LONG = "x" * 300


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (["export", LONG], 5),
        (["gold", "export", "dover.txt", "-o", LONG, "--allow-open"], 3),
        (["query", "SELECT 1", "-o", LONG], 2),
        (["query", "SELECT 1", "--format", "parquet", "-o", LONG], 5),
        (["report", "-o", LONG], 2),
    ],
)
def test_a_name_that_no_disk_takes_is_told(extractor, stored, asked, code):
    """A message with what to do next, no traceback."""
    result = extractor(*asked)
    assert (result.exit_code, "cannot be written" in result.stderr) == (code, True)


def test_export_leaves_nothing_behind_where_it_fails(extractor, own_folder):
    """No folder is made for a database that is not there."""
    assert extractor("export", "deep/out").exit_code == 5
    assert list(own_folder.iterdir()) == []


def test_export_follows_a_link_to_its_folder(extractor, stored, own_folder):
    """The link stays one; tables of an earlier export that are not written again go."""
    (own_folder / "real").mkdir()
    (own_folder / "link").symlink_to("real")
    assert extractor("export", "link").exit_code == 0
    assert extractor("export", "link", "--format", "csv", "--force").exit_code == 0
    assert (own_folder / "link").is_symlink()
    names = {path.name for path in (own_folder / "real").iterdir()}
    assert "facts.csv" in names
    assert [name for name in names if name.endswith(("parquet", "jsonl", "part"))] == []


@pytest.fixture
def harbour(stored):
    """The same database with a document as the reader gives it, free of control characters."""
    text = "Officers made 14 arrests at the harbour. They seized more than £2,500 in cash."
    claims = [
        Fact.from_mapping({"measure": "arrests", "value": 14, "quote": "14 arrests"}),
        Fact.from_mapping({"measure": "cash", "value": 2500, "unit": "GBP", "quote": "£2,500 in cash"}),
    ]
    found = verify(text, claims)
    facts = (*found.facts, *found.missed)
    with Store.open(stored) as store:
        document = Document("reports/harbour.txt", text)
        store.save_result("run_1", DocumentResult(document, "wrk_harbour", facts=facts, ledger=found.ledger))
    return stored


def reject_all(db) -> None:
    with Store.open(db) as store:
        while items := store.queue(QueueFilter()).items:
            store.decide(items[0].fact_id, Action.REJECTED, decided_by="Ann")


def test_gold_export_refuses_what_is_open_and_names_it(extractor, harbour, own_folder):
    """Exit code 3, a line for each open figure, and nothing written."""
    result = extractor("gold", "export", "harbour.txt", "-o", "gold")
    assert result.exit_code == 3
    assert "harbour: cash 2,500 GBP (contradicted, not decided on)" in result.stderr
    assert not (own_folder / "gold").exists()


def test_gold_export_leaves_out_what_is_open_where_that_is_allowed(extractor, harbour):
    """The record has the confirmed figure alone, and passes the check."""
    result = extractor("gold", "export", "harbour.txt", "-o", "gold", "--allow-open")
    assert (result.exit_code, result.stdout) == (0, "gold/harbour.gold.json\n")
    assert "not decided on" in result.stderr
    assert extractor("gold", "check", "gold").exit_code == 0


def test_a_reviewed_document_is_exported_and_checked(extractor, harbour, own_folder):
    """Once everything is decided on, nothing is in the way."""
    reject_all(harbour)
    result = extractor("gold", "export", "reports/harbour.txt", "-o", "gold")
    assert result.exit_code == 0
    assert "1 records: 0 errors" in extractor("gold", "check", "gold").stderr
    facts = json.loads((own_folder / "gold" / "harbour.gold.json").read_text())["facts"]
    assert [(fact["measure"], fact["value"]) for fact in facts] == [("arrests", 14)]


def test_a_document_without_a_result_is_no_gold(extractor, stored):
    """A failed document is told, with where to look."""
    result = extractor("gold", "export", "blank.txt", "-o", "gold")
    assert (result.exit_code, "has no result" in result.stderr) == (3, True)
