"""Requests to the reconciliation service that can't be carried out, and input that means harm."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from searching import ID, application

from rolegraph.service.reconcile.queries import BATCH

ROLE = f"{ID}role/baker"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with application(tmp_path_factory.mktemp("refused")) as made:
        yield made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize(
    ("queries", "words"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[]", "must be an object"),
        ("[" * 100_000, "nests too deeply"),
        ('{"a": 1}', "query 'a' must be an object"),
        ('{"a": {}}', "asks for nothing"),
        ('{"a": {"query": 5}}', "must be a text"),
        ('{"a": {"query": "x", "nix": 1}}', "a query has query, type"),
        ('{"a": {"query": "x", "type": "nix"}}', "the types are role"),
        ('{"a": {"query": "x", "type": [["role"]]}}', "must be a text"),
        ('{"a": {"query": "x", "type_strict": "maybe"}}', "type_strict"),
        ('{"a": {"query": "x", "type_strict": ["any"]}}', "type_strict"),
        ('{"a": {"query": "x", "limit": 0}}', "above 0"),
        ('{"a": {"query": "x", "limit": true}}', "above 0"),
        ('{"a": {"query": "x", "limit": 1e400}}', "above 0"),
        ('{"a": {"query": "x", "limit": NaN}}', "NaN is no number"),
        ('{"a": {"query": "x", "properties": {}}}', "must be a list"),
        ('{"a": {"query": "x", "properties": [{"v": 1}]}}', "pid"),
        ('{"a": {"query": "x", "properties": [{"pid": "nix", "v": 1}]}}', "the properties are label"),
        ('{"a": {"query": "x", "properties": [{"pid": "country"}]}}', "no value"),
        ('{"a": {"query": "x", "properties": [{"pid": "country", "v": {}}]}}', "must be a text"),
        ('{"a": {"query": "x", "properties": [{"pid": "country", "v": [[1]]}]}}', "must be a text"),
    ],
)
def test_queries(client: FlaskClient, queries: str, words: str) -> None:
    response = client.post("/reconcile", data={"queries": queries})
    assert response.mimetype == "application/problem+json"
    assert response.status_code == 400
    assert words in response.get_json()["detail"]


@pytest.mark.parametrize(
    ("extend", "words"),
    [
        ("[]", "must be an object"),
        ("{}", "ids of extend must be a list"),
        ('{"ids": [1], "properties": []}', "id 1 of extend"),
        ('{"ids": []}', "properties of extend"),
        ('{"ids": ["x"], "properties": [{}]}', "id of property 1"),
        ('{"ids": ["x"], "properties": [{"id": "nix"}]}', "the properties are"),
        ('{"ids": ["x"], "properties": [{"id": "label", "settings": []}]}', "must be an object"),
        ('{"ids": ["x"], "properties": [{"id": "label", "settings": {"lang": "<x>"}}]}', "language tag"),
        ('{"ids": ["x"], "properties": [{"id": "label", "settings": {"limit": "x"}}]}', "above 0"),
    ],
)
def test_extensions(client: FlaskClient, extend: str, words: str) -> None:
    response = client.get("/reconcile", query_string={"extend": extend})
    assert response.status_code == 400
    assert words in response.get_json()["detail"]


def test_what_is_too_much(client: FlaskClient) -> None:
    batch = {f"q{number}": {"query": "x"} for number in range(BATCH + 1)}
    assert client.post("/reconcile", data={"queries": json.dumps(batch)}).status_code == 413
    cells = {"ids": [ROLE] * 900, "properties": [{"id": "label"}] * 5}
    assert client.post("/reconcile", data={"extend": json.dumps(cells)}).status_code == 413
    values = [{"pid": "country", "v": [f"name {n}" for n in range(50)]}] * 20
    many = {f"q{number}": {"query": "x", "properties": values} for number in range(20)}
    response = client.post("/reconcile", data={"queries": json.dumps(many)})
    assert response.status_code == 413
    assert "fewer at once" in response.get_json()["detail"]
    assert client.post("/reconcile", data={"queries": "x" * 600_000}).status_code == 413


@pytest.mark.parametrize(
    "text",
    [
        "\ud800",
        "\x00",
        "(a+)+$",
        "x " * 10_000,
        "x" * 100_000,
        "'; DROP TABLE things; --",
        "<script>",
        "\u202e",
        "\\",
    ],
)
def test_any_text_is_matched(client: FlaskClient, text: str) -> None:
    sent = json.dumps(
        {"a": {"query": text}, "b": {"query": "baker", "properties": [{"pid": "country", "v": text}]}}
    )
    response = client.post("/reconcile", data={"queries": sent})
    assert response.status_code == 200
    assert response.get_json()["b"]["result"]


@pytest.mark.parametrize(
    ("method", "address", "sent", "status"),
    [
        ("POST", "/reconcile", {"data": b"{}", "content_type": "application/json"}, 415),
        ("POST", "/reconcile", {"data": {"x": "y"}}, 400),
        ("POST", "/reconcile", {}, 415),
        ("POST", "/reconcile", {"data": {"queries": "{}", "extend": "{}"}}, 400),
        ("POST", "/reconcile", {"data": {"queries": "{}", "callback": "alert(1)//"}}, 400),
        ("GET", "/reconcile?queries={}&queries={}", {}, 400),
        ("GET", "/reconcile?callback=alert(1)//", {}, 400),
        ("GET", "/reconcile/suggest/entity?prefix=b&callback=f", {}, 400),
        ("GET", "/reconcile/suggest/entity?prefix=b&cursor=-1", {}, 400),
        ("GET", "/reconcile/suggest/entity?prefix=b&cursor=9999999", {}, 400),
        ("GET", "/reconcile/suggest/entity?prefix=b&type=nix", {}, 400),
        ("GET", f"/reconcile/suggest/entity?prefix={'x' * 1001}", {}, 400),
        ("GET", "/reconcile/suggest/nix?prefix=b", {}, 404),
        ("GET", "/reconcile/flyout/entity?id=urn:nothing", {}, 404),
        ("GET", "/reconcile/flyout/entity", {}, 400),
        ("GET", "/reconcile/preview", {}, 400),
        ("GET", "/reconcile/suggest/entity", {}, 400),
        ("GET", "/reconcile/flyout/type?id=nix", {}, 400),
        ("GET", "/reconcile/flyout/property?id=nix", {}, 400),
        ("GET", "/reconcile/preview?id=urn:nothing", {}, 404),
        ("GET", "/reconcile/preview?id=%3Cscript%3E", {}, 404),
        ("GET", "/reconcile/properties?type=nix", {}, 400),
        ("GET", "/reconcile/properties?type=role&limit=x", {}, 400),
        ("PUT", "/reconcile", {}, 405),
    ],
)
def test_requests(client: FlaskClient, method: str, address: str, sent: dict[str, Any], status: int) -> None:
    response = client.open(address, method=method, **sent)
    assert response.status_code == status, response.text
    assert response.mimetype == "application/problem+json"


def test_an_empty_batch_is_answered(client: FlaskClient) -> None:
    assert client.post("/reconcile", data={"queries": "{}"}).get_json() == {}
