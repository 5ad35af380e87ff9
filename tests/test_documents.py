"""The IRIs of things and their documents: redirections, formats, headers, and what a page shows."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

import pyoxigraph
import pytest
from flask import Flask
from flask.testing import FlaskClient
from serving import BASE, TRIG, fill, publish
from werkzeug.test import TestResponse

from rolegraph.graph.identity import KINDS
from rolegraph.graph.store.writing import create_store
from rolegraph.service.app import create_app
from rolegraph.service.linked.addresses import FORMATS
from rolegraph.service.parts import parts_of
from rolegraph.service.settings import Settings

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SUFFIX = {
    "text/turtle": ".ttl",
    "application/n-triples": ".nt",
    "application/rdf+xml": ".rdf",
    "application/ld+json": ".jsonld",
    "application/json": ".json",
    "text/csv": ".csv",
    "text/html": "",
    BROWSER: "",
    "*/*": "",
    "application/rdf+xml;q=0.5, text/turtle;q=0.9, */*;q=0.1": ".ttl",
    "text/html;q=0.4, application/json": ".json",
}
LABELS = f"""
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<{BASE}graph/vocabulary> {{
  <{BASE}id/role/baker> skos:prefLabel "Bäcker"@de, "Boulanger"@fr ; skos:altLabel "=1+1"@en ;
    skos:notation -5 ; skos:related <{BASE}id/role/bâtisseur> ; skos:broader <javascript:alert(1)> .
  <{BASE}id/role/bâtisseur> skos:prefLabel "Bâtisseur"@fr .
  <{BASE}id/onet/task-1.A.csv> skos:prefLabel "With dots"@en .
}}
<{BASE}id/source/one> {{ <{BASE}id/source/one> dcterms:license <http://example.org/lic> . }}
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    store = tmp_path_factory.mktemp("documents") / "store"
    fill(store)
    publish(store, LABELS)
    made = create_app(store, Settings(access_log=0))
    yield made
    parts_of(made).queries.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def get(client: FlaskClient, path: str, **headers: Any) -> TestResponse:
    return client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize("accept", SUFFIX)
def test_an_iri_leads_to_the_document_that_accept_asks_for(client: FlaskClient, accept: str) -> None:
    response = get(client, "/id/role/baker", Accept=accept)
    assert response.status_code == 303
    assert response.headers["Location"] == f"../../role/baker{SUFFIX[accept]}"
    assert "Accept" in response.headers["Vary"]
    assert 'rel="describedby"' in response.headers["Link"]


@pytest.mark.parametrize("accept", SUFFIX)
def test_the_document_is_negotiated_too(client: FlaskClient, accept: str) -> None:
    response = get(client, "/role/baker", Accept=accept)
    suffix = SUFFIX[accept]
    assert response.status_code == 200
    assert response.headers.get("Content-Location") == (f"../role/baker{suffix}" if suffix else None)
    alone = get(client, f"/role/baker{suffix}", Accept="text/html")
    assert alone.headers["Content-Type"] == response.headers["Content-Type"]
    assert alone.data == response.data
    assert alone.headers["ETag"] == response.headers["ETag"]
    assert "Content-Location" not in alone.headers


def test_a_format_that_there_is_not(client: FlaskClient) -> None:
    for path in ("/id/role/baker", "/role/baker"):
        assert get(client, path, Accept="image/png").status_code == 406
        assert client.post(path).status_code == 405
    assert get(client, "/role/baker.png").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_addresses(client: FlaskClient, kind: str) -> None:
    for path in (f"/id/{kind}/nobody-has-this", f"/{kind}/nobody-has-this", f"/{kind}/nobody-has-this.ttl"):
        response = get(client, path)
        assert (response.status_code, response.mimetype) == (404, "application/problem+json")
        assert response.get_json()["suggestions"] == []


@pytest.mark.parametrize("path", ["/nokind/baker", "/id/nokind/baker", "/role", "/role/", "/id/role/", "/id"])
def test_no_other_path_is_taken(client: FlaskClient, path: str) -> None:
    response = get(client, path)
    assert (response.status_code, response.get_json()["type"]) == (404, "about:blank")


def test_keys_in_any_script_and_with_dots(client: FlaskClient) -> None:
    response = get(client, f"/id/role/{quote('bâtisseur')}", Accept="text/turtle")
    assert response.headers["Location"] == "../../role/b%C3%A2tisseur.ttl"
    assert f"<{BASE}id/role/bâtisseur>" in get(client, "/role/b%C3%A2tisseur.nt").text
    assert '<a href="../role/b%C3%A2tisseur"' in get(client, "/role/baker", Accept="text/html").text
    assert get(client, "/id/onet/task-1.A.csv").headers["Location"] == "../../onet/task-1.A.csv"


def test_what_the_headers_say(client: FlaskClient) -> None:
    response = get(client, "/profile/one-1.ttl")
    links = re.findall(r"<([^>]*)>; rel=\"([a-z-]+)\"(?:; type=\"([^\"]+)\")?", response.headers["Link"])
    assert ("http://example.org/id/profile/one-1", "cite-as", "") in links
    assert ("http://example.org/profile/one-1", "canonical", "") in links
    assert ("../sparql", "service-desc", "text/turtle") in links
    assert ("http://example.org/lic", "license", "") in links
    assert ("../profile/one-1.ttl", "describedby", "text/turtle") in links
    alternates = {kind: url for url, rel, kind in links if rel == "alternate"}
    assert set(alternates) == {"text/html", *(offer.media_type for offer in FORMATS)}
    for kind, url in alternates.items():
        assert get(client, urljoin("/profile/one-1.ttl", url)).mimetype == kind
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Rolegraph-Pointing"] == "0"
    assert {"Link", "Content-Location", "Last-Modified"} <= set(
        response.headers["Access-Control-Expose-Headers"].split(", ")
    )


def test_head_and_options(client: FlaskClient) -> None:
    for path in ("/role/baker", "/role/baker.csv", "/id/role/baker", "/graph/vocabulary"):
        head, whole = client.head(path), get(client, path)
        assert (head.status_code, head.data) == (whole.status_code, b"")
        assert head.headers["Content-Length"] == str(len(whole.data))
        assert set(head.headers.keys()) == set(whole.headers.keys())
        options = client.options(path)
        assert options.headers["Access-Control-Allow-Methods"] == options.headers["Allow"]
        assert {"GET", "HEAD", "OPTIONS"} == set(options.headers["Allow"].split(", "))


@pytest.mark.parametrize("path", ["/role/baker", "/role/baker.ttl", f"/describe?iri={BASE}id/role/baker"])
def test_it_is_asked_again_for_nothing(client: FlaskClient, path: str) -> None:
    until = time.monotonic() + 10
    while "Last-Modified" not in (first := client.head(path)).headers:  # within the second of its making
        assert time.monotonic() < until
        time.sleep(0.05)
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    for headers in ({"If-None-Match": tag}, {"If-Modified-Since": date}):
        again = get(client, path, **headers)
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    for headers in (
        {"If-Modified-Since": "Sun, 01 Nov 1998 00:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
        {"If-Modified-Since": date, "If-None-Match": '"other"'},
    ):
        assert get(client, path, **headers).status_code == 200


def test_each_reader_gets_labels_in_a_language_of_theirs(client: FlaskClient) -> None:
    titles = {}
    for languages in ("de", "fr-CH, de;q=0.5", "en", "ja, fr;q=0.3", "ja", "", "*" * 2000):
        response = get(client, "/role/baker", Accept="text/html", Accept_Language=languages)
        assert "Accept-Language" in response.headers["Vary"]
        titles[languages] = re.findall(r"<h1[^>]*>([^<]*)<", response.text)[0]
    assert list(titles.values()) == ["Bäcker", "Boulanger", "Baker", "Boulanger", "Baker", "Baker", "Baker"]
    german = get(client, "/role/baker.json", Accept_Language="de").get_json()
    assert german["label"] == {"value": "Bäcker", "language": "de"}


def test_a_page_never_links_to_a_script(client: FlaskClient) -> None:
    text = get(client, "/role/baker", Accept="text/html").text
    assert "javascript:alert(1)" in text
    assert 'href="javascript' not in text
    assert "&lt;img src=x" in text
    assert "<img" not in text


def test_json_says_what_the_page_shows(client: FlaskClient) -> None:
    found = get(client, "/role/baker.json").get_json()
    assert (found["iri"], found["kind"]) == (f"{BASE}id/role/baker", "role")
    says = {one["iri"].rpartition("#")[2]: one for one in found["properties"]}
    assert says["prefLabel"]["label"] == "preferred label"
    assert {(v["value"], v["language"]) for v in says["prefLabel"]["values"]} == {
        ("Baker", "en"),
        ("Bäcker", "de"),
        ("Boulanger", "fr"),
    }
    [related] = says["related"]["values"]
    assert related["document"] == "../role/b%C3%A2tisseur"
    assert related["graphs"] == [f"{BASE}graph/vocabulary"]
    assert found["pointing"]["total"] == 1
    [pointing] = found["pointing"]["properties"]
    assert pointing["values"][0]["label"]["value"] == "<img src=x onerror=alert(1)>"


def test_a_table_that_no_spreadsheet_evaluates(client: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(get(client, "/role/baker.csv").text, newline="")))
    values = {row["value"] for row in rows if row["direction"] == "says"}
    assert {"'=1+1", "-5", "Bäcker"} <= values
    assert "=1+1" not in values
    assert [row["value"] for row in rows if row["direction"] == "is pointed at by"] == [
        f"{BASE}id/profile/one-1"
    ]
    assert rows[0]["graph"] == f"{BASE}graph/vocabulary"


def test_graphs_of_the_loader(client: FlaskClient) -> None:
    response = get(client, "/graph/vocabulary")
    assert response.status_code == 303
    assert response.headers["Location"] == f"../graphs?graph={quote(BASE + 'graph/vocabulary', safe='')}"
    for name in ("nothing", "derived/nothing", "a%20b", "%3E"):
        assert get(client, f"/graph/{name}").status_code == 404


def test_a_base_with_a_path_and_another_host(tmp_path: Path) -> None:
    base = "https://data.example/a/b/"
    create_store(tmp_path / "store", base)
    publish(tmp_path / "store", TRIG.replace(BASE, base))
    made = create_app(tmp_path / "store", Settings(access_log=0))
    try:
        client = made.test_client()
        prefixed = {"base_url": "http://elsewhere.example/x/y/", "headers": {"Accept": "text/html"}}
        answer = client.get("/id/role/baker", **prefixed)
        assert answer.headers["Location"] == "../../role/baker"
        page = client.get("/role/baker", **prefixed)
        found = client.get("/role/baker.ttl")
    finally:
        parts_of(made).queries.close()
    triples = {str(quad.triple) for quad in pyoxigraph.parse(found.data, format=pyoxigraph.RdfFormat.TURTLE)}
    assert any(triple.startswith(f"<{base}id/role/baker>") for triple in triples)
    assert '<a href="../profile/one-1"' in page.text
    assert f'<link rel="canonical" href="{base}role/baker">' in page.text
    assert "elsewhere" not in page.text + str(page.headers)


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/json"])
def test_what_is_kept_is_answered_as_it_was_made(app: Flask, client: FlaskClient, accept: str) -> None:
    """The second answer comes before Flask; another language is another answer."""
    hits = parts_of(app).queries.cache.hits
    headers = {"Accept": accept, "X-Request-ID": "x", "Accept-Language": "fr;q=0.9"}
    first, again = (client.get("/skill/kneading?page=1", headers=headers) for _ in range(2))
    assert parts_of(app).queries.cache.hits == hits + 1
    assert (again.data, dict(again.headers)) == (first.data, dict(first.headers))
    other = client.get("/skill/kneading?page=1", headers={**headers, "Accept-Language": "de"})
    assert parts_of(app).queries.cache.hits == hits + 1
    assert other.data == first.data
