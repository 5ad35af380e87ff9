"""A copy of a generation in which every triple stands in one graph, so that the union of all is a set.

::

    STORE/generations/12/merged/       the engine's folder; it never changes once it is there
    STORE/generations/12/merged.new/   one in the making, or what a killed process left of it
    STORE/generations/12/merged.lock   locked by whoever makes it

The default graph of a query is the RDF merge of the graphs it is made of (SPARQL 1.1, section
13.1), and the engine's union is none where a triple stands in two of them. The copy is by hard links, less
what :mod:`rolegraph.graph.store.repeats` lists, so it costs by the length of that list. A reader
makes it when a query first needs it; it goes with its generation. Which graph a triple is left in
is not defined: no query that names graphs may be answered from it.
"""

from __future__ import annotations

import fcntl
import shutil
from pathlib import Path

import pyoxigraph as ox

from rolegraph.graph.store.durable import sync_tree
from rolegraph.graph.store.repeats import read_list, surplus

MERGED = "merged"


def merged_data(generation: Path) -> Path:
    """The engine's folder of the copy, made if it is not there; the generation must be leased.

    Raises ``OSError`` and ``RuntimeError`` where it can't be made; then nothing is left of it.
    """
    made = generation / MERGED
    if made.exists():
        return made
    with (generation / f"{MERGED}.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _make(generation, made)
    return made


def _make(generation: Path, made: Path) -> None:
    partial = generation / f"{MERGED}.new"
    if partial.exists():
        shutil.rmtree(partial)
    try:
        partial.mkdir()
        _thin_out(generation, partial / "changed", partial / MERGED)
        sync_tree(partial / MERGED)
        (partial / MERGED).rename(made)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _thin_out(generation: Path, changed: Path, copy: Path) -> None:
    """The engine is copied once more when it is changed: that leaves its journal behind."""
    ox.Store.read_only(str(generation / "data")).backup(str(changed))
    engine = ox.Store(str(changed))
    for quad in surplus(engine, read_list(generation)):
        engine.remove(quad)
    engine.backup(str(copy))
