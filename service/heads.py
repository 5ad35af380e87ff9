"""What the first bytes of a request tell: how much of it still lacks, and who asks for what."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

SMALL = 1 << 16
"""Bytes of a request that are collected before a thread is given to it; its head is collected whole."""
HEAD_END = b"\r\n\r\n"
LONGEST = 8192
"""Bytes of a head that :func:`head_of` looks at."""
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)
_IN_CHUNKS = re.compile(rb"\r\ntransfer-encoding:[^\r]*chunked", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect:", re.IGNORECASE)
_LAST_CHUNK = b"0\r\n\r\n"
_FIRST_LINE = re.compile(rb"([A-Z]{1,20}) (/[!-~]{0,511}?)(?:\?[!-~]*)? HTTP/1\.[01]\r\n")
_FIELD = re.compile(rb"\r\n(Accept|X-Request-ID|X-Forwarded-For):[ \t]*([ -~]{0,1024}?)[ \t]*(?=\r\n)", re.I)


class Head(NamedTuple):
    """What is known of a request that could not be read; ``fields`` are by their names in small letters."""

    method: str
    path: str
    fields: dict[str, str]


def missing(received: bytes) -> int:
    """Bytes that a request still lacks, as far as its beginning tells: 0 if it is whole.

    At least 1 where the number can't be told; ``SMALL`` where it waits for our word to go on.
    """
    end = received.find(HEAD_END)
    if end < 0:
        return 1
    head, body = received[: end + 4], len(received) - end - 4
    if _IN_CHUNKS.search(head):
        return 0 if received.endswith(_LAST_CHUNK) else SMALL if _EXPECTS.search(head) else 1
    length = int(found[1]) if (found := _LENGTH.search(head)) else 0
    return SMALL if length > body and _EXPECTS.search(head) else max(0, length - body)


def head_of(received: bytes) -> Head:
    """What can be read of the head of a request that breaks the rules, or did not come whole.

    The method is ``-`` and the path ``/`` where the first line tells none, or one of more than
    512 characters; the path is decoded, as WSGI has it (PEP 3333).
    """
    head, end, _ = received[:LONGEST].partition(HEAD_END)
    head += end[:2]
    fields = {found[1].lower().decode(): found[2].decode() for found in _FIELD.finditer(head)}
    first = _FIRST_LINE.match(head)
    if first is None:
        return Head("-", "/", fields)
    return Head(first[1].decode(), unquote_to_bytes(first[2]).decode("latin-1"), fields)
