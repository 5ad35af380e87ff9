"""Which nodes a change concerns, and what the shapes must see to judge them.

The graph that is judged is the union of all graphs. What stood before and is not concerned can't
stop a write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pyoxigraph as ox

from rolegraph.graph.namespaces import RDFS
from rolegraph.graph.store.repeats import standing
from rolegraph.graph.writes.change import Changes
from rolegraph.graph.writes.looks import ASIDE, TYPE, Looks, Step

_SUBCLASS = ox.NamedNode(f"{RDFS}subClassOf")
_Node = ox.NamedNode | ox.BlankNode


class Difference(NamedTuple):
    """Triples that the union of all graphs has only now or no longer, and what was done to repeats.

    ``repeated`` are those that stand in more than one graph only now, ``single`` those that no longer
    do; ``repeats`` is by how much the number of quads whose triple stands in another graph too has
    grown, each triple counted once less than it stands.
    """

    appeared: list[ox.Triple]
    vanished: list[ox.Triple]
    repeated: list[ox.Triple]
    single: list[ox.Triple]
    repeats: int


def union_difference(changes: Changes) -> Difference:
    """What the changes do to the union of all graphs."""
    balance: dict[ox.Triple, int] = {}
    for quads, step in ((changes.inserted, 1), (changes.deleted, -1)):
        for quad in quads:
            balance[quad.triple] = balance.get(quad.triple, 0) + step
    found = Difference([], [], [], [], 0)
    repeats = 0
    for triple, step in balance.items():
        after = len(standing(changes.store, triple))
        before = after - step
        repeats += max(after - 1, 0) - max(before - 1, 0)
        for least, came, went in ((1, found.appeared, found.vanished), (2, found.repeated, found.single)):
            if before < least <= after:
                came.append(triple)
            elif after < least <= before:
                went.append(triple)
    return found._replace(repeats=repeats)


def _find(store: ox.Store, subject: Any, predicate: Any, value: Any) -> Iterator[ox.Quad]:
    return store.quads_for_pattern(subject, predicate, value, None)


class Neighbourhood:
    """Looks around in a store for what concerns the shapes."""

    def __init__(self, store: ox.Store, looks: Looks) -> None:
        self._store = store
        self._looks = looks
        self._broader: dict[Any, frozenset[Any]] = {}

    def focus(self, difference: Difference) -> set[Any]:
        """The nodes that shapes aim at and that the difference concerns."""
        concerned: set[Any] = {t.subject for t in (*difference.appeared, *difference.vanished)}
        aims = self._looks.objects_of | self._looks.against
        concerned |= {t.object for t in (*difference.appeared, *difference.vanished) if t.predicate in aims}
        for triple in difference.appeared:
            concerned |= self._through(triple, appeared=True)
        for triple in difference.vanished:
            concerned |= self._through(triple, appeared=False)
        return {node for node in concerned if self._is_target(node)}

    def _through(self, triple: ox.Triple, *, appeared: bool) -> set[Any]:
        """The nodes further off that a triple concerns."""
        if triple.predicate == _SUBCLASS:
            members = set(self._members(triple.subject))
            return members if appeared else members | self._pointing(members, TYPE)
        if triple.predicate == TYPE and appeared:
            return set()  # a node that has one more type satisfies whoever asked for another no less
        return self._pointing([triple.subject], triple.predicate)

    def _pointing(self, nodes: Iterable[Any], second: ox.NamedNode) -> set[Any]:
        firsts = [first for first, last in self._looks.steps if last == second]
        return {found for node in nodes for first in firsts for found in self._back(node, first)}

    def _back(self, node: Any, step: Step) -> Iterator[Any]:
        """The nodes from which a step leads to this one."""
        if step.against:
            return (quad.object for quad in _find(self._store, node, step.property, None))
        return (quad.subject for quad in _find(self._store, None, step.property, node))

    def _members(self, kind: Any) -> Iterator[Any]:
        """The instances of a class and of its subclasses."""
        waiting, seen = [kind], {kind}
        while waiting:
            each = waiting.pop()
            yield from (q.subject for q in _find(self._store, None, TYPE, each) if _is_node(q.subject))
            narrower = {q.subject for q in _find(self._store, None, _SUBCLASS, each)} - seen
            seen |= narrower
            waiting += narrower

    def _is_target(self, node: Any) -> bool:
        if _is_node(node):
            for quad in _find(self._store, node, None, None):
                if quad.predicate in self._looks.subjects_of:
                    return True
                if quad.predicate == TYPE and not self._classes(quad.object).isdisjoint(self._looks.classes):
                    return True
        return any(self._pointed_at(node))

    def _pointed_at(self, node: Any) -> Iterator[ox.Quad]:
        """One triple for each property that makes its objects targets and has this one."""
        for predicate in self._looks.objects_of:
            yield from [quad for quad, _ in zip(_find(self._store, None, predicate, node), "1", strict=False)]

    def _classes(self, kind: Any) -> frozenset[Any]:
        """A class and those above it (SHACL, section 1.1, SHACL type)."""
        if kind not in self._broader:
            waiting, seen = [kind], {kind}
            while waiting:
                each = waiting.pop()
                above = (
                    {q.object for q in _find(self._store, each, _SUBCLASS, None)} if _is_node(each) else set()
                )
                waiting += above - seen
                seen |= above
            self._broader[kind] = frozenset(seen)
        return self._broader[kind]

    def data(self, focus: Iterable[Any]) -> Iterator[ox.Quad]:
        """What the shapes must see: the nodes, what counts of their neighbours, classes above theirs."""
        classes: set[Any] = set()
        for quad in self._around(set(focus)):
            if quad.predicate == TYPE:
                classes |= self._classes(quad.object)
            yield quad
        for kind in filter(_is_node, classes):
            yield from _find(self._store, kind, _SUBCLASS, None)

    def _around(self, focus: set[Any]) -> Iterator[ox.Quad]:
        near: set[Any] = set()
        for node in focus:
            yield from self._pointed_at(node)
            for quad in self._against(node):
                yield quad
                near.add(quad.subject)
            for quad in _find(self._store, node, None, None) if _is_node(node) else ():
                yield quad
                near.add(quad.object)
                if quad.predicate in ASIDE:
                    near |= {q.subject for q in _find(self._store, None, quad.predicate, quad.object)}
        for node in filter(_is_node, near - focus):
            yield from self._glimpse(node)

    def _against(self, node: Any) -> Iterator[ox.Quad]:
        for predicate in self._looks.against:
            yield from _find(self._store, None, predicate, node)

    def _glimpse(self, node: _Node) -> Iterator[ox.Quad]:
        """What counts of a neighbour."""
        second = self._looks.second
        return (quad for quad in _find(self._store, node, None, None) if quad.predicate in second)


def _is_node(term: object) -> bool:
    return isinstance(term, ox.NamedNode | ox.BlankNode)
