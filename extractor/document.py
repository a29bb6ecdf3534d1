"""One report: its text, its name, and what identifies it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Document:
    """One report as the reader hands it on; every span in this project refers to `text`."""

    name: str
    """What a person calls it: the path as given, or `file.jsonl#id` for a row."""
    text: str
    title: str | None = None
    published: str | None = None
    """Publication date, EDTF."""
    url: str | None = None
    media: str = "text"
    """What the file was found to hold: text, markdown, html, pdf, jsonl, csv."""
    content_hash: str = field(init=False)
    """SHA-256 of `text` in UTF-8, in hex."""

    def __post_init__(self) -> None:
        digest = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
        object.__setattr__(self, "content_hash", digest)

    @property
    def id(self) -> str:
        """Tagged content hash; the same text is the same document, whatever its name."""
        return f"doc_{self.content_hash[:16]}"


@dataclass(frozen=True, slots=True)
class UnreadableDocument:
    """A file or row that could not become a document; a failure with its reason, never an exception."""

    name: str
    kind: str
    """empty, binary, undecodable, oversized, unreadable, bad_row, …"""
    reason: str
    """For a person: what it is and what to do."""

    @property
    def id(self) -> str:
        """Tagged hash of the name, since there is no text to hash."""
        key = f"unreadable:{self.name}".encode("utf-8", "surrogatepass")
        return f"doc_{hashlib.sha256(key).hexdigest()[:16]}"
