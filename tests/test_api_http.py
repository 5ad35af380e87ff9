"""``/api`` over a small store: asking, formats, what is kept, and what can't be asked."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import path_service as service
import pyoxigraph
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from path_service import ASKED, get, post, problem
from pyoxigraph import RdfFormat

from rolegraph.graph.ingest.load import load
from rolegraph.graph.paths.questions import Questions
from rolegraph.service.api.openapi import document
from rolegraph.service.api.questions import QUESTIONS
from rolegraph.service.parts import parts_of

EACH = pytest.mark.parametrize("name", ASKED)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return service.made_store(tmp_path_factory.mktemp("api") / "store")


@pytest.fixture(scope="module")
def app(store: Path) -> Iterator[Flask]:
    made = service.application(store)
    yield made
    parts_of(made).queries.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@EACH
def test_an_answer_is_as_documented(client: FlaskClient, name: str) -> None:
    response = get(client, name)
    assert response.status_code == 200, response.text
    assert response.content_type == "application/json"
    components = json.loads(json.dumps(document("")))["components"]
    kind = next(kind.__name__ for kind in QUESTIONS if kind.name == name)
    schema = {"$ref": f"#/components/schemas/{kind}Answer", "components": components}
    assert not list(Draft202012Validator(schema).iter_errors(response.json))
    assert response.headers["Rolegraph-Generation"] == str(response.json["generation"])  # type: ignore[index]
    assert response.headers["Link"] == '<../api/openapi.json>; rel="service-desc"'
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@EACH
def test_post_answers_as_get_does(client: FlaskClient, name: str) -> None:
    response = post(client, name, ASKED[name])
    assert response.data == get(client, name).data
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


@EACH
def test_the_answer_is_that_of_python(client: FlaskClient, store: Path, name: str) -> None:
    made = parts_of(client.application).derived.latest("skill-space")
    assert made is not None
    given = {key: value for key, value in ASKED[name].items() if key not in ("skill", "target")}
    if "skill" in ASKED[name]:
        given["skills"] = ASKED[name]["skill"]
    if "target" in ASKED[name]:
        given["target"] = ASKED[name]["target"]
    answer = getattr(Questions.open(made.folder), name)(**given)
    said: dict[str, Any] = get(client, name).json  # type: ignore[assignment]
    assert said["generation"] == answer.generation == made.content
    if name == "paths":
        assert [round(path.cost, 6) for path in answer.paths] == [path["cost"] for path in said["paths"]]
        assert said["paths"]
    elif name == "gap":
        assert [one.skill.iri for one in answer.step.missing] == [
            one["skill"]["iri"] for one in said["step"]["missing"]
        ]
    else:
        assert [one.role.iri for one in answer.roles] == [one["role"]["iri"] for one in said["roles"]]
        assert said["roles"]


@EACH
@pytest.mark.parametrize(
    ("format_name", "media_type"),
    [
        ("json", "application/json"),
        ("csv", "text/csv; charset=utf-8"),
        ("ttl", "text/turtle; charset=utf-8"),
        ("jsonld", "application/ld+json"),
        ("nt", "application/n-triples"),
    ],
)
def test_formats(client: FlaskClient, name: str, format_name: str, media_type: str) -> None:
    named = get(client, name, more={"format": format_name})
    preferred = get(client, name, Accept=media_type)
    posted = post(client, name, ASKED[name], query_string={"format": format_name})
    assert named.content_type == preferred.content_type == posted.content_type == media_type
    assert named.data == preferred.data == posted.data
    generation = named.headers["Rolegraph-Generation"]
    if format_name == "csv":
        rows = list(csv.DictReader(io.StringIO(named.text, newline="")))
        assert rows
        assert {row["generation"] for row in rows} == {generation}
    elif format_name != "json":
        rdf_format = {"ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD, "nt": RdfFormat.N_TRIPLES}[
            format_name
        ]
        assert len(list(pyoxigraph.parse(named.data, rdf_format))) > 20


def test_a_picture(client: FlaskClient) -> None:
    response = get(client, "paths", Accept="image/avif,image/webp,image/svg+xml,image/*,*/*;q=0.8")
    assert response.content_type == "image/svg+xml"
    assert ET.fromstring(response.text).tag.endswith("svg")
    policy = response.headers["Content-Security-Policy"]
    assert "style-src 'sha256-" in policy
    assert "unsafe" not in policy
    assert response.data == get(client, "paths", more={"format": "svg"}).data


@EACH
def test_head_and_options(client: FlaskClient, name: str) -> None:
    whole, head = get(client, name), get(client, name, "HEAD")
    assert (head.status_code, head.data) == (200, b"")
    for header in ("Content-Type", "ETag", "Content-Length", "Rolegraph-Generation"):
        assert head.headers[header] == whole.headers[header]
    options = client.options(f"/api/{name}")
    assert set(options.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    assert options.headers["Access-Control-Allow-Methods"] == options.headers["Allow"]
    assert client.put(f"/api/{name}", data="{}").status_code == 405


@EACH
def test_what_a_client_holds_is_not_sent_again(client: FlaskClient, name: str) -> None:
    first = get(client, name)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "no-cache"
    assert "Accept" in first.headers["Vary"]
    again = get(client, name, If_None_Match=tag)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    others = [get(client, name, more=more) for more in ({"format": "csv"}, {"evidence": "0"})]
    assert len({tag, *(other.headers["ETag"] for other in others)}) == 3
    assert get(client, name, more={"evidence": "0"}, If_None_Match=tag).status_code == 200


def test_evidence_is_as_long_as_asked_for(client: FlaskClient) -> None:
    for wanted in ("0", "1"):
        said: dict[str, Any] = get(client, "gap", more={"evidence": wanted}).json  # type: ignore[assignment]
        evidence = said["step"]["evidence"]
        assert len(evidence["statements"]) == int(wanted) < evidence["total"]


def test_the_page_and_the_document(client: FlaskClient) -> None:
    page = client.get("/api", headers={"Accept": "text/html"})
    assert page.content_type == "text/html; charset=utf-8"
    for kind in QUESTIONS:
        assert f'href="api/{kind.name}?' in page.text
        assert all(f"<code>{name}</code>" in page.text for name in kind.model_fields)
    assert "<script" not in page.text
    assert "://" not in page.text.replace("http://www.w3.org", "")
    response = client.get("/api/openapi.json")
    assert response.json == client.get("/api", headers={"Accept": "application/json"}).json == document("")
    assert (
        client.get("/api/openapi.json", headers={"If-None-Match": response.headers["ETag"]}).status_code
        == 304
    )


def test_reading_may_need_a_token(store: Path) -> None:
    app = service.application(store, read_token="1")
    problem(get(app.test_client(), "gap"), 401, "unauthorized")
    secret = parts_of(app).tokens.create("read")[1]
    allowed = get(app.test_client(), "gap", Authorization=f"Bearer {secret}")
    assert allowed.status_code == 200
    assert "private" in allowed.headers["Cache-Control"]


def test_a_store_without_a_space_and_one_that_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    load(store, [str(service.ROOT / "samples" / page) for page in service.PAGES[:2]])
    app = service.application(store)
    monkeypatch.setattr(parts_of(app).paths, "_patience", 0.0)
    response = get(app.test_client(), "similar")
    problem(response, 503, "not-built")
    assert int(response.headers["Retry-After"]) > 0
    service.build_space(store)
    first = get(app.test_client(), "similar")
    assert first.status_code == 200
    load(store, [str(service.ROOT / "samples" / service.PAGES[2])])
    assert get(app.test_client(), "similar", If_None_Match=first.headers["ETag"]).status_code == 304
    service.build_space(store)
    second = get(app.test_client(), "similar", If_None_Match=first.headers["ETag"])
    assert second.status_code == 200
    assert int(second.headers["Rolegraph-Generation"]) > int(first.headers["Rolegraph-Generation"])
