"""What a person types becomes a figure, or a message that names the field."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import InputError
from extractor.fact import Fact, Measure, Period, Qualifier
from extractor.review.forms import Act, corrected, read_form, read_order, typed_fields
from extractor.review.places import Filters, Place

CLAIM = Fact(Measure.CHARGES, Decimal(21), "21 people were arrested", force="Kent Police")

TYPED = {
    "a number": ({"value": "22"}, {"value": Decimal(22)}),
    "thousands with commas": ({"value": "1,250"}, {"value": Decimal(1250)}),
    "thousands with spaces": ({"value": "1 250 000.5"}, {"value": Decimal("1250000.5")}),
    "spaces around": ({"value": " 22 "}, {"value": Decimal(22)}),
    "a range": ({"value": "20", "value_max": "1,030"}, {"value": Decimal(20), "value_max": Decimal(1030)}),
    "a measure": ({"measure": "arrests"}, {"measure": Measure.ARRESTS}),
    "how exactly": ({"qualifier": "more_than"}, {"qualifier": Qualifier.MORE_THAN}),
    "a period": ({"period": "previous"}, {"period": Period.PREVIOUS}),
    "no force": ({"force": ""}, {"force": None}),
    "a place": ({"place": " Dover "}, {"place": "Dover"}),
    "what is not in the form": ({}, {"force": "Kent Police", "value": Decimal(21)}),
    "the words stay": ({"quote": "something else"}, {"quote": CLAIM.quote}),
}


@pytest.mark.parametrize("case", TYPED)
def test_a_field_changes_what_it_names_and_nothing_else(case):
    """Numbers are read as people write them; an empty field means that there is none."""
    typed, changed = TYPED[case]
    fact = corrected(CLAIM, typed)
    assert {key: getattr(fact, key) for key in changed} == changed
    assert fact.quote == CLAIM.quote


WRONG = {
    "no number": ({"value": ""}, "'value' is missing"),
    "words": ({"value": "about 5"}, "'value' is 'about 5', which is no number"),
    "a decimal comma": ({"value": "1,5"}, "'value' is '1,5', which is no number"),
    "infinity": ({"value": "Infinity"}, "'value' is 'Infinity', which is no number"),
    "less than nothing": ({"value": "-3"}, "'value' is less than nothing"),
    "a range that ends before it begins": ({"value_max": "20"}, "'value_max' is 20"),
    "an unknown measure": ({"measure": "smiles"}, "'measure' is 'smiles'"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_no_figure_can_hold_is_refused_by_name(case):
    """Nothing is guessed."""
    typed, message = WRONG[case]
    with pytest.raises(InputError, match=message):
        corrected(CLAIM, typed)


numbers = st.decimals(min_value=0, max_value=10**12, places=3, allow_nan=False)


@given(numbers, st.sampled_from(Measure), st.sampled_from(Qualifier), st.sampled_from(Period))
def test_a_form_that_is_sent_as_it_was_shown_changes_nothing(value, measure, qualifier, period):
    """What the fields show reads back as the same figure."""
    fact = Fact(measure, value, "words", value + 1, qualifier, "kg", "cocaine", None, "Dover", None, period)
    assert corrected(fact, typed_fields(fact)) == fact


@given(st.binary(max_size=300))
def test_any_bytes_are_a_form_or_a_message(body):
    """No request body crashes the page."""
    try:
        read_form(body)
        read_order(body)
    except InputError as error:
        assert error.message


def test_an_order_says_what_is_asked_of_which_figure():
    """Act, figure, what was seen, why."""
    order = read_order(b"act=reject&fact=fact_1&seen=dec_1&reason=+no+&number=3-5")
    assert (order.act, order.fact_id, order.seen, order.reason) == (Act.REJECT, "fact_1", "dec_1", "no")
    assert order.span == (3, 5)


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(str.strip)


@given(st.builds(Filters, words, words, words, words, words, words.filter(bool)))
def test_filters_come_back_from_their_own_address(filters):
    """Whatever stands in them; the address is ASCII and one line."""
    from starlette.datastructures import QueryParams

    address = Place(filters, "doc_1").figure("fact_1")
    assert address.isascii()
    assert "\n" not in address
    query = QueryParams(address.partition("?")[2].partition("#")[0])
    assert Filters.from_query(query) == filters
    assert query["fact"] == "fact_1"
