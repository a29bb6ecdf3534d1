"""The report in a real browser: accessible, as narrow as a telephone, on paper, without any script."""

import pytest
from browser import THEMES, WIDTHS, sideways, violations

from extractor.pages.report import Wanted, report_pieces
from extractor.store import open_reader

FEW = ("seeds/001*", "seeds/004*", "*hostile*", "*blank*")
"""Every kind of thing that a report shows; axe-core takes seconds over a long page."""


def written(file, pages_db, patterns=()):
    with open_reader(pages_db) as store:
        selection = store.select(patterns=patterns)
        file.write_text("".join(report_pieces(store, selection, Wanted())), encoding="utf-8")
    return file.as_uri()


@pytest.fixture(scope="module")
def address(pages_db, tmp_path_factory):
    return written(tmp_path_factory.mktemp("report") / "report.html", pages_db)


@pytest.fixture(scope="module")
def short_address(pages_db, tmp_path_factory):
    return written(tmp_path_factory.mktemp("short") / "report.html", pages_db, FEW)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(open_page, short_address, theme, width):
    """Names, roles, order, contrast, wide and narrow, light and dark."""
    page = open_page(short_address, width=width, theme=theme)
    assert violations(page) == []
    assert page.trouble == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_sticks_out(open_page, address, width):
    """The page never scrolls sideways; tables do so in boxes of their own."""
    assert sideways(open_page(address, width=width)) <= 0


def test_it_is_read_without_scripts_and_asks_for_nothing(open_page, address):
    """One file, opened from a disk; the hostile document owns nothing."""
    page = open_page("about:blank", java_script_enabled=False)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    assert asked == [address]
    assert page.title() == "Figures from 6 reports"
    assert page.locator("article").count() == 6
    assert page.locator("article img, article script").count() == 0


def test_a_figure_leads_to_its_words_and_back_to_its_proof(open_page, address):
    """From the table of operations to the number in the text, and from there to the line of proof."""
    page = open_page(address)
    page.locator("#operations ~ .scroll a.figure", has_text="179").click()
    mark = page.locator(":target")
    assert mark.inner_text().startswith("179")
    mark.click()
    assert "179" in page.locator(":target").inner_text()
    assert page.locator(":target").evaluate("one => one.tagName") == "TR"


def test_it_zooms_to_twice_its_size(open_page, address):
    """At 200 % a window of 1280 pixels is one of 640."""
    page = open_page(address, width=640, device_scale_factor=2)
    assert sideways(page) <= 0


def test_it_prints_dark_on_white(open_page, address):
    """Whatever the theme of the screen; each document begins on a page of its own."""
    page = open_page(address, theme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    look = "one => [getComputedStyle(one).backgroundColor, getComputedStyle(one).color]"
    assert page.locator("body").evaluate(look) == ["rgb(255, 255, 255)", "rgb(31, 35, 40)"]
    assert page.locator("article").first.evaluate("one => getComputedStyle(one).breakBefore") == "page"
    page.set_viewport_size({"width": 720, "height": 1000})
    assert sideways(page) <= 0
    assert page.locator(".operations thead").evaluate("one => getComputedStyle(one).display") == "none"
