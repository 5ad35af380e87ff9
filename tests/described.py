"""What a store says of pages, as plain values: the counterpart of :mod:`ncs_records`."""

from __future__ import annotations

from typing import Any

import pyoxigraph
from ncs_records import PAGE, Description, Shared
from pyoxigraph import Literal, NamedNode, Triple
from readings import BASE

from rolegraph.graph.namespaces import CURRENCY, DCTERMS, PREFIXES, RDF, RG, SCHEMA, SKOS

OWN_KINDS = ("observation", "duty", "requirement", "classification", "mention")
WITHOUT_CASE = ("role", "skill", "code")


def short(iri: str) -> str:
    """``rg:role``; a currency, or an address that is no term, stays whole."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and namespace != CURRENCY:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


class Describer:
    """Describes pages and profiles; things of a page's own in place, shared things by their labels."""

    def __init__(self, quads: pyoxigraph.Store) -> None:
        self._quads = quads
        self._shared: dict[str, Shared] = {}

    def page(self, address: str) -> NamedNode:
        """The page of that address, which is a graph that says so of itself."""
        identifier = NamedNode(DCTERMS + "identifier")
        [found] = self._quads.quads_for_pattern(None, identifier, Literal(address))
        assert isinstance(found.subject, NamedNode)
        assert found.graph_name == found.subject
        return found.subject

    def size(self, page: NamedNode) -> int:
        """The number of quads of a page's graph."""
        return sum(1 for _ in self._quads.quads_for_pattern(None, None, None, page))

    def profiles(self, page: NamedNode) -> set[Description]:
        """The descriptions of a page's profiles."""
        kind = NamedNode(RG + "RoleProfile")
        found = self._quads.quads_for_pattern(None, NamedNode(RDF + "type"), kind, page)
        return {self.node(q.subject, page) for q in found if isinstance(q.subject, NamedNode)}

    def node(self, node: NamedNode, page: NamedNode) -> Description:
        """What the page says of a node."""
        found = self._quads.quads_for_pattern(node, None, None, page)
        return frozenset((short(q.predicate.value), self._value(q.object, page)) for q in found)

    def _value(self, term: Any, page: NamedNode) -> Any:
        if isinstance(term, Literal):
            return term
        if term == page:
            return PAGE
        if not term.value.startswith(BASE):
            return short(term.value)
        kind = term.value.removeprefix(f"{BASE}id/").partition("/")[0]
        return self.node(term, page) if kind in OWN_KINDS else self._named(kind, term)

    def _named(self, kind: str, thing: NamedNode) -> Shared:
        if thing.value not in self._shared:
            self._shared[thing.value] = (kind, *self._names(kind, thing))
        return self._shared[thing.value]

    def _names(self, kind: str, thing: NamedNode) -> Shared:
        label = self._text(thing, "prefLabel")
        name = label.casefold() if kind in WITHOUT_CASE else label
        if kind == "country":
            return (self._text(thing, "notation"),)
        if kind == "code":
            scheme = NamedNode(self._text(thing, "inScheme"))
            return (self._text(scheme, "prefLabel"), self._text(thing, "codeValue", SCHEMA) or name)
        return (thing.value.rpartition("/")[2] if kind == "dataset" else name,)

    def _text(self, thing: NamedNode, predicate: str, namespace: str = SKOS) -> str:
        """A value that the vocabulary graph gives the thing, or nothing."""
        vocabulary = NamedNode(f"{BASE}graph/vocabulary")
        found = self._quads.quads_for_pattern(thing, NamedNode(namespace + predicate), None, vocabulary)
        return next((q.object.value for q in found if not isinstance(q.object, Triple)), "")


def size_of(descriptions: set[Description]) -> int:
    """The number of triples in descriptions, those of a shared list once."""
    inner = {value for one in descriptions for _, value in one if isinstance(value, frozenset)}
    return sum(map(len, descriptions)) + (size_of(inner) if inner else 0)
