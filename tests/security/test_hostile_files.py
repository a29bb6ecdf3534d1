"""Files that are made to harm: each has its outcome, in seconds, and the next one is read."""

from __future__ import annotations

import os
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from killable import killables

from extractor.document import Document, UnreadableDocument
from extractor.reader import read_documents

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and devices of POSIX")

GOOD = "Officers of Kent Police made 12 arrests."
SECONDS = 20
"""More than any of them takes on a busy machine; unbounded, they take minutes or for ever."""

LAUGHS = "<!DOCTYPE html [<!ENTITY a0 'arrests '>{}]><html><p>12 arrests &a30;</p></html>".format(
    "".join(f"<!ENTITY a{n} '&a{n - 1};&a{n - 1};&a{n - 1};&a{n - 1};'>" for n in range(1, 31))
)
OUTSIDE = '<!DOCTYPE html [<!ENTITY x SYSTEM "{}">]><html><body><p>12 arrests &x; made</p></body></html>'


def pdf(*objects: bytes, pages: int = 1) -> bytes:
    """A PDF whose pages share one text; further objects come from 10 on."""
    kids = b" ".join(b"3 0 R" for _ in range(pages))
    stream = b"BT /F1 11 Tf 50 800 Td (Officers made 12 arrests.) Tj ET"
    bodies = {
        1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction 10 0 R"
        b" /Names << /JavaScript << /Names [(a) 10 0 R] >> >> >>",
        2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        b" /Resources << /Font << /F1 4 0 R >> >> /AA << /O 10 0 R >> >>",
        4: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        5: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        **dict(enumerate(objects, start=10)),
    }
    data, offsets = b"%PDF-1.4\n", {}
    for number, content in bodies.items():
        offsets[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    rows = b"".join(
        b"%010d 00000 n \n" % offsets[n] if n in offsets else b"0000000000 65535 f \n"
        for n in range(max(bodies) + 1)
    )
    size = max(bodies) + 1
    return data + b"xref\n0 %d\n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        size,
        rows,
        size,
        start,
    )


SCRIPT = b"<< /S /JavaScript /JS (app.launchURL\\('http://127.0.0.1:9/owned'\\);) >>"
LAUNCH = b"<< /S /Launch /F (touch owned) /Win << /F (cmd.exe) /P (/c echo > owned) >> >>"


