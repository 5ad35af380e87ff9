"""``/sitemap.xml`` and ``/robots.txt``: every page that a crawler should find, by absolute addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from serving import BASE, fill, publish

from rolegraph.graph.catalogue import sitemap
from rolegraph.graph.store import read_current
from rolegraph.service.app import create_app
from rolegraph.service.parts import parts_of

XML = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
MORE = """
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rg: <https://w3id.org/rolegraph/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix r: <http://example.org/id/revision/> .
<http://example.org/graph/vocabulary> {
  <http://example.org/id/role/bäcker&co> a rg:Role . <http://elsewhere.org/role/x> a rg:Role .
}
<http://example.org/graph/derived/x> { <http://example.org/id/role/derived> a rg:Role . }
<http://example.org/graph/provenance> {
  r:one-1 prov:specializationOf <http://example.org/id/source/one> ; prov:generatedAtTime "2024-01-01T00:00:00Z"^^xsd:dateTime ;
    prov:invalidatedAtTime "2024-02-01T00:00:00Z"^^xsd:dateTime .
  r:one-2 prov:specializationOf <http://example.org/id/source/one> ; prov:generatedAtTime "2024-02-01T00:00:00Z"^^xsd:dateTime .
  r:two-1 prov:specializationOf <http://example.org/id/source/two> ; prov:generatedAtTime "2024-01-01T00:00:00Z"^^xsd:dateTime ;
    prov:invalidatedAtTime "2024-02-01T00:00:00Z"^^xsd:dateTime .
}
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sitemap") / "store"
    fill(made)
    publish(made, MORE)
    return made


@pytest.fixture(scope="module")
def app(store: Path) -> Iterator[Flask]:
    made = create_app(store)
    parts_of(made).derived.build(["sitemap"])
    yield made
    parts_of(made).queries.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def built(store: Path, folder: Path) -> list[Path]:
    with read_current(store) as current:
        sitemap.ARTEFACT.build(current.store, BASE, folder, lambda what, done, of: None)
    return sorted(folder.iterdir())


def addresses(text: str) -> dict[str, str]:
    """Each address with the time of its change."""
    root = ElementTree.fromstring(text)
    return {
        found.findtext(f"{XML}loc", ""): found.findtext(f"{XML}lastmod", "")
        for found in root.iter(f"{XML}url")
    }


def test_what_is_in_it(client: FlaskClient) -> None:
    response = client.get("/sitemap.xml")
    assert (response.status_code, response.mimetype) == (200, "application/xml")
    listed = [one.text for one in ElementTree.fromstring(response.text).iter(f"{XML}loc")]
    assert listed == [f"{BASE}sitemap-1.xml"]
    found = addresses(client.get("/sitemap-1.xml").text)
    assert all(address.startswith(BASE) and address.isascii() for address in found)
    assert {
        f"{BASE}role/baker",
        f"{BASE}skill/kneading",
        f"{BASE}country/GB",
        f"{BASE}dataset",
    } <= found.keys()
    assert f"{BASE}role/b%C3%A4cker&co" in found
    assert not [address for address in found if "elsewhere" in address or "derived" in address]
    assert found[f"{BASE}profile/one-1"] == found[f"{BASE}source/one"] == "2024-02-01T00:00:00Z"
    assert f"{BASE}source/two" not in found  # it was withdrawn
    assert found[f"{BASE}role/baker"] == ""


@pytest.mark.parametrize("accept", ["text/html", "text/html,text/turtle;q=0.9", "image/png"])
@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-1.xml", "/robots.txt"])
def test_there_is_one_format_whatever_is_asked_for(client: FlaskClient, path: str, accept: str) -> None:
    response = client.get(path, headers={"Accept": accept})
    assert response.status_code == 200
    assert response.mimetype == client.get(path).mimetype


def test_every_address_answers(client: FlaskClient, app: Flask) -> None:
    parts_of(app).derived.build(["statistics"])
    for address in addresses(client.get("/sitemap-1.xml").text):
        response = client.get(address.removeprefix(BASE.rstrip("/")), headers={"Accept": "text/html"})
        assert response.status_code == 200, address


def test_parts_are_of_bounded_size(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    everything = addresses((built(store, whole)[0]).read_text())
    monkeypatch.setattr(sitemap, "MOST_ADDRESSES", 5)
    (tmp_path / "parts").mkdir()
    *parts, index = built(store, tmp_path / "parts")
    pieces = [addresses(path.read_text()) for path in parts]
    assert all(0 < len(piece) <= 5 for piece in pieces)
    assert {address for piece in pieces for address in piece} == everything.keys()
    assert sum(map(len, pieces)) == len(everything)
    listed = re.findall(r"<loc>(.*?)</loc>", index.read_text())
    assert listed == [f"{BASE}sitemap-{number}.xml" for number in range(1, len(parts) + 1)]


@pytest.mark.parametrize("path", ["/sitemap-0.xml", "/sitemap-2.xml", "/sitemap-x.xml", "/sitemap-index.xml"])
def test_there_are_no_others(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_robots_are_told_where_it_is(client: FlaskClient) -> None:
    response = client.get("/robots.txt", headers={"Host": "evil.example"})
    assert response.mimetype == "text/plain"
    assert f"Sitemap: {BASE}sitemap.xml" in response.text.splitlines()
    assert "evil" not in response.text
    assert client.get("/robots.txt", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
