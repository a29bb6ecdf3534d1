"""Places and forces that govern a number from afar, and parts told as totals. Every sentence is invented."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractor.fact import Fact, Measure, Verdict
from extractor.reconcile import verify

# text, the claim, whether it is confirmed
CLAIMS = [
    (
        "Officers went to a lock-up in Selby at dawn. Inside they found 40 wraps of heroin.",
        {"measure": "drugs", "value": 40, "unit": "wraps", "place": "Selby", "quote": "40 wraps of heroin"},
        True,
    ),
    (
        "In Goole, officers searched a flat. They seized two machetes.",
        {"measure": "weapons", "value": 2, "place": "Goole", "quote": "two machetes"},
        True,
    ),
    (
        "Essex Police led the second day. Its officers arrested eleven people.",
        {"measure": "arrests", "value": 11, "force": "Essex Police", "quote": "arrested eleven people"},
        True,
    ),
    (
        "Officers met in York. Across the region 40 people were arrested.",
        {"measure": "arrests", "value": 40, "place": "York", "quote": "40 people were arrested"},
        False,
    ),
    (
        "Raids in Leeds and Bradford led to 12 arrests.",
        {"measure": "arrests", "value": 12, "place": "Leeds", "quote": "12 arrests"},
        False,
    ),
    (
        "A total of 30 people were arrested. In Leigh, eight people were arrested.",
        {"measure": "arrests", "value": 8, "quote": "eight people were arrested"},
        False,
    ),
    (
        "A total of 30 people were arrested. In Leigh, eight people were arrested.",
        {"measure": "arrests", "value": 8, "place": "Leigh", "quote": "eight people were arrested"},
        True,
    ),
    (
        "The operation led to 30 arrests, with 12 people arrested in Bury alone.",
        {"measure": "arrests", "value": 12, "quote": "12 people arrested"},
        False,
    ),
    (
        "Nine people were charged with affray.",
        {"measure": "charges", "value": 9, "offence": "affray", "quote": "Nine people were charged"},
        True,
    ),
    (
        "In Hull, 20 people were arrested. In Goole, six people were arrested.",
        {"measure": "arrests", "value": 6, "place": "Hull", "quote": "six people were arrested"},
        False,
    ),
    (
        "Officers in Ripon seized six bikes. Later, officers in Selby seized £4,000 in cash.",
        {"measure": "cash", "value": 4000, "unit": "GBP", "place": "Ripon", "quote": "£4,000 in cash"},
        False,
    ),
    (
        "Ripon: 6 arrests, 2 charges\nSelby: 4 arrests, 1 charge\n",
        {"measure": "arrests", "value": 4, "quote": "4 arrests"},
        False,
    ),
    (
        "Ripon: 6 arrests, 2 charges\nSelby: 4 arrests, 1 charge\n",
        {"measure": "arrests", "value": 4, "place": "Selby", "quote": "Selby: 4 arrests"},
        True,
    ),
    (
        "Three people were arrested in the Heaton area on suspicion of theft.",
        {"measure": "arrests", "value": 3, "place": "Heaton", "quote": "Three people were arrested"},
        True,
    ),
    (
        "Officers from Kent Police arrested 13 people.",
        {"measure": "arrests", "value": 13, "force": "Kent Police", "quote": "arrested 13 people"},
        True,
    ),
    (
        "Kent Police's roads team stopped 55 vehicles.",
        {"measure": "vehicles_stopped", "value": 55, "force": "Kent Police", "quote": "stopped 55 vehicles"},
        True,
    ),
    (
        "Six people were arrested on suspicion of being concerned in the supply of Class A drugs.",
        {
            "measure": "arrests",
            "value": 6,
            "offence": "being concerned in the supply of Class A drugs",
            "quote": "Six people were arrested",
        },
        True,
    ),
    (
        "Six people were held for drug offences and two for theft.",
        {"measure": "arrests", "value": 2, "offence": "theft", "quote": "two for theft"},
        True,
    ),
    (
        "Six people were held for drug offences and two for theft.",
        {"measure": "arrests", "value": 2, "offence": "drug offences", "quote": "two for theft"},
        False,
    ),
    (
        "The raid, in Mossley, uncovered 300 cannabis plants.",
        {
            "measure": "drugs",
            "value": 300,
            "unit": "plants",
            "place": "Mossley",
            "quote": "300 cannabis plants",
        },
        True,
    ),
    (
        "At one house in Denton, officers found 80 plants and £2,000 in cash.",
        {"measure": "cash", "value": 2000, "unit": "GBP", "place": "Denton", "quote": "£2,000 in cash"},
        True,
    ),
    (
        "Twelve arrests were made in Derby and four in Leicester.",
        {"measure": "arrests", "value": 4, "place": "Leicester", "quote": "four in Leicester"},
        True,
    ),
    (
        "Twelve arrests were made in Derby and four in Leicester.",
        {"measure": "arrests", "value": 12, "place": "Derby", "quote": "Twelve arrests were made in Derby"},
        True,
    ),
    (
        "Twelve arrests were made in Derby and four in Leicester.",
        {"measure": "arrests", "value": 12, "place": "Leicester", "quote": "Twelve arrests were made"},
        False,
    ),
    (
        "Searches in Derby, where 12 arrests were made, ended at noon.",
        {"measure": "arrests", "value": 12, "place": "Derby", "quote": "12 arrests were made"},
        True,
    ),
    (
        "Detectives in Stafford have charged nine men with affray.",
        {"measure": "charges", "value": 9, "offence": "affray", "quote": "charged nine men"},
        True,
    ),
    (
        "Leeds: six arrests\nYork: four arrests\nHull: two arrests",
        {"measure": "arrests", "value": 4, "place": "York", "quote": "four arrests"},
        True,
    ),
    (
        "## Essex Police\n\n* 12 arrests\n* five vehicles seized\n\n## Kent Police\n\n* 9 arrests\n",
        {"measure": "vehicles", "value": 5, "force": "Essex Police", "quote": "five vehicles seized"},
        True,
    ),
    (
        "## Essex Police\n\n* 12 arrests\n* five vehicles seized\n\n## Kent Police\n\n* 9 arrests\n",
        {"measure": "arrests", "value": 9, "quote": "9 arrests"},
        False,
    ),
    (
        "Officers in Bath arrested six people. They also seized £3,000 in cash in Wells.",
        {"measure": "cash", "value": 3000, "unit": "GBP", "place": "Bath", "quote": "£3,000 in cash"},
        False,
    ),
    (
        "In Bath, six people were arrested. Elsewhere, officers seized £3,000 in cash.",
        {"measure": "cash", "value": 3000, "unit": "GBP", "place": "Bath", "quote": "£3,000 in cash"},
        False,
    ),
    (
        "In Bath, six people were arrested.\n\nOfficers seized £3,000 in cash.",
        {"measure": "cash", "value": 3000, "unit": "GBP", "place": "Bath", "quote": "£3,000 in cash"},
        False,
    ),
    (
        "Kent Police led the day. In Kent, nine people were arrested.",
        {"measure": "arrests", "value": 9, "force": "Kent Police", "quote": "nine people were arrested"},
        True,
    ),
    (
        "In Kent, nine people were arrested.",
        {"measure": "arrests", "value": 9, "force": "Kent Police", "quote": "nine people were arrested"},
        False,
    ),
    (
        "The Rural Crime Squad (RCS) led. RCS officers seized 12 quad bikes.",
        {"measure": "vehicles", "value": 12, "force": "Rural Crime Squad", "quote": "seized 12 quad bikes"},
        True,
    ),
]


@pytest.mark.parametrize(("text", "claim", "confirmed"), CLAIMS, ids=lambda value: str(value)[:40])
def test_a_name_governs_until_another_takes_its_place(text, claim, confirmed):
    """A claim is confirmed where its place, force or offence rules the number, and not where it might."""
    fields = {**claim, "measure": Measure(claim["measure"]), "value": Decimal(claim["value"])}
    (checked,) = verify(text, [Fact(**fields)]).facts
    assert (checked.verdict is Verdict.CONFIRMED) is confirmed, checked.reason
