"""The W3C suites of HTTP: SPARQL 1.1 Protocol, Graph Store HTTP Protocol, Service Description."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pytest
import rdflib
from rdflib.namespace import RDF
from serving import Server, serving
from w3c_http import Exchange, HttpTest, names_of, read_tests, run, unpacked

from rolegraph.graph.store.tokens import Tokens
from rolegraph.graph.store.writing import create_store

PROTOCOL = (
    "query_post_form",
    "query_dataset_default_graphs_get",
    "query_dataset_default_graphs_post",
    "query_dataset_named_graphs_post",
    "query_dataset_named_graphs_get",
    "query_dataset_full",
    "query_multiple_dataset",
    "query_get",
    "query_content_type_select",
    "query_content_type_ask",
    "query_content_type_describe",
    "query_content_type_construct",
    "update_dataset_default_graph",
    "update_dataset_default_graphs",
    "update_dataset_named_graphs",
    "update_dataset_full",
    "update_post_form",
    "update_post_direct",
    "update_base_uri",
    "query_post_direct",
    "bad_query_method",
    "bad_multiple_queries",
    "bad_query_wrong_media_type",
    "bad_query_missing_form_type",
    "bad_query_missing_direct_type",
    "bad_query_non_utf8",
    "bad_query_syntax",
    "bad_update_get",
    "bad_multiple_updates",
    "bad_update_wrong_media_type",
    "bad_update_missing_form_type",
    "bad_update_non_utf8",
    "bad_update_syntax",
    "bad_update_dataset_conflict",
)
GRAPH_STORE = (
    "put_get_repeat_direct",
    "put_delete_get_delete_direct",
    "post_get_post_get_direct",
    "head_existing_direct",
    "head_non_existing_direct",
    "put_get_repeat_indirect",
    "put_get_default",
    "put_delete_get_delete_indirect",
    "post_get_post_get_indirect",
    "post_get_new_graph",
    "head_existing_indirect",
    "head_non_existing_indirect",
    "put_get_uri_pct_encoded_indirect",
    "put_get_uri_pct_encoded_twice",
)


class Suites(NamedTuple):
    """A server with an empty store whose base is its own address, and the tests to run against it."""

    server: Server
    authorization: dict[str, str]
    tests: dict[str, HttpTest]
    folder: Path


@pytest.fixture(scope="module")
def suites(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suites]:
    folder = unpacked(shared_data / "w3c" / "sparql-suites.tar.xz", tmp_path_factory.mktemp("suites"))
    store_parts = folder / "graph-store-protocol"
    manifests = [folder / "protocol" / "manifest.ttl", *sorted(store_parts.glob("manifest-*.ttl"))]
    store, port = tmp_path_factory.mktemp("w3c") / "store", free_port()
    create_store(store, f"http://127.0.0.1:{port}/")
    secret = Tokens(store).create("write")[1]
    with serving(store, "default_graph=separate", port=port) as server:
        yield Suites(server, {"Authorization": f"Bearer {secret}"}, read_tests(*manifests), folder)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def empty(suites: Suites) -> Suites:
    """The same with nothing in the store."""
    headers = {"Content-Type": "application/sparql-update", **suites.authorization}
    response, body = suites.server.request("POST", "/update", b"DROP ALL", headers)
    assert response.status == 200, body
    return suites


def test_the_suites_are_the_ones_that_are_run(suites: Suites) -> None:
    assert names_of(suites.folder / "protocol" / "manifest.ttl") == set(PROTOCOL)
    assert set(suites.tests) == {*PROTOCOL, *GRAPH_STORE}
    assert (len(PROTOCOL), len(GRAPH_STORE)) == (34, 14)
    assert names_of(suites.folder / "service-description" / "manifest.ttl") == {
        "has-endpoint-triple",
        "returns-rdf",
        "conforms-to-schema",
    }


@pytest.mark.parametrize("name", PROTOCOL)
def test_protocol(empty: Suites, name: str) -> None:
    test = empty.tests[name]
    for graph, data in test.graphs.items():
        headers = {"Content-Type": "application/n-triples", **empty.authorization}
        response, body = empty.server.request("PUT", f"/graphs?graph={quote(graph, '')}", data, headers)
        assert response.status == 201, body

    def path_of(exchange: Exchange) -> str:
        """Updates have an address of their own; what is no query in a test of updates is one."""
        query = exchange.headers.get("content-type") == "application/sparql-query"
        place = "/update" if "update" in name and not query else "/sparql"
        assert exchange.path.startswith("/sparql/")
        return place + exchange.path.removeprefix("/sparql/")

    run(empty.server, test, path_of, empty.authorization)


@pytest.mark.parametrize("name", GRAPH_STORE)
def test_graph_store(empty: Suites, name: str) -> None:
    def path_of(exchange: Exchange) -> str:
        assert exchange.path.startswith("/gsp")
        return "/graphs" + exchange.path.removeprefix("/gsp")

    run(empty.server, empty.tests[name], path_of, empty.authorization)


@pytest.fixture(scope="module")
def description(suites: Suites) -> rdflib.Graph:
    response, body = suites.server.request("GET", "/sparql")
    assert response.status == 200
    kind = response.headers["Content-Type"].partition(";")[0]
    assert kind in ("text/turtle", "application/n-triples", "application/rdf+xml")
    return rdflib.Graph().parse(data=body, format=kind)


SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")


def test_service_description_returns_rdf(description: rdflib.Graph) -> None:
    assert len(description) > 0


def test_service_description_has_endpoint_triple(suites: Suites, description: rdflib.Graph) -> None:
    endpoint = rdflib.URIRef(f"{suites.server.url}/sparql")
    [service] = description.subjects(SD.endpoint, endpoint)
    assert (service, RDF.type, SD.Service) in description


CLASSES = {
    SD.endpoint: (SD.Service, None),
    SD.feature: (SD.Service, SD.Feature),
    SD.defaultEntailmentRegime: (SD.Service, SD.EntailmentRegime),
    SD.supportedLanguage: (SD.Service, SD.Language),
    SD.resultFormat: (SD.Service, None),
    SD.defaultDataset: (SD.Service, SD.Dataset),
    SD.defaultGraph: (SD.Dataset, SD.Graph),
}
"""Domain and range of the properties used (Service Description, section 3); ``None``: any IRI."""
INSTANCES = {
    SD.Feature: {
        SD.DereferencesURIs,
        SD.UnionDefaultGraph,
        SD.RequiresDataset,
        SD.EmptyGraphs,
        SD.BasicFederatedQuery,
    },
    SD.Language: {SD.SPARQL10Query, SD.SPARQL11Query, SD.SPARQL11Update},
    SD.EntailmentRegime: {rdflib.URIRef("http://www.w3.org/ns/entailment/Simple")},
}
"""The instances that the recommendation defines, and the entailment regime that holds here."""


def test_service_description_conforms_to_schema(description: rdflib.Graph) -> None:
    used = set(description.predicates()) - {RDF.type}
    assert used <= set(CLASSES)
    for term, (domain, range_) in CLASSES.items():
        for subject, value in description.subject_objects(term):
            assert (subject, RDF.type, domain) in description, (subject, term)
            assert isinstance(value, rdflib.URIRef)
            known = (range_ is not None and value in INSTANCES.get(range_, ())) or (
                value,
                RDF.type,
                range_,
            ) in description
            assert range_ is None or known, (term, value)
    for service in description.subjects(RDF.type, SD.Service):
        assert len(list(description.objects(service, SD.endpoint))) == 1
        assert len(list(description.objects(service, SD.defaultDataset))) == 1
