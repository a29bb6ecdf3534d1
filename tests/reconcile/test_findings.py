"""The document's own arithmetic: what passes, what fails, and where nothing can be compared."""

from __future__ import annotations

import pytest

from extractor.reconcile import reconcile
from extractor.reconcile.findings import CHECKS


def find(plant, rule, text, *planted, published=None):
    """The findings of one check."""
    outcome = reconcile(text, plant(text, *planted), [], published=published)
    return [finding for finding in outcome.findings if finding.rule == rule]


def told(number: str, **given: object) -> tuple[str, dict[str, object]]:
    """A planted result of arrests."""
    return number, {"measure": "arrests", **given}


def by_force(*rows: tuple[str, str]) -> list[tuple[str, dict[str, object]]]:
    """Planted lines of a breakdown under "By force:"."""
    return [told(number, force=force, heading="By force:") for force, number in rows]


LINES = "By force:\nKent Police – 100\nEssex Police – 72\nSussex Police – 7\n"
FORCES = (("Kent Police", "100"), ("Essex Police", "72"), ("Sussex Police", "7"))

SUMS = [
    ("equal", f"179 arrests\n{LINES}", [told("179"), *by_force(*FORCES)], (True, "add up to 179")),
    ("too little", f"180 arrests\n{LINES}", [told("180"), *by_force(*FORCES)], (False, "fall short")),
    ("too much", f"178 arrests\n{LINES}", [told("178"), *by_force(*FORCES)], (False, "exceed the total")),
    (
        "a bound",
        f"170 arrests\n{LINES}",
        [told("170", qualifier="more_than"), *by_force(*FORCES)],
        (True, "more than 170"),
    ),
    (
        "a bound exceeded",
        f"170 arrests\n{LINES}",
        [told("170", qualifier="up_to"), *by_force(*FORCES)],
        (False, "exceed the total"),
    ),
    (
        "an including list need not add up",
        "There were 32 arrests\nincluding 20 in Hull and 5 in Goole",
        [told("32"), told("20", place="Hull"), told("5", place="Goole")],
        (True, "some of the total"),
    ),
    (
        "an including list may not exceed",
        "There were 32 arrests\nincluding 20 in Hull and 15 in Goole",
        [told("32"), told("20", place="Hull"), told("15", place="Goole")],
        (False, "exceed the total"),
    ),
    (
        "one clause with its total",
        "There were 32 arrests, 20 in Hull and 11 in Goole",
        [told("32"), told("20", place="Hull"), told("11", place="Goole")],
        (False, "fall short"),
    ),
    (
        "parts told here and there promise nothing",
        "There were 32 arrests\nOf these 20 in Hull\nThen 5 in Goole",
        [told("32"), told("20", place="Hull"), told("5", place="Goole")],
        None,
    ),
    ("one part is no breakdown", "32 arrests\n20 in Hull", [told("32"), told("20", place="Hull")], None),
    ("no total", LINES, by_force(*FORCES), None),
    (
        "a part told twice counts once",
        "There were 32 arrests\nHull: 20\nGoole: 12\nAgain 20 in Hull",
        [told("32"), told("20", place="Hull"), told("12", place="Goole"), told("20", place="Hull")],
        (True, "add up to 32"),
    ),
    (
        "lines beneath a part are not counted again",
        "9 arrests\nKent – 5\nEssex – 4\nKent:\n3 x Theft\n2 x Arson",
        [
            told("9"),
            told("5", force="Kent Police"),
            told("4", force="Essex Police"),
            told("3", force="Kent Police", offence="Theft"),
            told("2", force="Kent Police", offence="Arson"),
        ],
        (True, "by force add up to 9"),
    ),
    (
        "an earlier time is another total",
        "9 arrests\nlast month 5 in Hull\nlast month 5 in Goole",
        [told("9"), told("5", place="Hull", period="previous"), told("5", place="Goole", period="previous")],
        None,
    ),
]


@pytest.mark.parametrize(
    ("text", "planted", "expected"), [row[1:] for row in SUMS], ids=[row[0] for row in SUMS]
)
def test_parts_are_held_against_their_total(plant, text, planted, expected):
    """A breakdown adds up, an "including" list does not exceed, and a bound is an interval."""
    found = find(plant, "parts_sum", text, *planted)
    assert [finding.passed for finding in found[:1]] == ([] if expected is None else [expected[0]])
    assert expected is None or expected[1] in found[0].message


def test_a_sum_points_at_every_number_it_added(plant):
    """The spans are the total's and each part's."""
    text = f"179 arrests\n{LINES}"
    (finding,) = find(plant, "parts_sum", text, told("179"), *by_force(*FORCES))
    assert [text[start:end] for start, end in finding.spans] == ["179", "100", "72", "7"]
    assert finding.message == "people arrested by force add up to 179, and the text says 179 in all"


RESTATED = [
    ("a bound and the number", "170\n179", [told("170", qualifier="more_than"), told("179")], True),
    ("the same again", "32\n32", [told("32"), told("32")], True),
    ("two numbers", "21\n12", [told("21"), told("12")], False),
    (
        "a bound that excludes the number",
        "180\n179",
        [told("180", qualifier="more_than"), told("179")],
        False,
    ),
    ("an estimate", "100\n104", [told("100", qualifier="approximately"), told("104")], True),
    ("a range", "20 to 30\n25", [told("20 to 30", value=20, value_max=30), told("25")], True),
    ("an addition", "21\na further 12", [told("21"), told("12")], None),
    ("a subset by kind", "21\n12 men", [told("21"), told("12")], None),
    ("a part", "21\n12", [told("21"), told("12", part=True)], None),
    ("one clause", "21 and 12", [told("21"), told("12")], None),
    (
        "parts in one breath",
        "21\n12 and 9 by Border Force",
        [told("21"), told("12"), told("9", force="Border Force")],
        None,
    ),
    ("parts before their total", "12 and 9 by us\n21", [told("12"), told("9", force="us"), told("21")], None),
    ("another place", "21\n12", [told("21"), told("12", place="Hull")], None),
    ("figures far apart", "210\n12", [told("210"), told("12")], None),
    (
        "finds are told one by one",
        "£21\n£12",
        [
            ("£21", {"value": 21, "unit": "GBP", "measure": "cash"}),
            ("£12", {"value": 12, "unit": "GBP", "measure": "cash"}),
        ],
        None,
    ),
]


