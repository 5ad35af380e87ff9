"""The parent's side of a writing child: started when it is needed, kept, replaced when it dies."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
import time
from typing import Any

from rolegraph.graph.errors import StoreBusy, WriteFailed

_PIECE = 1 << 18
_MOMENT = 0.05


class ChildEnded(Exception):
    """The child ended before it answered; ``signal`` is what killed it, 0 where it ended by itself."""

    def __init__(self, signal: int) -> None:
        super().__init__(f"the child ended (signal {signal})")
        self.signal = signal


class Child:
    """One child process and the threads that take turns with it."""

    def __init__(self, memory: int) -> None:
        """``memory``: MiB of addresses that the child may use. It is started with the first order."""
        self._memory = memory
        self._turn = threading.Lock()
        self._process: _Process | None = None
        self._spent = False

    def ask(self, order: dict[str, Any], deadline: float) -> dict[str, Any]:
        """The answer to an order. ``deadline`` is in seconds, counted from the child's turn.

        Raises ``TimeoutError`` (the child is killed), :class:`ChildEnded`, and :class:`StoreBusy`
        where other threads did not let go of the child for as long.
        """
        if not self._turn.acquire(timeout=deadline):
            raise StoreBusy("too many writes are waiting; try again later")
        try:
            return self._ask(order, deadline)
        finally:
            self._turn.release()

    def _ask(self, order: dict[str, Any], deadline: float) -> dict[str, Any]:
        process = self._process
        if process is None or not process.is_ours():
            process = self._process = _Process(self._memory)
        try:
            answer = process.ask(order, time.monotonic() + deadline)
        except BaseException:
            self._replace()
            raise
        self._spent = answer.pop("spent", False)
        return answer

    @property
    def is_running(self) -> bool:
        """Whether there is a child, which may keep what earlier orders left with it."""
        return self._process is not None and self._process.is_ours()

    @property
    def is_spent(self) -> bool:
        """Whether the child asked to be replaced."""
        return self._spent

    def _replace(self) -> None:
        if self._process:
            self._process.kill()
        self._process = None
        self._spent = False

    def interrupt(self) -> None:
        """End the child whatever it is about; whoever waits for its answer gets :class:`ChildEnded`."""
        if process := self._process:
            process.interrupt()

    def close(self) -> None:
        """End the child when it is free, and wait for its end; the next order starts another."""
        with self._turn:
            self._replace()

    def end(self) -> None:
        """As :meth:`close`, whatever the child is about, and while it is being started, too."""
        while not self._turn.acquire(timeout=_MOMENT):
            self.interrupt()
        try:
            self._replace()
        finally:
            self._turn.release()


class _Process:
    def __init__(self, memory: int) -> None:
        lifeline, self._lifeline = os.pipe()
        self._owner = os.getpid()
        self._answers = bytearray()
        try:
            self._child = subprocess.Popen(
                [sys.executable, "-P", "-m", "rolegraph.graph.writes.child", str(memory), str(lifeline)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "MALLOC_ARENA_MAX": "1"},
                pass_fds=(lifeline,),
                process_group=0,
            )
        except OSError as error:
            os.close(self._lifeline)
            raise WriteFailed(f"no writing process can be started: {error.strerror}") from None
        finally:
            os.close(lifeline)

    def is_ours(self) -> bool:
        """Whether the child lives, and this process has not been forked from the one that started it."""
        return self._owner == os.getpid() and self._child.poll() is None

    def ask(self, order: dict[str, Any], until: float) -> dict[str, Any]:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        try:
            self._child.stdin.write(json.dumps(order).encode() + b"\n")
            self._child.stdin.flush()
        except OSError:
            raise self._ended() from None
        poll = select.poll()
        poll.register(self._child.stdout, select.POLLIN)
        text = bytearray()
        while not text.endswith(b"\n"):
            if not poll.poll(max(0.0, 1000 * (until - time.monotonic()))):
                raise TimeoutError
            piece = os.read(self._child.stdout.fileno(), _PIECE)
            if not piece:
                raise self._ended()
            text += piece
        answer: dict[str, Any] = json.loads(text)
        return answer

    def _ended(self) -> ChildEnded:
        return ChildEnded(max(0, -self._child.wait()))

    def interrupt(self) -> None:
        if self._owner == os.getpid():
            self._child.kill()

    def kill(self) -> None:
        """End the child now and wait for it, so that it has let go of every file."""
        for stream in (self._child.stdin, self._child.stdout):
            try:
                if stream:
                    stream.close()
            except OSError:  # an order that was never taken
                continue
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1
        if self._owner == os.getpid():
            self._child.kill()
            self._child.wait()

    def __del__(self) -> None:
        if getattr(self, "_lifeline", -1) >= 0 and hasattr(self, "_child"):
            self.kill()
