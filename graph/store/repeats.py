"""The triples that stand in more than one graph of a generation, which only clients bring about.

::

    STORE/generations/12/repeats.nt    each once, as N-Triples; only where there are any

The engine's union of all graphs gives such a triple once for each graph. The list tells which to
leave out where the union is asked as the set that it is, see :mod:`rolegraph.graph.store.merged`.
It is made with the generation and never changes. Imported by readers too, so it imports no more
than they have.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from rolegraph.graph.store.durable import sync

REPEATS_FILE = "repeats.nt"
MOST_LISTED = 50_000
"""Triples of a list: leaving one out takes 0.1 to 0.2 ms, which must be far below a deadline."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """``count`` is how often the union of all graphs gives a triple again.

    ``triples`` are those that it gives again, ``None`` where they are too many to be listed, or
    listed in the generation's folder already.
    """

    count: int
    triples: Collection[ox.Triple] | None = None

    def keep(self, folder: Path) -> None:
        """List them in the folder of a generation in the making."""
        if self.triples:
            write_list(folder / REPEATS_FILE, self.triples)


def write_list(path: Path, triples: Iterable[ox.Triple]) -> None:
    """Write a list that is not there yet, durably."""
    ox.serialize(triples, output=str(path), format=ox.RdfFormat.N_TRIPLES)
    sync(path)


def read_list(folder: Path) -> Iterator[ox.Triple]:
    """The triples of the list in a generation's folder. Raises ``FileNotFoundError``."""
    path = str(folder / REPEATS_FILE)
    return (quad.triple for quad in ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES))


def carry_list(parent: Path, folder: Path) -> None:
    """Give a generation in the making the list of the one that it has the triples of."""
    if (parent / REPEATS_FILE).exists():
        os.link(parent / REPEATS_FILE, folder / REPEATS_FILE)


def standing(store: ox.Store, triple: ox.Triple) -> list[ox.Quad]:
    """A triple in every graph that it stands in."""
    subject: Any = triple.subject
    return list(store.quads_for_pattern(subject, triple.predicate, triple.object, None))


def surplus(store: ox.Store, triples: Iterable[ox.Triple]) -> Iterator[ox.Quad]:
    """What to leave out, so that each of these triples stands in one graph."""
    for triple in triples:
        yield from standing(store, triple)[1:]
