"""The report as HTML: self-contained, well-formed, every link leads somewhere, every text stays text."""

import re
from datetime import datetime
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from jinja2 import UndefinedError

from extractor.decision import Action
from extractor.document import Document
from extractor.fact import Fact, Measure, Qualifier, Verdict
from extractor.pages.html import Templates, render
from extractor.pages.report import Wanted, report_pieces
from extractor.pages.visible import visible
from extractor.reconcile import verify
from extractor.run import DocumentResult, Run
from extractor.store import Store, open_reader

VOID = {"meta", "br", "link", "img", "rect"}
OUTSIDE = ("src", "action", "srcset", "poster", "data", "background", "formaction")


class Page(HTMLParser):
    """A page as a strict reader sees it: what opens must close, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags, self.ids, self.links, self.text, self._open = [], [], [], [], []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        assert len(given) == len(attrs), f"{tag} has an attribute twice"
        self.tags.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        assert not [name for name in given if name in OUTSIDE or name.startswith("on")]
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if self._open[-1:] != ["style"]:
            self.text.append(data)


def made(path, **chosen):
    wanted = Wanted(made_at=datetime(2026, 11, 22, 10), code_version="0.1.0", **chosen)
    with open_reader(path) as store:
        selection = store.select(patterns=wanted.patterns, verdicts=wanted.verdicts)
        return "".join(report_pieces(store, selection, wanted))


@pytest.fixture(scope="module")
def report(pages_db):
    return made(pages_db)


@pytest.fixture(scope="module")
def page(report):
    return Page(report)


def test_it_is_well_formed_and_every_link_leads_to_one_place(page):
    """Every id is there once, and every link leads to one: to words, to a proof, to a section."""
    assert len(set(page.ids)) == len(page.ids)
    assert page.links
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert all(link.startswith("#") for link in page.links)


def test_it_holds_no_script_and_asks_for_nothing_from_elsewhere(report, page):
    """No script, no image, no font, no frame, no import: and a policy that would refuse them."""
    assert not {"script", "iframe", "object", "embed", "img", "link", "form", "base"} & set(page.tags)
    style = report[report.index("<style>") : report.index("</style>")]
    assert not re.search(r"url\(|@import|@font-face|expression", style)
    assert "default-src 'none'" in report


def test_no_control_character_and_no_turn_of_direction_is_left(report):
    """Wherever it came from: text, name, model, force, decision."""
    steering = {*map(chr, range(9)), *map(chr, range(11, 32)), *map(chr, range(127, 160)), "\u202e", "\u2066"}
    assert not steering & set(report)
    assert "␛[31mred␛[0m ␀" in report


@pytest.mark.parametrize(
    "words",
    [
        "<script>document.title = 'owned'</script><img src=x onerror=\"document.title='owned'\">",
        "14✓ rejected arrests{{ 7 * 7 }}",
        "</div></main> \"quoted' 'text\"",
        "reports/<hostile>.txt",
        "<b>scripted</b>",
        "<svg onload=alert(1)>�",
        "</td><script>alert(1)</script>",
        "<i>Ann</i>",
        "�wrong <b>words</b>",
        "reports/<blank>.txt",
    ],
)
def test_markup_stays_text(page, words):
    """What a document, a model or a person wrote is read, not obeyed."""
    assert words in "".join(page.text)


def test_the_text_is_the_document_with_signs_and_nothing_else(pages_db, page, report):
    """Every character of a report stands there, in order, line ends included."""
    texts = re.findall(r'<div class="text" dir="auto">(.*?)</div>', report, re.DOTALL)
    with open_reader(pages_db) as store:
        documents = [stored.document for stored in store.load(store.select())]
    assert len(texts) == len(documents) == 6
    for shown, document in zip(texts, documents, strict=True):
        bare = re.sub(r'<span class="sign[^>]*>.</span>|<small>.*?</small>', "", shown)
        plain = "".join(Page(f"<main>{bare}</main>").text)
        assert plain == visible(document.text)


def test_every_part_of_the_summary_is_there(page):
    """Counts, verdicts, coverage, cost, model, prompt, versions, failures, findings, decisions."""
    text = " ".join("".join(page.text).split())
    for words in (
        "Figures from 6 reports",
        "2026-11-22 10:00 UTC",
        "Documents6",
        "Failed1",
        "operation.v1 prompt-hash",
        "schema-hash",
        "Made by extractor 0.1.0",
        "The file is empty.",
        "warrants by place add up to 32",
        "rejected",
        "holds: cash 300 GBP",
        "at odds: 14 seized for motoring offences; 3 stolen vehicles recovered",
        "more than 40,000 GBP",
        "at least 47,000 GBP",
        "19 to 21",
    ):
        assert words in text, words
    assert all(f"{verdict}" in text for verdict in Verdict)


def test_a_figure_of_an_operation_leads_to_its_words(report):
    """The number in the table is a link to the number in the text."""
    [target] = re.findall(r'<a class="figure" href="#(\w+)">179</a>', report)
    assert re.search(rf'id="{target}" href="#\w+"><u>179</u>', report)


def test_a_confirmed_figure_against_a_decision_says_so_in_the_text(tmp_path):
    """It is not trusted, whatever its sign: the decision stands."""
    text = "In all 21 people were arrested."
    bound, exact = (
        Fact(Measure.ARRESTS, Decimal(value), "21 people were arrested", qualifier=qualifier)
        for value, qualifier in ((20, Qualifier.AT_LEAST), (21, Qualifier.EXACT))
    )
    path = tmp_path / "operations.duckdb"
    with Store.open(path) as store:
        store.start_run(Run("run_a", datetime(2026, 11, 22), "scripted", "", "", "", "", "", {}))
        for work, claims in (("work_missed", []), ("work_exact", [exact])):
            found = verify(text, claims)
            facts = (*found.facts, *found.missed)
            result = DocumentResult(Document("a.txt", text), work, facts=facts, ledger=found.ledger)
            store.save_result("run_a", result)
            if not claims:
                number = found.ledger[0].mention
                span = (result.document.id, number.start, number.end)
                store.decide_number(*span, Action.ACCEPTED, decided_by="Ann", fact=bound)
    html = made(path)
    assert "at least 20" in html
    assert re.search(r"<u>21</u>.*<small> against a decision</small></a>", html, re.DOTALL)


def test_a_choice_of_verdicts_lists_those_figures_alone(pages_db):
    """Documents without one are left out; in the text every figure stays marked, without a dead link."""
    html = made(pages_db, verdicts=(Verdict.UNSUPPORTED,))
    page = Page(html)
    assert html.count("<article") == 1
    assert len(re.findall(r'<tr id="d1f\d+">', html)) == 1
    assert '<span class="mark v-confirmed"' in html
    assert {link[1:] for link in page.links} <= set(page.ids)


def test_a_choice_of_documents_and_a_title(pages_db):
    """By pattern or id; what was chosen stands under the heading, escaped."""
    html = made(pages_db, patterns=("seeds/00[01]*",), title="Raids & <b>arrests</b>")
    assert html.count("<article") == 2
    assert "<h1>Raids &amp; &lt;b&gt;arrests&lt;/b&gt;</h1>" in html
    assert "documents seeds/00[01]*" in html
    assert "Failures" not in html


def test_a_thousand_such_documents_stay_under_twenty_megabytes(pages_db):
    """Size grows with the documents alone: what one more of the sample reports adds, a thousand times."""
    few, all_five = (len(made(pages_db, patterns=(one,)).encode()) for one in ("seeds/002*", "seeds/*"))
    assert (all_five - few) / 4 * 1000 < 20_000_000


def test_a_missing_value_of_a_template_is_an_error():
    """It never becomes an empty text."""
    with pytest.raises(UndefinedError):
        render("report.html")


def test_templates_of_another_package_extend_these(tmp_path, monkeypatch):
    """With the same rules: escaped, and every control character visible."""
    package = tmp_path / "some_pages"
    (package / "templates").mkdir(parents=True)
    (package / "__init__.py").touch()
    own = "{% extends 'base.html' %}{% block main %}{{ a }}{% endblock %}"
    (package / "templates" / "own.html").write_text(own)
    monkeypatch.syspath_prepend(str(tmp_path))
    html = Templates("some_pages").render("own.html", a="<b>\x1b")
    assert "&lt;b&gt;␛" in html
