"""Links on pages lead on wherever a proxy shows the service, also below a path of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from flask import url_for
from flask.testing import FlaskClient
from serving import fill

from rolegraph.graph.derived.derived import Derived
from rolegraph.service.app import create_app
from rolegraph.service.parts import parts_of
from rolegraph.service.settings import Settings
from rolegraph.service.site import relative

SHOWN_AT = "https://shown.example/data"
PAGES = [
    *("/", "/role/baker", "/describe?iri=http://example.org/id/role/baker", "/search?q=bread", "/sparql"),
    *("/dataset.html", "/.well-known/void", "/dumps/", "/ns.html", "/shapes.html", "/api"),
    *("/.well-known/sparql-examples", "/reconcile/preview?id=http://example.org/id/role/baker"),
    *("/role/nobody", "/role/a%2Fb", "/no/such/page", "/graphs?graph=http://example.org/graph/vocabulary"),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    store = tmp_path_factory.mktemp("site") / "store"
    fill(store)
    Derived(store).build(["search-index", "statistics"])
    app = create_app(store, Settings(access_log=0))
    yield app.test_client()
    parts_of(app).queries.close()


@pytest.mark.parametrize(
    ("path", "asked", "link"),
    [
        ("/static/style.css", "/", "static/style.css"),
        ("/static/style.css", "/role/a%2Fb", "../static/style.css"),
        ("/search?q=a/b", "/a/b/c", "../../search?q=a/b"),
        ("/", "/", "./"),
        ("/", "/sparql", "./"),
        ("/?q=x", "/sparql", "./?q=x"),
        ("/dumps/", "/dumps/", "../dumps/"),
    ],
)
def test_references(path: str, asked: str, link: str) -> None:
    assert relative(path, asked) == link
    assert urljoin(f"http://x{asked}", link) == f"http://x{path}"


@pytest.mark.parametrize("page", PAGES)
def test_links_stay_below_the_path_that_a_proxy_shows(client: FlaskClient, page: str) -> None:
    response = client.get(page, headers={"Accept": "text/html"})
    assert response.mimetype == "text/html"
    links = [unescape(one) for one in re.findall(r'(?:href|action)="([^"]*)"', response.text)]
    led = {urljoin(SHOWN_AT + page, link) for link in links if not urlsplit(link).scheme}
    assert f"{SHOWN_AT}/static/style.css" in led
    assert [one for one in led if not one.startswith(f"{SHOWN_AT}/")] == []


def test_with_a_host_links_are_as_flask_makes_them(client: FlaskClient) -> None:
    with client.application.test_request_context("/role/baker"):
        assert url_for("home.home") == "../"
        assert url_for("home.home", _external=True) == "http://localhost/"
