"""Making a graph hold what files say, changing no more than what differs.

To remove a graph and to load it again would cost the engine half a minute and a gigabyte for half a
million quads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import pyoxigraph as ox

CHUNK = 250_000
"""Quads that are bulk-loaded at once: more take more memory, fewer make more files."""
_FEW = 10_000
"""Quads up to which the engine's log is cheaper than a file of their own."""


def differing(
    store: ox.Store, graph: ox.NamedNode, files: Sequence[str]
) -> tuple[list[ox.Quad], Iterator[ox.Quad]]:
    """What stands in a graph and not in N-Quads files of it, and what is to come from these."""
    wanted = {hash(quad) for quad in parsed(files)}
    kept: set[int] = set()
    stale: list[ox.Quad] = []
    for quad in store.quads_for_pattern(None, None, None, graph):
        if hash(quad) in wanted:
            kept.add(hash(quad))
        else:
            stale.append(quad)
    return stale, (quad for quad in parsed(files) if hash(quad) not in kept)


def replace_graph(store: ox.Store, graph: ox.NamedNode, files: Sequence[str]) -> None:
    """Make a graph hold what N-Quads files of it say."""
    if next(store.quads_for_pattern(None, None, None, graph), None) is None:
        for path in files:
            store.bulk_load(path=path, format=ox.RdfFormat.N_QUADS)
        return
    stale, fresh = differing(store, graph, files)
    change(store, stale, fresh)


def change(store: ox.Store, stale: Iterable[ox.Quad], fresh: Iterator[ox.Quad]) -> None:
    """Take quads out of a store and bring others in."""
    for quad in stale:
        store.remove(quad)
    while some := list(islice(fresh, CHUNK)):
        (store.extend if len(some) <= _FEW else store.bulk_extend)(some)


def parsed(files: Iterable[str]) -> Iterator[ox.Quad]:
    """The quads of N-Quads files."""
    for path in files:
        yield from ox.parse(path=path, format=ox.RdfFormat.N_QUADS)
