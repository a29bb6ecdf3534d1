"""How fast numbers are read, beside two other readers, and what hostile texts cost.

    python tests/benchmarks/speed_reader.py seeds [DIR…] [--mb 1] [--beside]
    python tests/benchmarks/speed_reader.py --hostile 10MB [--shape NAME…]

The first reads the texts given, repeated up to `--mb` megabytes as documents of their own, and tells the
processor time of one core. `--beside` lets quantulum3 and recognizers-text read shares of the same texts in
the same run; it installs them into a virtual environment that is thrown away afterwards. The second reads
texts made to hurt at an eighth, a quarter and a half of the size given and in full, each in a process of its
own: seconds must double as the size does, and memory must grow with the numbers found and nothing else.
"""

from __future__ import annotations

import argparse
import itertools
import json
import multiprocessing
import re
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Sequence
from pathlib import Path

BESIDE = {
    "quantulum3": (["quantulum3==0.10.0"], 0.1),
    "recognizers-text (numbers)": (
        ["recognizers-text-number==1.0.2a2", "emoji<2", "setuptools<70"],
        0.2,
    ),
}
"""The other readers: what to install for each, and the share of the texts that it gets, being slow."""


def _repeated(piece: str) -> Callable[[int], str]:
    return lambda size: (piece * (size // len(piece) + 1))[:size]


HOSTILE: dict[str, Callable[[int], str]] = {
    "digits": _repeated("7"),
    "commas": _repeated(","),
    "digits and commas": _repeated("1,"),
    "nested brackets": lambda size: "(" * (size // 2) + "1" + ")" * (size // 2 - 1),
    "bracketed numbers": _repeated("(1 "),
    "notes": lambda size: "".join(f"[{note}]" for note in range(1, size // 5))[:size],
    "numbers": _repeated("1 "),
    "pounds": _repeated("£"),
    "pounds and digits": _repeated("£1"),
    "spaces": _repeated(" "),
    "newlines": _repeated("\n"),
    "short lines": _repeated("a\n"),
    "one word": _repeated("a"),
    "one and one and": _repeated("one and "),
    "numbers and letters": _repeated("1 a "),
    "one line of figures": _repeated("12 people were arrested, "),
    "lines of figures": _repeated("Kent Police - 12 arrests\n"),
    "headings": _repeated("Arrests:\n12 in Hull\n"),
    "deep bullets": lambda size: "".join("\t" * (line % 40) + "• 1 x Theft\n" for line in range(size // 30))[
        :size
    ],
}
"""Texts made to hurt, by name, each of the length asked for."""


def main() -> None:
    args = _arguments()
    if args.worker:
        _read_for(args.worker)
    elif args.hostile:
        _print_hostile(args.hostile, args.shape or list(HOSTILE))
    else:
        _print_speed(args.paths, round(args.mb * 1_000_000), beside=args.beside)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", type=Path, metavar="DIR", default=[Path("seeds")])
    parser.add_argument("--mb", type=float, default=1.0, help="how much text to read, in MB")
    parser.add_argument("--beside", action="store_true", help="read with quantulum3 and recognizers-text too")
    parser.add_argument("--hostile", type=_size, metavar="SIZE", help="read hostile texts up to SIZE (10MB)")
    parser.add_argument("--shape", action="append", choices=HOSTILE, help="only this hostile text")
    parser.add_argument("--worker", choices=BESIDE, help=argparse.SUPPRESS)
    return parser.parse_args()


def _size(written: str) -> int:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*MB", written)
    if not found:
        raise argparse.ArgumentTypeError(f"{written!r} is no size such as 10MB")
    return round(float(found[1]) * 1_000_000)


def _print_speed(paths: Sequence[Path], size: int, *, beside: bool) -> None:
    from extractor.numbers import read_numbers

    texts = _texts(paths, size)
    print(f"{len(texts)} documents, {sum(map(len, texts)) / 1e6:.2f} MB\n")
    print(f"{'reader':28}{'MB':>8}{'MB/s':>8}{'numbers':>10}")
    _print_reader("extractor, with roles", *_timed(read_numbers, texts))
    for name in BESIDE if beside else ():
        _print_reader(name, *_in_own_environment(name, texts))


def _texts(paths: Sequence[Path], size: int) -> list[str]:
    from extractor.document import Document
    from extractor.reader import read_documents

    files = [file for path in paths for file in (sorted(path.glob("*.txt")) if path.is_dir() else [path])]
    texts = [found.text for found in read_documents(files) if isinstance(found, Document)]
    taken, length = [], 0
    for text in itertools.cycle(texts):
        if length >= size:
            return taken
        taken.append(text)
        length += len(text)
    raise SystemExit("no document under the paths given")


def _timed(reader: Callable[[str], Sequence[object]], texts: Sequence[str]) -> tuple[int, float, int]:
    """Characters read, seconds of processor time and numbers found, after one text to warm up."""
    reader(texts[0])
    started = time.process_time()
    found = sum(len(reader(text)) for text in texts)
    return sum(map(len, texts)), time.process_time() - started, found


def _print_reader(name: str, size: int, seconds: float, found: int) -> None:
    print(f"{name:28}{size / 1e6:8.2f}{size / 1e6 / seconds:8.3f}{found:10}", flush=True)


def _in_own_environment(name: str, texts: Sequence[str]) -> tuple[int, float, int]:
    """Install a reader into an environment of its own, and let it read its share of the texts there."""
    packages, share = BESIDE[name]
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = str(Path(folder, "bin", "python"))
        subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
        done = subprocess.run(
            [python, __file__, "--worker", name],
            input=json.dumps(texts[: max(1, int(len(texts) * share))]),
            capture_output=True,
            text=True,
            check=True,
        )
    size, seconds, found = json.loads(done.stdout)
    return size, seconds, found


def _read_for(name: str) -> None:
    """Read the texts of stdin with another reader; runs in that reader's own environment."""
    texts = json.load(sys.stdin)
    if name == "quantulum3":
        from quantulum3 import parser

        print(json.dumps(_timed(parser.parse, texts)))
    else:
        from recognizers_number import Culture, recognize_number

        print(json.dumps(_timed(lambda text: recognize_number(text, Culture.English), texts)))


def _print_hostile(size: int, shapes: Sequence[str]) -> None:
    columns = f"{'text':22}{'MB':>7}{'seconds':>9}{'s/MB':>7}{'to half':>9}"
    print(f"{columns}{'numbers':>10}{'peak MB':>9}{'B/number':>10}")
    for name in shapes:
        before = 0.0
        for part in (size // 8, size // 4, size // 2, size):
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                seconds, found, peak = pool.apply(_cost, (name, part))
            ratio = f"{seconds / before:9.2f}" if before else " " * 9
            each = f"{peak / found:10.0f}" if found > 1000 else ""
            print(
                f"{name:22}{part / 1e6:7.2f}{seconds:9.2f}{seconds / part * 1e6:7.2f}{ratio}{found:10}"
                f"{peak / 1e6:9.1f}{each}",
                flush=True,
            )
            before = seconds


def _cost(name: str, size: int) -> tuple[float, int, int]:
    """Seconds of processor time, numbers found, and bytes of memory at the peak above those of the text."""
    from extractor.numbers import read_numbers

    read_numbers("12 people were arrested.")
    text = HOSTILE[name](size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    found = len(read_numbers(text))
    seconds = time.process_time() - started
    return seconds, found, 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)


if __name__ == "__main__":
    main()
