"""What a search answers: things that were found, as members of JSON that the page is made from, too."""

from __future__ import annotations

from typing import Any

from rolegraph.graph.search.index import SearchIndex
from rolegraph.graph.search.kinds import BY_KEY
from rolegraph.graph.search.things import Hit, Naming, Thing
from rolegraph.service.linked.addresses import Addresses


def link_to(iri: str, addresses: Addresses) -> str:
    """The relative link to what the service says of an IRI, the store's own or another."""
    return addresses.within(iri) or addresses.description(iri)


def suggested(hit: Hit, language: str, addresses: Addresses) -> dict[str, Any]:
    """A thing as a suggestion."""
    name, tag = hit.thing.name(language)
    return {
        "iri": hit.thing.iri,
        "link": link_to(hit.thing.iri, addresses),
        "kind": hit.thing.kind,
        "label": name,
        "language": tag or None,
        "matched": _matched(hit),
    }


def shown(hit: Hit, language: str, addresses: Addresses, index: SearchIndex) -> dict[str, Any]:
    """A thing as an entry of a search: how alike it is, what it is, how much is said of it, its like."""
    return {
        **suggested(hit, language, addresses),
        "score": hit.score,
        "types": list(hit.thing.classes),
        "description": hit.thing.about or None,
        "statements": hit.thing.says,
        "exactMatches": [_match(iri, language, addresses, index) for iri in hit.thing.exact],
    }


def title_of_kind(thing: Thing) -> str:
    """The kind of a thing in words."""
    return BY_KEY[thing.kind].title


def _matched(hit: Hit) -> dict[str, Any]:
    """The label that was found, as the graph has it; an IRI is no label of the graph."""
    naming = (
        "iri" if hit.label.naming is Naming.IDENTIFIER and ":" in hit.label.text else hit.label.naming.word
    )
    return {"label": hit.label.text, "language": hit.label.language or None, "as": naming}


def _match(iri: str, language: str, addresses: Addresses, index: SearchIndex) -> dict[str, Any]:
    thing = index.thing(iri)
    label = thing.name(language)[0] if thing else None
    return {"iri": iri, "label": label, "link": link_to(iri, addresses)}
