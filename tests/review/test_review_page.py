"""The page in a real browser: every action by key and by mouse, and what becomes of it."""

from decimal import Decimal
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from extractor.decision import Action
from extractor.fact import Fact, Measure


def decisions(desk, report):
    with desk.reading() as store:
        return store.decisions(report.id)


def in_force(desk, report):
    return [one for one in decisions(desk, report) if one.in_force]


def mark(page, text):
    """The figure that stands there by its number."""
    return page.locator(".mark", has=page.locator(".number", has_text=text))


def choose(page, text):
    """Choose the figure that stands there by its number."""
    page.wait_for_load_state()
    if page.locator(".mark.chosen .number").all_inner_texts() != [text]:
        mark(page, text).click()
    expect(page.locator(".mark.chosen .number")).to_have_text(text)


def said(page):
    return page.get_by_role("status")


BY_KEY = {"accept": "a", "reading": "t", "reject": "r", "not_a_result": "x"}
ACTIONS = {
    "accept": (Action.ACCEPTED, "Accepted: 21 charges", 21),
    "reading": (Action.CORRECTED, "Corrected: 21 arrests, not 21 charges", 21),
    "reject": (Action.REJECTED, "Rejected: 21 charges", None),
    "not_a_result": (Action.NOT_A_RESULT, "Not a result: 21 charges", None),
}


@pytest.mark.parametrize("act", ACTIONS)
def test_each_action_decides_says_so_and_goes_on(desk, report, visit, act):
    """One key or one click settles a figure, says so and stores who; another takes it back."""
    action, words, value = ACTIONS[act]
    page = visit(report.address)
    by_mouse = page.locator(f'.acts button[value="{act}"]').click, page.locator(".notice button").click
    by_key = (lambda: page.keyboard.press(BY_KEY[act])), (lambda: page.keyboard.press("u"))
    for decide, undo in (by_key, by_mouse):
        choose(page, "21")
        decide()
        expect(said(page)).to_contain_text(words)
        expect(page.locator(".mark.chosen .number")).not_to_have_text("21")
        [decision] = in_force(desk, report)
        assert (decision.action, decision.decided_by) == (action, "Ann")
        assert (decision.decided and decision.decided.value) == value
        undo()
        expect(said(page)).to_contain_text("Taken back")
        expect(page.locator(".mark.chosen .number")).to_have_text("21")
        assert in_force(desk, report) == []


def test_a_correction_by_key_and_keyboard_alone(desk, report, visit):
    """`c` opens the form at the number; Enter saves; what was typed holds, and the rest stays as it was."""
    page = visit(report.address)
    choose(page, "21")
    page.keyboard.press("c")
    expect(page.locator("#c-value")).to_be_focused()
    page.keyboard.type("1,022")
    page.get_by_label("Unit").fill("count")
    page.get_by_label("How exactly").select_option("more_than")
    page.locator("#measure").select_option("arrests")
    page.get_by_label("Only of the force").fill("Kent Police")
    page.get_by_label("Why").fill("read again")
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text("Corrected: more than 1,022 arrests (Kent Police), not 21 charges")
    [decision] = in_force(desk, report)
    assert decision.decided.value == 1022
    assert decision.decided.force == "Kent Police"
    assert decision.decided.quote == decision.claimed.quote
    assert decision.reason == "read again"


def test_a_correction_that_is_no_figure_is_refused_with_what_was_typed(desk, report, visit):
    """The form stays, says which field is wrong, and nothing is stored; Escape leaves it."""
    page = visit(report.address)
    choose(page, "21")
    page.get_by_role("link", name="Correct").click()
    page.get_by_label("Value", exact=True).fill("about 5")
    page.get_by_label("Unit").fill("kg")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("'value' is 'about 5', which is no number")
    expect(page.get_by_label("Value", exact=True)).to_have_value("about 5")
    expect(page.get_by_label("Unit")).to_have_value("kg")
    page.keyboard.press("Escape")
    expect(page.locator(".correct")).to_have_count(0)
    assert decisions(desk, report) == ()


def test_next_and_previous_by_key_and_mouse(report, visit):
    """Figures in the order of the text, those that stand nowhere last; the ends say that they are ends."""
    page = visit(report.address)
    choose(page, "21")
    heading = page.locator("#figure")
    for key, words in (("n", "14 warrants"), ("j", "6 vehicles"), ("p", "14 warrants"), ("k", "21 charges")):
        page.keyboard.press(key)
        expect(heading).to_contain_text(words)
        expect(heading).to_be_focused()
    page.keyboard.press("p")
    expect(said(page)).to_contain_text("no previous figure")
    page.locator(".steps").get_by_role("link", name="Next").click()
    expect(heading).to_contain_text("14 warrants")
    page.locator(".steps").get_by_role("link", name="Previous").click()
    expect(heading).to_contain_text("21 charges")


