"""Writes that wait to be carried out: in the order in which they came, and clients in turn."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from rolegraph.graph.errors import RolegraphError, WriteFailed
from rolegraph.graph.writes.contract import ANY, Condition, Written

Answer = dict[str, Any]


@dataclass(eq=False, slots=True)
class Write:
    """One write: ``order`` for the child, ``deadline`` in seconds from when its turn comes.

    ``client`` names whoever sent it, ``size`` is in bytes. :meth:`settle` or :meth:`fail` is called
    once, by whoever carries it out.
    """

    order: dict[str, Any]
    deadline: float
    condition: Condition = ANY
    client: str = ""
    size: int = 0
    settled: threading.Event = field(default_factory=threading.Event)
    _outcome: Written | RolegraphError | None = None

    def settle(self, generation: int, answer: Answer) -> None:
        """It was carried out, and is in that generation."""
        self._outcome = Written(generation, answer["inserted"], answer["deleted"], answer["created"])
        self.settled.set()

    def fail(self, error: RolegraphError) -> None:
        """It was not, and changed nothing."""
        self._outcome = error
        self.settled.set()

    def result(self) -> Written:
        """Wait for the outcome; raises what it failed with."""
        self.settled.wait()
        if isinstance(self._outcome, Written):
            return self._outcome
        raise self._outcome or WriteFailed("the write was lost; nothing was changed")


class Waiting:
    """The writes that wait. A client's own come in their order; clients take turns. Thread-safe."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._clients: dict[str, deque[Write]] = {}
        self._first: deque[Write] = deque()
        self._stopped = False

    def add(self, write: Write) -> None:
        """It waits from now on."""
        with self._change:
            self._clients.setdefault(write.client, deque()).append(write)
            self._change.notify_all()

    def put_back(self, write: Write) -> None:
        """It was taken, and its turn comes again before all others."""
        with self._change:
            self._first.append(write)

    def take(self) -> Write | None:
        """The next one, if any waits."""
        with self._change:
            if self._first:
                return self._first.popleft()
            client = next(iter(self._clients), None)
            if client is None:
                return None
            writes = self._clients.pop(client)
            write = writes.popleft()
            if writes:
                self._clients[client] = writes  # behind the others
            return write

    def take_all(self) -> list[Write]:
        """All of them."""
        taken = []
        while write := self.take():
            taken.append(write)
        return taken

    def withdraw(self, write: Write) -> bool:
        """Take this one back; gives whether its turn had not come yet."""
        with self._change:
            writes = self._clients.get(write.client, deque())
            if write not in writes:
                return False
            writes.remove(write)
            if not writes:
                del self._clients[write.client]
            return True

    def wait(self, seconds: float | None) -> bool:
        """Whether one waits, or comes within so many seconds; ``None``: for as long as it takes."""
        with self._change:
            self._change.wait_for(lambda: self._stopped or self._clients or self._first, seconds)
            return not self._stopped and bool(self._clients or self._first)

    @property
    def is_stopped(self) -> bool:
        """Whether :meth:`stop` was called."""
        return self._stopped

    def stop(self, stopped: bool = True) -> None:
        """Nobody waits for writes any more, or again."""
        with self._change:
            self._stopped = stopped
            self._change.notify_all()
