"""Bytes to text: the encoding, what is no text at all, and the one normalisation."""

from __future__ import annotations

import codecs
import re

from extractor.errors import DocumentError

_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""UTF-32 first: its little-endian mark begins with that of UTF-16."""

_MAGIC = (
    (b"PK\x03\x04", "a ZIP archive or an Office file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"{\\rtf", "a rich text file (RTF)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
)
_CONTROLS = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_LOOKED_AT = 65_536
_MOST_CONTROLS = 0.02

_DECLARED = re.compile(rb"(?i)<(?:meta|\?xml)[^<>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w-]{2,20})")
_TRUSTED = re.compile(
    r"windows-125\d|iso-8859-\d{1,2}|koi8-[ru]|shift_jis|euc-(?:jp|kr)|gb(?:k|2312|18030)|big5"
)
_READ_AS = {"iso-8859-1": "cp1252"}
"""As browsers do (WHATWG Encoding): pages that say ISO-8859-1 are written in its superset."""

_WESTERN = re.compile(r"[\x00-\x7f€‚„…‘’“”•–—™\xa0£§©«®°±·º»¼½¾À-ÖØ-öø-ÿŒœŠšŸŽž]*")
_MISREAD = re.compile(r"[a-z][À-ÖØ-ÞŠŽŸ]|[À-ÖØ-öø-ÿ]{3}")
"""What cp1252 makes of other encodings: a capital inside a word, accented letters in a row."""
_MOST_ACCENTED = 0.2

_NEVER_GUESSED = (
    "utf_16", "utf_16_be", "utf_16_le", "utf_32", "utf_32_be", "utf_32_le", "utf_7",
    "cp037", "cp273", "cp424", "cp500", "cp875", "cp1026", "cp1140",
)  # fmt: skip
"""Short texts look like these by chance: the first have a byte order mark, the others live on mainframes."""

_ESCAPED = re.compile("[\udc80-\udcff]")
_BREAKS = re.compile("\r\n?|[\x0b\x0c]")
_REMOVED = re.compile("[\x00-\x08\x0e-\x1f]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def refuse_binary(data: bytes) -> None:
    """Let only text through.

    Raises:
        DocumentError: it is a known format that is not read, or holds NUL bytes or many control characters
            (kind `binary`). UTF-16 and UTF-32 with a byte order mark pass.
    """
    if data.startswith(tuple(mark for mark, _ in _WIDE)):
        return
    what = next((what for magic, what in _MAGIC if data.startswith(magic)), None)
    if what is None and not _looks_binary(data):
        return
    raise DocumentError(
        f"It is {what or 'a binary file'}, no text",
        hint="Save the report as text, HTML or PDF",
        kind="binary",
    )


def _looks_binary(data: bytes) -> bool:
    start = data[:_LOOKED_AT]
    return b"\x00" in data or len(_CONTROLS.findall(start)) > _MOST_CONTROLS * len(start)


def decode(data: bytes) -> str:
    """Bytes as text.

    In this order: byte order mark, UTF-8, the encoding that a page declares, cp1252, charset-normalizer's
    guess. The Western reading goes before the guess because short reports hold one or two bytes to guess
    from, and the guess for a pound sign is then often another letter ("Ł40,000").

    Raises:
        DocumentError: no encoding fits (kind `undecodable`).
    """
    wide = next((encoding for mark, encoding in _WIDE if data.startswith(mark)), None)
    text = _strictly(data, wide) if wide else _unmarked(data.removeprefix(codecs.BOM_UTF8))
    if text is None:
        raise DocumentError(
            "Its encoding cannot be told, it is neither UTF-8 nor another known one",
            hint="Save it as UTF-8",
            kind="undecodable",
        )
    return text


def _unmarked(data: bytes) -> str | None:
    readings = (reading(data) for reading in (_as_utf8, _as_declared, _as_western, _as_guessed))
    return next((text for text in readings if text is not None), None)


def _as_utf8(data: bytes) -> str | None:
    """UTF-8; where most of it is, the odd byte in between is cp1252, as in files pasted together."""
    text = data.decode("utf-8", "surrogateescape")
    broken = len(_ESCAPED.findall(text))
    if not broken:
        return text
    whole = sum(1 for letter in text if letter > "\x7f") - broken
    return _ESCAPED.sub(_from_western, text) if whole >= broken else None


def _from_western(match: re.Match[str]) -> str:
    return bytes([ord(match.group()) - 0xDC00]).decode("cp1252", "replace")


def _as_declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:2048])
    name = found.group(1).decode("ascii").lower() if found else ""
    return _strictly(data, _READ_AS.get(name, name)) if _TRUSTED.fullmatch(name) else None


def _as_western(data: bytes) -> str | None:
    text = _strictly(data, "cp1252")
    if text is None or _WESTERN.fullmatch(text) is None or _MISREAD.search(text):
        return None
    accented = sum(1 for letter in text if letter > "\x7f" and letter.isalpha())
    return text if accented <= _MOST_ACCENTED * len(text) else None


def _as_guessed(data: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415

    best = from_bytes(data, cp_exclusion=list(_NEVER_GUESSED)).best()
    return None if best is None else str(best)


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def normalise(text: str) -> str:
    r"""The one change every text goes through, before anything looks at it.

    Line ends (`\r\n`, `\r`, vertical tab, form feed) become `\n`; the other C0 control characters but tab are
    removed; a lone surrogate becomes U+FFFD. Everything else is untouched: no Unicode normal form, no
    trimming.
    """
    return _SURROGATES.sub("\ufffd", _REMOVED.sub("", _BREAKS.sub("\n", text)))
