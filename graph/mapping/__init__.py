"""From what pages say to quads: pure functions, identity rules to the letter."""

from rolegraph.graph.mapping.page import PageGraph, page_graph, page_quads
from rolegraph.graph.mapping.provenance import Change, Run, provenance_quads, revision_iri
from rolegraph.graph.mapping.vocabulary import (
    VocabularyDeriver,
    official_quads,
    static_vocabulary,
    touched_things,
)

__all__ = [
    "Change",
    "PageGraph",
    "Run",
    "VocabularyDeriver",
    "official_quads",
    "page_graph",
    "page_quads",
    "provenance_quads",
    "revision_iri",
    "static_vocabulary",
    "touched_things",
]
