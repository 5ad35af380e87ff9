"""The Service Description is true to the letter: whatever it claims is asked of the server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyoxigraph
import pytest
import rdflib
from rdflib.namespace import RDF
from serving import Server, ask, fill, serving

from rolegraph.graph.store.tokens import Tokens
from rolegraph.service.description import Service, describe

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = rdflib.Namespace("http://www.w3.org/ns/formats/")
MEDIA_TYPES = {
    "SPARQL_Results_JSON": "application/sparql-results+json",
    "SPARQL_Results_XML": "application/sparql-results+xml",
    "SPARQL_Results_CSV": "text/csv",
    "SPARQL_Results_TSV": "text/tab-separated-values",
    "Turtle": "text/turtle",
    "N-Triples": "application/n-triples",
    "RDF_XML": "application/rdf+xml",
    "JSON-LD": "application/ld+json",
    "TriG": "application/trig",
    "N-Quads": "application/n-quads",
}
"""What https://www.w3.org/ns/formats/ says of each."""
QUERY, UPDATE = (rdflib.URIRef(f"http://example.org/{name}") for name in ("sparql", "update"))


class Described(NamedTuple):
    """A server, its description, the setting that it runs with, and a token to write with."""

    server: Server
    graph: rdflib.Graph
    default_graph: str
    token: str


@pytest.fixture(scope="module", params=["union", "separate"])
def described(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Described]:
    store = tmp_path_factory.mktemp("described") / "store"
    fill(store)
    token = Tokens(store).create("write")[1]
    with serving(store, f"default_graph={request.param}") as server:
        _, body = server.request("GET", "/sparql")
        yield Described(server, rdflib.Graph().parse(data=body, format="turtle"), request.param, token)


def claims(described: Described, service: rdflib.URIRef, term: rdflib.URIRef) -> set[str]:
    return {str(value).rpartition("#")[2] for value in described.graph.objects(service, term)}


def test_every_format_claimed_is_sent_and_parses(described: Described) -> None:
    claimed = {str(f).removeprefix(FORMATS) for f in described.graph.objects(None, SD.resultFormat)}
    assert claimed == set(MEDIA_TYPES)
    for name in claimed:
        kind = MEDIA_TYPES[name]
        rdf_format = pyoxigraph.RdfFormat.from_media_type(kind)
        results_format = pyoxigraph.QueryResultsFormat.from_media_type(kind)
        graph, solutions = (
            "CONSTRUCT { <http://x/s> <http://x/p> 1, 2 } {}",
            "SELECT ?s { VALUES ?s { 1 2 } }",
        )
        query = graph if rdf_format else solutions
        response, body = ask(described.server, query, kind)
        assert (response.status, response.headers["Content-Type"].partition(";")[0]) == (200, kind)
        if rdf_format:
            assert len(list(pyoxigraph.parse(body, format=rdf_format))) == 2
        elif name == "SPARQL_Results_CSV":  # the engine does not read the one format that loses terms
            assert body.split() == [b"s", b"1", b"2"]
        else:
            assert results_format
            found = pyoxigraph.parse_query_results(body, format=results_format)
            assert isinstance(found, pyoxigraph.QuerySolutions)
            assert [str(row["s"].value) for row in found] == ["1", "2"]


LANGUAGES = {
    "SPARQL10Query": [
        "SELECT ?s FROM <http://example.org/graph/vocabulary> { ?s ?p ?o OPTIONAL { ?o ?q ?r } } LIMIT 1"
    ],
    "SPARQL11Query": [
        "SELECT (COUNT(*) AS ?n) { ?s !<http://x/none>/<http://x/q>* ?o . FILTER NOT EXISTS { ?o ?r ?s } BIND (1 AS ?x) } GROUP BY ?x",
        "SELECT * { VALUES ?x { 1 2 } { SELECT ?y { BIND (SHA256('x') AS ?y) } } MINUS { ?x ?y 1 } }",
    ],
    "SPARQL11Update": [
        "INSERT DATA { GRAPH <http://example.org/mine> { <http://x/s> <http://x/p> 1 } }",
        "COPY <http://example.org/mine> TO <http://example.org/yours> ; DROP GRAPH <http://example.org/mine>",
        "DELETE { GRAPH ?g { ?s ?p ?o } } INSERT { GRAPH ?g { ?s ?p 2 } } "
        "USING NAMED <http://example.org/yours> WHERE { GRAPH ?g { ?s ?p ?o } }",
        "DROP GRAPH <http://example.org/yours>",
    ],
}


def test_every_language_claimed_is_spoken_where_it_is_claimed(described: Described) -> None:
    assert claims(described, QUERY, SD.supportedLanguage) == {"SPARQL10Query", "SPARQL11Query"}
    assert claims(described, UPDATE, SD.supportedLanguage) == {"SPARQL11Update"}
    for service, kind in ((QUERY, "application/sparql-query"), (UPDATE, "application/sparql-update")):
        headers = {"Content-Type": kind, "Authorization": f"Bearer {described.token}"}
        for language in claims(described, service, SD.supportedLanguage):
            for text in LANGUAGES[language]:
                path = "/" + service.rpartition("/")[2]
                response, body = described.server.request("POST", path, text.encode(), headers)
                assert response.status == 200, (text, body)


def holds(described: Described, query: str) -> bool:
    found: bool = json.loads(ask(described.server, query)[1])["boolean"]
    return found


def test_every_feature_claimed_is_there_and_no_other(described: Described) -> None:
    union = described.default_graph == "union"
    assert claims(described, QUERY, SD.feature) == ({"UnionDefaultGraph"} if union else set())
    assert claims(described, UPDATE, SD.feature) == claims(described, QUERY, SD.feature)
    in_a_named_graph = "<http://example.org/id/country/GB> ?p ?o"
    assert holds(described, f"ASK {{ GRAPH ?g {{ {in_a_named_graph} }} }}")
    assert holds(described, f"ASK {{ {in_a_named_graph} }}") is union
    # Not claimed: sd:BasicFederatedQuery, sd:DereferencesURIs.
    assert ask(described.server, "ASK { SERVICE <http://127.0.0.1:9/> {} }")[0].status == 400
    assert not holds(described, f"ASK FROM <{described.server.url}/sparql> {{ ?s ?p ?o }}")


def test_the_default_graph_of_updates_is_as_claimed(described: Described) -> None:
    text = "INSERT { GRAPH <http://example.org/mine> { ?s ?p ?o } } WHERE { ?s a ?c ; ?p ?o }"
    headers = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {described.token}"}
    response, body = described.server.request("POST", "/update", text.encode(), headers)
    assert response.status == 200
    assert (json.loads(body)["inserted"] > 0) is (described.default_graph == "union")


def test_datasets_and_endpoints_are_described(described: Described) -> None:
    services = set(described.graph.subjects(RDF.type, SD.Service))
    assert services == {QUERY, UPDATE}
    for service in (QUERY, UPDATE):
        assert set(described.graph.objects(service, SD.endpoint)) == {service}
        dataset = described.graph.value(service, SD.defaultDataset)
        assert (dataset, RDF.type, SD.Dataset) in described.graph
        assert (described.graph.value(dataset, SD.defaultGraph), RDF.type, SD.Graph) in described.graph


def test_federation_is_claimed_only_where_hosts_are_allowed(project_root: Path) -> None:
    for allowed in (False, True):
        body = describe(Service("http://example.org/", union=False, federated=allowed), "nt")
        claimed = set(rdflib.Graph().parse(data=body, format="nt").objects(QUERY, SD.feature))
        assert claimed == ({SD.BasicFederatedQuery} if allowed else set())
