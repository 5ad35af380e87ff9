"""``/ns``, ``/shapes`` and ``/context.jsonld``: what the files of the project define, in each format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient
from serving import fill

from rolegraph.graph.catalogue import terms
from rolegraph.graph.namespaces import RG
from rolegraph.service.app import create_app
from rolegraph.service.parts import parts_of

FORMATS = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
}
DEFINED = {"/ns": terms.ontology, "/shapes": terms.shapes}


class Ids(HTMLParser):
    """The ids of a page's elements, and what its links lead to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name == "href" and tag == "a":
                self.links.append(value or "")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    store = tmp_path_factory.mktemp("vocabulary") / "store"
    fill(store)
    made = create_app(store)
    yield made
    parts_of(made).queries.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def canonical(triples: Iterator[ox.Triple]) -> set[str]:
    """A graph in a form in which the names of blank nodes do not matter."""
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


@pytest.mark.parametrize("path", DEFINED)
@pytest.mark.parametrize("suffix", FORMATS)
def test_each_format_holds_what_is_defined(client: FlaskClient, path: str, suffix: str) -> None:
    media_type, form = FORMATS[suffix]
    for response in (client.get(f"{path}.{suffix}"), client.get(path, headers={"Accept": media_type})):
        assert (response.status_code, response.mimetype) == (200, media_type)
        found = canonical(quad.triple for quad in ox.parse(response.data, format=form))
        assert found == canonical(iter(DEFINED[path]()))


@pytest.mark.parametrize("path", [*DEFINED, "/context.jsonld"])
def test_they_can_be_kept_and_asked_for_again(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    tag = response.headers["ETag"]
    assert not tag.startswith("W/")
    assert "max-age=" in response.headers["Cache-Control"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    head = client.head(path)
    assert (head.headers["ETag"], head.data) == (tag, b"")
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", DEFINED)
def test_what_they_link_to(client: FlaskClient, path: str) -> None:
    links = client.get(path).headers.getlist("Link")
    alternates = [found[1] for link in links if (found := re.match(r'<([^>]+)>; rel="alternate"', link))]
    assert len(alternates) == 5
    assert {client.get(one).status_code for one in alternates} == {200}
    assert any('rel="canonical"' in link and "w3id.org" in link for link in links)
    assert client.get(f"{path}.exe").status_code == 404
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406
    assert client.get(f"{path}?format=rdf").mimetype == "application/rdf+xml"
    assert client.get(f"{path}?iri=x").status_code == 400


def test_every_term_has_an_anchor_with_what_is_known_of_it(client: FlaskClient) -> None:
    response = client.get("/ns", headers={"Accept": "text/html"})
    page = Ids(response.text)
    names = {
        triple.subject.value.removeprefix(RG)
        for triple in terms.ontology()
        if isinstance(triple.subject, ox.NamedNode) and triple.subject.value.startswith(RG)
    }
    assert set(page.ids) >= names
    assert len(set(page.ids)) == len(page.ids)
    for link in page.links:
        if link.startswith(("#", "/ns#")):
            assert link.partition("#")[2] in page.ids, link
    role = response.text.partition('id="Role"')[2].partition("</section>")[0]
    for word in ("skos:Concept", "esco:Occupation", "Ireland and in Kenya", "role", "close to"):
        assert word in role
    for chapter in terms.vocabulary():
        assert all(entry.label and entry.comment for entry in chapter.entries if chapter.title == "Classes")


def test_terms_know_what_is_below_them() -> None:
    entries = {entry.name: entry for chapter in terms.vocabulary() for entry in chapter.entries}
    kinds = dict(entries["role"].values)
    assert dict(entries["RoleProfile"].values)["is a kind of"] == ("https://schema.org/Occupation",)
    assert kinds["range"] == (f"{RG}Role",)
    below = {name for name, entry in entries.items() if "has kinds" in dict(entry.values)}
    above = {
        iri.removeprefix(RG)
        for entry in entries.values()
        for iri in dict(entry.values).get("is a kind of", ())
        if iri.startswith(RG)
    }
    assert below == above


def test_every_shape_is_shown_with_its_path(client: FlaskClient) -> None:
    text = client.get("/shapes.html").text
    page = Ids(text)
    assert {entry.name for entry in terms.shape_entries()} <= set(page.ids)
    assert "rg:skillRequirement / schema:item" in text
    assert "^schema:estimatedSalary / rg:role" in text
    assert "schema:median | rg:mean" in text


def test_the_context_is_the_file(client: FlaskClient, project_root: Path) -> None:
    response = client.get("/context.jsonld")
    assert response.mimetype == "application/ld+json"
    assert response.data == (project_root / "ontology" / "context.jsonld").read_bytes()
