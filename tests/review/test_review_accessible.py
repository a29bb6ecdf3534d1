"""For everybody: by axe-core's rules, on a narrow screen, enlarged, in light and dark, without motion."""

import json

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import expect

AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

PAGES = {
    "queue": "/?state=all",
    "document": "{document}",
    "document with all numbers": "{document}?ledger=1",
    "document with the form": "{document}?correct=1",
    "keys": "/keys",
    "nowhere": "/nothing",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_core_finds_nothing(desk, report, visit, scheme):
    """Contrast, names, roles, order, landmarks: on every page, wide and narrow."""
    page = visit(report.address, color_scheme=scheme)
    page.keyboard.press("a")
    expect(page.get_by_role("status")).to_contain_text("Accepted")
    document = report.address.removeprefix(desk.page.root)
    shown = PAGES if scheme == "light" else {name: PAGES[name] for name in list(PAGES)[:4]}
    for name, path in shown.items():
        page.goto(desk.page.root + path.format(document=document))
        page.set_viewport_size({"width": 360 if name == "document" else 1280, "height": 800})
        page.evaluate(AXE)
        found = page.evaluate(f"axe.run({{runOnly: {json.dumps(RULES)}}})")
        told = [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found["violations"]]
        assert told == [], name


WIDTHS = {"a telephone": (360, 740), "twice as large": (640, 400), "four times as large": (320, 256)}


@pytest.mark.parametrize("size", WIDTHS)
def test_nothing_has_to_be_scrolled_sideways(desk, report, visit, size):
    """Text and panel fit the width, and the figure chosen is in the window and not behind the panel."""
    width, height = WIDTHS[size]
    page = visit(report.address, viewport={"width": width, "height": height})
    document = report.address.removeprefix(desk.page.root)
    for path in PAGES.values():
        page.goto(desk.page.root + path.format(document=document))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto(report.address)
    page.locator(".steps a").click()
    expect(page.locator("#figure")).to_contain_text("14 warrants")
    chosen, sheet = page.locator(".mark.chosen"), page.locator(".sheet")
    expect(chosen).to_be_visible()
    if height >= 320:
        expect(chosen).to_be_in_viewport(ratio=1)
        box, cover = chosen.bounding_box(), sheet.bounding_box()
        assert box["y"] + box["height"] <= cover["y"]


def test_every_action_can_be_reached_by_tab_and_is_seen_where_it_is(report, visit):
    """The first stop leads to the content; every stop has an outline; every control has a name."""
    page = visit(report.address)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    names = []
    for _ in range(30):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            "(() => { const one = document.activeElement; return [one.textContent.trim() || one.name, "
            "getComputedStyle(one).outlineStyle]; })()"
        )
        if page.evaluate("document.activeElement === document.body"):
            break
        names.append(seen[0])
        assert seen[1] != "none", seen
    for words in ("Accept", "Take the text’s", "Correct…", "Reject", "Not a result"):
        assert any(name.startswith(words) for name in names), (words, names)


def test_a_verdict_is_told_without_its_colour(report, visit):
    """By a sign, by the kind of line under it, and by a word for whoever hears the page."""
    page = visit(report.address)
    marks = page.locator(".mark")
    styles = set()
    for mark in marks.all():
        styles.add(mark.locator(".number").evaluate("one => getComputedStyle(one).textDecorationStyle"))
        assert mark.locator(".sign").text_content().strip()
    assert len(styles) == marks.count() == 3
    expect(page.get_by_role("link", name="21 (contradicted)")).to_be_visible()
    expect(page.get_by_role("link", name="6 (missed)")).to_be_visible()


def test_nothing_moves_for_whoever_asks_for_less_motion(report, visit):
    """No transition, no animation, and no smooth scrolling."""
    page = visit(report.address, reduced_motion="reduce")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].map((one) => getComputedStyle(one)).filter((style) => "
        "style.animationName !== 'none' || style.transitionDuration !== '0s' "
        "|| style.scrollBehavior !== 'auto').length"
    )
    assert moving == 0


def test_printed_it_is_the_text_with_its_figures(report, visit):
    """No buttons on paper."""
    page = visit(report.address)
    page.emulate_media(media="print")
    expect(page.locator(".text")).to_be_visible()
    expect(page.locator(".sheet")).to_be_hidden()
    expect(page.locator(".bar")).to_be_hidden()
