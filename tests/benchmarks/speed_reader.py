"""How fast numbers are read, beside two other readers, and what hostile texts cost.

    python tests/benchmarks/speed_reader.py seeds [DIR…] [--mb 1] [--hostile-mb 10]

The first table reads the texts given, repeated up to `--mb` megabytes as documents of their own; quantulum3
and recognizers-text-suite take part where they are installed. The second reads texts made to hurt, each at a
sixteenth, an eighth … of `--hostile-mb` and in full: time and memory must double as the length does.
"""

from __future__ import annotations

import argparse
import itertools
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from extractor.document import Document
from extractor.numbers import read_numbers
from extractor.reader import read_documents

Reader = Callable[[str], object]

HOSTILE: dict[str, Callable[[int], str]] = {
    "digits": lambda size: "7" * size,
    "commas": lambda size: "," * size,
    "digits and commas": lambda size: "1," * (size // 2),
    "one and one and": lambda size: "one and " * (size // 8),
    "nested brackets": lambda size: "(" * (size // 2) + ")" * (size // 2),
    "bracketed numbers": lambda size: "(1 " * (size // 3),
    "one line of figures": lambda size: "12 people were arrested, " * (size // 25),
    "lines of figures": lambda size: "Kent Police - 12 arrests\n" * (size // 25),
    "spaces": lambda size: " " * size,
    "pounds": lambda size: "£" * size,
}


def main() -> None:
    args = _arguments()
    texts = _texts(args.paths, round(args.mb * 1_000_000))
    size = sum(map(len, texts))
    print(f"{len(texts)} documents, {size / 1e6:.2f} MB\n\n{'reader':28}{'MB/s':>8}{'numbers':>10}")
    for name, reader, share in _readers():
        _print_speed(name, reader, texts[: max(1, int(len(texts) * share))])
    sizes = [round(args.hostile_mb * 1_000_000 / 2**halvings) for halvings in (4, 3, 2, 1, 0)]
    print(
        "".join(
            [
                f"\n{'seconds to read':24}",
                *(f"{size / 1e6:>9.2f}MB" for size in sizes),
                "   peak, from the first",
            ]
        )
    )
    for name, make in HOSTILE.items():
        _print_hostile(name, [make(size) for size in sizes])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--mb", type=float, default=1.0, help="how much text to read, in MB")
    parser.add_argument(
        "--hostile-mb", type=float, default=10.0, help="length of the longest hostile text, in MB"
    )
    return parser.parse_args()


def _texts(paths: Sequence[Path], size: int) -> list[str]:
    files = [file for path in paths for file in (sorted(path.glob("*.txt")) if path.is_dir() else [path])]
    texts = [found.text for found in read_documents(files) if isinstance(found, Document)]
    taken, length = [], 0
    for text in itertools.cycle(texts):
        if length >= size:
            return taken
        taken.append(text)
        length += len(text)
    raise SystemExit("no document under the paths given")


def _readers() -> Iterator[tuple[str, Reader | None, float]]:
    """Name, reader (None where it is not installed) and the share of the texts that it gets, being slow."""
    yield "extractor, with roles", read_numbers, 1.0
    yield "quantulum3", _quantulum(), 0.1
    yield "recognizers-text (numbers)", _recognizers(), 0.2


def _quantulum() -> Reader | None:
    try:
        from quantulum3 import parser
    except ImportError:
        return None
    return parser.parse


def _recognizers() -> Reader | None:
    try:
        from recognizers_number import Culture, recognize_number
    except (ImportError, AttributeError):  # it looks up a name that emoji 2 no longer has
        return None
    return lambda text: recognize_number(text, Culture.English)


def _print_speed(name: str, reader: Reader | None, texts: Sequence[str]) -> None:
    if reader is None:
        print(f"{name:28}{'not installed':>18}")
        return
    reader(texts[0])
    started = time.perf_counter()
    found = sum(len(reader(text)) for text in texts)
    seconds = time.perf_counter() - started
    print(f"{name:28}{sum(map(len, texts)) / 1e6 / seconds:8.3f}{found:10}")


def _print_hostile(name: str, texts: Sequence[str]) -> None:
    cells = []
    for text in texts:
        started = time.perf_counter()
        read_numbers(text)
        cells.append(f"{time.perf_counter() - started:11.2f}")
    print(
        "".join([f"{name:24}", *cells, f"{_peak(texts[0]) * len(texts[-1]) / len(texts[0]) / 1e6:13.0f} MB"])
    )


def _peak(text: str) -> float:
    """The most memory that reading takes, in bytes, traced on the shortest text because tracing is slow."""
    tracemalloc.start()
    read_numbers(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


if __name__ == "__main__":
    main()