def test_a_figure_shows_its_proof_when_it_is_hovered_focused_or_chosen(report, visit):
    """Quote, both readings, the test that failed and in what: before and after it is chosen."""
    page = visit(f"{report.address}")
    figure = mark(page, "21")
    choose(page, "14")
    hint = figure.locator(".tip")
    proof = ["21 charges", "21 arrests", "fails the test of measure", "arrested 21 people"]
    page.mouse.move(0, 0)
    expect(hint).to_be_hidden()
    figure.hover()
    for words in proof:
        expect(hint).to_contain_text(words)
    expect(hint).to_be_visible()
    page.keyboard.press("Escape")
    expect(hint).to_be_hidden()
    page.mouse.move(0, 0)
    mark(page, "14").focus()
    page.keyboard.press("Shift+Tab")
    expect(figure).to_be_focused()
    expect(hint).to_be_visible()
    assert figure.get_attribute("aria-describedby") == hint.get_attribute("id")
    page.keyboard.press("Enter")
    for words in ("21 charges", "21 arrests", "test of measure", "differs in measure", "arrested 21 people"):
        expect(page.locator(".sheet")).to_contain_text(words)


def test_numbers_that_are_no_result_are_shown_on_request_and_can_become_one(desk, report, visit):
    """`l` shows them with what they are; one that is a result after all is told as a figure."""
    page = visit(report.address)
    expect(page.locator("a.role")).to_have_count(0)
    page.keyboard.press("l")
    age = page.locator("a.role", has_text="34")
    expect(age).to_contain_text("age")
    age.click()
    expect(page.locator("#figure")).to_contain_text("34")
    page.keyboard.press("x")
    expect(said(page)).to_contain_text("Not a result")
    page.keyboard.press("u")
    expect(said(page)).to_contain_text("Taken back")
    page.get_by_role("link", name="It is a result").click()
    page.locator("#measure").select_option("officers")
    page.get_by_role("button", name="Save").click()
    expect(said(page)).to_contain_text("34 officers")
    [decision] = in_force(desk, report)
    assert decision.decided.measure is Measure.OFFICERS


def test_a_decision_survives_a_rerun_and_the_page_tells_what_the_rerun_says(desk, report, visit):
    """The correction holds over another claim of the same number; the page tells of both."""
    page = visit(report.address)
    choose(page, "14")
    page.keyboard.press("c")
    page.locator("#measure").select_option("addresses_searched")
    page.get_by_role("button", name="Save").click()
    expect(said(page)).to_contain_text("Corrected: 14 addresses searched")
    report.rerun(desk.db, "run_again", Fact(Measure.WARRANTS, Decimal(14), "14 warrants"))
    page.reload()
    choose(page, "14")
    expect(page.locator(".sheet")).to_contain_text("14 addresses searched")
    other = Fact(Measure.OFFICERS, Decimal(14), "14 warrants")
    report.rerun(desk.db, "run_other", other)
    page.reload()
    choose(page, "14")
    expect(page.locator(".sheet .conflict")).to_contain_text(
        "The last run claims something else than Ann decided"
    )
    expect(page.locator(".sheet .conflict")).to_contain_text("14 addresses searched")
    with desk.reading() as store:
        trusted = [one.fact for one in store.load_result(report.id).trusted_facts]
    assert Measure.ADDRESSES_SEARCHED in {fact.measure for fact in trusted}
    assert Measure.OFFICERS not in {fact.measure for fact in trusted}


def test_two_tabs_do_not_overrule_each_other_unseen(desk, report, visit):
    """What was decided in one tab is shown by the other before it can be replaced there."""
    first, second = visit(report.address), visit(report.address)
    choose(first, "21")
    choose(second, "21")
    first.keyboard.press("a")
    expect(said(first)).to_contain_text("Accepted")
    second.keyboard.press("r")
    expect(said(second)).to_contain_text("Not done: somebody decided on this figure")
    expect(second.locator(".sheet")).to_contain_text("accepted by Ann")
    assert [one.action for one in in_force(desk, report)] == [Action.ACCEPTED]
    second.keyboard.press("r")
    expect(said(second)).to_contain_text("Rejected")
    assert [one.action for one in in_force(desk, report)] == [Action.REJECTED]


