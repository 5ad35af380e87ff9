"""How long a request may hold a thread: as long as it moves.

Whatever a request may be waited for ends some time: the deadlines of queries and writes, the queue,
a client that takes or sends nothing. What is left is a client that sends or takes very little, now
and then. So the time for all of it begins anew only when enough went over the line meanwhile.
"""

from __future__ import annotations

import socket
import struct

LEAST_RATE = 16 << 10
"""Bytes a second, either way; counted over the time in which all of a request should be done."""
_MOVED = struct.Struct("@QQ")
_MOVED_AT = 120
"""Where ``tcpi_bytes_acked`` and ``tcpi_bytes_received`` stand in ``struct tcp_info`` (linux/tcp.h)."""


class Transfer:
    """A request that a thread is busy with, since a moment in seconds; ``head`` is how it began.

    ``ended`` is when it was told to end, by whoever found it stuck.
    """

    def __init__(self, since: float, head: bytes) -> None:
        self.head = head
        self.ended: float | None = None
        self._since = since
        self._moved: int | None = None

    def is_stuck(self, sock: socket.socket, now: float, longest: float) -> bool:
        """Whether ``longest`` seconds are over, and too few bytes went over the line in them."""
        if self._moved is None:  # not counted from the start: most requests have ended by now
            self._moved = moved(sock)
        if self._since + longest > now:
            return False
        before, self._moved = self._moved, moved(sock)
        if self._moved - before < LEAST_RATE * longest:
            self._moved = before
            return True
        self._since = now
        return False


def moved(sock: socket.socket) -> int:
    """Bytes that the client of a connection sent, and took, so far; 0 where the system can't tell."""
    try:
        told = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _MOVED_AT + _MOVED.size)
    except (OSError, AttributeError):
        return 0
    return sum(_MOVED.unpack_from(told, _MOVED_AT)) if len(told) >= _MOVED_AT + _MOVED.size else 0
