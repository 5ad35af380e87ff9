"""The Reconciliation Service API as OpenRefine uses it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import reconcile_shapes as shapes
from flask import Flask
from flask.testing import FlaskClient
from searching import BASE, ESCO, HOSTILE, ID, application

from rolegraph.graph.search.properties import PROPERTIES
from rolegraph.service.reconcile.queries import BATCH

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with application(tmp_path_factory.mktemp("reconcile")) as made:
        yield made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def told(client: FlaskClient, address: str, schema: shapes.Schema) -> Any:
    response = client.get(address)
    assert response.status_code == 200, response.text
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.mimetype == "application/json"
    shapes.check(response.get_json(), schema)
    return response.get_json()


def matched(client: FlaskClient, **queries: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """What a batch is answered, by POST and by GET alike."""
    sent = {"queries": json.dumps(queries)}
    response = client.post("/reconcile", data=sent)
    assert response.status_code == 200, response.text
    shapes.check(response.get_json(), shapes.RESULTS)
    assert client.get("/reconcile", query_string=sent).get_json() == response.get_json()
    assert set(response.get_json()) == set(queries)
    return {name: one["result"] for name, one in response.get_json().items()}


def one(client: FlaskClient, query: str, **more: Any) -> list[dict[str, Any]]:
    return matched(client, q=({"query": query} if query else {}) | more)["q"]


def test_the_manifest_and_every_address_in_it(client: FlaskClient) -> None:
    manifest = told(client, "/reconcile", shapes.MANIFEST)
    assert manifest["identifierSpace"] == ID
    assert client.get("/reconcile", headers={"Host": "evil.example"}).get_json() == manifest
    for name, schema in (
        ("entity", shapes.ENTITIES),
        ("type", shapes.TYPES),
        ("property", shapes.PROPERTIES),
    ):
        service = manifest["suggest"][name]
        url = service["service_url"] + service["service_path"]
        first = told(client, f"{path_of(url)}?prefix=c", schema)["result"][0]
        flyout = service["flyout_service_url"] + service["flyout_service_path"]
        address = path_of(flyout.replace("${id}", quote(first["id"], safe="")))
        assert told(client, address, shapes.FLYOUT)["id"] == first["id"]
    proposals = manifest["extend"]["propose_properties"]
    told(
        client, f"{path_of(proposals['service_url'] + proposals['service_path'])}?type=role", shapes.PROPOSED
    )
    preview = path_of(manifest["preview"]["url"].replace("{{id}}", quote(f"{ID}role/baker", safe="")))
    assert client.get(preview).status_code == 200
    view = path_of(manifest["view"]["url"].replace("{{id}}", quote(f"{ID}role/baker", safe="")))
    assert client.get(view).status_code == 200


def path_of(url: str) -> str:
    assert url.startswith(BASE)
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


@pytest.mark.parametrize(
    ("query", "more", "first", "sure"),
    [
        ("Baker", {"type": "role"}, "role/baker", True),
        ("bakers", {"type": "role"}, "role/baker", True),
        ("BÄCKER", {"type": "role"}, "role/baker", True),
        (
            "baker",
            {"type": ["role", "esco-occupation"]},
            "role/baker",
            True,
        ),  # one is an exact match of the other
        ("baker", {}, "role/baker", False),  # there are "Bakers" among the codes
        ("bread maker", {"type": "role"}, "role/baker", False),  # another name than the preferred one
        ("Data Analist", {"type": ["role"]}, "role/data-analyst", False),
        ("store manager", {"type": "role"}, "role/store-manager", True),
        ("actor", {"type": "esco-occupation"}, f"{ESCO}occupation/3", True),
        ("actress", {"type": "occupation"}, f"{ESCO}occupation/3", True),
        ("excell", {"type": "skill"}, "skill/excel", False),
        ("c++", {"type": "skill"}, "skill/cpp", True),
        ("C", {"type": "skill"}, "skill/c", True),
        ("UK", {"type": "country"}, "country/GB", True),
        ("GBR", {"type": "country"}, "country/GB", True),
        ("gb", {"type": "country"}, "country/GB", True),
        ("the United Kingdom", {"type": "country"}, "country/GB", True),
        ("Allemagne", {"type": "country"}, "country/DE", False),
        ("51-3011.00", {}, "code/onet-1", True),
        (f"{ID}role/old-baker", {}, "role/baker", True),
        ("Baker", {"type": "country", "type_strict": "should"}, "role/baker", False),
    ],
)
def test_names(client: FlaskClient, query: str, more: dict[str, Any], first: str, sure: bool) -> None:
    found = one(client, query, **more)
    assert found[0]["id"] == (first if "://" in first else ID + first)
    assert found[0]["match"] is sure
    assert [candidate["score"] for candidate in found] == sorted((c["score"] for c in found), reverse=True)
    assert not any(candidate["match"] for candidate in found[1:])


def test_two_things_of_one_name_are_not_sure(client: FlaskClient) -> None:
    found = one(client, "store manager", type="esco-occupation")
    assert {candidate["id"] for candidate in found[:2]} == {f"{ESCO}occupation/1", f"{ESCO}occupation/2"}
    assert not any(candidate["match"] for candidate in found)


def test_types_and_limits(client: FlaskClient) -> None:
    assert {c["type"][0]["id"] for c in one(client, "baker", type=["role", "code"])} <= {"role", "code"}
    assert one(client, "baker", type=["role", "country"], type_strict="all") == []
    strict = one(client, "baker", type=["role", "occupation"], type_strict="all")
    assert {candidate["type"][0]["id"] for candidate in strict} == {"role"}
    assert len(one(client, "baker", limit=1)) == 1
    assert len(one(client, "baker", limit=1e9)) > 1


def test_properties_decide_between_candidates(client: FlaskClient) -> None:
    germany = {"id": f"{ID}country/DE", "name": "Germany"}
    with_it = one(client, "Data Analyst", type="role", properties=[{"pid": "country", "v": germany}])
    without = one(client, "Data Analyst", type="role", properties=[{"pid": "country", "v": "United Kingdom"}])
    assert (with_it[0]["match"], with_it[0]["score"]) == (True, 100)
    assert not without[0]["match"]
    assert without[0]["score"] < 75
    assert {"id": "properties", "value": 1.0} in with_it[0]["features"]
    several = [{"pid": "country", "v": ["GB", "Deutschland", germany]}, {"pid": "skill", "v": "Kneading"}]
    assert one(client, "baker", type="role", properties=several)[0]["match"]


def test_properties_alone(client: FlaskClient) -> None:
    found = one(client, "", type="role", properties=[{"pid": "country", "v": "Germany"}])
    assert {candidate["id"] for candidate in found} == {f"{ID}role/baker", f"{ID}role/data-analyst"}
    assert not any(candidate["match"] for candidate in found)
    [coded] = one(client, "", properties=[{"pid": "notation", "v": "51-3011.00"}], limit=1)
    assert coded["id"] == f"{ID}code/onet-1"
    assert one(client, "", properties=[{"pid": "country", "v": "Nowhere"}]) == []


def test_an_empty_cell_has_no_candidates(client: FlaskClient) -> None:
    assert one(client, " ") == []
    assert matched(client, a={"query": "", "type": "role"}, b={"query": "baker"})["a"] == []
    assert one(client, "baker", properties=[{"pid": "country", "v": None}])[0]["id"] == f"{ID}role/baker"


def test_suggestions_come_in_parts(client: FlaskClient) -> None:
    every = told(client, "/reconcile/suggest/property?prefix=", shapes.PROPERTIES)["result"]
    rest = told(client, "/reconcile/suggest/property?prefix=&cursor=10", shapes.PROPERTIES)["result"]
    assert [p["id"] for p in (*every, *rest)] == list(PROPERTIES)
    roles = told(client, "/reconcile/suggest/entity?prefix=b&type=role", shapes.ENTITIES)["result"]
    assert [entity["notable"][0]["id"] for entity in roles] == ["role"] * len(roles)
    by_id = told(client, f"/reconcile/suggest/entity?prefix={ID}role/baker", shapes.ENTITIES)["result"]
    assert by_id[0]["name"] == "Baker"
    types = told(client, "/reconcile/suggest/type?prefix=esco", shapes.TYPES)["result"]
    assert {"esco-occupation", "esco-skill"} == {entry["id"] for entry in types}


def test_extension(client: FlaskClient) -> None:
    ids = [f"{ID}role/baker", f"{ESCO}occupation/1", f"{ID}skill/kneading", "urn:nothing"]
    asked = (
        "label",
        "country",
        "skill",
        "role",
        "pay",
        "exact-match",
        "description",
        "notation",
        "experience",
    )
    answer = extended(client, ids, *({"id": key} for key in asked))
    role, occupation, skill, nothing = (answer["rows"][iri] for iri in ids)
    assert {value["str"] for value in role["label"]} == {"Baker", "Bäcker", "パン職人"}
    assert {value["name"] for value in role["country"]} == {"United Kingdom", "Germany"}
    assert role["skill"] == [{"id": f"{ID}skill/kneading", "name": "Kneading"}]
    assert role["pay"] == [{"str": "£23K"}]
    assert role["exact-match"] == [{"id": f"{ESCO}occupation/1", "name": "baker"}]
    assert role["experience"] == [{"id": f"{ID}experience/0-3-years", "name": "0-3 years"}]
    assert occupation["skill"] == [{"id": f"{ESCO}skill/1", "name": "knead dough"}]
    assert occupation["description"] == [{"str": "Bakers make bread."}]
    assert skill["role"] == [{"id": f"{ID}role/baker", "name": "Baker"}]
    assert set(nothing) == set(asked)
    assert not any(nothing.values())
    assert [column["id"] for column in answer["meta"]] == list(asked)


def extended(client: FlaskClient, ids: list[str], *properties: dict[str, Any]) -> Any:
    sent = {"extend": json.dumps({"ids": ids, "properties": properties})}
    response = client.post("/reconcile", data=sent)
    assert response.status_code == 200, response.text
    shapes.check(response.get_json(), shapes.EXTENSION)
    assert client.get("/reconcile", query_string=sent).get_json() == response.get_json()
    return response.get_json()


def test_settings_of_an_extension(client: FlaskClient) -> None:
    answer = extended(
        client,
        [f"{ID}role/baker"],
        {"id": "label", "settings": {"lang": "de"}},
        {"id": "country", "settings": {"limit": "1"}},
    )
    row = answer["rows"][f"{ID}role/baker"]
    assert row["label"] == [{"str": "Bäcker"}]
    assert len(row["country"]) == 1


def test_every_proposed_property_can_be_had(client: FlaskClient) -> None:
    for kind in ("role", "skill", "country", "esco-occupation", "occupation", ""):
        proposed = told(client, f"/reconcile/properties?type={kind}", shapes.PROPOSED)["properties"]
        assert proposed
        extended(client, [f"{ID}role/baker"], *({"id": one["id"]} for one in proposed))
    assert len(told(client, "/reconcile/properties?type=role&limit=2", shapes.PROPOSED)["properties"]) == 2


def test_a_preview_may_be_framed_and_nothing_else(client: FlaskClient) -> None:
    preview = client.get(f"/reconcile/preview?id={ID}role/baker")
    assert preview.content_type == "text/html; charset=utf-8"
    assert "frame-ancestors *" in preview.headers["Content-Security-Policy"]
    assert "default-src 'none'" in preview.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in preview.headers
    assert 'href="../role/baker"' in preview.text
    assert "Bäcker" in preview.text
    for other in ("/", "/search", "/reconcile", f"/reconcile/flyout/entity?id={ID}role/baker"):
        assert "frame-ancestors 'none'" in client.get(other).headers["Content-Security-Policy"]
    again = {"If-None-Match": preview.headers["ETag"]}
    assert client.get(f"/reconcile/preview?id={ID}role/baker", headers=again).status_code == 304


def test_hostile_labels_are_inert(client: FlaskClient) -> None:
    evil = f"{ID}role/evil"
    assert one(client, HOSTILE)[0]["name"] == HOSTILE
    for text in (
        client.get(f"/reconcile/preview?id={evil}").text,
        client.get(f"/reconcile/flyout/entity?id={evil}").get_json()["html"],
    ):
        assert "<img" not in text
        assert "&lt;img" in text


def test_a_batch_of_as_many_as_allowed(client: FlaskClient) -> None:
    queries = {f"q{number}": {"query": f"baker {number}"} for number in range(BATCH)}
    assert client.post("/reconcile", data={"queries": json.dumps(queries)}).status_code == 200
