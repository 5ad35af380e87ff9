"""Validating what a store holds, and RDF that it does not, with the shipped shapes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode, Quad

from rolegraph.graph.errors import UnreadableSource
from rolegraph.graph.identity import Iris
from rolegraph.graph.mapping import official_quads, touched_things
from rolegraph.graph.store import OpenGeneration
from rolegraph.graph.taxonomies.shapes import check as check_taxonomies
from rolegraph.graph.validation import Report, Validator

BATCH = 100
"""Pages validated together, as a load does."""
THINGS = 1000
"""Subjects of the vocabulary or provenance graph validated together."""


def check_generation(current: OpenGeneration, progress: Callable[[int], None] = lambda pages: None) -> Report:
    """Validate every page graph with the shared things it speaks of; vocabulary, provenance and alignment.

    ``progress`` is called with the number of pages done. The answer is that of the shapes on the
    whole export: shapes look from a page to its own nodes and to shared things, never across pages.
    """
    iris = Iris(current.generation.base)
    validator = Validator()
    reports = []
    pages = [g for g in current.store.named_graphs() if str(g.value).startswith(iris.source_prefix)]
    pages.sort(key=str)
    for start in range(0, len(pages), BATCH):
        graphs = pages[start : start + BATCH]
        reports.append(validator.validate(_with_vocabulary(current.store, graphs, iris)))
        progress(start + len(graphs))
    for graph in (iris.vocabulary_graph, iris.provenance_graph, iris.alignment_graph):
        for batch in _batches(current.store, NamedNode(graph)):
            reports.append(validator.validate(_with_classifications(current.store, batch, iris)))
    reports.append(check_taxonomies(current.store))
    return Report.merge(reports)


def _with_vocabulary(store: pyoxigraph.Store, graphs: Iterable[object], iris: Iris) -> list[Quad]:
    """The quads of page graphs and those that describe the shared things in them."""
    quads = [q for graph in graphs for q in _of_graph(store, graph)]
    things = sorted(touched_things(quads, iris))
    shared = _described(store, map(NamedNode, things), NamedNode(iris.vocabulary_graph))
    return [*quads, *shared, *official_quads(store, things, iris)]


def _with_classifications(store: pyoxigraph.Store, batch: Iterable[Quad], iris: Iris) -> list[Quad]:
    """Quads, and what imported classifications say of the codes and schemes in them."""
    quads = list(batch)
    return [*quads, *official_quads(store, touched_things(quads, iris), iris)]


def _of_graph(store: pyoxigraph.Store, graph: object) -> Iterator[Quad]:
    assert isinstance(graph, NamedNode)
    return store.quads_for_pattern(None, None, None, graph)


def _batches(store: pyoxigraph.Store, graph: NamedNode) -> Iterator[Iterator[Quad]]:
    """The subjects of a graph, some at a time, each time with all that they refer to in it."""
    quads = store.quads_for_pattern(None, None, None, graph)
    # The engine keeps the quads of a graph by subject, so that each is met once.
    subjects = (subject for subject, _ in groupby(quads, key=lambda quad: quad.subject))
    while some := list(islice(subjects, THINGS)):
        yield _described(store, some, graph)


def _described(store: pyoxigraph.Store, nodes: Iterable[object], graph: NamedNode) -> Iterator[Quad]:
    """What a graph says of nodes, of what they refer to in it (a role: its scheme), and so on."""
    waiting = deque(nodes)
    seen = set(waiting)
    while waiting:
        node = waiting.popleft()
        assert isinstance(node, NamedNode)
        for quad in store.quads_for_pattern(node, None, None, graph):
            yield quad
            if isinstance(quad.object, NamedNode) and quad.object not in seen:
                seen.add(quad.object)
                waiting.append(quad.object)


def check_file(path: Path) -> Report:
    """Validate an RDF file (by its suffix: .ttl .nt .nq .trig .rdf .jsonld) against the shapes.

    Raises :class:`UnreadableSource` where it is no RDF, with the place.
    """
    format = pyoxigraph.RdfFormat.from_extension(path.suffix.lstrip("."))
    if format is None:
        hint = "use .ttl, .nt, .nq, .trig, .rdf or .jsonld"
        raise UnreadableSource(f"{path}: suffix {path.suffix!r} names no RDF format: {hint}")
    try:
        quads = pyoxigraph.parse(path=str(path), format=format, base_iri=path.resolve().as_uri())
        return Validator().validate(quads)
    except (OSError, SyntaxError) as error:
        raise UnreadableSource(f"{path}: {error}") from None
    except MemoryError:  # the engine's word for it
        raise UnreadableSource(f"{path}: it has a literal, an IRI or a comment of more than 16 MiB") from None
