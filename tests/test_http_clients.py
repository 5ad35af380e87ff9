"""Clients that others wrote, against a real server: SPARQLWrapper, rdflib, curl, pandas."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pandas
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore
from serving import Server, fill, serving
from SPARQLWrapper import GET, JSON, POST, POSTDIRECTLY, URLENCODED, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import Unauthorized

from rolegraph.graph.store.tokens import Tokens

MINE = rdflib.URIRef("http://example.org/mine")
ROLES = "SELECT ?r ?label {?r a rg:Role ; skos:prefLabel ?label} ORDER BY ?r"
PREFIXES = "PREFIX rg: <https://w3id.org/rolegraph/ns#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "


class Service(NamedTuple):
    """A running server and the header that lets a client write."""

    server: Server
    headers: dict[str, str]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    store = tmp_path_factory.mktemp("clients") / "store"
    fill(store)
    secret = Tokens(store).create("write")[1]
    with serving(store) as server:
        yield Service(server, {"Authorization": f"Bearer {secret}"})


@pytest.mark.parametrize("how", [URLENCODED, POSTDIRECTLY])
def test_sparqlwrapper_updates_and_reads_back(service: Service, how: str) -> None:
    client: Any = SPARQLWrapper(f"{service.server.url}/sparql", f"{service.server.url}/update")
    client.setMethod(POST)
    client.setRequestMethod(how)
    client.setQuery(f'INSERT DATA {{ GRAPH <{MINE}> {{ <http://x/s> <http://x/{how}> "é" }} }}')
    with pytest.raises(Unauthorized):
        client.query()
    client.addCustomHttpHeader("Authorization", service.headers["Authorization"])
    assert json.loads(client.query().response.read())["inserted"] == 1
    client.resetQuery()
    client.setMethod(GET)
    client.setReturnFormat(JSON)
    client.setQuery(f"SELECT ?o {{ GRAPH <{MINE}> {{ <http://x/s> <http://x/{how}> ?o }} }}")
    assert [row["o"]["value"] for row in client.queryAndConvert()["results"]["bindings"]] == ["é"]


@pytest.mark.parametrize("method", ["POST", "POST_FORM"])
def test_rdflib_updates_as_a_store(service: Service, method: str) -> None:
    url = service.server.url
    store = SPARQLUpdateStore(
        f"{url}/sparql", f"{url}/update", method=method, headers=service.headers, returnFormat="json"
    )
    graph = rdflib.Graph(store=store, identifier=rdflib.URIRef(f"{MINE}/{method}"))
    triple = (rdflib.URIRef("http://x/s"), rdflib.RDFS.label, rdflib.Literal('"\\é\n', lang="en"))
    graph.add(triple)
    graph.add((*triple[:2], rdflib.Literal(2)))
    assert triple in graph
    assert len(graph) == 2
    graph.remove((triple[0], None, rdflib.Literal(2)))
    assert list(graph) == [triple]
    graph.update(f"CLEAR GRAPH <{graph.identifier}>")
    assert len(graph) == 0


def curl(*arguments: str) -> str:
    program = shutil.which("curl")
    assert program, "curl is not installed"
    command = [program, "--silent", "--show-error", "--max-time", "60", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=90).stdout


def test_curl(service: Service, tmp_path: Path) -> None:
    url, authorization = service.server.url, f"Authorization: {service.headers['Authorization']}"
    file = tmp_path / "data.ttl"
    file.write_text('<#a> <http://x/p> "1" .', "utf-8")
    graph = f"{url}/graphs/from-curl"
    shown = ["--output", str(tmp_path / "out"), "--write-out", "%{http_code}"]
    assert (
        curl(*shown, "-T", str(file), "-H", "Content-Type: text/turtle", "-H", authorization, graph) == "201"
    )
    assert curl(*shown, "-F", f"file=@{file};type=text/turtle", "-H", authorization, graph) == "204"
    assert "from-curl#a" in curl("-H", "Accept: application/n-triples", graph)
    update = "update=CLEAR GRAPH <http://example.org/graphs/from-curl>"
    assert json.loads(curl("--data-urlencode", update, "-H", authorization, f"{url}/update"))["deleted"] == 1
    assert curl(*shown, "-X", "DELETE", "-H", authorization, graph) in ("204", "404")
    assert curl(*shown, "--head", graph) == "404"
    assert curl(*shown, "--data-urlencode", update, f"{url}/update") == "401"
    csv = curl("-H", "Accept: text/csv", "--data-urlencode", f"query={PREFIXES}{ROLES}", f"{url}/sparql")
    assert csv.splitlines()[0] == "r,label"
    valid = curl("--data-binary", f"@{file}", "-H", "Content-Type: text/turtle", f"{url}/validate")
    assert "sh:conforms true" in valid


def test_pandas_reads_the_url_of_a_result(service: Service) -> None:
    query = urlencode({"query": PREFIXES + ROLES, "format": "csv"})
    frame = pandas.read_csv(f"{service.server.url}/sparql?{query}")
    assert list(frame.columns) == ["r", "label"]
    assert list(frame["label"]) == ["Baker", "Miller"]
