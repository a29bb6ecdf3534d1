"""What is written for spreadsheets holds no formula, whatever a document or a model put into it."""

from __future__ import annotations

import csv
from pathlib import Path

FORMULAS = ('=HYPERLINK("http://evil.invalid","x")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "＝1")


def test_no_cell_of_an_export_is_a_formula(extractor, scripted, claim):
    """Every CSV of `export`, and `query --format csv`: a cell that would be one begins with an apostrophe."""
    scripted.respond = lambda _: claim(
        *({"measure": "other", "value": 12, "quote": "12 arrests", "item": item} for item in FORMULAS),
        forces=FORMULAS,
        operation_names=FORMULAS,
    )
    Path("in").mkdir()
    for number, formula in enumerate(FORMULAS):
        (Path("in") / f"{formula[:4].strip()}{number}.txt").write_text(f"{formula} Officers made 12 arrests.")
    assert extractor("run", "in").exit_code in {0, 1}
    assert extractor("export", "out", "--format", "csv").exit_code == 0
    asked = extractor("query", "SELECT item, quote FROM fact", "--format", "csv").stdout
    texts = {path.name: path.read_text(encoding="utf-8-sig") for path in Path("out").glob("*.csv")}
    assert len(texts) > 3
    cells = [
        (name, cell)
        for name, text in {**texts, "query": asked}.items()
        for row in csv.reader(text.splitlines(keepends=True))
        for cell in row
    ]
    assert any(cell.startswith("'=") for _, cell in cells)
    assert [found for found in cells if found[1][:1] in "=+@\t\r＝" and found[1]] == []
    assert [
        found for found in cells if found[1].startswith("-") and not found[1][1:].replace(".", "").isdigit()
    ] == []
