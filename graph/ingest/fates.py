"""What became of things that the graph describes no more: merged, withdrawn with a page, or vanished.

A page's end stands with its last revision in the provenance graph. A role, a skill or another shared
thing ends with the last page that speaks of it: that is recorded there too, and taken back when one
speaks of it again. What was merged has ``dcterms:isReplacedBy`` in the alignment graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad

from rolegraph.graph.identity import Iris
from rolegraph.graph.mapping import terms

_OWNED = re.compile(r"(?P<source>.+)-\d+")
_LONGEST_CHAIN = 100
_HISTORY = ("revision", "activity", "agent")
"""Kinds that tell what was, and are never withdrawn."""


@dataclass(frozen=True, slots=True)
class Run:
    """The run of the loader that ends things: its activity, and the time at which it ended."""

    activity: NamedNode
    ended: Literal


def run_of(quads: Iterable[Quad]) -> Run | None:
    """The run that quads of the provenance graph tell of."""
    for quad in quads:
        if (
            quad.predicate == terms.ENDED_AT
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, Literal)
        ):
            return Run(quad.subject, quad.object)
    return None


class Fates:
    """What became of things in one store."""

    def __init__(self, store: pyoxigraph.Store, iris: Iris) -> None:
        self._store = store
        self._iris = iris
        self._provenance = NamedNode(iris.provenance_graph)
        self._alignment = NamedNode(iris.alignment_graph)

    def ended(self, thing: str, run: Run) -> list[Quad]:
        """What is to be recorded of a shared thing that a run may have ended; nothing if it is described."""
        node = NamedNode(thing)
        if self._is_described(node):
            return []
        return [
            Quad(node, terms.INVALIDATED_AT, run.ended, self._provenance),
            Quad(node, terms.INVALIDATED_BY, run.activity, self._provenance),
        ]

    def returned(self, thing: str) -> list[Quad]:
        """What was recorded of the end of a shared thing, if it is described again."""
        node = NamedNode(thing)
        recorded = [
            quad
            for predicate in (terms.INVALIDATED_AT, terms.INVALIDATED_BY)
            for quad in self._store.quads_for_pattern(node, predicate, None, self._provenance)
        ]
        return recorded if recorded and self._is_described(node) else []

    def successor(self, thing: str) -> str | None:
        """What a thing was merged into; ``None`` where it was not, or where replacements run in a circle."""
        seen = [NamedNode(thing)]
        while following := self._replaced_by(seen[-1]):
            if following in seen or len(seen) > _LONGEST_CHAIN:
                return None
            seen.append(following)
        return seen[-1].value if len(seen) > 1 else None

    def withdrawn(self, kind: str, key: str) -> str | None:
        """When a thing was withdrawn, ISO 8601; ``None`` where that is not recorded.

        A page, and what a page owned, are withdrawn with it; what is described still is to be told
        apart by the caller.
        """
        if kind in _HISTORY:
            return None
        node = NamedNode(f"{self._iris.base}id/{kind}/{key}")
        if kind == "source":
            return self._page_ended(node)
        if recorded := self._value(node, terms.INVALIDATED_AT):
            return recorded
        owned = _OWNED.fullmatch(key)
        return self._page_ended(NamedNode(self._iris.source_prefix + owned["source"])) if owned else None

    def _page_ended(self, page: NamedNode) -> str | None:
        if next(self._store.quads_for_pattern(page, None, None, page), None) is not None:
            return None
        revisions = self._store.quads_for_pattern(None, terms.SPECIALIZATION_OF, page, self._provenance)
        nodes = [quad.subject for quad in revisions if isinstance(quad.subject, NamedNode)]
        return max(
            (time for node in nodes if (time := self._value(node, terms.INVALIDATED_AT))), default=None
        )

    def _value(self, node: NamedNode, predicate: NamedNode) -> str | None:
        quads = self._store.quads_for_pattern(node, predicate, None, self._provenance)
        return next((quad.object.value for quad in quads if isinstance(quad.object, Literal)), None)

    def _replaced_by(self, node: NamedNode) -> NamedNode | None:
        quads = self._store.quads_for_pattern(node, terms.IS_REPLACED_BY, None, self._alignment)
        return next((quad.object for quad in quads if isinstance(quad.object, NamedNode)), None)

    def _is_described(self, node: NamedNode) -> bool:
        """Whether a page, the vocabulary or a classification says anything of it."""
        graphs = (quad.graph_name for quad in self._store.quads_for_pattern(node, None, None, None))
        return any(graph not in (self._provenance, self._alignment) for graph in graphs)
