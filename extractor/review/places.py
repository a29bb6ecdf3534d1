"""Addresses: where one is, and where each link leads; all that a page shows stands in its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from urllib.parse import quote, urlencode

CHOSEN = "chosen"
"""The anchor of the figure chosen, in the text."""


@dataclass(frozen=True)
class Filters:
    """What the queue is narrowed to, as the address says it; an empty text is no limit."""

    verdict: str = ""
    measure: str = ""
    force: str = ""
    document: str = ""
    run: str = ""
    state: str = "open"
    """open, decided, conflict or all."""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Filters:
        """The filters of an address; what else stands there is passed over."""
        given = {one.name: query[one.name].strip() for one in fields(cls) if query.get(one.name, "").strip()}
        return cls(**given)

    @cached_property
    def query(self) -> Mapping[str, str]:
        """What an address must say to have these filters; a page holds hundreds of addresses."""
        held = {one.name: (getattr(self, one.name), one.default) for one in fields(self)}
        return {name: value for name, (value, plain) in held.items() if value != plain}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands, and the addresses that start from there."""

    filters: Filters = field(default_factory=Filters)
    document_id: str = ""
    fact: str = ""
    """The figure chosen."""
    number: str = ""
    """The bare number chosen: `START-END`."""
    ledger: bool = False
    """Whether numbers that are no result are shown."""

    @property
    def narrowed(self) -> bool:
        """Whether a filter of the form is on."""
        return bool(replace(self.filters, verdict="").query)

    def queue(self, *, page: int = 1, **changed: str) -> str:
        """The queue, with some filters changed."""
        paged = {"page": str(page)} if page > 1 else {}
        return _address("/", {**replace(self.filters, **changed).query, **paged})

    def open_document(self, document_id: str, fact: str = "") -> str:
        """A document, at one of its figures or at the first that is open."""
        return replace(self, document_id=document_id).figure(fact)

    def figure(self, fact: str) -> str:
        """This document with another figure chosen."""
        return self._document({"fact": fact})

    def bare(self, number: str) -> str:
        """This document with a bare number chosen."""
        return self._document({"number": number})

    def correct(self) -> str:
        """The form in which the figure or number chosen is corrected."""
        return self._document({"fact": self.fact, "number": self.number, "correct": "1"})

    def uncorrected(self) -> str:
        """The same page without that form."""
        return self._document({"fact": self.fact, "number": self.number})

    def beside(self, side: str) -> str:
        """The document before or behind this one in the queue: `side` is previous or next."""
        return _address(f"{self._path}/{side}", self.filters.query)

    def toggled(self) -> str:
        """The same page with numbers that are no result shown, or hidden again."""
        other = replace(self, ledger=not self.ledger)
        return other._document({"fact": self.fact, "number": self.number if other.ledger else ""})

    def post(self) -> str:
        """Where a decision is sent."""
        return self._document({}).partition("#")[0]

    def told(self, decision_id: str, chosen: Mapping[str, str]) -> str:
        """The page after a decision, which it tells of.

        Args:
            decision_id: The decision.
            chosen: The figure or number to show; with none, the next one that is open.
        """
        return self._document({**chosen, "told": decision_id})

    def clash(self, chosen: Mapping[str, str]) -> str:
        """The page of a figure on which somebody else decided since it was shown."""
        return self._document({**chosen, "clash": "1"})

    @property
    def _path(self) -> str:
        return f"/document/{quote(self.document_id, safe='')}"

    def _document(self, chosen: Mapping[str, str]) -> str:
        shown = {"ledger": "1"} if self.ledger else {}
        found = {name: value for name, value in chosen.items() if value}
        return f"{_address(self._path, {**self.filters.query, **shown, **found})}#{CHOSEN}"


def _address(path: str, query: Mapping[str, str]) -> str:
    return path + (f"?{urlencode(query)}" if query else "")
