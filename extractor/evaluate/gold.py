"""Gold records: `NAME.gold.json` beside the document `NAME.txt` (or `.html`, `.md`, `.pdf`)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractor.document import Document, UnreadableDocument
from extractor.errors import InputError
from extractor.evaluate.sameness import fold
from extractor.fact import Fact
from extractor.reader import read_documents
from extractor.run import ReportHeader

SUFFIX = ".gold.json"

REPORT_TYPES = ("operation", "court", "statistics", "appeal", "other")

HEADER_LISTS = ("operation_names", "forces", "places")
HEADER_TEXTS = ("report_type", "start_date", "end_date", "published")
HEADER_KEYS = (HEADER_TEXTS[0], *HEADER_LISTS, *HEADER_TEXTS[1:])


@dataclass(frozen=True, slots=True)
class GoldFact:
    """One figure as a careful reader takes it from the text."""

    fact: Fact
    optional: bool
    """True where a reader may leave it out: a second telling, a single person, a doubtful measure."""


@dataclass(frozen=True, slots=True)
class GoldRecord:
    """What a careful reader takes from one document."""

    path: Path
    header: ReportHeader
    facts: tuple[GoldFact, ...]
    version: str
    """SHA-256 of the file's bytes, in hex."""

    @property
    def name(self) -> str:
        """The file's name without `.gold.json`."""
        return self.path.name.removesuffix(SUFFIX)

    @property
    def required(self) -> tuple[Fact, ...]:
        """The facts that a reader must have, in the record's order."""
        return tuple(gold.fact for gold in self.facts if not gold.optional)

    @property
    def optional(self) -> tuple[Fact, ...]:
        """The facts that a reader may have."""
        return tuple(gold.fact for gold in self.facts if gold.optional)

    @property
    def every(self) -> tuple[Fact, ...]:
        """Required and optional facts together."""
        return tuple(gold.fact for gold in self.facts)


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A document and its gold record."""

    document: Document
    record: GoldRecord

    @property
    def name(self) -> str:
        """The name of the record."""
        return self.record.name


def find_gold(paths: Sequence[str | Path]) -> tuple[Path, ...]:
    """The gold records under the paths: files as given, folders searched, sorted by path.

    Raises:
        InputError: a path does not exist, is no gold record, or a folder holds none.
    """
    found: dict[Path, None] = {}
    for given in map(Path, paths):
        found.update(dict.fromkeys(_records_at(given)))
    return tuple(found)


def load_record(path: str | Path) -> GoldRecord:
    """Read one gold record.

    Raises:
        InputError: the file cannot be read, is no JSON object, or a field holds what it cannot hold; the
            message names the file and the field, and `extractor gold check` lists all there is at once.
    """
    path = Path(path)
    row, version = read_row(path)
    try:
        return GoldRecord(path, _header(row), _facts(row), version)
    except InputError as error:
        raise InputError(
            f"{str(path)!r}: {error.message}", hint=error.hint or _check_hint(path), kind="bad_gold"
        ) from None


def load_document(path: str | Path) -> GoldDocument:
    """Read a gold record and the document beside it.

    Raises:
        InputError: as `load_record`; or there is no document beside it, or it cannot be read.
    """
    record = load_record(path)
    return GoldDocument(read_text_of(record.path), record)


def load_documents(paths: Sequence[str | Path]) -> tuple[GoldDocument, ...]:
    """Every gold record under the paths with its document, in the order of `find_gold`."""
    return tuple(load_document(path) for path in find_gold(paths))


def gold_version(records: Sequence[GoldRecord]) -> str:
    """One tagged hash for a set of records, whatever their order and folder."""
    lines = sorted(f"{record.path.name} {record.version}" for record in records)
    return f"gold_{hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:16]}"


def read_row(path: Path) -> tuple[dict[str, Any], str]:
    """The JSON object of a gold record as it stands, and the SHA-256 of its bytes."""
    try:
        raw = path.read_bytes()
        row = json.loads(raw, parse_float=Decimal)
    except OSError as error:
        raise InputError(f"{str(path)!r} cannot be read ({error.strerror})", kind="no_such_path") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{str(path)!r} is no JSON: {error}", kind="bad_gold") from None
    if not isinstance(row, dict):
        raise InputError(f"{str(path)!r} holds {type(row).__name__}, not one record", kind="bad_gold")
    return row, hashlib.sha256(raw).hexdigest()


def read_text_of(path: Path) -> Document:
    """The document that a gold record belongs to.

    Raises:
        InputError: there is none beside the record, or more than one, or it cannot be read.
    """
    beside = _document_beside(path)
    found = list(read_documents([beside]))
    if len(found) != 1:
        raise InputError(f"{str(beside)!r} holds {len(found)} documents", hint="Gold needs one a file")
    if isinstance(found[0], UnreadableDocument):
        raise InputError(f"{str(beside)!r}: {found[0].reason}", kind=found[0].kind)
    return found[0]


def empty_record(path: str | Path) -> Path:
    """Write an empty gold record beside a document and return its path.

    Raises:
        InputError: there is no such document, it has a record already, or the record cannot be written.
    """
    document = Path(path)
    target = document.with_name(document.stem + SUFFIX)
    if not document.is_file():
        raise InputError(f"There is no document {str(document)!r}", kind="no_such_path")
    if target.exists():
        raise InputError(
            f"{str(target)!r} is there already", hint="Remove it first to start anew", kind="exists"
        )
    row: dict[str, Any] = dict.fromkeys(HEADER_KEYS)
    row |= {"report_type": "operation", **{key: [] for key in HEADER_LISTS}, "facts": []}
    try:
        target.write_text(json.dumps(row, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"{str(target)!r} cannot be written ({error.strerror})", kind="not_written"
        ) from error
    return target


def same_operation(one: GoldRecord, other: GoldRecord) -> bool:
    """True where two reports are about one operation.

    They share an operation name, or a day it began on together with a place.
    """
    names = _folded(one.header.operation_names) & _folded(other.header.operation_names)
    places = _folded(one.header.places) & _folded(other.header.places)
    started = one.header.start_date is not None and one.header.start_date == other.header.start_date
    return bool(names) or (started and bool(places))


def _folded(words: Sequence[str]) -> set[str]:
    return {folded for word in words if (folded := fold(word))}


def _records_at(path: Path) -> list[Path]:
    if path.is_dir():
        records = sorted(found for found in path.rglob(f"*{SUFFIX}") if found.is_file())
        if not records:
            raise InputError(f"No gold record ({'NAME' + SUFFIX}) under {str(path)!r}", kind="no_documents")
        return records
    if not path.exists():
        raise InputError(f"There is no {str(path)!r}", kind="no_such_path")
    if not path.name.endswith(SUFFIX):
        raise InputError(f"{str(path)!r} is no gold record", hint=f"Its name must end in {SUFFIX}")
    return [path]


def _document_beside(path: Path) -> Path:
    stem = path.name.removesuffix(SUFFIX)
    plain = path.with_name(f"{stem}.txt")
    if plain.is_file():
        return plain
    others = [each for each in sorted(path.parent.glob("*")) if each.stem == stem and each.is_file()]
    if len(others) == 1:
        return others[0]
    found = f"{len(others)} documents" if others else "no document"
    raise InputError(
        f"There is {found} named {stem!r} beside {str(path)!r}", hint=f"It should be {str(plain)!r}"
    )


def _check_hint(path: Path) -> str:
    return f"`extractor gold check {path}` lists everything that is wrong"


def _header(row: Mapping[str, Any]) -> ReportHeader:
    return ReportHeader(
        report_type=_word(row, "report_type") or "other",
        operation_names=_words(row, "operation_names"),
        forces=_words(row, "forces"),
        places=_words(row, "places"),
        start_date=_word(row, "start_date"),
        end_date=_word(row, "end_date"),
        published=_word(row, "published"),
    )


def _word(row: Mapping[str, Any], key: str) -> str | None:
    found = row.get(key)
    if found is not None and not isinstance(found, str):
        raise InputError(f"{key!r} is {found!r}, which is no text", kind="bad_gold")
    return found


def _words(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    found = row.get(key) or []
    if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
        raise InputError(f"{key!r} is {found!r}, which is no list of texts", kind="bad_gold")
    return tuple(found)


def _facts(row: Mapping[str, Any]) -> tuple[GoldFact, ...]:
    found = row.get("facts", [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise InputError("'facts' is no list of facts", kind="bad_gold")
    return tuple(_fact(position, each) for position, each in enumerate(found))


def _fact(position: int, row: Mapping[str, Any]) -> GoldFact:
    try:
        return GoldFact(Fact.from_mapping(row), optional=bool(row.get("optional", False)))
    except InputError as error:
        raise InputError(f"fact {position + 1}: {error.message}", hint=error.hint, kind="bad_gold") from None
