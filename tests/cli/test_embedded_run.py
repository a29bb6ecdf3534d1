"""The first command of the README, with the answers that the embedded model really gave.

The recordings are those of `tests/llm/test_recorded.py`; `make record` makes them there.
"""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
CASSETTES = ROOT / "cassettes" / "test_recorded"
RECORDED = [
    str(path) for kind in ("sample_report", "long_document") for path in sorted(CASSETTES.glob(f"*{kind}*"))
]


@pytest.fixture
def ran(extractor, seeds, recorded_model, record_mode):
    """The five reports, read by the embedded model into operations.duckdb."""
    if record_mode != "none":
        pytest.skip("replays what tests/llm/test_recorded.py records")
    return extractor("run", "seeds")


def told_as(row):
    """The figure, its period, and whether it is told as a total or as a part."""
    part = any(row[key] for key in ("force", "place", "offence"))
    return [row[key] for key in ("measure", "value", "value_max", "unit", "qualifier", "period")] + [part]


@pytest.mark.vcr(*RECORDED)
def test_nothing_false_is_trusted(ran, extractor, seeds):
    """A very weak model claims much that is wrong; what is trusted, gold says too."""
    assert ran.exit_code == 0, ran.output
    listed = extractor("query", "SELECT * FROM trusted_fact", "--format", "jsonl").stdout.splitlines()
    trusted = [json.loads(line) for line in listed]
    told = {seed.name: json.loads(seed.with_suffix(".gold.json").read_text())["facts"] for seed in SEEDS}
    for row in trusted:
        gold = told[Path(row["document_name"]).name]
        assert told_as(row) in [told_as(fact) for fact in gold], row
    assert trusted, "it confirms at least what it got right"


@pytest.mark.vcr(*RECORDED)
def test_the_end_says_how_weak_the_model_is_and_what_to_type(ran):
    """No newcomer takes the embedded model for the tool."""
    assert "SmolLM2-135M-Instruct" in ran.stdout
    assert "very weak reader" in ran.stderr
    assert "missed" in ran.stdout
