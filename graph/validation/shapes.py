"""The shipped shapes: data of the package ``rolegraph.shapes``."""

from __future__ import annotations

import rdflib

from rolegraph.graph.packaged import packaged_files

SHAPES = "https://w3id.org/rolegraph/shapes#"
"""The namespace of the shipped shapes (prefix ``rgsh``)."""

WHOLE_BATCH = rdflib.URIRef(SHAPES + "wholeBatch")
"""Marks a ``sh:sparql`` constraint that may be asked once for all focus nodes.

Its query answers for every ``$this`` what it would answer with ``$this`` pre-bound (SHACL §5.3.1).
"""


def shapes_graph() -> rdflib.Graph:
    """All shipped shapes in one graph: a new one at each call, so that a caller may change it."""
    graph = rdflib.Graph()
    for path in packaged_files("rolegraph.shapes"):
        graph.parse(path, format="turtle")
    return graph
