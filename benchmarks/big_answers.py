"""How long a large answer takes: to its first byte, and to its last."""

from __future__ import annotations

import csv
import io
import json
import socket
import time
from dataclasses import dataclass

from http_answers import AnswerReader

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Transfer:
    """Milliseconds to the first byte of the body and to the end, and what came."""

    first: float
    total: float
    body: bytes


def fetch(port: int, request: bytes, patience: float) -> Transfer:
    """Ask once over a connection of its own; ``patience`` in seconds without progress.

    Raises ``ValueError`` where the answer is no 200 or not whole, ``OSError`` where none comes.
    """
    with socket.create_connection(("127.0.0.1", port), patience) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * _PIECE)
        begin = time.perf_counter()
        connection.sendall(request)
        pieces, first, last = _receive(connection)
    return Transfer(1000 * (first - begin), 1000 * (last - begin), _body(b"".join(pieces)))


def _receive(connection: socket.socket) -> tuple[list[bytes], float, float]:
    pieces: list[bytes] = []
    answer = AnswerReader()
    first, done = 0.0, False
    while not done:
        piece = connection.recv(_PIECE)
        done = answer.take(piece)
        first = first or (time.perf_counter() if answer.body else 0.0)
        pieces.append(piece)
    return pieces, first or time.perf_counter(), time.perf_counter()


def _body(answer: bytes) -> bytes:
    head, _, body = answer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise ValueError(f"the answer is {head[:40]!r}: {body[:200]!r}")
    if b"transfer-encoding: chunked" not in head.lower():
        return body
    plain = bytearray()
    at = 0
    while size := int(body[at : (line := body.index(b"\r\n", at))].partition(b";")[0], 16):
        plain += body[line + 2 : line + 2 + size]
        at = line + 4 + size
    return bytes(plain)


def rows(body: bytes, kind: str) -> int:
    """The rows of a result, ``kind`` json or csv."""
    if kind == "json":
        return len(json.loads(body)["results"]["bindings"])
    return sum(1 for _ in csv.reader(io.StringIO(body.decode(), newline=""))) - 1
