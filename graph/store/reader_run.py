"""One order at one reader: its answer as it comes, its deadline, and what its end means."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator

from rolegraph.graph.errors import QueryError, QueryFailed, QueryTimeout
from rolegraph.graph.store.admission import PoolFull
from rolegraph.graph.store.answer import (
    Answer,
    AnswerTooLarge,
    GenerationPruned,
    Order,
    Unacceptable,
    WholePieces,
)
from rolegraph.graph.store.query_errors import syntax_error
from rolegraph.graph.store.query_text import QueryTooComplex
from rolegraph.graph.store.reader_process import AskerGone, Frame, ReaderGone, ReaderProcess
from rolegraph.graph.store.relay import Relay

_LONG = 2.0


class Run:
    """The pieces of an answer that is still coming.

    A timer ends it at the deadline even where nobody takes the pieces, and frees the place; the
    reader's pipes are closed by the thread that reads them. ``done`` is called once with why the
    reader was killed, "" if it was not.
    """

    def __init__(
        self,
        order: Order,
        reader: ReaderProcess,
        relay: Relay | None,
        deadline: float,
        done: Callable[[str], None],
    ) -> None:
        self._order, self._reader, self._relay = order, reader, relay
        self._allowed = deadline
        self._started = time.monotonic()
        self._deadline = self._started + deadline
        self._done = done
        self._lock = threading.Lock()
        self._holds_place = True
        self._over = False
        self._evicted = False
        self._why = "left"
        self._timer: threading.Timer | None = None

    def start(self, is_gone: Callable[[], bool] | None, order: bytes) -> Answer:
        """Send the order and wait for the answer's head; all of it where it is small."""
        try:
            if self._relay:
                self._relay.serve(self._order.services, self._deadline)
            self._reader.order(order)
            head = self._checked(self._reader.frame(self._deadline, is_gone)).json()
        except (ReaderGone, TimeoutError) as error:
            raise self._ending(error) from None
        except AskerGone:
            self._why = "left"
            raise
        if "size" in head:
            return Answer(head["form"], head["format"], WholePieces(list(self)), head["size"])
        self._timer = threading.Timer(self._deadline - time.monotonic(), self._expire, ("deadline",))
        self._timer.daemon = True
        self._timer.start()
        return Answer(head["form"], head["format"], self, None)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._over:
            raise StopIteration
        try:
            frame = self._checked(self._reader.frame(self._deadline))
        except (ReaderGone, TimeoutError) as error:
            ending = self._ending(error)
            self.close()
            raise ending from None
        if frame.kind == "E":
            self._finish(reusable=True)
            raise StopIteration
        if time.monotonic() - self._started > _LONG:
            self._reader.give_way()
        return frame.payload

    def _checked(self, frame: Frame) -> Frame:
        """The frame, unless it reports a fault: the reader is then idle again."""
        if frame.kind != "X":
            return frame
        self._finish(reusable=True)
        report = frame.json()
        raise self._fault(report["fault"], report["message"])

    def _fault(self, fault: str, message: str) -> QueryError:
        question = self._order.question
        if fault == "syntax":
            return syntax_error(question.query, message, question.prologue)
        if fault == "unacceptable":
            return Unacceptable(message)
        if fault == "pruned":
            return GenerationPruned(message)
        if fault == "too-large":
            return AnswerTooLarge(message)
        if fault == "unmerged":
            return QueryFailed(
                f"the graphs can't be merged ({message}): the service needs room and leave to write"
            )
        if self._relay and self._relay.refusal:
            return QueryFailed(f"a SERVICE could not be asked: {self._relay.refusal}")
        return QueryFailed(f"the engine gave up: {message.splitlines()[0]}")

    def _ending(self, error: ReaderGone | TimeoutError) -> QueryError:
        """What the reader's end means to whoever asked."""
        if self._evicted:
            self._why = "evicted"
            return PoolFull("the query was stopped for others, who had no reader: try again later")
        if isinstance(error, TimeoutError) or time.monotonic() >= self._deadline:
            self._why = "deadline"
            return QueryTimeout(
                f"the query was stopped after {self._allowed:g} seconds: make it more selective"
            )
        self._why = {signal.SIGSEGV: "crash", signal.SIGABRT: "memory"}.get(
            signal.Signals(error.signal) if error.signal else signal.SIGKILL, "outside"
        )
        if self._why == "crash":
            return QueryTooComplex("the query is too large or nests too deeply for the engine: split it")
        if self._why == "memory":
            return QueryFailed("the query was stopped: it needs more memory than a reader may use")
        return QueryFailed(
            f"the reader of this query was ended from outside (signal {error.signal}): ask again"
        )

    def evict(self) -> None:
        """Stop it, from any thread, because others need its place."""
        self._evicted = True
        self._expire("evicted")

    def _expire(self, why: str) -> None:
        with self._lock:
            held, self._holds_place = self._holds_place, False
        if held:
            self._reader.stop()
            self._done(why)

    def _finish(self, *, reusable: bool) -> None:
        if self._over:
            return
        self._over = True
        if self._timer:
            self._timer.cancel()
        if self._relay:
            self._relay.rest()
        with self._lock:
            held, self._holds_place = self._holds_place, False
        if not (held and reusable):
            self._reader.kill()
        if held:
            self._done("" if reusable else self._why)

    def close(self) -> None:
        """Kill the reader unless the answer is complete; closing twice does no harm."""
        self._finish(reusable=False)

    def __del__(self) -> None:
        self.close()
