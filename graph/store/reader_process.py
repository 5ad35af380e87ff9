"""The parent's side of one reader: start it, give it an order, take frames until a deadline."""

from __future__ import annotations

import fcntl
import json
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

import pyoxigraph

from rolegraph.graph.errors import QueryError, QueryFailed
from rolegraph.graph.namespaces import PREFIXES
from rolegraph.graph.store import reader_child

_START_PATIENCE = 30.0
_GLANCE = 0.25
_PIECE = 1 << 18
_PIPE = 1 << 20
_HEAD = 5
_YIELDING = 10


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

    ``isolated`` tells whether it runs without a network, as the child itself found; ``relay`` is
    the socket on which its requests to other hosts arrive, where one was wanted and could be had.
    """

    def __init__(self, memory: int, *, relayed: bool = False) -> None:
        """Start a child that may use ``memory`` MiB (0: no bound) of addresses."""
        self._buffer = bytearray()
        self._yields = False
        self.relay: socket.socket | None = None
        ours, theirs = socket.socketpair() if relayed else (None, None)
        lifeline, self._lifeline = os.pipe()
        try:
            self._child = _start(memory, lifeline, theirs)
        except OSError as error:
            os.close(self._lifeline)
            if ours:
                ours.close()
            raise QueryFailed(f"no reader can be started: {error.strerror}") from None
        finally:
            os.close(lifeline)
            if theirs:
                theirs.close()
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._orders, self._frames = self._child.stdin, self._child.stdout
        _widen(self._frames)
        self._poll = select.poll()
        self._poll.register(self._frames, select.POLLIN)
        self.isolated = self._await_ready(ours)

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._child.pid

    def _await_ready(self, channel: socket.socket | None) -> bool:
        try:
            ready = self.frame(time.monotonic() + _START_PATIENCE).json()
            if channel and ready.get("relay"):
                self.relay = _received(channel)
        except (TimeoutError, ReaderGone, OSError) as error:
            self.kill()
            raise QueryFailed(f"a reader did not start: {error}") from None
        finally:
            if channel:
                channel.close()
        if "error" in ready:
            self.kill()
            raise QueryFailed(f"a reader can't work here: {ready['error']}")
        return bool(ready["isolated"])

    def order(self, order: bytes) -> None:
        """Send an order to the idle child. Raises :class:`ReaderGone`."""
        try:
            self._orders.write(len(order).to_bytes(4, "big") + order)
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
            if self._poll.poll(1000 * min(left, _GLANCE)):
                return
            self.give_way()
            if is_gone and is_gone():
                raise AskerGone

    def give_way(self) -> None:
        """Let others go first on the processor: this evaluation takes long."""
        if not self._yields:
            self._yields = True
            _set_niceness(self.pid, max(_YIELDING, os.getpriority(os.PRIO_PROCESS, 0)))

    def come_back(self) -> bool:
        """Take up our own precedence for the next order; ``False`` where the system does not allow it."""
        if self._yields and _set_niceness(self.pid, os.getpriority(os.PRIO_PROCESS, 0)):
            self._yields = False
        return not self._yields

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
        if self.relay:
            self.relay.close()
        try:
            self._child.wait(1.0)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()


def _start(memory: int, lifeline: int, channel: socket.socket | None) -> subprocess.Popen[bytes]:
    site_packages = Path(pyoxigraph.__file__).parent.parent
    numbers = (memory, lifeline, channel.fileno() if channel else -1)
    program = [sys.executable, "-S", "-I", reader_child.__file__, str(site_packages)]
    return subprocess.Popen(
        [*program, *map(str, numbers), json.dumps(dict(PREFIXES))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        pass_fds=(lifeline, channel.fileno()) if channel else (lifeline,),
        process_group=0,
    )


def _widen(pipe: IO[bytes]) -> None:
    """Make a pipe large where the system allows it (pipe(7)): fewer switches for a long answer."""
    with suppress(OSError, AttributeError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


def _environment() -> dict[str, str]:
    """Nothing of ours but where the interpreter finds its libraries; one arena keeps memory small."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    return {"MALLOC_ARENA_MAX": "1", **kept}


def _received(channel: socket.socket) -> socket.socket:
    """The listening socket that the child made in its own network namespace."""
    channel.settimeout(_START_PATIENCE)
    _, (descriptor, *_), _, _ = socket.recv_fds(channel, 16, 1)
    return socket.socket(fileno=descriptor)


def _set_niceness(pid: int, niceness: int) -> bool:
    try:
        os.setpriority(os.PRIO_PROCESS, pid, niceness)
    except OSError:
        return False
    return True
