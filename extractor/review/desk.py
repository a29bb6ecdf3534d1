"""The database as the page uses it: open while it is asked, and let go of at once when it is not.

DuckDB lets one writer alone at a file, or any number of readers. A page that kept it open would keep out
every run; one that opened it anew for each request would spend more time on that than on the answer. So it
stays open for half a second after the last request, for which others wait without noticing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, Timer

from extractor.errors import StoreError, StoreLockedError
from extractor.store import Store, StoreReader, open_reader

GRACE = 0.5
"""Seconds after the last request for which the file stays open."""


class Desk:
    """One database and the person who decides on it.

    Args:
        db: The database.
        name: Who decides.
        wait: Seconds to wait for a process that holds the database.
    """

    def __init__(self, db: Path, name: str, wait: float) -> None:
        self.db = db
        self.name = name
        self._wait = wait
        self._turn = Lock()
        self._held: StoreReader | None = None
        self._leaving: Timer | None = None
        self._ready = False

    def check(self) -> str:
        """See whether there is such a database; who holds it at present, or nothing.

        Raises:
            StoreError: it cannot be opened, now or later.
        """
        try:
            with self._turn:
                self._prepare()
        except StoreLockedError as error:
            return error.message
        return ""

    @contextmanager
    def reading(self) -> Iterator[StoreReader]:
        """The database, for reading.

        Raises:
            StoreLockedError: another process still writes after the wait.
            StoreError: it cannot be read.
        """
        with self._turn:
            self._prepare()
            held = self._held or open_reader(self.db, wait=self._wait)
            with self._lent(held):
                yield held

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """The database, for a decision.

        Raises:
            StoreLockedError: another process still holds it after the wait.
            StoreError: it cannot be written.
        """
        with self._turn:
            self._prepare()
            held = self._held
            if not isinstance(held, Store):
                self._let_go()
                held = Store.open(self.db, wait=self._wait)
            with self._lent(held):
                yield held

    def close(self) -> None:
        """Let go of the database."""
        with self._turn:
            self._let_go()

    @contextmanager
    def _lent(self, held: StoreReader) -> Iterator[None]:
        """Keep a database open for the next request; after an error of the database it is not."""
        self._held = held
        if self._leaving is not None:
            self._leaving.cancel()
        try:
            yield
        except StoreError:
            self._let_go()
            raise
        finally:
            self._leaving = Timer(GRACE, self.close)
            self._leaving.daemon = True
            self._leaving.start()

    def _let_go(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.close()

    def _prepare(self) -> None:
        """Bring the file up to date once; never make one where there is none, be it any more."""
        if not self.db.exists():
            self._let_go()
            open_reader(self.db).close()  # raises: there is nothing to read, and how to make it
        if self._ready:
            return
        Store.open(self.db, wait=self._wait).close()
        self._ready = True
