"""Plots: one file that stands alone, every rate with its interval or with counts only, light and dark."""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from subprocess import run as run_process

import pytest

from extractor.errors import UsageError
from extractor.evaluate.evaluation import Evaluation
from extractor.evaluate.plot import check_target, write_plot
from extractor.evaluate.promise import CheckedDocument
from extractor.evaluate.scoring import Column, score_document
from extractor.fact import CheckedFact, Verdict
from extractor.run import Run

SVG = "{http://www.w3.org/2000/svg}"
XHTML_AND_SVG = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/1999/xhtml"}
MARKUP = "<script>alert('one')</script> & \"two\""

RUN = Run(
    id="run_1",
    started_at=datetime(2026, 5, 4),
    model=MARKUP,
    endpoint="http://127.0.0.1",
    prompt_name="operation.v1",
    prompt_hash="p",
    schema_hash="s",
    code_version="0",
    settings={},
)


@pytest.fixture
def evaluation(fact, gold):
    """So many documents with 9 arrests each, told rightly and confirmed but for the first: 90, unverified.

    The first two have two warrants each, told rightly, and a line that nobody tells.
    """

    def build(documents, run=RUN):
        scored, trusted, checked = [], [], []
        for number in range(documents):
            early = (fact("warrants", 2), fact("drug_lines", 1)) if number < 2 else ()
            source = gold((fact("arrests", 9), *early), name=f"report{number}")
            arrests = fact("arrests", 9 if number else 90)
            facts = (CheckedFact(arrests, Verdict.CONFIRMED if number else Verdict.UNVERIFIED),)
            facts += tuple(CheckedFact(each, Verdict.CONFIRMED) for each in early[:1])
            checked.append(CheckedDocument(source, facts, ()))
            scored.append(score_document(source, [each.fact for each in facts]))
            confirmed = [each.fact for each in facts if each.verdict is Verdict.CONFIRMED]
            trusted.append(score_document(source, confirmed))
        columns = (Column("model", tuple(scored)), Column("trusted", tuple(trusted)))
        return Evaluation(run, None, "g" * 12, columns, tuple(checked), (), (MARKUP,))

    return build


@pytest.fixture
def drawn(evaluation, tmp_path):
    """The text of a plot of so many documents."""

    def draw(documents, name="plot.svg", **more):
        write_plot(evaluation(documents, **more), tmp_path / name)
        return (tmp_path / name).read_text(encoding="utf-8")

    return draw


def charts(text):
    """Each chart by its name."""
    return {node.get("id"): node for node in ET.fromstring(text).iter(f"{SVG}svg") if node.get("id")}


def texts(node):
    return [each.text or "" for each in node.iter(f"{SVG}text")]


def circles(node):
    """The points of a chart that are neither ends of intervals nor places of notes."""
    return [each for each in node.iter(f"{SVG}circle") if float(each.get("r")) > 2]


@pytest.mark.parametrize("name", ["plot.svg", "plot.html", "PLOT.SVG"])
@pytest.mark.parametrize("documents", [1, 8])
def test_nothing_runs_and_nothing_comes_from_elsewhere(drawn, name, documents):
    """No script, handler, link, import or font; the only addresses are the names of the formats."""
    text = drawn(documents, name)
    assert not re.search(r"<script|\son\w+=|href|@import|@font-face|url\(|<\?xml-stylesheet|<!--", text)
    assert set(re.findall(r"https?://[^\"'\s<]*", text)) <= XHTML_AND_SVG


@pytest.mark.parametrize("documents", [1, 8])
def test_an_svg_is_well_formed_with_words_for_each_chart(drawn, documents):
    """Title and description come first, and are named by the picture that they describe."""
    found = charts(drawn(documents))
    assert list(found) == ["chart-risk", "chart-readers", "chart-measures"]
    for name, chart in found.items():
        assert chart.get("role") == "img"
        assert [(node.tag, node.get("id")) for node in chart[:2]] == [
            (f"{SVG}title", f"{name}-title"),
            (f"{SVG}desc", f"{name}-words"),
        ]
        assert chart[0].text
        assert chart[1].text
    identities = [node.get("id") for node in ET.fromstring(drawn(documents)).iter() if node.get("id")]
    assert len(identities) == len(set(identities))


def test_every_measure_stands_with_its_support(drawn):
    """Precision and recall of each measure with counts and n, also where nothing is told."""
    shown = texts(charts(drawn(8))["chart-measures"])
    for label in (
        "arrests · precision 7/7, n 7",
        "recall 7/8, n 8",
        "warrants · precision 2/2, n 2",
        "recall 2/2, n 2",
        "drug lines · precision 0/0, n 0",
        "recall 0/2, n 2",
    ):
        assert label in shown


def test_a_rate_of_few_documents_is_counts_only(drawn):
    """Seven documents with arrests give points; two with warrants give words, and never a bare point."""
    measures = charts(drawn(8))["chart-measures"]
    assert len(circles(measures)) == 2
    assert texts(measures).count("counts only: under 5 documents") == 3
    assert texts(measures).count("nothing to count") == 1
    few = charts(drawn(4))
    assert sum(len(circles(chart)) for chart in few.values()) == 0
    assert any("Counts only" in text for text in texts(few["chart-risk"]))


