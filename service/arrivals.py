"""A web process whose threads can't be held by slow clients.

gunicorn gives a thread to each connection, which then waits for whatever the client sends. Here a
request gets its thread when its head and up to ``SMALL`` bytes of it have arrived. The process's
polling thread collects them, within ``client_patience`` for all of it, however it drips. A larger
body is read in a thread, and at most half of the threads do that at a time. Whatever takes longer
than everything that may be waited for is ended, and nobody waits for a client to close.
"""

from __future__ import annotations

import re
import socket
import struct
import time
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from rolegraph.service.parts import parts_of

SMALL = 1 << 16
"""Bytes of a request that are collected before a thread is given to it; its head is collected whole."""
_LINGER = 2.0
"""Seconds that a client has to take the last answer and close (RFC 9112, section 9.6)."""
_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)
_IN_CHUNKS = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect:", re.IGNORECASE)
_LAST_CHUNK = b"0\r\n\r\n"
_MOST = 64 << 20
"""Bytes of all long heads that are collected at a time."""
_TOO_LATE = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_TOO_LONG = b"HTTP/1.1 414 URI Too Long\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_NO_THREAD = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
)


def missing(received: bytes) -> int:
    """Bytes that a request still lacks, as far as its beginning tells: 0 if it is whole.

    At least 1 where the number can't be told; ``SMALL`` where it waits for our word to go on.
    """
    end = received.find(_HEAD_END)
    if end < 0:
        return 1
    head, body = received[: end + 4], len(received) - end - 4
    if _IN_CHUNKS.search(head):
        return 0 if received.endswith(_LAST_CHUNK) else SMALL if _EXPECTS.search(head) else 1
    length = int(found[1]) if (found := _LENGTH.search(head)) else 0
    return SMALL if length > body and _EXPECTS.search(head) else max(0, length - body)


