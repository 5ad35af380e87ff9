"""The parent's side of one reader: start it, give it an order, take frames until a deadline."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph

from rolegraph.graph.errors import QueryError, QueryFailed
from rolegraph.graph.store import reader_child

_START_PATIENCE = 30.0
_GLANCE = 0.25
_PIECE = 1 << 18
_HEAD = 5


class Frame(NamedTuple):
    """One frame of the child, see :mod:`rolegraph.graph.store.reader_child`."""

    kind: str
    payload: bytes

    def json(self) -> dict[str, Any]:
        """The payload of a frame R, H or X."""
        content: dict[str, Any] = json.loads(self.payload)
        return content


class ReaderGone(Exception):
    """The child ended; ``signal`` is what killed it, 0 where it ended by itself."""

    def __init__(self, signal: int) -> None:
        super().__init__(f"the reader ended (signal {signal})")
        self.signal = signal


class AskerGone(QueryError):
    """Whoever asked does not wait for the answer any more."""


class ReaderProcess:
    """One child, used by one thread at a time.

    ``isolated`` tells whether it runs without a network, as the child itself found.
    """

    def __init__(self, memory: int) -> None:
        """Start a child that may use ``memory`` MiB (0: no bound) of addresses."""
        lifeline, self._lifeline = os.pipe()
        self._buffer = bytearray()
        try:
            self._child = subprocess.Popen(
                _command(memory, lifeline),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                pass_fds=(lifeline,),
                process_group=0,
            )
        except OSError as error:
            os.close(self._lifeline)
            raise QueryFailed(f"no reader can be started: {error.strerror}") from None
        finally:
            os.close(lifeline)
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._orders, self._frames = self._child.stdin, self._child.stdout
        self._poll = select.poll()
        self._poll.register(self._frames, select.POLLIN)
        self.isolated = self._await_ready()

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._child.pid

    def _await_ready(self) -> bool:
        try:
            ready = self.frame(time.monotonic() + _START_PATIENCE).json()
        except (TimeoutError, ReaderGone) as error:
            self.kill()
            raise QueryFailed(f"a reader did not start: {error}") from None
        if "error" in ready:
            self.kill()
            raise QueryFailed(f"a reader can't work here: {ready['error']}")
        return bool(ready["isolated"])

    def order(self, order: dict[str, Any]) -> None:
        """Send an order to the idle child. Raises :class:`ReaderGone`."""
        text = json.dumps(order).encode()
        try:
            self._orders.write(len(text).to_bytes(4, "big") + text)
            self._orders.flush()
        except OSError:
            raise self._ended() from None

    def frame(self, deadline: float, is_gone: Callable[[], bool] | None = None) -> Frame:
        """The next frame. ``deadline`` is in seconds of ``time.monotonic``.

        ``is_gone`` is asked now and then whether nobody waits any more. Raises ``TimeoutError``,
        :class:`AskerGone` or :class:`ReaderGone`; after the first two the child must be killed.
        """
        head = self._take(_HEAD, deadline, is_gone)
        size = int.from_bytes(head[1:], "big")
        return Frame(head[:1].decode("ascii"), self._take(size, deadline, is_gone))

    def _take(self, size: int, deadline: float, is_gone: Callable[[], bool] | None) -> bytes:
        while len(self._buffer) < size:
            self._await_input(deadline, is_gone)
            piece = os.read(self._frames.fileno(), _PIECE)
            if not piece:
                raise self._ended()
            self._buffer += piece
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _await_input(self, deadline: float, is_gone: Callable[[], bool] | None) -> None:
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("the deadline passed")
            if self._poll.poll(1000 * (min(left, _GLANCE) if is_gone else left)):
                return
            if is_gone and is_gone():
                raise AskerGone

    def _ended(self) -> ReaderGone:
        self.close()
        return ReaderGone(max(0, -self._child.returncode))

    def is_alive(self) -> bool:
        """Whether the child still runs."""
        return self._child.poll() is None

    def stop(self) -> None:
        """Kill the child, from any thread; the one that uses it sees it gone and must close it."""
        self._child.kill()

    def kill(self) -> None:
        """End the child now, whatever it does, and close what belongs to it."""
        self._child.kill()
        self.close()

    def close(self) -> None:
        """Let the child go; it ends when its input does, or is killed if it does not. Idempotent."""
        for stream in (self._orders, self._frames):
            try:
                stream.close()
            except BrokenPipeError:  # an order that was never taken
                continue
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1
        try:
            self._child.wait(1.0)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()


def _command(memory: int, lifeline: int) -> list[str]:
    site_packages = Path(pyoxigraph.__file__).parent.parent
    child = Path(reader_child.__file__)
    return [sys.executable, "-S", "-I", str(child), str(site_packages), str(memory), str(lifeline)]


def _environment() -> dict[str, str]:
    """Nothing of ours but where the interpreter finds its libraries; one arena keeps memory small."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    return {"MALLOC_ARENA_MAX": "1", **kept}
