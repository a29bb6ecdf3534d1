"""Where a command writes what it makes: stdout, or a file that is there whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from extractor.errors import UsageError


@contextmanager
def opened(target: Path | None, *, keep: Path | None = None) -> Iterator[TextIO]:
    """A stream to write text to; a file of that name is replaced when all is written, and not before.

    Args:
        target: The file; None, or `-`, for stdout.
        keep: A file that must not be overwritten: the database that is read.

    Raises:
        UsageError: the file cannot be written.
    """
    if target is None or str(target) == "-":
        yield sys.stdout
        return
    try:
        is_plain = _is_plain(target, keep)
    except OSError as error:
        raise _unwritable(target, error.strerror) from error
    # A device or a pipe is written to; to replace it would take it away.
    part = target.absolute().with_name(f".{target.name}.{os.getpid()}.part") if is_plain else target
    try:
        with part.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        if is_plain:
            part.replace(target)
    except OSError as error:
        raise _unwritable(target, error.strerror) from error
    finally:
        if is_plain:
            part.unlink(missing_ok=True)


def _is_plain(target: Path, keep: Path | None) -> bool:
    """Whether it is a file, or nothing yet; a folder and the database itself are refused."""
    if target.is_dir():
        raise _unwritable(target, "it is a folder")
    if keep is not None and target.exists() and keep.exists() and target.samefile(keep):
        raise _unwritable(target, "it is the database itself")
    return target.is_file() or not target.exists()


def _unwritable(target: Path, why: str | None) -> UsageError:
    return UsageError(
        f"{str(target)!r} cannot be written: {why}", hint="Name another file", kind="bad_output"
    )