def squeezed(size: int) -> bytes:
    squeeze = zlib.compressobj(9)
    return b"".join(squeeze.compress(b" " * 1_000_000) for _ in range(size // 1_000_000)) + squeeze.flush()


REFUSED = {
    "deep HTML": (b"<html><body>" + b"<div>" * 100_000 + b"12 arrests", "oversized"),
    "gzip": (b"\x1f\x8b\x08\x00" + b"\x00" * 100, "binary"),
    "program": (b"\x7fELF" + b"\x00\x01\x02" * 100, "binary"),
    "too many characters": (b"12 arrests. " * 200_000, "oversized"),
    "pages": (pdf(SCRIPT, pages=10_000), "oversized"),
    "PDF bomb": (
        b"%PDF-1.4\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + squeezed(300_000_000),
        "oversized",
    ),
    "no PDF": (b"%PDF-1.4\n" + b"\xff\xfe" * 5_000, "unreadable"),
    "empty": (b"", "empty"),
}

READ = {
    "entities that multiply": LAUGHS.encode(),
    "entity of a file": OUTSIDE.format("file:///etc/hostname").encode(),
    "entity of an address": OUTSIDE.format("http://127.0.0.1:9/owned").encode(),
    "deep JSON": b'{"text": "12 arrests", "x": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "huge attribute": b"<html><body><p title='" + b"x" * 5_000_000 + b"'>12 arrests</p></body></html>",
    "front matter that multiplies": b"---\na: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n---\n12 arrests\n",
    "front matter with a call": b"---\ntitle: !!python/object/apply:os.system [date]\n---\n12 arrests\n",
    "PDF with a script": pdf(SCRIPT),
    "PDF that starts a program": pdf(LAUNCH),
    "one endless line": b"12 arrests " + b"1,234 " * 100_000,
    "signs of every alphabet": ("12 arrests " + "a\u0300" * 50_000).encode(),
}


def zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            archive.writestr(f"{number}.txt", b" " * 5_000_000)


@pytest.fixture
def made(own_folder) -> Path:
    """A folder with every hostile file, and a good one behind them."""
    folder = own_folder / "in"
    folder.mkdir()
    for name, (content, _) in REFUSED.items():
        (folder / f"{name}.txt").write_bytes(content)
    for name, content in READ.items():
        (folder / f"{name}.txt").write_bytes(content)
    zip_bomb(folder / "zip bomb.txt")
    (folder / "~good.txt").write_text(GOOD)
    return folder


def test_no_file_takes_long_runs_anything_or_stops_the_others(made):
    """Bombs, scripts, damage: each has its outcome, nothing is fetched or started, the last one is read."""
    began = time.monotonic()
    outcomes = {Path(found.name).stem: found for found in read_documents([made])}
    assert time.monotonic() - began < 3 * SECONDS
    refused = {name: found.kind for name, found in outcomes.items() if isinstance(found, UnreadableDocument)}
    assert refused == {**{name: kind for name, (_, kind) in REFUSED.items()}, "zip bomb": "binary"}
    for name in READ:
        found = outcomes[name]
        assert isinstance(found, Document), (name, found)
        assert "12 arrests" in found.text
        assert len(found.text) < 1_000_000, name
    assert outcomes["~good"].text == GOOD
    assert [path.name for path in made.parent.iterdir()] == ["in"]
    hostname = Path("/etc/hostname")
    if hostname.exists() and hostname.read_text().strip():
        assert hostname.read_text().strip() not in outcomes["entity of a file"].text


def names(*paths: Path | str, **how: bool) -> list[str]:
    return [found.name for found in read_documents(paths, **how) if isinstance(found, Document)]


@pytest.fixture
def linked(own_folder) -> Path:
    """A folder with links out of it, into it, round in circles and to devices."""
    (own_folder / "elsewhere").mkdir()
    (own_folder / "elsewhere" / "secret.txt").write_text("Nobody should read 99 arrests here.")
    folder = own_folder / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text(GOOD)
    (folder / "sub" / "up").symlink_to(folder)
    (folder / "out.txt").symlink_to(own_folder / "elsewhere" / "secret.txt")
    (folder / "outside").symlink_to(own_folder / "elsewhere")
    (folder / "chain.txt").symlink_to(folder / "out.txt")
    (folder / "broken.txt").symlink_to(folder / "nowhere.txt")
    (folder / "zero.txt").symlink_to("/dev/zero")
    (folder / "round.txt").symlink_to(folder / "round.txt")
    return folder


def test_links_that_lead_out_of_a_folder_are_followed_only_where_asked(linked, extractor):
    """Neither to files nor to folders; `--follow-symlinks` asks for it, as naming the link does."""
    assert names("in") == ["in/a.txt"]
    assert names("in/out.txt") == ["in/out.txt"]
    assert names("in", follow_symlinks=True) == ["in/a.txt", "in/chain.txt"]
    plain = extractor("numbers", "in", "--format", "jsonl").stdout
    asked = extractor("numbers", "in", "--format", "jsonl", "--follow-symlinks").stdout
    assert ("99" in plain, "99" in asked) == (False, True)


def test_no_link_and_no_device_is_waited_for(linked):
    """A link in a circle, to nothing, to a device: a reason each, where links are followed at all."""
    began = time.monotonic()
    reasons = {
        Path(found.name).name: found.kind
        for found in read_documents(["in"], follow_symlinks=True)
        if isinstance(found, UnreadableDocument)
    }
    assert reasons == dict.fromkeys(("broken.txt", "zero.txt", "round.txt"), "unreadable")
    assert time.monotonic() - began < SECONDS


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/random", "/dev/tty", "pipe.txt"])
def test_no_device_and_no_pipe_is_read_where_it_is_named(own_folder, device):
    """They never end; standard input is the way for a pipe."""
    os.mkfifo(own_folder / "pipe.txt")
    [found] = read_documents([device])
    assert isinstance(found, UnreadableDocument)
    assert found.kind == "unreadable"
    assert "standard input" in found.reason


def test_names_that_are_no_text_do_no_harm(own_folder, extractor, scripted):
    """Bytes that are no UTF-8, line ends and escapes in a name: read, stored, shown."""
    (own_folder / "in").mkdir()
    for number, name in enumerate((b"caf\xe9.txt", b"\xff\xfe.txt", b"a\nb.txt", b"\x1b[31m.txt")):
        (own_folder / "in" / os.fsdecode(name)).write_text(f"Officers made {12 + number} arrests.")
    result = extractor("run", "in")
    assert result.exit_code == 0, result.output
    assert "4 read: 4 done" in result.stdout
    assert "\x1b" not in result.output


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that every user can reach; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_files_without_permission_fail_alone(open_to_all):
    """Tried as nobody, where the tests run as root, who may read everything."""
    folder = open_to_all / "in"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(GOOD)
    (folder / "a.txt").chmod(0)
    log = open_to_all / "log"
    with killables() as warm:
        process = warm.start(open_to_all, log, "numbers", "in", "--format", "jsonl", nobody=True)
        assert process.wait() == 1
    said = log.read_text()
    assert "'in/a.txt' is passed over: It cannot be read: Permission denied" in said
    assert '"text": "12"' in said
