"""The export: every table in every format, with a dictionary that other programs can check the data by."""

from __future__ import annotations

import csv
import json
from decimal import Decimal

import duckdb
import pytest
from frictionless import Package, system

from extractor.decision import Action
from extractor.document import Document
from extractor.errors import StoreError
from extractor.fact import Measure
from extractor.reconcile import verify
from extractor.run import DocumentResult, Failure, tagged_hash
from extractor.store import DatasetFormat, Store, export_dataset

TABLES = {
    "operations", "trusted_facts", "facts", "mentions", "findings", "decisions", "documents", "runs",
}  # fmt: skip
EVERY = tuple(DatasetFormat)
TEXT = """=cmd|' /C calc'!A0 said the sign.

Officers in "Harwick", Kent arrested more than 21 people; 12 were charged. They seized £4,000.50 in cash,
+44 tablets and -7 knives.
Of the 21, 12 were men and 9 were women."""


@pytest.fixture
def filled(store: Store, database, make_fact):
    """A closed database with every kind of row: decided, missed, failed, and text that is out to hurt."""
    claims = [
        make_fact("arrests", 21, "more than 21 people", qualifier="more_than"),
        make_fact("cash", "400.50", "£4,000.50 in cash", unit="GBP"),
        make_fact("phones", 3, "=cmd|' /C calc'!A0", item="@phones", place="-Harwick"),
    ]
    found = verify(TEXT, claims)
    document = Document("=reports/harwick.txt", TEXT, title="@title", published="2026-05-04")
    result = DocumentResult(
        document,
        tagged_hash("work", document.id),
        facts=(*found.facts, *found.missed),
        claims=tuple(claims),
        ledger=found.ledger,
        findings=found.findings,
    )
    store.save_result("run_a", result)
    blank = Document("blank.txt", "nothing here")
    store.save_result("run_a", DocumentResult(blank, "work_b", failure=Failure("ask", "refused", "no")))
    stored = store.load_result("harwick.txt")
    cash = make_fact("cash", "4000.50", "£4,000.50 in cash", unit="GBP")
    store.decide(stored.fact_ids[1], Action.CORRECTED, decided_by="=Ann", reason="+misread", correction=cash)
    store.finish_run("run_a", "done")
    store.close()
    return database


@pytest.fixture
def read_package(tmp_path):
    """A package as the library reads it, without the network and without leaving the folder."""

    def read(folder) -> Package:
        with system.use_context(trusted=True):
            return Package(str(folder / "datapackage.json"))

    return read


def test_dictionary_and_data_are_valid_by_the_library(filled, tmp_path, read_package):
    """Frictionless finds no error in descriptor, types, words or keys of any table."""
    folder = tmp_path / "out"
    export_dataset(filled, folder, EVERY)
    with system.use_context(trusted=True):
        report = read_package(folder).validate()
    assert report.flatten(["name", "rowNumber", "fieldName", "note"]) == []
    assert {task.name for task in report.tasks} == TABLES
    rows = {task.name: task.stats["rows"] for task in report.tasks}
    assert rows["facts"] >= 5
    assert (rows["decisions"], rows["documents"], rows["runs"]) == (1, 2, 1)
    assert rows["findings"] > 0


def test_a_wrong_cell_would_be_found(filled, tmp_path, read_package):
    """The dictionary is no ornament: a word outside its vocabulary is an error."""
    folder = tmp_path / "out"
    export_dataset(filled, folder, [DatasetFormat.CSV])
    facts = folder / "facts.csv"
    facts.write_text(facts.read_text().replace(",contradicted,", ",doubtful,", 1))
    with system.use_context(trusted=True):
        report = read_package(folder).validate()
    assert report.flatten(["fieldName"]) == [["verdict"]]


def test_every_column_says_what_it_means(filled, tmp_path):
    """Meaning, type, and where they have them unit and vocabulary."""
    export_dataset(filled, tmp_path / "out", EVERY)
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    fields = {
        (table["name"], field["name"]): field
        for table in package["resources"]
        for field in table["schema"]["fields"]
    }
    assert all(field["description"] for field in fields.values())
    assert fields["facts", "measure"]["constraints"]["enum"] == [measure.value for measure in Measure]
    assert fields["facts", "value"]["unit"] == "as in unit"
    assert fields["facts", "number_start"]["unit"] == "characters"
    assert fields["operations", "cash_low"]["unit"] == "as in cash_currency"
    assert fields["operations", "arrests"]["unit"] == "count"
    assert fields["decisions", "decided_value"]["unit"] == "as in decided_unit"
    assert "apostrophe" in package["description"]


