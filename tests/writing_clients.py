"""A loaded store and a writer for it, for the tests of what clients write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
from bad_inputs import PAGE

from rolegraph.graph.ingest.load import LoadOptions, load
from rolegraph.graph.store import create_store, current_generation, read_current
from rolegraph.graph.writes import WriteLimits, Writer
from rolegraph.graph.writes.batch import Bounds

BASE = "http://127.0.0.1:8000/"
PREFIXES = f"""BASE <{BASE}>
PREFIX rg: <https://w3id.org/rolegraph/ns#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX qb: <http://purl.org/linked-data/cube#>
"""


@contextmanager
def writer_of(
    store: Path, limits: WriteLimits | None = None, *, union: bool = False, bounds: Bounds | None = None
) -> Iterator[Writer]:
    """A writer whose children end with the block."""
    writer = Writer(store, limits, union=union, bounds=bounds)
    try:
        yield writer
    finally:
        writer.close()


def empty_store(folder: Path) -> Path:
    """A store without a quad."""
    create_store(folder / "store", BASE)
    return folder / "store"


def loaded_store(folder: Path) -> Path:
    """A store of one page."""
    (folder / "page.txt").write_text(PAGE, "utf-8")
    load(folder / "store", [str(folder / "page.txt")], LoadOptions(base=BASE))
    return folder / "store"


def held(store: Path) -> set[ox.Quad]:
    """Every quad of the current generation; its count is that of the generation's description."""
    with read_current(store) as current:
        quads = set(current.store)
    assert len(quads) == current_generation(store).quads
    return quads


def rows(store: Path, query: str, *, union: bool = True) -> list[list[str | None]]:
    """The values of a SELECT query's solutions, asked of the union of all graphs or the stored default one."""
    with read_current(store) as current:
        found = current.store.query(PREFIXES + query, use_default_graph_as_union=union)
        assert isinstance(found, ox.QuerySolutions)
        return [[None if term is None else str(term.value) for term in row] for row in found]


def graph_names(store: Path) -> set[str]:
    """The named graphs of clients."""
    with read_current(store) as current:
        names = {str(graph.value) for graph in current.store.named_graphs()}
    return {name for name in names if not name.startswith((f"{BASE}graph/", f"{BASE}id/"))}
