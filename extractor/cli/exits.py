"""How a command ends."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes; scripts can rely on them. Those of errors stand in `extractor.errors` too."""

    DONE = 0
    FAILED_DOCUMENTS = 1
    """Done, but at least one document failed."""
    FOUND_WANTING = 1
    """Done, but gold has errors, or a figure is under what `--fail-under` asks for."""
    USAGE = 2
    """A flag or a setting cannot be used."""
    INPUT = 3
    """What was handed in cannot be read."""
    MODEL = 4
    """The endpoint gave no usable answer to anything."""
    STORE = 5
    """The database cannot be opened, read or written."""
    CAP = 6
    """Stopped before `--max-cost` or `--max-tokens` was passed; the same command goes on."""
    INTERRUPTED = 130
