"""What the shipped shapes look at: which nodes are targets, and what of their neighbours counts.

Read from the shapes' triples with the engine, so that a write that concerns no shape never waits
for pySHACL to be imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import pyoxigraph as ox

from rolegraph.graph.namespaces import PREFIXES, RDF, RG, SH
from rolegraph.graph.packaged import packaged_files

TYPE = ox.NamedNode(f"{RDF}type")
ASIDE = (ox.NamedNode(f"{RG}source"),)
"""Properties whose shapes compare a node with the others that have the same value."""

_NAME = re.compile(r"\b([A-Za-z][\w-]*):([A-Za-z][\w-]*)")
_Index = dict[tuple[object, str], list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]


class Step(NamedTuple):
    """A step of a path: along a property, or against it."""

    property: ox.NamedNode
    against: bool = False


@dataclass(frozen=True, slots=True)
class Looks:
    """What makes a node a target, and ``steps``: the first step and the second property of paths.

    A triple of the second property concerns all nodes from which the first step leads to its subject.
    ``against``: properties that a first step goes against; a triple of one concerns its object.
    """

    classes: frozenset[ox.NamedNode]
    subjects_of: frozenset[ox.NamedNode]
    objects_of: frozenset[ox.NamedNode]
    steps: frozenset[tuple[Step, ox.NamedNode]]
    against: frozenset[ox.NamedNode]
    second: frozenset[ox.NamedNode]
    """What must be known of a neighbour: the second properties."""


def shipped_looks() -> Looks:
    """What the shapes of ``rolegraph.shapes`` look at."""
    files = packaged_files("rolegraph.shapes")
    return looks_of(q for path in files for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))


def looks_of(quads: Iterable[ox.Quad]) -> Looks:
    """What the shapes in these triples look at: paths of one or two steps, ``sh:class``, ``sh:sparql``."""
    index: _Index = {}
    for quad in quads:
        index.setdefault((quad.subject, quad.predicate.value), []).append(quad.object)
    steps = frozenset(_steps(index))
    return Looks(
        classes=frozenset(_named(index, "targetClass")),
        subjects_of=frozenset(_named(index, "targetSubjectsOf")),
        objects_of=frozenset(_named(index, "targetObjectsOf")),
        steps=steps,
        against=frozenset(first.property for first, _ in steps if first.against),
        second=frozenset(second for _, second in steps),
    )


def _named(index: _Index, parameter: str) -> Iterator[ox.NamedNode]:
    for (_, predicate), values in index.items():
        if predicate == SH + parameter:
            yield from (value for value in values if isinstance(value, ox.NamedNode))


def _steps(index: _Index) -> Iterator[tuple[Step, ox.NamedNode]]:
    shapes = [(key[0], values[0]) for key, values in index.items() if key[1] == f"{SH}path"]
    for shape, path in shapes:
        steps = _sequence(index, path)
        yield from ((first, second.property) for first, second in pairwise(steps))
        for first in _firsts(index, path):
            if _asks_for_class(index, shape):
                yield first, TYPE
            for query in index.get((shape, f"{SH}sparql"), ()):
                for text in index.get((query, f"{SH}select"), ()):
                    yield from ((first, name) for name in _names_in(str(text)))


def _asks_for_class(index: _Index, shape: object) -> bool:
    """Whether ``sh:class`` stands on the shape, or on one of the shapes of its ``sh:or``."""
    either = [one for members in index.get((shape, f"{SH}or"), ()) for one in _members(index, members)]
    return any((one, f"{SH}class") in index for one in (shape, *either))


def _members(index: _Index, members: object) -> Iterator[object]:
    while (members, f"{RDF}first") in index:
        yield index[members, f"{RDF}first"][0]
        members = index[members, f"{RDF}rest"][0]


def _firsts(index: _Index, path: object) -> list[Step]:
    """The first step of a path, or of each alternative."""
    alternatives = index.get((path, f"{SH}alternativePath"), ())
    ways = [way for members in alternatives for way in _members(index, members)] or [path]
    return [step for way in ways for step in _sequence(index, way)[:1]]


def _sequence(index: _Index, path: object) -> list[Step]:
    """The steps of a path: a property, the inverse of one, or a list; none for an alternative path."""
    if isinstance(path, ox.NamedNode):
        return [Step(path)]
    for inverse in index.get((path, f"{SH}inversePath"), ()):
        assert isinstance(inverse, ox.NamedNode)
        return [Step(inverse, against=True)]
    return [step for part in _members(index, path) for step in _sequence(index, part)]


def _names_in(query: str) -> Iterator[ox.NamedNode]:
    """Every property or class that a query names by one of the project's prefixes."""
    for prefix, local in _NAME.findall(query):
        if prefix in PREFIXES:
            yield ox.NamedNode(PREFIXES[prefix] + local)
