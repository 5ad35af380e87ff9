"""A web process whose threads can't be held by slow clients.

gunicorn gives a thread to each connection, which then waits for whatever the client sends. Here a
request gets its thread when its head and up to ``SMALL`` bytes of it have arrived. The process's
polling thread collects them, within ``client_patience`` for all of it, however it drips. A larger
body is read in a thread, and at most half of the threads do that at a time. Whatever takes longer
than all that may be waited for, and moves too little, is ended; nobody waits for a client to close.
What is refused here is answered by the application, see :mod:`rolegraph.service.breaches`.
"""

from __future__ import annotations

import socket
import struct
import time
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from rolegraph.graph.store.admission import PoolFull
from rolegraph.service.breaches import answer_to, http_error, status_error
from rolegraph.service.farewells import Farewells
from rolegraph.service.heads import HEAD_END, LONGEST, SMALL, head_of, missing
from rolegraph.service.parts import parts_of
from rolegraph.service.transfers import Transfer

_MOST = 64 << 20
"""Bytes of all long heads that are collected at a time."""
_AHEAD = 2.0
"""Seconds that a request which is arriving has left when the process is told to end."""
_OVER = 1e-6
"""Seconds: the limit of a thread's waiting for more of a body that comes too slowly; 0 would set none."""


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
        self._longest_head = SMALL + 3 * (settings.query_size << 10)  # percent-encoded
        self._most_uploads = max(1, self.cfg.threads // 2)
        self._arriving: dict[TConn, _Waiting] = {}
        self._uploading: set[TConn] = set()
        self._parked: deque[_Waiting] = deque()
        self._held: dict[TConn, Transfer] = {}
        self._farewells = Farewells(self.poller, self._drop)
        super().run()

    def enqueue_req(self, conn: TConn) -> None:
        """Part of gunicorn's interface: a connection is new, or has something to read."""
        received = conn.parser.unreader.take_buffered() if conn.parser else b""
        if not conn.initialized:
            _limit(conn, self._patience)
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
            self._forget(conn)
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
        if HEAD_END not in waiting.received:
            return self._is_too_long(waiting)
        self._forget(waiting.conn)
        if lacks and len(self._uploading) >= self._most_uploads:
            waiting.until = time.monotonic() + self._patience
            self._parked.append(waiting)
        else:
            self._start(waiting, upload=bool(lacks))
        return True

    def _is_too_long(self, waiting: _Waiting) -> bool:
        """Whether it was refused: gunicorn itself sets no bound to the length of a request line."""
        if len(waiting.received) > self._longest_head:
            code, what = (431, "head") if b"\r\n" in waiting.received else (414, "first line")
            self._refuse(waiting, status_error(code, f"the {what} is longer than {self._longest_head} bytes"))
        elif sum(len(one.received) for one in self._arriving.values()) > _MOST:
            self._refuse(waiting, PoolFull("too many long requests arrive at once; try again later"))
        else:
            return False
        return True

    def _start(self, waiting: _Waiting, *, upload: bool) -> None:
        conn = waiting.conn
        try:
            conn.init()
            conn.sock.setblocking(True)
            if upload:
                _limit(conn, self._patience)
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
        self._held[conn] = Transfer(time.monotonic(), conn.parser.unreader.buf.getvalue()[:LONGEST])
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

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        """Part of gunicorn's interface, called in a thread: the request can't be read, or we failed."""
        head = next((held.head for conn, held in list(self._held.items()) if conn.sock is client), b"")
        self._tell(client, addr, head, http_error(exc))

    def _tell(self, sock: socket.socket, address: Any, received: bytes, error: Exception) -> bool:
        """Send the answer to what is refused; gives whether the connection is kept."""
        host = address[0] if isinstance(address, tuple) and address else ""
        answer = answer_to(self.wsgi, error, head_of(received), host)
        with suppress(OSError):
            sock.send(answer, socket.MSG_DONTWAIT)
        return False

    def _refuse(self, waiting: _Waiting, error: Exception) -> None:
        """Answer what has no thread, in a thread: the polling one has no time for that."""
        conn = waiting.conn
        self._forget(conn)
        told = self.tpool.submit(self._tell, conn.sock, conn.client, waiting.received[:LONGEST], error)
        told.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))

    def finish_request(self, conn: TConn, fs: Future[Any]) -> None:
        """Part of gunicorn's interface: the thread is done, in the polling thread again."""
        self._uploading.discard(conn)
        if self._parked and len(self._uploading) < self._most_uploads:
            self._start(self._parked.popleft(), upload=True)
        if fs.cancelled() or fs.exception() or not fs.result():
            self._farewells.add(conn)
        else:
            super().finish_request(conn, fs)

    def murder_pending(self) -> None:
        """Part of gunicorn's interface, called once a second or more often: let go who took too long."""
        super().murder_pending()
        now = time.monotonic()
        ahead = 0.0 if self.alive else max(0.0, self._patience - _AHEAD)
        for waiting in [one for one in self._arriving.values() if one.until <= now + ahead]:
            self._end_waiting(waiting)
        while self._parked and self._parked[0].until <= now + ahead:
            many = f"{self._most_uploads} large bodies are being read already; try again later"
            self._refuse(self._parked.popleft(), PoolFull(many))
        self._farewells.end_those_before(now)
        for conn, transfer in list(self._held.items()):
            if transfer.is_stuck(conn.sock, now, self._longest):
                self._end_transfer(conn, transfer, now)

    def _end_waiting(self, waiting: _Waiting) -> None:
        if waiting.received:
            late = f"the request did not arrive within {self._patience:g} seconds"
            self._refuse(waiting, status_error(408, late))
        else:
            self._forget(waiting.conn)
            self._drop(waiting.conn)

    def _end_transfer(self, conn: TConn, transfer: Transfer, now: float) -> None:
        """A body that does not come can still be answered; whatever is left then is cut."""
        if transfer.ended is None and conn in self._uploading:
            transfer.ended = now
            _limit(conn, _OVER)
        elif transfer.ended is None or transfer.ended + self._patience <= now:
            self.cut(conn)

    def cut(self, conn: TConn) -> None:
        """End a connection under the thread that is busy with it: what it waits for comes no more."""
        with suppress(OSError):
            conn.sock.shutdown(socket.SHUT_RDWR)

    def _drop(self, conn: TConn) -> None:
        self.nr_conns -= 1
        conn.close()

    def _forget(self, conn: TConn) -> None:
        """The polling thread waits for no more of its request."""
        if self._arriving.pop(conn, None):
            with suppress(OSError, ValueError, KeyError):
                self.poller.unregister(conn.sock)


def _limit(conn: TConn, seconds: float) -> None:
    """How long a thread waits for a client that sends or takes nothing (socket(7), SO_RCVTIMEO)."""
    timeout = struct.pack("@ll", int(seconds), int(seconds % 1 * 1_000_000))
    with suppress(OSError):
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            conn.sock.setsockopt(socket.SOL_SOCKET, option, timeout)
