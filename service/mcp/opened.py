"""What tools ask: the artefacts of the current content, built where they do not stand, kept open."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from rolegraph.graph.derived.derived import Derived
from rolegraph.graph.derived.made import Made
from rolegraph.graph.derived.table import SPACE
from rolegraph.graph.paths.questions import Questions
from rolegraph.graph.search.artefact import NAME as INDEX
from rolegraph.graph.search.index import SearchIndex

T = TypeVar("T")


class _Current(Generic[T]):
    """One artefact; where it is behind, whoever comes first builds it and the others wait."""

    def __init__(self, derived: Derived, name: str, opener: Callable[[Path], T]) -> None:
        self._derived, self._name, self._opener = derived, name, opener
        self._turn = threading.Lock()
        self._held: tuple[Made, T] | None = None

    def get(self) -> tuple[Made, T]:
        with self._turn:
            made = self._derived.current(self._name)
            if self._held is None or self._held[0] != made:
                self._held = made, self._opener(made.folder)
            return self._held


class Opened:
    """A store opened for tools; for all threads. Its methods raise what :meth:`Derived.build` raises."""

    def __init__(self, store: Path) -> None:
        derived = Derived(store)
        self._space = _Current(derived, SPACE, Questions.open)
        self._index = _Current(derived, INDEX, SearchIndex.open)

    def questions(self) -> Questions:
        """The questions about paths, of the current content."""
        return self._space.get()[1]

    def index(self) -> tuple[int, SearchIndex]:
        """The search index, and the content generation that it was made from, the current one."""
        made, index = self._index.get()
        return made.content, index