class _Waiting:
    """A connection that has no thread: what came of its request, and until when it may wait."""

    def __init__(self, conn: TConn, received: bytes, until: float) -> None:
        self.conn, self.received, self.until = conn, received, until


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """Part of gunicorn's interface (``worker_class``)."""

    def run(self) -> None:
        """Part of gunicorn's interface: called in the process, when the application is loaded."""
        settings = parts_of(self.wsgi).settings
        self._patience = settings.client_patience
        self._longest = 2 * (settings.deadline + self._patience) + settings.queue_wait
        self._timeout = struct.pack("@ll", int(self._patience), int(self._patience % 1 * 1_000_000))
        self._longest_head = SMALL + 3 * (settings.query_size << 10)  # percent-encoded
        self._most_uploads = max(1, self.cfg.threads // 2)
        self._arriving: dict[TConn, _Waiting] = {}
        self._lingering: dict[TConn, float] = {}
        self._uploading: set[TConn] = set()
        self._parked: deque[_Waiting] = deque()
        self._held: dict[TConn, float] = {}
        super().run()

    def enqueue_req(self, conn: TConn) -> None:
        """Part of gunicorn's interface: a connection is new, or has something to read."""
        received = conn.parser.unreader.take_buffered() if conn.parser else b""
        if not conn.initialized:
            for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
                conn.sock.setsockopt(socket.SOL_SOCKET, option, self._timeout)
        conn.sock.setblocking(False)
        waiting = _Waiting(conn, received, time.monotonic() + self._patience)
        if received and self._is_ready(waiting):
            return
        self._collect(waiting)

    def _collect(self, waiting: _Waiting) -> None:
        """Take what is there; wait for more where that is not all."""
        conn = waiting.conn
        try:
            piece = conn.sock.recv(SMALL)
        except BlockingIOError:
            self._await(waiting)
            return
        except OSError:
            piece = b""
        waiting.received += piece
        if not piece:
            self._drop(conn)
        elif not self._is_ready(waiting):
            self._await(waiting)

    def _await(self, waiting: _Waiting) -> None:
        if waiting.conn not in self._arriving:
            self._arriving[waiting.conn] = waiting
            self.poller.register(waiting.conn.sock, EVENT_READ, lambda _: self._collect(waiting))

    def _is_ready(self, waiting: _Waiting) -> bool:
        """Whether it was given a thread, or needs nothing but one."""
        lacks, has = missing(waiting.received), len(waiting.received)
        if lacks and has + lacks <= SMALL:
            return False
        if _HEAD_END not in waiting.received:
            return self._is_too_long(waiting)
        self._forget(waiting.conn)
        if lacks and len(self._uploading) >= self._most_uploads:
            waiting.until = time.monotonic() + self._patience
            self._parked.append(waiting)
        else:
            self._start(waiting, upload=bool(lacks))
        return True

    def _is_too_long(self, waiting: _Waiting) -> bool:
        """Whether it was dropped: gunicorn itself sets no bound to the length of a request line."""
        everything = sum(len(one.received) for one in self._arriving.values())
        if len(waiting.received) <= self._longest_head and everything <= _MOST:
            return False
        self._drop(waiting.conn, _TOO_LONG)
        return True

    def _start(self, waiting: _Waiting, *, upload: bool) -> None:
        conn = waiting.conn
        try:
            conn.init()
            conn.sock.setblocking(True)
        except OSError:
            self._drop(conn)
            return
        conn.parser.unreader.unread(waiting.received)
        conn.data_ready = True
        if upload:
            self._uploading.add(conn)
        super().enqueue_req(conn)

    def handle(self, conn: TConn) -> Any:
        """Part of gunicorn's interface: answer a request, in a thread."""
        self._held[conn] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            self._held.pop(conn, None)

    def has_next(self, conn: TConn) -> bool:
        """Whether the whole of a kept connection's next request is there, up to ``SMALL`` bytes."""
        unreader = conn.parser.unreader
        received = unreader.take_buffered()
        with suppress(BlockingIOError):
            received += conn.sock.recv(SMALL, socket.MSG_DONTWAIT)
        unreader.unread(received)
        return bool(received) and not missing(received)

    def finish_request(self, conn: TConn, fs: Future[Any]) -> None:
        """Part of gunicorn's interface: the thread is done, in the polling thread again."""
        self._uploading.discard(conn)
        if self._parked and len(self._uploading) < self._most_uploads:
            self._start(self._parked.popleft(), upload=True)
        if fs.cancelled() or fs.exception() or not fs.result():
            self._linger(conn)
        else:
            super().finish_request(conn, fs)

    def _linger(self, conn: TConn) -> None:
        """Say that nothing more comes, and close when the client has, which gunicorn waits for."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
            self.poller.register(conn.sock, EVENT_READ, partial(self._drain, conn))
        except (OSError, ValueError, KeyError):
            self._drop(conn)
        else:
            self._lingering[conn] = time.monotonic() + _LINGER

    def _drain(self, conn: TConn, _: Any) -> None:
        try:
            if conn.sock.recv(SMALL):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._drop(conn)

    def murder_pending(self) -> None:
        """Part of gunicorn's interface, called once a second or more often: let go who took too long."""
        super().murder_pending()
        now = time.monotonic()
        ahead = 0.0 if self.alive else max(0.0, self._patience - _LINGER)
        for waiting in [one for one in self._arriving.values() if one.until <= now + ahead]:
            self._drop(waiting.conn, _TOO_LATE if waiting.received else b"")
        while self._parked and self._parked[0].until <= now + ahead:
            self._drop(self._parked.popleft().conn, _NO_THREAD)
        for conn in [conn for conn, until in self._lingering.items() if until <= now]:
            self._drop(conn)
        for conn, since in list(self._held.items()):
            if since + self._longest <= now:
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RDWR)

    def _drop(self, conn: TConn, last: bytes = b"") -> None:
        self._forget(conn)
        if last:
            with suppress(OSError):
                conn.sock.send(last, socket.MSG_DONTWAIT)
        self.nr_conns -= 1
        conn.close()

    def _forget(self, conn: TConn) -> None:
        """The polling thread watches it no longer."""
        known = self._arriving.pop(conn, None) is not None
        if self._lingering.pop(conn, None) is not None or known:
            with suppress(OSError, ValueError, KeyError):
                self.poller.unregister(conn.sock)
