"""``rolegraph merge OLD NEW``: two roles, or two skills, of pages that a person says are one.

What pages say of the old one is said of the new one from then on, in pages of later loads, too. The old
IRI keeps ``dcterms:isReplacedBy`` the new one; pages keep the names that they use.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode, Quad

from rolegraph.graph.alignment.concepts import Kind
from rolegraph.graph.alignment.publish import Change, publish, replaced, require_node, store_iris
from rolegraph.graph.alignment.reading import StoreReader
from rolegraph.graph.alignment.records import Decision, alignment_quads, read_alignments
from rolegraph.graph.errors import StoreError
from rolegraph.graph.identity import Iris
from rolegraph.graph.ingest.redirects import redirected, redirects
from rolegraph.graph.mapping import VocabularyDeriver, static_vocabulary, terms, touched_things
from rolegraph.graph.validation import Severity, Validator

_BATCH = 100
"""Pages validated together, as a load does."""


def merge(store: Path, old: str, new: str) -> int:
    """Merge one role or skill into another, each named by its IRI or as ``role/KEY``; gives the generation.

    Raises :class:`StoreError` where one is not there or was merged itself, where they are of two kinds, or
    where a page would break a shape; nothing is changed then.
    """
    iris = store_iris(store)
    pair = (_thing(iris, old), _thing(iris, new))
    return publish(store, lambda held, _: _merged(held, iris, *pair))


def _thing(iris: Iris, name: str) -> NamedNode:
    node = require_node(name if "://" in name else f"{iris.base}id/{name}", "role or skill")
    if not node.value.startswith(tuple(iris.thing(kind.value, "") for kind in Kind)):
        raise StoreError(f"{name!r} is no role or skill of pages: give its IRI, or role/KEY or skill/KEY")
    return node


def _merged(held: pyoxigraph.Store, iris: Iris, old: NamedNode, new: NamedNode) -> Change:
    table = redirects(held, iris)
    _require_both(held, iris, table, (old, new))
    said = [q for q in held.quads_for_pattern(None, None, old) if _is_of_a_page(q, iris)]
    table = {one: new if other == old else other for one, other in table.items()} | {old: new}
    pages = {quad.graph_name for quad in said}
    _require_valid(held, iris, sorted(pages, key=str), table)
    there = set(redirected(said, table))
    links = _links(held, iris, table)
    return Change(
        [*said, *links.remove],
        [*(quad for quad in there if quad not in held), *links.add],
        (old.value, new.value),
    )


def _is_of_a_page(quad: Quad, iris: Iris) -> bool:
    graph = quad.graph_name
    return isinstance(graph, NamedNode) and graph.value.startswith(iris.source_prefix)


def _require_both(
    held: pyoxigraph.Store,
    iris: Iris,
    table: dict[NamedNode, NamedNode],
    pair: tuple[NamedNode, NamedNode],
) -> None:
    old, new = pair
    if old == new:
        raise StoreError(f"<{old.value}> can't be merged into itself")
    for node in pair:
        if node in table:
            raise StoreError(f"<{node.value}> was merged into <{table[node].value}>: name that one")
        if not _is_there(held, iris, node):
            raise StoreError(f"no page speaks of <{node.value}>: rolegraph query finds roles and skills")
    kinds = [node.value.removeprefix(f"{iris.base}id/").partition("/")[0] for node in pair]
    if kinds[0] != kinds[1]:
        raise StoreError(f"a {kinds[0]} can't be merged into a {kinds[1]}")


def _is_there(held: pyoxigraph.Store, iris: Iris, node: NamedNode) -> bool:
    graph = NamedNode(iris.vocabulary_graph)
    return next(held.quads_for_pattern(node, terms.TYPE, None, graph), None) is not None


def _links(held: pyoxigraph.Store, iris: Iris, table: dict[NamedNode, NamedNode]) -> Change:
    """The alignment graph afterwards: links of what was merged go, decisions on it pass to the new one."""
    reader = StoreReader(held, iris)
    links = list(read_alignments(reader.alignment_graph(), iris))
    merged = {one.value: other.value for one, other in table.items()}
    kept = {one.key: one for one in links if one.subject not in merged}
    accepted = {one.subject for one in kept.values() if one.decision is Decision.ACCEPTED}
    for one in links:
        if one.subject in merged and one.decision.by_person:
            moved = replace(one, subject=merged[one.subject])
            standing = kept.get(moved.key)
            free = moved.decision is Decision.REJECTED or moved.subject not in accepted
            if free and (standing is None or not standing.decision.by_person):
                kept[moved.key] = moved
    graph = NamedNode(iris.alignment_graph)
    replacements = [Quad(one, terms.IS_REPLACED_BY, other, graph) for one, other in table.items()]
    return replaced(reader, [*alignment_quads(kept.values(), iris), *replacements])


def _require_valid(
    held: pyoxigraph.Store, iris: Iris, pages: list[object], table: dict[NamedNode, NamedNode]
) -> None:
    """The pages that are changed keep the shapes, as they would in a load."""
    validator = Validator()
    for quads in _rewritten(held, pages, table):
        described = pyoxigraph.Store()
        described.extend(quads)
        derived = VocabularyDeriver(described, iris).derive(touched_things(quads, iris))
        for result in validator.validate([*quads, *static_vocabulary(iris), *derived]).results:
            if result.severity is Severity.VIOLATION:
                broken = f"{result.focus_node}: {result.message}"
                raise StoreError(f"a page would break a shape, nothing was changed: {broken}")


def _rewritten(
    held: pyoxigraph.Store, pages: Iterable[object], table: dict[NamedNode, NamedNode]
) -> Iterator[list[Quad]]:
    graphs = [page for page in pages if isinstance(page, NamedNode)]
    for start in range(0, len(graphs), _BATCH):
        some = graphs[start : start + _BATCH]
        quads = (quad for graph in some for quad in held.quads_for_pattern(None, None, None, graph))
        yield redirected(quads, table)
