"""Whatever an endpoint does with files and batches, no answer is lost and none is paid twice."""

import json

import pytest
from scripted_batch import DB, as_json, collect, query, submit
from werkzeug import Response

from extractor.errors import EndpointError, InputError
from extractor.pipeline import abandon_batch
from extractor.store import Store

STRAY = json.dumps({"custom_id": "nobody", "response": {"status_code": 200, "body": {}}}).encode() + b"\n"

CHANGES = {
    "out of order": (lambda lines: lines[::-1], 5, 0, 0),
    "twice": (lambda lines: lines + lines, 5, 0, 0),
    "unknown": (lambda lines: [STRAY, *lines], 5, 0, 1),
    "cut": (lambda lines: [*lines[:4], lines[4][:50]], 4, 1, 0),
    "no JSON": (lambda lines: [b"<html>\n", b"[]\n", b"\n", *lines], 5, 2, 0),
    "blank": (lambda lines: [line + b"\n" for line in lines], 5, 0, 0),
    "not UTF-8": (lambda lines: [*lines[:4], b'{"custom_id": "\xff"}\n'], 4, 1, 0),
}


@pytest.mark.parametrize(("change", "done", "unreadable", "strange"), CHANGES.values(), ids=CHANGES)
def test_whatever_a_file_looks_like_each_answer_counts_once(
    batches, five, *, change, done, unreadable, strange
):
    """Lines are known by their custom_id alone; what cannot be read is missing, and is sent again."""
    submit(five)
    batches.work(change=change)
    collected = collect()
    assert (collected.done, collected.to_send) == (done, 5 - done)
    assert (collected.unreadable, collected.strange) == (unreadable, strange)
    assert len(query("SELECT id FROM attempt")) == done


def test_a_file_cut_on_its_way_is_fetched_again(batches, five):
    """What was cut the first time is whole the second."""
    submit(five)
    batches.work()
    whole = batches.files["file-2"]
    batches.faults.append(("GET /v1/files/file-2/content", lambda _: Response(whole[:-300])))
    collected = collect()
    assert (collected.done, collected.unreadable, collected.to_send) == (5, 0, 0)


def test_a_file_that_is_gone_is_told_and_can_be_given_up(batches, five):
    """Nothing is sent again before a person says so."""
    submit(five)
    batches.work()
    del batches.files["file-2"]
    collected = collect()
    assert (collected.open, collected.done) == (1, 0)
    assert "is gone" in collected.notes[0]
    assert submit(five).requests == 0
    with Store.open(DB) as store:
        with pytest.raises(InputError, match="no open batch"):
            abandon_batch("nonsense", store)
        abandon_batch("batch_1", store)
    assert submit(five).requests == 5


def test_a_batch_that_the_endpoint_does_not_know_is_still_waited_for(batches, five):
    """Another key may belong to another project."""
    submit(five)
    held = batches.batches.pop("batch_1")
    collected = collect()
    assert (collected.open, collected.done) == (1, 0)
    assert "another project" in collected.notes[0]
    batches.batches["batch_1"] = held
    batches.work()
    assert collect().done == 5


def test_answers_without_the_name_of_their_file_are_waited_for(batches, five):
    """A batch that says completed before it names its file has lost nothing."""
    submit(five)
    batches.work()
    file_id = batches.batches["batch_1"].pop("output_file_id")
    assert collect().open == 1
    batches.batches["batch_1"]["output_file_id"] = file_id
    assert collect().done == 5


@pytest.mark.parametrize(
    ("fault", "kind", "hint"),
    [
        (Response("Not Found", 404), "no_batches", "extractor run"),
        (Response("", 405), "no_batches", "extractor run"),
        (as_json({"error": {"message": "bad key"}}, 401), "authentication", "OPENAI_API_KEY"),
        (Response("<html>welcome</html>", 200, content_type="text/html"), "not_an_endpoint", "base-url"),
        (as_json({"object": "file"}), "not_an_endpoint", "base-url"),
    ],
)
@pytest.mark.parametrize("step", ["files", "batches"])
def test_an_endpoint_without_batches_is_told_with_what_to_do(batches, five, *, fault, kind, hint, step):
    """At either step; later all is sent as if nothing had been."""
    batches.faults.append((f"POST /v1/{step}", lambda _: fault))
    with pytest.raises(EndpointError) as raised:
        submit(five)
    assert raised.value.kind == kind
    assert hint in raised.value.hint
    assert submit(five).requests == 5
    batches.work()
    assert collect().done == 5


BREAKS = [Response("busy", 503), as_json({"error": {"message": "slow"}}, 429), Response("", 500)]


@pytest.mark.parametrize(
    "path", ["POST /v1/files", "POST /v1/batches", "GET /v1/batches/.*", "GET /v1/files/.*"]
)
def test_passing_faults_heal(batches, five, path):
    """By the one retry policy."""
    batches.faults += [(path, lambda _, fault=fault: fault) for fault in BREAKS]
    submit(five)
    batches.work()
    assert collect().done == 5
    assert len(batches.batches) == 1


@pytest.mark.parametrize("metadata", [True, False])
def test_a_batch_created_before_the_line_broke_is_not_created_twice(batches, five, metadata):
    """It is looked for by its mark, or by its file where an endpoint keeps no metadata."""
    batches.keeps_metadata = metadata

    def created_but_lost(request):
        batches.answer(request)
        return Response("gateway", 502)

    batches.faults.append(("POST /v1/batches", created_but_lost))
    submit(five)
    assert len(batches.batches) == 1
    batches.work()
    assert collect().done == 5


def test_all_pages_are_looked_through(batches, five):
    """The batch that is looked for is the oldest of many."""

    def created_but_lost(request):
        batches.answer(request)
        return as_json({"strange": True})

    batches.faults.append(("POST /v1/batches", created_but_lost))
    with pytest.raises(EndpointError):
        submit(five)
    for number in range(7):
        batches.batches[f"other_{number}"] = {"id": f"other_{number}", "status": "completed"}
    batches.page = 3
    assert submit(five).requests == 0
    batches.work("batch_1")
    assert collect().done == 5
    assert batches.log.count("GET /v1/batches") >= 3
