"""The description of the data set: its counts are those of the graph, in VoID and DCAT, in each format."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from flask import Flask
from flask.testing import FlaskClient
from rdflib import DCAT, DCTERMS, RDF, VOID, XSD
from serving import BASE, fill, publish

from rolegraph.graph.catalogue import counting
from rolegraph.graph.catalogue.statistics import PropertyUse, Statistics, load, save
from rolegraph.graph.ingest.load import load as load_pages
from rolegraph.graph.store import read_current
from rolegraph.service.app import create_app
from rolegraph.service.parts import parts_of

VOID_EXT = rdflib.Namespace("http://ldf.fi/void-ext#")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
MORE = """
@prefix x: <http://example.org/id/x/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://example.org/graphs/mine> {
  <http://example.org/id/role/baker> a skos:Concept ; skos:prefLabel "Baker"@en , "Bäcker"@de ;
    skos:exactMatch <http://data.europa.eu/esco/occupation/1> .
  x:a skos:note "a" , 1 , "1"^^<http://www.w3.org/2001/XMLSchema#decimal> , [ skos:note "b" ] .
  <http://data.europa.eu/esco/occupation/1> skos:broader <http://data.europa.eu/esco/isco/C1> .
}
<http://example.org/graph/derived/transitions> { x:t a x:Derived ; x:derived "only here" . }
x:d skos:note "in the default graph" . <http://example.org/id/role/baker> skos:note "there, too" .
"""
"""Repeats of triples in two graphs, a default graph, a derived graph, blank nodes, links."""
ESCO = "http://data.europa.eu/esco/"


def counted(store: Path) -> Statistics:
    with read_current(store) as current:
        return counting.count(current.store, current.generation.base, lambda what, done, of: None)


def triples_of(store: Path) -> set[ox.Triple]:
    """The union of all graphs but the derived ones, as a set."""
    with read_current(store) as current:
        derived = f"{current.generation.base}graph/derived/"
        return {quad.triple for quad in current.store if not str(quad.graph_name).startswith(f"<{derived}")}


def uses(triples: set[ox.Triple]) -> set[tuple[str, int, int, int]]:
    """Properties with their triples, subjects and objects."""
    found: dict[str, list[ox.Triple]] = defaultdict(list)
    for triple in triples:
        found[triple.predicate.value].append(triple)
    return {
        (name, len(some), len({t.subject for t in some}), len({t.object for t in some}))
        for name, some in found.items()
    }


def told(found: tuple[PropertyUse, ...]) -> set[tuple[str, int, int, int]]:
    return {(use.iri, use.triples, use.subjects, use.objects) for use in found}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small store with everything that is hard to count."""
    store = tmp_path_factory.mktemp("mixed") / "store"
    fill(store)
    publish(store, MORE)
    return store


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Path:
    """The samples of the project."""
    store = tmp_path_factory.mktemp("samples") / "store"
    load_pages(store, [str(project_root / "samples")])
    return store


@pytest.mark.parametrize("name", ["mixed", "samples"])
def test_counts_are_those_of_the_triples(name: str, request: pytest.FixtureRequest) -> None:
    store: Path = request.getfixturevalue(name)
    found, triples = counted(store), triples_of(store)
    base = BASE if name == "mixed" else "http://127.0.0.1:8000/"
    typed: dict[str, set[object]] = defaultdict(set)
    for triple in triples:
        if triple.predicate.value == str(RDF.type):
            assert isinstance(triple.object, ox.NamedNode)
            typed[triple.object.value].add(triple.subject)
    assert found.triples == len(triples)
    assert found.subjects == len({t.subject for t in triples})
    assert found.objects == len({t.object for t in triples})
    assert told(found.property_uses) == uses(triples)
    assert (found.properties, found.classes) == (len(uses(triples)), len(typed))
    ours = {s for things in typed.values() for s in things if str(s).startswith(f"<{base}")}
    assert found.entities == len(ours)
    for use in found.class_uses:
        about = {t for t in triples if t.subject in typed[use.iri]}
        assert (use.entities, use.triples) == (len(typed[use.iri]), len(about))
        assert told(use.properties) == uses(about)
    literals = [t.object for t in triples if isinstance(t.object, ox.Literal)]
    expected = Counter((one.datatype.value, one.language or "") for one in literals)
    assert {(one.iri, one.language): one.triples for one in found.datatypes} == expected


def test_the_engine_counts_the_same(samples: Path) -> None:
    found = counted(samples)
    with read_current(samples) as current:
        for use in found.property_uses:
            query = f"SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?a) (COUNT(DISTINCT ?o) AS ?b) {{ ?s <{use.iri}> ?o }}"
            rows = current.store.query(query, use_default_graph_as_union=True)
            assert isinstance(rows, ox.QuerySolutions)
            assert [int(value.value) for value in next(rows)] == [use.triples, use.subjects, use.objects]
        assert found.triples == current.generation.quads
        pages = sum(1 for graph in current.store.named_graphs() if "/id/source/" in str(graph))
        assert found.pages == pages == 45
        assert found.page_triples + sum(size.triples for size in found.graphs) == found.triples


def test_links_and_graphs(mixed: Path) -> None:
    found = counted(mixed)
    assert [(link.target, link.triples) for link in found.links if link.target == "esco"] == [("esco", 1)]
    names = {size.iri.removeprefix(BASE): size.triples for size in found.graphs}
    assert names.keys() == {"graph/vocabulary", "graphs/mine"}  # no derived one
    assert "Derived" not in str(found)


