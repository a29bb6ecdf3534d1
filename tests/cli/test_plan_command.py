"""`extractor plan`: what there is to do and what it will cost, without a request."""

import json
import re
import shutil
from pathlib import Path

import pytest
from scripted import seed_answers

from extractor.llm import prompt_chars
from extractor.llm.endpoint import choose_endpoint
from extractor.settings import load_settings


@pytest.fixture
def reader(scripted):
    """A scripted endpoint that knows the seeds, and anything else as a report without figures."""
    known = seed_answers()
    from scripted import NOTHING

    scripted.respond = lambda messages: next(
        (known[message["content"]] for message in messages if message["content"] in known), NOTHING
    )
    return scripted


def planned(extractor, *args):
    result = extractor("plan", *args, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def documents(plan):
    return {name: count for name, count in plan["documents"].items() if count}


def test_before_anything_is_stored_all_is_new_and_nothing_is_made(extractor, reader, seeds, own_folder):
    """No request, no database; the forecast says that it is a guess."""
    plan = planned(extractor, "seeds")
    assert documents(plan) == {"new": 5, "to_ask": 5}
    assert (plan["basis"], plan["learnt"], plan["cost"]) == ("guess", None, None)
    assert reader.asked == []
    assert not (own_folder / "operations.duckdb").exists()


def test_every_standing_is_told_apart(extractor, reader, seeds, own_folder):
    """Done, changed, failed, new, unreadable, repeated, and done by another model alone."""
    from werkzeug import Response

    assert extractor("run", "seeds").exit_code == 0
    (seeds / "bad.txt").write_text("Officers made 3 arrests.")
    good, reader.respond = reader.respond, lambda _: Response("no", status=400)
    extractor("run", seeds / "bad.txt")
    reader.respond = good
    [first, *_] = sorted(seeds.glob("*.txt"))
    named = Path("seeds") / first.name
    changed = named if named != seeds / "bad.txt" else sorted(seeds.glob("*.txt"))[1]
    shutil.copy(changed, seeds / "zz_copy.txt")
    changed.write_text("Officers made 4 arrests.")
    (seeds / "new.txt").write_text("Officers made 5 arrests.")
    (seeds / "empty.txt").write_text("")
    found = documents(planned(extractor, "seeds"))
    assert found["done"] >= 4
    assert found["failed"] + found.get("changed", 0) == 2
    assert (found["new"], found["unreadable"]) == (1, 1)
    other = documents(planned(extractor, "seeds", "--model", "other"))
    assert other["otherwise"] >= 5
    assert "done" not in other


def test_the_same_text_twice_is_asked_once(extractor, reader, own_folder):
    """Copies are counted as such."""
    Path("a.txt").write_text("Officers made 3 arrests.")
    Path("b.txt").write_text("Officers made 3 arrests.")
    plan = planned(extractor, "a.txt", "b.txt")
    assert documents(plan) == {"new": 1, "repeated": 1, "to_ask": 1}
    assert plan["pieces"] == 1


def test_a_limit_counts_as_for_a_run(extractor, reader, seeds):
    """The first so many documents."""
    assert documents(planned(extractor, "seeds", "--limit", "2"))["to_ask"] == 2


def test_what_was_asked_teaches_the_forecast(extractor, reader, own_folder, monkeypatch):
    """After a run the plan for more of the same is exact, and so is its cost; the run proves it."""
    monkeypatch.setenv("EXTRACTOR_PRICES__INPUT", "1")
    monkeypatch.setenv("EXTRACTOR_PRICES__OUTPUT", "2")
    for number in range(10, 40):
        Path(f"{number}.txt").write_text(f"Officers met {number} people.")
    first = [f"{number}.txt" for number in range(10, 20)]
    assert extractor("run", *first).exit_code == 0
    rest = [f"{number}.txt" for number in range(10, 40)]
    plan = planned(extractor, *rest)
    assert documents(plan) == {"new": 20, "done": 10, "to_ask": 20}
    assert plan["basis"] == "attempts"
    assert plan["tokens"]["prompt"]["likely"] == 2_000
    assert plan["cost"]["likely"] == pytest.approx(20 * (100 + 2 * 20) / 1_000_000)
    ran = json.loads(extractor("run", *rest, "--format", "json").stdout)
    assert plan["requests"]["low"] <= ran["requests"] <= plan["requests"]["high"]
    assert plan["cost"]["low"] <= ran["cost"] <= plan["cost"]["high"]
    after = planned(extractor, *rest)
    assert (documents(after), after["pieces"]) == (
        {"done": 30, "to_ask": 0} if after["documents"]["to_ask"] else {"done": 30},
        0,
    )


def test_an_answer_that_is_stored_already_is_not_in_the_forecast(extractor, reader, own_folder, monkeypatch):
    """A document that failed after its answer came costs nothing more."""
    from extractor.pipeline import one

    Path("a.txt").write_text("Officers made 3 arrests.")
    reconcile = one.reconcile

    def faulty(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(one, "reconcile", faulty)
    extractor("run", "a.txt")
    monkeypatch.setattr(one, "reconcile", reconcile)
    plan = planned(extractor, "a.txt")
    assert (documents(plan), plan["pieces"]) == ({"failed": 1, "to_ask": 1}, 0)


def test_the_table_says_it_in_words(extractor, reader, seeds):
    """Documents, requests, tokens, an unknown cost that is no zero, and what the forecast rests on."""
    result = extractor("plan", "seeds")
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert "new 5" in lines
    assert "cost unknown unknown unknown" in lines
    assert any(line.startswith("A guess, four characters a token") for line in lines)
    assert "EXTRACTOR_PRICES__INPUT" in result.stderr


def test_a_cap_is_held_against_the_range(extractor, reader, seeds):
    """Below, within or above it."""
    words = {
        cap: extractor("plan", "seeds", "--max-tokens", cap).stderr for cap in ("1000", "20000", "9999999")
    }
    assert [re.search("(below|within|above) the range", said)[1] for said in words.values()] == [
        "below",
        "within",
        "above",
    ]


def test_an_unreadable_document_tells_why(extractor, reader, own_folder):
    """Its kind and reason stand in the table."""
    Path("empty.txt").write_text("")
    result = extractor("plan", "empty.txt")
    assert "empty.txt" in result.stdout
    assert "Nothing is to be asked." in result.stdout


def test_the_prompt_of_a_request_is_measured_as_it_is_sent(scripted):
    """Words, examples, schema."""
    settings = load_settings()
    assert prompt_chars(choose_endpoint(settings), settings) > 5_000
