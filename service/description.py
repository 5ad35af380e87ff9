"""What the endpoint says of itself: a SPARQL 1.1 Service Description, no word of it untrue.

Queries and updates have addresses of their own, so two services are described. Not claimed, as
it does not hold: ``sd:DereferencesURIs`` (nothing is fetched), ``sd:RequiresDataset``,
``sd:inputFormat`` (LOAD is refused).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import pyoxigraph

from rolegraph.graph.namespaces import PREFIXES
from rolegraph.graph.store.repeats import MOST_LISTED
from rolegraph.service.negotiation import GRAPH_FORMATS, GRAPHS, SOLUTIONS, Offer

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_ENTAILMENT = "http://www.w3.org/ns/entailment/"
FORMATS = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "rdf": "RDF_XML",
    "jsonld": "JSON-LD",
    "trig": "TriG",
    "nq": "N-Quads",
}
"""The local names of https://www.w3.org/ns/formats/ by the keys of our formats."""
OFFERS: tuple[Offer, ...] = tuple(offer for offer in GRAPHS if offer.key != "html")
"""The formats that a description can be had in."""


class Service(NamedTuple):
    """What differs between services: the base of IRIs, the default graph, whether SERVICE may be used."""

    base: str
    union: bool = True
    federated: bool = False


_NOT_MERGED = (
    "The merge of all graphs. A triple that stands in several of them is matched once for each by a query "
    f"that has the keyword GRAPH, and, past {MOST_LISTED} such triples, by every query."
)
"""Where ``sd:UnionDefaultGraph`` does not hold to the letter."""


@lru_cache(maxsize=64)
def describe(service: Service, format_key: str) -> bytes:
    """The description of ``{base}sparql`` and ``{base}update`` in a format of ``OFFERS``."""
    graph = pyoxigraph.parse(_turtle(service), format=pyoxigraph.RdfFormat.TURTLE)
    triples = (quad.triple for quad in graph)
    rdf_format = getattr(pyoxigraph.RdfFormat, GRAPH_FORMATS[format_key])
    prefixes = {"sd": _SD, "formats": _FORMATS, "entailment": _ENTAILMENT, "rdfs": PREFIXES["rdfs"]}
    text = pyoxigraph.serialize(triples, format=rdf_format, prefixes=prefixes)
    assert text is not None
    return text


def _turtle(service: Service) -> str:
    query, update = f"{service.base}sparql", f"{service.base}update"
    keys = dict.fromkeys(offer.key for offer in (*SOLUTIONS, *GRAPHS) if offer.key != "html")
    formats = ", ".join(f"<{_FORMATS}{FORMATS[key]}>" for key in keys)
    union = "sd:feature sd:UnionDefaultGraph ;" if service.union else ""
    merged = f'rdfs:comment "{_NOT_MERGED}"@en' if service.union else ""
    federated = "sd:feature sd:BasicFederatedQuery ;" if service.federated else ""
    return f"""
        @prefix sd: <{_SD}> .
        @prefix rdfs: <{PREFIXES["rdfs"]}> .
        <{query}> a sd:Service ;
            sd:endpoint <{query}> ;
            sd:supportedLanguage sd:SPARQL10Query, sd:SPARQL11Query ;
            sd:resultFormat {formats} ;
            {union} {federated}
            sd:defaultEntailmentRegime <{_ENTAILMENT}Simple> ;
            sd:defaultDataset <{query}#dataset> .
        <{query}#dataset> a sd:Dataset ; sd:defaultGraph <{query}#default-graph> .
        <{query}#default-graph> a sd:Graph ; {merged} .
        <{update}> a sd:Service ;
            sd:endpoint <{update}> ;
            sd:supportedLanguage sd:SPARQL11Update ;
            {union}
            sd:defaultEntailmentRegime <{_ENTAILMENT}Simple> ;
            sd:defaultDataset <{update}#dataset> .
        <{update}#dataset> a sd:Dataset ; sd:defaultGraph <{update}#default-graph> .
        <{update}#default-graph> a sd:Graph ; {merged} .
    """
