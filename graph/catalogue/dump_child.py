"""The process that writes one dump: ``python -m rolegraph.graph.catalogue.dump_child``.

Graphs follow in the engine's order, which is that of the hashes of their terms: the same quads give
the same bytes, however they were loaded, and gzip is told no time and no name. Nothing is held in
memory but what is being packed.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Protocol, cast

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode

from rolegraph.graph.identity import Iris
from rolegraph.graph.namespaces import PREFIXES
from rolegraph.graph.store.children import receive_order
from rolegraph.graph.store.durable import sync

_LEVEL = 6
_NICE = 10
Graph = NamedNode | DefaultGraph


class Sink(Protocol):
    """What bytes are written to."""

    def write(self, data: bytes, /) -> int:
        """Take bytes; gives how many."""


class _Hashing:
    """A file that knows how many bytes it took, and their SHA-256."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.hash, self.size = file, hashlib.sha256(), 0

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        self.size += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()


class _Naming:
    """Makes N-Quads of N-Triples: a line ends in `` .`` and a line feed, and has no other line feed."""

    def __init__(self, sink: Sink, graph: Graph) -> None:
        self._sink = sink
        self._end = f" {graph} .\n".encode() if isinstance(graph, NamedNode) else b" .\n"
        self._rest = b""

    def write(self, data: bytes) -> int:
        whole, feed, self._rest = (self._rest + data).rpartition(b"\n")
        self._sink.write((whole + feed).replace(b" .\n", self._end))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back but what is no whole line."""


class _Headless:
    """Passes on what comes after so many lines."""

    def __init__(self, sink: Sink, lines: int) -> None:
        self._sink, self._lines = sink, lines

    def write(self, data: bytes) -> int:
        left = data
        while self._lines and left:
            _, feed, left = left.partition(b"\n")
            self._lines -= len(feed)
        self._sink.write(left)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


def write_dump(store: pyoxigraph.Store, base: str, graph: str | None, form: str, sink: Sink) -> None:
    """Write one graph, or all but the derived ones, in a format that is named as the engine does."""
    if graph is not None:
        _dump(store, sink, form, NamedNode(graph))
    elif form == "N_QUADS":
        for one in _graphs(store, base):
            _dump(store, _Naming(sink, one), "N_TRIPLES", one)
    else:
        _write_trig(store, base, sink)


def _write_trig(store: pyoxigraph.Store, base: str, sink: Sink) -> None:
    """TriG has prefixes before all graphs and none within: each graph is written as Turtle without them."""
    sink.write("".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()).encode())
    for one in _graphs(store, base):
        sink.write(f"{one} {{\n".encode() if isinstance(one, NamedNode) else b"{\n")
        _dump(store, _Headless(sink, len(PREFIXES)), "TURTLE", one)
        sink.write(b"}\n")


def _dump(store: pyoxigraph.Store, sink: Sink, form: str, graph: Graph) -> None:
    rdf_format: pyoxigraph.RdfFormat = getattr(pyoxigraph.RdfFormat, form)
    prefixes = dict(PREFIXES) if form == "TURTLE" else None
    store.dump(cast("IO[bytes]", sink), format=rdf_format, from_graph=graph, prefixes=prefixes)


def _graphs(store: pyoxigraph.Store, base: str) -> Iterator[Graph]:
    if next(iter(store.quads_for_pattern(None, None, None, DefaultGraph())), None):
        yield DefaultGraph()
    derived = Iris(base).derived_prefix
    for graph in store.named_graphs():
        if isinstance(graph, NamedNode) and not graph.value.startswith(derived):
            yield graph


def _carry_out(order: dict[str, Any]) -> dict[str, Any]:
    target = Path(order["target"])
    store = pyoxigraph.Store.read_only(order["data"])
    resource.setrlimit(resource.RLIMIT_FSIZE, (order["most"], order["most"]))
    with target.open("wb") as file:
        hashing = _Hashing(file)
        with gzip.GzipFile(
            filename="", mode="wb", compresslevel=_LEVEL, fileobj=cast("IO[bytes]", hashing), mtime=0
        ) as packed:
            write_dump(store, order["base"], order["graph"], order["form"], packed)
    sync(target)
    return {"size": hashing.size, "sha256": hashing.hash.hexdigest()}


def main(step: Callable[[dict[str, Any]], dict[str, Any]] = _carry_out) -> None:
    """Carry out one order from the standard input; answer with what was written, or an error."""
    order = receive_order()
    os.nice(_NICE)
    try:
        answer = step(order)
    except (OSError, ValueError, RuntimeError) as error:
        answer = {"error": f"the dump can't be written: {error}"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
