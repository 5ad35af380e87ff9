"""Group commit: writes that wait together are carried out one by one, and published together.

A batch is what waits while the lock is waited for and the first of it are carried out, within
bounds. Every write sees those before it, has its own verdict and its own deadline; one that is
refused is undone in the engine. One that ends the child, or keeps the others for too long, takes
the engine with it: then the others are carried out again, on the generation that they started
from, before anything else. Nobody is told anything before the generation is published.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path

from rolegraph.graph.errors import RolegraphError, StoreBusy, WriteFailed
from rolegraph.graph.store import current_generation
from rolegraph.graph.store.writing import write_failure, write_lock
from rolegraph.graph.writes.batch import Batch, Bounds, Interrupted
from rolegraph.graph.writes.bench import Bench, Lost
from rolegraph.graph.writes.contract import WriteLimits, Written
from rolegraph.graph.writes.waiting import Waiting, Write

_PATIENCE = 10.0
"""Seconds for the lock at least, however short a deadline is."""
_LOCK = 0.1
"""Seconds that the lock is held for batch after batch, or twice as long as opening the engine took.

Where several processes write, each has to open it anew when it gets the lock.
"""
_PAUSE = 0.02
"""Seconds in which the next write must come for that: clients that were told send their next."""
_REST = 5.0
"""Seconds without a write after which the engine is closed, so that disk can be given back."""
_MOMENT = 0.05


class Batches:
    """Carries out what waits, in a thread of its own that starts with the first write."""

    def __init__(self, store: Path, bench: Bench, limits: WriteLimits, bounds: Bounds) -> None:
        self._store, self._bench = store, bench
        self._bounds, self._memory = bounds, limits.memory
        self._patience = max(limits.deadline, _PATIENCE)
        self._waiting = Waiting()
        self._again: list[Write] = []
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def carry_out(self, write: Write) -> Written:
        """Wait until a write is published. Raises what it fails with, and :class:`StoreBusy`."""
        self._waiting.add(write)
        self._start()
        if not write.settled.wait(max(write.deadline, _PATIENCE)) and self._waiting.withdraw(write):
            raise StoreBusy("too many writes are waiting, nothing was changed: try again later")
        return write.result()

    def _start(self) -> None:
        with self._starting:
            # It knows of a thread that was not forked with this process.
            if self._thread is None or not self._thread.is_alive():
                self._waiting.stop(False)
                self._thread = threading.Thread(target=self._run, name="writes", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Stop; what waits or is carried out is refused. The next write starts it again."""
        with self._starting:
            self._waiting.stop()
            while self._thread and self._thread.is_alive():
                self._bench.child.interrupt()  # again and again: it may just be starting
                self._thread.join(_MOMENT)
            self._thread = None
            self._refuse_all(WriteFailed("the service is stopping; nothing was changed"))
            self._bench.child.end()
            self._bench.discard()

    def _run(self) -> None:
        while not self._waiting.is_stopped:
            rest = _REST if self._bench.is_open else None
            if self._again or self._waiting.wait(rest):
                self._serve()
            elif self._bench.is_open:
                self._bench.rest(self._patience)

    def _serve(self) -> None:
        """Hold the lock for some batches. Whoever waits when that fails is told so."""
        try:
            with write_lock(self._store, self._patience):
                started = time.monotonic()
                self._bench.follow(current_generation(self._store), self._patience)
                opened = time.monotonic()
                until = opened + max(_LOCK, 2 * (opened - started))
                self._batch()
                while time.monotonic() < until and (self._again or self._waiting.wait(_PAUSE)):
                    self._batch()
        except Lost as lost:
            self._refuse_all(lost.reason)
        except RolegraphError as error:
            self._refuse_all(error)
        except OSError as error:
            self._refuse_all(write_failure(error, f"the store in {self._store} can't be written"))
        except Exception as error:  # a fault of our own; whoever waits must not wait for ever
            self._refuse_all(WriteFailed(f"the write failed ({error!r}); nothing was changed"))

    def _refuse_all(self, error: RolegraphError) -> None:
        again, self._again = self._again, []
        for write in (*again, *self._waiting.take_all()):
            write.fail(error)

    def _batch(self) -> None:
        parent = current_generation(self._store)
        self._bench.follow(parent, self._patience)
        batch = Batch(self._bench, parent, self._bounds)
        try:
            self._fill(batch)
        except Interrupted as interrupted:
            self._again = interrupted.again
            if interrupted.aside:
                self._waiting.put_back(interrupted.aside)
            return
        except BaseException:
            batch.fail(WriteFailed("the write failed; nothing was changed"))
            raise
        batch.publish(self._store, self._patience, self._memory)

    def _fill(self, batch: Batch) -> None:
        if self._again:
            again, self._again = self._again, []
            batch.repeat(again)
            return
        while batch.takes_more and (write := self._waiting.take()):
            if batch.must_wait(write):
                self._waiting.put_back(write)
                return
            batch.add(write)
