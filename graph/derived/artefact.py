"""What an artefact is: files that are a pure function of one generation."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pyoxigraph


class Tell(Protocol):
    """Shows progress; cheap, so it may be called for each of a million things."""

    def __call__(self, what: str, done: int, of: int | None) -> None:
        """``done`` of ``of`` things, ``None`` where nobody knows how many."""


class Artefact(Protocol):
    """Builds its files. An implementation imports what is heavy no earlier than in :meth:`build`."""

    @property
    def name(self) -> str:
        """Its folder's name: small letters and hyphens."""

    @property
    def layout(self) -> int:
        """The version of its files; those of another version count as not built."""

    def build(self, store: pyoxigraph.Store, base: str, folder: Path, tell: Tell) -> None:
        """Fill an empty folder from a read-only store with that base IRI.

        Called in a process of its own that may be killed at any moment; what it raises is told to
        the operator. The graphs ``{base}graph/derived/…`` are to be left out of what is read.
        """
