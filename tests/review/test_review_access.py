"""Who is let in: the browser that holds the token, from this page, under this address; nobody else."""

import http.client
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from extractor.review.access import Pass

REFUSED = {
    "no cookie": ({"cookie": False}, 403, "extractor review printed"),
    "a wrong token": ({"path": "/?token=wrong", "cookie": False}, 403, "token in this address is wrong"),
    "a wrong token beside the cookie": ({"path": "/?token=wrong"}, 403, "token in this address is wrong"),
    "an empty token": ({"path": "/?token="}, 403, "token in this address is wrong"),
    "a token of no ASCII": ({"path": "/?token=%E2%82%AC%FF"}, 403, "token in this address is wrong"),
    "a foreign Host": ({"Host": "rebound.test"}, 421, "not the address of the page"),
    "a foreign Host with the right port": ({"Host": "rebound.test:{port}"}, 421, "not the address"),
    "the right Host without a port": ({"Host": "127.0.0.1"}, 421, "not the address of the page"),
    "a foreign Origin": ({"Origin": "https://foreign.test"}, 403, "comes from another page"),
    "another port as Origin": ({"Origin": "http://127.0.0.1:1"}, 403, "comes from another page"),
    "an Origin of another scheme": ({"Origin": "https://127.0.0.1:{port}"}, 403, "comes from another page"),
    "no Origin at all": ({"Origin": "null"}, 403, "comes from another page"),
    "a form from elsewhere": (
        {"form": {"act": "reject"}, "Origin": "http://foreign.test"},
        403,
        "another page",
    ),
    "a form from nowhere": ({"form": {"act": "reject"}, "Origin": "null"}, 403, "comes from another page"),
    "a form without a cookie": (
        {"form": {"act": "reject"}, "cookie": False},
        403,
        "extractor review printed",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_request_that_does_not_come_from_the_page_is_refused_in_words(desk, case):
    """What comes back says what is wrong and what to do, and holds nothing of the database."""
    asked, status, words = REFUSED[case]
    port = str(urlsplit(desk.page.root).port)
    given = {key: one.format(port=port) if isinstance(one, str) else one for key, one in asked.items()}
    found, headers, body = desk.page.ask(given.pop("path", "/"), **given)
    assert found == status
    assert words in " ".join(body.split())
    assert "<h1>" in body
    assert "Queue" not in body
    assert desk.page.token not in body + str(headers)


def test_a_form_without_an_origin_is_refused(desk):
    """Browsers always say where a form comes from."""
    parts = urlsplit(desk.page.root)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    cookie = f"extractor_review_{parts.port}={desk.page.token}"
    connection.request("POST", "/document/doc_1", "act=reject", {"Host": parts.netloc, "Cookie": cookie})
    assert connection.getresponse().status == 403
    connection.close()


def test_the_first_address_becomes_a_cookie_that_scripts_and_other_sites_never_see(desk):
    """And the token leaves the address, so that it stands in no history and no Referer."""
    status, headers, _ = desk.page.ask(desk.page.address.removeprefix(desk.page.root), cookie=False)
    assert (status, headers["location"]) == (303, "/")
    cookie = headers["set-cookie"]
    assert re.search(r"HttpOnly", cookie, re.IGNORECASE)
    assert re.search(r"SameSite=strict", cookie, re.IGNORECASE)
    assert not re.search(r"Domain|Expires|Max-Age", cookie, re.IGNORECASE)


@pytest.mark.parametrize("path", ["/", "/keys", "/static/review.js", "/nothing", "/document/doc_none"])
def test_every_answer_carries_the_headers_that_keep_it_in(desk, path):
    """Nothing inline, nothing from elsewhere, nothing stored, nothing framed, nothing guessed."""
    _, headers, _ = desk.page.ask(path)
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers


NOWHERE = {
    "/nothing": 404,
    "/document/doc_none": 404,
    "/document/..%2F..%2Fetc": 404,
    "/static/../app.py": 404,
    "/static/%2e%2e%2fapp.py": 404,
    "/static/__init__.py": 404,
    "/?run=run_unknown": 404,
}


@pytest.mark.parametrize("path", NOWHERE)
def test_an_address_that_leads_nowhere_says_so(desk, path):
    """In words, as a page, with the way back."""
    status, _, body = desk.page.ask(path)
    assert status == NOWHERE[path]
    assert "To the queue" in body


FORMS = {
    "no action": ({}, 422),
    "an unknown action": ({"act": "destroy"}, 422),
    "no figure": ({"act": "accept"}, 422),
    "an unknown figure": ({"act": "accept", "fact": "fact_none"}, 404),
    "a number that is none": ({"act": "not_a_result", "number": "x-y"}, 422),
    "an unknown number": ({"act": "not_a_result", "number": "0-1"}, 404),
    "nothing to undo": ({"act": "undo", "fact": "{fact}"}, 422),
    "a reason of a novel's length": ({"act": "accept", "fact": "{fact}", "reason": "x" * 600}, 422),
    "a hundred fields": ({f"field{n}": "1" for n in range(100)}, 422),
    "more than a form can hold": ({"act": "x" * 100_000}, 413),
}


@pytest.mark.parametrize("case", FORMS)
def test_a_form_that_no_page_sends_is_refused_and_changes_nothing(desk, report, case):
    """By name, without a crash."""
    fields, status = FORMS[case]
    with desk.reading() as store:
        fact = store.load_review(report.id).stored.fact_ids[0]
    form = {name: value.replace("{fact}", fact) for name, value in fields.items()}
    path = report.address.removeprefix(desk.page.root)
    found, _, body = desk.page.ask(path, form=form)
    assert found == status, body
    with desk.reading() as store:
        assert store.decisions(report.id) == ()


def test_a_ticket_opens_the_page_once_and_the_token_as_long_as_it_runs():
    """The address given to a browser stands in a process list; the one on the terminal does not."""
    held = Pass(8000)
    ticket = held.ticket().partition("token=")[2]
    assert ticket != held.token
    assert [held.accepts(ticket), held.accepts(ticket)] == [True, False]
    assert [held.accepts(held.token), held.accepts(held.token)] == [True, True]
    assert not held.holds(ticket)


def test_two_servers_are_different_passes():
    """Tokens are long, random and never the same; cookies of two ports do not meet."""
    one, other = Pass(8000), Pass(8001)
    assert one.token != other.token
    assert len(one.token) >= 40
    assert one.cookie != other.cookie


def test_a_name_that_points_to_this_machine_gets_nothing(desk, browser):
    """DNS rebinding, in a real browser: the page of another site resolves to loopback, and is refused."""
    context = browser.new_context()
    page = context.new_page()
    port = urlsplit(desk.page.root).port
    answer = page.goto(f"http://rebound.test:{port}/?token={desk.page.token}")
    assert answer.status == 421
    expect(page.get_by_role("heading")).to_have_text("This is not the address of the page.")
    context.close()


def test_a_form_of_another_site_does_nothing(desk, report, browser):
    """A foreign page sends a form to the right address while the cookie is held: it is refused."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(desk.page.address)
    form = (
        f'<form method="post" action="{report.address}"><button name="act" value="reject">x</button></form>'
    )
    page.route("http://foreign.test/", lambda route: route.fulfill(body=form, content_type="text/html"))
    page.goto("http://foreign.test/")
    with page.expect_navigation() as gone:
        page.click("button")
    assert gone.value.status == 403
    with desk.reading() as store:
        assert store.decisions(report.id) == ()
    context.close()


def test_nothing_is_asked_of_any_other_machine(desk, report, browser):
    """Every request of a whole visit goes to the page itself."""
    context = browser.new_context()
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(desk.page.address)
    page.goto(report.address)
    page.keyboard.press("?")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_load_state("networkidle")
    assert len(asked) > 5
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(desk.page.root).netloc}
    context.close()
