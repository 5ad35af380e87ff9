"""The example queries: each answers, with what the samples say; they are offered as data and linked."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pyoxigraph as ox
import pytest
import rdflib
from expected_examples import BASE, EXPECTED, Rows, has
from flask import Flask
from flask.testing import FlaskClient
from rdflib import RDF, RDFS, SDO, SH
from serving import fill, publish, serving
from taxonomy_store import add_classifications

from rolegraph.graph.alignment.align import align
from rolegraph.graph.ingest.load import load
from rolegraph.graph.store.query_text import examine
from rolegraph.service.app import create_app
from rolegraph.service.examples import EXAMPLES, FIRST, Example
from rolegraph.service.parts import parts_of

WELL_KNOWN = "/.well-known/sparql-examples"
NAMED = {example.name: example for example in EXAMPLES}
FEDERATED = sorted(name for name, example in NAMED.items() if example.asks)
CODED = {
    "rolegraph": 1,
    "title": "Clock Mender",
    "codes": [{"scheme": "UK SOC 2010", "value": "5224", "title": "Precision instrument makers"}],
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Path:
    """The samples, a page with a code, two occupations of ESCO, what is derived from them."""
    folder = tmp_path_factory.mktemp("examples")
    page = folder / "clock-mender.json"
    page.write_text(json.dumps(CODED), "utf-8")
    made = folder / "store"
    report = load(made, [str(project_root / "samples"), str(page)])
    assert not report.refused
    add_classifications(made, onet="")
    align(made)
    return made


@pytest.fixture(scope="module")
def app(store: Path) -> Iterator[Flask]:
    made = create_app(store)
    parts_of(made).derived.build(["graphs"])
    yield made
    parts_of(made).queries.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def rows_of(body: bytes, form: str) -> Rows:
    """The rows of an answer; of a graph its triples."""
    if form == "construct":
        triples = (quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES))
        return [{"subject": str(t.subject), "predicate": t.predicate.value} for t in triples]
    told: dict[str, Any] = json.loads(body)
    if "boolean" in told:
        return [{"boolean": str(told["boolean"])}]
    return [{name: term["value"] for name, term in row.items()} for row in told["results"]["bindings"]]


def asked(client: FlaskClient, example: Example) -> Rows:
    accept = "application/n-triples" if example.form == "construct" else "application/sparql-results+json"
    response = client.get("/sparql", query_string={"query": example.query}, headers={"Accept": accept})
    assert response.status_code == 200, response.text
    return rows_of(response.data, example.form)


@pytest.mark.parametrize("name", sorted(set(NAMED) - set(FEDERATED)))
def test_each_gives_what_the_samples_say(client: FlaskClient, name: str) -> None:
    rows = asked(client, NAMED[name])
    assert EXPECTED[name](rows), rows[:5]


def test_every_example_has_a_checked_answer() -> None:
    assert set(EXPECTED) | set(FEDERATED) == set(NAMED)
    assert len(NAMED) >= 25
    assert len(FEDERATED) == 2


def test_the_federated_ones_between_two_services(store: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    fill(there)
    publish(
        there,
        "<http://example.org/graphs/names> { <http://publications.europa.eu/resource/authority/country/GBR>"
        ' <http://www.w3.org/2004/02/skos/core#prefLabel> "Royaume-Uni"@fr , "United Kingdom"@en . }',
    )
    other = shutil.copytree(store, tmp_path / "other", symlinks=True)
    with serving(there) as names, serving(other) as pay:
        hosts = f"service_hosts=127.0.0.1:{names.port} 127.0.0.1:{pay.port}"
        with serving(store, hosts) as server:
            found = {}
            for name, port in {
                "names-of-countries-elsewhere": names.port,
                "pay-in-another-graph": pay.port,
            }.items():
                query = re.sub(
                    r"SERVICE <[^>]+>", f"SERVICE <http://127.0.0.1:{port}/sparql>", NAMED[name].query
                )
                response, body = server.request(
                    "GET",
                    f"/sparql?query={quote(query)}",
                    headers={"Accept": "application/sparql-results+json"},
                )
                assert response.status == 200, body
                found[name] = rows_of(body, "select")
    assert found["names-of-countries-elsewhere"] == [
        {"country": f"{BASE}id/country/GB", "label": "United Kingdom", "french": "Royaume-Uni"}
    ]
    assert has(name="Bookkeeper", here="17000", there="17000", currency="GBP")(found["pay-in-another-graph"])


@pytest.mark.parametrize("name", sorted(NAMED))
def test_each_is_described(name: str) -> None:
    example = NAMED[name]
    assert example.title
    assert len(example.comment) > 30
    assert example.comment.endswith(".")
    assert 2 <= len(example.keywords) <= 6
    examine(example.standing("http://example.org/rolegraph/"), services=bool(example.asks))


FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}


def test_they_are_offered_as_rdf(client: FlaskClient) -> None:
    said = set()
    for media_type, form in FORMATS.items():
        response = client.get(WELL_KNOWN, headers={"Accept": media_type})
        assert (response.status_code, response.mimetype) == (200, media_type)
        assert (
            client.get(
                WELL_KNOWN, headers={"Accept": media_type, "If-None-Match": response.headers["ETag"]}
            ).status_code
            == 304
        )
        said.add(frozenset(quad.triple for quad in ox.parse(response.data, format=form)))
    assert len(said) == 1
    graph = rdflib.Graph().parse(data=client.get(f"{WELL_KNOWN}.ttl").data, format="turtle")
    found = set(graph.subjects(RDF.type, SH.SPARQLExecutable))
    assert found == {rdflib.URIRef(f"{BASE}.well-known/sparql-examples#{name}") for name in NAMED}
    for subject in found:
        texts = [str(o) for form in (SH.select, SH.ask, SH.construct) for o in graph.objects(subject, form)]
        assert len(texts) == 1
        body = texts[0].rpartition("PREFIX ")[2].partition("\n")[2] or texts[0]
        assert set(re.findall(r"(?<![\w<])([a-z][a-z-]*):[A-Za-z]", body)) <= set(
            re.findall(r"PREFIX ([a-z-]+):", texts[0])
        )
        assert ("BASE <" in texts[0]) == bool(re.search(r"<(id|graph)/", texts[0]))
        assert len(list(graph.objects(subject, RDFS.comment))) == 1
        assert list(graph.objects(subject, SDO.keywords))
        assert graph.value(subject, SDO.target) == rdflib.URIRef(f"{BASE}sparql")
        assert list(graph.objects(subject, SH.prefixes / SH.declare))


def test_they_are_offered_as_json_and_as_a_page_that_leads_to_the_form(client: FlaskClient) -> None:
    told = client.get(WELL_KNOWN, headers={"Accept": "application/json"}).json
    assert told is not None
    assert {one["name"] for one in told["examples"]} == set(NAMED)
    page = client.get(WELL_KNOWN, headers={"Accept": "text/html"}).text
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(../sparql\?[^"]+)"', page)]
    queries = [parse_qs(urlsplit(link).query)["query"][0] for link in links]
    assert sorted(queries) == sorted(example.query for example in EXAMPLES)
    for one in told["examples"]:
        assert f'id="{one["name"]}"' in page
        assert parse_qs(urlsplit(one["form"]).query)["query"][0] == NAMED[one["name"]].query


def test_the_form_and_the_home_page_lead_to_them(client: FlaskClient) -> None:
    home, form = (client.get(path, headers={"Accept": "text/html"}).text for path in ("/", "/sparql"))
    for page in (home, form):
        assert f'href="{WELL_KNOWN[1:]}.html"' in page
    for example in FIRST:
        assert example.title in home
    for example in EXAMPLES:
        assert example.title in form


def listed() -> str:
    """The table of docs/example-queries.md."""
    rows = [f"| `{one.name}` | {one.title} | {one.comment} | {', '.join(one.keywords)} |" for one in EXAMPLES]
    return "\n".join(["| name | title | what it asks | keywords |", "|---|---|---|---|", *rows]) + "\n"


def test_the_document_lists_them(project_root: Path) -> None:
    """Where it fails, the table is to be replaced by what ``listed`` gives."""
    assert listed() in (project_root / "docs" / "example-queries.md").read_text("utf-8")
