"""Bytes to text, without guessing.

A page is UTF-8, with or without a byte order mark. UTF-16 and UTF-32 are read where a mark says
so. Nothing else is: the byte that is ``£`` in one code page is another letter or sign in the next,
and a wrong fact is worse than a missing one. A refusal says which byte stands where and how to
convert the file.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from rolegraph.graph.errors import UnreadableSource
from rolegraph.graph.model import Notice

_CONVERT = "convert it with `iconv -f {} -t utf-8 FILE > NEW`"
_NOT_TEXT = "it is not text: give a role page as UTF-8 text or JSON"
_SAMPLE = 4096

# The longer mark first: FF FE 00 00 starts with the mark of UTF-16LE.
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a PNG image"),
    (b"GIF8", "a GIF image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "gzip data"),
    (b"\xfd7zXZ", "xz data"),
    (b"BZh", "bzip2 data"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "an SQLite database"),
)
# Characters that XML 1.0 can't carry (clause 2.2): no RDF/XML or SPARQL result could hold them.
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
_LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True)
class Decoded:
    """The text of a record without its byte order mark, and how it was encoded.

    ``encoding`` is ``utf-8``, ``utf-16-le``, ``utf-16-be``, ``utf-32-le`` or ``utf-32-be``.
    Line ends stay as they are, so that offsets are those of the text.
    """

    text: str
    encoding: str
    notices: tuple[Notice, ...]


def decode_text(data: bytes, first_line: int = 1) -> Decoded:
    """The text of ``data``, whose first line is ``first_line`` of its file.

    Raises :class:`UnreadableSource` (what, byte offset from 0 and line from 1, remedy) where the
    bytes are empty, not text, or in an encoding that they do not name.
    """
    _refuse_known_formats(data)
    mark, codec = _mark_of(data)
    if not mark:
        _refuse_unmarked_wide(data, first_line)
    start = _Start(len(mark), first_line)
    text = _decode(data[len(mark) :], codec, start)
    _refuse_controls(text, codec, start)
    if not text.strip():
        raise UnreadableSource("is empty: there is nothing to read; delete it or fill it")
    return Decoded(text, codec, tuple(_notices(text, codec, first_line)))


def line_of(data: bytes, offset: int, first_line: int = 1) -> int:
    """The line (from ``first_line``) in which the byte at ``offset`` stands; LF, CR LF and CR end lines."""
    return len(_LINE_END.findall(data[:offset])) + first_line


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a text starts: how many bytes of mark stand before it, and the number of its first line."""

    offset: int
    line: int


def _mark_of(data: bytes) -> tuple[bytes, str]:
    """The byte order mark and the codec that it names; no mark is UTF-8."""
    return next(((mark, codec) for mark, codec in _MARKS if data.startswith(mark)), (b"", "utf-8"))


def _refuse_known_formats(data: bytes) -> None:
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise UnreadableSource(f"is {what} (its first bytes are {_hex(magic[:4])}): {_NOT_TEXT}")


def _refuse_unmarked_wide(data: bytes, first_line: int) -> None:
    """UTF-16 and UTF-32 without a mark show as zero bytes at regular places."""
    codec = _wide_codec(data[:_SAMPLE])
    if codec:
        zero = data.index(0)
        raise UnreadableSource(
            f"looks like {codec.upper()} without a byte order mark (byte 0x00 at offset {zero}, "
            f"line {line_of(data, zero, first_line)}): {_CONVERT.format(codec)}"
        )


def _wide_codec(sample: bytes) -> str | None:
    """The codec that the places of zero bytes tell: most text is in the first 256 characters."""
    if 0 not in sample:
        return None
    shares = [_share_of_zeros(sample[start::4]) for start in range(4)]
    high = [share > 0.7 for share in shares]
    low = [share < 0.3 for share in shares]
    if all(high[1:]) and low[0]:
        return "utf-32le"
    if all(high[:3]) and low[3]:
        return "utf-32be"
    if high[1] and high[3] and low[0] and low[2]:
        return "utf-16le"
    if high[0] and high[2] and low[1] and low[3]:
        return "utf-16be"
    return None


def _share_of_zeros(column: bytes) -> float:
    return column.count(0) / len(column) if column else 0.0


def _decode(body: bytes, codec: str, start: _Start) -> str:
    """``body`` as text."""
    try:
        return body.decode(codec)
    except UnicodeDecodeError as error:
        raise UnreadableSource(_explain(body, codec, error, start)) from None


def _explain(body: bytes, codec: str, error: UnicodeDecodeError, start: _Start) -> str:
    read = body[: error.start].decode(codec).encode()
    where = f"at offset {error.start + start.offset}, line {line_of(read, len(read), start.line)}"
    if "end of data" in error.reason or error.reason == "truncated data":
        return f"is cut short: the last character is incomplete {where}; fetch the whole file again"
    found = f"{_hex(body[error.start : error.start + 1])} {where}"
    if codec != "utf-8":
        return f"is not the {codec.upper()} that its byte order mark says: {found}; save it again as UTF-8"
    if CONTROL.search(body[:_SAMPLE].decode("latin-1")):
        return f"is binary (byte {found}): {_NOT_TEXT}"
    likely = _likely_code_page(body)
    if likely:
        return f"is not UTF-8: byte {found}; it looks like {likely}: {_CONVERT.format(likely)}"
    return f"is not UTF-8: byte {found}; find out its encoding, then {_CONVERT.format('ENCODING')}"


def _likely_code_page(body: bytes) -> str | None:
    """A guess for the remedy only, never used to read."""
    try:
        body.decode("cp1252")
    except UnicodeDecodeError:
        return None
    return "windows-1252"


def _refuse_controls(text: str, codec: str, start: _Start) -> None:
    found = CONTROL.search(text)
    if found is None:
        return
    before = text[: found.start()]
    offset = len(before.encode(codec)) + start.offset
    line = line_of(before.encode(), len(before.encode()), start.line)
    raise UnreadableSource(
        f"holds the control character U+{ord(found[0]):04X} at offset {offset}, line {line}, "
        f"which no text has: remove it if this is a page, otherwise {_NOT_TEXT}"
    )


def _notices(text: str, codec: str, first_line: int) -> list[Notice]:
    notices = []
    if codec != "utf-8":
        notices.append(
            Notice("encoding", f"is {codec.upper()}; it was read", remedy="save it as UTF-8 to be sure")
        )
    if "�" in text:
        before = text[: text.index("�")].encode()
        line = line_of(before, len(before), first_line)
        message = f"line {line} holds U+FFFD: characters were lost before this file was made"
        notices.append(
            Notice("characters-lost", message, f"line {line}", "take the text from its origin again")
        )
    return notices


def _hex(data: bytes) -> str:
    return " ".join(f"0x{byte:02X}" for byte in data)
