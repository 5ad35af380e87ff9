"""A crawl over the samples: from the home page every IRI is reached, and answers in every format."""

from __future__ import annotations

import csv
import gzip
import io
import socket
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

import pyoxigraph
import pytest
import rdflib
from flask import Flask
from pyoxigraph import NamedNode, RdfFormat
from serving import Server, serving
from werkzeug.test import TestResponse

from rolegraph.graph.derived.derived import Derived
from rolegraph.graph.identity import KINDS
from rolegraph.graph.ingest.load import LoadOptions, load
from rolegraph.graph.namespaces import DCAT, VOID
from rolegraph.graph.store.generations import read_current
from rolegraph.service.app import create_app
from rolegraph.service.linked.addresses import FORMATS
from rolegraph.service.linked.as_csv import COLUMNS
from rolegraph.service.parts import parts_of
from rolegraph.service.settings import Settings

BASE = "https://graph.example/data/"
ROOT = "http://crawled.example/"
LOADED = (
    "au",
    "br",
    "de",
    "es",
    "fr",
    "in",
    "lt",
    "no",
    "us/loan-officer-0-5-years.txt",
    "gb/shopkeeper-not-stated.txt",
)
ENDPOINTS = [NamedNode(iri) for iri in (VOID + "uriLookupEndpoint", DCAT + "endpointURL")]
"""Properties whose values answer with a parameter only."""
RDF = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}


class Site(NamedTuple):
    """The service, and what its store holds: ``iris`` it speaks of, ``asserted`` is not derived."""

    app: Flask
    triples: set[str]
    asserted: set[str]
    iris: set[str]

    def get(self, url: str, accept: str = "*/*") -> TestResponse:
        """An answer, with redirections followed as a browser does (RFC 3986, section 5.2)."""
        client = self.app.test_client()
        for _ in range(4):
            parts = urlsplit(url)
            response = client.get(f"{parts.path}?{parts.query}", headers={"Accept": accept}, buffered=True)
            if response.status_code not in (301, 303):
                return response
            url = urljoin(url, response.headers["Location"])
        raise AssertionError(f"{url} leads on and on")


