"""One batch of group commit: writes carried out one by one on one engine, and published together."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rolegraph.graph.errors import RolegraphError
from rolegraph.graph.store import Generation
from rolegraph.graph.store.repeats import Repeats
from rolegraph.graph.store.writing import Draft, write_failure
from rolegraph.graph.writes.bench import Bench, Lost, timed_out
from rolegraph.graph.writes.refusals import refusal
from rolegraph.graph.writes.waiting import Answer, Write

_LEAST = 0.1
"""Seconds that a write has at least before it is set aside for others."""
_CONDITION = {"error": "ConditionFailed"}


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much shares a generation.

    A batch takes further writes until it has ``number`` of them or ``size`` bytes, or ``gathering``
    seconds have passed. A write that keeps those before it waiting for ``holding`` seconds is
    stopped, and begins again after they are published.
    """

    number: int = 64
    size: int = 32 << 20
    gathering: float = 0.25
    holding: float = 2.0


class Interrupted(Exception):
    """The engine was lost: ``again`` is to be carried out once more, and then ``aside``, if not ``None``."""

    def __init__(self, again: list[Write], aside: Write | None = None) -> None:
        super().__init__("the engine was lost")
        self.again = again
        self.aside = aside


class Batch:
    """What is carried out between two generations; use it with the writing lock held."""

    def __init__(self, bench: Bench, parent: Generation, bounds: Bounds) -> None:
        """``bench`` must have followed ``parent``."""
        self._bench, self._parent, self._bounds = bench, parent, bounds
        self._started = time.monotonic()
        self._done: list[tuple[Write, Answer]] = []

    @property
    def takes_more(self) -> bool:
        """Whether it is within its bounds."""
        size = sum(write.size for write, _ in self._done)
        within = len(self._done) < self._bounds.number and size < self._bounds.size
        return within and time.monotonic() - self._started < self._bounds.gathering

    def must_wait(self, write: Write) -> bool:
        """Whether a write asks for a generation that nothing was written since: then it comes first."""
        return write.condition.generation is not None and bool(self._changes)

    @property
    def _changes(self) -> list[Answer]:
        return [answer for _, answer in self._done if answer.get("changed")]

    @property
    def writes(self) -> list[Write]:
        """What was carried out."""
        return [write for write, _ in self._done]

    def repeat(self, writes: Iterable[Write]) -> None:
        """Carry out writes that were carried out before; none of them is set aside.

        Raises :class:`Interrupted`.
        """
        waiting = list(writes)
        while waiting:
            write = waiting.pop(0)
            try:
                self._carry_out(write, write.deadline)
            except Interrupted as interrupted:
                raise Interrupted([*interrupted.again, *waiting]) from None

    def add(self, write: Write) -> None:
        """Carry out a write. Raises :class:`Interrupted` where that ends the child or takes too long."""
        left = self._started + self._bounds.holding - time.monotonic()
        self._carry_out(write, min(write.deadline, max(left, _LEAST)) if self._done else write.deadline)

    def _carry_out(self, write: Write, deadline: float) -> None:
        if write.condition.generation not in (None, self._parent.number):
            self._done.append((write, _CONDITION))
            return
        order = {**write.order, "base": self._parent.base, "exists": write.condition.exists}
        started = time.monotonic()
        try:
            answer = self._bench.carry_out(order, deadline)
        except TimeoutError:
            if deadline < write.deadline:
                raise Interrupted(self.writes, write) from None
            write.fail(timed_out(time.monotonic() - started))
        except Lost as lost:
            write.fail(lost.reason)
        except RolegraphError as error:  # the child's turn did not come, so nothing happened
            write.fail(error)
            return
        except Exception as error:  # a fault of our own; whoever waits must not wait for ever
            self._bench.discard()
            write.fail(_reason(error))
        else:
            self._done.append((write, answer))
            return
        raise Interrupted(self.writes)

    def publish(self, store: Path, deadline: float, memory: int) -> None:
        """Publish what there is to be, and tell everyone; ``deadline`` in seconds, ``memory`` in MiB."""
        try:
            number = self._publish(store, deadline).number if self._changes else self._parent.number
        except Exception as error:
            self._bench.discard()
            self.fail(_reason(error))
            return
        self._bench.tidy()
        for write, answer in self._done:
            if "error" in answer:
                write.fail(refusal(answer, memory))
            else:
                write.settle(number, answer)

    def _publish(self, store: Path, deadline: float) -> Generation:
        draft = Draft(store, self._parent)
        self._bench.snapshot(draft.path, deadline)
        quads = self._total("inserted") - self._total("deleted")
        # The bench has listed them beside the snapshot.
        repeats = Repeats(self._parent.meta.repeats + self._total("repeats"))
        published = draft.publish(quads=self._parent.quads + quads, repeats=repeats)
        self._bench.published(published)
        return published

    def _total(self, name: str) -> int:
        return sum(answer[name] for answer in self._changes)

    def fail(self, error: RolegraphError) -> None:
        """Tell everyone that nothing was changed."""
        for write in self.writes:
            write.fail(error)


def _reason(error: Exception) -> RolegraphError:
    if isinstance(error, Lost):
        return error.reason
    return error if isinstance(error, RolegraphError) else write_failure(_text(error), "the write failed")


def _text(error: Exception) -> Exception | str:
    return error if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
