"""A few readers, an admission before them, and a deadline over each answer.

One pool belongs to one process: it starts its readers when first asked, so also after a fork.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from rolegraph.graph.errors import QueryForbidden
from rolegraph.graph.store.admission import ClientBusy, Gate, Place, PoolFull
from rolegraph.graph.store.answer import Answer, Order
from rolegraph.graph.store.reader_process import ReaderProcess
from rolegraph.graph.store.reader_run import Run
from rolegraph.graph.store.relay import Relay, RelayLimits

__all__ = ["ClientBusy", "PoolFull", "PoolLimits", "ReaderPool"]


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """What the readers of one process may use.

    ``deadline`` and ``queue_wait`` in seconds, ``memory`` in MiB a reader, ``answer`` in bytes,
    ``rows`` of an answer (0: any), ``per_client`` queries running and waiting (0: any), ``cache``
    in bytes, ``services`` the hosts that SERVICE may ask, as ``host`` or ``host:port``.
    """

    size: int = 2
    deadline: float = 30.0
    memory: int = 1024
    queue: int = 32
    queue_wait: float = 5.0
    answer: int = 1 << 30
    rows: int = 0
    per_client: int = 0
    cache: int = 64 << 20
    services: tuple[str, ...] = ()


class ReaderPool:
    """Readers that are started when needed and killed when they take too long; thread-safe."""

    def __init__(self, limits: PoolLimits | None = None) -> None:
        self.limits = limits or PoolLimits()
        self.killed: Counter[str] = Counter()
        self._all_started = 0
        self._forget()

    def _forget(self) -> None:
        limits = self.limits
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self.gate = Gate(limits.size, limits.queue, limits.per_client, limits.queue_wait)
        self._idle: list[tuple[ReaderProcess, Relay | None]] = []
        self._busy: set[ReaderProcess] = set()
        self._closed = False

    def run(
        self,
        order: Order,
        is_gone: Callable[[], bool] | None = None,
        *,
        client: str = "",
        timeout: float | None = None,
    ) -> Answer:
        """Have a reader carry out an order; the answer must be iterated to its end or closed.

        ``is_gone`` is asked now and then whether whoever asked has left; ``client`` says who it
        was; ``timeout`` in seconds can shorten the deadline. Raises :class:`QuerySyntax`,
        :class:`Unacceptable`, :class:`QueryTooComplex`, :class:`QueryTimeout`,
        :class:`QueryFailed`, :class:`AnswerTooLarge`, :class:`GenerationPruned`,
        :class:`PoolFull`, :class:`ClientBusy`, and :class:`AskerGone` when ``is_gone`` said so.
        """
        if self._owner != os.getpid():
            self._forget()
        place = self.gate.enter(client, is_gone, timeout)
        try:
            reader, relay = self._reader()
        except BaseException:
            self.gate.leave(place)
            raise
        if order.services and relay is None:
            self._take_back(place, reader, relay, "")
            raise QueryForbidden("SERVICE is not allowed: this system can't keep a reader to its relay")
        limits = self.limits
        deadline = limits.deadline if timeout is None else min(timeout, limits.deadline)
        run = Run(
            order, reader, relay, deadline, lambda reason: self._take_back(place, reader, relay, reason)
        )
        place.on_eviction = run.evict
        try:
            return run.start(is_gone, order.as_json(deadline=deadline, limit=limits.answer, rows=limits.rows))
        except BaseException:
            run.close()
            raise

    def _reader(self) -> tuple[ReaderProcess, Relay | None]:
        """An idle reader, or a new one."""
        found = self._living_idle() or self._started()
        with self._lock:
            self._busy.add(found[0])
            if self._closed:
                found[0].stop()
        return found

    def _living_idle(self) -> tuple[ReaderProcess, Relay | None] | None:
        while True:
            with self._lock:
                if not self._idle:
                    return None
                reader, relay = self._idle.pop()
            if reader.is_alive():
                return reader, relay
            reader.kill()

    def _started(self) -> tuple[ReaderProcess, Relay | None]:
        limits = self.limits
        reader = ReaderProcess(limits.memory, relayed=bool(limits.services))
        self._all_started += 1
        if reader.relay is None:
            return reader, None
        return reader, Relay(reader.relay, limits.services, RelayLimits())

    def _take_back(self, place: Place, reader: ReaderProcess, relay: Relay | None, killed: str) -> None:
        """A run is over: keep its reader for the next order, unless it was ``killed`` for a reason."""
        with self._lock:
            self._busy.discard(reader)
            keep = not killed and not self._closed and reader.come_back()
            if keep:
                self._idle.append((reader, relay))
            if killed:
                self.killed[killed] += 1
        if not killed and not keep:
            reader.kill()
        self.gate.leave(place)

    def statistics(self) -> dict[str, float]:
        """Counts since the start, and how things stand now."""
        return {
            "readers_started": self._all_started,
            "readers_killed": self.killed.total(),
            "readers_busy": len(self._busy),
            "readers_idle": len(self._idle),
            "queue_length": self.gate.queue_length,
            **{f"refused_{reason}": float(count) for reason, count in self.gate.refused.items()},
            **{f"readers_killed_{reason}": float(count) for reason, count in self.killed.items()},
        }

    def close(self) -> None:
        """End every reader; answers that are still coming fail. A closed pool refuses further orders."""
        if self._owner != os.getpid():
            return
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            for reader in self._busy:
                reader.stop()
        self.gate.close()
        for reader, _ in idle:
            reader.kill()
