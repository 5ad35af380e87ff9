"""Where writes are made: a child, and the engine that it keeps open between them."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from rolegraph.graph.errors import QueryTimeout, RolegraphError
from rolegraph.graph.store import Generation
from rolegraph.graph.store.generations import Meta
from rolegraph.graph.store.heads import HeadFolder
from rolegraph.graph.writes.process import Child, ChildEnded
from rolegraph.graph.writes.refusals import crash, leaves_doubt, refusal


class Lost(Exception):
    """What the engine held is lost; ``reason`` is for whoever asked for what lost it."""

    def __init__(self, reason: RolegraphError) -> None:
        super().__init__(str(reason))
        self.reason = reason


class Bench:
    """One child with one engine, a copy of the generation that :meth:`follow` named last.

    Only one thread may use it.
    """

    def __init__(self, store: Path, memory: int) -> None:
        self._store = store
        self._memory = memory
        self.child = Child(memory)
        self._folder: HeadFolder | None = None
        self._at: Meta | None = None

    @property
    def is_open(self) -> bool:
        """Whether an engine is kept open."""
        return self._folder is not None

    def follow(self, generation: Generation, deadline: float) -> None:
        """Make sure that the engine is as a generation; call with the writing lock held.

        Raises :class:`Lost`, ``OSError``.
        """
        if self._at == generation.meta and self.child.is_running:
            return
        self._at = None
        before, self._folder = self._folder, HeadFolder(self._store)
        order = {
            "kind": "follow",
            "generation": str(generation.path),
            "base": generation.base,
            "repeats": generation.meta.repeats,
            "folder": str(self._folder.data),
        }
        try:
            self._ask(order, deadline)
        finally:
            if before:  # the child has let go of it, or has ended
                before.remove()
        self._at = generation.meta

    def carry_out(self, order: dict[str, Any], deadline: float) -> dict[str, Any]:
        """Change the engine; the answer may be a refusal that left it as it was.

        Raises :class:`Lost`, and ``TimeoutError``, after which the engine is lost, too.
        """
        return self._ask(order, deadline, timed=True)

    def snapshot(self, folder: Path, deadline: float) -> None:
        """Make a copy of the engine in a folder, and list its repeats beside it. Raises :class:`Lost`."""
        self._at = None
        self._ask({"kind": "snapshot", "folder": str(folder)}, deadline)

    def published(self, generation: Generation) -> None:
        """The last copy is that generation now."""
        self._at = generation.meta

    def tidy(self) -> None:
        """Replace a child that asks for it."""
        if self.child.is_spent:
            self.discard()

    def rest(self, deadline: float) -> None:
        """Let go of the engine and keep the child, until there is something to write again."""
        with suppress(Lost):
            self._ask({"kind": "close"}, deadline)
        self._forget()

    def discard(self) -> None:
        """Let go of the engine, by the end of the child if there is an engine."""
        if self._folder:
            self.child.close()
        self._forget()

    def _forget(self) -> None:
        self._at = None
        if self._folder:
            self._folder.remove()
            self._folder = None

    def _ask(self, order: dict[str, Any], deadline: float, *, timed: bool = False) -> dict[str, Any]:
        started = time.monotonic()
        try:
            answer = self.child.ask(order, deadline)
        except TimeoutError:
            self.discard()
            if timed:
                raise
            raise Lost(timed_out(time.monotonic() - started)) from None
        except ChildEnded as ended:
            self.discard()
            raise Lost(crash(order["kind"], ended.signal, self._memory)) from None
        if leaves_doubt(answer):
            self.discard()
            raise Lost(refusal(answer, self._memory))
        return answer


def timed_out(seconds: float) -> QueryTimeout:
    """What to tell whoever asked for a write that was stopped after so many seconds."""
    return QueryTimeout(f"it was stopped after {seconds:.1f} seconds; nothing was changed")
