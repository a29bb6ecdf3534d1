"""What failed, once more: the documents that `--retry-failed` asks about, and no other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractor.document import Document, UnreadableDocument
from extractor.store import Store


@dataclass(frozen=True, slots=True)
class FailedAgain:
    """What to ask about."""

    documents: Iterable[Document | UnreadableDocument]
    need_file: tuple[str, ...] = ()
    """Names of others that failed, whose text is not stored: their files have to be named."""


def failed_again(
    store: Store, documents: Iterable[Document | UnreadableDocument] | None = None
) -> FailedAgain:
    """The documents that failed when they were last met, by whatever model.

    Args:
        store: An open database.
        documents: Where to look for them, read anew; None takes their texts from the database.
    """
    failed = store.failed_documents()
    if documents is not None:
        return FailedAgain(_among(documents, failed))
    texts = tuple(found for found in failed if isinstance(found, Document))
    return FailedAgain(texts, tuple(found.name for found in failed if isinstance(found, UnreadableDocument)))


def _among(
    documents: Iterable[Document | UnreadableDocument], failed: Iterable[Document | UnreadableDocument]
) -> Iterator[Document | UnreadableDocument]:
    """Known by content; a file that could not be read is known by its name, whatever it holds now."""
    texts = {found.id for found in failed if isinstance(found, Document)}
    names = {found.name for found in failed if isinstance(found, UnreadableDocument)}
    return (found for found in documents if found.id in texts or found.name in names)
