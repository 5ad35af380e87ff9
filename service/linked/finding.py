"""Whether a thing of the store's own is described, and if not, what became of it."""

from __future__ import annotations

from itertools import islice

from pyoxigraph import NamedNode

from rolegraph.graph.identity import Iris
from rolegraph.graph.ingest.fates import Fates
from rolegraph.graph.namespaces import DCTERMS, PROV
from rolegraph.graph.store.descriptions import MOST_TRIPLES, Describer
from rolegraph.service.errors import NothingSaid, RequestError, Withdrawn
from rolegraph.service.linked.links import DocumentLinks
from rolegraph.service.linked.names import Names

_ENDINGS = (NamedNode(DCTERMS + "isReplacedBy"), NamedNode(PROV + "invalidatedAtTime"))


class Moved(RequestError):
    """The thing was merged into another, ``kind`` and ``key``."""

    def __init__(self, kind: str, key: str) -> None:
        super().__init__(f"it was merged into {kind} {key}")
        self.kind, self.key = kind, key


def require_standing(describer: Describer, names: Names, links: DocumentLinks) -> None:
    """See that a thing is described.

    Raises :class:`Moved`, :class:`Withdrawn`, and :class:`NothingSaid` with things of similar names.
    """
    iris = Iris(links.addresses.base)
    try:
        node = NamedNode(links.iri)
    except ValueError:
        raise _unknown(describer, names, links, iris) from None
    quads = islice(describer.store.quads_for_pattern(node, None, None, None), MOST_TRIPLES)
    predicates = {quad.predicate for quad in quads}
    if predicates and not predicates.intersection(_ENDINGS):
        return
    fates = Fates(describer.store, iris)
    successor = fates.successor(links.iri)
    place = links.addresses.place(successor) if successor else None
    if place:
        raise Moved(*place)
    if when := fates.withdrawn(links.kind, links.key):
        raise _withdrawn(describer, names, links, iris, when)
    if not predicates and next(describer.store.quads_for_pattern(None, None, node, None), None) is None:
        raise _unknown(describer, names, links, iris)


def _withdrawn(describer: Describer, names: Names, links: DocumentLinks, iris: Iris, when: str) -> Withdrawn:
    message = f"{links.kind} {links.key} was withdrawn on {when[:10]}: no page says anything of it any more"
    return Withdrawn(message, extra={"withdrawn": when, **_near(describer, names, links, iris)})


def _unknown(describer: Describer, names: Names, links: DocumentLinks, iris: Iris) -> NothingSaid:
    message = f"the graph says nothing of a {links.kind} {links.key[:200]!r}"
    return NothingSaid(message, extra=_near(describer, names, links, iris))


def _near(describer: Describer, names: Names, links: DocumentLinks, iris: Iris) -> dict[str, object]:
    near = names.near(describer.store, iris, links.kind, links.key)
    return {
        "suggestions": [
            {"iri": one.iri, "label": one.label, "document": links.addresses.within(one.iri)} for one in near
        ]
    }
