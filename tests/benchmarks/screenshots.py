"""Screenshots of queue, document, report and terminal, wide and narrow, light and dark.

    make screenshots, or: PYTHONPATH=tests python tests/benchmarks/screenshots.py [--into docs/screenshots]

They show the five sample reports as a scripted, hasty reader answered them: some figures wrong, misquoted or
left out, so that every verdict has something to show; a few are decided.
"""

from __future__ import annotations

import argparse
import base64
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from reviewing import PROGRAM, flawed_seeds, served, store_results
from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME, DIMMED_MONOKAI
from rich.text import Text

from extractor.decision import Action
from extractor.fact import Verdict
from extractor.store import QueueFilter, Store

SIZES = {"wide": (1280, 800), "narrow": (360, 720)}
SCHEMES = {"light": DEFAULT_TERMINAL_THEME, "dark": DIMMED_MONOKAI}
COLUMNS = {"wide": 155, "narrow": 40}
SHOWN = "001_c52704a68305ed4b.txt"
"""The sample that is shown; short, and with something to settle."""

DECIDED = {
    Verdict.CONTRADICTED: Action.CORRECTED,
    Verdict.MISSED: Action.ACCEPTED,
    Verdict.UNSUPPORTED: Action.REJECTED,
}
"""What the person of the pictures does with a figure: the text's own reading is right."""

TERMINAL = """<!doctype html><meta charset="utf-8"><style>{stylesheet}
body {{ margin: 0; padding: 1rem; background: {background}; color: {foreground}; }}
pre {{ font: 13px/1.45 "DejaVu Sans Mono", monospace; margin: 0; white-space: pre-wrap; }}
</style><pre>{code}</pre>"""

PALETTE = """async (png) => {
  const picture = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
  const canvas = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
  canvas.drawImage(picture, 0, 0);
  const data = canvas.getImageData(0, 0, picture.width, picture.height).data;
  const counts = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
    counts.set(colour, (counts.get(colour) || 0) + 1);
  }
  const kept = [...counts].sort((one, other) => other[1] - one[1]).slice(0, 256).map(([colour]) => colour);
  const split = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];
  const near = new Map();
  const nearest = (colour) => {
    const [r, g, b] = split(colour);
    const far = kept.map(split).map(([x, y, z]) => (x - r) ** 2 + (y - g) ** 2 + (z - b) ** 2);
    return far.indexOf(Math.min(...far));
  };
  const pixels = new Uint8Array(data.length / 4);
  for (let at = 0; at < pixels.length; at += 1) {
    const colour = (data[4 * at] << 16) | (data[4 * at + 1] << 8) | data[4 * at + 2];
    if (!near.has(colour)) near.set(colour, nearest(colour));
    pixels[at] = near.get(colour);
  }
  return [picture.width, picture.height, kept.flatMap(split), pixels.toBase64()];
}"""
"""A picture reduced to its 256 most frequent colours: width, height, colours, one byte a pixel."""


def main() -> None:
    into = _arguments().into
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        db = Path(folder) / "operations.duckdb"
        address = _prepare(db)
        report = Path(folder) / "report.html"
        _extractor("report", "-o", str(report), "--db", str(db))
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        with served(db, "--name", "Ann") as desk:
            for name, scheme, page in _pages(chromium):
                page.goto(desk.address)
                _take(page, into, "queue", name, scheme)
                page.goto(desk.root + address)
                page.wait_for_load_state()
                _take(page, into, "document", name, scheme)
                page.goto(report.as_uri())
                _take(page, into, "report", name, scheme)
                page.set_content(_terminal(db, name, scheme))
                _take(page, into, "terminal", name, scheme)
        chromium.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--into", type=Path, default=Path("docs/screenshots"))
    return parser.parse_args()


def _prepare(db: Path) -> str:
    """The five samples, with two decisions on each; the address of the figure that is shown."""
    results = list(flawed_seeds())
    store_results(db, results)
    with Store.open(db) as store:
        for result in results:
            review = store.load_review(result.document.id)
            rows = zip(review.stored.fact_ids, review.stored.facts, review.readings, strict=True)
            left = [row for row in rows if row[1].verdict in DECIDED]
            for fact_id, checked, reading in left[1:3]:
                action = DECIDED[checked.verdict]
                told = reading if action is Action.CORRECTED else None
                store.decide(fact_id, action, decided_by="Ann", correction=told)
        [shown] = [one.document.id for one in results if one.document.name.endswith(SHOWN)]
        chosen = store.queue(QueueFilter(document=shown)).items[0]
    return f"/document/{shown}?fact={chosen.fact_id}"


def _pages(chromium: Browser) -> Iterator[tuple[str, str, Page]]:
    for name, (width, height) in SIZES.items():
        for scheme in SCHEMES:
            context = chromium.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
            )
            yield name, scheme, context.new_page()
            context.close()


def _take(page: Page, into: Path, what: str, name: str, scheme: str) -> None:
    taken = page.screenshot()
    blank = page.context.new_page()
    width, height, colours, pixels = blank.evaluate(PALETTE, base64.b64encode(taken).decode())
    blank.close()
    path = into / f"{what}-{name}-{scheme}.png"
    path.write_bytes(_png(width, height, bytes(colours), base64.b64decode(pixels)))


def _png(width: int, height: int, colours: bytes, pixels: bytes) -> bytes:
    """A picture of at most 256 colours: a third of the bytes that a browser writes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    rows = b"".join(b"\0" + pixels[at : at + width] for at in range(0, width * height, width))
    parts = ((b"IHDR", header), (b"PLTE", colours), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _terminal(db: Path, name: str, scheme: str) -> str:
    """`extractor show` as a terminal of that width shows it."""
    printed = _extractor("show", SHOWN, "--db", str(db), FORCE_COLOR="1", COLUMNS=str(COLUMNS[name]))
    console = Console(record=True, width=COLUMNS[name], file=open(os.devnull, "w"))  # noqa: PTH123, SIM115
    console.print(Text.from_ansi(printed))
    return console.export_html(theme=SCHEMES[scheme], code_format=TERMINAL)


def _extractor(*words: str, **variables: str) -> str:
    command = [sys.executable, "-c", PROGRAM, *words]
    environment = {**os.environ, "TERM": "xterm-256color", **variables}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    main()
