"""What was paid for is not asked for again, be it a bad answer; and what failed because of one can heal."""

from pathlib import Path

import pytest

from extractor import run_corpus
from extractor.errors import StoreError
from extractor.pipeline import replay_stored
from extractor.store import Store, run_query

BAD = "I see some arrests."
GOOD = '{"facts": [{"quote": "14 arrests", "measure": "arrests", "value": 14}]}'


@pytest.fixture
def report(own_folder):
    """One report."""
    Path("a.txt").write_text("Officers made 14 arrests.")
    return "a.txt"


@pytest.fixture
def dying(monkeypatch):
    """Runs end as if the process were killed before a result is stored; call it to let them live again."""
    save = Store.save_result

    def killed(*_):
        raise StoreError("killed")

    monkeypatch.setattr(Store, "save_result", killed)
    return lambda: monkeypatch.setattr(Store, "save_result", save)


def in_turn(scripted, *answers):
    """Answers in order; how often it was asked so far is forgotten."""
    left = list(answers)
    scripted.asked.clear()
    scripted.respond = lambda _: left.pop(0)


def test_a_bad_answer_before_a_crash_is_not_paid_for_again(scripted, report, dying):
    """The second run goes on where the first one died: with the re-ask."""
    in_turn(scripted, BAD)
    with pytest.raises(StoreError):
        run_corpus([report], reasks=0)
    dying()
    in_turn(scripted, GOOD)
    assert run_corpus([report]).done == 1
    [asked] = scripted.asked
    assert asked[-2]["content"] == BAD


def test_a_corrected_answer_before_a_crash_is_not_paid_for_again(scripted, report, dying):
    """Neither the bad answer nor the good one, and the bound on re-asks is that of an undisturbed run."""
    in_turn(scripted, BAD, GOOD.replace("14}", "41}"))
    with pytest.raises(StoreError):
        run_corpus([report])
    dying()
    in_turn(scripted)
    assert run_corpus([report]).done == 1
    assert scripted.asked == []


def test_a_document_that_failed_because_of_a_bad_answer_can_heal(scripted, report):
    """Something was made of the answer: it serves no longer."""
    in_turn(scripted, BAD, BAD)
    assert len(run_corpus([report]).failed) == 1
    in_turn(scripted, GOOD)
    assert run_corpus([report]).done == 1
    assert len(scripted.asked) == 1


def test_a_bad_answer_that_was_recalled_serves_no_longer_either(scripted, report, dying):
    """The failure that was made of it in a later run settles it, whatever the clock says."""
    in_turn(scripted, BAD)
    with pytest.raises(StoreError):
        run_corpus([report], reasks=0)
    dying()
    in_turn(scripted)
    assert len(run_corpus([report], reasks=0).failed) == 1
    in_turn(scripted, GOOD)
    assert run_corpus([report], reasks=0).done == 1


def test_good_pieces_of_a_document_that_failed_are_not_asked_again(scripted, own_folder):
    """Only the piece without a good answer is."""
    text = "\n\n".join(f"Officers made {n} arrests. {'Nothing else happened. ' * 12}" for n in (11, 12, 13))
    Path("a.txt").write_text(text)
    scripted.respond = lambda messages: BAD if " 12 " in messages[-1]["content"] else '{"facts": []}'
    assert len(run_corpus(["a.txt"], piece_chars=300, reasks=0).failed) == 1
    in_turn(scripted, '{"facts": []}')
    assert run_corpus(["a.txt"], piece_chars=300, reasks=0, retry_failed=True).done == 1
    assert run_query(Path("operations.duckdb"), "SELECT * FROM failure").rows == []


def test_two_documents_that_share_a_piece_pay_for_it_once(scripted, own_folder):
    """Also where both are read at the same time: the second waits for the first one's answer."""
    shared = "Officers made 14 arrests.\n\n" + "Nothing else was said about the day. " * 30
    for name, ending in [("a.txt", "First edition. "), ("b.txt", "Second edition. ")]:
        Path(name).write_text(shared.strip() + "\n\n" + ending * 70)
    scripted.delay = 0.2
    assert run_corpus(["a.txt", "b.txt"], piece_chars=1200, reasks=0).done == 2
    sent = [messages[-1]["content"] for messages in scripted.asked]
    assert sum("14 arrests" in text for text in sent) == 1
    assert len(sent) == len(set(sent))


def test_a_bad_answer_serves_also_behind_a_replay(scripted, report, monkeypatch):
    """A replay before going on says the same of the document as before, and settles nothing."""
    in_turn(scripted, BAD)
    run_corpus([report], reasks=0)
    save = Store.save_result
    monkeypatch.setattr(Store, "save_result", lambda *_: (_ for _ in ()).throw(StoreError("killed")))
    in_turn(scripted, BAD)
    with pytest.raises(StoreError):
        run_corpus([report], reasks=0)
    monkeypatch.setattr(Store, "save_result", save)
    with Store.open(Path("operations.duckdb")) as store:
        replay_stored(store)
    in_turn(scripted, GOOD)
    assert run_corpus([report]).done == 1
    [asked] = scripted.asked
    assert asked[-2]["content"] == BAD


def test_what_could_be_read_is_kept_where_the_re_ask_brings_nothing(scripted, report):
    """One figure of the first answer is none; the other stays, though the second answer is an excuse."""
    in_turn(scripted, GOOD.replace("]}", ', {"quote": "14", "measure": "arrests", "value": "NaN"}]}'), BAD)
    [failed] = run_corpus([report]).failed
    assert failed.failure.kind == "not_json"
    facts = run_query(Path("operations.duckdb"), "SELECT verdict, value FROM fact").rows
    assert facts == [("confirmed", 14)]


@pytest.mark.parametrize("written", ["0", "0.0"])
def test_a_default_that_is_written_out_is_the_same_work(written, scripted, report, monkeypatch):
    """A number is the same however it is spelt: nothing is asked for again."""
    in_turn(scripted, GOOD)
    run_corpus([report])
    monkeypatch.setenv("EXTRACTOR_TEMPERATURE", written)
    in_turn(scripted)
    assert run_corpus([report]).already_done == 1
