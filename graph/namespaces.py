"""Every namespace and prefix of rolegraph, once.

The prefixes are used in Turtle output, in example queries and in documentation.
"""

from __future__ import annotations

from types import MappingProxyType

RG = "https://w3id.org/rolegraph/ns#"
SCHEMA = "https://schema.org/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
ESCO = "http://data.europa.eu/esco/model#"
QB = "http://purl.org/linked-data/cube#"
SDMX_DIMENSION = "http://purl.org/linked-data/sdmx/2009/dimension#"
SDMX_ATTRIBUTE = "http://purl.org/linked-data/sdmx/2009/attribute#"
PROV = "http://www.w3.org/ns/prov#"
DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
VOID = "http://rdfs.org/ns/void#"
OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SH = "http://www.w3.org/ns/shacl#"
VOID_EXT = "http://ldf.fi/void-ext#"
SD = "http://www.w3.org/ns/sparql-service-description#"
SPDX = "http://spdx.org/rdf/terms#"
FOAF = "http://xmlns.com/foaf/0.1/"
FORMATS = "http://www.w3.org/ns/formats/"
COUNTRY = "http://publications.europa.eu/resource/authority/country/"
CURRENCY = "http://publications.europa.eu/resource/authority/currency/"

PREFIXES: MappingProxyType[str, str] = MappingProxyType(
    {
        "rg": RG,
        "schema": SCHEMA,
        "skos": SKOS,
        "esco": ESCO,
        "qb": QB,
        "sdmx-dimension": SDMX_DIMENSION,
        "sdmx-attribute": SDMX_ATTRIBUTE,
        "prov": PROV,
        "dcat": DCAT,
        "dcterms": DCTERMS,
        "void": VOID,
        "owl": OWL,
        "rdf": RDF,
        "rdfs": RDFS,
        "xsd": XSD,
        "sh": SH,
        "country": COUNTRY,
        "currency": CURRENCY,
    }
)


def sparql_prologue() -> str:
    """The PREFIX lines that put every prefix of the project in front of a query."""
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
