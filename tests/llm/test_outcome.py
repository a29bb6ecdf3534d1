"""The wait that an endpoint asks for, in every form it comes in."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from extractor.llm.outcome import read_completion, retry_after

WAITS = [
    ({"Retry-After": "7"}, 7),
    ({"retry-after": "0"}, 0),
    ({"RETRY-AFTER": " 1.5 "}, 1.5),
    ({"retry-after-ms": "250"}, 0.25),
    ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
    ({"Retry-After": "86400"}, 86_400),
    ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0),
    ({}, None),
    ({"Retry-After": "soon"}, None),
    ({"Retry-After": "-5"}, None),
    ({"Retry-After": "nan"}, None),
    ({"Retry-After": "9" * 400}, None),
]

ODD_USAGE = [
    None,
    [],
    "many",
    {"prompt_tokens": "100"},
    {"prompt_tokens": -1},
    {"prompt_tokens": True},
    {"prompt_tokens": 10**30},
]


@pytest.mark.parametrize(("headers", "seconds"), WAITS)
def test_the_wait_asked_for_is_read_in_seconds(headers, seconds):
    """From milliseconds, seconds or a date; nonsense asks for nothing."""
    assert retry_after(headers) == seconds


def test_a_date_is_counted_from_now():
    """With or without a zone of its own."""
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    assert 95 < retry_after({"Retry-After": date}) <= 100


@pytest.mark.parametrize("usage", ODD_USAGE)
def test_tokens_that_were_not_counted_are_unknown(usage):
    """Never zero, never a guess."""
    choice = {"finish_reason": "stop", "message": {"content": '{"facts": []}'}}
    reading = read_completion({"choices": [choice], "usage": usage})
    assert reading.usage.prompt is None


def test_a_reason_is_one_line_of_bounded_length():
    """A page of HTML does not fill the status table."""
    reason = read_completion("<html>\n" + "x\n" * 10_000).reason
    assert "\n" not in reason
    assert len(reason) < 500
