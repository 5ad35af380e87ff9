"""The artefacts of a store: which stand, and having them built."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from rolegraph.graph.derived.artefact import Tell
from rolegraph.graph.derived.building import Outcome, Round, building, layout_of
from rolegraph.graph.derived.made import Made, Shelf
from rolegraph.graph.derived.notes import Failure, Failures, Rest
from rolegraph.graph.derived.process import Builder
from rolegraph.graph.derived.publishing import Overtaken
from rolegraph.graph.derived.table import ARTEFACTS, GRAPHS, SPACE
from rolegraph.graph.errors import StoreBusy, StoreError, WriteFailed
from rolegraph.graph.store import current_generation

_PATIENCE = 600.0
_ROUNDS = 3


def silent(what: str, done: int, of: int | None) -> None:
    """A ``Tell`` that shows nothing."""


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of one thing that is built: ``made`` stands, ``failure`` is why no newer one does.

    ``behind``: it was not made from the current content generation.
    """

    name: str
    made: Made | None
    behind: bool
    failure: Failure | None


class Derived:
    """The artefacts and derived graphs of the store in a folder; for all threads and processes."""

    def __init__(self, store: Path, artefacts: Mapping[str, str] = ARTEFACTS) -> None:
        """``artefacts`` is a table like that of :mod:`rolegraph.graph.derived.table`."""
        self.store = store
        self.names = (*artefacts, GRAPHS) if SPACE in artefacts else tuple(artefacts)
        """Everything that is built, in that order."""
        self._artefacts = artefacts
        self._shelf = Shelf(store)

    def latest(self, name: str) -> Made | None:
        """The newest artefact of that name that stands, ``None`` where there is none.

        It may be of an older content generation than the current one's, never of a newer.
        """
        return self._shelf.made(name, layout_of(name, self._artefacts))

    def stamp(self) -> int:
        """Differs whenever another artefact stands: nanoseconds of the folder's last change, 0 without it."""
        return self._shelf.stamp()

    def state(self) -> list[Status]:
        """What is known of each name. Raises :class:`StoreMissing`."""
        content = current_generation(self.store).content
        failures = Failures(self._shelf.folder).all()
        found = [(name, self.latest(name)) for name in self.names]
        return [
            Status(name, made, made is None or made.content != content, failures.get(name))
            for name, made in found
        ]

    def build(self, names: Collection[str] | None = None, tell: Tell = silent) -> list[Made]:
        """Have built what is missing of the current generation; gives what then stands.

        ``names`` are some of ``self.names``, all if none are given; what they need comes with them.
        Where another process builds, that is waited for first. Raises :class:`StoreMissing`,
        :class:`StoreBusy`, :class:`WriteFailed` and :class:`StoreFull`, when what can be built is.
        """
        current_generation(self.store)
        wanted = self._ordered(self.names if names is None else names)
        builder = Builder()
        with building(self.store, _PATIENCE):
            outcome = self._round(builder, wanted, tell)
        if outcome.failed:
            raise next(iter(outcome.failed.values()))
        return outcome.made

    def current(self, name: str, tell: Tell = silent) -> Made:
        """What was made of that name from the current content; it is built now where it does not stand.

        Raises what :meth:`build` raises.
        """
        made = self.latest(name)
        if made is None or made.content != current_generation(self.store).content:
            made = next(one for one in self.build([name], tell) if one.name == name)
        return made

    def _ordered(self, names: Collection[str]) -> list[str]:
        if unknown := [name for name in names if name not in self.names]:
            raise StoreError(f"nothing is called {unknown[0]!r}: name some of {', '.join(self.names)}")
        needed = {SPACE} if GRAPHS in names else set()
        return [name for name in self.names if name in names or name in needed]

    def _round(self, builder: Builder, names: Collection[str], tell: Tell) -> Outcome:
        for _ in range(_ROUNDS):
            try:
                return Round(self.store, self._artefacts, builder, tell).carry_out(names)
            except Overtaken:
                continue
        raise WriteFailed("the store was restored again and again meanwhile: try again")

    def tend(self, builder: Builder) -> dict[str, Failure]:
        """Have built what is missing and due, unless another process builds; gives what failed just now.

        For the background: it rests between rounds and tries what failed again later. Raises
        :class:`StoreMissing` and :class:`~rolegraph.graph.derived.process.Stopped`.
        """
        due = self._due()
        if not due or not Rest(self._shelf.folder).is_over:
            return {}
        try:
            with building(self.store, 0):
                failed = self._round(builder, due, silent).failed
        except StoreBusy:
            return {}
        return {name: one for name, one in Failures(self._shelf.folder).all().items() if name in failed}

    def _due(self) -> list[str]:
        """What is missing and may be built now."""
        content = current_generation(self.store).content
        behind = [one for one in self.state() if one.behind]
        waiting = {
            one.name
            for one in behind
            if one.failure and one.failure.content == content and not one.failure.is_due
        }
        if SPACE in waiting:
            waiting.add(GRAPHS)
        return [one.name for one in behind if one.name not in waiting]
