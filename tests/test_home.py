"""The pages for people, and what programs get at the same addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, quote, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from serving import fill, publish
from werkzeug.test import TestResponse

from rolegraph.graph.store.query_text import examine
from rolegraph.service.app import create_app
from rolegraph.service.examples import FIRST
from rolegraph.service.parts import parts_of

HTML = {"Accept": "text/html"}
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """A page's elements; fails where one is closed that is not open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    store = tmp_path_factory.mktemp("home") / "store"
    fill(store)
    made = create_app(store)
    parts_of(made).derived.build(["statistics"])
    yield made
    parts_of(made).queries.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def page_of(response: TestResponse) -> Page:
    assert response.content_type == "text/html; charset=utf-8"
    page = Page(response.text)
    assert page.all("html")[0]["lang"] == "en"
    assert len(page.all("title")) == len(page.all("h1")) == 1
    assert any(meta.get("name") == "viewport" for meta in page.all("meta"))
    assert "script" not in {tag for tag, _ in page.elements}
    assert not any(name.startswith("on") or name == "style" for _, attrs in page.elements for name in attrs)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    return page


@pytest.mark.parametrize(
    "path", ["/", "/sparql", "/sparql?query=ASK{}&format=html", "/nix", "/sparql?query=x"]
)
def test_pages_are_sound_and_ask_nothing_of_other_hosts(client: FlaskClient, path: str) -> None:
    page = page_of(client.get(path, headers=HTML))
    for tag, attribute in (("link", "href"), ("form", "action")):
        for element in page.all(tag):
            assert not urlsplit(element[attribute] or "").netloc
    fields = {element.get("id") for _, element in page.elements}
    assert {label["for"] for label in page.all("label")} <= fields


def test_the_home_page_counts_what_is_there(client: FlaskClient) -> None:
    text = client.get("/", headers=HTML).text
    numbers = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", text))
    assert {name: numbers[name] for name in ("roles", "skills", "profiles", "countries")} == {
        "roles": "2",
        "skills": "1",
        "profiles": "2",
        "countries": "1",
    }
    assert numbers["salary observations"] == "1"
    assert "Generation 2" in text


def test_the_home_page_is_json_for_programs(client: FlaskClient) -> None:
    response = client.get("/", headers={"Accept": "application/json"})
    told = response.json
    assert told is not None
    assert (told["counts"]["roles"], told["generation"]) == (2, 2)
    assert "Accept" in response.vary
    for link in told["links"].values():
        assert client.get(link).status_code == 200
    assert client.get("/", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/").mimetype == "text/html"


def test_links_work_and_examples_answer(client: FlaskClient) -> None:
    page = page_of(client.get("/", headers=HTML))
    links = [urljoin("/", element["href"] or "") for element in page.all("a")]
    assert len(links) > len(FIRST)
    for link in links:
        assert client.get(link, headers=HTML).status_code == 200, link
    for example in FIRST:
        examine(example.query)
        assert any(parse_qs(urlsplit(link).query).get("query") == [example.query] for link in links)


def test_a_load_shows_at_once(tmp_path: Path) -> None:
    fill(tmp_path / "store")
    app = create_app(tmp_path / "store")
    client = app.test_client()
    try:
        before = client.get("/", headers={"Accept": "application/json"}).json
        number = publish(
            tmp_path / "store",
            "<http://example.org/graph/vocabulary> {"
            "<http://example.org/id/role/cook> a <https://w3id.org/rolegraph/ns#Role> }",
        )
        after = client.get("/", headers={"Accept": "application/json"}).json
        assert before is not None
        assert after is not None
        assert after["generation"] == number == before["generation"] + 1
        assert after["counts"]["roles"] == before["counts"]["roles"] + 1
    finally:
        parts_of(app).queries.close()


def test_tables_say_when_they_are_cut(app: Flask, tmp_path: Path) -> None:
    fill(tmp_path / "store", bulk=1500)
    made = create_app(tmp_path / "store")
    try:
        query = quote("SELECT ?s {?s <http://example.org/n> ?o}")
        text = made.test_client().get(f"/sparql?query={query}", headers=HTML).text
        assert "Only the first 1000 rows" in text
        assert text.count("<tr>") == 1001
    finally:
        parts_of(made).queries.close()


def test_graphs_and_booleans_have_tables_too(client: FlaskClient) -> None:
    text = client.get("/sparql?query=" + quote("CONSTRUCT WHERE {?s ?p ?o}"), headers=HTML).text
    assert '<th scope="col">subject</th>' in text
    assert "Yes" in client.get("/sparql?query=ASK{}", headers=HTML).text


def test_faults_of_our_own_are_answered_without_a_trace(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("secret")

    monkeypatch.setattr("rolegraph.service.home.counts", fail)
    monkeypatch.setattr("rolegraph.service.home._counted", fail)
    response = client.get("/", headers={"Accept": "application/json"})
    assert response.status_code == 500
    assert response.content_type == "application/problem+json"
    assert "secret" not in response.text
    assert json.loads(response.text)["status"] == 500


def test_a_store_that_is_gone_is_not_ready_but_alive(tmp_path: Path) -> None:
    made = create_app(tmp_path / "none")
    client = made.test_client()
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert (response.status_code, response.content_type) == (503, "application/problem+json")
    assert client.get("/sparql?query=ASK{}").status_code == 503
    parts_of(made).queries.close()