def test_a_reload_in_the_middle_repeats_nothing(desk, report, visit):
    """After a decision, and with a form half filled: a reload asks, and decides nothing."""
    page = visit(report.address)
    choose(page, "21")
    page.keyboard.press("a")
    expect(said(page)).to_contain_text("Accepted")
    page.reload()
    page.reload()
    assert len(decisions(desk, report)) == 1
    page.keyboard.press("c")
    page.locator("#c-value").fill("99")
    page.reload()
    assert len(decisions(desk, report)) == 1
    page.go_back()
    expect(page.locator("h1")).to_be_visible()
    assert len(decisions(desk, report)) == 1


def test_everything_works_without_script(desk, report, visit):
    """Choosing, deciding, correcting and undoing are links and forms."""
    page = visit(report.address, java_script_enabled=False)
    mark(page, "21").click()
    page.get_by_role("button", name="Accept").click()
    expect(page).to_have_title("Accepted: 21 charges. · " + report.name + " · extractor review")
    page.locator(".notice").get_by_role("button", name="Undo").click()
    expect(page.locator(".notice")).to_contain_text("Taken back")
    page.get_by_role("link", name="Correct").click()
    page.get_by_label("Value", exact=True).fill("22")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".notice")).to_contain_text("Corrected: 22 charges")
    page.get_by_role("link", name="Keys").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Keys")
    assert [one.action for one in in_force(desk, report)] == [Action.CORRECTED]


def test_question_mark_lists_the_keys_which_can_be_switched_off(desk, report, visit):
    """For whoever speaks to the machine or leans on a key."""
    page = visit(report.address)
    choose(page, "21")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Accept the figure as claimed")
    page.get_by_label("Single keys act at once").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("a")
    page.wait_for_timeout(300)
    assert decisions(desk, report) == ()


def test_keys_typed_into_a_field_are_text(desk, report, visit):
    """A reason may hold any letter."""
    page = visit(report.address)
    choose(page, "21")
    page.get_by_label("Why").press_sequentially("rax?")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Why")).to_have_value("rax?")
    assert decisions(desk, report) == ()


def test_the_queue_leads_through_what_is_open(desk, report, visit):
    """Most important first, with counts; a row leads to its figure, and a decision takes it out."""
    page = visit(f"{desk.page.root}/?document={report.name}")
    rows = page.locator(".queue .row")
    expect(rows).to_have_count(3)
    told = [" ".join(words.split()) for words in rows.locator(".verdict").all_inner_texts()]
    assert told == ["✗ contradicted", "+ missed", "! unsupported"]
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "0")
    page.keyboard.press("j")
    expect(rows.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#figure")).to_contain_text("21 charges")
    page.wait_for_load_state()
    page.keyboard.press("r")
    expect(said(page)).to_contain_text("Rejected")
    page.keyboard.press("g")
    expect(rows).to_have_count(2)
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "1")


def test_documents_follow_each_other_in_the_order_of_the_queue(desk, report):
    """By links that keep the filters; behind the last and before the first stands the queue."""
    force = f"Force of {report.name}"
    claim = Fact(Measure.CHARGES, Decimal(5), "5 arrests", force=force)
    one, other = (
        desk.report(f"{name} {report.name}", f"{name} {report.name}: 5 arrests by {force}.", claim)
        for name in ("one", "other")
    )
    query = urlencode({"force": force})
    paths = [each.address.removeprefix(desk.page.root) for each in (one, other)]
    ways = {f"{paths[0]}/next": paths[1], f"{paths[1]}/previous": paths[0], f"{paths[1]}/next": "/"}
    for way, end in ways.items():
        status, headers, _ = desk.page.ask(f"{way}?{query}")
        assert (status, headers["location"].partition("?")[0]) == (303, end)
        assert query in headers["location"]
    assert desk.page.ask(f"{paths[0]}/sideways")[0] == 404


FILTERS = {
    "verdict=missed": ["6 vehicles"],
    "measure=charges": ["21 charges"],
    "state=all": ["21 charges", "6 vehicles", "3 phones"],
    "state=decided": [],
    "run={run}": ["21 charges", "6 vehicles", "3 phones"],
    "force=Kent+Police": [],
    "page=7": [],
}


def test_filters_narrow_the_queue(desk, report, visit):
    """Each filter of the form, by the address that it makes."""
    page = visit(f"{desk.page.root}/?document={report.name}")
    for query, figures in FILTERS.items():
        asked = query.format(run=f"run_{report.name.removesuffix('.txt')}")
        page.goto(f"{desk.page.root}/?document={report.name}&{asked}")
        assert page.locator(".queue .figure").all_inner_texts() == figures, query
    page.get_by_text("Filter (on)").click()
    page.get_by_text("Filter (on)").click()
    page.get_by_label("State").select_option("open")
    page.get_by_label("Measure").select_option("phones")
    page.get_by_role("button", name="Apply").click()
    assert page.locator(".queue .figure").all_inner_texts() == ["3 phones"]
