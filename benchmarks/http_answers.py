"""Finding the end of HTTP/1.1 answers in a stream of bytes, cheaply, and whether they are whole."""

from __future__ import annotations

_END = b"\r\n\r\n"
_LENGTH = b"\r\ncontent-length:"
_BODILESS = (204, 304)


class BadAnswer(ValueError):
    """The bytes are not a whole answer of HTTP/1.1."""


class AnswerReader:
    """Takes an answer piece by piece; ``status`` and ``closes`` are known once it is complete.

    Bodies are measured, not kept: ``body`` is the number of their bytes, chunk heads excluded.
    """

    __slots__ = ("_buffer", "_chunked", "_left", "_waits_for_head", "body", "closes", "status")

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin with the next answer."""
        self._buffer = b""
        self._waits_for_head = True
        self._chunked = False
        self._left: int | None = 0
        self.status = 0
        self.closes = False
        self.body = 0

    def take(self, piece: bytes) -> bool:
        """Take what came (nothing: the server closed); whether the answer is complete.

        Raises :class:`BadAnswer` where it ended too early.
        """
        if not piece:
            return self._closed()
        self._buffer += piece
        if self._waits_for_head and not self._head():
            return False
        return self._chunks() if self._chunked else self._counted()

    def _closed(self) -> bool:
        if self._waits_for_head or self._chunked or self._left is not None:
            raise BadAnswer("the connection was closed before the end of the answer")
        return True

    def _head(self) -> bool:
        end = self._buffer.find(_END)
        if end < 0:
            return False
        head = self._buffer[: end + 2].lower()
        self._buffer = self._buffer[end + 4 :]
        self._waits_for_head = False
        if not head.startswith(b"http/1.1 "):
            raise BadAnswer("no answer of HTTP/1.1")
        self.status = int(head[9:12])
        self._chunked = b"\r\ntransfer-encoding: chunked" in head
        self.closes = b"\r\nconnection: close" in head
        self._left = self._length(head)
        return True

    def _length(self, head: bytes) -> int | None:
        """Bytes of the body, ``None`` where only the end of the connection tells."""
        if self.status in _BODILESS:
            return 0
        found = head.find(_LENGTH)
        if found < 0:
            self.closes = self.closes or not self._chunked
            return None
        begin = found + len(_LENGTH)
        return int(head[begin : head.index(b"\r", begin)])

    def _counted(self) -> bool:
        self.body += len(self._buffer)
        if self._left is not None:
            self._left -= len(self._buffer)
        self._buffer = b""
        return self._left is not None and self._left <= 0

    def _chunks(self) -> bool:
        """Pass over whole chunks; ``_left`` is what the current one still lacks, its end included."""
        buffer, at, left = self._buffer, 0, self._left or 0
        done = False
        while at + left < len(buffer):
            at, left = at + left, 0
            line = buffer.find(b"\r\n", at)
            if line < 0:
                break
            size = int(buffer[at:line].partition(b";")[0], 16)
            if size == 0:
                done = buffer.startswith(_END, line)
                break
            at, left = line + 2, size + 2
            self.body += size
        passed = min(left, len(buffer) - at)
        self._buffer, self._left = buffer[at + passed :], left - passed
        return done
