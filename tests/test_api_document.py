"""The OpenAPI document of ``/api``: valid, true to the answers, and in line with docs/api.md."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import path_answers as samples
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from rolegraph.graph.paths import answers as a
from rolegraph.graph.paths.formats.as_json import as_data
from rolegraph.service.api.examples import EXAMPLES
from rolegraph.service.api.openapi import document
from rolegraph.service.api.questions import QUESTIONS
from rolegraph.service.app import create_app

METHODS = ("get", "post")


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(document("")))
    return made


@pytest.fixture(scope="module")
def reference(project_root: Path) -> str:
    return (project_root / "docs" / "api.md").read_text("utf-8")


def schema_of(spec: dict[str, Any], name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": spec["components"]})


def parameters(spec: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Every parameter of a GET, with the question it is of."""
    found = [(path[1:], one) for path, item in spec["paths"].items() for one in item["get"]["parameters"]]
    assert len(found) > 20
    return found


def test_it_is_openapi(spec: dict[str, Any]) -> None:
    validate(spec, cls=OpenAPIV31SpecValidator)
    assert spec["openapi"].startswith("3.1.")


def test_it_has_every_address(spec: dict[str, Any]) -> None:
    rules = create_app(Path("nowhere")).url_map.iter_rules()
    here = {rule.rule: rule.methods or set() for rule in rules if rule.rule.startswith("/api/")}
    [server] = spec["servers"]
    told = {server["url"] + path: set(item) for path, item in spec["paths"].items()}
    assert set(here) - set(told) == {"/api/openapi.json"}
    for path, methods in told.items():
        assert methods == {name.lower() for name in here[path]} - {"head", "options"}


def test_a_service_below_a_path_says_so() -> None:
    assert document("/roles")["servers"] == [{"url": "/roles/api"}]


@pytest.mark.parametrize("make", samples.ALL.values(), ids=samples.ALL.keys())
def test_answers_are_as_their_schema_says(spec: dict[str, Any], make: Callable[[], a.Answer]) -> None:
    data = json.loads(json.dumps(as_data(make())))
    validator = schema_of(spec, type(make()).__name__)
    assert [error.message for error in validator.iter_errors(data)] == []
    for wrong in ({**data, "more": 1}, {**data, "generation": "7"}, {**data, "question": "other"}):
        assert list(validator.iter_errors(wrong))
    del data["explained"]
    assert list(validator.iter_errors(data))


def test_bodies_are_as_their_schema_says(spec: dict[str, Any]) -> None:
    for kind in QUESTIONS:
        validator = schema_of(spec, f"{kind.__name__}Question")
        assert not list(validator.iter_errors(dict(EXAMPLES[kind.name])))
        assert list(validator.iter_errors({**EXAMPLES[kind.name], "more": 1}))
        body = spec["paths"][f"/{kind.name}"]["post"]["requestBody"]["content"]["application/json"]
        assert body["schema"]["$ref"].endswith(f"/{kind.__name__}Question")


def test_get_and_post_take_the_same(spec: dict[str, Any]) -> None:
    for kind in QUESTIONS:
        listed = {one["name"]: one["schema"] for name, one in parameters(spec) if name == kind.name}
        members = spec["components"]["schemas"][f"{kind.__name__}Question"]["properties"]
        plain = {name: {k: v for k, v in one.items() if k != "description"} for name, one in members.items()}
        assert {name: one for name, one in listed.items() if name != "format"} == plain


def test_every_operation_tells_its_failures_and_formats(spec: dict[str, Any]) -> None:
    for path, item in spec["paths"].items():
        for method in METHODS:
            answers = item[method]["responses"]
            assert {"200", "400", "406", "422", "503"} <= set(answers)
            assert ("413" in answers) == ("415" in answers) == (method == "post")
            assert ("image/svg+xml" in answers["200"]["content"]) == (path == "/paths")
            assert {"application/json", "text/csv", "text/turtle"} <= set(answers["200"]["content"])
    names = [item[method]["operationId"] for item in spec["paths"].values() for method in METHODS]
    assert len(names) == len(set(names))


def test_every_parameter_is_in_the_reference_with_its_bounds(spec: dict[str, Any], reference: str) -> None:
    asking = reference.partition("## Asking")[2].partition("## Answers")[0]
    rows = {row[0]: row[1:] for row in re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|", asking, re.M)}
    for question, one in parameters(spec):
        of, values = rows[one["name"]]
        assert question in of or of.startswith("all"), (question, one["name"])
        for bound in ("default", "maximum", "maxItems"):
            number = one["schema"].get(bound)
            if isinstance(number, int | float) and not isinstance(number, bool):
                assert re.search(rf"\b{re.escape(f'{number:g}')}\b", values), (one["name"], bound)
        assert ("needed" in values) == (one["required"] and one["name"] != "role")


def test_every_member_of_the_answers_is_told_of(spec: dict[str, Any], reference: str) -> None:
    for name in ("PathsAnswer", "Step", "Path", "Evidence"):
        for member in spec["components"]["schemas"][name]["properties"]:
            assert re.search(rf"`{member}`", reference) or member in ("k", "start", "asked", "question"), (
                member
            )
    for flag in a.Flag:
        assert f"`{flag}`" in reference
    for status in ("400", "401", "406", "413", "415", "422", "429", "503"):
        assert status in reference


def test_every_format_is_in_the_reference(spec: dict[str, Any], reference: str) -> None:
    for _, one in parameters(spec):
        if one["name"] == "format":
            for name in one["schema"]["enum"]:
                assert f"| `{name}` |" in reference
