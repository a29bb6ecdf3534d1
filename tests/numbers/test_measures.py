"""What a number counts, by the words that govern it. Every sentence here is invented."""

from __future__ import annotations

import pytest

from extractor.mention import Mention, Role
from extractor.numbers import read_numbers


def mention_of(text: str, number: str) -> Mention:
    """The mention whose text is `number` (the first, where there are several)."""
    found = [mention for mention in read_numbers(text) if mention.text == number]
    assert found, f"{number!r} not read; got {[mention.text for mention in read_numbers(text)]}"
    return found[0]


# text, number as written, measure (None: no opinion or no result)
PEOPLE = [
    ("Police arrested 14 people in the town.", "14", "arrests"),
    ("Officers have arrested more than a dozen suspects.", "a dozen", "arrests"),
    ("Some 37 people were arrested across the county.", "37", "arrests"),
    ("The raids ended with 37 people being arrested.", "37", "arrests"),
    ("A further 16 suspects have now been detained.", "16", "arrests"),
    ("Four men, aged 19, 24, 30 and 41, were arrested on suspicion of theft.", "Four", "arrests"),
    ("Detectives made 16 arrests.", "16", "arrests"),
    ("It ended in the arrest of 19 youths.", "19", "arrests"),
    ("Police arrest 60 suspected dealers in dawn swoop", "60", "arrests"),
    ("Officers arrested seven men and four women.", "four", "arrests"),
    ("Arrests now stand at 38.", "38", "arrests"),
    ("This brings the total number of arrests to 52.", "52", "arrests"),
    ("It takes the number of people arrested to 61.", "61", "arrests"),
    ("Eleven suspects were detained.", "Eleven", "arrests"),
    ("Six people remain in the area.", "Six", None),
    ("Six people were released on bail.", "Six", None),
    ("Nine people have been charged with burglary.", "Nine", "charges"),
    ("Of those, 12 have been charged.", "12", "charges"),
    ("Police charged eight men.", "eight", "charges"),
    ("A total of 30 people, including six boys, were arrested.", "30", "arrests"),
    ("Eleven hare coursers were arrested.", "Eleven", "arrests"),
    ("Officers detained nine pickpocketing tourists.", "nine", "arrests"),
    ("Officers made 90 arrests. Of these, 60 were for drink driving.", "60", "arrests"),
    ("Officers made 90 arrests.\n\nOf these, 60 were for drink driving.", "60", None),
    ("Officers have laid charges against 17 people.", "17", "charges"),
    ("In all 436 people were held, with 250 of those charged.", "250", "charges"),
    ("Investigators identified 23 victims.", "23", "people_safeguarded"),
    ("Out of the 60 people stopped, 12 were searched.", "60", None),
    ("Three men were arrested and two were charged.", "two", "charges"),
    ("Three men were arrested and two were charged.", "Three", "arrests"),
    ("Five dealers were jailed for a total of 40 years.", "Five", "convictions"),
    ("Seven men were sentenced at the crown court.", "Seven", "convictions"),
    ("Nineteen children were safeguarded during the week.", "Nineteen", "people_safeguarded"),
    ("Officers safeguarded 30 vulnerable people.", "30", "people_safeguarded"),
    ("More than 40 people were stopped and searched.", "40", "stop_searches"),
    ("The force carried out 85 stop searches.", "85", "stop_searches"),
    ("Five people were injured when the wall fell.", "Five", None),
    ("Ten people were not charged.", "Ten", None),
    ("The force aims to arrest 50 people.", "50", None),
    ("Some 300 residents attended the meeting.", "300", None),
]
OFFICERS = [
    ("More than 200 officers took part.", "200", "officers"),
    ("Around 80 police staff were deployed.", "80", "officers"),
    ("Three officers were injured.", "Three", None),
    ("Seven forces worked together.", "Seven", "police_forces"),
    ("It involved 12 police forces.", "12", "police_forces"),
]
EVENTS = [
    ("Officers executed 15 warrants.", "15", "warrants"),
    ("The team carried out 18 search warrants.", "18", "warrants"),
    ("A total of 9 drugs warrants were carried out.", "9", "warrants"),
    ("Police raided 22 properties.", "22", "addresses_searched"),
    ("Raids at eight addresses were carried out.", "eight", "addresses_searched"),
    ("Warrants were executed at 14 homes.", "14", "addresses_searched"),
    ("There were 11 dawn raids.", "11", "addresses_searched"),
    ("Officers visited 60 addresses.", "60", "addresses_visited"),
    ("Neighbourhood teams made 45 welfare visits.", "45", "addresses_visited"),
    ("The scheme covers 90 homes.", "90", None),
    ("Officers stopped 120 vehicles.", "120", "vehicles_stopped"),
    ("In all, 120 vehicles were stopped.", "120", "vehicles_stopped"),
    ("Nine cars were seized.", "Nine", "vehicles"),
    ("Officers recovered four stolen motorbikes.", "four", "vehicles"),
    ("A total of 17 county lines were shut down.", "17", "drug_lines"),
    ("The taskforce has closed 30 lines.", "30", "drug_lines"),
    ("A total of 80 vehicles were checked and nine were seized.", "nine", "vehicles"),
    ("Officers forced entry to eight properties.", "eight", "addresses_searched"),
    ("The average suspect had seven prior arrests.", "seven", None),
    ("Six organised crime groups were disrupted.", "Six", "crime_groups"),
    ("Recorded crime fell and 400 offences were reported.", "400", None),
]
THINGS = [
    ("Officers seized 12 knives and two machetes.", "12", "weapons"),
    ("Officers seized 12 knives and two machetes.", "two", "weapons"),
    ("Some 200 rounds of ammunition were recovered.", "200", "weapons"),
    ("Police recovered 45 mobile phones.", "45", "phones"),
    ("There were 40 drug seizures.", "40", "drug_seizures"),
    ("There were 66 vehicle seizures.", "66", "vehicles"),
    ("Around 300 cannabis plants were found.", "300", "drugs"),
    ("Officers found 60 wraps of heroin.", "60", "drugs"),
    ("They seized 2,000 ecstasy tablets.", "2,000", "drugs"),
    ("They seized 2kg of cocaine.", "2kg", "drugs"),
    ("They seized half a kilo of heroin.", "half a kilo", "drugs"),
    ("They removed 300 tonnes of waste.", "300 tonnes", None),
    ("They seized 3kg of what is believed to be heroin.", "3kg", "drugs"),
    ("The country consumed 10 tonnes of cocaine last year.", "10 tonnes", None),
    ("Some 40 cannabis-plants were found.", "40", "drugs"),
    ("A total of 30 knife crimes were recorded.", "30", None),
]
MONEY = [
    ("Police seized £5,000 in cash.", "£5,000", "cash"),
    ("Almost £7,000 was seized.", "£7,000", "cash"),
    ("Cash totalling £3,000 was found.", "£3,000", "cash"),
    ("Seizures of cash coming to £8,250 were made.", "£8,250", "cash"),
    ("A £900 cash seizure followed.", "£900", "cash"),
    ("Officers found £1.2million worth of drugs.", "£1.2million", "drugs_value"),
    ("Drugs with a street value of £90,000 were found.", "£90,000", "drugs_value"),
    ("Cannabis worth £12,000 was recovered.", "£12,000", "drugs_value"),
    ("Officers found £31,000 of cannabis.", "£31,000", "drugs_value"),
    ("They recovered £20,000 worth of stolen property.", "£20,000", "assets_value"),
    ("Watches valued at £7,500 were seized.", "£7,500", "assets_value"),
    ("The gang earned £25,000 a week.", "£25,000", None),
    ("The scheme has a budget of £2m.", "£2m", None),
    ("A man was fined £400.", "£400", None),
    ("Repairs cost £3,000.", "£3,000", None),
    ("The gang sold drugs worth £3m.", "£3m", None),
    ("Officers recovered knives, cannabis and around £4,500.", "£4,500", "cash"),
    ("A stash of £970 was found.", "£970", "cash"),
    ("Police froze accounts holding £174,000.", "£174,000", "assets_value"),
    ("The officers found £6,000 in frozen accounts.", "£6,000", "assets_value"),
]


