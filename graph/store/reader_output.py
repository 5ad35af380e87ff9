"""What a reader sends: frames, held back while an answer may still fail, and cut at limits.

Part of the reader's process, so it imports nothing of this project; see
:mod:`rolegraph.graph.store.reader_child` for the frames.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

HELD_BACK = 32 * 1024
_PIECE = 64 * 1024


class Fault(Exception):
    """An answer that can't be given: ``kind`` is one of those of the frame X."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def frame(kind: bytes, payload: bytes) -> bytes:
    """One frame."""
    return kind + len(payload).to_bytes(4, "big") + payload


class Output:
    """A writable object: what the engine writes is held back until it is known to be long.

    ``limit`` is in bytes, ``rows`` in rows of solutions or in triples (0: no limit).
    """

    def __init__(self, stream: BinaryIO, limit: int, rows: int) -> None:
        self._stream = stream
        self._limit = limit
        self._rows = rows
        self._counter: RowCounter | None = None
        self._head: dict[str, Any] = {}
        self._held = bytearray()
        self._sent = 0

    def start(self, form: str, format_name: str) -> None:
        """Name what follows; nothing is sent yet, so a query can be tried again."""
        self._head = {"form": form, "format": format_name}
        self._counter = counter_of(format_name) if self._rows and form == "solutions" else None
        self._held.clear()

    @property
    def has_started(self) -> bool:
        """Whether the head has left, so that the answer can only be cut."""
        return self._sent > 0

    def write(self, piece: bytes) -> int:
        """What the engine calls with each piece."""
        held = self._held
        held += piece
        if self._counter and self._counter.count(piece) > self._rows:
            raise self._too_many()
        if len(held) >= (_PIECE if self._sent else HELD_BACK):
            self._flush_held()
        return len(piece)

    def flush(self) -> None:
        """Part of what a writable object offers; nothing is sent before it is due."""

    def bounded(self, triples: Iterable[Any]) -> Iterable[Any]:
        """The triples, up to the limit."""
        return self._up_to_limit(triples) if self._rows else triples

    def _up_to_limit(self, triples: Iterable[Any]) -> Iterator[Any]:
        for number, triple in enumerate(triples):
            if number == self._rows:
                raise self._too_many()
            yield triple

    def _too_many(self) -> Fault:
        return Fault("too-large", f"the answer has more than {self._rows} rows: add a LIMIT")

    def _flush_held(self) -> None:
        self._check_size()
        head = b"" if self._sent else frame(b"H", json.dumps(self._head).encode())
        self._sent += len(self._held)
        self._send(head + frame(b"D", bytes(self._held)))
        self._held.clear()

    def _check_size(self) -> None:
        if self._sent + len(self._held) > self._limit:
            raise Fault("too-large", f"the answer is larger than {self._limit} bytes: add a LIMIT")

    def finish(self) -> None:
        """Send what is held back, and the end, in one piece."""
        self._check_size()
        head = b""
        if not self._sent:
            self._head["size"] = len(self._held)
            head = frame(b"H", json.dumps(self._head).encode())
        data = frame(b"D", bytes(self._held)) if self._held else b""
        self._send(head + data + frame(b"E", b""))

    def fail(self, kind: str, message: str) -> None:
        """Say that the answer is not complete and never will be."""
        self._send(frame(b"X", json.dumps({"fault": kind, "message": message}).encode()))

    def _send(self, content: bytes) -> None:
        self._stream.write(content)
        self._stream.flush()


class RowCounter:
    """Counts the rows in a serialisation that comes in pieces, from its bytes alone.

    Only what stands outside ``quote`` counts, where each of ``marks`` starts or ends a row;
    ``before`` are rows that are none, such as a line of names. ``escape`` hides a quote.
    """

    def __init__(self, marks: tuple[bytes, ...], *, quote: bytes = b"", escape: bytes = b"", before: int = 0):
        self._marks = marks
        self._quote = quote
        self._escape = escape
        self._overlap = max(map(len, marks)) - 1
        self._inside = False
        self._pending = b""
        self._tail = b""
        self._rows = -before

    def count(self, piece: bytes) -> int:
        """The number of rows so far."""
        outside = self._tail + (self._outside(piece) if self._quote else piece)
        self._rows += sum(map(outside.count, self._marks))
        self._tail = outside[len(outside) - self._overlap :] if self._overlap else b""
        return self._rows

    def _outside(self, piece: bytes) -> bytes:
        """What stands outside of quotes, with a quote in place of what stands in them."""
        if self._escape:
            piece = self._without_escapes(piece)
        parts = piece.split(self._quote)
        first = 1 if self._inside else 0
        self._inside ^= len(parts) % 2 == 0
        return self._quote.join(parts[first::2])

    def _without_escapes(self, piece: bytes) -> bytes:
        piece = (self._pending + piece).replace(self._escape * 2, b"")
        self._pending = self._escape if piece.endswith(self._escape) else b""
        if self._pending:
            piece = piece[:-1]
        return piece.replace(self._escape + self._quote, b"")


def counter_of(format_name: str) -> RowCounter | None:
    """A counter for the serialisation of solutions that the engine writes; ``None`` for tables."""
    match format_name:
        case "JSON":
            return RowCounter((b",{", b"[{"), quote=b'"', escape=b"\\")
        case "XML":
            return RowCounter((b"<result>",))
        case "CSV":
            return RowCounter((b"\n",), quote=b'"', before=1)
        case "TSV":
            return RowCounter((b"\n",), before=1)
    return None
