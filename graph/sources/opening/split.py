"""One opened file into its records: a page, lines of JSON Lines, elements of an array, rows of CSV."""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.model import Record
from rolegraph.graph.sources.csv_input.header import recognises_header
from rolegraph.graph.sources.opening.elements import elements
from rolegraph.graph.sources.opening.names import is_document, is_lines, is_table
from rolegraph.graph.sources.opening.outcomes import Limits, Spoiled, Unreadable, too_large, unreadable
from rolegraph.graph.sources.opening.table import rows

_ARRAY = re.compile(rb"\[\s*(\{|\]|$)")
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class File:
    """A file that is open for reading: the record's name, its origin, its size where known."""

    name: str
    origin: str
    stream: io.BufferedReader
    size: int | None
    limits: Limits

    def numbered(self, number: int, data: bytes | None, line: int = 0) -> Record | Unreadable:
        """Record ``number`` (from 1) of the file; ``None`` is one that was too large to keep."""
        origin = f"{self.origin}#{number}"
        if data is None:
            return too_large(origin, None, self.limits)
        return Record(f"{self.name}#{number}", origin, data, line)


def split(file: File) -> Iterator[Record | Unreadable]:
    """The records of a file, in its order.

    JSON Lines are recognised by the suffix ``.jsonl`` or ``.ndjson``, or where the first line is a
    whole JSON object and another follows; CSV by the suffix ``.csv`` or ``.tsv`` or by its header;
    blank lines are not counted. They and arrays (but not in ``.jsonld``) are streamed, whatever
    their size. Anything else is one record, and refused where it is larger than
    a record may be. Raises :class:`Spoiled` where the stream breaks: records that were complete
    before have been given.
    """
    limit = file.limits.record_bytes
    head, first = _first_line(file.stream, limit)
    start = first.removeprefix(codecs.BOM_UTF8).strip()
    if not start and len(head) <= limit:
        yield unreadable(file.origin, "empty", "is empty: there is nothing to read; delete it or fill it")
    elif is_table(file.name) or recognises_header(_shown_line(first)):
        yield from _rows(file, head)
    elif _ARRAY.match(start) and not is_document(file.name):
        yield from _array(file, head[head.index(b"[") + 1 :])
    elif is_lines(file.name) or _is_object(start):
        yield from _lines_or_page(file, head, first)
    else:
        yield _page(file, head)


def _shown_line(first: bytes) -> str:
    """The first line as text, as far as it can be told, to see whether it is a header."""
    return first.removeprefix(codecs.BOM_UTF8).decode("utf-8", "ignore")


def _rows(file: File, head: bytes) -> Iterator[Record | Unreadable]:
    """The rows of CSV, each a record with the header before it."""
    try:
        for number, (line, data) in enumerate(rows(file.stream, head, file.limits.record_bytes), start=1):
            yield file.numbered(number, data, line)
    except RefusedRecord as refused:
        yield unreadable(file.origin, refused.code, str(refused))


def _first_line(stream: io.BufferedReader, limit: int) -> tuple[bytes, bytes]:
    """All bytes up to the end of the first line that is not blank, and that line."""
    head = bytearray()
    while len(head) <= limit:
        line = stream.readline(limit + 1 - len(head))
        head += line
        if not line or line.removeprefix(codecs.BOM_UTF8).strip():
            return bytes(head), line
    return bytes(head), b""


def _is_object(line: bytes) -> bool:
    """Whether a line is a whole JSON object."""
    if not (line.startswith(b"{") and line.endswith(b"}")):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _lines_or_page(file: File, head: bytes, first: bytes) -> Iterator[Record | Unreadable]:
    """A first line of JSON: the lines, or one page if no other object follows it."""
    if is_lines(file.name):
        yield from _lines(file, first)
        return
    more, following = _first_line(file.stream, file.limits.record_bytes)
    if following.lstrip().startswith(b"{"):
        yield from _lines(file, first, following)
    else:
        yield _page(file, head + more)


def _lines(file: File, *read: bytes) -> Iterator[Record | Unreadable]:
    """Each line that is not blank; ``read`` are the pieces of lines read already."""
    if b"\0" in read[0]:
        raise Spoiled(
            "encoding",
            "is JSON Lines in UTF-16 or UTF-32 by its zero bytes, and must be UTF-8: "
            "convert it with `iconv -f utf-16 -t utf-8 FILE > NEW`",
        )
    number = 0
    for line in _whole_lines(file, read):
        if line is None or line.strip():
            number += 1
            yield file.numbered(number, line and line.removeprefix(codecs.BOM_UTF8).strip())


def _whole_lines(file: File, read: tuple[bytes, ...]) -> Iterator[bytes | None]:
    """Lines of the file; ``None`` for one over the limit, whose rest is passed over."""
    limit = file.limits.record_bytes
    pieces = iter(read)
    while piece := next(pieces, None) or file.stream.readline(limit + 1):
        if len(piece) <= limit or piece.endswith(b"\n"):
            yield piece
            continue
        while piece and not piece.endswith(b"\n"):
            piece = file.stream.readline(_CHUNK)
        yield None


def _array(file: File, head: bytes) -> Iterator[Record | Unreadable]:
    """The elements of a JSON array; ``head`` are the bytes read after its ``[``."""
    chunks = iter(lambda: file.stream.read(_CHUNK), b"")
    for number, element in enumerate(elements(_chain(head, chunks), file.limits.record_bytes), start=1):
        yield file.numbered(number, element)


def _chain(head: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from chunks


def _page(file: File, head: bytes) -> Record | Unreadable:
    """The whole file as one record; a file known to be too large is not read further."""
    limit = file.limits.record_bytes
    if (file.size or len(head)) > limit:
        return too_large(file.origin, file.size, file.limits)
    data = head + file.stream.read(limit + 1 - len(head))
    if len(data) > limit:
        return too_large(file.origin, None, file.limits)
    return Record(file.name, file.origin, data)
