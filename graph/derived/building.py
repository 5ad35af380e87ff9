"""A round of building: what is missing of the current content generation, one thing after the other.

One process at a time builds, whichever holds the lock. What it has built before it is killed stands;
what it was about to build is built by the next.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rolegraph.graph.derived.artefact import Tell
from rolegraph.graph.derived.made import FOLDER, Made, Shelf
from rolegraph.graph.derived.notes import Failures, Rest
from rolegraph.graph.derived.process import Builder, Stopped
from rolegraph.graph.derived.publishing import Overtaken, publish_difference
from rolegraph.graph.derived.table import GRAPHS, GRAPHS_LAYOUT, SPACE, artefact
from rolegraph.graph.errors import RolegraphError, StoreBusy, WriteFailed
from rolegraph.graph.store import Generation, generations
from rolegraph.graph.store.generations import lease_current
from rolegraph.graph.store.sizes import size_on_disk
from rolegraph.graph.store.writing import now, write_failure

_LOCK = "lock"
_LOOK = 0.05


@contextmanager
def building(store: Path, patience: float) -> Iterator[None]:
    """Hold the lock under which a :class:`Round` may be made; it falls with the process.

    Raises :class:`StoreBusy` after ``patience`` seconds.
    """
    (store / FOLDER).mkdir(exist_ok=True)
    until = time.monotonic() + patience
    with (store / FOLDER / _LOCK).open("ab") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise StoreBusy(
                        f"another process builds what is derived from {store}: try again later"
                    ) from None
                time.sleep(_LOOK)
        yield


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a round: what stands, and what can't be built, by name."""

    made: list[Made]
    failed: dict[str, RolegraphError]


class Round:
    """Builds what is missing of one content generation, the current one when it begins."""

    def __init__(self, store: Path, artefacts: Mapping[str, str], builder: Builder, tell: Tell) -> None:
        self._store, self._artefacts = store, artefacts
        self._builder, self._tell = builder, tell
        self._shelf = Shelf(store)
        self._failures = Failures(self._shelf.folder)

    def carry_out(self, names: Collection[str]) -> Outcome:
        """Build these in their order; call with the lock held.

        Raises :class:`StoreMissing`, :class:`Stopped` and :class:`Overtaken`.
        """
        begun = self._builder.seconds
        generation, lease = lease_current(self._store)
        outcome = Outcome([], {})
        try:
            self._shelf.clear()
            for name in names:
                if name != GRAPHS or SPACE not in outcome.failed:
                    self._try(name, generation, outcome)
        finally:
            lease.close()
            self._shelf.clear()
            Rest(self._shelf.folder).begin(self._builder.seconds - begun)
        self._shelf.prune({one.content for one in generations(self._store)}, (*self._artefacts, GRAPHS))
        return outcome

    def _try(self, name: str, generation: Generation, outcome: Outcome) -> None:
        try:
            layout = layout_of(name, self._artefacts)
            made = self._shelf.made(name, layout, generation.content)
            outcome.made.append(made or self._make(name, layout, generation))
        except (Stopped, Overtaken):
            raise
        except Exception as error:  # whatever is wrong with one, the others are built
            outcome.failed[name] = _failure(name, error)
            self._failures.note(name, generation.content, str(outcome.failed[name]))
        else:
            self._failures.forget(name)

    def _make(self, name: str, layout: int, generation: Generation) -> Made:
        begun = time.monotonic()
        folder = self._shelf.fresh()
        build = self._graphs if name == GRAPHS else self._artefact
        made = Made(
            name=name,
            content=generation.content,
            folder=self._shelf.folder / str(generation.content) / name,
            bytes=build(name, generation, folder),
            seconds=round(time.monotonic() - begun, 3),
            layout=layout,
            made=now(),
        )
        self._shelf.place(folder, made)
        return made

    def _artefact(self, name: str, generation: Generation, folder: Path) -> int:
        """Have it fill the folder; gives the bytes of its files."""
        order = {"kind": "artefact", "module": self._artefacts[name]}
        self._order(name, generation, folder, order)
        return size_on_disk(folder)

    def _graphs(self, name: str, generation: Generation, folder: Path) -> int:
        """Have them worked out and published; gives their bytes as N-Quads. The folder stays empty."""
        space = self._shelf.made(SPACE, layout_of(SPACE, self._artefacts), generation.content)
        if space is None:
            raise WriteFailed(f"{name} can't be built: the {SPACE} that they are made from is not there")
        order = {"kind": "graphs", "space": str(space.folder), "content": generation.content}
        answer = self._order(name, generation, folder, order)
        if answer["removed"] or answer["added"]:
            publish_difference(self._store, generation, folder, self._builder, self._tell)
        for file in folder.iterdir():
            file.unlink()
        found: int = answer["bytes"]
        return found

    def _order(self, name: str, generation: Generation, folder: Path, more: dict[str, Any]) -> dict[str, Any]:
        order = {"name": name, "data": str(generation.data), "base": generation.base, "folder": str(folder)}
        return self._builder.carry_out({**order, **more}, self._tell)


def layout_of(name: str, artefacts: Mapping[str, str]) -> int:
    """The version of the files that this rolegraph makes and reads."""
    return GRAPHS_LAYOUT if name == GRAPHS else artefact(artefacts[name]).layout


def _failure(name: str, error: Exception) -> RolegraphError:
    if isinstance(error, RolegraphError):
        return error
    return write_failure(error if isinstance(error, OSError) else repr(error), f"{name} can't be built")
