"""The vocabulary is documented, used and true to the vocabularies of others.

Rules are SPARQL queries that must find nothing; what they find is the term at fault. Each rule has
a small piece of Turtle that breaks it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
import vocabulary_terms as vocabulary
from rdflib.compare import isomorphic
from rdflib.namespace import OWL, QB, RDF, RDFS, XSD

from rolegraph.graph.mapping import terms
from rolegraph.graph.namespaces import PREFIXES, RG, sparql_prologue
from rolegraph.graph.namespaces import RDF as RDF_IRI
from rolegraph.graph.namespaces import XSD as XSD_IRI

DATA = Path(__file__).parent / "data" / "ontology"
NAMESPACE = "https://w3id.org/rolegraph/ns"
DOCUMENTS = {  # IRIs in the ontology that are no terms
    NAMESPACE,
    f"{NAMESPACE}/0.1.0",
    "https://creativecommons.org/licenses/by/4.0/",
    "http://purl.org/linked-data/sdmx/2009/dimension",
    "http://purl.org/linked-data/sdmx/2009/attribute",
}

OWN = f"FILTER(STRSTARTS(STR(?term), '{RG}'))"
PROPERTY = "?term a ?kind . VALUES ?kind { owl:ObjectProperty owl:DatatypeProperty }"
RULES = {
    "has one English label": f"?term a ?type {OWN} OPTIONAL {{ ?term rdfs:label ?label }}"
    " FILTER(LANG(?label) != 'en' || !BOUND(?label) || EXISTS { ?term rdfs:label ?l FILTER(?l != ?label) })",
    "has an English definition": f"?term a ?type {OWN}"
    " FILTER NOT EXISTS { ?term rdfs:comment|skos:definition ?text FILTER(LANG(?text) = 'en') }",
    "has a definition in whole sentences": f"?term rdfs:comment ?text {OWN}"
    " FILTER(!REGEX(?text, '^[A-Z].*[.]$'))",
    "says where it is defined": f"?term a ?type {OWN}"
    f" FILTER NOT EXISTS {{ ?term rdfs:isDefinedBy <{NAMESPACE}> }}",
    "has a domain": f"{PROPERTY} FILTER NOT EXISTS {{ ?term rdfs:domain|schema:domainIncludes ?class }}",
    "has a range": f"{PROPERTY} FILTER NOT EXISTS {{ ?term rdfs:range|schema:rangeIncludes ?class }}",
    "has values of its kind": f"{PROPERTY} ?term rdfs:range|schema:rangeIncludes ?range"
    f" BIND(STRSTARTS(STR(?range), '{XSD}') || ?range = rdf:langString AS ?literal)"
    " FILTER(?literal != (?kind = owl:DatatypeProperty))",
    "is a property of one kind": "?term a owl:ObjectProperty , owl:DatatypeProperty",
    "has a superclass": "?term a owl:Class FILTER NOT EXISTS { ?term rdfs:subClassOf ?class }",
    "is no subclass of itself": "?term rdfs:subClassOf+ ?term",
    "is no subproperty of itself": "?term rdfs:subPropertyOf+ ?term",
    "is written as its kind is": f"?term a ?type {OWN}"
    f" BIND(REGEX(STRAFTER(STR(?term), '{RG}'), '^[A-Z]') AS ?capital)"
    " FILTER(?capital != (?type = owl:Class))",
    "is in a scheme if it is a concept": f"?term a skos:Concept {OWN}"
    " FILTER NOT EXISTS { ?term skos:inScheme/a skos:ConceptScheme }",
    "has a preferred label if it is a concept": f"?term a skos:Concept {OWN}"
    " FILTER NOT EXISTS { ?term skos:prefLabel ?label FILTER(LANG(?label) = 'en') }",
}

GOOD = f'rdfs:label "x"@en ; rdfs:comment "An x."@en ; rdfs:isDefinedBy <{NAMESPACE}>'
LINK = f"rg:x a owl:ObjectProperty ; {GOOD}"
BREAKS = {
    "has one English label": f'rg:x a owl:Class ; {GOOD} ; rdfs:label "y"@en ; rdfs:subClassOf rg:Role .',
    "has an English definition": f'rg:x a qb:X ; rdfs:label "x"@en ; rdfs:isDefinedBy <{NAMESPACE}> .',
    "has a definition in whole sentences": 'rg:x rdfs:comment "an x"@en .',
    "says where it is defined": 'rg:x a qb:X ; rdfs:label "x"@en ; rdfs:comment "An x."@en .',
    "has a domain": f"{LINK} ; rdfs:range rg:Role .",
    "has a range": f"{LINK} ; rdfs:domain rg:Role .",
    "has values of its kind": f"{LINK} ; rdfs:domain rg:Role ; rdfs:range xsd:decimal .",
    "is a property of one kind": "rg:x a owl:ObjectProperty , owl:DatatypeProperty .",
    "has a superclass": f"rg:x a owl:Class ; {GOOD} .",
    "is no subclass of itself": "rg:x rdfs:subClassOf schema:A . schema:A rdfs:subClassOf rg:x .",
    "is no subproperty of itself": "rg:x rdfs:subPropertyOf rg:x .",
    "is written as its kind is": "rg:x a owl:Class .",
    "is in a scheme if it is a concept": 'rg:x a skos:Concept ; skos:prefLabel "x"@en .',
    "has a preferred label if it is a concept": "rg:x a skos:Concept ; skos:inScheme rg:outlookTrends .",
}


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    """All that ``ontology/`` declares."""
    return vocabulary.ontology()


def faults(graph: rdflib.Graph, rule: str) -> set[str]:
    query = f"{sparql_prologue()} SELECT DISTINCT ?term WHERE {{ {RULES[rule]} }}"
    return {str(term) for (term,) in graph.query(query)}  # type: ignore[misc]


@pytest.mark.parametrize("rule", RULES)
def test_every_term(ontology: rdflib.Graph, rule: str) -> None:
    assert faults(ontology, rule) == set()


@pytest.mark.parametrize("rule", RULES)
def test_a_term_that_breaks_a_rule_is_named(ontology: rdflib.Graph, rule: str) -> None:
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    broken = ontology + rdflib.Graph().parse(data=prefixes + BREAKS[rule], format="turtle")
    assert f"{RG}x" in faults(broken, rule)


def test_there_are_no_blank_nodes(ontology: rdflib.Graph) -> None:
    assert not [node for triple in ontology for node in triple if isinstance(node, rdflib.BNode)]


def test_the_ontology_describes_itself(ontology: rdflib.Graph) -> None:
    header = rdflib.URIRef(NAMESPACE)
    version = ontology.value(header, OWL.versionInfo)
    assert (header, RDF.type, OWL.Ontology) in ontology
    assert ontology.value(header, OWL.versionIRI) == rdflib.URIRef(f"{NAMESPACE}/{version}")


def used(graph: rdflib.Graph) -> set[str]:
    """What code and shapes use, and what this needs: its parts, its scheme, the class of its values."""
    found = vocabulary.code_terms() | vocabulary.shape_terms()
    for link in (RDFS.range, QB.component, rdflib.SKOS.inScheme):
        found |= {str(o) for term in found for o in graph.objects(rdflib.URIRef(term), link)}
    return found


def test_every_term_is_used(ontology: rdflib.Graph) -> None:
    assert vocabulary.declared(ontology) - used(ontology) == set()


def test_every_term_of_the_code_is_declared(ontology: rdflib.Graph) -> None:
    own = {term for term in vocabulary.code_terms() if term.startswith(RG) and term != RG}
    assert len(own) > 40
    assert own - vocabulary.declared(ontology) == set()


def test_every_term_of_the_shapes_is_declared(ontology: rdflib.Graph) -> None:
    own = {term for term in vocabulary.shape_terms() if term.startswith(RG)}
    assert own
    assert own - vocabulary.declared(ontology) == set()


def test_terms_in_texts_are_declared(ontology: rdflib.Graph) -> None:
    texts = [str(node) for node in ontology.objects() if isinstance(node, rdflib.Literal)]
    own = {term for text in texts for term in vocabulary.terms_in_turtle(text) if term.startswith(RG)}
    assert own
    assert own - vocabulary.declared(ontology) == set()


def test_terms_are_found_in_text() -> None:
    code = 'A = NamedNode(RG + "duty"); f"{SCHEMA}name"; OTHER + "no"; COUNTRY + code'
    turtle = '# rg:no\n[] sh:path rg:duty ; sh:message "see schema:name." ; a <https://e.example/rg:no> .'
    assert vocabulary.terms_in_code(code) == {f"{RG}duty", "https://schema.org/name"}
    assert vocabulary.terms_in_turtle(turtle) == {
        f"{PREFIXES['sh']}path",
        f"{PREFIXES['sh']}message",
        f"{RG}duty",
        "https://schema.org/name",
    }


def test_foreign_terms_of_the_ontology_exist(ontology: rdflib.Graph) -> None:
    foreign = {iri for iri in vocabulary.iris(ontology) if not iri.startswith(RG)} - DOCUMENTS
    assert vocabulary.unknown(foreign) == set()
    assert not [iri for iri in foreign if not iri.startswith((*vocabulary.DEFINED, *vocabulary.LISTED))]


def test_foreign_terms_of_code_shapes_and_context_exist() -> None:
    names = {vocabulary.named(definition) for definition in vocabulary.context().values()}
    assert vocabulary.unknown(vocabulary.code_terms() | vocabulary.shape_terms() | names) == set()


@pytest.mark.parametrize(
    "term", ["https://schema.org/salaryEstimate", PREFIXES["esco"] + "hasSkill", PREFIXES["skos"] + "label"]
)
def test_a_foreign_term_that_does_not_exist_is_named(term: str) -> None:
    assert vocabulary.unknown([term, RG + "Role", PREFIXES["skos"] + "prefLabel"]) == {term}


def test_the_context_names_every_term_by_its_local_name(ontology: rdflib.Graph) -> None:
    components = {str(term) for term in ontology.subjects(RDF.type, QB.ComponentSpecification)}
    context = vocabulary.context()
    own = vocabulary.declared(ontology) - components
    assert {term for term in own if vocabulary.named(context.get(term.removeprefix(RG), "")) != term} == set()


def test_the_context_names_what_the_mapping_writes() -> None:
    written = {node.value for node in vars(terms).values() if isinstance(node, pyoxigraph.NamedNode)}
    names = {vocabulary.named(definition) for definition in vocabulary.context().values()}
    foreign = {term for term in written - names if not term.startswith((RDF_IRI, XSD_IRI))}
    assert len(written) > 80
    assert foreign == set()


def test_the_context_has_the_prefixes_of_the_project() -> None:
    context = vocabulary.context()
    as_terms = {"country", "currency"}  # rg:country and schema:currency have these names here
    assert {p: context.get(p) for p in PREFIXES if p not in as_terms} == {
        p: iri for p, iri in PREFIXES.items() if p not in as_terms
    }


def test_the_context_agrees_with_the_ranges(ontology: rdflib.Graph) -> None:
    context, wrong = vocabulary.context(), set()
    for term in ontology.subjects(RDF.type, OWL.ObjectProperty):
        if coercion(context[str(term).removeprefix(RG)]) not in ("@id", "@vocab"):
            wrong.add(term)
    for term, datatype in ontology.subject_objects(RDFS.range):
        name = str(term).removeprefix(RG)
        if name in context and str(datatype).startswith(str(XSD)) and datatype != XSD.string:
            expected = "xsd:" + str(datatype).removeprefix(str(XSD))
            wrong |= {term} if coercion(context[name]) != expected else set()
    assert wrong == set()


def coercion(definition: object) -> object:
    return definition.get("@type") if isinstance(definition, dict) else None


def read_with_rdflib(document: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=document, format="json-ld")


def read_with_pyoxigraph(document: str) -> rdflib.Graph:
    store = pyoxigraph.Store()
    store.load(document, pyoxigraph.RdfFormat.JSON_LD)
    triples = store.dump(None, pyoxigraph.RdfFormat.N_TRIPLES, from_graph=pyoxigraph.DefaultGraph())
    return rdflib.Graph().parse(data=triples, format="nt")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own use
@pytest.mark.parametrize("read", [read_with_rdflib, read_with_pyoxigraph])
def test_a_document_expands_to_the_right_terms(read: Callable[[str], rdflib.Graph]) -> None:
    body = json.loads((DATA / "profile.json").read_text(encoding="utf-8"))
    graph = read(json.dumps({"@context": vocabulary.context(), **body}))
    expected = rdflib.Graph().parse(DATA / "profile.ttl")
    assert isomorphic(graph, expected), set(graph) ^ set(expected)
