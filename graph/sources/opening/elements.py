"""The elements of a JSON array, one by one, from a stream: bounded memory, any depth.

Only brackets and strings are followed; whether an element is sound JSON is for its reader to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rolegraph.graph.sources.opening.outcomes import Spoiled

_OUTSIDE = re.compile(rb'["{}\[\],]')
_INSIDE = re.compile(rb'["\\]')


def elements(chunks: Iterable[bytes], limit: int) -> Iterator[bytes | None]:
    """The bytes of each element of an array whose ``[`` was read already.

    An element of more than ``limit`` bytes is ``None``. Raises :class:`Spoiled` where the array
    does not end, an element is missing, or something follows the end.
    """
    scanner = _Scanner(limit)
    for chunk in chunks:
        yield from scanner.feed(chunk)
    if not scanner.ended:
        raise Spoiled("truncated", 'is cut short: the array has no closing "]": fetch or make it again')


class _Scanner:
    """Where the scan stands between two chunks."""

    def __init__(self, limit: int) -> None:
        self.ended = False
        self._limit = limit
        self._element = bytearray()
        self._dropped = False
        self._depth = 0
        self._in_string = False
        self._escaped = False
        self._count = 0

    def feed(self, chunk: bytes) -> Iterator[bytes | None]:
        """The elements that end in ``chunk``."""
        start = 0
        while start < len(chunk) and not self.ended:
            end, token = self._next(chunk, start)
            if token and self._ends_element(token):
                self._keep(chunk[start : end - 1])
                yield from self._take()
            else:
                self._keep(chunk[start:end])
            start = end
        if chunk[start:].strip():
            raise Spoiled("json-syntax", 'holds something after the "]" that ends the array: remove it')

    def _next(self, chunk: bytes, start: int) -> tuple[int, bytes]:
        """Where the next token ends, and the token, if the chunk holds one."""
        if self._escaped:
            self._escaped = False
            return start + 1, b""
        found = (_INSIDE if self._in_string else _OUTSIDE).search(chunk, start)
        return (found.end(), found[0]) if found else (len(chunk), b"")

    def _ends_element(self, token: bytes) -> bool:
        """Follow the token; whether it is the comma or bracket after an element."""
        if self._in_string:
            self._escaped = token == b"\\"
            self._in_string = token != b'"'
        elif token == b'"':
            self._in_string = True
        elif token in b"{[":
            self._depth += 1
        elif token in b"}]":
            self._depth -= 1
            self.ended = self._depth < 0
        return self.ended or (token == b"," and self._depth == 0 and not self._in_string)

    def _keep(self, piece: bytes) -> None:
        if self._dropped:
            return
        self._element += piece
        if len(self._element) > self._limit:
            self._dropped = True
            self._element.clear()

    def _take(self) -> Iterator[bytes | None]:
        element = bytes(self._element.strip())
        dropped = self._dropped
        self._element.clear()
        self._dropped = False
        if not element and not dropped:
            if self.ended and self._count == 0:
                return
            raise Spoiled("json-syntax", f"has no element {self._count + 1}: remove the comma before it")
        self._count += 1
        yield None if dropped else element
