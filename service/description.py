"""What the endpoint says of itself: a SPARQL 1.1 Service Description."""

from __future__ import annotations

from functools import lru_cache

import pyoxigraph

from rolegraph.service.negotiation import GRAPH_FORMATS, GRAPHS, SOLUTIONS, Offer

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "rdf": "RDF_XML",
    "jsonld": "JSON-LD",
}
OFFERS: tuple[Offer, ...] = tuple(offer for offer in GRAPHS if offer.key != "html")
"""The formats that a description can be had in."""


@lru_cache(maxsize=64)
def describe(base: str, format_key: str) -> bytes:
    """The description of ``{base}sparql`` in a format of ``OFFERS``."""
    graph = pyoxigraph.parse(_turtle(f"{base}sparql"), format=pyoxigraph.RdfFormat.TURTLE)
    triples = (quad.triple for quad in graph)
    rdf_format = getattr(pyoxigraph.RdfFormat, GRAPH_FORMATS[format_key])
    text = pyoxigraph.serialize(triples, format=rdf_format, prefixes={"sd": _SD, "formats": _FORMATS})
    assert text is not None
    return text


def _turtle(endpoint: str) -> str:
    keys = dict.fromkeys(offer.key for offer in (*SOLUTIONS, *GRAPHS) if offer.key != "html")
    formats = ", ".join(f"<{_FORMATS}{_FORMAT_NAMES[key]}>" for key in keys)
    return f"""
        @prefix sd: <{_SD}> .
        <{endpoint}> a sd:Service ;
            sd:endpoint <{endpoint}> ;
            sd:supportedLanguage sd:SPARQL11Query ;
            sd:feature sd:UnionDefaultGraph ;
            sd:resultFormat {formats} ;
            sd:defaultDataset <{endpoint}#dataset> .
        <{endpoint}#dataset> a sd:Dataset ; sd:defaultGraph <{endpoint}#default-graph> .
        <{endpoint}#default-graph> a sd:Graph .
    """
