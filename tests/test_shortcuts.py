"""The ways around Flask answer exactly as the view does: same status, headers and body."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from wsgiref.validate import validator

import pytest
from flask import Flask
from serving import ENDLESS, fill, publish

from rolegraph.graph.store.answer import Question
from rolegraph.service.app import create_app
from rolegraph.service.express import Express
from rolegraph.service.lookaside import LookAside
from rolegraph.service.parts import parts_of
from rolegraph.service.settings import Settings

ROLES = "SELECT ?r {?r a <https://w3id.org/rolegraph/ns#Role>} ORDER BY ?r"
BAKER = "DESCRIBE <http://example.org/id/role/baker>"
Answered = tuple[str, dict[str, str], bytes]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    fill(tmp_path / "store")
    return tmp_path / "store"


@contextmanager
def application(store: Path, **settings: int) -> Iterator[Flask]:
    made = create_app(store, Settings(access_log=0, deadline=2, query_size=1, **settings))  # type: ignore[arg-type]
    try:
        yield made
    finally:
        parts_of(made).queries.close()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("shortcuts") / "store"
    fill(folder, bulk=3000)
    with application(folder) as made:
        yield made


@pytest.fixture
def fresh(store: Path) -> Iterator[Flask]:
    """One that has answered nothing yet."""
    with application(store) as made:
        yield made


def environment(path: str, **changes: str) -> dict[str, object]:
    before, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": before,
        "QUERY_STRING": query,
        "SERVER_NAME": "x",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "x",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **changes,
    }


def call(served: object, path: str, **changes: str) -> Answered:
    told: list[tuple[str, list[tuple[str, str]]]] = []
    checked = validator(served)  # type: ignore[arg-type]

    def start(status: str, headers: list[tuple[str, str]], *_: object) -> object:
        told.append((status, headers))
        return lambda _: None

    answer = checked(environment(path, **changes), start)  # type: ignore[arg-type]
    try:
        body = b"".join(answer)
    finally:
        answer.close()  # type: ignore[attr-defined]
    ((status, headers),) = told
    fields = {name.lower(): value for name, value in headers if name != "X-Request-ID"}
    assert len(fields) >= len(headers) - 1
    assert int(fields.pop("content-length", len(body))) == len(body)
    return status, fields, body


def by_view(app: Flask, path: str, **changes: str) -> Answered:
    """The answer of the view; a parameter that means nothing keeps the request off every other way."""
    return call(app, f"{path}&nothing=1", **changes)


def comparable(answered: Answered) -> Answered:
    """A problem names the request, which may differ."""
    status, headers, body = answered
    if headers.get("content-type") == "application/problem+json":
        body = repr(sorted((json.loads(body) | {"instance": ""}).items())).encode()
    return status, headers, body


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (ROLES, None),
        (ROLES, "*/*"),
        (ROLES, "text/csv"),
        (ROLES, "application/json"),
        (ROLES, "application/sparql-results+xml;q=0.9, */*;q=0.1"),
        (ROLES, "text/html"),
        (ROLES, "text/turtle"),
        (ROLES, "image/png"),
        (ROLES, "a/b," * 2000),
        ("ASK {}", None),
        ("SELECT (STR(1) AS ?é) {}", None),
        (BAKER, None),
        (BAKER, "application/n-triples"),
        (BAKER, "application/sparql-results+json"),
        ("SELECT (1+1 AS ?x) {} # a+b &=?", None),
        ("SELECT * {", None),
        ("SELECT * { SERVICE <http://x/> {} }", None),
        ("SELECT * {?s ?p ?o}", None),
        ("ASK {} #" + "x" * 1100, None),
        ("", None),
    ],
)
def test_every_way_gives_the_same(app: Flask, query: str, accept: str | None) -> None:
    path, changes = f"/sparql?query={quote(query)}", {"HTTP_ACCEPT": accept} if accept else {}
    expected = comparable(by_view(app, path, **changes))
    assert [comparable(call(app, path, **changes)) for _ in range(4)] == [expected] * 4
    assert comparable(call(app, path.replace("%20", "+"), **changes)) == expected


def test_the_ways_are_taken(fresh: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    app = fresh
    view, calls = app.view_functions["sparql.sparql"], list[int]()

    def counted() -> object:
        calls.append(1)
        return view()

    monkeypatch.setitem(app.view_functions, "sparql.sparql", counted)
    for number in range(3):
        call(app, f"/sparql?query={quote(ROLES)}%23{number}")
    assert len(calls) == 1
    hits = parts_of(app).queries.statistics()["cache_hits"]
    call(app, f"/sparql?query={quote(ROLES)}%231")
    assert len(calls) == 1
    assert parts_of(app).queries.statistics()["cache_hits"] == hits + 1


def test_an_answer_that_nobody_takes_is_closed(app: Flask) -> None:
    deaf = Express(lambda environ, start: [], parts_of(app).queries, Settings())
    for _ in range(3):
        assert list(deaf(environment(f"/sparql?query={quote(ENDLESS)}"), lambda *_: None)) == []  # type: ignore
    assert parts_of(app).queries.statistics()["readers_busy"] == 0


def test_a_new_generation_counts_at_once(fresh: Flask, store: Path) -> None:
    path = "/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) {<http://s> ?p ?o}")
    tags = set()
    for number in range(3):
        publish(store, f"<http://g> {{ <http://s> <http://p> {number} }}")
        for _ in range(3):
            _, headers, body = call(fresh, path)
            assert json.loads(body)["results"]["bindings"][0]["n"]["value"] == str(number + 1)
            tags.add(headers["etag"])
    assert len(tags) == 3


def test_entity_tags_are_compared(app: Flask) -> None:
    path = f"/sparql?query={quote(ROLES)}"
    for _ in range(3):
        tag = call(app, path)[1]["etag"]
        status, headers, body = call(app, path, HTTP_IF_NONE_MATCH=tag)
        assert (status[:3], headers["etag"], body) == ("304", tag, b"")
        assert "accept" in headers["vary"].lower()
        assert call(app, path, HTTP_IF_NONE_MATCH='"other"')[0].startswith("200")


def test_what_varies_is_asked_each_time(app: Flask) -> None:
    path = "/sparql?query=" + quote("SELECT (UUID() AS ?x) {}")
    answers = [call(app, path) for _ in range(4)]
    assert len({body for _, _, body in answers}) == 4
    assert {headers["cache-control"] for _, headers, _ in answers} == {"no-store"}


def test_where_reading_needs_a_token_there_is_no_way_around_it(store: Path) -> None:
    with application(store, read_token=1) as guarded:
        for _ in range(3):
            assert call(guarded, f"/sparql?query={quote(BAKER)}")[0].startswith("401")


def test_what_is_kept_is_bounded(app: Flask) -> None:
    queries = parts_of(app).queries
    aside = LookAside(Express(app.wsgi_app, queries, Settings()), queries, 20_000)
    for number in range(12):
        call(aside, f"/sparql?query={quote(ROLES)}%23{number}")
        assert 0 < aside.size <= 20_000
    assert queries.etag(Question(ROLES))
