"""Lines of a file of answers: whatever comes, each whole line is read, and nothing else is taken for one."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted import NOTHING, completion

from extractor.llm.batch_lines import read_lines, request_line
from extractor.run import AttemptOutcome


def read(data, bare=lambda told: told):
    return list(read_lines(io.BytesIO(data), bare))


def line(custom_id, told=None, **other):
    response = {"status_code": 200, "body": told or completion(NOTHING)}
    return json.dumps({"custom_id": custom_id, "response": response, "error": None} | other).encode() + b"\n"


FILE = b"".join(line(f"request {number}") for number in range(4))


def test_a_request_is_one_line():
    """Whatever stands in the report; the endpoint gets it byte for byte."""
    body = {"model": "m", "messages": [{"role": "user", "content": "Line one.\nLine “two”.\u2028"}]}
    sent = request_line("hash", body)
    assert sent.count(b"\n") == 1
    assert json.loads(sent) == {
        "custom_id": "hash",
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": body,
    }


@given(st.integers(0, len(FILE)))
def test_a_file_cut_anywhere_has_all_its_whole_lines(cut):
    """At most one line cannot be read."""
    found = read(FILE[:cut])
    whole = FILE[:cut].count(b"\n")
    assert [one.request_hash for one in found[:whole]] == [f"request {number}" for number in range(whole)]
    assert len(found) - whole in {0, 1}


@given(st.binary(max_size=200))
def test_any_bytes_are_lines_or_none(data):
    """Nothing raises."""
    assert len(read(data)) <= data.count(b"\n") + 1


def test_a_line_without_end_is_passed_over(monkeypatch):
    """It does not fill the memory, and those behind it are read."""
    monkeypatch.setattr("extractor.llm.batch_lines._LONGEST_LINE", 2_000)
    found = read(b"x" * 9_999 + b"\n" + line("after"))
    assert [one and one.request_hash for one in found] == [None, "after"]


@pytest.mark.parametrize(
    ("told", "outcome", "heals"),
    [
        ({}, AttemptOutcome.ANSWERED, False),
        ({"response": {"status_code": 400, "body": {"error": {"message": "no"}}}}, "bad_request", False),
        (
            {"response": {"status_code": 404, "body": {"error": {"message": "no model"}}}},
            "model_not_found",
            False,
        ),
        ({"response": {"status_code": 500, "body": None}}, "server_error", True),
        ({"response": None, "error": {"code": "batch_expired", "message": "late"}}, "timeout", True),
        ({"response": None, "error": {"code": "batch_cancelled"}}, "timeout", True),
        ({"response": None, "error": {"code": "odd", "message": "odd"}}, "server_error", True),
        ({"response": None}, "server_error", True),
        ({"response": {"status_code": 200, "body": "<html>"}}, "not_an_endpoint", False),
        ({"response": {"status_code": "200"}, "error": "text"}, "server_error", True),
    ],
)
def test_each_way_in_which_a_line_ends_is_told_apart(told, outcome, heals):
    """As in an exchange by itself."""
    [found] = read(line("a", **told))
    assert (found.reading.outcome, found.reading.heals) == (outcome, heals)


def test_what_must_not_be_kept_is_taken_out():
    """Before anything is quoted."""
    data = line("a", response={"status_code": 403, "body": {"error": {"message": "key sk-1 refused"}}})
    [found] = read(data, lambda told: json.loads(json.dumps(told).replace("sk-1", "[key]")))
    assert found.reading.reason == "HTTP 403: key [key] refused"
