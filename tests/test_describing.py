"""/describe: what the graph says of one thing, what points at it, and the labels of these."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat
from serving import fill, publish
from werkzeug.test import TestResponse

from rolegraph.graph.store.descriptions import MOST_TRIPLES, PAGE
from rolegraph.graph.store.generations import read_current
from rolegraph.service.app import create_app
from rolegraph.service.negotiation import DATA, DESCRIPTIONS
from rolegraph.service.parts import parts_of

BAKER, ID = "http://example.org/id/role/baker", "http://example.org/id/"
POINTED = 2 * PAGE + 7
MORE = f"""
<http://example.org/graph/own> {{
  <urn:hub> <urn:says> [ <urn:deep> "in a blank node" ] .
  <{ID}profile/one-1> <https://w3id.org/rolegraph/ns#role> <{BAKER}> .
  {" ".join(f"<urn:from:{n}> <urn:to> <urn:hub> ." for n in range(POINTED))}
  {" ".join(f"<urn:many> <urn:n> {n} ." for n in range(MOST_TRIPLES + 1))}
}}
<http://example.org/graph/again> {{ <urn:from:1> <urn:to> <urn:hub> . }}
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("describing") / "store"
    fill(folder)
    publish(folder, MORE)
    return folder


@pytest.fixture(scope="module")
def app(store: Path) -> Iterator[Flask]:
    made = create_app(store)
    yield made
    parts_of(made).queries.close()