def test_the_three_formats_hold_the_same_rows(filled, tmp_path):
    """CSV, JSON lines and Parquet agree; only CSV has the apostrophes that keep a spreadsheet calm."""
    folder = tmp_path / "out"
    export_dataset(filled, folder, EVERY)
    with (folder / "facts.csv").open(newline="") as stream:
        cells = list(csv.DictReader(stream))
    lines = [
        json.loads(line, parse_float=Decimal) for line in (folder / "facts.jsonl").read_text().splitlines()
    ]
    parquet = duckdb.connect().execute(f"SELECT * FROM '{folder}/facts.parquet'")
    names = [column[0] for column in parquet.description]
    packed = [dict(zip(names, row, strict=True)) for row in parquet.fetchall()]
    assert [row["id"] for row in cells] == [row["id"] for row in lines] == [row["id"] for row in packed]
    assert [Decimal(row["value"]) for row in cells] == [row["value"] for row in lines]
    assert [row["value"] for row in lines] == [row["value"] for row in packed]
    [wild] = [at for at, row in enumerate(packed) if row["item"] == "@phones"]
    assert (lines[wild]["place"], packed[wild]["quote"]) == ("-Harwick", "=cmd|' /C calc'!A0")
    assert (cells[wild]["place"], cells[wild]["quote"]) == ("'-Harwick", "'=cmd|' /C calc'!A0")


def test_the_decided_figure_is_in_the_trusted_table(filled, tmp_path):
    """What a person corrected is exported as corrected."""
    export_dataset(filled, tmp_path / "out", [DatasetFormat.JSONL])
    lines = (tmp_path / "out" / "trusted_facts.jsonl").read_text().splitlines()
    rows = {row["measure"]: row for row in map(json.loads, lines)}
    assert (rows["cash"]["value"], rows["cash"]["decision"]) == (4000.5, "corrected")


def test_an_empty_database_is_exported_with_its_dictionary(database, tmp_path, read_package):
    """Tables without rows still have their columns, in every format."""
    Store.open(database).close()
    folder = tmp_path / "out"
    export_dataset(database, folder, EVERY)
    with system.use_context(trusted=True):
        assert read_package(folder).validate().valid
    header = (folder / "decisions.csv").read_text().splitlines()
    assert len(header) == 1
    assert header[0].startswith("id,serial,document_id,action")
    assert (folder / "decisions.jsonl").read_text() == ""


def test_only_the_formats_asked_for_are_written(filled, tmp_path):
    """The package describes what is there."""
    written = export_dataset(filled, tmp_path / "out", [DatasetFormat.PARQUET])
    assert {path.suffix for path in written} == {".parquet", ".json"}
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    assert {table["format"] for table in package["resources"]} == {"parquet"}


def test_a_folder_with_something_in_it_is_kept(filled, tmp_path):
    """Refused without --force; with it, tables of the earlier export go and the rest stays."""
    folder = tmp_path / "out"
    export_dataset(filled, folder, EVERY)
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(StoreError) as raised:
        export_dataset(filled, folder, EVERY)
    assert raised.value.kind == "exists"
    export_dataset(filled, folder, [DatasetFormat.CSV], force=True)
    names = {path.name for path in folder.iterdir()}
    assert names == {"mine.txt", "datapackage.json", *(f"{table}.csv" for table in TABLES)}


def test_an_export_that_fails_leaves_nothing(filled, tmp_path):
    """No half of a folder, whatever went wrong."""
    with pytest.raises(StoreError):
        export_dataset(tmp_path / "none.duckdb", tmp_path / "out", EVERY)
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="it is a file"):
        export_dataset(filled, tmp_path / "file", EVERY)
    assert not (tmp_path / "out").exists()
    assert [path for path in tmp_path.iterdir() if path.name.endswith(".part")] == []
