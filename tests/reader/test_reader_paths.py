"""Which files are read, in which order, under which names, and what is said where there is nothing."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from extractor.document import Document, UnreadableDocument
from extractor.errors import InputError
from extractor.reader import STDIN, read_documents

SEEDS = Path(__file__).parents[2] / "seeds"
TEXT = "Officers in Otterby arrested 12 people."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder named `in` in the working folder."""
    monkeypatch.chdir(tmp_path)
    return _made(tmp_path / "in")


def _made(folder: Path, *names: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{TEXT} {name!a}", encoding="utf-8")
    return folder


def _names(*paths: str | Path) -> list[str]:
    return [document.name for document in read_documents(paths)]


def test_folder_is_walked_in_sorted_order_with_names_as_given(folder):
    """A folder gives the same documents in the same order on every machine, named from the path as given."""
    _made(folder, "b.txt", "a.md", "sub/c.TXT", "sub/deeper/d.htm")
    assert _names("in") == ["in/a.md", "in/b.txt", "in/sub/c.TXT", "in/sub/deeper/d.htm"]
    assert _names("./in/sub/") == ["in/sub/c.TXT", "in/sub/deeper/d.htm"]


@pytest.mark.parametrize(
    "passed_over",
    ["a.gold.json", "notes.docx", ".hidden.txt", ".git/x.txt", "a.txt.bak", "README"],
)
def test_folder_passes_over_what_is_no_document(folder, passed_over):
    """Gold records, hidden files, files in hidden folders and other suffixes are passed over silently."""
    _made(folder, "a.txt", passed_over)
    assert _names("in") == ["in/a.txt"]


@pytest.mark.parametrize("name", ["notes.log", "README", ".hidden"])
def test_named_file_is_read_whatever_its_suffix(folder, name):
    """A file that somebody names is read."""
    _made(folder, name)
    assert _names(f"in/{name}") == [f"in/{name}"]


def test_named_gold_record_is_passed_over(folder):
    """`run seeds/*` names the gold records too; they are no documents."""
    _made(folder, "a.txt", "a.gold.json")
    assert _names("in/a.txt", "in/a.gold.json") == ["in/a.txt"]


def test_path_given_twice_is_read_once(folder):
    """A file that several paths lead to is one document, under the name that came first."""
    _made(folder, "a.txt", "b.txt")
    (folder / "link.txt").symlink_to("a.txt")
    assert _names("in/b.txt", "in", "./in/a.txt", folder / "a.txt") == ["in/b.txt", "in/a.txt"]


def test_links_out_of_a_folder_are_not_followed(folder, tmp_path):
    """A link inside a folder cannot make the tool read what lies elsewhere; naming the link can."""
    _made(tmp_path / "elsewhere", "secret.txt")
    _made(folder, "a.txt")
    (folder / "file.txt").symlink_to(tmp_path / "elsewhere" / "secret.txt")
    (folder / "folder").symlink_to(tmp_path / "elsewhere")
    assert _names("in") == ["in/a.txt"]
    assert _names("in/file.txt") == ["in/file.txt"]


def test_folder_of_links_says_why_it_is_empty(folder, tmp_path):
    """Where links are all there is, the message says that they were not followed."""
    _made(tmp_path / "elsewhere", "x.txt")
    (folder / "x.txt").symlink_to(tmp_path / "elsewhere" / "x.txt")
    with pytest.raises(InputError, match=r"links that lead out of it are not followed \(1 here\)"):
        read_documents(["in"])


def test_single_path_need_not_stand_in_a_list(folder):
    """`read_documents("in")` reads the folder, not one path a letter."""
    _made(folder, "a.txt")
    assert [document.name for document in read_documents("in")] == ["in/a.txt"]


@pytest.mark.parametrize(
    "path",
    ["nowhere", "in/nowhere.txt", "in/a.txt/b.txt", "", "in\0", "x" * 300],
    ids=lambda path: repr(path[:12]),
)
def test_path_that_does_not_exist_is_told_at_once(folder, path):
    """A misspelt path stops everything before anything is read, and the message names it."""
    _made(folder, "a.txt")
    with pytest.raises(InputError) as error:
        read_documents(["in", path])
    assert error.value.kind == "no_such_path"
    assert repr(path) in error.value.message


def test_folder_without_documents_is_told_at_once(folder):
    """An empty folder is an error that names the folder and the suffixes."""
    with pytest.raises(InputError, match=r"'in' holds no document.*\.txt") as error:
        read_documents(["in"])
    assert error.value.kind == "no_documents"


@pytest.mark.parametrize("paths", [[], ["in/a.gold.json"]])
def test_nothing_to_read_is_told_at_once(folder, paths):
    """No path, or only gold records, is an error, not an empty run."""
    _made(folder, "a.gold.json")
    with pytest.raises(InputError) as error:
        read_documents(paths)
    assert error.value.kind == "no_documents"


def test_pipe_is_unreadable_and_never_waited_for(folder):
    """A named pipe in a folder fails alone; opening it would wait for ever."""
    _made(folder, "b.txt")
    os.mkfifo(folder / "a.txt")
    pipe, document = read_documents(["in"])
    assert (pipe.name, pipe.kind) == ("in/a.txt", "unreadable")
    assert "'-'" in pipe.reason
    assert isinstance(document, Document)


def test_file_that_vanishes_is_unreadable(folder):
    """A file that goes away while others are read fails alone."""
    _made(folder, "a.txt", "b.txt")
    documents = read_documents(["in"])
    next(documents)
    (folder / "b.txt").unlink()
    (gone,) = documents
    assert (gone.name, gone.kind) == ("in/b.txt", "unreadable")
    assert "No such file" in gone.reason


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_without_permission_is_unreadable(folder):
    """A file or folder that may not be read fails alone, with the system's reason."""
    _made(folder, "a.txt", "b.txt", "sub/c.txt")
    (folder / "a.txt").chmod(0)
    (folder / "sub").chmod(0)
    outcomes = {outcome.name: outcome for outcome in read_documents(["in"])}
    (folder / "sub").chmod(0o700)
    assert isinstance(outcomes["in/b.txt"], Document)
    assert "Permission denied" in outcomes["in/a.txt"].reason
    assert outcomes["in/sub"].kind == "unreadable"


def test_seeds_are_read_letter_for_letter():
    """The five sample reports are plain texts: offsets into a document are offsets into its file."""
    documents = list(read_documents([SEEDS]))
    assert len(documents) == 5
    for document in documents:
        assert document.text == Path(document.name).read_text(encoding="utf-8")
        assert (document.media, document.title, document.published) == ("text", None, None)


def test_name_that_is_no_utf8_can_be_stored(folder):
    """Bytes of a file name that are no UTF-8 do not reach a database or a terminal."""
    _made(folder, os.fsdecode(b"caf\xe9.txt"))
    assert _names("in") == ["in/caf\ufffd.txt"]


def _stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_standard_input_is_one_document(monkeypatch):
    """`-` reads standard input once, however often it is given."""
    _stdin(monkeypatch, TEXT.encode())
    (document,) = read_documents([STDIN, STDIN])
    assert (document.name, document.text) == ("-", TEXT)


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (b'{"text": "12 arrests", "id": "a"}\n{"text": "3 cars"}\n', ["-#a", "-#L2"]),
        (b"id,text\nx,12 arrests\ny,3 cars\n", ["-#x", "-#y"]),
    ],
)
def test_standard_input_may_hold_rows(monkeypatch, data, names):
    """JSONL and CSV are found by their shape, since standard input has no suffix."""
    _stdin(monkeypatch, data)
    assert _names(STDIN) == names


def test_closed_standard_input_is_unreadable(monkeypatch):
    """A process without standard input gets a reason, no traceback."""
    monkeypatch.setattr(sys, "stdin", None)
    (outcome,) = read_documents([STDIN])
    assert isinstance(outcome, UnreadableDocument)
    assert outcome.kind == "unreadable"