def test_only_the_most_used_are_told_and_all_are_counted(
    mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = counted(mixed)
    monkeypatch.setattr(counting, "MOST_CLASSES", 2)
    monkeypatch.setattr(counting, "MOST_PROPERTIES", 3)
    some = counted(mixed)
    assert (some.classes, some.properties, some.triples) == (
        everything.classes,
        everything.properties,
        everything.triples,
    )
    assert some.class_uses == tuple(
        type(use)(use.iri, use.entities, sum(p.triples for p in use.properties), use.properties[:3])
        for use in everything.class_uses[:2]
    )
    assert some.property_uses == everything.property_uses[:3]


def test_they_are_kept_in_a_file(mixed: Path, tmp_path: Path) -> None:
    found = counted(mixed)
    save(found, tmp_path)
    assert load(tmp_path) == found


@pytest.fixture(scope="module")
def app(mixed: Path) -> Iterator[Flask]:
    made = create_app(mixed)
    parts_of(made).derived.build(["statistics"])
    yield made
    parts_of(made).queries.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}


@pytest.mark.parametrize("path", ["/dataset", "/.well-known/void"])
def test_every_format_has_the_same_description(client: FlaskClient, path: str) -> None:
    said = set()
    for media_type, form in FORMATS.items():
        response = client.get(path, headers={"Accept": media_type})
        assert (response.status_code, response.mimetype) == (200, media_type)
        assert (
            client.get(
                path, headers={"Accept": media_type, "If-None-Match": response.headers["ETag"]}
            ).status_code
            == 304
        )
        assert client.head(path, headers={"Accept": media_type}).headers["ETag"] == response.headers["ETag"]
        said.add(frozenset(quad.triple for quad in ox.parse(response.data, format=form)))
    assert len(said) == 1
    assert client.get(path).mimetype == "text/turtle"
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406
    assert client.get(f"{path}?x=1").status_code == 400


def described(client: FlaskClient) -> rdflib.Graph:
    return rdflib.Graph().parse(data=client.get("/dataset.ttl").data, format="turtle")


def number(graph: rdflib.Graph, subject: rdflib.term.Node, name: str) -> int:
    return int(str(graph.value(subject, VOID[name])))


def test_what_void_says(client: FlaskClient, mixed: Path) -> None:
    graph, found = described(client), counted(mixed)
    (whole,) = graph.subjects(DCAT.distribution / DCAT.downloadURL, rdflib.URIRef(f"{BASE}dumps/all.nq.gz"))
    assert (whole, RDF.type, VOID.Dataset) in graph
    assert number(graph, whole, "triples") == found.triples
    by_property = {
        graph.value(p, VOID.property): number(graph, p, "triples")
        for p in graph.objects(whole, VOID.propertyPartition)
    }
    assert by_property == {rdflib.URIRef(use.iri): use.triples for use in found.property_uses}
    by_class = {
        graph.value(p, VOID["class"]): number(graph, p, "entities")
        for p in graph.objects(whole, VOID.classPartition)
    }
    assert by_class == {rdflib.URIRef(use.iri): use.entities for use in found.class_uses}
    by_type = {
        graph.value(p, VOID_EXT.datatype): number(graph, p, "triples")
        for p in graph.objects(whole, VOID_EXT.datatypePartition)
    }
    assert by_type[XSD.string] == sum(one.triples for one in found.datatypes if one.iri == str(XSD.string))
    (linkset,) = graph.subjects(VOID.objectsTarget / VOID.uriSpace, rdflib.Literal(ESCO))
    assert number(graph, linkset, "triples") == 1
    assert str(graph.value(whole, VOID.uriSpace)) == f"{BASE}id/"
    assert str(graph.value(whole, VOID.sparqlEndpoint)) == f"{BASE}sparql"
    for example in graph.objects(whole, VOID.exampleResource):
        assert client.get("/describe", query_string={"iri": str(example)}).status_code == 200


def test_what_dcat_says(client: FlaskClient, app: Flask) -> None:
    graph = described(client)
    document = rdflib.URIRef(f"{BASE}dataset")
    made, _ = parts_of(app).statistics.get()
    assert int(str(graph.value(document, DCTERMS.identifier))) == made.content == 3
    assert len(list(graph.subjects(RDF.type, DCAT.Distribution))) == 2
    assert len(list(graph.subjects(RDF.type, DCAT.DataService))) == 2
    assert not list(graph.objects(None, DCAT.byteSize))
    sent = client.get("/dumps/all.nq.gz", buffered=True).data
    graph = described(client)
    (size,) = graph.objects(None, DCAT.byteSize)
    assert int(str(size)) == len(sent)
    (checksum,) = graph.objects(None, SPDX.checksumValue)
    assert str(checksum) in client.get("/dumps/all.nq.gz.sha256").text
    for iri in set(graph.subjects()) | set(graph.objects()):
        assert not isinstance(iri, rdflib.BNode)


def test_before_it_is_counted_the_answer_says_when_to_ask_again(tmp_path: Path) -> None:
    fill(tmp_path / "store")
    made = create_app(tmp_path / "store")
    try:
        response = made.test_client().get("/dataset")
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
        assert response.json is not None
        assert response.json["type"].endswith("/not-built")
    finally:
        parts_of(made).queries.close()
