"""Connections that got their last answer: drained for a moment, so that it reaches the client."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from selectors import EVENT_READ, BaseSelector

from gunicorn.workers.gthread import TConn

_LINGER = 2.0
"""Seconds that a client has to take the last answer and close (RFC 9112, section 9.6)."""
_MOST = 1 << 20
"""Bytes that are taken from it meanwhile."""
_PIECE = 1 << 16


@dataclass(slots=True)
class _Farewell:
    until: float
    taken: int = 0


class Farewells:
    """Those of a process's polling thread, the only one that may use it; ``drop`` closes a connection."""

    def __init__(self, poller: BaseSelector, drop: Callable[[TConn], None]) -> None:
        self._poller, self._drop = poller, drop
        self._lingering: dict[TConn, _Farewell] = {}

    def add(self, conn: TConn) -> None:
        """Say that nothing more comes, and close when the client has, which gunicorn waits for."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
            self._poller.register(conn.sock, EVENT_READ, lambda _: self._drain(conn))
        except (OSError, ValueError, KeyError):
            self._drop(conn)
        else:
            self._lingering[conn] = _Farewell(time.monotonic() + _LINGER)

    def _drain(self, conn: TConn) -> None:
        farewell = self._lingering[conn]
        try:
            received = len(conn.sock.recv(_PIECE))
        except BlockingIOError:
            return
        except OSError:
            received = 0
        farewell.taken += received
        if not received or farewell.taken > _MOST:
            self._end(conn)

    def end_those_before(self, moment: float) -> None:
        """Close those whose time is over; ``moment`` is one of the monotonic clock."""
        for conn in [conn for conn, farewell in self._lingering.items() if farewell.until <= moment]:
            self._end(conn)

    def _end(self, conn: TConn) -> None:
        del self._lingering[conn]
        with suppress(OSError, ValueError, KeyError):
            self._poller.unregister(conn.sock)
        self._drop(conn)
