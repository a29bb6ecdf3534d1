"""Everything that can go wrong, as one tree; the exit code stands beside each branch.

    ExtractorError
    ├── UsageError ............ 2   a flag, a setting or a combination of them cannot be used
    │   └── SettingsError           a setting's value is wrong; names the setting and where it came from
    ├── InputError ............ 3   what was handed in cannot be read
    │   └── DocumentError           one document cannot be read; the others go on
    ├── ModelError ............ 4   the model's endpoint did not give a usable answer
    │   ├── EndpointError           the exchange failed: no connection, time-out, HTTP status
    │   └── AnswerError             an answer came, but it is truncated, refused, filtered, empty, no JSON …
    ├── StoreError ............ 5   the database cannot be opened, read or written
    │   ├── StoreLockedError        another process holds the file
    │   ├── StoreVersionError       the file was written by a newer version
    │   └── QueryError              the SQL of a user was refused or failed
    └── CapError .............. 6   a run stopped before it passed what it may spend

An error is for a person: `message` says what and where, `hint` what to do next. Outcomes that belong to one
document (a quote that is not found, an answer cut short) are data, not exceptions; `kind` is the word under
which such an outcome is stored.
"""

from __future__ import annotations

from typing import ClassVar


class ExtractorError(Exception):
    """Base of every error that this tool raises on purpose.

    Args:
        message: What happened and where, without a trailing full stop when it ends in a name.
        hint: What to do next; empty when there is nothing to do.
        kind: A stable word for the store and for scripts (`locked`, `empty`, `refused`, …).
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "", kind: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.kind = kind

    def __str__(self) -> str:
        return f"{self.message}. {self.hint}" if self.hint else self.message


class UsageError(ExtractorError):
    """A flag, a setting or a combination of them cannot be used."""

    exit_code = 2


class SettingsError(UsageError):
    """A setting has a value that cannot be used."""


class InputError(ExtractorError):
    """What was handed in cannot be read."""

    exit_code = 3


class DocumentError(InputError):
    """One document cannot be read; `kind` is one of empty, binary, undecodable, oversized, unreadable, …."""


class ModelError(ExtractorError):
    """The endpoint gave no usable answer."""

    exit_code = 4


class EndpointError(ModelError):
    """The exchange itself failed; `kind` says how (connection, timeout, authentication, …)."""


class AnswerError(ModelError):
    """An answer came and cannot be used; `kind` says why (truncated, refused, filtered, empty, …)."""


class StoreError(ExtractorError):
    """The database cannot be opened, read or written."""

    exit_code = 5


class StoreLockedError(StoreError):
    """Another process holds the database file."""


class StoreVersionError(StoreError):
    """The database was written by a newer version of this tool."""


class QueryError(StoreError):
    """The SQL of a user was refused or failed."""


class CapError(ExtractorError):
    """The next request might pass what the run may spend; `kind` is max_cost or max_tokens."""

    exit_code = 6
