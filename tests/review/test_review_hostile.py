"""A document is text, whatever it holds: nothing in it becomes markup, runs, or hides what it says."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from extractor.fact import Fact, Measure

HOSTILE = """<!doctype html><title>x</title><script>document.body.dataset.broken = "script"; alert(1)</script>
<img src=x onerror="document.body.dataset.broken = 'image'"> <b id=made>bold</b> </div></main></body>
{{ 7 * 7 }} {% if x %} ${7*7} <%= 7 %> &lt;i&gt; &#60;u&#62;
<a href="javascript:alert(1)">link</a>
\x1b[31mred\x00\x07 \u202e9 stseera\u202c \u2066hidden\u2069 \u200f <!-- comment --> ]]>
<style>*{display:none}</style>
<form action="https://foreign.test/"><input name=act value=accept><button>Accept</button></form>
Officers made 21 arrests</a><script>alert(2)</script> and seized 6 vehicles "' onmouseover=alert(3) x='.
"""
NAME = "\"><script>alert('name')</script>&#x27;\u202egnp"
PLACE = "<script>alert('place')</script>\u202e"


@pytest.fixture
def hostile(desk, request):
    claims = (
        Fact(Measure.CHARGES, Decimal(21), "made 21 arrests</a><script>alert(2)</script>", place=PLACE),
        Fact(Measure.PHONES, Decimal(3), '"><img src=x onerror=alert(4)>\u202e', unit="<b>kg</b>"),
    )
    return desk.report(f"{request.node.name}{NAME}", f"{request.node.name}\n{HOSTILE}", *claims)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_a_hostile_document_stays_text(desk, hostile, browser, script):
    """No dialog, no element, no request of its own; its words are all there; it can be decided on."""
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    alarms = []
    page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: alarms.append(str(error)))
    page.on("request", lambda one: None if one.url.startswith(desk.page.root) else alarms.append(one.url))
    page.goto(desk.page.address)
    page.goto(f"{hostile.address}?ledger=1")
    page.goto(hostile.address)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    for inside in (".text", ".sheet", ".lists", "h1", ".queue"):
        for made in (
            "script",
            "img",
            "style",
            "b#made",
            "form[action*=foreign]",
            "[onerror]",
            "[onmouseover]",
        ):
            assert page.locator(f"{inside} {made}").count() == 0, (inside, made)
    text = page.locator(".text").text_content()
    assert '<script>document.body.dataset.broken = "script"; alert(1)</script>' in text
    assert "{{ 7 * 7 }} {% if x %} ${7*7} <%= 7 %> &lt;i&gt; &#60;u&#62;" in text
    page.locator(".acts button[value=reject]").click()
    expect(page.locator("[data-said]")).to_contain_text("Rejected")
    page.goto(desk.page.root)
    expect(page.locator(".queue .where").first).to_be_visible()
    if script:
        assert page.evaluate("document.body.dataset.broken") is None
    assert alarms == []
    context.close()


STEERS = "\x00\x07\x1b\x7f\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c\x9b"


def test_nothing_that_steers_what_shows_it_reaches_a_page(desk, hostile):
    """Control characters and overrides of the writing direction are signs that can be seen."""
    path = hostile.address.removeprefix(desk.page.root)
    for asked in (path, f"{path}?ledger=1", f"{path}?correct=1", "/?state=all"):
        status, _, body = desk.page.ask(asked)
        assert status == 200
        assert not set(STEERS) & set(body), asked


@pytest.mark.parametrize(
    "query", ["told", "fact", "number", "verdict", "document", "state", "page", "correct"]
)
def test_nothing_of_an_address_becomes_markup(desk, report, query):
    """An address can be sent by anybody; what it says is text, or nothing at all."""
    path = report.address.removeprefix(desk.page.root)
    for start in (path, "/"):
        _, _, body = desk.page.ask(f"{start}?{query}=%22%3E%3Cscript%3Ealert(1)%3C/script%3E%E2%80%AE")
        assert "<script>alert" not in body
        assert "\u202e" not in body