@pytest.fixture(scope="module")
def site(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    store = tmp_path_factory.mktemp("crawled") / "store"
    load(store, [str(project_root / "samples" / name) for name in LOADED], LoadOptions(base=BASE))
    Derived(store).build()
    with read_current(store) as current:
        quads = list(current.store)
    terms = {term for q in quads for term in (q.subject, q.object, q.graph_name)}
    app = create_app(store, Settings(access_log=0))
    asserted = {str(q.triple) for q in quads if f"{BASE}graph/derived/" not in str(q.graph_name)}
    iris = {term.value for term in terms if isinstance(term, NamedNode)}
    yield Site(app, {str(q.triple) for q in quads}, asserted, iris)
    parts_of(app).queries.close()


class Anchors(HTMLParser):
    """The targets of a page's links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name == "href" and value]


def crawl(site: Site, start: str, into: tuple[str, ...]) -> dict[str, int]:
    """The status of every address of the service that pages link to; pages whose path starts so are read."""
    seen: dict[str, int] = {}
    waiting = [start]
    while waiting:
        url = waiting.pop()
        if url in seen:
            continue
        is_read = urlsplit(url).path.startswith(into) or url == start
        response = site.get(url, "text/html") if is_read else site.get(url)
        seen[url] = response.status_code
        if is_read and response.mimetype == "text/html":
            linked = {urldefrag(urljoin(url, target))[0] for target in Anchors(response.text).found}
            waiting += [one for one in linked if one.startswith(ROOT) and one not in seen]
    return seen


DOCUMENTS = tuple(f"/{kind}/" for kind in KINDS)


def document_of(iri: str) -> str:
    """Where the page of one of the store's own things is."""
    return ROOT + quote(iri.removeprefix(f"{BASE}id/"), safe="/:")


def test_every_thing_is_reached_from_the_home_page_and_no_link_is_dead(site: Site) -> None:
    seen = crawl(site, ROOT, DOCUMENTS)
    assert {url: status for url, status in seen.items() if status != 200} == {}
    things = {iri for iri in site.iris if iri.startswith(f"{BASE}id/")}
    assert len(things) > 300
    assert {unquote(document_of(iri)) for iri in things} - {unquote(url) for url in seen} == set()


def test_the_description_of_the_data_set_leads_to_all_of_it(site: Site) -> None:
    quads = list(
        pyoxigraph.parse(site.get(f"{ROOT}.well-known/void", "text/turtle").data, format=RdfFormat.TURTLE)
    )
    terms = {q.subject for q in quads} | {q.object for q in quads if q.predicate not in ENDPOINTS}
    own = {urldefrag(one.value)[0] for one in terms if isinstance(one, NamedNode)}
    statuses = {
        iri: site.get(urljoin(ROOT, iri.removeprefix(BASE))).status_code for iri in own if BASE in iri
    }
    assert {iri: status for iri, status in statuses.items() if status != 200} == {}
    assert f"{BASE}dumps/all.nq.gz" in statuses
    dump = gzip.decompress(site.get(f"{ROOT}dumps/all.nq.gz").data)
    found = list(pyoxigraph.parse(dump, format=RdfFormat.N_QUADS))
    assert {str(quad.triple) for quad in found} == site.asserted


def test_every_thing_answers_in_every_format_with_what_the_store_holds(site: Site) -> None:
    for iri in sorted(one for one in site.iris if one.startswith(f"{BASE}id/")):
        url = urljoin(ROOT, quote(iri.removeprefix(BASE), safe="/:"))
        for number, offer in enumerate(FORMATS):
            # Half of them by what Accept says, the others by their suffix.
            suffixed = f"{document_of(iri)}.{offer.key}"
            response = site.get(suffixed) if number % 2 else site.get(url, offer.media_type)
            assert (response.status_code, response.headers["Content-Type"]) == (200, offer.sent), iri
            right(site, iri, offer.media_type, response)


def right(site: Site, iri: str, media_type: str, response: TestResponse) -> None:
    """The answer can be read, and holds only what is said."""
    if media_type == "application/json":
        assert response.get_json()["iri"] == iri
    elif media_type == "text/csv":
        rows = list(csv.reader(io.StringIO(response.text, newline="")))
        assert tuple(rows[0]) == COLUMNS
        assert {len(row) for row in rows} == {len(COLUMNS)}
    else:
        found = {str(quad.triple) for quad in pyoxigraph.parse(response.data, format=RDF[media_type])}
        assert found
        assert found - site.triples == set(), iri


def test_foreign_iris_and_graphs_answer(site: Site) -> None:
    foreign = sorted(iri for iri in site.iris if not iri.startswith(BASE))
    assert len(foreign) > 100
    for iri in foreign:
        response = site.get(f"{ROOT}describe?iri={quote(iri, safe='')}", "text/turtle")
        assert response.status_code == 200
        right(site, iri, "text/turtle", response)
        assert site.get(f"{ROOT}describe?iri={quote(iri, safe='')}", "text/html").status_code == 200
    graphs = [iri for iri in site.iris if iri.startswith(f"{BASE}graph/")]
    assert len(graphs) >= 2
    for iri in graphs:
        response = site.get(urljoin(ROOT, iri.removeprefix(BASE)), "application/n-triples")
        assert response.status_code == 200
        right(site, iri, "application/n-triples", response)


@pytest.fixture(scope="module")
def server(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose store has the server's own address as its base."""
    store = tmp_path_factory.mktemp("served") / "store"
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    options = LoadOptions(base=f"http://127.0.0.1:{port}/")
    load(store, [str(project_root / "samples" / "gb")], options)
    with serving(store, "access_log=0", port=port) as running:
        yield running


@pytest.fixture(scope="module")
def examples(server: Server) -> dict[str, str]:
    """An IRI of each kind that the store has something of."""
    with read_current(server.store) as current:
        subjects = sorted({q.subject.value for q in current.store if isinstance(q.subject, NamedNode)})
    found: dict[str, str] = {}
    for iri in subjects:
        if iri.startswith(f"{server.url}/id/"):
            found.setdefault(iri.removeprefix(f"{server.url}/id/").partition("/")[0], iri)
    assert len(found) >= 15
    return found


def test_rdflib_reads_ids_of_each_kind(examples: dict[str, str]) -> None:
    for iri in examples.values():
        graph = rdflib.Graph().parse(iri)
        assert (rdflib.URIRef(iri), None, None) in graph, iri


@pytest.mark.parametrize("media_type", ["text/html", *(offer.media_type for offer in FORMATS)])
def test_curl_follows_ids_to_each_format(examples: dict[str, str], media_type: str) -> None:
    command = ["curl", "-sSL", "--max-time", "20", "-H", f"Accept: {media_type}"]
    for kind in ("role", "skill", "profile", "observation", "source", "scheme"):
        asked = [*command, "-w", "\n%{http_code} %{content_type}", examples[kind]]
        done = subprocess.run(asked, capture_output=True, text=True, check=True)
        body, _, told = done.stdout.rpartition("\n")
        assert told.partition(";")[0] == f"200 {media_type}"
        if media_type == "text/csv":
            assert body.startswith("direction,property,")
        else:
            assert examples[kind] in body
