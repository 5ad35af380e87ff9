"""A few readers, a bounded queue before them, and a deadline over each answer.

One pool belongs to one process: it starts its readers when first asked, so also after a fork.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rolegraph.graph.errors import QueryError, QueryFailed, QueryTimeout
from rolegraph.graph.store.answer import Answer, GenerationPruned, Order, Question, Unacceptable, WholePieces
from rolegraph.graph.store.query_errors import syntax_error
from rolegraph.graph.store.query_text import QueryTooComplex
from rolegraph.graph.store.reader_process import Frame, ReaderGone, ReaderProcess

_GLANCE = 0.25


class PoolFull(QueryError):
    """Every reader is busy, and the queue is full or moved too slowly."""


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """``deadline`` and ``queue_wait`` in seconds, ``memory`` in MiB a reader, ``answer`` in bytes."""

    size: int = 2
    deadline: float = 30.0
    memory: int = 1024
    queue: int = 32
    queue_wait: float = 5.0
    answer: int = 1 << 30


class ReaderPool:
    """Readers that are started when needed and killed when they take too long; thread-safe."""

    def __init__(self, limits: PoolLimits | None = None) -> None:
        self.limits = limits or PoolLimits()
        self._forget()

    def _forget(self) -> None:
        self._owner = os.getpid()
        self._changed = threading.Condition()
        self._queue: deque[object] = deque()
        self._idle: list[ReaderProcess] = []
        self._busy: set[ReaderProcess] = set()
        self._taken = 0
        self._closed = False

    def run(self, order: Order, is_gone: Callable[[], bool] | None = None) -> Answer:
        """Have a reader carry out an order; the answer must be iterated to its end or closed.

        ``is_gone`` is asked now and then whether whoever asked has left. Raises
        :class:`QuerySyntax`, :class:`Unacceptable`, :class:`QueryTooComplex`, :class:`QueryTimeout`,
        :class:`QueryFailed`, :class:`GenerationPruned`, :class:`PoolFull`, and
        :class:`AskerGone` when ``is_gone`` said so.
        """
        reader = self._acquire(is_gone)
        run = _Run(self, reader, order)
        try:
            return run.start(is_gone)
        except BaseException:
            run.close()
            raise

    def _acquire(self, is_gone: Callable[[], bool] | None) -> ReaderProcess:
        if self._owner != os.getpid():
            self._forget()
        reader = self._take_place(is_gone)
        if reader is None:
            try:
                reader = ReaderProcess(self.limits.memory)
            except BaseException:
                self.give_back(None)
                raise
        with self._changed:
            self._busy.add(reader)
            if self._closed:
                reader.stop()
        return reader

    def _take_place(self, is_gone: Callable[[], bool] | None) -> ReaderProcess | None:
        """Wait for a place, first come first served; gives an idle reader if there is one."""
        ticket = object()
        until = time.monotonic() + self.limits.queue_wait
        with self._changed:
            if len(self._queue) >= self.limits.queue and self._taken >= self.limits.size:
                raise PoolFull("too many queries are waiting: try again later")
            self._queue.append(ticket)
            try:
                while self._taken >= self.limits.size or self._queue[0] is not ticket:
                    self._wait(until, is_gone)
                self._taken += 1
            finally:
                self._queue.remove(ticket)
                self._changed.notify_all()
            return self._living_idle()

    def _wait(self, until: float, is_gone: Callable[[], bool] | None) -> None:
        left = until - time.monotonic()
        if left <= 0 or self._closed:
            raise PoolFull("every reader is busy: try again later")
        if is_gone and is_gone():
            raise PoolFull("whoever asked has left")
        self._changed.wait(min(left, _GLANCE) if is_gone else left)

    def _living_idle(self) -> ReaderProcess | None:
        while self._idle:
            reader = self._idle.pop()
            if reader.is_alive():
                return reader
            reader.kill()
        return None

    def give_back(self, reader: ReaderProcess | None, *, alive: bool = False) -> None:
        """Free a place; keep its reader for the next order if it is ``alive`` and idle."""
        with self._changed:
            self._taken -= 1
            if reader is not None:
                self._busy.discard(reader)
                if alive and not self._closed:
                    self._idle.append(reader)
            self._changed.notify_all()

    def close(self) -> None:
        """End every reader; answers that are still coming fail. A closed pool refuses further orders."""
        if self._owner != os.getpid():
            return
        with self._changed:
            self._closed = True
            for reader in self._idle:
                reader.kill()
            self._idle.clear()
            for reader in self._busy:
                reader.stop()
            self._changed.notify_all()


class _Run:
    """One order at one reader: the pieces of an answer that is still coming.

    A timer ends it at the deadline even where nobody takes the pieces, and frees the place; the
    reader's pipes are closed by the thread that reads them.
    """

    def __init__(self, pool: ReaderPool, reader: ReaderProcess, order: Order) -> None:
        self._pool = pool
        self._reader = reader
        self._order = order
        self._deadline = time.monotonic() + pool.limits.deadline
        self._lock = threading.Lock()
        self._holds_place = True
        self._done = False
        self._timer: threading.Timer | None = None

    def start(self, is_gone: Callable[[], bool] | None) -> Answer:
        """Send the order and wait for the answer's head; all of it where it is small."""
        limits = self._pool.limits
        try:
            self._reader.order(self._order.as_json(deadline=limits.deadline, limit=limits.answer))
            head = self._checked(self._reader.frame(self._deadline, is_gone)).json()
        except (ReaderGone, TimeoutError) as error:
            raise self._ending(error) from None
        if "size" in head:
            return Answer(head["form"], head["format"], WholePieces(list(self)), head["size"])
        self._timer = threading.Timer(self._deadline - time.monotonic(), self._expire)
        self._timer.daemon = True
        self._timer.start()
        return Answer(head["form"], head["format"], self, None)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._done:
            raise StopIteration
        try:
            frame = self._checked(self._reader.frame(self._deadline))
        except (ReaderGone, TimeoutError) as error:
            self.close()
            raise self._ending(error) from None
        if frame.kind == "E":
            self._finish(reusable=True)
            raise StopIteration
        return frame.payload

    def _checked(self, frame: Frame) -> Frame:
        """The frame, unless it reports a fault: the reader is then idle again."""
        if frame.kind != "X":
            return frame
        self._finish(reusable=True)
        report = frame.json()
        raise _fault(self._order.question, report["fault"], report["message"])

    def _ending(self, error: ReaderGone | TimeoutError) -> QueryError:
        deadline = self._pool.limits.deadline
        if isinstance(error, TimeoutError) or time.monotonic() >= self._deadline:
            return QueryTimeout(f"the query was stopped after {deadline:g} seconds: make it more selective")
        if error.signal == signal.SIGSEGV:
            return QueryTooComplex("the query is too large or nests too deeply for the engine: split it")
        if error.signal == signal.SIGABRT:
            return QueryFailed("the query was stopped: it needs more memory than a reader may use")
        return QueryFailed(
            f"the reader of this query was ended from outside (signal {error.signal}): ask again"
        )

    def _expire(self) -> None:
        with self._lock:
            if self._holds_place:
                self._holds_place = False
                self._reader.stop()
                self._pool.give_back(self._reader)

    def _finish(self, *, reusable: bool) -> None:
        if self._done:
            return
        self._done = True
        if self._timer:
            self._timer.cancel()
        with self._lock:
            held, self._holds_place = self._holds_place, False
        if not (held and reusable):
            self._reader.kill()
        if held:
            self._pool.give_back(self._reader, alive=reusable)

    def close(self) -> None:
        """Kill the reader unless the answer is complete; closing twice does no harm."""
        self._finish(reusable=False)

    def __del__(self) -> None:
        self.close()


def _fault(question: Question, fault: str, message: str) -> QueryError:
    if fault == "syntax":
        return syntax_error(question.query, message, question.prologue)
    if fault == "unacceptable":
        return Unacceptable(message)
    if fault == "pruned":
        return GenerationPruned(message)
    return QueryFailed(f"the engine gave up: {message.splitlines()[0]}")
