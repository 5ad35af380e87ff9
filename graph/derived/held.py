"""An artefact that a process keeps open, reopened when a newer one stands."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from rolegraph.graph.derived.derived import Derived
from rolegraph.graph.derived.made import Made
from rolegraph.graph.errors import NotBuilt

T = TypeVar("T")

_PATIENCE = 3.0
_LOOK = 0.05
_SETTLED = 50_000_000
"""Nanoseconds after which the clock of the file system has gone on for certain."""


class Held(Generic[T]):
    """Gives an artefact opened; for all threads of a process, also of one that was forked since.

    ``opener`` gets the artefact's folder and gives what :meth:`get` is to give. It should open every
    file that will be read: the folder may be removed when two newer ones stand. What is opened is
    used by several threads at once and is let go of when a newer one stands and nobody uses it.
    """

    def __init__(
        self, derived: Derived, name: str, opener: Callable[[Path], T], patience: float = _PATIENCE
    ) -> None:
        self._derived, self._name, self._opener = derived, name, opener
        self._patience = patience
        self._opening = threading.Lock()
        self._held: tuple[Made, T] | None = None
        self._seen = 0

    def get(self) -> tuple[Made, T]:
        """The newest artefact that stands, without waiting for one that is being built.

        Where none stands, one is waited for, up to ``patience`` seconds. Raises :class:`NotBuilt`.
        """
        until = time.monotonic() + self._patience
        while True:
            if held := self._newest():
                return held
            if time.monotonic() >= until:
                raise NotBuilt(
                    f"the {self._name} of this store is not built yet: try again in a moment, "
                    "or build it with 'rolegraph derive'"
                )
            time.sleep(_LOOK)

    def _newest(self) -> tuple[Made, T] | None:
        if self._derived.stamp() == self._seen and self._held:
            return self._held
        with self._opening:
            stamp = self._derived.stamp()
            made = self._derived.latest(self._name)
            if made and (self._held is None or self._held[0] != made):
                self._open(made)
            # A stamp of this very moment might not tell of what comes in the same moment.
            self._seen = stamp if time.time_ns() - stamp > _SETTLED else 0
            return self._held

    def _open(self, made: Made) -> None:
        try:
            self._held = made, self._opener(made.folder)
        except FileNotFoundError:
            if self._derived.latest(self._name) == made:
                raise
