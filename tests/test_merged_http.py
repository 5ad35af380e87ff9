"""Triples in several graphs over HTTP: a client repeats some, asks, and takes them back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import quote

import pytest
from serving import Server, ask, fill, serving

from rolegraph.graph.store.generations import current_generation
from rolegraph.graph.store.tokens import Tokens

ROLES = "SELECT (COUNT(*) AS ?n) { ?r a <https://w3id.org/rolegraph/ns#Role> }"
IN_GRAPHS = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?r a <https://w3id.org/rolegraph/ns#Role> } }"
COPY = "INSERT { GRAPH <http://x/mine> { ?s ?p ?o } } WHERE { ?s a <https://w3id.org/rolegraph/ns#Role> ; ?p ?o }"
LABEL = '<http://example.org/id/role/baker> <http://www.w3.org/2004/02/skos/core#prefLabel> "Baker"@en .'


class Client:
    def __init__(self, server: Server, token: str) -> None:
        self._server, self._token = server, token

    def send(self, method: str, path: str, body: str, kind: str) -> int:
        headers = {"Content-Type": kind, "Authorization": f"Bearer {self._token}"}
        return self._server.request(method, path, body.encode(), headers)[0].status

    def update(self, text: str) -> None:
        assert self.send("POST", "/update", text, "application/sparql-update") in (200, 204)

    def put(self, graph: str, turtle: str) -> None:
        assert self.send("PUT", f"/graphs?graph={quote(graph)}", turtle, "text/turtle") in (200, 201, 204)

    def asked(self, query: str, tag: str = "") -> HTTPResponse:
        headers = {"If-None-Match": tag} if tag else {}
        return self._server.request("GET", f"/sparql?query={quote(query)}", headers=headers)[0]

    def number(self, query: str) -> int:
        response, body = ask(self._server, query)
        assert response.status == 200, body
        return int(json.loads(body)["results"]["bindings"][0]["n"]["value"])

    def metrics(self) -> dict[str, float]:
        lines = self._server.request("GET", "/metrics")[1].decode().splitlines()
        pairs = (line.split() for line in lines if line.startswith("rolegraph_") and "{" not in line)
        return {name: float(value) for name, value in pairs}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    fill(tmp_path / "store")
    token = Tokens(tmp_path / "store").create("write", "mine")
    with serving(tmp_path / "store") as server:
        yield Client(server, token if isinstance(token, str) else token[-1])


def test_a_client_repeats_triples_and_takes_them_back(client: Client, tmp_path: Path) -> None:
    assert client.number(ROLES) == client.number(IN_GRAPHS) == 2
    before = client.asked(ROLES).headers["ETag"]
    client.update(COPY)
    client.put("http://x/other", LABEL)
    assert client.number(ROLES) == 2
    assert client.number(IN_GRAPHS) == 4
    assert client.number("SELECT (COUNT(*) AS ?n) { <http://example.org/id/role/baker> ?p ?o }") == 3
    tag = client.asked(ROLES).headers["ETag"]
    assert tag != before
    assert client.asked(ROLES, tag).status == 304
    assert (client.metrics()["rolegraph_repeats"], client.metrics()["rolegraph_union_merged"]) == (7, 1)
    client.update("DROP GRAPH <http://x/mine> ; DROP GRAPH <http://x/other>")
    assert client.number(ROLES) == client.number(IN_GRAPHS) == 2
    assert client.asked(ROLES, tag).status == 200
    assert client.metrics()["rolegraph_repeats"] == 0
    assert not current_generation(tmp_path / "store").lists_repeats


def test_an_update_counts_each_triple_once(client: Client) -> None:
    client.update(COPY)
    client.update(f"INSERT {{ <http://x/all> <http://x/n> ?n }} WHERE {{ {{ {ROLES} }} }}")
    assert client.number("SELECT ?n { <http://x/all> <http://x/n> ?n }") == 2
