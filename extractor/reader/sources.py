"""Paths to files, in order; and their bytes, never more than a limit."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from extractor.document import UnreadableDocument
from extractor.errors import DocumentError, InputError

STDIN = "-"
"""The path that stands for standard input."""

SUFFIXES = (".csv", ".htm", ".html", ".jsonl", ".markdown", ".md", ".ndjson", ".pdf", ".txt")
"""What is picked up from a folder, in small or capital letters; a named file is read whatever its suffix."""

_GOLD = ".gold.json"
_LEAST_BYTE_LIMIT = 50_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read, or standard input."""

    name: str
    """The path as given, joined with the path inside a folder; `-` for standard input."""
    path: Path | None
    """None for standard input."""

    def open(self) -> AbstractContextManager[BinaryIO]:
        """Open for reading; a pipe or a device is never opened, because it can wait for ever.

        Raises:
            DocumentError: it is no regular file, or there is no standard input (kind `unreadable`).
            OSError: it has vanished or may not be read.
        """
        if self.path is None:
            return nullcontext(_standard_input())
        if not stat.S_ISREG(self.path.stat().st_mode):
            raise DocumentError(
                "It is no regular file but a pipe, a socket or a device",
                hint=f"Send its content to standard input and give {STDIN!r} as the path",
                kind="unreadable",
            )
        return self.path.open("rb")


def find_sources(
    paths: Sequence[str | Path], *, follow_symlinks: bool = False
) -> list[Source | UnreadableDocument]:
    """Every file that the paths lead to, each once, in the order given and sorted inside a folder.

    Hidden files and folders and gold records (`*.gold.json`) are passed over, and, unless `follow_symlinks`
    is set, links that lead out of a folder.

    Raises:
        InputError: a path does not exist, or leads to nothing that could be read.
    """
    found: dict[str, Source | UnreadableDocument] = {}
    for path in paths:
        for source in _sources(path, follow_symlinks):
            real = source.path if isinstance(source, Source) else None
            found.setdefault(os.path.realpath(real) if real else source.name, source)
    if not found:
        raise InputError(
            "There is nothing to read: no path names a document",
            hint="Name files, folders, or '-' for standard input; gold records (*.gold.json) are not read",
            kind="no_documents",
        )
    return list(found.values())


def _sources(given: str | Path, follow_symlinks: bool) -> list[Source | UnreadableDocument]:
    if str(given) == STDIN:
        return [Source(STDIN, None)]
    path = Path(given)
    if _is_folder(given):
        return _walk(path, follow_symlinks)
    return [] if path.name.endswith(_GOLD) else [Source(_name(path), path)]


def _is_folder(given: str | Path) -> bool:
    try:
        return stat.S_ISDIR(os.stat(given).st_mode)  # noqa: PTH116 - Path("") is the working folder
    except PermissionError:
        return False
    except (OSError, ValueError):
        raise InputError(
            f"There is no file or folder {str(given)!r}",
            hint="Check the spelling; a relative path starts at the folder that the command runs in",
            kind="no_such_path",
        ) from None


def _walk(folder: Path, follow_symlinks: bool) -> list[Source | UnreadableDocument]:
    root = os.path.realpath(folder)
    found: list[Source | UnreadableDocument] = []
    leading_out = 0
    for path in _files(folder, found, follow_symlinks):
        if not follow_symlinks and _leads_out(path, root):
            leading_out += 1
        else:
            found.append(Source(_name(path), path))
    if not found:
        links = (
            f"; links that lead out of it are not followed ({leading_out} here) without --follow-symlinks"
            if leading_out
            else ""
        )
        raise InputError(
            f"The folder {str(folder)!r} holds no document",
            hint=f"Files with these suffixes are read: {' '.join(SUFFIXES)}{links}",
            kind="no_documents",
        )
    return found


def _files(folder: Path, found: list[Source | UnreadableDocument], follow_symlinks: bool) -> Iterator[Path]:
    """The files of a folder with a known suffix; a folder that cannot be listed is added to `found`."""

    def note(error: OSError) -> None:
        reason = f"The folder cannot be listed: {error.strerror}. Check its permissions"
        found.append(UnreadableDocument(_name(Path(error.filename)), "unreadable", reason))

    seen: set[str] = set()
    for inside, folders, names in os.walk(folder, onerror=note, followlinks=follow_symlinks):
        real = os.path.realpath(inside)
        if real in seen:  # a link that leads back to where the walk has been
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and name.lower().endswith(SUFFIXES):
                yield Path(inside, name)


def _leads_out(path: Path, root: str) -> bool:
    if not path.is_symlink():
        return False
    return not Path(os.path.realpath(path)).is_relative_to(root)


def _name(path: Path) -> str:
    """A path as text that can be stored: bytes that are no UTF-8 become replacement characters."""
    return path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _standard_input() -> BinaryIO:
    stream: BinaryIO | None = getattr(sys.stdin, "buffer", None)
    if stream is None or stream.closed:
        raise DocumentError("There is no standard input to read", hint="Name a file", kind="unreadable")
    return stream


def byte_limit(max_chars: int) -> int:
    """The most bytes that are taken into memory for one document; HTML and PDF are larger than their text."""
    return max(_LEAST_BYTE_LIMIT, 25 * max_chars)


def limited_lines(handle: BinaryIO, limit: int) -> Iterator[bytes]:
    """The lines of a file with their ends; a line over the limit is cut one byte after it."""
    while line := handle.readline(limit + 1):
        yield line
        while len(line) > limit and not line.endswith(b"\n"):
            line = handle.readline(limit + 1)


def read_rest(handle: BinaryIO, first: bytes, limit: int, max_chars: int) -> bytes:
    """The whole file, whose first line is read already.

    Raises:
        DocumentError: it has more bytes than the limit (kind `oversized`).
    """
    data = first if len(first) > limit else first + handle.read(limit + 1 - len(first))
    if len(data) > limit:
        raise DocumentError(
            f"It is larger than {limit:,} bytes, the most that is read for max_chars = {max_chars:,}",
            hint="Split it, write it as JSONL with one report a line, or raise max_chars",
            kind="oversized",
        )
    return data