@pytest.mark.parametrize(
    ("text", "planted", "passed"), [row[1:] for row in RESTATED], ids=[row[0] for row in RESTATED]
)
def test_headline_figures_told_twice_agree(plant, text, planted, passed):
    """A bound and a number that fits it agree, 21 and 12 do not; parts and additions are no retellings."""
    found = find(plant, "restatement", text, *planted)
    assert [finding.passed for finding in found] == ([] if passed is None else [passed])


WEEKDAYS = [
    ("on Thursday, December 19, 2019", None, True),
    ("on Thursday, December 19, 2020", None, False),
    ("on Thursday (December 19)", "2019-12-23", True),
    ("on Thursday 19th December", "2020-01-04", True),
    ("on Thursday 9 March", "2021", False),
    ("on Wednesday, 8 May", "2019-05-09", True),
    ("on Monday morning (June 5)", "2023-06-06", True),
    ("on Friday the 3rd of April 2020", None, True),
    ("on Friday 31 June 2020", None, False),
    ("on Thursday 19 December", None, None),
    ("on 19 December 2020", None, None),
    ("on Thursday in December 2020", None, None),
]


@pytest.mark.parametrize(("phrase", "published", "passed"), WEEKDAYS)
def test_a_weekday_fits_its_date(plant, phrase, published, passed):
    """Where the phrase or the date of publication gives a year, the calendar decides."""
    found = find(plant, "weekday_date", f"The raids {phrase} went well.", published=published)
    assert [finding.passed for finding in found] == ([] if passed is None else [passed])


def test_a_date_elsewhere_in_the_text_gives_the_year(plant):
    """A full date in the text stands in for a date of publication."""
    text = "Published 2020-07-23. The raids on Wednesday, 22 July went well."
    (finding,) = find(plant, "weekday_date", text, ("2020-07-23", {"role": "date", "value": 2020}))
    assert finding.passed
    assert finding.message == "Wednesday 22 July fits 2020"
    assert text[slice(*finding.spans[0])] == "Wednesday, 22 July"


def test_a_wrong_weekday_is_told_with_the_right_one(plant):
    """The message says what day it was."""
    (finding,) = find(plant, "weekday_date", "on Monday 22 July 2020")
    assert finding.message == "Monday 22 July cannot be: that day was a Wednesday in 2020"


@pytest.mark.parametrize(
    ("charged", "arrested", "passed"),
    [
        ({}, {}, True),
        ({"value": 22}, {}, False),
        ({"value": 21, "qualifier": "more_than"}, {}, True),
        ({"value": 22}, {"qualifier": "more_than"}, True),
        ({"value": 22, "place": "Hull"}, {}, None),
        ({"value": 22, "period": "previous"}, {}, None),
    ],
)
def test_no_more_people_are_charged_than_arrested(plant, charged, arrested, passed):
    """Within one scope and period, and as intervals."""
    text = "12 were charged and 21 arrested."
    planted = [("12", {"measure": "charges", **charged}), told("21", **arrested)]
    found = find(plant, "charged_against_arrested", text, *planted)
    assert [finding.passed for finding in found] == ([] if passed is None else [passed])


@pytest.mark.parametrize(
    ("number", "passed"),
    [("3", True), ("2", False), ("4", None), ("5", None)],
    ids=["equal", "fewer", "one more", "more"],
)
def test_forces_counted_fit_the_forces_named(plant, number, passed):
    """More forces with figures than the text counts is a failure; forces that it does not name are not."""
    text = f"{number} police forces took part.\n{LINES}"
    planted = [(number, {"measure": "police_forces"}), *by_force(*FORCES)]
    found = find(plant, "forces_counted", text, *planted)
    assert [finding.passed for finding in found] == ([] if passed is None else [passed])


@pytest.mark.parametrize(("value", "value_max", "passed"), [(20, 30, True), (30, 20, False), (20, 20, True)])
def test_a_range_runs_upwards(plant, value, value_max, passed):
    """A range that runs downwards is a slip of the text or of the reader."""
    text = f"{value}-{value_max} arrests"
    planted = (f"{value}-{value_max}", {"measure": "arrests", "value": value, "value_max": value_max})
    (finding,) = find(plant, "range_order", text, planted)
    assert finding.passed is passed


def test_findings_do_not_depend_on_the_facts(plant, claim):
    """Whatever a model claims, the document's arithmetic is the same."""
    text = f"179 arrests\n{LINES}"
    mentions = plant(text, told("179"), *by_force(*FORCES))
    facts = [claim("arrests", 180, "179 arrests"), claim("charges", 100, "Kent Police – 100")]
    assert reconcile(text, mentions, facts).findings == reconcile(text, mentions, []).findings != ()


def test_every_check_has_a_name_of_its_own_and_a_version():
    """Stored findings can be told apart by rule and version."""
    assert len({check.rule for check in CHECKS}) == len(CHECKS)
    assert all(check.version >= 1 and check.run.__doc__ for check in CHECKS)