@pytest.mark.parametrize(
    ("text", "number", "measure"),
    [*PEOPLE, *OFFICERS, *EVENTS, *THINGS, *MONEY],
    ids=lambda value: str(value)[:40],
)
def test_words_say_what_a_number_counts(text, number, measure):
    """The noun and verb that govern a number give its measure; where they give none it has none."""
    found = [mention for mention in read_numbers(text) if mention.text.startswith(number)]
    assert found, [mention.text for mention in read_numbers(text)]
    assert found[0].measure == measure, found[0]


def test_arrested_and_charged_is_two_measures_of_one_number():
    """Both arrests and charges are counted by "N people were arrested and charged" (guidelines, rule 12)."""
    for text in (
        "Nearly forty suspects were arrested and charged.",
        "Police arrested and charged forty more suspects.",
    ):
        found = mention_of(text, "forty")
        assert {found.measure, *found.also} == {"arrests", "charges"}


BREAKDOWN = """\
The operation resulted in:

• 41 arrests for a range of offences;
• Nine offensive weapons recovered
• 12 vehicles seized

Arrests by force:
Surrey Police – 21 arrests
Sussex Police – 12 arrests
Kent Police – 8 arrests

Full breakdown of charges:

Kent:

2 x Possession of a bladed article

1x Theft

Hampshire:

1 X Drink driving
"""


