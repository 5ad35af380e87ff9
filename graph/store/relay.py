"""The reader's only way out: requests of SERVICE clauses, made for it in this process.

A reader has a network namespace of its own with nothing but a loopback. It listens there and hands
us the socket, so what its engine asks ``http://127.0.0.1/N`` arrives here, where N is the number
of an endpoint that the query names and the service allows. Whatever else it asks is refused. We
ask in its place: no redirects, up to the query's deadline, so many requests, bytes and rows; and
take nothing but SPARQL JSON.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

_RESULTS = ("application/sparql-results+json", "application/json")
_REQUEST = re.compile(rb"POST /(\d{1,4})(?:\?\S*)? HTTP/1\.[01]\r\n", re.ASCII)
_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d{1,9})\s*\r\n", re.IGNORECASE)
_LONGEST_HEAD = 1 << 14
_PIECE = 1 << 16


class Refused(Exception):
    """What a request or its answer breaks."""


@dataclass(frozen=True, slots=True)
class RelayLimits:
    """For one query: ``requests``, and of each the ``rows`` and ``size`` in bytes of its answer."""

    requests: int = 100
    rows: int = 10_000
    size: int = 8 << 20
    question: int = 1 << 20


class Relay:
    """Answers what one reader asks on ``listener``, between :meth:`serve` and :meth:`rest`.

    ``refusal`` says why the last request failed, "" if none did. It ends with its listener.
    """

    def __init__(self, listener: socket.socket, hosts: tuple[str, ...], limits: RelayLimits) -> None:
        self._listener, self._hosts, self._limits = listener, hosts, limits
        self._lock = threading.Lock()
        self._services: tuple[str, ...] = ()
        self._deadline = 0.0
        self._left = 0
        self.refusal = ""
        threading.Thread(target=self._accept, daemon=True, name="relay").start()

    def serve(self, services: tuple[str, ...], deadline: float) -> None:
        """Make requests to these endpoints until ``deadline`` (seconds of ``time.monotonic``)."""
        with self._lock:
            self._services, self._deadline, self.refusal = services, deadline, ""
            self._left = self._limits.requests

    def rest(self) -> None:
        """Make no requests until :meth:`serve`."""
        with self._lock:
            self._services = ()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # closed, with its reader
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True, name="relayed").start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            try:
                body = self._fetch(connection)
                status = b"200 OK\r\nContent-Type: application/sparql-results+json"
            except (Refused, OSError, HTTPException) as error:
                self.refusal = str(error) or type(error).__name__
                body, status = self.refusal.encode(), b"502 Bad Gateway\r\nContent-Type: text/plain"
            head = b"HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            connection.sendall(head % (status, len(body)) + body)

    def _fetch(self, connection: socket.socket) -> bytes:
        number, question = self._request(connection)
        service, deadline = self._permitted(number)
        body = ask(service, question, deadline, self._limits.size)
        if (rows := _rows(body)) > self._limits.rows:
            raise Refused(f"{service} gave {rows} rows, more than {self._limits.rows}")
        return body

    def _permitted(self, number: int) -> tuple[str, float]:
        with self._lock:
            if number >= len(self._services) or not is_allowed(self._services[number], self._hosts):
                raise Refused("that endpoint is not allowed")
            if self._left <= 0:
                raise Refused(f"the query makes more than {self._limits.requests} requests")
            self._left -= 1
            return self._services[number], self._deadline

    def _request(self, connection: socket.socket) -> tuple[int, bytes]:
        """The endpoint's number and the query that the engine sends it."""
        connection.settimeout(max(0.1, self._deadline - time.monotonic()))
        received = b""
        while b"\r\n\r\n" not in received:
            if len(received) > _LONGEST_HEAD or not (piece := connection.recv(_PIECE)):
                raise Refused("that is no request of a SERVICE clause")
            received += piece
        head, _, body = received.partition(b"\r\n\r\n")
        found, length = _REQUEST.match(head + b"\r\n"), _LENGTH.search(head + b"\r\n")
        if not found or not length or int(length[1]) > self._limits.question:
            raise Refused("that is no request of a SERVICE clause")
        while len(body) < int(length[1]):
            if not (piece := connection.recv(_PIECE)):
                raise Refused("the request was cut")
            body += piece
        return int(found[1]), body


def is_allowed(service: str, hosts: tuple[str, ...]) -> bool:
    """Whether an IRI is an http(s) URL of one of ``hosts``, each ``host`` (usual port) or ``host:port``."""
    try:
        parts = urlsplit(service)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return False
    usual = 443 if parts.scheme == "https" else 80
    accepted = {f"{parts.hostname}:{port or usual}"} | ({parts.hostname} if port in (None, usual) else set())
    return service.isascii() and service.isprintable() and bool(accepted & set(map(str.lower, hosts)))


def ask(service: str, question: bytes, deadline: float, most: int) -> bytes:
    """What an endpoint answers to a query, as SPARQL JSON of at most ``most`` bytes.

    Raises :class:`Refused`, ``OSError`` or ``HTTPException``.
    """
    parts = urlsplit(service)
    left = deadline - time.monotonic()
    if left <= 0:
        raise Refused("the query's deadline passed")
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=left)
    watch = threading.Timer(left, _cutter(connection))
    watch.daemon = True
    watch.start()
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {
            "Content-Type": "application/sparql-query",
            "Accept": _RESULTS[0],
            "User-Agent": "rolegraph",
        }
        connection.request("POST", target, question, headers)
        return _body(service, connection.getresponse(), deadline, most)
    finally:
        watch.cancel()
        connection.close()


def _cutter(connection: HTTPConnection) -> Callable[[], None]:
    """Ends a connection whose other side sends a byte now and then."""

    def cut() -> None:
        if connection.sock:
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    return cut


def _body(service: str, response: HTTPResponse, deadline: float, most: int) -> bytes:
    kind = (response.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
    if response.status != 200:
        raise Refused(f"{service} answered {response.status}; redirects are not followed")
    if kind not in _RESULTS:
        raise Refused(f"{service} answered {kind[:60] or 'something'}, not {_RESULTS[0]}")
    received = bytearray()
    while piece := response.read1(_PIECE):
        received += piece
        if len(received) > most:
            raise Refused(f"{service} gave more than {most} bytes")
        if time.monotonic() > deadline:
            raise Refused(f"{service} took longer than the query may")
    return bytes(received)


def _rows(body: bytes) -> int:
    try:
        document = json.loads(body)
        return len(document["results"]["bindings"])
    except (ValueError, LookupError, TypeError, RecursionError):
        raise Refused("the endpoint's answer is no SPARQL JSON of solutions") from None
