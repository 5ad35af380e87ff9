"""The rows of CSV from a stream, each with the header before it: bounded memory, one pass."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rolegraph.graph.errors import RefusedRecord, UnreadableSource
from rolegraph.graph.sources.csv_input.header import read_header
from rolegraph.graph.sources.csv_input.scan import Quotes
from rolegraph.graph.sources.decode import decode_text
from rolegraph.graph.sources.opening.outcomes import Spoiled

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CHUNK = 1 << 16
_LINE_ENDS = ("\n", "\r")
# Spreadsheets save "Unicode text" as UTF-16; the longer mark first, as in decode.
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class _Joined(io.RawIOBase):
    """The bytes that were read of a stream, and then the stream, which stays open."""

    def __init__(self, head: bytes, stream: io.BufferedReader) -> None:
        self._head = head
        self._stream = stream

    def readable(self) -> bool:
        """As in ``io``: always."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """As in ``io``."""
        room = memoryview(buffer)
        chunk = self._head[: len(room)] or self._stream.read1(len(room))
        self._head = self._head[len(room) :]
        room[: len(chunk)] = chunk
        return len(chunk)


def rows(stream: io.BufferedReader, head: bytes, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """The line on which each row starts, and the header with the row, in UTF-8.

    ``head`` are the bytes read already. Rows without text are passed over; one of more than
    ``limit`` bytes is ``None``. Raises :class:`RefusedRecord` where the header is not ours, or no
    row follows it, and :class:`Spoiled` where the text can't be decoded.
    """
    text = _text(stream, head)
    try:
        yield from _rows(text, limit)
    except UnicodeDecodeError as error:
        message = f"is not the {error.encoding.upper()} that its byte order mark says: save it again as UTF-8"
        raise Spoiled("encoding", message) from None


def _text(stream: io.BufferedReader, head: bytes) -> io.TextIOWrapper:
    """The stream as text whose line ends are kept, as are bytes that are no UTF-8: their row is refused."""
    wide = next((codec for mark, codec in _WIDE if head.startswith(mark)), None)
    if wide is None:
        _check_header_bytes(head)
    joined = io.BufferedReader(_Joined(head, stream), _CHUNK)
    errors = "strict" if wide else "surrogateescape"
    return io.TextIOWrapper(joined, wide or "utf-8-sig", errors, newline="")


def _check_header_bytes(head: bytes) -> None:
    try:
        decode_text(head)
    except UnreadableSource as error:
        raise Spoiled("encoding", str(error)) from None


def _rows(text: io.TextIOWrapper, limit: int) -> Iterator[tuple[int, bytes | None]]:
    start, found = 1, False
    first = text.readline(limit)
    while first and not first.strip():
        start, first = start + 1, text.readline(limit)
    header = read_header(first.rstrip("\r\n"))
    blanks = f"{header.delimiter} \t\r\n"
    head = f"{header.text}\n".encode()
    line = start + 1
    for row, lines in _records(text, header.delimiter, limit):
        if row is None or row.strip(blanks):
            found = True
            yield line, None if row is None else head + row.encode("utf-8", "surrogateescape")
        line += lines
    if not found:
        raise RefusedRecord("csv-rows", "has a header and no row: add a row for each profile", f"line {line}")


def _records(text: io.TextIOWrapper, delimiter: str, limit: int) -> Iterator[tuple[str | None, int]]:
    """Each record without its line end (``None``: over the limit), and how many lines it took."""
    quotes, pieces, size, lines = Quotes(delimiter), [""], 0, 0
    while piece := text.readline(_CHUNK):
        quotes.feed(piece)
        size += len(piece)
        lines += piece.endswith(_LINE_ENDS)
        if size <= limit:
            pieces.append(piece)
        if piece.endswith(_LINE_ENDS) and not quotes.open:
            yield _whole(pieces, size, limit), lines
            quotes, pieces, size, lines = Quotes(delimiter), [], 0, 0
    if size:
        yield _whole(pieces, size, limit), lines


def _whole(pieces: list[str], size: int, limit: int) -> str | None:
    return "".join(pieces).rstrip("\r\n") if size <= limit else None
