"""What the page of a thing says in schema.org's words: what is looked up for it, and its data block."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from markupsafe import Markup
from pyoxigraph import NamedNode, Triple

from rolegraph.graph.namespaces import RDF, RG, SCHEMA
from rolegraph.graph.store.descriptions import Describer, Said, bounded_description
from rolegraph.service.linked.schema_org import as_script, needed, thing_page

_MOST_PROFILES = 5
_MOST_SKILLS = 100
_TYPE = NamedNode(f"{RDF}type")
_ROLE, _OF_ROLE = NamedNode(f"{RG}Role"), NamedNode(f"{RG}role")
_PROFILE = NamedNode(f"{RG}RoleProfile")
_COUNTRY, _SKILLS = NamedNode(f"{RG}country"), NamedNode(f"{SCHEMA}skills")


def structured(describer: Describer, said: Said) -> Markup:
    """The data block for the head of a page, empty where schema.org has no word for the thing."""
    data = thing_page(said.node.value, _triples(describer, said))
    return as_script(data) if data else Markup("")


def _triples(describer: Describer, said: Said) -> Iterator[Triple]:
    yield from said.own
    if any(triple.predicate == _TYPE and triple.object == _ROLE for triple in said.own):
        for profile in islice(_profiles(describer, said.node), _MOST_PROFILES):
            yield from _asked(describer, profile)
    for node in needed(said.own):
        found = bounded_description(describer.store, node) or {}
        yield from found
        for triple in found:
            if isinstance(triple.object, NamedNode):
                yield from describer.labels(triple.object)
    for labels in said.labels.values():
        yield from labels


def _asked(describer: Describer, profile: NamedNode) -> Iterator[Triple]:
    """Of a profile what the page of its role says: where it is, and its skills; all of it would take long."""
    for predicate in (_TYPE, _OF_ROLE, _COUNTRY, _SKILLS):
        for quad in islice(describer.store.quads_for_pattern(profile, predicate, None, None), _MOST_SKILLS):
            yield quad.triple
            if predicate in (_COUNTRY, _SKILLS) and isinstance(quad.object, NamedNode):
                yield from describer.labels(quad.object)


def _profiles(describer: Describer, role: NamedNode) -> Iterator[NamedNode]:
    """Pay has a role, too, and is none."""
    store = describer.store
    for quad in store.quads_for_pattern(None, _OF_ROLE, role, None):
        node = quad.subject
        if isinstance(node, NamedNode) and next(store.quads_for_pattern(node, _TYPE, _PROFILE, None), None):
            yield node