@pytest.fixture
def client(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """One whose requests fail where they would need a reader."""
    monkeypatch.setattr(parts_of(app).queries.pool, "run", None)
    return app.test_client()


def ask(client: FlaskClient, iri: str, more: str = "", **headers: Any) -> TestResponse:
    return client.get(f"/describe?iri={quote(iri, safe='')}{more}", headers=headers)


def triples(response: TestResponse) -> set[str]:
    assert response.status_code == 200, response.text
    name = next(offer for offer in DATA if offer.sent == response.headers["Content-Type"])
    formats = {"ttl": "TURTLE", "nt": "N_TRIPLES", "rdf": "RDF_XML", "jsonld": "JSON_LD", "trig": "TRIG"}
    form = getattr(RdfFormat, formats.get(name.key, "N_QUADS"))
    return {str(quad.triple) for quad in pyoxigraph.parse(response.data, format=form)}


def in_store(store: Path) -> set[str]:
    with read_current(store) as opened:
        return {str(quad.triple) for quad in opened.store}


def test_what_it_says_what_points_at_it_and_their_labels(client: FlaskClient, store: Path) -> None:
    found = triples(ask(client, BAKER))
    everything = in_store(store)
    assert found <= everything
    own = {triple for triple in everything if triple.startswith(f"<{BAKER}>")}
    pointing = {triple for triple in everything if triple.endswith(f"<{BAKER}>")}
    assert len(own) == 3
    assert len(pointing) == 1
    label = f'<{ID}profile/one-1> <https://schema.org/name> "<img src=x onerror=alert(1)>"@en'
    assert found == {*own, *pointing, label}


RDF = [offer for offer in DESCRIPTIONS if offer in DATA]
LINK = re.compile(r'<([^>]*)>; rel="([a-z-]+)"')


@pytest.mark.parametrize("offer", RDF, ids=lambda offer: offer.media_type)
def test_every_format_gives_the_same(client: FlaskClient, offer: Any) -> None:
    response = ask(client, BAKER, Accept=offer.media_type)
    assert response.headers["Content-Type"] == offer.sent
    assert triples(response) == triples(ask(client, BAKER))
    assert ask(client, BAKER, f"&format={offer.key}").status_code == 200


def test_links_lead_to_the_formats_that_they_tell(client: FlaskClient) -> None:
    told = re.findall(r'<([^>]*)>; rel="alternate"; type="([^"]*)"', ask(client, BAKER).headers["Link"])
    assert {kind for _, kind in told} >= {"application/json", "application/ld+json", "text/html"}
    for link, kind in told:
        assert client.get(f"/{link}").mimetype == kind


@pytest.mark.parametrize("safe", ["", ":/"])
def test_the_first_answer_and_later_ones_are_alike(store: Path, safe: str) -> None:
    """The first is the view's, the second comes before Flask, the third was kept."""
    made = create_app(store)
    addresses = [f"/describe?iri={quote(BAKER, safe=safe)}", f"/describe?iri={quote(BAKER, safe='')}"]
    try:
        client = made.test_client()
        answers = [
            client.get(address, headers={"X-Request-ID": "x"}) for address in (*addresses, addresses[1])
        ]
    finally:
        parts_of(made).queries.close()
    first = answers[0]
    assert all(answer.data == first.data and answer.status == first.status for answer in answers)
    assert all(dict(answer.headers) == dict(first.headers) for answer in answers)


def test_what_goes_with_one_answer_does_not_go_with_the_next(client: FlaskClient) -> None:
    hub, baker = ask(client, "urn:hub"), ask(client, BAKER)
    assert {"next", "cite-as"} <= {rel for _, rel in LINK.findall(hub.headers["Link"])}
    found = [(rel, url) for url, rel in LINK.findall(baker.headers["Link"])]
    assert "next" not in dict(found)
    assert ("cite-as", BAKER) in found
    assert ("canonical", "http://example.org/role/baker") in found


def test_the_page_for_people(client: FlaskClient) -> None:
    page = ask(client, "urn:hub", Accept="text/html")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert f"{POINTED:,} statements, page 1 of 3." in page.text
    assert '<a href="?iri=urn%3Ahub&amp;page=2" rel="next">' in page.text
    assert "in a blank node" in page.text
    assert ask(client, "urn:nobody", Accept="text/html").status_code == 404


def test_blank_nodes_are_followed(client: FlaskClient) -> None:
    assert any('<urn:deep> "in a blank node"' in triple for triple in triples(ask(client, "urn:hub")))


def test_what_points_at_it_comes_in_pages(client: FlaskClient) -> None:
    seen: list[set[str]] = []
    address: str | None = "/describe?format=nt&iri=urn%3Ahub"
    while address:
        response = client.get(address)
        assert response.headers["Rolegraph-Pointing"] == str(POINTED)
        seen.append({triple for triple in triples(response) if triple.endswith("<urn:hub>")})
        links = {rel: url for url, rel in LINK.findall(response.headers["Link"])}
        assert ("prev" in links) == (len(seen) > 1)
        following = links.get("next")
        address = f"/describe{following}" if following else None
    assert [len(page) for page in seen] == [PAGE, PAGE, POINTED - 2 * PAGE]
    assert set.union(*seen) == {f"<urn:from:{n}> <urn:to> <urn:hub>" for n in range(POINTED)}


def test_it_is_asked_again_for_nothing(client: FlaskClient) -> None:
    first = ask(client, "urn:hub")
    again = ask(client, "urn:hub", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = ask(client, "urn:hub", "&page=2", **{"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_a_new_generation_shows_at_once(tmp_path: Path) -> None:
    fill(tmp_path / "store")
    made = create_app(tmp_path / "store")
    try:
        client = made.test_client()
        before = ask(client, BAKER)
        publish(tmp_path / "store", f'<urn:g> {{ <{BAKER}> <urn:says> "more" }}')
        after = ask(client, BAKER)
    finally:
        parts_of(made).queries.close()
    assert triples(after) - triples(before) == {f'<{BAKER}> <urn:says> "more"'}
    assert after.headers["ETag"] != before.headers["ETag"]


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/describe", 400, "parameter 'iri'"),
        ("/describe?iri=", 400, "parameter 'iri'"),
        ("/describe?iri=role/baker", 400, "absolute IRI"),
        ("/describe?iri=http://e.org/a%20b", 400, "absolute IRI"),
        ("/describe?iri=urn:a&iri=urn:b", 400, "2 times"),
        ("/describe?iri=urn:hub&page=0", 400, "page must be"),
        ("/describe?iri=urn:hub&page=%C2%B2", 400, "page must be"),
        ("/describe?iri=urn:hub&page=9999999999999", 400, "page must be"),
        ("/describe?iri=urn:hub&format=tsv", 406, "text/turtle"),
        ("/describe?iri=urn:nobody", 404, "says nothing of urn:nobody"),
        ("/describe?iri=urn:many", 400, "more than 2000 triples"),
        ("/describe?iri=urn:hub%3E%20%3Fp%20%3Fo%20%7D%20%23", 400, "absolute IRI"),
    ],
)
def test_what_can_not_be_described(client: FlaskClient, address: str, status: int, words: str) -> None:
    for _ in range(2):
        response = client.get(address)
        assert (response.status_code, response.mimetype) == (status, "application/problem+json")
        assert words in response.get_json()["detail"]


def test_another_method_and_format(client: FlaskClient) -> None:
    assert client.post("/describe?iri=urn:hub").status_code == 405
    assert ask(client, "urn:hub", Accept="image/png").status_code == 406
    assert client.head("/describe?iri=urn:hub").headers["Rolegraph-Pointing"] == str(POINTED)
