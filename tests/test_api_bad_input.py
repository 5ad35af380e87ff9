"""``/api`` asked what it can't answer: unknown names, bad parameters, bodies and formats."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import path_service as service
import pytest
from flask.testing import FlaskClient
from path_service import ASKED, SKILLS, TARGET, get, post, problem


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    store: Path = service.made_store(tmp_path_factory.mktemp("api") / "store")
    return service.application(store).test_client()


def test_unknown_skills_are_named_and_the_rest_counts(client: FlaskClient) -> None:
    more = {"skill": ["Retail Sales", "Retail Sailing"]}
    said: dict[str, Any] = get(client, "gap", more=more).json  # type: ignore[assignment]
    [unknown] = said["unknown"]
    assert unknown["name"] == "Retail Sailing"
    assert "Retail Sales" in [one["label"] for one in unknown["suggestions"]]


def test_unknown_names(client: FlaskClient) -> None:
    found = problem(get(client, "gap", more={"target": "Colections Oficer"}), 422, "unknown-name")
    [unknown] = found["unknown"]
    assert (unknown["name"], unknown["kind"], unknown["ambiguous"]) == ("Colections Oficer", "role", False)
    assert unknown["suggestions"][0]["thing"]["label"] == TARGET
    assert TARGET in found["detail"]
    problem(post(client, "reachable", {"skill": ["Flying carpets"]}), 422, "unknown-name")
    page = get(client, "similar", more={"role": "<b>x"}, Accept="text/html, */*;q=0.1")
    assert (page.status_code, page.content_type) == (422, "text/html; charset=utf-8")


BAD: dict[str, tuple[str, dict[str, Any], str]] = {
    "nothing to start from": ("paths", {"skill": [], "target": TARGET}, "nothing to start from"),
    "no target": ("gap", {"skill": SKILLS}, "'target' is missing"),
    "no role": ("similar", {}, "'role' is missing"),
    "k of 0": ("paths", {**ASKED["paths"], "k": 0}, "k: "),
    "huge k": ("paths", {**ASKED["paths"], "k": 10**9}, "k: "),
    "endless k": ("paths", {**ASKED["paths"], "k": 10**300}, "k: "),
    "negative limit": ("reachable", {"skill": SKILLS, "limit": -1}, "limit: "),
    "no number": ("similar", {"role": TARGET, "limit": "many"}, "limit: "),
    "many hops": ("paths", {**ASKED["paths"], "hops": 7}, "hops: "),
    "gap above 1": ("reachable", {"skill": SKILLS, "gap": 1.5}, "gap: "),
    "low floor": ("paths", {**ASKED["paths"], "floor": 0}, "floor: "),
    "long name": ("gap", {"skill": ["x" * 501], "target": TARGET}, "skill.0: "),
    "blank name": ("gap", {"skill": ["  "], "target": TARGET}, "skill.0: "),
    "too many skills": ("gap", {"skill": [f"s{n}" for n in range(10_000)], "target": TARGET}, ""),
    "unknown parameter": ("gap", {**ASKED["gap"], "tarket": "x"}, "no parameter 'tarket'"),
    "unknown country": ("gap", {**ASKED["gap"], "country": "Narnia"}, "country"),
    "other question's parameter": ("gap", {**ASKED["gap"], "limit": 3}, "no parameter 'limit'"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_can_not_be_asked(client: FlaskClient, case: str) -> None:
    name, asked, said = BAD[case]
    for response in (client.get(f"/api/{name}", query_string=asked), post(client, name, asked)):
        detail = problem(response, 400)["detail"]
        assert said in detail
        assert len(detail) < 1500


def test_repeated_and_empty_parameters(client: FlaskClient) -> None:
    assert "2 times" in problem(client.get("/api/similar?role=a&role=b"), 400)["detail"]
    filled = client.get("/api/similar?role=Collections+Officer&limit=")
    assert filled.status_code == 200
    for value in ("nan", "inf", "-inf", "1e999"):
        problem(client.get(f"/api/reachable?skill=Retail+Sales&gap={value}"), 400)


BODIES: dict[str, tuple[str | bytes, int, str]] = {
    "nothing": ("", 400, "bad-request"),
    "no JSON": ("{", 400, "bad-request"),
    "a list": ("[1]", 400, "bad-request"),
    "deep": ("[" * 100_000, 400, "bad-request"),
    "not UTF-8": (b'{"role": "\xff"}', 400, "bad-request"),
    "half a pair": ('{"role": "\\ud800"}', 400, "bad-request"),
    "text for a number": ('{"role": "x", "limit": "3"}', 400, "bad-request"),
    "truth for a number": ('{"role": "x", "limit": true}', 400, "bad-request"),
    "NaN": ('{"role": "x", "limit": NaN}', 400, "bad-request"),
    "large": (json.dumps({"role": "x" * 600_000}), 413, "too-large"),
}


@pytest.mark.parametrize("case", BODIES)
def test_bodies_that_can_not_be_read(client: FlaskClient, case: str) -> None:
    body, status, type_ = BODIES[case]
    problem(post(client, "similar", body), status, type_)


def test_other_types_and_places(client: FlaskClient) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "", "application/json; charset=utf-16"):
        response = post(client, "similar", ASKED["similar"], content_type=kind)
        problem(response, 415, "unsupported-media-type")
        assert response.headers["Accept-Post"] == "application/json"
    assert (
        post(client, "similar", ASKED["similar"], content_type="Application/JSON; charset=UTF-8").status_code
        == 200
    )
    problem(post(client, "similar", ASKED["similar"], query_string={"limit": "3"}), 400)


def test_formats_that_are_not_there(client: FlaskClient) -> None:
    problem(get(client, "similar", more={"format": "svg"}), 406, "not-acceptable")
    problem(get(client, "paths", more={"format": "tsv"}), 406, "not-acceptable")
    problem(get(client, "paths", Accept="image/png"), 406, "not-acceptable")
    assert "svg" in problem(get(client, "paths", more={"format": "pdf"}), 400)["detail"]
