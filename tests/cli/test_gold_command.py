"""`extractor gold`: check, init and diff."""

from __future__ import annotations

import json
import shutil


def test_the_samples_pass_the_check(extractor, seeds):
    """Exit code 0, and how many records were looked at."""
    result = extractor("gold", "check", seeds)
    assert result.exit_code == 0
    assert "5 records: 0 errors" in result.stderr


def test_a_wrong_record_is_named_with_what_is_wrong(extractor, seeds):
    """Exit code 1, with file, fact and message."""
    path = sorted(seeds.glob("*.gold.json"))[0]
    record = json.loads(path.read_text())
    record["facts"][1]["quote"] = "words that nobody wrote"
    path.write_text(json.dumps(record))
    result = extractor("gold", "check", path)
    assert result.exit_code == 1
    assert "fact 2: quote" in result.stdout
    assert "words that nobody wrote" in result.stdout


def test_a_folder_without_gold_is_an_input_error(extractor, own_folder):
    """A check of nothing is not a check that passed."""
    assert extractor("gold", "check", own_folder).exit_code == 3


def test_init_begins_a_record_that_check_accepts(extractor, own_folder):
    """The empty record stands beside its document, and is never written over."""
    report = own_folder / "report.txt"
    report.write_text("Officers made 14 arrests.")
    result = extractor("gold", "init", report)
    assert result.stdout.strip() == str(own_folder / "report.gold.json")
    assert extractor("gold", "check", own_folder).exit_code == 0
    assert extractor("gold", "init", report).exit_code == 3


def test_diff_scores_one_annotator_against_the_other(extractor, seeds, own_folder):
    """Agreement by the scorer itself, and the fact that they see differently."""
    other = own_folder / "other"
    shutil.copytree(seeds, other, ignore=shutil.ignore_patterns("*.txt"))
    path = sorted(other.glob("*.gold.json"))[0]
    record = json.loads(path.read_text())
    record["facts"][0]["value"] = 13
    path.write_text(json.dumps(record))
    result = extractor("gold", "diff", seeds, other)
    assert result.exit_code == 0
    assert "20/21" in result.stdout
    assert "13" in result.stdout