def test_headings_rule_the_lines_beneath_them():
    """A heading says what bare lines count, and limits them to a force."""
    found = [(m.text, m.measure, m.force) for m in read_numbers(BREAKDOWN) if m.role is Role.RESULT]
    assert found == [
        ("41", "arrests", None),
        ("Nine", "weapons", None),
        ("12", "vehicles", None),
        ("21", "arrests", "Surrey Police"),
        ("12", "arrests", "Sussex Police"),
        ("8", "arrests", "Kent Police"),
        ("2 x", "charges", "Kent Police"),
        ("1x", "charges", "Kent Police"),
        ("1 X", "charges", "Hampshire and Isle of Wight Constabulary"),
    ]


SCOPES = [
    ("Of 30 searches, 20 were in Hull, six in Goole and four in Selby.", "six", None, "Goole"),
    ("Suspects were arrested in Norway (12), Sweden (9) and Finland (3).", "9", None, "Sweden"),
    ("Police arrested 12 people in Hull.", "12", None, None),
]


@pytest.mark.parametrize(("text", "number", "force", "place"), SCOPES)
def test_only_structure_limits_a_number(text, number, force, place):
    """A list of siblings limits each to its own place; a place that merely stands in the clause does not."""
    found = mention_of(text, number)
    assert (found.force, found.place) == (force, place)


PERIODS = [
    ("It comes on top of 33 arrests last month.", "33", "previous"),
    (
        "On Tuesday 12 men were held. Since the operation began, 400 people have been arrested.",
        "400",
        "cumulative",
    ),
    ("Since the operation began, 400 people have been arrested.", "400", "current"),
    (
        "Six people were arrested this morning. Since November, officers have made 90 arrests.",
        "90",
        "cumulative",
    ),
    ("Yesterday officers arrested 30 people, a spokesman said today.", "30", "current"),
    ("Twelve people were arrested today. Yesterday officers arrested 30 people.", "30", "previous"),
    ("Officers made 12 arrests over three days last week.", "12", "current"),
]


@pytest.mark.parametrize(("text", "number", "period"), PERIODS)
def test_the_clause_says_when(text, number, period):
    """Words of the clause set a number in an earlier or wider span."""
    assert mention_of(text, number).period == period
