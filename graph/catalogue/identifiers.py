"""The IRIs of a data set's description: fragments of ``{base}dataset``, none of them a blank node."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import quote

from pyoxigraph import NamedNode

from rolegraph.graph.namespaces import PREFIXES

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]*\Z")


@dataclass(frozen=True, slots=True)
class Names:
    """Makes them from the base of a store."""

    base: str

    @property
    def document(self) -> NamedNode:
        """The description itself."""
        return NamedNode(f"{self.base}dataset")

    @property
    def dataset(self) -> NamedNode:
        """All graphs of the store together."""
        return self.part("data")

    def part(self, name: str) -> NamedNode:
        """A part of the description, by a name of ours."""
        return NamedNode(f"{self.base}dataset#{name}")

    def partition(self, kind: str, *iris: str) -> NamedNode:
        """A partition by a class, property or datatype, or by a property of a class."""
        return self.part(".".join((kind, *map(_short, iris))))

    def dump(self, file: str) -> NamedNode:
        """Where a dump is downloaded."""
        return NamedNode(f"{self.base}dumps/{file}")

    def graph_dump(self, graph: str, extension: str) -> NamedNode:
        """Where the dump of one graph is downloaded."""
        return NamedNode(f"{self.base}dumps/graph{extension}?graph={quote(graph, safe='')}")


def _short(iri: str) -> str:
    """``skos-prefLabel`` where the prefix is one of ours, else a digest."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and _PLAIN.match(iri[len(namespace) :]):
            return f"{prefix}-{iri[len(namespace) :]}"
    return hashlib.sha256(iri.encode()).hexdigest()[:16]