def test_points_and_ends_stand_where_the_rates_are(drawn):
    """Recall 7/8 of arrests with its logit-t ends, and precision 7/7 with Wilson's of seven documents."""
    measures = charts(drawn(8))["chart-measures"]
    axis = {}
    for guide in measures.iter(f"{SVG}g"):
        label = guide.find(f"{SVG}text")
        if guide.get("class") == "guides" and label.text in ("0.0", "1.0"):
            axis[label.text] = float(label.get("x"))
    places: dict[str, list[float]] = {}
    for dots in measures.iter(f"{SVG}g"):
        circle = dots.find(f"{SVG}circle")
        if circle is not None and float(circle.get("r")):
            share = (float(circle.get("cx")) - axis["0.0"]) / (axis["1.0"] - axis["0.0"])
            places.setdefault(dots.find(f"{SVG}title").text, []).append(round(share, 3))
    assert {words: sorted(set(shares)) for words, shares in places.items()} == {
        "0.875 [0.32, 0.99] 7/8, n 8": [0.319, 0.875, 0.991],
        "1.000 [documents 0.65, 1.00] 7/7, n 7": [0.646, 1.0],
    }


def test_risk_rises_as_the_wrong_one_is_let_in(drawn):
    """Confirmed facts are right, the unverified one is wrong; each step has Clopper-Pearson bounds."""
    risk = charts(drawn(8))["chart-risk"]
    words = risk.find(f"{SVG}desc").text
    assert "confirmed: 0 of 9 wrong [0.00, 0.34], told 0.750" in words
    assert "and unverified: 1 of 10 wrong [0.00, 0.45], told 0.750" in words
    confirmed, *others = circles(risk)
    assert len(others) == 3
    assert all(float(confirmed.get("cy")) > float(other.get("cy")) for other in others)
    ends = [each for each in risk.iter(f"{SVG}circle") if float(each.get("r")) == 2]
    assert len(ends) == 8


def test_without_a_run_there_is_no_risk(drawn):
    """The number reader alone has no verdicts."""
    assert "chart-risk" not in charts(drawn(8, run=None))


def test_the_page_holds_the_figures_as_tables_and_escapes_all(drawn):
    """A model's name and a note that look like markup stay text, and the tables stand beneath the charts."""
    text = drawn(8, "plot.html")
    assert text.count("&lt;script&gt;alert(&#x27;one&#x27;)&lt;/script&gt; &amp; &quot;two&quot;") == 2
    assert text.count("<svg") == 3
    assert text.rindex("</svg>") < text.index("<table>")
    assert "0.875 [0.32, 0.99] 7/8, n 8" in text


def test_a_title_that_looks_like_markup_stays_text(drawn, monkeypatch):
    """Whatever a label says, the tree has no element of that name."""
    monkeypatch.setitem(sys.modules["extractor.evaluate.plot"].READER_TITLES, "trusted", MARKUP)
    readers = charts(drawn(8))["chart-readers"]
    assert f"{MARKUP} · precision 9/9, n 8" in texts(readers)
    assert not list(readers.iter(f"{SVG}script"))


@pytest.mark.parametrize("name", ["plot.svg", "plot.html"])
def test_light_and_dark_are_both_in_the_file(drawn, name):
    """Ink and paper change places where the reader's system asks for dark."""
    text = drawn(8, name)
    light, dark = text.split("@media", 1)
    assert "prefers-color-scheme" in dark
    assert "#ffffff" in light
    assert "#16181b" not in light
    assert "#16181b" in dark


def test_the_same_evaluation_gives_the_same_file(drawn):
    """No date, no random name: a plot can be kept under version control."""
    assert drawn(8) == drawn(8, "again.svg")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("plot.png", ".svg or .html"),
        ("plot", ".svg or .html"),
        ("missing/plot.svg", "there is no folder"),
        ("folder.svg", "is a folder"),
    ],
)
def test_a_target_that_cannot_be_used_is_a_usage_error(tmp_path, name, words):
    """The message names the file and what to do, before anything is measured."""
    (tmp_path / "folder.svg").mkdir()
    with pytest.raises(UsageError, match=words) as caught:
        check_target(tmp_path / name)
    assert name in caught.value.message


def test_a_name_that_the_system_refuses_is_a_usage_error(tmp_path):
    """Longer than any file system takes."""
    with pytest.raises(UsageError, match="cannot be written"):
        check_target(tmp_path / f"{'long' * 100}.svg")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full here")
def test_a_file_that_cannot_be_written_is_a_usage_error(evaluation, tmp_path):
    """A device that is always full stands under the name."""
    (tmp_path / "plot.svg").symlink_to("/dev/full")
    with pytest.raises(UsageError, match="cannot be written: No space left"):
        write_plot(evaluation(8), tmp_path / "plot.svg")


def test_an_evaluation_of_nothing_told_is_drawn_too(evaluation, tmp_path):
    """Documents without gold and without claims: charts with words instead of points."""
    empty = evaluation(1)
    nothing = tuple(replace(column, documents=()) for column in empty.columns)
    write_plot(replace(empty, columns=nothing, checked=()), tmp_path / "plot.svg")
    found = charts((tmp_path / "plot.svg").read_text(encoding="utf-8"))
    assert "Counts only" in " ".join(texts(found["chart-measures"]))


def test_the_library_is_loaded_only_to_draw():
    """Whoever asks for no plot does not wait for it."""
    code = "import sys, extractor.evaluate.plot; sys.exit('pygal' in sys.modules)"
    assert run_process([sys.executable, "-c", code], check=False).returncode == 0
