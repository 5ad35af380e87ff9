"""/search and /suggest: JSON, the page, cursors, limits, and input that means harm."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from searching import BASE, ESCO, HOSTILE, ID, application
from serving import fill, publish

from rolegraph.service import cursors
from rolegraph.service.app import create_app
from rolegraph.service.parts import parts_of
from rolegraph.service.settings import Settings

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with application(tmp_path_factory.mktemp("search")) as made:
        yield made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def results(client: FlaskClient, address: str) -> list[dict[str, Any]]:
    response = client.get(address)
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.get_json()["results"]
    return found


def test_a_result_tells_what_matched_and_what_it_is(client: FlaskClient) -> None:
    [first, *_] = results(client, "/search?q=bread+maker")
    assert first["iri"] == f"{ID}role/baker"
    assert first["link"] == "role/baker"
    assert (first["kind"], first["label"], first["language"]) == ("role", "Baker", "en")
    assert first["matched"] == {"label": "Bread Maker", "language": "en", "as": "alternative"}
    assert first["score"] == 100
    assert "https://w3id.org/rolegraph/ns#Role" in first["types"]
    assert first["statements"] > 5
    [same] = first["exactMatches"]
    assert (same["iri"], same["label"]) == (f"{ESCO}occupation/1", "baker")
    assert same["link"] == f"describe?iri={quote(f'{ESCO}occupation/1', safe='')}"
    [country, *_] = results(client, "/search?q=germany")
    assert country["exactMatches"][0]["label"] is None


def test_kind_language_and_limit(client: FlaskClient) -> None:
    assert {one["kind"] for one in results(client, "/search?q=baker&kind=role,esco-occupation")} == {
        "role",
        "esco-occupation",
    }
    assert len(results(client, "/search?q=baker&kind=occupation&limit=2")) == 2
    [german] = results(client, "/search?q=backer&kind=role&lang=de")
    assert (german["label"], german["language"]) == ("Bäcker", "de")


def test_the_whole_answer_comes_in_parts(client: FlaskClient) -> None:
    every = [one["iri"] for one in results(client, "/search?q=baker")]
    address, parts = "/search?q=baker&limit=2", []
    while address:
        answer = client.get(address).get_json()
        parts += [one["iri"] for one in answer["results"]]
        assert (answer["cursor"] is None) == (answer["next"] is None)
        address = f"/{answer['next']}" if answer["next"] else ""
    assert parts == every
    assert len(every) > 3


def test_cursors_are_of_one_question_and_one_state(client: FlaskClient, app: Flask) -> None:
    cursor = client.get("/search?q=baker&limit=1").get_json()["cursor"]
    content = parts_of(app).search.get()[0].content
    stale = cursors.write(content + 1, 1, ["baker", "", ""])
    for given, words in (
        (cursor, "another question"),
        (stale, "has changed"),
        ("x", "none that"),
        ("é", "none that"),
    ):
        query = "baker" if given == stale else "bakers"
        response = client.get(f"/search?q={query}&limit=1&cursor={quote(given)}")
        assert response.status_code == 400
        assert words in response.get_json()["detail"]


def test_suggestions(client: FlaskClient) -> None:
    answer = client.get("/suggest?prefix=exc&limit=3").get_json()
    assert [one["iri"] for one in answer["suggestions"]] == [f"{ID}skill/excel"]
    assert answer["suggestions"][0]["matched"]["label"] in ("Excel", "Microsoft Excel")
    assert client.get("/suggest?prefix=").get_json()["suggestions"] == []


@pytest.mark.parametrize("address", ["/search?q=baker", "/suggest?prefix=ba", "/search?format=html&q=baker"])
def test_tags_origins_and_head(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(address + "x", headers={"If-None-Match": first.headers["ETag"]})
    assert (other.status_code, client.head(address).data) == (200, b"")
    assert "Host" not in first.text
    assert client.post(address).status_code == 405


def test_the_page(client: FlaskClient) -> None:
    empty = client.get("/search", headers=HTML)
    assert empty.status_code == 200
    assert "Found" not in empty.text
    page = client.get("/search?q=bread+maker&kind=role", headers=HTML).text
    assert '<a href="role/baker" lang="en">Baker</a>' in page
    assert "Bread Maker" in page
    assert '<option value="role" selected>' in page
    assert "called like that" in client.get("/search?q=zzzzqqqq", headers=HTML).text
    assert 'rel="next"' in client.get("/search?q=baker&limit=1", headers=HTML).text


def test_hostile_labels_and_questions_are_inert(client: FlaskClient) -> None:
    page = client.get(f"/search?q={quote(HOSTILE)}", headers=HTML).text
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert results(client, f"/search?q={quote(HOSTILE)}")[0]["label"] == HOSTILE


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/search", "'q'"),
        ("/search?q=%20", "'q'"),
        ("/suggest", "'prefix'"),
        ("/search?q=a&q=b", "2 times"),
        (f"/search?q={'x' * 1001}", "1001 characters"),
        (f"/suggest?prefix={'x' * 1001}", "1001 characters"),
        ("/search?q=x&kind=nix", "the kinds are role"),
        ("/search?q=x&limit=0", "limit must be"),
        ("/search?q=x&limit=101", "limit must be"),
        ("/suggest?prefix=x&limit=%C2%B2", "limit must be"),
        ("/search?q=x&lang=%22%3E", "language tag"),
        ("/search?q=%ED%A0%80", "UTF-8"),
        ("/search?q=x&callback=alert(1)//", "JSONP"),
        ("/search?q=x&format=nix", "no format"),
    ],
)
def test_what_can_not_be_sought(client: FlaskClient, address: str, words: str) -> None:
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    assert words in response.get_json()["detail"]


@pytest.mark.parametrize(
    "text",
    [
        "(a+)+$",
        "\x00\x07",
        "%",
        "'; DROP TABLE labels; --",
        "*:*",
        "x " * 499,
        "_ba",
        "^ba",
        "\\",
        "AND OR NOT",
    ],
)
def test_no_text_is_more_than_a_text(client: FlaskClient, text: str) -> None:
    assert client.get(f"/search?q={quote(text)}", headers=HTML).status_code == 200
    assert client.get(f"/suggest?prefix={quote(text)}").status_code == 200
    assert client.get("/search?q=baker").get_json()["results"]


def test_before_the_index_is_built(tmp_path_factory: pytest.TempPathFactory) -> None:
    store = tmp_path_factory.mktemp("unbuilt") / "store"
    fill(store)
    made = create_app(store)
    try:
        response = made.test_client().get("/search?q=x")
        assert response.status_code == 503
        assert response.headers["Retry-After"]
    finally:
        parts_of(made).queries.close()


def test_a_new_generation_is_found_once_it_is_indexed(tmp_path_factory: pytest.TempPathFactory) -> None:
    with application(tmp_path_factory.mktemp("anew")) as app:
        client, shared = app.test_client(), parts_of(app)
        before = client.get("/search?q=glazier")
        publish(
            shared.queries.store,
            f'<{BASE}graph/x> {{ <urn:x> <http://www.w3.org/2004/02/skos/core#prefLabel> "Glazier"@en }}',
        )
        shared.derived.build(["search-index"])
        after = client.get("/search?q=glazier", headers={"If-None-Match": before.headers["ETag"]})
    assert before.get_json()["results"] == []
    assert [one["iri"] for one in after.get_json()["results"]] == ["urn:x"]


def test_where_reading_needs_a_token(tmp_path_factory: pytest.TempPathFactory) -> None:
    with application(tmp_path_factory.mktemp("private"), Settings(read_token=1)) as app:
        client = app.test_client()
        for address in ("/search?q=x", "/suggest?prefix=x", "/reconcile", "/reconcile/preview?id=x"):
            assert client.get(address).status_code == 401
